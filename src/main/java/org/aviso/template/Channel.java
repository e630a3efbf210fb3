package org.aviso.template;

import java.util.Locale;

/** A way a message travels. Relays travel by SMS or email; the rest is done by people. */
public enum Channel {
  SMS,
  EMAIL,
  LETTER,
  CALL,
  VISIT;

  /** The name in files, JSON and the database: lower case, words joined by underscores. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException when no such code exists
   */
  public static Channel of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
