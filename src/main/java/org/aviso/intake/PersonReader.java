package org.aviso.intake;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Set;
import java.util.stream.Collectors;
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
  private final Duration custodyMaxAge;

  /**
   * @param custodyMaxAge older custody counts as unknown (whole days)
   */
  public PersonReader(IntakeConfig config, Duration custodyMaxAge) {
    this.config = config;
    this.custodyMaxAge = custodyMaxAge;
  }

  /**
   * Whether a plan made of one could differ from a plan made of the other. That a list said the
   * same again on a later day is no difference, unless what it said before had grown too old to
   * count.
   */
  public boolean plansMayDiffer(Dossier before, Dossier after, LocalDate today) {
    return !counting(before, today).equals(counting(after, today));
  }

  private Person counting(Dossier dossier, LocalDate today) {
    Person p = read(dossier);
    boolean old =
        p.custodyAsOf() == null || p.custodyAsOf().plusDays(custodyMaxAge.toDays()).isBefore(today);
    return new Person(
        p.id(),
        p.aNumber(),
        p.firstName(),
        p.lastName(),
        p.birthDate(),
        p.nationality(),
        p.languageCell(),
        old ? Custody.UNKNOWN : p.custody(),
        null,
        p.facility(),
        p.represented(),
        p.contacts(),
        p.holds(),
        p.flags());
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
        shown(dossier.flags()));
  }

  private static Set<String> shown(Set<String> flags) {
    return flags.stream().anyMatch(PersonReader::personal)
        ? flags.stream().filter(flag -> !personal(flag)).collect(Collectors.toSet())
        : flags;
  }

  private static boolean personal(String flag) {
    return flag.startsWith(Lookups.KNOWN_AS)
        || flag.startsWith(Merge.OTHERS)
        || flag.startsWith(Rival.FLAG)
        || flag.startsWith(Family.FLAG);
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
