package org.aviso.outcome;

import java.util.Locale;

/** What is known of an entry beyond its holds; shown among its flags. */
public enum EntryMark {
  /** Another notice took the place of the entry's: nothing more of it is sent. */
  SUPERSEDED,
  /** The last day anything of the notice leaves is over, and something had not left. */
  SEND_UNTIL_OVER,
  /** Planning it broke, through no fault of the rules: somebody must look. */
  UNPLANNABLE;

  /** The name in files, JSON and the database: lower case, words joined by underscores. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Null for null. */
  public static EntryMark of(String code) {
    return code == null ? null : valueOf(code.toUpperCase(Locale.ROOT));
  }
}
