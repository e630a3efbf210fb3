package org.aviso.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.aviso.outcome.AttemptState;
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
  /** By so much the clock that dated a decision may be ahead of the one that dates its lifting. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  private final Database database;
  private final LedgerWriter writer;
  private final PersonVault vault;

  Widenings(Database database, LedgerWriter writer, PersonVault vault) {
    this.database = database;
    this.writer = writer;
    this.vault = vault;
  }

  /** What came of it. */
  public enum Answer {
    DONE,
    /** Nobody has that id, or the person no such contact. */
    UNKNOWN,
    /** There is nothing of the kind to lift. */
    NOTHING,
    /** There are several, and it was not said that all are meant. */
    SEVERAL
  }

  /**
   * A decision in force.
   *
   * @param contact null when it is the person's
   */
  public record Decided(Instant at, String actor, ContactId contact) {}

  /**
   * What came of lifting a stop.
   *
   * @param lifted the reason that stands no more; null when none was lifted
   * @param standing the reason that stops the contact still; null when it is free
   */
  public record Lifted(Answer answer, String lifted, String standing) {}

  /**
   * Lifts the hold; steps and contacts are planned anew.
   *
   * @param all however many there are; else the one there is
   */
  public Answer unhold(PersonId person, boolean all, SignedAct by, String systemUser) {
    return writer.write(
        tx ->
            row(tx, person)
                .map(row -> directives(tx, row, null, "hold", all, by, systemUser))
                .orElse(Answer.UNKNOWN));
  }

  /**
   * Lifts vetoes.
   *
   * @param contact that one's alone; null for all of the person's
   * @param all however many there are; else the one there is
   */
  public Answer unveto(
      PersonId person, ContactId contact, boolean all, SignedAct by, String systemUser) {
    return writer.write(
        tx -> {
          Long row = row(tx, person).orElse(null);
          return row == null || (contact != null && look(tx, row, contact).isEmpty())
              ? Answer.UNKNOWN
              : directives(tx, row, contact, "veto_relay", all, by, systemUser);
        });
  }

  /**
   * The holds in force of a person, or vetoes, oldest first.
   *
   * @param contact that one's vetoes alone; null for all
   */
  public List<Decided> inForce(PersonId person, boolean vetoes, ContactId contact) {
    try (Sql sql = database.openReader()) {
      Integer number = contact == null ? null : contact.number();
      return sql.list(
          "SELECT d.at, d.actor, d.contact FROM directives d JOIN persons p ON p.id = d.person_id"
              + " WHERE p.public_id = ? AND d.action = ? AND "
              + OF_CONTACT
              + " ORDER BY d.at, d.id",
          r -> {
            Long of = Sql.longOrNull(r, "contact");
            return new Decided(
                Sql.instantOrNull(r, "at"),
                r.getString("actor"),
                of == null ? null : new ContactId(of.intValue()));
          },
          person.value(),
          vetoes ? "veto_relay" : "hold",
          number,
          number);
    }
  }

  private static final String OF_CONTACT =
      "lifted_at IS NULL AND (CAST(? AS INTEGER) IS NULL OR contact = ?)";

  private static Answer directives(
      Transaction tx,
      long row,
      ContactId contact,
      String action,
      boolean all,
      SignedAct by,
      String systemUser) {
    Integer number = contact == null ? null : contact.number();
    long inForce =
        tx.sql()
            .number(
                "SELECT count(*) FROM directives WHERE person_id = ? AND action = ? AND "
                    + OF_CONTACT,
                row,
                action,
                number,
                number);
    if (inForce == 0) {
      return Answer.NOTHING;
    }
    if (inForce > 1 && !all) {
      // One of them may be of somebody who knows what the counsel who signs does not.
      return Answer.SEVERAL;
    }
    long id = tx.ids("widenings", 1);
    tx.sql()
        .update(
            "UPDATE directives SET lifted_at = ?, lifted_by = ? WHERE person_id = ? AND action = ?"
                + " AND "
                + OF_CONTACT,
            tx.now(),
            id,
            row,
            action,
            number,
            number);
    tx.sql().update("UPDATE entries SET to_plan = to_plan + 1 WHERE person_id = ?", row);
    note(tx, id, row, null, by, systemUser);
    tx.record(Event.ofPerson(row, code(by), detail(by)));
    return Answer.DONE;
  }

  /**
   * Of what stops the number or address, for everybody who shares it, one reason is lifted: the one
   * it is shown with. A dead one (a hard bounce) stays so: that is no suppression.
   */
  public Lifted unsuppress(PersonId person, ContactId contact, SignedAct by, String systemUser) {
    return writer.write(
        tx -> {
          Long row = row(tx, person).orElse(null);
          Long look = row == null ? null : look(tx, row, contact).orElse(null);
          if (look == null) {
            return new Lifted(Answer.UNKNOWN, null, null);
          }
          String reason = stoppedBy(tx, look);
          if (reason == null || reason.equals("hard_bounce")) {
            return new Lifted(Answer.NOTHING, null, reason);
          }
          long id = tx.ids("widenings", 1);
          tx.sql()
              .update(
                  "UPDATE suppressions SET lifted_by = ? WHERE look = ? AND reason = ?",
                  id,
                  look,
                  reason);
          String standing = stoppedBy(tx, look);
          tx.sql()
              .update(
                  "UPDATE contacts SET status = ?, status_reason = ? WHERE look = ? AND status IN"
                      + " ('suppressed', 'dead')",
                  standing == null ? "ok" : Directives.status(standing),
                  standing,
                  look);
          if (reason.equals("stop_requested")) {
            tx.sql()
                .update(
                    "UPDATE directives SET lifted_at = ?, lifted_by = ? WHERE action = 'suppress'"
                        + " AND lifted_at IS NULL AND EXISTS (SELECT 1 FROM contacts c WHERE"
                        + " c.person_id = directives.person_id AND c.number = directives.contact"
                        + " AND c.look = ?)",
                    tx.now(),
                    id,
                    look);
          }
          Directives.planAnew(tx, look);
          note(tx, id, row, null, by, systemUser);
          tx.record(Event.ofPerson(row, code(by), detail(by)));
          return new Lifted(Answer.DONE, reason, standing);
        });
  }

  private static String stoppedBy(Transaction tx, long look) {
    return tx.sql()
        .one("SELECT " + Directives.STOPPED_BY.formatted("?"), r -> r.getString(1), look)
        .orElse(null);
  }

  /**
   * The attempt in doubt did not leave: the same try is planned again. Not when another claim came
   * since it was looked at, of which nobody said so.
   */
  public Answer notSent(WorkQueue.Doubtful found, SignedAct by, String systemUser) {
    long attempt = found.id();
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
          Optional<AttemptState> planned =
              AttemptMoves.apply(
                  tx,
                  new AttemptMoves.Told(
                      "attempt",
                      attempt,
                      found.hold(),
                      new Judgement(News.RESOLVED_NOT_SENT, Reason.NOT_HANDED_OVER, null, null),
                      null,
                      null));
          if (planned.isEmpty()) {
            return Answer.NOTHING;
          }
          note(tx, tx.ids("widenings", 1), of.getKey(), attempt, by, systemUser);
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
      Transaction tx, long id, long person, Long attempt, SignedAct by, String systemUser) {
    tx.sql()
        .update(
            "INSERT INTO widenings (id, act, subject, person_id, attempt_id, counsel, fingerprint,"
                + " roll, signature, signed_at, system_user, at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            id,
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

  /** A widening that is acted upon, and what was widened. */
  private record Acted(
      SignedAct act, String due, Long person, Long number, Long id, String reason, Instant since) {
    /** The signature is over something else. */
    Acted unsigned() {
      return new Acted(null, due, person, number, id, reason, since);
    }
  }

  private static final String ACTED =
      ", w.act, w.subject, w.counsel, w.fingerprint, w.roll, w.signed_at, w.signature";

  /**
   * Holds what is widened now against the signature it stands on. What has none that is good, of
   * the same person and contact, and no older than what it lifts, binds again, with an alarm.
   *
   * @param fault what is wrong with a signature; empty when it holds
   */
  public void verify(Function<SignedAct, Optional<String>> fault) {
    List<Acted> directives;
    List<Acted> stops;
    List<Acted> unsent;
    try (Sql sql = database.openReader()) {
      directives =
          sql.list(
              "SELECT d.person_id, d.contact AS number, d.id AS id, d.action AS reason, d.at AS"
                  + " since, CASE d.action WHEN 'hold' THEN 'unhold' WHEN 'veto_relay' THEN"
                  + " 'unhold-veto' ELSE 'unhold-suppression' END AS due"
                  + ACTED
                  + " FROM directives d LEFT JOIN widenings w ON w.id = d.lifted_by"
                  + " WHERE d.lifted_at IS NOT NULL AND d.action IN ('hold', 'veto_relay',"
                  + " 'suppress')",
              Widenings::acted);
      stops =
          sql.list(
              "SELECT w.person_id, NULL AS number, s.look AS id, s.reason, s.at AS since,"
                  + " 'unhold-suppression' AS due"
                  + ACTED
                  + " FROM suppressions s LEFT JOIN widenings w ON w.id = s.lifted_by WHERE"
                  + " s.lifted_by IS NOT NULL",
              Widenings::acted);
      unsent =
          sql.list(
              "SELECT a.person_id, NULL AS number, a.id AS id, a.reference AS reason,"
                  + " coalesce((SELECT max(v.at) FROM events v WHERE v.attempt_id = a.id AND v.code"
                  + " = 'in_doubt' AND v.person_id IN (a.person_id, w.person_id)), 0) AS since,"
                  + " 'not-sent' AS due"
                  + ACTED
                  + " FROM widenings w JOIN attempts a ON a.id = w.attempt_id WHERE "
                  + MAY_STAND_AGAIN.formatted("a.")
                  + " AND w.id = (SELECT max(o.id) FROM widenings o WHERE o.attempt_id = a.id)"
                  + UNSPENT,
              Widenings::acted);
      directives =
          directives.stream().map(one -> concerns(sql, one) ? one : one.unsigned()).toList();
      stops = stops.stream().map(one -> concerns(sql, one) ? one : one.unsigned()).toList();
    }
    for (Acted one : directives) {
      if (isVoid(one, fault)) {
        writer.write(tx -> bind(tx, one));
      }
    }
    for (Acted one : stops) {
      if (isVoid(one, fault)) {
        writer.write(
            tx -> {
              Directives.stop(tx, one.id, one.reason);
              return alarm(tx, one);
            });
      }
    }
    for (Acted one : unsent) {
      if (isVoid(one, fault) || !one.act.subject().equals(one.reason)) {
        writer.write(
            tx -> {
              tx.sql()
                  .update(
                      "UPDATE attempts SET state = 'in_doubt', reason = 'no_answer', changed_at = ?"
                          + " WHERE id = ? AND "
                          + MAY_STAND_AGAIN.formatted(""),
                      tx.now(),
                      one.id);
              tx.sql()
                  .update(
                      "UPDATE entries SET to_plan = to_plan + 1 WHERE id = (SELECT entry_id FROM"
                          + " attempts WHERE id = ?)",
                      one.id);
              return alarm(tx, one);
            });
      }
    }
  }

  /**
   * Once it was claimed again, what it stands on now is no more that word: the same try is due some
   * seconds after it was given at the earliest.
   */
  private static final String UNSPENT =
      " AND NOT EXISTS (SELECT 1 FROM events v WHERE v.attempt_id = a.id AND v.code = 'claimed'"
          + " AND v.person_id IN (a.person_id, w.person_id) AND v.at > w.at)";

  /** What was put off in between is planned again without another look. */
  private static final String MAY_STAND_AGAIN =
      "%sstate IN ('planned', 'cancelled', 'suppressed', 'expired')";

  /**
   * Whether the subject that was signed names the person and contact of what was lifted; who was
   * found to be another since is that one. A stop is one of the number, whoever has it.
   */
  private boolean concerns(Sql sql, Acted one) {
    if (one.act == null) {
      return false;
    }
    String[] subject = one.act.subject().split(" ", 2);
    Whoever who;
    try {
      who =
          Whoever.of(
                  sql,
                  vault,
                  new PersonId(subject[0]),
                  subject.length == 1 ? null : ContactId.parse(subject[1]))
              .orElse(null);
    } catch (IllegalArgumentException e) {
      return false; // The subject of another act.
    }
    if (who == null || (subject.length > 1 && who.contact() == null)) {
      return false;
    }
    if (one.due.equals("unhold-suppression")) {
      Long stopped = one.number == null ? Long.valueOf(one.id) : look(sql, one.person, one.number);
      return who.contact() != null
          && stopped != null
          && stopped.equals(look(sql, who.row(), who.contact().number()));
    }
    return one.person != null
        && who.row() == one.person
        && (who.contact() == null || (one.number != null && one.number == who.contact().number()));
  }

  private static Long look(Sql sql, long person, long number) {
    return sql.one(
            "SELECT look FROM contacts WHERE person_id = ? AND number = ?",
            r -> r.getLong(1),
            person,
            number)
        .orElse(null);
  }

  private static Acted acted(ResultSet r) throws SQLException {
    SignedAct act =
        r.getString("act") == null
            ? null
            : new SignedAct(
                r.getString("act"),
                r.getString("subject"),
                "",
                r.getString("counsel"),
                r.getString("fingerprint"),
                r.getString("roll"),
                Instant.ofEpochMilli(r.getLong("signed_at")),
                r.getString("signature"));
    return new Acted(
        act,
        r.getString("due"),
        Sql.longOrNull(r, "person_id"),
        Sql.longOrNull(r, "number"),
        r.getLong("id"),
        r.getString("reason"),
        Instant.ofEpochMilli(r.getLong("since")));
  }

  private static boolean isVoid(Acted one, Function<SignedAct, Optional<String>> fault) {
    return one.act == null
        || !one.act.act().equals(one.due)
        || one.act.signedAt().plus(SKEW).isBefore(one.since)
        || fault.apply(one.act).isPresent();
  }

  private static Void bind(Transaction tx, Acted one) {
    tx.sql()
        .update("UPDATE directives SET lifted_at = NULL, lifted_by = NULL WHERE id = ?", one.id);
    tx.sql().update("UPDATE entries SET to_plan = to_plan + 1 WHERE person_id = ?", one.person);
    if (one.reason.equals("suppress")) {
      look(tx, one.person, new ContactId(one.number.intValue()))
          .ifPresent(look -> Directives.stop(tx, look, "stop_requested"));
    }
    return alarm(tx, one);
  }

  private static Void alarm(Transaction tx, Acted one) {
    tx.record(
        new Event(
            "alarm",
            "widening_void",
            one.person,
            null,
            null,
            null,
            "{\"act\":\"%s\"}".formatted(one.due)));
    return null;
  }
}
