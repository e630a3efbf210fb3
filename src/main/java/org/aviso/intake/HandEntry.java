package org.aviso.intake;

import java.util.List;
import java.util.Optional;
import org.aviso.person.Column;
import org.aviso.person.Dossier;
import org.aviso.person.HoldReason;
import org.aviso.person.StatusReason;

/**
 * What staff may enter in a field, and in their words why something may not be. A list's row is
 * kept with what is doubtful in it; somebody who can be asked again is asked.
 */
final class HandEntry {
  private static final String SILENT = "empty";

  private final IntakeConfig config;

  HandEntry(IntakeConfig config) {
    this.config = config;
  }

  /**
   * What is wrong with a word no table knows; empty when it is known, or the field is free text.
   */
  Optional<RowReason> unknown(Column column, String cell, Dossier dossier) {
    return switch (column) {
      case LANGUAGE -> language(column, cell, config.country(dossier.cell(Column.NATIONALITY)));
      case FAM_LANGUAGE -> language(column, cell, null);
      case CUSTODY_STATUS ->
          unlisted(config.custody(cell) == null, HoldReason.NO_PLAN.code(), column, cell);
      case FAM_RELATION -> unlisted(config.relation(cell) == null, "malformed", column, cell);
      case NATIONALITY, COUNTRY, REMOVAL_COUNTRY ->
          unlisted(config.country(cell) == null, "malformed", column, cell);
      default -> Optional.empty();
    };
  }

  private Optional<RowReason> language(Column column, String cell, String nationality) {
    return config
        .languages()
        .flatMap(
            table ->
                table
                    .doubt(cell, nationality)
                    .filter(doubt -> doubt != HoldReason.ORAL_LANGUAGE)
                    .map(
                        doubt ->
                            RowReason.of(
                                doubt,
                                column,
                                (doubt == HoldReason.AMBIGUOUS_LANGUAGE
                                        ? "means no single language: "
                                        : "says no language that config/languages.yaml knows: ")
                                    + table.mend(cell, nationality))));
  }

  private Optional<RowReason> unlisted(boolean unlisted, String code, Column column, String cell) {
    if (!unlisted) {
      return Optional.empty();
    }
    String rule = IntakeConfig.doubted(cell) ? "has a question mark" : "is not in " + table(column);
    List<String> near = config.nearest(column, cell);
    return Optional.of(
        RowReason.of(
            code,
            column,
            rule
                + accepted(column)
                + (near.isEmpty() ? "" : "; the nearest are " + String.join(", ", near))));
  }

  private static String table(Column column) {
    return switch (column) {
      case CUSTODY_STATUS -> "config/custody.yaml";
      case FAM_RELATION -> "config/relations.yaml";
      default -> "config/countries.yaml";
    };
  }

  /** The same reason without what becomes of a list's cell, and with what may be entered. */
  RowReason asked(RowReason reason, Column column) {
    if (reason.code().equals(HoldReason.CUSTODY_CONFLICT.code())) {
      return new RowReason(
          reason.code(),
          reason.column(),
          reason.rule()
              + (column == Column.REMOVAL_DATE
                  ? ": set CUSTODY_STATUS first"
                  : ": where it has not, take it out first with --retire REMOVAL_DATE; where the"
                      + " person came back, first set ENCOUNTER_DATE to a later day"));
    }
    if (reason.column() != null && !reason.column().equals(column.name())) {
      return reason; // Another field stands against it, and says so.
    }
    if (reason.code().equals(SILENT)) {
      return RowReason.of(
          "malformed",
          column,
          "is a word for no value; --retire " + column + " takes out the one there is");
    }
    String rule =
        reason.code().equals(StatusReason.NO_COUNTRY.code())
            ? "does not say of which country it is"
            : reason.rule().split(";", 2)[0];
    return RowReason.of(reason.code(), column, rule + accepted(column));
  }

  /** Empty for free text. */
  private String accepted(Column column) {
    return switch (column) {
      case A_NUMBER -> ": write nine digits, or eight, such as A999-000-123";
      case DOB, ENCOUNTER_DATE -> ": write a day up to today as 1990-01-31";
      case REMOVAL_DATE -> ": write a day as 2027-01-31";
      case CUSTODY_STATUS, FAM_RELATION ->
          ": write " + names(column) + ", or another word of " + table(column);
      case NATIONALITY, COUNTRY, REMOVAL_COUNTRY ->
          ": write a country's name or its ISO code, such as GT or Guatemala";
      case PHONE, FAM_PHONE, ATTY_PHONE ->
          ": write one with its country code, such as +1 213 555 0144 or 011 502 5555 0123";
      case EMAIL, FAM_EMAIL, ATTY_EMAIL -> ": write one such as name@example.org";
      case SUBJECT_ID,
          LAST_NAME,
          FIRST_NAME,
          MIDDLE_NAME,
          AKA,
          SEX,
          LANGUAGE,
          POE,
          DET_FACILITY,
          ADDR1,
          CITY,
          STATE,
          ZIP,
          ATTY_NAME,
          FAM_NAME,
          FAM_LANGUAGE,
          LIST_DATE ->
          "";
    };
  }

  private String names(Column column) {
    return String.join(", ", config.names(column));
  }
}
