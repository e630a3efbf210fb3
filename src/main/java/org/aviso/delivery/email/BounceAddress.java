package org.aviso.delivery.email;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.aviso.template.Level;

/**
 * The envelope sender {@code bounce+<reference>.<mac>@<bounce-domain>}: names the attempt, proves
 * that we wrote it, says nothing of the recipient.
 *
 * <p>Mailers on the way may fold case, so the code is over the lower-case reference and references
 * must be compared without case.
 */
public final class BounceAddress {
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int CODE_CHARACTERS = 16; // 80 bits
  private static final int LONGEST_LOCAL_PART = 64; // RFC 5321 §4.5.3.1.1
  private static final Pattern FORM =
      Pattern.compile(
          "bounce\\+([0-9A-Za-z_-]{1,40})\\.([0-9a-z]{16})@([0-9a-z.-]+)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern REFERENCE = Pattern.compile("[0-9A-Za-z_-]+");

  private final SecretKeySpec key;
  private final ThreadLocal<Mac> mac = ThreadLocal.withInitial(this::newMac);
  private final String domain;
  private final String neutral;

  /**
   * @param key for HMAC-SHA-256, at least 16 bytes, for this purpose alone
   * @param neutral the domain of L0 messages, which must not tell the organisation
   */
  public BounceAddress(byte[] key, String domain, String neutral) {
    if (key.length < 16) {
      throw new IllegalArgumentException("A bounce key has at least 16 bytes, was: " + key.length);
    }
    this.key = new SecretKeySpec(key, "HmacSHA256");
    this.domain = domain.toLowerCase(Locale.ROOT);
    this.neutral = neutral.toLowerCase(Locale.ROOT);
  }

  /** The domain a message of that level may show. */
  public String domain(Level level) {
    return level == Level.L0 ? neutral : domain;
  }

  /** Whether the domain is one of ours. */
  public boolean ours(String name) {
    return name.equalsIgnoreCase(domain) || name.equalsIgnoreCase(neutral);
  }

  /**
   * @throws IllegalArgumentException when the reference does not fit a local part
   */
  public String of(String reference, Level level) {
    String local = "bounce+" + reference + "." + code(reference);
    if (local.length() > LONGEST_LOCAL_PART || !REFERENCE.matcher(reference).matches()) {
      throw new IllegalArgumentException("A reference has 1 to 40 letters, digits, - or _");
    }
    return local + "@" + domain(level);
  }

  /** The reference in an address of ours found anywhere in the text; empty when none is genuine. */
  public Optional<String> verify(String text) {
    Matcher matcher = FORM.matcher(text);
    while (matcher.find()) {
      byte[] given = matcher.group(2).toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
      byte[] right = code(matcher.group(1)).getBytes(StandardCharsets.US_ASCII);
      if (MessageDigest.isEqual(given, right) && ours(matcher.group(3))) {
        return Optional.of(matcher.group(1));
      }
    }
    return Optional.empty();
  }

  /**
   * The reference in an address of this form, whoever made it: good for showing, proof of nothing.
   */
  public static Optional<String> unverified(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private String code(String reference) {
    byte[] sum =
        mac.get().doFinal(reference.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
    var text = new StringBuilder(CODE_CHARACTERS);
    for (int i = 0; i < CODE_CHARACTERS; i++) {
      text.append(ALPHABET.charAt(sum[i] & 31));
    }
    return text.toString();
  }

  private Mac newMac() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has HmacSHA256", e);
    }
  }
}
