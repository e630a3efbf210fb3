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
   * @return false when nobody has that id, or the person no such contact
   */
  public boolean decide(
      PersonId person,
      String action,
      ContactId contact,
      String reason,
      String actor,
      String systemUser) {
    return writer.write(tx -> decide(tx, person, action, contact, reason, actor, systemUser));
  }

  boolean decide(
      Transaction tx,
      PersonId person,
      String action,
      ContactId contact,
      String reason,
      String actor,
      String systemUser) {
    long row =
        tx.sql()
            .number(
                "SELECT id FROM persons WHERE public_id = ? AND merged_into IS NULL",
                person.value());
    if (row == 0 || (contact != null && unknown(tx, row, contact))) {
      return false;
    }
    note(tx, person, contact, action, reason, actor, systemUser);
    return true;
  }

  /** Whether the person is under such a decision that nobody lifted, for all contacts. */
  static boolean inForce(Transaction tx, PersonId person, String action) {
    return tx.sql()
            .number(
                "SELECT count(*) FROM directives d JOIN persons p ON p.id = d.person_id WHERE"
                    + " p.public_id = ? AND d.action = ? AND d.contact IS NULL AND d.lifted_at IS"
                    + " NULL",
                person.value(),
                action)
        > 0;
  }

  private static boolean unknown(Transaction tx, long row, ContactId contact) {
    return tx.sql()
            .number(
                "SELECT count(*) FROM contacts WHERE person_id = ? AND number = ?",
                row,
                contact.number())
        == 0;
  }

  /**
   * Stops one contact point for everybody who shares it, from the commit on.
   *
   * @return false when the person has no such contact
   */
  public boolean suppress(
      PersonId person, ContactId contact, String reason, String actor, String systemUser) {
    return writer.write(
        tx -> {
          Long look =
              tx.sql()
                  .one(
                      "SELECT c.look FROM contacts c JOIN persons p ON p.id = c.person_id WHERE"
                          + " p.public_id = ? AND c.number = ?",
                      r -> r.getLong(1),
                      person.value(),
                      contact.number())
                  .orElse(null);
          if (look == null) {
            return false;
          }
          stop(tx, look, "stop_requested");
          UnclearStops.settle(tx, vault);
          note(tx, person, contact, "suppress", reason, actor, systemUser);
          return true;
        });
  }

  /**
   * Binds stops of numbers whose country was not known wherever such a number is in use: those that
   * were stored before this was done, and those that came in a reply.
   */
  public void bindUnclear() {
    writer.write(
        tx -> {
          UnclearStops.settle(tx, vault);
          return null;
        });
  }

  /** Of a contact: the reason that stops it, one that may be lifted before a dead number. */
  static final String STOPPED_BY =
      "(SELECT s.reason FROM suppressions s WHERE s.look = %s AND s.lifted_by IS NULL"
          + " ORDER BY CASE s.reason WHEN 'hard_bounce' THEN 1 ELSE 0 END, s.at, s.reason LIMIT 1)";

  /** A contact point is used no more, by whoever shares it, now and later. */
  static void stop(Transaction tx, long look, String reason) {
    tx.sql()
        .update(
            "INSERT INTO suppressions (look, reason, at) VALUES (?,?,?) ON CONFLICT (look, reason)"
                + " DO UPDATE SET lifted_by = NULL, digits_known = 0, at = CASE WHEN"
                + " suppressions.lifted_by IS NULL THEN suppressions.at ELSE excluded.at END",
            look,
            reason,
            tx.now());
    int inUse =
        tx.sql()
            .update(
                "UPDATE contacts SET status = ?, status_reason = ? WHERE look = ? AND status ="
                    + " 'ok'",
                status(reason),
                reason,
                look);
    if (inUse > 0) {
      // In use: so its country is known, and the number itself is all there is to stop.
      tx.sql().update("UPDATE suppressions SET digits_known = 1 WHERE look = ?", look);
    }
    planAnew(tx, look);
  }

  /** {@code suppressed}, which a counsel may lift, or {@code dead}. */
  static String status(String reason) {
    return reason.equals("hard_bounce") ? "dead" : "suppressed";
  }

  static void planAnew(Transaction tx, long look) {
    tx.sql()
        .update(
            "UPDATE entries SET to_plan = to_plan + 1 WHERE person_id IN"
                + " (SELECT person_id FROM contacts WHERE look = ?)",
            look);
  }

  private void note(
      Transaction tx,
      PersonId person,
      ContactId contact,
      String action,
      String reason,
      String actor,
      String systemUser) {
    long row = tx.sql().number("SELECT id FROM persons WHERE public_id = ?", person.value());
    tx.sql()
        .update(
            "INSERT INTO directives (id, person_id, contact, action, reason, actor, system_user,"
                + " at) VALUES (?,?,?,?,?,?,?,?)",
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
  }
}
