package org.aviso.outcome;

import java.util.Locale;

/** A step people do. Once done it is done; one that was withdrawn opens again with its plan. */
public enum TaskState {
  OPEN,
  CLAIMED,
  DONE,
  WITHDRAWN;

  /** The name in JSON and the database: lower case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException when no such code exists
   */
  public static TaskState of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }

  /** Somebody is still to do it. */
  public boolean standing() {
    return this == OPEN || this == CLAIMED;
  }
}
