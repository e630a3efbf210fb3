package org.aviso.outcome;

import java.util.Locale;

/** The life of an attempt. {@link Transitions} says what may follow what. */
public enum AttemptState {
  PLANNED,
  SENDING,
  SENT,
  DELIVERED,
  TEMPORARY_FAILURE,
  PERMANENT_FAILURE,
  TECHNICAL_FAILURE,
  IN_DOUBT,
  UNCONFIRMED,
  EXPIRED,
  CANCELLED,
  SUPPRESSED;

  /** The name in files, JSON and the database: lower case, words joined by underscores. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException when no such code exists
   */
  public static AttemptState of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
