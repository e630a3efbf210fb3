package org.aviso.person;

import java.util.Locale;

/** What sort of address a contact is. */
public enum ContactKind {
  PHONE,
  EMAIL;

  /** The name in files, JSON and the database: lower case, words joined by underscores. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException when no such code exists
   */
  public static ContactKind of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
