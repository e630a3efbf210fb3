package org.aviso.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.aviso.person.PersonId;
import org.aviso.routing.approval.SignedAct;
import org.aviso.template.Channel;

/**
 * Waves: what a taken list, or a notice added later, brings to send waits as one until counsel lets
 * it go. Starting needs a signature over exactly what the wave holds; pausing and aborting need
 * none and bind before the next claim.
 */
public final class Waves {
  /** A wave that stands still for longer than this needs a new start. */
  static final Duration STANDSTILL = Duration.ofHours(72);

  private static final String AFTER_ABORT = "after_abort";
  private static final String STANDS_STILL = "standstill";

  /** Pauses that end by a new start alone. */
  private static final String START_VOID = "start_void";

  private static final String STATE =
      "CASE WHEN w.state = 'running' AND NOT EXISTS (SELECT 1 FROM attempts a JOIN entries e ON"
          + " e.id = a.entry_id WHERE e.wave_id = w.id AND a.state IN ('planned', 'sending',"
          + " 'in_doubt')) THEN 'done' ELSE w.state END";

  /** Messages of a wave that went, may go, or stand to go. */
  private static final String MESSAGES =
      " FROM attempts a JOIN entries e ON e.id = a.entry_id JOIN persons p ON p.id = a.person_id"
          + " WHERE e.wave_id = ? AND a.state NOT IN ('cancelled', 'suppressed', 'expired')";

  private static final String TASKS =
      " FROM tasks t JOIN entries e ON e.id = t.entry_id JOIN persons p ON p.id = t.person_id"
          + " WHERE e.wave_id = ? AND t.state <> 'withdrawn'";

  /** Entries with something of these; whoever is held is in no start. */
  private static final String PERSONS =
      " FROM entries e JOIN persons p ON p.id = e.person_id WHERE e.wave_id = ? AND (EXISTS (SELECT"
          + " 1 FROM attempts a WHERE a.entry_id = e.id AND a.state NOT IN ('cancelled',"
          + " 'suppressed', 'expired')) OR EXISTS (SELECT 1 FROM tasks t WHERE t.entry_id = e.id"
          + " AND t.state <> 'withdrawn'))";

  private final Database database;
  private final LedgerWriter writer;

  Waves(Database database, LedgerWriter writer) {
    this.database = database;
    this.writer = writer;
  }

  /**
   * Messages of one kind: as far as their cost goes, they are alike.
   *
   * @param country where they go, ISO 3166 alpha-2; null when unknown or an email
   */
  public record Kind(
      Channel channel, String to, String level, String tag, String country, long count) {}

  /**
   * One wave.
   *
   * @param state proposed, running, paused, aborted or done
   * @param file SHA-256 of the list its persons first came with; null for the wave of a notice that
   *     came later, whose persons are of many lists
   * @param pauseReason why it is paused, or {@code after_abort} of a proposed one that takes what
   *     an aborted one left; else null
   * @param starts how often it was started
   * @param unplanned how many of its entries wait to be planned: until then nobody knows what it
   *     holds
   * @param persons those something goes to; who is held is not among them
   * @param inFlight as it is at this moment, and no part of what a start signs
   * @param population SHA-256 (hex) of what it holds to send, one line a message or task
   */
  public record Wave(
      String id,
      String notice,
      String state,
      String pauseReason,
      String file,
      Instant created,
      Instant started,
      long starts,
      long unplanned,
      long persons,
      long contacts,
      long attempts,
      long planned,
      long inFlight,
      Map<String, Long> byLanguage,
      Map<String, Long> byChannel,
      Map<String, Long> byCustody,
      Map<String, Long> bySteps,
      List<Kind> kinds,
      String population) {

    /** All that a start signs but the cost, one line a figure. */
    public String figures() {
      StringBuilder text = new StringBuilder();
      line(text, "wave", id);
      line(text, "notice", notice);
      line(text, "list", file);
      line(text, "start", starts + 1);
      line(text, "persons", persons);
      line(text, "contacts", contacts);
      line(text, "messages", attempts);
      line(text, "to-send", planned);
      lines(text, "language", byLanguage);
      lines(text, "channel", byChannel);
      lines(text, "custody", byCustody);
      lines(text, "step", bySteps);
      line(text, "population", population);
      return text.toString();
    }

    private static void lines(StringBuilder text, String what, Map<String, Long> counts) {
      counts.forEach((key, count) -> line(text, what + " " + key, count));
    }

    private static void line(StringBuilder text, String key, Object value) {
      text.append(key).append(": ").append(value).append('\n');
    }
  }

  /**
   * Who let a wave go, as the signature says.
   *
   * @param number 1 for the wave's first; the newest counts, in the order they were recorded
   * @param figures what was signed, in words; {@code by.digest()} is its SHA-256
   */
  public record Start(String wave, int number, SignedAct by, String figures) {
    /** What was signed of this; empty when nothing was. */
    public Optional<String> figure(String key) {
      return figures
          .lines()
          .filter(line -> line.startsWith(key + ": "))
          .map(line -> line.substring(key.length() + 2))
          .findFirst();
    }
  }

  /** What came of asking a wave to change. */
  public enum Answer {
    DONE,
    UNKNOWN,
    /** It is in a state in which that cannot be asked. */
    NOT_NOW,
    /** It holds something else than what was signed. */
    CHANGED,
    /** Something of it waits to be planned, so nobody knows yet what it will hold. */
    UNPLANNED,
    /** It stood still too long: a new start must be signed. */
    NEEDS_A_START
  }

  public List<Wave> list() {
    try (Sql sql = database.openReader()) {
      List<Wave> waves = new ArrayList<>();
      sql.each(
          "SELECT public_id FROM waves ORDER BY id", r -> waves.add(read(sql, r.getString(1))));
      return waves;
    }
  }

  public Optional<Wave> find(String id) {
    try (Sql sql = database.openReader()) {
      return Optional.ofNullable(read(sql, id));
    }
  }

  private Wave read(Sql sql, String id) {
    Long row =
        sql.one("SELECT id FROM waves WHERE public_id = ?", r -> r.getLong(1), id).orElse(null);
    if (row == null) {
      return null;
    }
    List<Kind> kinds =
        sql.list(
            "SELECT a.channel, a.recipient, a.level, a.tag, c.country, count(*) FROM attempts a"
                + " JOIN entries e ON e.id = a.entry_id JOIN contacts c ON c.person_id ="
                + " a.person_id AND c.number = a.contact WHERE e.wave_id = ? AND a.state NOT IN"
                + " ('cancelled', 'suppressed', 'expired') GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2,"
                + " 3, 4, 5",
            r ->
                new Kind(
                    Channel.of(r.getString(1)),
                    r.getString(2),
                    r.getString(3),
                    r.getString(4),
                    r.getString(5),
                    r.getLong(6)),
            row);
    return sql.one(
            "SELECT w.notice, "
                + STATE
                + ", w.pause_reason, l.sha256, w.created_at, w.started_at FROM waves w LEFT JOIN"
                + " lists l ON l.id = w.list_id WHERE w.id = ?",
            r ->
                new Wave(
                    id,
                    r.getString(1),
                    r.getString(2),
                    r.getString(3),
                    r.getString(4),
                    Instant.ofEpochMilli(r.getLong(5)),
                    Sql.instantOrNull(r, "started_at"),
                    sql.number("SELECT count(*) FROM wave_starts WHERE wave_id = ?", row),
                    sql.number(
                        "SELECT count(*) FROM entries WHERE wave_id = ? AND to_plan > 0", row),
                    sql.number("SELECT count(*)" + PERSONS, row),
                    sql.number(
                        "SELECT count(*) FROM (SELECT DISTINCT a.person_id, a.contact"
                            + MESSAGES
                            + ") AS c",
                        row),
                    sql.number("SELECT count(*)" + MESSAGES, row),
                    sql.number("SELECT count(*)" + MESSAGES + " AND a.state = 'planned'", row),
                    sql.number("SELECT count(*)" + MESSAGES + " AND a.state = 'sending'", row),
                    counts(sql, "coalesce(e.language, 'unknown')", row),
                    counts(sql, "a.channel", row),
                    custody(sql, row),
                    counts(sql, "a.step", row),
                    kinds,
                    population(sql, row)),
            row)
        .orElseThrow();
  }

  private static Map<String, Long> counts(Sql sql, String what, long wave) {
    Map<String, Long> counts = new TreeMap<>();
    sql.each(
        "SELECT " + what + ", count(*)" + MESSAGES + " GROUP BY 1",
        r -> counts.put(r.getString(1), r.getLong(2)),
        wave);
    return counts;
  }

  private static Map<String, Long> custody(Sql sql, long wave) {
    Map<String, Long> counts = new TreeMap<>();
    sql.each(
        "SELECT p.custody, count(*)" + PERSONS + " GROUP BY 1",
        r -> counts.put(r.getString(1), r.getLong(2)),
        wave);
    return counts;
  }

  /**
   * One line a message, then one a task, each in the order of person, step, contact and try: what a
   * start lets go.
   */
  private static String population(Sql sql, long wave) {
    MessageDigest digest = Sha256.digest();
    lines(
        digest,
        sql,
        message("a.notice", "coalesce(e.plan, '')", "a")
            + MESSAGES
            + " ORDER BY p.public_id, a.step, a.contact, a.tries",
        wave);
    lines(
        digest,
        sql,
        task("t.notice", "coalesce(e.plan, '')", "t") + TASKS + " ORDER BY p.public_id, t.step",
        wave);
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The population that was let go, made of what is kept of it. */
  public String letGo(String id) {
    try (Sql sql = database.openReader()) {
      MessageDigest digest = Sha256.digest();
      String kept =
          " FROM let_go g JOIN waves w ON w.id = g.wave_id JOIN persons p ON p.id = g.person_id"
              + " WHERE w.public_id = ? AND g.contact ";
      lines(
          digest,
          sql,
          message("w.notice", "g.plan", "g")
              + kept
              + "<> 0 ORDER BY p.public_id, g.step, g.contact, g.tries",
          id);
      lines(
          digest,
          sql,
          task("w.notice", "g.plan", "g") + kept + "= 0 ORDER BY p.public_id, g.step",
          id);
      return HexFormat.of().formatHex(digest.digest());
    }
  }

  private static String message(String notice, String plan, String row) {
    return ("SELECT p.public_id || ' ' || %s || ' ' || %s || ' ' || r.step || ' C-' || r.contact ||"
            + " ' ' || r.channel || ' ' || r.recipient || ' ' || r.level || ' ' || r.tag || ' ' ||"
            + " r.tries || CASE WHEN r.followed_by = '' THEN '' ELSE ' then ' || r.followed_by END")
        .formatted(notice, plan)
        .replace(" r.", " " + row + ".");
  }

  private static String task(String notice, String plan, String row) {
    return ("SELECT p.public_id || ' ' || %s || ' ' || %s || ' ' || r.step || ' ' || r.channel ||"
            + " ' ' || r.recipient")
        .formatted(notice, plan)
        .replace(" r.", " " + row + ".");
  }

  private static void lines(MessageDigest digest, Sql sql, String query, Object wave) {
    sql.each(
        query, r -> digest.update((r.getString(1) + "\n").getBytes(StandardCharsets.UTF_8)), wave);
  }

  /** Keeps what is let go, message by message: the very rows the population is made of. */
  private static void letGo(Sql sql, long wave) {
    sql.update("DELETE FROM let_go WHERE wave_id = ?", wave);
    String into =
        "INSERT INTO let_go (wave_id, person_id, step, contact, tries, plan, channel, recipient,"
            + " level, tag, followed_by) SELECT e.wave_id, p.id, ";
    sql.update(
        into
            + "a.step, a.contact, a.tries, coalesce(e.plan, ''), a.channel, a.recipient, a.level,"
            + " a.tag, a.followed_by"
            + MESSAGES,
        wave);
    sql.update(
        into + "t.step, 0, 0, coalesce(e.plan, ''), t.channel, t.recipient, '', '', ''" + TASKS,
        wave);
  }

  private record Row(long id, String state, Instant pausedAt, String pauseReason) {}

  private static Optional<Row> row(Transaction tx, String id) {
    return tx.sql()
        .one(
            "SELECT id, state, paused_at, pause_reason FROM waves WHERE public_id = ?",
            r ->
                new Row(
                    r.getLong(1),
                    r.getString(2),
                    Sql.instantOrNull(r, "paused_at"),
                    r.getString(4)),
            id);
  }

  /**
   * Lets a proposed wave go, or one that stands still, if it still holds what was signed. Whoever
   * of it has nothing to be sent or done by then, and was sent nothing before, is not of this wave:
   * what is planned for them later waits for a start of its own.
   *
   * @param seen the wave as it was when its figures were signed
   * @param figures all of what was signed
   */
  public Answer start(Wave seen, SignedAct by, String figures) {
    return writer.write(
        tx -> {
          Row wave = row(tx, seen.id()).orElse(null);
          if (wave == null) {
            return Answer.UNKNOWN;
          }
          if (!wave.state.equals("proposed") && !wave.state.equals("paused")) {
            return Answer.NOT_NOW;
          }
          if (unplanned(tx, wave.id)) {
            return Answer.UNPLANNED;
          }
          if (!read(tx.sql(), seen.id()).figures().equals(seen.figures())) {
            return Answer.CHANGED;
          }
          tx.sql()
              .update(
                  "UPDATE waves SET state = 'running', started_at = coalesce(started_at, ?),"
                      + " paused_at = NULL, pause_reason = NULL WHERE id = ?",
                  tx.now(),
                  wave.id);
          tx.sql()
              .update(
                  "INSERT INTO wave_starts (wave_id, number, at, digest, counsel, fingerprint,"
                      + " signature, roll, figures) VALUES (?,?,?,?,?,?,?,?,?)",
                  wave.id,
                  seen.starts() + 1,
                  by.signedAt(),
                  by.digest(),
                  by.counsel(),
                  by.key(),
                  by.signature(),
                  by.roll(),
                  figures);
          letGo(tx.sql(), wave.id);
          tx.sql()
              .update(
                  "UPDATE entries SET wave_id = NULL WHERE wave_id = ? AND open_tasks = 0 AND NOT"
                      + " EXISTS (SELECT 1 FROM attempts a WHERE a.entry_id = entries.id AND"
                      + " a.state NOT IN ('cancelled', 'suppressed', 'expired'))",
                  wave.id);
          planAnew(tx, wave.id);
          tx.record(
              Event.ofService(
                  "wave",
                  "running",
                  "{\"wave\":\"%s\",\"digest\":\"%s\",\"fingerprint\":\"%s\"}"
                      .formatted(seen.id(), by.digest(), by.key())));
          return Answer.DONE;
        });
  }

  /** The newest start of a wave; empty when it started by itself, or not yet. */
  public Optional<Start> started(String id) {
    return starts("w.public_id = ?", id).stream().findFirst();
  }

  /** The newest start of each wave that runs and was let go by somebody. */
  public List<Start> running() {
    return starts("w.state = ?", "running");
  }

  /** Waves that run though nobody signed a start: by id, the notice. */
  public Map<String, String> unsigned() {
    Map<String, String> waves = new LinkedHashMap<>();
    try (Sql sql = database.openReader()) {
      sql.each(
          "SELECT w.public_id, w.notice FROM waves w WHERE w.state = 'running' AND NOT EXISTS"
              + " (SELECT 1 FROM wave_starts s WHERE s.wave_id = w.id) ORDER BY w.id",
          r -> waves.put(r.getString(1), r.getString(2)));
    }
    return waves;
  }

  private List<Start> starts(String which, String value) {
    try (Sql sql = database.openReader()) {
      return sql.list(
          "SELECT w.public_id, s.at, s.digest, s.counsel, s.fingerprint, s.roll, s.signature,"
              + " s.figures, s.number FROM wave_starts s JOIN waves w ON w.id = s.wave_id WHERE"
              + " s.number = (SELECT max(o.number) FROM wave_starts o WHERE o.wave_id = s.wave_id)"
              + " AND "
              + which
              + " ORDER BY w.id",
          r ->
              new Start(
                  r.getString(1),
                  r.getInt(9),
                  new SignedAct(
                      SignedAct.WAVE_START,
                      r.getString(1),
                      r.getString(3),
                      r.getString(4),
                      r.getString(5),
                      r.getString(6),
                      Instant.ofEpochMilli(r.getLong(2)),
                      r.getString(7)),
                  r.getString(8)),
          value);
    }
  }

  /** Its start holds no more: it stands until counsel signs another one. */
  public void startVoid(String id) {
    writer.write(
        tx -> {
          row(tx, id).ifPresent(wave -> startVoid(tx, wave.id));
          return null;
        });
  }

  /** The same, because something is in it, ready to leave, that its start did not let go. */
  static void startVoid(Transaction tx, long wave) {
    tx.sql()
        .one(
            "SELECT public_id FROM waves WHERE id = ? AND state = 'running'",
            r -> r.getString(1),
            wave)
        .ifPresent(
            id -> {
              paused(tx, wave, id, START_VOID);
              alarm(tx, id, START_VOID);
            });
  }

  /** Something of it waits to be planned, so nobody knows yet what it will hold. */
  private static boolean unplanned(Transaction tx, long wave) {
    return tx.sql().number("SELECT count(*) FROM entries WHERE wave_id = ? AND to_plan > 0", wave)
        > 0;
  }

  private static void planAnew(Transaction tx, long wave) {
    tx.sql().update("UPDATE entries SET to_plan = to_plan + 1 WHERE wave_id = ?", wave);
  }

  /** Nothing more of it is claimed after this returns. */
  public Answer pause(String id) {
    return writer.write(
        tx ->
            row(tx, id)
                .map(
                    wave ->
                        wave.state.equals("running")
                            ? paused(tx, wave.id, id, "by_hand")
                            : Answer.NOT_NOW)
                .orElse(Answer.UNKNOWN));
  }

  private static Answer paused(Transaction tx, long wave, String id, String reason) {
    tx.sql()
        .update(
            "UPDATE waves SET state = 'paused', paused_at = ?, pause_reason = ? WHERE id = ? AND"
                + " state = 'running'",
            tx.now(),
            reason,
            wave);
    planAnew(tx, wave);
    tx.record(
        Event.ofService(
            "wave", "paused", "{\"wave\":\"%s\",\"reason\":\"%s\"}".formatted(id, reason)));
    return Answer.DONE;
  }

  /** The text of one of its messages was refused: the others would be too. */
  static void contentRefused(Transaction tx, long entry) {
    tx.sql()
        .one(
            "SELECT w.id, w.public_id FROM waves w JOIN entries e ON e.wave_id = w.id WHERE e.id ="
                + " ? AND w.state = 'running'",
            r -> Map.entry(r.getLong(1), r.getString(2)),
            entry)
        .ifPresent(
            wave -> {
              paused(tx, wave.getKey(), wave.getValue(), "content_refused");
              alarm(tx, wave.getValue(), "content_refused");
            });
  }

  private static void alarm(Transaction tx, String id, String reason) {
    tx.record(
        Event.ofService(
            "alarm", "wave_paused", "{\"wave\":\"%s\",\"reason\":\"%s\"}".formatted(id, reason)));
  }

  /** Lets a wave go on that was paused for less than 72 hours. */
  public Answer resume(String id) {
    return writer.write(
        tx -> {
          Row wave = row(tx, id).orElse(null);
          if (wave == null) {
            return Answer.UNKNOWN;
          }
          if (!wave.state.equals("paused")) {
            return Answer.NOT_NOW;
          }
          if (STANDS_STILL.equals(wave.pauseReason)
              || START_VOID.equals(wave.pauseReason)
              || wave.pausedAt.plus(STANDSTILL).isBefore(tx.now())) {
            return Answer.NEEDS_A_START;
          }
          tx.sql()
              .update(
                  "UPDATE waves SET state = 'running', paused_at = NULL, pause_reason = NULL WHERE"
                      + " id = ?",
                  wave.id);
          planAnew(tx, wave.id);
          tx.record(Event.ofService("wave", "resumed", "{\"wave\":\"%s\"}".formatted(id)));
          return Answer.DONE;
        });
  }

  /**
   * Ends a wave. What it has not sent, and what nobody has done of it, waits in a proposed one, and
   * where waves start by themselves that one does not: nothing is lost, and nothing leaves without
   * a start.
   */
  public Answer abort(String id) {
    return writer.write(
        tx -> {
          Row wave = row(tx, id).orElse(null);
          if (wave == null) {
            return Answer.UNKNOWN;
          }
          if (wave.state.equals("aborted")) {
            return Answer.NOT_NOW;
          }
          tx.sql().update("UPDATE waves SET state = 'aborted' WHERE id = ?", wave.id);
          String left =
              "wave_id = ? AND (more_steps > 0 OR EXISTS (SELECT 1 FROM attempts a WHERE"
                  + " a.entry_id = entries.id AND a.state = 'planned') OR EXISTS (SELECT 1 FROM"
                  + " tasks t WHERE t.entry_id = entries.id AND t.state IN ('open', 'claimed')))";
          if (tx.sql().number("SELECT count(*) FROM entries WHERE " + left, wave.id) > 0) {
            tx.sql()
                .update(
                    "UPDATE entries SET to_plan = to_plan + 1, wave_id = ? WHERE " + left,
                    rest(tx, wave.id),
                    wave.id);
          }
          tx.record(Event.ofService("wave", "aborted", "{\"wave\":\"%s\"}".formatted(id)));
          return Answer.DONE;
        });
  }

  /** The proposed wave that takes what an aborted one leaves. */
  static long rest(Transaction tx, long aborted) {
    long list = tx.sql().number("SELECT list_id FROM waves WHERE id = ?", aborted);
    String notice =
        tx.sql()
            .one("SELECT notice FROM waves WHERE id = ?", r -> r.getString(1), aborted)
            .orElseThrow();
    long rest =
        tx.sql()
            .one(
                "SELECT id FROM waves WHERE notice = ? AND list_id = ? AND state = 'proposed'",
                r -> r.getLong(1),
                notice,
                list)
            .orElseGet(() -> propose(tx, notice, list, false));
    tx.sql().update("UPDATE waves SET pause_reason = ? WHERE id = ?", AFTER_ABORT, rest);
    return rest;
  }

  /**
   * A new wave.
   *
   * @param atOnce it need not be let go
   */
  static long propose(Transaction tx, String notice, long list, boolean atOnce) {
    long id = tx.ids("waves", 1);
    String state = atOnce ? "running" : "proposed";
    tx.sql()
        .update(
            "INSERT INTO waves (id, public_id, notice, list_id, state, created_at, started_at)"
                + " VALUES (?,?,?,?,?,?,?)",
            id,
            "W-" + PersonId.randomToken(6),
            notice,
            list,
            state,
            tx.now(),
            atOnce ? tx.now() : null);
    tx.record(Event.ofService("wave", state, "{\"notice\":\"" + notice + "\"}"));
    return id;
  }

  private record Waiting(long row, String id, String notice) {}

  /**
   * Lets every proposed wave go but those an abort left.
   *
   * @param atOnce the notices whose waves start by themselves
   */
  public void releaseAll(Predicate<String> atOnce) {
    writer.write(
        tx -> {
          List<Waiting> waiting =
              tx.sql()
                  .list(
                      "SELECT id, public_id, notice FROM waves WHERE state = 'proposed' AND"
                          + " pause_reason IS NULL",
                      r -> new Waiting(r.getLong(1), r.getString(2), r.getString(3)));
          for (Waiting wave : waiting.stream().filter(w -> atOnce.test(w.notice)).toList()) {
            tx.sql()
                .update(
                    "UPDATE waves SET state = 'running', started_at = ? WHERE id = ?",
                    tx.now(),
                    wave.row);
            planAnew(tx, wave.row);
            tx.record(Event.ofService("wave", "running", "{\"wave\":\"%s\"}".formatted(wave.id)));
          }
          return null;
        });
  }

  /**
   * Whether something of it left, or came to an end, since then: what was handed back is planned
   * again, and what nobody ever heard of is no sign of life.
   */
  private static boolean moves(Sql sql, long wave, Instant since) {
    return sql.number(
            "SELECT count(*) FROM (SELECT a.id FROM attempts a JOIN entries e ON e.id = a.entry_id"
                + " WHERE e.wave_id = ? AND a.changed_at > ? AND a.state NOT IN ('planned',"
                + " 'cancelled', 'suppressed', 'expired', 'unconfirmed') LIMIT 1) AS one",
            wave,
            since)
        > 0;
  }

  /** Pauses the waves in which something has been due for 72 hours, and nothing left meanwhile. */
  public void standstill(Instant now) {
    // Asked of a reader first: what stands for days is rare, and the writer has better to do.
    List<Long> standing;
    try (Sql sql = database.openReader()) {
      standing =
          sql.list(
              "SELECT DISTINCT w.id FROM attempts a JOIN entries e ON e.id = a.entry_id JOIN waves"
                  + " w ON w.id = e.wave_id WHERE a.state = 'planned' AND a.channel IN ('sms',"
                  + " 'email') AND a.due_at <= ? AND w.state = 'running'",
              r -> r.getLong(1),
              now.minus(STANDSTILL));
      standing.removeIf(wave -> moves(sql, wave, now.minus(STANDSTILL)));
    }
    for (long wave : standing) {
      writer.write(
          tx -> {
            tx.sql()
                .one(
                    "SELECT public_id FROM waves WHERE id = ? AND state = 'running'",
                    r -> r.getString(1),
                    wave)
                .ifPresent(
                    id -> {
                      paused(tx, wave, id, STANDS_STILL);
                      alarm(tx, id, STANDS_STILL);
                    });
            return null;
          });
    }
  }
}
