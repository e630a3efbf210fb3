package org.aviso.person;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/**
 * A dossier as read today: the typed values rules and templates speak of. Nothing in it is stored.
 *
 * @param aNumber null when the list gave none that can be used
 * @param firstName as printed in a message, may be null
 * @param birthDate null when unknown
 * @param nationality ISO 3166 alpha-2, null when unknown
 * @param languageCell the list's words, null when blank
 * @param custody {@code UNKNOWN} when blank
 * @param custodyAsOf null when custody is unknown
 * @param facility the list's words, null when blank
 * @param represented whether an attorney is named
 */
public record Person(
    PersonId id,
    ANumber aNumber,
    String firstName,
    String lastName,
    LocalDate birthDate,
    String nationality,
    String languageCell,
    Custody custody,
    LocalDate custodyAsOf,
    String facility,
    Ternary represented,
    List<Contact> contacts,
    Set<HoldReason> holds,
    Set<String> flags) {
  public Person {
    contacts = List.copyOf(contacts);
    holds = Set.copyOf(holds);
    flags = Set.copyOf(flags);
  }

  /** A minor is under eighteen on that day; unknown without a birth date. */
  public Ternary minorOn(LocalDate day) {
    if (birthDate == null) {
      return Ternary.UNKNOWN;
    }
    return birthDate.plusYears(18).isAfter(day) ? Ternary.YES : Ternary.NO;
  }

  @Override
  public String toString() {
    return "Person[" + id + "]";
  }
}
