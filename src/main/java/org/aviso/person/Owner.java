package org.aviso.person;

import java.util.Locale;

/** Whose contact it is, and so to whom a message goes. */
public enum Owner {
  MEMBER,
  RELAY,
  ATTORNEY;

  /** The name in files, JSON and the database: lower case, words joined by underscores. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException when no such code exists
   */
  public static Owner of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
