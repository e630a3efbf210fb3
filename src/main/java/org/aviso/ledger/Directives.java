package org.aviso.ledger;

import org.aviso.person.ContactId;
import org.aviso.person.PersonId;

/**
 * What counsel and staff decided of single persons. Each decision takes effect before its command
 * returns.
 */
public final class Directives {
  private final LedgerWriter writer;
  private final PersonVault vault;

  Directives(LedgerWriter writer, PersonVault vault) {
    this.writer = writer;
    this.vault = vault;
  }

  /**
   * Records a narrowing decision and has every entry of the person planned anew: from its commit on
   * nothing of it is claimed that the decision forbids.
   *
   * @param action {@code hold}, {@code stop_notices}, {@code veto_relay}, {@code confirm}, {@code
   *     deceased}
   * @param contact null for all
   * @return false when nobody has that id
   */
  public boolean decide(
      PersonId person,
      String action,
      ContactId contact,
      String reason,
      String actor,
      String systemUser) {
    return writer.write(
        tx -> {
          long row = tx.sql().number("SELECT id FROM persons WHERE public_id = ?", person.value());
          if (row == 0) {
            return false;
          }
          tx.sql()
              .update(
                  "INSERT INTO directives (id, person_id, contact, action, reason, actor,"
                      + " system_user, at) VALUES (?,?,?,?,?,?,?,?)",
                  tx.ids("directives", 1),
                  row,
                  contact == null ? null : contact.number(),
                  action,
                  vault.sealText(person, reason),
                  actor,
                  systemUser,
                  tx.now());
          tx.sql().update("UPDATE entries SET to_plan = to_plan + 1 WHERE person_id = ?", row);
          tx.record(Event.ofPerson(row, action, null));
          return true;
        });
  }
}
