package org.aviso.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aviso.outcome.Judgement;
import org.aviso.outcome.News;
import org.aviso.outcome.Reason;
import org.aviso.person.ContactId;
import org.aviso.person.PersonId;
import org.aviso.routing.approval.SignedAct;

/**
 * Single cases a counsel widened with a key: a hold, a veto or a suppression lifted, an attempt in
 * doubt said not to have left. What was lifted and the signature over it are committed together.
 */
public final class Widenings {
  private final Database database;
  private final LedgerWriter writer;
  private final Attempts attempts;

  Widenings(Database database, LedgerWriter writer, Attempts attempts) {
    this.database = database;
    this.writer = writer;
    this.attempts = attempts;
  }

  /** What came of it. */
  public enum Answer {
    DONE,
    /** Nobody has that id, or the person no such contact. */
    UNKNOWN,
    /** There is nothing of the kind to lift. */
    NOTHING
  }

  /** Lifts the hold; steps and contacts are planned anew. */
  public Answer unhold(PersonId person, SignedAct by, String systemUser) {
    return writer.write(
        tx ->
            row(tx, person)
                .map(row -> directives(tx, row, person, null, "hold", by, systemUser))
                .orElse(Answer.UNKNOWN));
  }

  /**
   * Lifts vetoes.
   *
   * @param contact that one's alone; null for all of the person's
   */
  public Answer unveto(PersonId person, ContactId contact, SignedAct by, String systemUser) {
    return writer.write(
        tx -> {
          Long row = row(tx, person).orElse(null);
          return row == null || (contact != null && look(tx, row, contact).isEmpty())
              ? Answer.UNKNOWN
              : directives(tx, row, person, contact, "veto_relay", by, systemUser);
        });
  }

  private static Answer directives(
      Transaction tx,
      long row,
      PersonId person,
      ContactId contact,
      String action,
      SignedAct by,
      String systemUser) {
    Integer number = contact == null ? null : contact.number();
    int lifted =
        tx.sql()
            .update(
                "UPDATE directives SET lifted_at = ? WHERE person_id = ? AND action = ? AND"
                    + " lifted_at IS NULL AND (CAST(? AS INTEGER) IS NULL OR contact = ?)",
                tx.now(),
                row,
                action,
                number,
                number);
    if (lifted == 0) {
      return Answer.NOTHING;
    }
    tx.sql().update("UPDATE entries SET to_plan = to_plan + 1 WHERE person_id = ?", row);
    note(tx, row, null, by, systemUser);
    tx.record(Event.ofPerson(row, code(by), detail(by)));
    return Answer.DONE;
  }

  /**
   * The number or address may be used again, by everybody who shares it. One that is dead (a hard
   * bounce) stays so: that is no suppression.
   */
  public Answer unsuppress(PersonId person, ContactId contact, SignedAct by, String systemUser) {
    return writer.write(
        tx -> {
          Long row = row(tx, person).orElse(null);
          Long look = row == null ? null : look(tx, row, contact).orElse(null);
          if (look == null) {
            return Answer.UNKNOWN;
          }
          int lifted =
              tx.sql()
                  .update(
                      "DELETE FROM suppressions WHERE look = ? AND reason <> 'hard_bounce'", look);
          lifted +=
              tx.sql()
                  .update(
                      "UPDATE contacts SET status = 'ok', status_reason = NULL WHERE look = ? AND"
                          + " status = 'suppressed'",
                      look);
          if (lifted == 0) {
            return Answer.NOTHING;
          }
          tx.sql()
              .update(
                  "UPDATE directives SET lifted_at = ? WHERE action = 'suppress' AND lifted_at IS"
                      + " NULL AND EXISTS (SELECT 1 FROM contacts c WHERE c.person_id ="
                      + " directives.person_id AND c.number = directives.contact AND c.look = ?)",
                  tx.now(),
                  look);
          tx.sql()
              .update(
                  "UPDATE entries SET to_plan = to_plan + 1 WHERE person_id IN"
                      + " (SELECT person_id FROM contacts WHERE look = ?)",
                  look);
          note(tx, row, null, by, systemUser);
          tx.record(Event.ofPerson(row, code(by), detail(by)));
          return Answer.DONE;
        });
  }

  /**
   * The attempt in doubt did not leave: the same try is planned again.
   *
   * @param attempt its row
   */
  public Answer notSent(long attempt, SignedAct by, String systemUser) {
    return writer.write(
        tx -> {
          Map.Entry<Long, Long> of =
              tx.sql()
                  .one(
                      "SELECT person_id, entry_id FROM attempts WHERE id = ? AND state ="
                          + " 'in_doubt'",
                      r -> Map.entry(r.getLong(1), r.getLong(2)),
                      attempt)
                  .orElse(null);
          if (of == null) {
            return Answer.NOTHING;
          }
          attempts.apply(
              tx,
              "attempt",
              attempt,
              new Judgement(News.RESOLVED_NOT_SENT, Reason.NOT_HANDED_OVER, null, null),
              null);
          note(tx, of.getKey(), attempt, by, systemUser);
          tx.record(
              Event.ofAttempt("person", of.getKey(), of.getValue(), attempt, code(by), detail(by)));
          return Answer.DONE;
        });
  }

  private static Optional<Long> row(Transaction tx, PersonId person) {
    return tx.sql()
        .one(
            "SELECT id FROM persons WHERE public_id = ? AND merged_into IS NULL",
            r -> r.getLong(1),
            person.value());
  }

  private static Optional<Long> look(Transaction tx, long person, ContactId contact) {
    return tx.sql()
        .one(
            "SELECT look FROM contacts WHERE person_id = ? AND number = ?",
            r -> r.getLong(1),
            person,
            contact.number());
  }

  private static String code(SignedAct by) {
    return by.act().replace('-', '_');
  }

  private static String detail(SignedAct by) {
    return "{\"fingerprint\":\"%s\",\"signature\":\"%s\"}".formatted(by.key(), by.signature());
  }

  private static void note(
      Transaction tx, long person, Long attempt, SignedAct by, String systemUser) {
    tx.sql()
        .update(
            "INSERT INTO widenings (id, act, subject, person_id, attempt_id, counsel, fingerprint,"
                + " roll, signature, signed_at, system_user, at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            tx.ids("widenings", 1),
            by.act(),
            by.subject(),
            person,
            attempt,
            by.counsel(),
            by.key(),
            by.roll(),
            by.signature(),
            by.signedAt(),
            systemUser,
            tx.now());
  }

  /** All that was widened for a person, oldest first; what was signed can be verified again. */
  public List<SignedAct> of(PersonId person) {
    try (Sql sql = database.openReader()) {
      List<SignedAct> acts = new ArrayList<>();
      sql.each(
          "SELECT w.act, w.subject, w.counsel, w.fingerprint, w.roll, w.signed_at, w.signature"
              + " FROM widenings w JOIN persons p ON p.id = w.person_id WHERE p.public_id = ?"
              + " ORDER BY w.id",
          r ->
              acts.add(
                  new SignedAct(
                      r.getString(1),
                      r.getString(2),
                      "",
                      r.getString(3),
                      r.getString(4),
                      r.getString(5),
                      Instant.ofEpochMilli(r.getLong(6)),
                      r.getString(7))),
          person.value());
      return acts;
    }
  }
}
