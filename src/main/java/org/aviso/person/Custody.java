package org.aviso.person;

import java.util.Locale;

/** Where the person is held, as far as the list knows. Blank and stale count as unknown. */
public enum Custody {
  DETAINED,
  RELEASED,
  REMOVED,
  NEVER_DETAINED,
  UNKNOWN;

  /** The name in files, JSON and the database: lower case, words joined by underscores. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException when no such code exists
   */
  public static Custody of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
