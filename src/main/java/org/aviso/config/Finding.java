package org.aviso.config;

import java.util.Objects;

/**
 * Something wrong in a file people write: what, where, the rule, the mend. Never a personal value.
 *
 * @param file path as the reader knows it, relative to the project or the home
 * @param line first line is 1; 0 when the finding concerns the whole file
 * @param what what is wrong, with the offending value where it is not personal, and the rule
 * @param mend what to do about it
 */
public record Finding(String file, int line, String what, String mend) {
  public Finding {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(what, "what");
    Objects.requireNonNull(mend, "mend");
  }

  @Override
  public String toString() {
    return file + (line > 0 ? ":" + line : "") + ": " + what + " — " + mend;
  }
}
