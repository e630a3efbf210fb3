package org.aviso.routing.approval;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.aviso.config.Finding;
import org.aviso.config.YamlFile;

/**
 * Who may sign: {@code counsel.yaml}, as it was read.
 *
 * @param digest SHA-256 (hex) of the bytes
 * @param findings with any, the roll is no roll
 */
public record Roll(String digest, List<Counsel> counsel, List<Finding> findings) {
  private static final JsonSchema SCHEMA =
      YamlFile.schema(Roll.class.getResource("counsel.schema.json"));

  public Roll {
    counsel = List.copyOf(counsel);
    findings = List.copyOf(findings);
  }

  /** A name is shown in lists and signed as it is: letters, blanks and a few marks. */
  public static boolean isName(String name) {
    return name.matches("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N} .,'\u2019-]{0,59}")
        && name.equals(name.strip())
        && Normalizer.isNormalized(name, Normalizer.Form.NFC);
  }

  static Roll of(byte[] bytes, String shownAs) {
    YamlFile file;
    try {
      file = YamlFile.of(bytes, shownAs);
    } catch (YamlFile.Malformed e) {
      return new Roll(org.aviso.config.FolderDigest.of(bytes), List.of(), List.of(e.finding()));
    }
    List<Finding> findings = new ArrayList<>(file.validate(SCHEMA));
    List<Counsel> counsel = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    JsonNode list = file.root().path("counsel");
    for (int i = 0; findings.isEmpty() && i < list.size(); i++) {
      JsonNode one = list.path(i);
      String at = "/counsel/" + i;
      String name = one.path("name").asText();
      try {
        CounselPublicKey key = CounselPublicKey.parse(one.path("public-key").asText());
        if (!isName(name)) {
          findings.add(
              file.finding(at + "/name", "is no name", "letters, blanks, and . , ' - at most 60"));
        }
        if (!taken.add(name.toLowerCase(Locale.ROOT)) || !taken.add(key.fingerprint())) {
          findings.add(file.finding(at, "the name or the key stands twice", "one person, one key"));
        }
        Set<String> may = new TreeSet<>();
        one.path("may-approve").forEach(kind -> may.add(kind.asText()));
        counsel.add(new Counsel(name, key, may, day(one, "retired"), day(one, "revoked")));
      } catch (IllegalArgumentException e) {
        findings.add(
            file.finding(
                at + "/public-key",
                "is no Ed25519 public key",
                "copy public_key from counsel keygen"));
      }
    }
    return new Roll(file.digest(), counsel, findings);
  }

  private static LocalDate day(JsonNode one, String key) {
    return one.has(key) ? LocalDate.parse(one.path(key).asText()) : null;
  }

  /** It can be read, and names somebody. */
  public boolean usable() {
    return findings.isEmpty() && !counsel.isEmpty();
  }

  public Optional<Counsel> byKey(String fingerprint) {
    return counsel.stream().filter(one -> one.fingerprint().equals(fingerprint)).findFirst();
  }

  public Optional<Counsel> byName(String name) {
    return counsel.stream().filter(one -> one.name().equalsIgnoreCase(name)).findFirst();
  }

  /** The file of this roll and one more person. */
  byte[] with(Counsel another) {
    StringBuilder text =
        new StringBuilder(
            """
            # Who may sign. Signed as a whole by two of those who stood here before; the first
            # by two of these. Whoever leaves is marked retired or revoked, never removed.
            counsel:
            """);
    List<Counsel> all = new ArrayList<>(counsel);
    all.add(another);
    for (Counsel one : all) {
      text.append("  - name: \"").append(one.name()).append("\"\n");
      text.append("    public-key: ").append(one.key().text()).append('\n');
      text.append("    may-approve: [")
          .append(one.mayApprove().stream().sorted().collect(Collectors.joining(", ")))
          .append("]\n");
      if (one.retired() != null) {
        text.append("    retired: ").append(one.retired()).append('\n');
      }
      if (one.revoked() != null) {
        text.append("    revoked: ").append(one.revoked()).append('\n');
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
