package org.aviso.person;

import java.util.Locale;

/** Why a contact is not OK. */
public enum StatusReason {
  SPREADSHEET_DAMAGE,
  BAD_NUMBER,
  NO_COUNTRY,
  EXTENSION,
  PLACEHOLDER_VALUE,
  BAD_ADDRESS,
  STOP_REQUESTED,
  WRONG_PERSON,
  HARD_BOUNCE;

  /** The name in files, JSON and the database: lower case, words joined by underscores. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException when no such code exists
   */
  public static StatusReason of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
