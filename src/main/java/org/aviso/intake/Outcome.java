package org.aviso.intake;

import java.util.Locale;

/** What became of a row; every row has exactly one. */
public enum Outcome {
  /** Stored, nothing in the way. */
  ACCEPTED,
  /** Stored, and a person must settle something before anything is sent. */
  HELD,
  /** Not stored. */
  REJECTED,
  /** Adds nothing to a known person. */
  DUPLICATE;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** For people to read, beside entries, which may be held for reasons of their own. */
  public String words() {
    return this == HELD ? "row held" : code();
  }
}
