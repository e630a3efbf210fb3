package org.aviso.routing;

import java.util.stream.Stream;
import org.aviso.person.Contact;
import org.aviso.person.ContactKind;
import org.aviso.person.ContactStatus;
import org.aviso.person.Custody;
import org.aviso.person.HoldReason;
import org.aviso.person.Owner;
import org.aviso.person.Person;
import org.aviso.person.Ternary;

/**
 * A case as the rules see it: what it means today, under this routing.
 *
 * @param text the person's template, null when there is none
 * @param custody unknown as well when it is too old
 * @param plan the first that matches, null when none does
 * @param onlyMinorStandsInTheWay but for the person's age a plan would match
 */
record Entry(
    Case given,
    Routing routing,
    CellLanguages.Read language,
    NoticeTexts.Chosen text,
    Custody custody,
    Ternary minor,
    Routing.Plan plan,
    boolean onlyMinorStandsInTheWay) {

  Person person() {
    return given.person();
  }

  /** Nobody knows the language, and counsel listed what is sent together then. */
  boolean together() {
    return language.refused() == HoldReason.NO_LANGUAGE && !routing.unknownLanguage().isEmpty();
  }

  boolean oral() {
    return language.heard(text);
  }

  /**
   * Phones whose country says where the person can be reached, dead ones included; no attorney's.
   */
  Stream<Contact> phones() {
    return person().contacts().stream()
        .filter(contact -> contact.owner() != Owner.ATTORNEY)
        .filter(contact -> contact.status() != ContactStatus.SUPERSEDED)
        .filter(contact -> contact.kind() == ContactKind.PHONE && contact.country() != null);
  }

  boolean hasEmail() {
    return person().contacts().stream()
        .anyMatch(
            contact ->
                contact.owner() != Owner.ATTORNEY
                    && contact.kind() == ContactKind.EMAIL
                    && contact.usable());
  }

  Entry with(Routing.Plan matching, boolean minorIsTheCause) {
    return new Entry(given, routing, language, text, custody, minor, matching, minorIsTheCause);
  }
}
