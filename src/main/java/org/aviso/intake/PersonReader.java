package org.aviso.intake;

import java.time.LocalDate;
import org.aviso.person.ANumber;
import org.aviso.person.Column;
import org.aviso.person.Custody;
import org.aviso.person.Dossier;
import org.aviso.person.Person;
import org.aviso.person.Sourced;
import org.aviso.person.Ternary;

/** Reads a dossier with today's tables. */
public final class PersonReader {
  private final IntakeConfig config;

  public PersonReader(IntakeConfig config) {
    this.config = config;
  }

  public Person read(Dossier dossier) {
    String number = Lookups.usableNumber(dossier);
    Custody custody = config.custody(dossier.cell(Column.CUSTODY_STATUS));
    if (custody == null) {
      custody = Custody.UNKNOWN;
    }
    Sourced custodyCell = dossier.fields().get(Column.CUSTODY_STATUS);
    return new Person(
        dossier.id(),
        number == null ? null : new ANumber(number),
        dossier.cell(Column.FIRST_NAME),
        dossier.cell(Column.LAST_NAME),
        date(dossier.cell(Column.DOB)),
        config.country(dossier.cell(Column.NATIONALITY)),
        dossier.cell(Column.LANGUAGE),
        custody,
        custody == Custody.UNKNOWN ? null : custodyCell.asOf(),
        dossier.cell(Column.DET_FACILITY),
        represented(dossier) ? Ternary.YES : Ternary.NO,
        dossier.contacts(),
        dossier.holds(),
        dossier.flags());
  }

  private static boolean represented(Dossier dossier) {
    return dossier.cell(Column.ATTY_NAME) != null
        || dossier.cell(Column.ATTY_PHONE) != null
        || dossier.cell(Column.ATTY_EMAIL) != null;
  }

  private static LocalDate date(String cell) {
    return cell == null ? null : LocalDate.parse(cell);
  }
}
