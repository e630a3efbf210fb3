package org.aviso.intake;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aviso.person.ANumber;
import org.aviso.person.Column;
import org.aviso.person.Sourced;

/**
 * A row whose cells are clean: dates in ISO form, a usable A-number as nine digits, all else as
 * written.
 *
 * @param cells what the row says; silent cells are missing
 * @param number null when there is none that can be used
 * @param padded the number had eight digits
 * @param date from which on the row is true
 * @param source {@link Merge#LIST}, or who told it
 * @param list digest of the list, null when somebody told it
 * @param reasons what was noticed so far; grows while the row is merged
 * @param flags remarks for the dossier
 * @param rejection not null: the row is not taken
 */
record JudgedRow(
    int line,
    Map<Column, String> cells,
    ANumber number,
    boolean padded,
    LocalDate date,
    String source,
    String list,
    List<RowReason> reasons,
    Set<String> flags,
    RowReason rejection) {

  static JudgedRow rejected(ParsedRow row, RowReason reason) {
    return new JudgedRow(
        row.line(),
        Map.of(),
        null,
        false,
        null,
        null,
        null,
        new ArrayList<>(List.of(reason)),
        Set.of(),
        reason);
  }

  /** The same, told by somebody instead of standing on a list. */
  JudgedRow toldBy(String teller) {
    return new JudgedRow(0, cells, number, padded, date, teller, null, reasons, flags, rejection);
  }

  boolean told() {
    return !Merge.LIST.equals(source);
  }

  String cell(Column column) {
    return cells.get(column);
  }

  Sourced sourced(String value) {
    return new Sourced(value, date, source, list, line);
  }

  /** Folded last and first name; null when the row names nobody. */
  String name() {
    return Lookups.name(cell(Column.LAST_NAME), cell(Column.FIRST_NAME));
  }

  @Override
  public String toString() {
    return "JudgedRow[line " + line + "]";
  }
}
