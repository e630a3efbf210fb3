package org.aviso.routing;

import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.ContactStatus;
import org.aviso.template.Level;

/**
 * One message a step might send to one contact.
 *
 * @param status not OK when another contact of the same value is not
 * @param sharing how many persons have this value
 * @param sameAs another contact of the entry that has the same value and stands for it, else null
 * @param vetoed this contact, one of the same value, or the relay behind either
 * @param vetoOutlasts the veto was signed once and is in no file any more
 * @param vetoesKnown every batch of relays can be read
 * @param standing what the batches say of it; silent unless a relay's
 * @param kind level at which its relation is approved as a kind, null when it is not
 * @param maybeAtHome the relay is, or may be, in the person's country of nationality
 * @param language the reader's
 * @param text the template, null when there is none
 * @param max highest level allowed, null when none is
 * @param level highest text there is within it, null when there is none
 */
record Candidate(
    Entry entry,
    Routing.Plan plan,
    Contact contact,
    ContactStatus status,
    int sharing,
    ContactId sameAs,
    boolean vetoed,
    boolean vetoOutlasts,
    boolean vetoesKnown,
    Relays.Standing standing,
    Level kind,
    boolean maybeAtHome,
    CellLanguages.Read language,
    NoticeTexts.Chosen text,
    Level max,
    Level level) {

  boolean nameAllowed() {
    return standing.approved() && standing.name();
  }
}
