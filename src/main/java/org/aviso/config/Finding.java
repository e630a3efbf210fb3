package org.aviso.config;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Something wrong in a file people write: what, where, the rule, the mend. Never a personal value.
 *
 * @param file path as the reader knows it, relative to the project or the home
 * @param line first line is 1; 0 when the finding concerns the whole file
 * @param what what is wrong, with the offending value where it is not personal, and the rule
 * @param mend what to do about it
 */
public record Finding(String file, int line, String what, String mend) {
  private static final Pattern OBEYED = Pattern.compile("[\\p{Cc}&&[^\n\t]]");
  private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}]");

  public Finding {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(what, "what");
    Objects.requireNonNull(mend, "mend");
    file = visible(file, INVISIBLE);
    what = visible(what, OBEYED);
    mend = visible(mend, OBEYED);
  }

  /** In one line, with nothing in it that is obeyed or not seen. */
  static String visible(String text) {
    return visible(text, INVISIBLE);
  }

  /** A name of a file may hold anything; none of it is obeyed by a terminal. */
  private static String visible(String text, Pattern hidden) {
    return hidden
        .matcher(text)
        .replaceAll(found -> "\\\\u%04x".formatted(found.group().codePointAt(0)));
  }

  @Override
  public String toString() {
    return file + (line > 0 ? ":" + line : "") + ": " + what + " — " + mend;
  }
}
