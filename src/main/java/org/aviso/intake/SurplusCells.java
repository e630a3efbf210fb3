package org.aviso.intake;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aviso.person.Column;

/**
 * Rows with more cells than the header, blank ones at their end. Programs write such, and so does a
 * delimiter too many in front of blank cells, which moves every cell behind it one column on. A row
 * with few such cells is taken only if each of its cells can be its column's.
 */
final class SurplusCells {
  private static final Set<Column> DATES =
      Set.of(Column.DOB, Column.ENCOUNTER_DATE, Column.REMOVAL_DATE, Column.LIST_DATE);
  private static final Set<Column> NUMBERS =
      Set.of(Column.PHONE, Column.ATTY_PHONE, Column.FAM_PHONE);
  private static final Set<Column> ADDRESSES =
      Set.of(Column.EMAIL, Column.ATTY_EMAIL, Column.FAM_EMAIL);
  private static final Set<Column> WORDS =
      Set.of(
          Column.LAST_NAME,
          Column.FIRST_NAME,
          Column.MIDDLE_NAME,
          Column.SEX,
          Column.NATIONALITY,
          Column.LANGUAGE,
          Column.CUSTODY_STATUS,
          Column.REMOVAL_COUNTRY,
          Column.CITY,
          Column.STATE,
          Column.COUNTRY,
          Column.ATTY_NAME,
          Column.FAM_NAME,
          Column.FAM_RELATION,
          Column.FAM_LANGUAGE);

  /** With more, a program filled the row up: nobody slips that often in one. */
  private static final int MOST_SLIPS = 3;

  private static final int SHORTEST_NUMBER = 7;
  private static final int MOST_DIGITS_OF_WORDS = 3;

  private final CellCleaner cleaner;

  SurplusCells(IntakeConfig config) {
    this.cleaner = new CellCleaner(config);
  }

  /**
   * @param cells the row has
   * @param columns of the header, by position; null where one is not known
   * @return the row as it is, or as one that is not taken
   */
  ParsedRow checked(ParsedRow row, int cells, List<Column> columns) {
    int surplus = cells - columns.size();
    if (surplus <= 0 || surplus > MOST_SLIPS || row.parseFailure() != null) {
      return row;
    }
    Column before = null;
    for (Column column : columns) {
      String cell = column == null ? null : cleaner.clean(row.cells().get(column));
      if (cell != null) {
        if (!fits(column, cell)) {
          return shifted(row, column, "this one cannot be its column's");
        }
        if (before != null
            && (NUMBERS.contains(column) && NUMBERS.contains(before)
                || ADDRESSES.contains(column) && ADDRESSES.contains(before))
            && cleaner.clean(row.cells().get(before)) == null) {
          return shifted(row, column, "this one may belong into the column before it");
        }
      }
      before = column;
    }
    return row;
  }

  private static ParsedRow shifted(ParsedRow row, Column column, String what) {
    return new ParsedRow(
        row.line(),
        Map.of(),
        RowReason.of(
            "shifted_row",
            column,
            "the row has more cells than the header, and "
                + what
                + ": take the delimiter too many out"));
  }

  private static boolean fits(Column column, String cell) {
    long digits = cell.chars().filter(Character::isDigit).count();
    if (DATES.contains(column)) {
      return digits > 0;
    }
    if (NUMBERS.contains(column)) {
      return digits >= SHORTEST_NUMBER;
    }
    if (ADDRESSES.contains(column)) {
      return cell.indexOf('@') > 0;
    }
    return !WORDS.contains(column) || digits <= MOST_DIGITS_OF_WORDS && cell.indexOf('@') < 0;
  }
}
