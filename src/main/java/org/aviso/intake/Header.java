package org.aviso.intake;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.aviso.person.Column;

/**
 * Which cell of a row is which column.
 *
 * @param line where it stands
 * @param names as they stand there
 * @param columns by position, null where the column is not known
 * @param dropped names of the columns that are not known, as they may be shown
 */
record Header(int line, List<String> names, List<Column> columns, List<String> dropped) {
  private static final int FEWEST_KNOWN = 2;
  private static final Set<Column> EMAILS =
      EnumSet.of(Column.EMAIL, Column.ATTY_EMAIL, Column.FAM_EMAIL);

  /** Of these every row has one. */
  private static final Set<Column> PERSON =
      EnumSet.of(Column.A_NUMBER, Column.SUBJECT_ID, Column.LAST_NAME);

  /** Whose numbers are not the person's own. */
  private static final Set<Column> OTHERS = EnumSet.of(Column.ATTY_PHONE, Column.FAM_PHONE);

  /** Whether the row reads like a header: at least two of its cells are names of columns. */
  static boolean in(RawRow row, IntakeConfig config) {
    return known(row.cells(), config) >= FEWEST_KNOWN;
  }

  static int known(String[] cells, IntakeConfig config) {
    Set<Column> found = EnumSet.noneOf(Column.class);
    for (String cell : cells) {
      Column column = cell == null ? null : config.column(cell);
      if (column != null) {
        found.add(column);
      }
    }
    return found.size();
  }

  /**
   * Whether a row above the header says of columns whose they are, as {@code FAMILY CONTACT} above
   * {@code NAME}, {@code PHONE} and {@code EMAIL}. One cell at the row's start is a title, unless
   * it names a column; a date's name is a label.
   */
  static boolean groups(RawRow row, IntakeConfig config) {
    String[] cells = row.cells();
    boolean title = true;
    boolean group = false;
    for (int i = 0; i < cells.length; i++) {
      if (cells[i] == null || cells[i].isBlank()) {
        continue;
      }
      Column column = config.column(cells[i]);
      if (column != null && column != Column.LIST_DATE) {
        return true;
      }
      title &= i == 0;
      group |=
          Stream.of(Folding.words(cells[i]).split(" "))
              .anyMatch(word -> OTHERS.contains(config.column(word + " PHONE")));
    }
    return group && !title;
  }

  /** Whether a row right below, which is nobody's, goes on with the header: it names a column. */
  boolean continuedBy(RawRow row, IntakeConfig config) {
    String[] cells = row.cells();
    boolean named = false;
    for (int i = 0; i < cells.length; i++) {
      if (cells[i] == null || cells[i].isBlank()) {
        continue;
      }
      if (i < columns.size() && PERSON.contains(columns.get(i))) {
        return false;
      }
      named |= config.column(cells[i]) != null;
    }
    return named;
  }

  boolean nameless(int place) {
    return place >= names.size() || names.get(place) == null || names.get(place).isBlank();
  }

  /**
   * @throws RefusedFile forbidden_column, duplicate_column, missing_column
   */
  static Header of(RawRow row, IntakeConfig config) throws RefusedFile {
    Map<Column, Integer> places = new EnumMap<>(Column.class);
    List<Column> columns = new ArrayList<>(row.cells().length);
    List<String> dropped = new ArrayList<>();
    for (String cell : row.cells()) {
      Column column = cell == null ? null : config.column(cell);
      columns.add(column);
      if (column == null) {
        if (cell != null && config.refusedHeader(cell)) {
          throw new RefusedFile(
              "forbidden_column",
              "the column \""
                  + ShownName.column(cell, columns.size())
                  + "\" looks like claim or interview content:"
                  + " ask for the list without it");
        }
        if (cell != null && !cell.isBlank()) {
          dropped.add(ShownName.column(cell, columns.size()));
        }
      } else if (places.put(column, columns.size()) != null) {
        throw new RefusedFile(
            "duplicate_column", "two columns mean " + column + ": remove or rename one of them");
      }
    }
    if (!places.containsKey(Column.LAST_NAME)) {
      throw new RefusedFile(
          "missing_column",
          "no column means LAST_NAME: add it, or its name to config/columns.yaml");
    }
    if (!places.containsKey(Column.A_NUMBER) && !places.containsKey(Column.SUBJECT_ID)) {
      throw new RefusedFile(
          "missing_column",
          "no column means A_NUMBER or SUBJECT_ID: add one, or its name to config/columns.yaml");
    }
    return new Header(row.line(), Arrays.asList(row.cells()), columns, List.copyOf(dropped));
  }

  ParsedRow parsed(RawRow row) {
    if (row.failure() != null) {
      return new ParsedRow(row.line(), Map.of(), row.failure());
    }
    String[] cells = row.cells();
    Map<Column, String> named = new EnumMap<>(Column.class);
    boolean blank = true;
    for (int i = 0; i < cells.length; i++) {
      String cell = cells[i];
      if (cell == null || cell.isBlank()) {
        continue;
      }
      blank = false;
      if (i >= columns.size()) {
        return new ParsedRow(
            row.line(),
            Map.of(),
            RowReason.of(
                "shifted_row", null, "has more cells than the header: a delimiter too many"));
      }
      if (columns.get(i) != null) {
        named.put(columns.get(i), cell);
      }
    }
    if (cells.length < columns.size() && !blank) {
      return new ParsedRow(
          row.line(),
          Map.of(),
          RowReason.of(
              "shifted_row", null, "has fewer cells than the header: a delimiter is missing"));
    }
    return new ParsedRow(row.line(), named, shifted(named));
  }

  /**
   * The right number of cells in the wrong places: an address one column beside its own. In a phone
   * column it is more likely a clerk's slip, and is no number; but where a relative's number stands
   * on the other side of it, both may have moved.
   */
  private RowReason shifted(Map<Column, String> cells) {
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      String cell = column == null ? null : cells.get(column);
      if (cell == null
          || cell.indexOf('@') < 1
          || EMAILS.contains(column)
          || column == Column.PHONE) {
        continue;
      }
      for (int beside : new int[] {i - 1, i + 1}) {
        Column neighbour = beside < 0 || beside >= columns.size() ? null : columns.get(beside);
        if (neighbour != null && EMAILS.contains(neighbour)) {
          String there = cells.get(neighbour);
          boolean slip = column == Column.FAM_PHONE && !number(cells, 2 * i - beside);
          if (!slip && (there == null || there.indexOf('@') < 0)) {
            return RowReason.of("shifted_row", neighbour, "stands one column beside its own");
          }
        }
      }
    }
    String birth = cells.get(Column.DOB);
    if (birth != null
        && birth.strip().length() == 1
        && Character.isLetter(birth.strip().charAt(0))) {
      return RowReason.of("shifted_row", Column.DOB, "holds what belongs in the column beside it");
    }
    String sex = cells.get(Column.SEX);
    if (sex != null && sex.chars().filter(Character::isDigit).count() >= 6) {
      return RowReason.of("shifted_row", Column.SEX, "holds what belongs in the column beside it");
    }
    return null;
  }

  private boolean number(Map<Column, String> cells, int place) {
    Column column = place < 0 || place >= columns.size() ? null : columns.get(place);
    String cell = column == null ? null : cells.get(column);
    return cell != null && PhoneReader.digits(cell).length() >= PhoneReader.SHORTEST;
  }
}
