package org.aviso.ledger;

import java.util.Optional;
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
   * @param person who was found to be another is that one
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
    Whoever who = Whoever.of(tx.sql(), vault, person, contact).orElse(null);
    if (who == null || (contact != null && who.contact() == null)) {
      return false;
    }
    note(tx, who, action, reason, actor, systemUser);
    return true;
  }

  /** Whether the person is under such a decision that nobody lifted, for all contacts. */
  boolean inForce(Transaction tx, PersonId person, String action) {
    return Whoever.of(tx.sql(), vault, person, null)
        .filter(
            who ->
                tx.sql()
                        .number(
                            "SELECT count(*) FROM directives WHERE person_id = ? AND action = ?"
                                + " AND contact IS NULL AND lifted_at IS NULL",
                            who.row(),
                            action)
                    > 0)
        .isPresent();
  }

  /** Who it is now, when the id's person was found to be another; else empty. */
  Optional<PersonId> now(Transaction tx, PersonId person) {
    return Whoever.of(tx.sql(), vault, person, null).filter(Whoever::merged).map(Whoever::id);
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
          Whoever who = Whoever.of(tx.sql(), vault, person, contact).orElse(null);
          if (who == null || who.contact() == null) {
            return false;
          }
          long look =
              tx.sql()
                  .number(
                      "SELECT look FROM contacts WHERE person_id = ? AND number = ?",
                      who.row(),
                      who.contact().number());
          stop(tx, look, "stop_requested");
          UnclearStops.settle(tx, vault);
          note(tx, who, "suppress", reason, actor, systemUser);
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
      Transaction tx, Whoever who, String action, String reason, String actor, String systemUser) {
    long row = who.row();
    tx.sql()
        .update(
            "INSERT INTO directives (id, person_id, contact, action, reason, actor, system_user,"
                + " at) VALUES (?,?,?,?,?,?,?,?)",
            tx.ids("directives", 1),
            row,
            who.contact() == null ? null : who.contact().number(),
            action,
            vault.sealText(who.id(), reason),
            actor,
            systemUser,
            tx.now());
    tx.sql().update("UPDATE entries SET to_plan = to_plan + 1 WHERE person_id = ?", row);
    tx.record(
        Event.ofPerson(
            row, action, who.merged() ? "{\"asked_for\":\"%s\"}".formatted(who.asked()) : null));
    Shown.atOnce(tx, row, action);
  }
}
