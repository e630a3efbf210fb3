package org.aviso.routing.approval;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.aviso.config.FolderDigest;
import org.aviso.config.YamlFile;

/**
 * One signature of one counsel: a file of {@code approvals/}.
 *
 * <p>The file has exactly one form, byte for byte; any other is not an approval. Signed are its
 * bytes up to and without the line that begins with {@code signature:}, so the signature holds for
 * this target, digest, counsel, key, roll, moments and note alone.
 *
 * @param target such as {@code routing/class-notice}
 * @param digest SHA-256 (hex) of the file's bytes, or of the folder's listing
 * @param counsel the name on the roll
 * @param key fingerprint
 * @param roll digest of the roll the counsel stood on when signing; empty for the very first roll
 * @param signedAt whole milliseconds, later than whatever was signed before
 * @param expires the last day (UTC) it is in force
 * @param note counsel's words, one line, may be empty
 * @param signature 64 bytes in hex
 */
public record Approval(
    String target,
    String digest,
    String counsel,
    String key,
    String roll,
    Instant signedAt,
    LocalDate expires,
    String note,
    String signature) {
  private static final String HEAD = "# An approval, version 1. Any changed byte makes it void.\n";
  private static final String LAST = "signature: ";

  /** Signs. */
  public static Approval sign(
      String target,
      String digest,
      Counsel counsel,
      SigningKey key,
      String roll,
      Instant at,
      LocalDate expires,
      String note) {
    Approval unsigned =
        new Approval(
            target,
            digest,
            counsel.name(),
            key.open().fingerprint(),
            roll,
            at.truncatedTo(ChronoUnit.MILLIS),
            expires,
            note,
            "");
    return unsigned.signed(HexFormat.of().formatHex(key.sign(unsigned.signedBytes())));
  }

  private Approval signed(String by) {
    return new Approval(target, digest, counsel, key, roll, signedAt, expires, note, by);
  }

  /** May stand in a note: one line of visible text. */
  public static boolean isNote(String note) {
    return note.length() <= 500
        && note.codePoints()
            .noneMatch(
                c ->
                    Character.getType(c) < 1
                        || Character.isISOControl(c)
                        || Character.getType(c) == Character.FORMAT
                        || Character.getType(c) == Character.SURROGATE
                        || Character.getType(c) == Character.LINE_SEPARATOR
                        || Character.getType(c) == Character.PARAGRAPH_SEPARATOR);
  }

  /**
   * @throws IllegalArgumentException when the bytes are not exactly an approval's file
   */
  static Approval read(byte[] bytes) {
    try {
      JsonNode file = YamlFile.of(bytes, "approval").root();
      Approval read =
          new Approval(
              text(file, "target"),
              text(file, "digest"),
              text(file, "counsel"),
              text(file, "key"),
              text(file, "roll"),
              Instant.parse(text(file, "signed-at")),
              LocalDate.parse(text(file, "expires")),
              text(file, "note"),
              text(file, "signature"));
      if (!Arrays.equals(read.file(), bytes)) {
        throw new IllegalArgumentException("another form");
      }
      return read;
    } catch (YamlFile.Malformed | RuntimeException e) {
      throw new IllegalArgumentException("not an approval", e);
    }
  }

  private static String text(JsonNode file, String key) {
    JsonNode value = file.path(key);
    if (!value.isTextual()) {
      throw new IllegalArgumentException(key);
    }
    return value.asText();
  }

  byte[] file() {
    return (body() + LAST + '"' + signature + "\"\n").getBytes(StandardCharsets.UTF_8);
  }

  byte[] signedBytes() {
    return body().getBytes(StandardCharsets.UTF_8);
  }

  private String body() {
    return HEAD
        + line("target", target)
        + line("digest", digest)
        + line("counsel", counsel)
        + line("key", key)
        + line("roll", roll)
        + line("signed-at", signedAt.toString())
        + line("expires", expires.toString())
        + line("note", note);
  }

  private static String line(String key, String value) {
    return key + ": \"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"\n";
  }

  /** {@code A-} and ten hex digits of the digest of the file. */
  public String id() {
    return "A-" + FolderDigest.of(file()).substring(0, 10).toUpperCase(Locale.ROOT);
  }

  /** {@code routing.class-notice.A-0123456789.yaml} */
  String fileName() {
    return target.replace('/', '.') + "." + id() + ".yaml";
  }

  boolean signedBy(CounselPublicKey by) {
    try {
      return by.fingerprint().equals(key)
          && by.signed(signedBytes(), HexFormat.of().parseHex(signature));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The first moment it is over. */
  public Instant over() {
    return expires.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
