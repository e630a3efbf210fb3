package org.aviso.intake;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.aviso.person.Column;
import org.aviso.person.Custody;
import org.aviso.person.HoldReason;

/** Cleans one row and says whether it can be taken at all. Knows nothing of other rows. */
final class RowJudge {
  private static final String EITHER_WAY =
      "may have the day before the month, as another date of its column has; read with the month"
          + " first";
  private static final String NOT_GUESSED =
      "may have the day before the month, as all dates of its column have that can be told; a birth"
          + " date is not guessed: taken as blank, ask for dates as YYYY-MM-DD";

  private static final Set<Column> COUNTRIES =
      Set.of(Column.NATIONALITY, Column.COUNTRY, Column.REMOVAL_COUNTRY);

  private final IntakeConfig config;
  private final CellCleaner cleaner;
  private final ForbiddenContent forbidden;

  RowJudge(IntakeConfig config) {
    this.config = config;
    this.cleaner = new CellCleaner(config);
    this.forbidden = new ForbiddenContent(config);
  }

  JudgedRow judge(ParsedRow row, ListInfo list) {
    if (row.parseFailure() != null) {
      return JudgedRow.rejected(row, row.parseFailure());
    }
    Map<Column, String> cells = new EnumMap<>(Column.class);
    List<RowReason> errors = new ArrayList<>(0);
    for (Map.Entry<Column, String> raw : row.cells().entrySet()) {
      if (raw.getValue() == null || raw.getValue().isBlank()) {
        continue;
      }
      RowReason reason = forbidden.in(raw.getKey(), raw.getValue());
      if (reason != null) {
        return JudgedRow.rejected(row, reason);
      }
      String cell = cleaner.clean(raw.getValue());
      if (cell != null && SpreadsheetDamage.error(cell)) {
        errors.add(
            RowReason.of(
                "malformed",
                raw.getKey(),
                "is an error of the spreadsheet, a column too narrow, or a formula it has not"
                    + " calculated; taken as blank: mend it there and save anew"));
      } else if (cell != null && COUNTRIES.contains(raw.getKey()) && config.noCountry(cell)) {
        errors.add(
            RowReason.of(
                "malformed",
                raw.getKey(),
                "may be a word for none as well as a country's code; taken as blank: write the"
                    + " country's name"));
      } else if (cell != null && !(raw.getKey() == Column.ATTY_NAME && config.noAttorney(cell))) {
        cells.put(raw.getKey(), cell);
      }
    }
    if (cells.isEmpty() || (cells.size() == 1 && cells.containsKey(Column.LIST_DATE))) {
      return JudgedRow.rejected(row, RowReason.of("empty", null, "says nothing about anybody"));
    }
    return new Judging(row, list, cells, errors).row();
  }

  /** The reading of one row's typed cells. */
  private final class Judging {
    private final ParsedRow row;
    private final ListInfo list;
    private final Map<Column, String> cells;
    private final List<RowReason> reasons;
    private Set<String> flags = Set.of();

    Judging(ParsedRow row, ListInfo list, Map<Column, String> cells, List<RowReason> reasons) {
      this.row = row;
      this.reasons = reasons;
      this.list = list;
      this.cells = cells;
    }

    JudgedRow row() {
      NumberReading number = NumberReading.of(cells.get(Column.A_NUMBER));
      if (number.malformed()) {
        reasons.add(RowReason.of(HoldReason.IDENTITY_INVALID, Column.A_NUMBER, number.rule()));
      } else if (number.number() == null) {
        cells.remove(Column.A_NUMBER);
      } else {
        cells.put(Column.A_NUMBER, number.number().digits());
      }
      subjectId();
      LocalDate date = listDate();
      date(Column.DOB, list.arrival());
      date(Column.ENCOUNTER_DATE, list.arrival());
      // A removal may be scheduled.
      date(Column.REMOVAL_DATE, list.arrival().plusYears(2));
      for (Column column : List.of(Column.LAST_NAME, Column.FIRST_NAME)) {
        // As it came: cleaning takes away half of some such pairs.
        if (cells.containsKey(column) && ForbiddenContent.mojibake(row.cells().get(column))) {
          flag("mojibake");
          reasons.add(
              RowReason.of(
                  "undecodable", column, "looks like text that was decoded twice; kept as it is"));
        }
      }
      if (number.padded()) {
        flag(Merge.PADDED);
      }
      custody();
      return new JudgedRow(
          row.line(),
          cells,
          number.number(),
          number.padded(),
          date,
          Merge.LIST,
          list.sha256(),
          reasons,
          flags,
          null);
    }

    private void subjectId() {
      String cell = cells.get(Column.SUBJECT_ID);
      if (cell == null) {
        return;
      }
      if (SpreadsheetDamage.in(cell)) {
        reasons.add(
            RowReason.of(
                HoldReason.IDENTITY_INVALID,
                Column.SUBJECT_ID,
                "was damaged by a spreadsheet; digits may be lost"));
        return;
      }
      if (!Lookups.digit(cell)) {
        reasons.add(
            RowReason.of(
                HoldReason.IDENTITY_INVALID,
                Column.SUBJECT_ID,
                "has no digit; nobody can be found by it"));
        return;
      }
      String id = cell.replace(" ", "").toUpperCase(Locale.ROOT);
      if (id.chars().allMatch(c -> c == '0')) {
        cells.remove(Column.SUBJECT_ID);
      } else {
        cells.put(Column.SUBJECT_ID, id);
      }
    }

    private LocalDate listDate() {
      String cell = cells.remove(Column.LIST_DATE);
      if (cell == null) {
        return list.date();
      }
      DateReading reading = DateReading.of(cell, ListInfo.latest(list.arrival()));
      if (reading.unreadable()) {
        reasons.add(
            RowReason.of(
                "malformed", Column.LIST_DATE, "is no date up to today; the file's date counts"));
      }
      if (doubt(Column.LIST_DATE, reading) != null) {
        reasons.add(RowReason.of("malformed", Column.LIST_DATE, EITHER_WAY));
      }
      return reading.date() == null ? list.date() : reading.date();
    }

    private void date(Column column, LocalDate latest) {
      String cell = cells.get(column);
      if (cell == null) {
        return;
      }
      DateReading reading = DateReading.of(cell, latest);
      if (reading.date() == null) {
        cells.remove(column);
      } else {
        cells.put(column, reading.date().toString());
      }
      if (reading.unreadable()) {
        flag("bad_date");
        reasons.add(
            RowReason.of("malformed", column, "is no date that can be read; taken as blank"));
      }
      if (reading.dayFirst()) {
        flag("day_first_date");
        reasons.add(RowReason.of("malformed", column, "has the day before the month; read so"));
      }
      DateDoubt doubt = doubt(column, reading);
      if (doubt != null) {
        flag("ambiguous_date");
        boolean guess = column == Column.DOB && doubt == DateDoubt.DAY_FIRST;
        if (guess) {
          cells.remove(column);
        }
        reasons.add(RowReason.of("malformed", column, guess ? NOT_GUESSED : EITHER_WAY));
      }
    }

    private DateDoubt doubt(Column column, DateReading reading) {
      return reading.eitherWay() ? row.dateDoubts().get(column) : null;
    }

    private void custody() {
      String cell = cells.get(Column.CUSTODY_STATUS);
      if (cell != null && config.custody(cell) == null) {
        flag("custody_word_unknown");
        reasons.add(
            RowReason.of(
                HoldReason.NO_PLAN,
                Column.CUSTODY_STATUS,
                IntakeConfig.doubted(cell)
                    ? "is doubted by a question mark; counts as unknown"
                    : "is not in config/custody.yaml; counts as unknown"));
      }
    }

    private void flag(String flag) {
      if (flags.isEmpty()) {
        flags = new HashSet<>();
      }
      flags.add(flag);
    }
  }

  /** Whether detained, released and never detained stand beside a removal that has taken place. */
  static boolean contradictsRemoval(
      Custody custody, LocalDate removal, LocalDate encounter, LocalDate asOf) {
    return custody != null
        && custody != Custody.UNKNOWN
        && custody != Custody.REMOVED
        && removal != null
        && !removal.isAfter(asOf)
        && (encounter == null || !encounter.isAfter(removal));
  }
}
