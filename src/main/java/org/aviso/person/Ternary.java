package org.aviso.person;

import java.util.Locale;

/** Yes, no, or not known; never guessed. */
public enum Ternary {
  YES,
  NO,
  UNKNOWN;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
