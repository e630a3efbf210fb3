package org.aviso.intake;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.aviso.person.Column;

/**
 * In which order a file writes day and month, column by column, as far as its rows have shown:
 * 23/04/1980 has the day first, 04/23/1980 the month, and 03/04/1980 may be read either way.
 */
final class DateOrders {
  private static final List<Column> DATES =
      List.of(Column.DOB, Column.ENCOUNTER_DATE, Column.REMOVAL_DATE, Column.LIST_DATE);

  /** What one column has shown. */
  private static final class Seen {
    boolean dayFirst;
    boolean monthFirst;

    /** A date that may be read either way came before the first that has the day first. */
    boolean eitherBefore;

    /** Line of the first that has the day first; 0 when it was known from the beginning. */
    int shownAt;
  }

  private final Map<Column, Seen> seen = new EnumMap<>(Column.class);
  private Map<Column, DateDoubt> doubts = Map.of();

  DateOrders() {
    DATES.forEach(column -> seen.put(column, new Seen()));
  }

  /** The same, for reading the file from its beginning with what is known of it. */
  DateOrders again() {
    DateOrders again = new DateOrders();
    seen.forEach(
        (column, known) -> {
          again.seen.get(column).dayFirst = known.dayFirst;
          again.seen.get(column).monthFirst = known.monthFirst;
        });
    again.doubts = doubts;
    return again;
  }

  /** Learns from a row. */
  void see(ParsedRow row) {
    if (row.parseFailure() != null) {
      return;
    }
    for (Column column : DATES) {
      String cell = row.cells().get(column);
      if (cell != null) {
        see(column, cell, row.line());
      }
    }
  }

  /** Columns whose dates are in doubt where they may be read either way. */
  Map<Column, DateDoubt> doubts() {
    return doubts;
  }

  /** What nobody could know when earlier rows were read. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    seen.forEach(
        (column, s) -> {
          if (s.shownAt > 0 && s.eitherBefore) {
            notes.add(
                column
                    + ": the date of line "
                    + s.shownAt
                    + " has the day before the month; dates above it that may be read either way"
                    + " were read with the month first");
          }
        });
    return notes;
  }

  private void see(Column column, String cell, int line) {
    int start = 0;
    while (start < cell.length() && !Character.isLetterOrDigit(cell.charAt(start))) {
      start++;
    }
    int middle = pair(cell, start);
    int end = middle < 0 ? -1 : pair(cell, middle);
    if (end < 0) {
      return; // Year first, a month's name, a serial: there is no doubt about the order.
    }
    int first = number(cell, start, middle);
    int second = number(cell, middle, end);
    if (first == 0 || second == 0 || first > 31 || second > 31) {
      return;
    }
    Seen of = seen.get(column);
    if (first > 12 && second <= 12) {
      if (!of.dayFirst) {
        of.dayFirst = true;
        of.shownAt = line;
        doubt(column, of);
      }
    } else if (second > 12 && first <= 12) {
      if (!of.monthFirst) {
        of.monthFirst = true;
        doubt(column, of);
      }
    } else if (first != second && !of.dayFirst) {
      of.eitherBefore = true;
    }
  }

  private void doubt(Column column, Seen of) {
    if (of.dayFirst) {
      Map<Column, DateDoubt> more = new EnumMap<>(Column.class);
      more.putAll(doubts);
      more.put(column, of.monthFirst ? DateDoubt.MIXED : DateDoubt.DAY_FIRST);
      doubts = Map.copyOf(more);
    }
  }

  /** Behind one or two digits and their separator; -1 when something else stands there. */
  private static int pair(String cell, int start) {
    int at = start;
    while (at < cell.length() && at < start + 3 && digit(cell.charAt(at))) {
      at++;
    }
    boolean separated = at < cell.length() && "/-.".indexOf(cell.charAt(at)) >= 0;
    return separated && at > start && at <= start + 2 ? at + 1 : -1;
  }

  private static int number(String cell, int start, int behind) {
    int number = cell.charAt(start) - '0';
    return behind - start == 2 ? number : number * 10 + cell.charAt(start + 1) - '0';
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }
}
