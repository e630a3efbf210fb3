package org.aviso.intake;

import java.util.regex.Pattern;

/**
 * Names that senders chose, of files, sheets and columns, as reports and the console may repeat
 * them. What may be a person's number or address stays out; a name of letters alone cannot be told
 * from a person's and is shown.
 */
public final class ShownName {
  private static final int LONGEST_COLUMN = 40;
  private static final int MOST_DIGITS = 4;
  private static final Pattern COLUMN = Pattern.compile("[\\p{L}\\p{M}0-9_ ]*");

  private static final String DATE = "(?<!\\d)\\d{4}-\\d{2}-\\d{2}(?!\\d)";

  /** A date stays; seven digits or more are too many, also in groups as numbers are written. */
  private static final Pattern DATE_OR_NUMBER =
      Pattern.compile("(" + DATE + ")|\\p{Nd}(?:[-. _()]{0,2}(?!" + DATE + ")\\p{Nd}){6,}");

  private static final Pattern ENDING = Pattern.compile("(?i)\\.[a-z]{3,5}(?:\\.gz)?$");

  private ShownName() {}

  /**
   * The cell of a header that names no known column: letters, digits, spaces and underscores, at
   * most 40, of them at most four digits. Else its place.
   *
   * @param place counted from 1
   */
  static String column(String cell, int place) {
    return cell(cell, "column " + place);
  }

  /**
   * @param place counted from 1
   */
  static String sheet(String name, int place) {
    return cell(name, "sheet " + place);
  }

  private static String cell(String cell, String otherwise) {
    String text = cell.strip();
    boolean plain =
        text.length() <= LONGEST_COLUMN
            && COLUMN.matcher(text).matches()
            && text.chars().filter(Character::isDigit).count() <= MOST_DIGITS
            && text.chars().anyMatch(Character::isLetter);
    return plain ? text : otherwise + " (name not shown)";
  }

  /**
   * A file's name: digits of longer numbers become stars, of a name with an {@code @} only the
   * ending is left, and what a terminal obeys becomes a question mark.
   */
  public static String file(String name) {
    if (name.indexOf('@') >= 0) {
      var ending = ENDING.matcher(name);
      return "(name not shown)" + (ending.find() ? ending.group() : "");
    }
    return DATE_OR_NUMBER
        .matcher(name.replaceAll("\\p{C}", "?"))
        .replaceAll(
            found ->
                found.group(1) != null ? found.group(1) : found.group().replaceAll("\\p{Nd}", "*"));
  }
}
