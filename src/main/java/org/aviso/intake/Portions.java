package org.aviso.intake;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.aviso.person.Column;

/**
 * The rows of a file below its header, in order. Portions that were put one behind the other bring
 * their headers along; what stands below one whose columns are not the file's is not taken, for
 * under the first header a relative's number would be the person's own.
 */
final class Portions {
  private static final RowReason AGAIN = RowReason.of("malformed", null, "is the header once more");
  private static final RowReason ANOTHER =
      RowReason.of(
          "malformed",
          null,
          "is a header with other columns than the first: send the portions apart");
  private static final RowReason BELOW_ANOTHER =
      RowReason.of(
          "malformed",
          null,
          "stands below a header with other columns than the first: send the portions apart");

  /** No header's name has so many; a person's number has more. */
  private static final int DIGITS = 3;

  private static final int FEWEST_NAMES = 3;

  private final Header header;
  private final IntakeConfig config;
  private final List<Integer> numbers = new ArrayList<>();
  private final BitSet nameless = new BitSet();
  private final BitSet dropped = new BitSet();
  private boolean belowAnother;

  Portions(Header header, IntakeConfig config) {
    this.header = header;
    this.config = config;
    for (int i = 0; i < header.columns().size(); i++) {
      Column column = header.columns().get(i);
      if (column == Column.A_NUMBER || column == Column.SUBJECT_ID) {
        numbers.add(i);
      }
      nameless.set(i, header.nameless(i));
    }
  }

  /**
   * @param row below the header; rows are handed in from the first one on, whichever are wanted
   */
  ParsedRow parsed(RawRow row) {
    if (row.failure() == null && isHeader(row.cells())) {
      belowAnother = another(row);
      return rejected(row, belowAnother ? ANOTHER : AGAIN);
    }
    ParsedRow parsed = header.parsed(row);
    if (belowAnother
        && row.failure() == null
        && (parsed.parseFailure() != null || !parsed.cells().isEmpty())) {
      return rejected(row, BELOW_ANOTHER);
    }
    if (parsed.parseFailure() == null) {
      for (int i = nameless.nextSetBit(0); i >= 0; i = nameless.nextSetBit(i + 1)) {
        if (filled(row.cells(), i)) {
          dropped.set(i);
        }
      }
    }
    return parsed;
  }

  /** Whether the row is a header whose columns are not the file's. */
  boolean another(RawRow row) {
    return row.failure() == null && isHeader(row.cells()) && !sameColumns(row.cells());
  }

  /** What nobody could know when the header was read. */
  List<String> notes() {
    return dropped.isEmpty()
        ? List.of()
        : List.of(
            dropped.stream()
                .mapToObj(place -> String.valueOf(place + 1))
                .collect(Collectors.joining(", ", "columns without a name and not stored: ", "")));
  }

  private static ParsedRow rejected(RawRow row, RowReason reason) {
    return new ParsedRow(row.line(), Map.of(), reason);
  }

  /**
   * Whether a row names what every list has, a last name and a number, or is names of columns for
   * the most part. One with a person's number is none, and seen at once.
   */
  private boolean isHeader(String[] cells) {
    for (int place : numbers) {
      if (filled(cells, place) && hasNumber(cells[place])) {
        return false;
      }
    }
    Set<Column> named = EnumSet.noneOf(Column.class);
    int filled = 0;
    for (int i = 0; i < cells.length; i++) {
      if (filled(cells, i)) {
        filled++;
        Column column = config.column(cells[i]);
        if (column != null && !cells[i].equals("MI")) { // Michigan
          named.add(column);
        }
      }
    }
    return named.contains(Column.LAST_NAME)
            && (named.contains(Column.A_NUMBER) || named.contains(Column.SUBJECT_ID))
        || named.size() >= FEWEST_NAMES && named.size() * 2 > filled;
  }

  private boolean sameColumns(String[] cells) {
    int width = Math.max(cells.length, header.columns().size());
    for (int i = 0; i < width; i++) {
      Column here = i < header.columns().size() ? header.columns().get(i) : null;
      if (here != (filled(cells, i) ? config.column(cells[i]) : null)) {
        return false;
      }
    }
    return true;
  }

  private static boolean filled(String[] cells, int place) {
    return place < cells.length && cells[place] != null && !cells[place].isBlank();
  }

  private static boolean hasNumber(String cell) {
    int digits = 0;
    for (int i = 0; i < cell.length() && digits < DIGITS; i++) {
      digits += Character.isDigit(cell.charAt(i)) ? 1 : 0;
    }
    return digits == DIGITS;
  }
}
