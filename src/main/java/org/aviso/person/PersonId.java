package org.aviso.person;

import java.security.SecureRandom;
import java.util.regex.Pattern;

/**
 * Opaque, random name of a person in this case: {@code P-} and ten Crockford base-32 characters.
 * Says nothing about who it is, so it may stand in logs, files and messages to staff.
 */
public record PersonId(String value) implements Comparable<PersonId> {
  private static final Pattern FORM = Pattern.compile("P-[0-9A-HJKMNP-TV-Z]{10}");
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final SecureRandom RANDOM = new SecureRandom();

  public PersonId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("A person id is P- and ten Crockford base-32 characters");
    }
  }

  public static PersonId random() {
    return new PersonId("P-" + randomToken(10));
  }

  /** Random Crockford base-32 text, five bits a character. */
  public static String randomToken(int characters) {
    byte[] bytes = new byte[characters];
    RANDOM.nextBytes(bytes);
    var text = new StringBuilder(characters);
    for (byte b : bytes) {
      text.append(ALPHABET.charAt(b & 31));
    }
    return text.toString();
  }

  @Override
  public int compareTo(PersonId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
