package org.aviso.person;

import java.util.Locale;

/** Whether a contact may be used; only {@code OK} ever is. */
public enum ContactStatus {
  OK,
  AMBIGUOUS,
  INVALID,
  SUPPRESSED,
  SHARED,
  SUPERSEDED,
  DEAD;

  /** The name in files, JSON and the database: lower case, words joined by underscores. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException when no such code exists
   */
  public static ContactStatus of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
