package org.aviso.routing;

import org.aviso.person.Contact;
import org.aviso.template.Level;

/**
 * What counsel's files and decisions say of one contact of a relay on one day, under one routing.
 *
 * @param vetoed this contact, another of the same relative, or the same value under another name
 * @param standing what the batches say of it
 * @param kind level at which its relation is approved as a kind, null when it is not
 * @param maybeAtHome the relative is, or may be, in the person's country of nationality, where no
 *     kind counts
 * @param cap the routing's level for relays, null: it allows none
 * @param most the highest level all of these leave, null when none speaks of one; says nothing of
 *     whether the contact is approved
 */
public record RelayState(
    Contact contact,
    boolean vetoed,
    Relays.Standing standing,
    Level kind,
    boolean maybeAtHome,
    Level cap,
    Level most) {

  /** Approved as a kind, and nothing speaks against that. */
  public boolean byKind() {
    return cap != null && kind != null && !maybeAtHome && !vetoed && !standing.revoked();
  }

  /** Listed in a batch in force, and nothing speaks against that. */
  public boolean oneByOne() {
    return cap != null && standing.approved() && !vetoed;
  }

  /** What it may be told today, as far as approval goes; null: nothing. */
  public Level now() {
    return oneByOne() || byKind() ? most : null;
  }
}
