package org.aviso.routing.approval;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/**
 * What one counsel let go with a key: a wave's start, or a single case widened. Kept in the ledger,
 * never as a file.
 *
 * <p>Signed (Ed25519, RFC 8032) are the bytes of {@link #body()}: UTF-8, one line a field, each
 * ended by a line feed, in this order and with these quotes:
 *
 * <pre>
 * # A decision that widens, version 1. Any changed byte makes it void.
 * act: "wave-start"
 * subject: "W-K7Q2M9"
 * digest: "…"
 * counsel: "Ada Sample"
 * key: "…"
 * roll: "…"
 * signed-at: "2027-01-05T18:00:00Z"
 * </pre>
 *
 * @param act {@code wave-start}, {@code unhold}, {@code unhold-veto}, {@code unhold-suppression},
 *     {@code not-sent}
 * @param subject the wave; or the person, with the contact after a blank; or the attempt's
 *     reference
 * @param digest SHA-256 (hex) of what a wave holds and comes to; empty for other acts
 * @param counsel the name on the roll
 * @param key fingerprint
 * @param roll digest of the roll the counsel stood on
 * @param signedAt whole milliseconds
 * @param signature 64 bytes in hex
 */
public record SignedAct(
    String act,
    String subject,
    String digest,
    String counsel,
    String key,
    String roll,
    Instant signedAt,
    String signature) {
  public static final String WAVE_START = "wave-start";

  private static final String HEAD =
      "# A decision that widens, version 1. Any changed byte makes it void.\n";

  /** Signs; who the counsel is and whether they may is {@link InForce#signer}'s to say. */
  public static SignedAct sign(
      String act,
      String subject,
      String digest,
      Counsel counsel,
      SigningKey key,
      String roll,
      Instant at) {
    SignedAct unsigned =
        new SignedAct(
            act,
            subject,
            digest,
            counsel.name(),
            key.open().fingerprint(),
            roll,
            at.truncatedTo(ChronoUnit.MILLIS),
            "");
    return new SignedAct(
        act,
        subject,
        digest,
        unsigned.counsel,
        unsigned.key,
        roll,
        unsigned.signedAt,
        HexFormat.of().formatHex(key.sign(unsigned.bytes())));
  }

  /** What is signed. */
  public String body() {
    return HEAD
        + line("act", act)
        + line("subject", subject)
        + line("digest", digest)
        + line("counsel", counsel)
        + line("key", key)
        + line("roll", roll)
        + line("signed-at", signedAt.toString());
  }

  private static String line(String key, String value) {
    return key + ": \"" + value + "\"\n";
  }

  private byte[] bytes() {
    return body().getBytes(StandardCharsets.UTF_8);
  }

  boolean signedBy(CounselPublicKey by) {
    try {
      return by.fingerprint().equals(key) && by.signed(bytes(), HexFormat.of().parseHex(signature));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
