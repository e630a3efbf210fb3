package org.aviso.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.aviso.ledger.HandContacts.Answer;
import org.aviso.outcome.AttemptState;
import org.aviso.outcome.News;
import org.aviso.outcome.Transitions;
import org.aviso.person.Dossier;
import org.aviso.person.PersonId;

/** Everything that needs a person, from wherever in the ledger it stands. */
public final class WorkQueue {
  /** What an item is. */
  public enum Kind {
    TASK,
    HELD,
    IN_DOUBT,
    FILE,
    BOUNCE,
    RECORD;

    /** The name in commands and JSON: lower case, words joined by underscores. */
    public String code() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * One item.
   *
   * @param id names it in commands: {@code T-} task, {@code H-} held entry, {@code D-} attempt in
   *     doubt, {@code F-} refused file, {@code B-} bounce or other mail, {@code R-} contact made by
   *     hand
   * @param person null for a file, and for a mail of which nobody knows whose it is
   * @param what letter, call or visit of a task, the channel of an attempt, the outcome of a record
   * @param step null but for tasks and attempts
   * @param reasons codes: why it is held, refused, in doubt
   * @param since when it began to wait
   * @param due of a task, null while its wave does not run
   * @param claimedBy null when nobody took it
   * @param printed when a letter was printed last, else null
   * @param stands false for a task whose person is held, or of whom planning has not said yet what
   *     is still to be done: nobody begins it
   */
  public record Item(
      String id,
      Kind kind,
      PersonId person,
      String notice,
      String language,
      String what,
      String to,
      String step,
      List<String> reasons,
      Instant since,
      Instant due,
      String claimedBy,
      Instant printed,
      boolean stands) {}

  private static final String NOT_SETTLED =
      " AND NOT EXISTS (SELECT 1 FROM queue_marks m WHERE m.item = %s AND m.state = 'settled')";

  /** Events of a person found to be another one stay where they were written. */
  private static final String CLAIMS =
      "(SELECT count(*) FROM events v WHERE v.attempt_id = a.id AND v.code = 'claimed' AND"
          + " v.person_id IN (SELECT o.id FROM persons o WHERE o.id = a.person_id OR o.merged_into"
          + " = a.person_id))";

  /** The item of an attempt: what is said of one claim holds of no other. */
  private static final String CLAIM =
      "'D-' || a.id || CASE WHEN " + CLAIMS + " > 1 THEN '-' || " + CLAIMS + " ELSE '' END";

  /** Whether the start of its wave let a task {@code t} of an entry {@code e} go: 1 or 0. */
  static final String LET_GO =
      "CASE WHEN EXISTS (SELECT 1 FROM let_go g WHERE g.wave_id = e.wave_id AND g.person_id ="
          + " t.person_id AND g.step = t.step AND g.contact = 0 AND g.plan = e.plan AND g.channel"
          + " = t.channel AND g.recipient = t.recipient) THEN 1 ELSE 0 END AS let_go";

  private final Database database;
  private final LedgerWriter writer;
  private final PersonVault vault;
  private final LedgerKey key;
  private final Predicate<String> releaseAtOnce;

  WorkQueue(
      Database database,
      LedgerWriter writer,
      PersonVault vault,
      LedgerKey key,
      Predicate<String> releaseAtOnce) {
    this.releaseAtOnce = releaseAtOnce;
    this.database = database;
    this.writer = writer;
    this.vault = vault;
    this.key = key;
  }

  /** Oldest first. */
  public List<Item> items() {
    try (Sql sql = database.openReader()) {
      List<Item> items = new ArrayList<>();
      add(
          items,
          sql,
          Kind.TASK,
          "SELECT 'T-' || t.id, p.public_id, t.notice, e.language, t.channel, t.recipient, t.step,"
              + " '', coalesce(t.due_at, t.opened_at), CASE WHEN w.state = 'running' THEN t.due_at"
              + " END, t.actor, t.printed_at,"
              + " CASE WHEN e.to_plan = 0 AND e.hold_reasons = '' THEN 1 ELSE 0 END"
              + " FROM tasks t JOIN persons p ON p.id = t.person_id JOIN entries e ON e.id ="
              + " t.entry_id LEFT JOIN waves w ON w.id = e.wave_id WHERE t.state IN ('open',"
              + " 'claimed')");
      add(
          items,
          sql,
          Kind.HELD,
          "SELECT 'H-' || e.id, p.public_id, e.notice, e.language, NULL, NULL, NULL,"
              + " e.hold_reasons, coalesce((SELECT max(v.at) FROM events v WHERE v.person_id ="
              + " e.person_id AND v.entry_id = e.id AND v.code = 'held'), e.planned_at), NULL,"
              + " (SELECT m.actor FROM queue_marks m WHERE m.item = 'H-' || e.id), NULL, 1"
              + " FROM entries e JOIN persons p ON p.id = e.person_id WHERE e.hold_reasons <> ''"
              + " AND p.merged_into IS NULL");
      add(
          items,
          sql,
          Kind.IN_DOUBT,
          "SELECT d.item, d.public_id, d.notice, d.tag, d.channel, d.recipient, d.step, d.reason,"
              + " d.changed_at, NULL, (SELECT m.actor FROM queue_marks m WHERE m.item = d.item),"
              + " NULL, 1 FROM (SELECT "
              + CLAIM
              + " AS item, p.public_id, a.notice, a.tag, a.channel, a.recipient, a.step,"
              + " coalesce(a.reason, 'no_answer') AS reason, a.changed_at FROM attempts a JOIN"
              + " persons p ON p.id = a.person_id WHERE a.state = 'in_doubt'"
              + Attempts.OPEN
              + ") d");
      add(
          items,
          sql,
          Kind.FILE,
          "SELECT 'F-' || l.id, NULL, NULL, NULL, substr(l.sha256, 1, 12), NULL, NULL,"
              + " coalesce(l.reason, ''), l.arrived_at, NULL, (SELECT m.actor FROM queue_marks m"
              + " WHERE m.item = 'F-' || l.id), NULL, 1 FROM lists l WHERE l.state = 'refused'"
              + NOT_SETTLED.formatted("'F-' || l.id"));
      add(
          items,
          sql,
          Kind.BOUNCE,
          "SELECT 'B-' || v.id, p.public_id, NULL, NULL, 'email', NULL, NULL, v.code, v.at, NULL,"
              + " (SELECT m.actor FROM queue_marks m WHERE m.item = 'B-' || v.id), NULL, 1 FROM"
              + " events v LEFT JOIN persons p ON p.id = v.person_id WHERE v.kind = 'bounce' AND"
              + " v.code IN ('not_ours', 'unreadable', 'other_address', 'complaint', 'reply')"
              + NOT_SETTLED.formatted("'B-' || v.id"));
      add(
          items,
          sql,
          Kind.RECORD,
          "SELECT 'R-' || h.id, p.public_id, NULL, NULL, h.channel, NULL, NULL, h.outcome, h.at,"
              + " NULL, (SELECT m.actor FROM queue_marks m WHERE m.item = 'R-' || h.id), NULL, 1"
              + " FROM hand_contacts h JOIN persons p ON p.id = h.person_id WHERE h.outcome IN"
              + " ('unsafe', 'wrong_person')"
              + NOT_SETTLED.formatted("'R-' || h.id"));
      items.sort(Comparator.comparing(Item::since));
      return items;
    }
  }

  /** Which task stands for one that is no more since two persons were found to be one. */
  public Optional<Long> inPlaceOf(long task) {
    try (Sql sql = database.openReader()) {
      return sql.one("SELECT task_id FROM former_tasks WHERE id = ?", r -> r.getLong(1), task);
    }
  }

  private static void add(List<Item> items, Sql sql, Kind kind, String query) {
    items.addAll(
        sql.list(
            query,
            r ->
                new Item(
                    r.getString(1),
                    kind,
                    r.getString(2) == null ? null : new PersonId(r.getString(2)),
                    r.getString(3),
                    r.getString(4),
                    r.getString(5),
                    r.getString(6),
                    r.getString(7),
                    r.getString(8).isEmpty() ? List.of() : List.of(r.getString(8).split(" ")),
                    Instant.ofEpochMilli(r.getLong(9)),
                    r.getObject(10) == null ? null : Instant.ofEpochMilli(r.getLong(10)),
                    r.getString(11),
                    r.getObject(12) == null ? null : Instant.ofEpochMilli(r.getLong(12)),
                    r.getInt(13) == 1)));
  }

  /** What {@link #claim} would answer now; nothing is changed. */
  public Answer mayClaim(String item, String actor) {
    return writer.write(tx -> claimable(tx, item, actor));
  }

  private static Answer claimable(Transaction tx, String item, String actor) {
    return tx.sql()
        .one("SELECT actor FROM queue_marks WHERE item = ?", r -> r.getString(1), item)
        .filter(by -> !by.equals(actor))
        .map(by -> Answer.refused(item + " is taken by " + by))
        .orElse(Answer.DONE);
  }

  /** Somebody looks after an item that is no task. */
  public Answer claim(String item, String actor, String systemUser) {
    return writer.write(
        tx -> {
          Answer may = claimable(tx, item, actor);
          if (may.refusal() == null) {
            mark(tx, item, "claimed", actor, systemUser, null);
          }
          return may;
        });
  }

  /** Somebody has dealt with a file, a bounce or a record: it is no longer listed. */
  public Answer settle(String item, String actor, String systemUser, String reason) {
    return writer.write(
        tx -> {
          mark(tx, item, "settled", actor, systemUser, reason);
          return Answer.DONE;
        });
  }

  private void mark(
      Transaction tx, String item, String state, String actor, String systemUser, String reason) {
    tx.sql()
        .update(
            "INSERT INTO queue_marks (item, state, actor, system_user, reason, at)"
                + " VALUES (?,?,?,?,?,?) ON CONFLICT (item) DO UPDATE SET state = excluded.state,"
                + " actor = excluded.actor, system_user = excluded.system_user,"
                + " reason = excluded.reason, at = excluded.at",
            item,
            state,
            actor,
            systemUser,
            reason == null
                ? null
                : key.seal(reason.getBytes(java.nio.charset.StandardCharsets.UTF_8), item),
            tx.now());
    tx.record(Event.ofService("queue", state, "{\"item\":\"" + item + "\"}"));
  }

  /**
   * An attempt by its id or reference.
   *
   * @param item such as {@code D-93}, or {@code D-93-2} when it was claimed a second time
   * @param hold the claim that stands
   */
  public record Doubtful(
      long id, String reference, AttemptState state, String item, Attempts.Hold hold) {
    private static Doubtful read(java.sql.ResultSet r) throws java.sql.SQLException {
      return new Doubtful(
          r.getLong("id"),
          r.getString("reference"),
          AttemptState.of(r.getString("state")),
          r.getString("item"),
          Attempts.Hold.read(r));
    }

    /** A person's word may settle it. */
    public boolean open() {
      return Transitions.next(state, News.RESOLVED_DELIVERED).isPresent();
    }
  }

  public Optional<Doubtful> attempt(String idOrReference) {
    try (Sql sql = database.openReader()) {
      String attempt =
          "SELECT a.id, a.reference, a.state, a.claimed_by, a.claimed_at, "
              + CLAIM
              + " AS item FROM attempts a WHERE a.";
      boolean number = idOrReference.matches("[0-9]{1,18}");
      Optional<Doubtful> byReference =
          sql.one(attempt + "reference = ?", Doubtful::read, idOrReference);
      return byReference.isPresent() || !number
          ? byReference
          : sql.one(attempt + "id = ?", Doubtful::read, Long.parseLong(idOrReference));
    }
  }

  /**
   * A letter, call or visit that may be done now: its entry is planned and not held.
   *
   * @param policy digest of the rules it was planned under
   * @param planned when; a plan holds for its day
   * @param printedBy the system user who printed it last; null for never
   */
  public record Ready(
      long id,
      String reference,
      String notice,
      String language,
      String to,
      String policy,
      Instant planned,
      Instant printed,
      String printedBy,
      Dossier dossier) {
    @Override
    public String toString() {
      return "Ready[T-" + id + "]";
    }
  }

  /** Their entries are planned anew: the plans are of another day. */
  public void planAnew(List<Long> tasks) {
    writer.write(
        tx -> {
          for (long task : tasks) {
            tx.sql()
                .update(
                    "UPDATE entries SET to_plan = to_plan + 1 WHERE id = (SELECT entry_id FROM"
                        + " tasks WHERE id = ?)",
                    task);
          }
          return null;
        });
  }

  private record Row(
      long id,
      String reference,
      String notice,
      String language,
      String to,
      String policy,
      Instant planned,
      Instant printed,
      String printedBy,
      long person,
      boolean letGo) {}

  /** Tasks of a channel that are due, oldest first. */
  public List<Ready> ready(String channel, Instant now) {
    try (Sql sql = database.openReader()) {
      List<Row> rows =
          sql.list(
              "SELECT t.id, t.reference, t.notice, e.language, t.recipient, e.policy, e.planned_at,"
                  + " t.printed_at, t.printed_by, t.person_id, "
                  + LET_GO
                  + " FROM tasks t JOIN entries e ON e.id = t.entry_id LEFT JOIN waves w ON w.id ="
                  + " e.wave_id WHERE t.channel = ? AND t.state IN ('open', 'claimed') AND t.due_at"
                  + " <= ? AND e.to_plan = 0 AND e.hold_reasons = '' AND w.state = 'running' ORDER"
                  + " BY t.due_at, t.id",
              r ->
                  new Row(
                      r.getLong(1),
                      r.getString(2),
                      r.getString(3),
                      r.getString(4),
                      r.getString(5),
                      r.getString(6),
                      Sql.instantOrNull(r, "planned_at"),
                      Sql.instantOrNull(r, "printed_at"),
                      r.getString("printed_by"),
                      r.getLong("person_id"),
                      r.getInt("let_go") == 1),
              channel,
              now);
      rows.removeIf(r -> !r.letGo && !releaseAtOnce.test(r.notice));
      Map<Long, Dossier> dossiers = new java.util.HashMap<>();
      for (PersonVault.SealedPerson sealed :
          vault.load(sql, rows.stream().map(Row::person).distinct().toList())) {
        dossiers.put(sealed.row(), vault.open(sealed));
      }
      return rows.stream()
          .map(
              r ->
                  new Ready(
                      r.id,
                      r.reference,
                      r.notice,
                      r.language,
                      r.to,
                      r.policy,
                      r.planned,
                      r.printed,
                      r.printedBy,
                      dossiers.get(r.person)))
          .toList();
    }
  }
}
