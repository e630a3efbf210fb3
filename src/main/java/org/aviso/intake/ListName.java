package org.aviso.intake;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the name of a list's file says, and what of it any program can handle. */
public final class ListName {
  private static final Pattern DATE = Pattern.compile("(?<!\\d)(\\d{4})-(\\d{2})-(\\d{2})(?!\\d)");
  private static final Pattern FULL = Pattern.compile("(?<![a-z])full(?![a-z])");
  private static final Pattern ENDING = Pattern.compile("(?i)\\.[a-z]{3,5}(?:\\.gz)?$");

  /** What a decoder leaves where bytes are no text, what a terminal obeys, what parts folders. */
  private static final Pattern NOT_PLAIN = Pattern.compile("[\\p{C}\\x{FFFD}\\\\/]");

  /** Bytes of UTF-8. A file system takes 255; what is put beside the file needs some of them. */
  private static final int LONGEST = 200;

  /** Code points of a name that is cut; more than fit four bytes each into the longest. */
  private static final int LONGEST_STEM = 30;

  private ListName() {}

  /** Each date {@code YYYY-MM-DD} in the name, once. */
  static List<LocalDate> dates(String name) {
    Set<LocalDate> dates = new LinkedHashSet<>();
    Matcher matcher = DATE.matcher(name);
    while (matcher.find()) {
      try {
        dates.add(
            LocalDate.of(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3))));
      } catch (DateTimeException e) {
        // Digits that are no date: look on.
      }
    }
    return List.copyOf(dates);
  }

  /** Whether the name contains the word full: the list claims to hold everybody. */
  public static boolean full(String name) {
    return FULL.matcher(name.toLowerCase(Locale.ROOT)).find();
  }

  /**
   * The name, if any program can handle it, else one like it that says the same: without characters
   * that are no text, and not too long.
   */
  public static String plain(String name) {
    String plain = NOT_PLAIN.matcher(name).replaceAll("-");
    if (plain.getBytes(StandardCharsets.UTF_8).length <= LONGEST) {
      return plain;
    }
    Matcher ending = ENDING.matcher(plain);
    String end = ending.find() ? ending.group() : "";
    String stem = plain.substring(0, plain.length() - end.length());
    String begin = stem.substring(0, stem.offsetByCodePoints(0, LONGEST_STEM));
    if (full(begin) || !dates(begin).isEmpty()) {
      begin = "list"; // Said once is enough, and a cut may say what the whole does not.
    }
    StringBuilder said = new StringBuilder(full(name) ? " full" : "");
    // Of several none is used: two are enough for that.
    dates(name).stream().limit(2).forEach(date -> said.append(' ').append(date));
    return begin + said + end;
  }
}
