package org.aviso.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.aviso.ledger.Plans.EntryPlan;
import org.aviso.ledger.Plans.EntryToPlan;
import org.aviso.outcome.DueTask;
import org.aviso.outcome.HandOutcome;
import org.aviso.outcome.TaskFact;
import org.aviso.outcome.TaskState;
import org.aviso.person.Owner;
import org.aviso.person.PersonId;
import org.aviso.template.Channel;

/** The rows of tasks, made to agree with the plans. */
final class TaskRows {
  static final String FACT = "id, step, channel, recipient, state, outcome, due_at, changed_at";

  private TaskRows() {}

  static TaskFact fact(ResultSet r) throws SQLException {
    return new TaskFact(
        r.getLong("id"),
        r.getString("step"),
        Channel.of(r.getString("channel")),
        Owner.of(r.getString("recipient")),
        TaskState.of(r.getString("state")),
        HandOutcome.find(r.getString("outcome")).orElse(null),
        Sql.instantOrNull(r, "due_at"),
        Sql.instantOrNull(r, "changed_at"));
  }

  static Map<Long, List<TaskFact>> facts(Sql sql, List<Long> entries) {
    Map<Long, List<TaskFact>> facts = new HashMap<>();
    for (List<Long> chunk : Sql.chunks(entries)) {
      sql.each(
          "SELECT entry_id, "
              + FACT
              + " FROM tasks WHERE entry_id IN "
              + Sql.places(chunk.size())
              + " ORDER BY id",
          r -> facts.computeIfAbsent(r.getLong("entry_id"), x -> new ArrayList<>()).add(fact(r)),
          chunk.toArray());
    }
    return facts;
  }

  /** Opens what the plan names, withdraws what it names no more; what is done is never touched. */
  static int reconcile(Transaction tx, EntryPlan plan, Instant couldSend) {
    EntryToPlan entry = plan.entry();
    Map<String, TaskFact> known = new HashMap<>();
    entry.tasks().forEach(task -> known.put(task.step(), task));
    int changed = 0;
    for (DueTask due : plan.due().tasks()) {
      TaskFact task = known.remove(due.step());
      Instant at = couldSend == null ? null : due.due();
      if (task == null) {
        open(tx, entry, due, at);
        changed++;
      } else {
        changed += again(tx, entry, task, due, at);
      }
    }
    for (TaskFact left : known.values()) {
      if (left.state().standing()) {
        changed +=
            tx.sql()
                .update(
                    "UPDATE tasks SET state = 'withdrawn', actor = NULL, system_user = NULL,"
                        + " changed_at = ? WHERE id = ? AND state IN ('open', 'claimed')",
                    tx.now(),
                    left.id());
        event(tx, entry.personRow(), entry.entry(), left.id(), left.step(), "withdrawn");
      }
    }
    return changed;
  }

  private static void open(Transaction tx, EntryToPlan entry, DueTask due, Instant at) {
    long id = tx.ids("tasks", 1);
    tx.sql()
        .update(
            "INSERT INTO tasks (id, reference, entry_id, person_id, notice, step, channel,"
                + " recipient, state, due_at, opened_at, changed_at)"
                + " VALUES (?,?,?,?,?,?,?,?,'open',?,?,?)",
            id,
            PersonId.randomToken(16),
            entry.entry(),
            entry.personRow(),
            entry.notice(),
            due.step(),
            due.channel().code(),
            due.to().code(),
            at,
            tx.now(),
            tx.now());
    event(tx, entry.personRow(), entry.entry(), id, due.step(), "opened");
  }

  private static int again(
      Transaction tx, EntryToPlan entry, TaskFact task, DueTask due, Instant at) {
    boolean withdrawn = task.state() == TaskState.WITHDRAWN;
    boolean same =
        !withdrawn
            && Objects.equals(task.due(), at)
            && task.channel() == due.channel()
            && task.to() == due.to();
    if (same || task.state() == TaskState.DONE) {
      return 0;
    }
    tx.sql()
        .update(
            "UPDATE tasks SET state = CASE WHEN state = 'withdrawn' THEN 'open' ELSE state END,"
                + " channel = ?, recipient = ?, due_at = ?, changed_at = ? WHERE id = ?"
                + " AND state <> 'done'",
            due.channel().code(),
            due.to().code(),
            at,
            tx.now(),
            task.id());
    if (withdrawn) {
      event(tx, entry.personRow(), entry.entry(), task.id(), due.step(), "opened");
    }
    return 1;
  }

  static void event(Transaction tx, long person, long entry, long task, String step, String code) {
    event(tx, person, entry, task, step, code, "");
  }

  /**
   * @param more members of the detail's JSON, each after a comma
   */
  static void event(
      Transaction tx, long person, long entry, long task, String step, String code, String more) {
    tx.record(
        new Event(
            "task",
            code,
            person,
            entry,
            null,
            null,
            "{\"item\":\"T-%d\",\"step\":\"%s\"%s}".formatted(task, step, more)));
  }

  private record Two(
      long kept, long keptRank, long other, long otherRank, long entry, String step) {}

  /** Done, else printed, else claimed, else open: what has come furthest. */
  private static final String RANK =
      "(CASE WHEN %1$s.state = 'done' THEN 8 ELSE 0 END"
          + " + CASE WHEN %1$s.printed_at IS NOT NULL THEN 4 ELSE 0 END"
          + " + CASE %1$s.state WHEN 'claimed' THEN 2 WHEN 'open' THEN 1 ELSE 0 END)";

  /**
   * Two persons are one: of two tasks of one step the one that has come furthest stands, else the
   * kept person's. It takes over what was done of the other, whose id goes on naming it.
   */
  static void move(Transaction tx, long kept, long other) {
    Sql sql = tx.sql();
    for (Two two :
        sql.list(
            "SELECT k.id, "
                + RANK.formatted("k")
                + ", o.id, "
                + RANK.formatted("o")
                + ", k.entry_id, k.step FROM tasks k JOIN tasks o ON o.notice = k.notice AND"
                + " o.step = k.step WHERE k.person_id = ? AND o.person_id = ? ORDER BY k.id",
            r ->
                new Two(
                    r.getLong(1),
                    r.getLong(2),
                    r.getLong(3),
                    r.getLong(4),
                    r.getLong(5),
                    r.getString(6)),
            kept,
            other)) {
      boolean others = two.otherRank > two.keptRank;
      replace(tx, kept, two, others ? two.other : two.kept, others ? two.kept : two.other);
    }
    sql.update(
        "UPDATE tasks SET person_id = ?, entry_id = coalesce((SELECT e.id FROM entries e WHERE"
            + " e.person_id = ? AND e.notice = tasks.notice), entry_id) WHERE person_id = ?",
        kept,
        kept,
        other);
  }

  private record Left(
      String reference,
      Long printedAt,
      String printedBy,
      String digest,
      boolean claimed,
      String actor,
      String systemUser) {}

  private static void replace(Transaction tx, long person, Two two, long stands, long goes) {
    Sql sql = tx.sql();
    Left left =
        sql.one(
                "DELETE FROM tasks WHERE id = ? RETURNING reference, printed_at, printed_by,"
                    + " template_digest, state, actor, system_user",
                r ->
                    new Left(
                        r.getString(1),
                        Sql.longOrNull(r, "printed_at"),
                        r.getString(3),
                        r.getString(4),
                        r.getString(5).equals("claimed"),
                        r.getString(6),
                        r.getString(7)),
                goes)
            .orElseThrow();
    if (left.printedAt != null) {
      // The letter that may be on its way names this reference.
      sql.update(
          "UPDATE tasks SET reference = ?, printed_at = ?, printed_by = ?, template_digest = ?"
              + " WHERE id = ? AND printed_at IS NULL",
          left.reference,
          left.printedAt,
          left.printedBy,
          left.digest,
          stands);
    }
    if (left.claimed) {
      sql.update(
          "UPDATE tasks SET state = 'claimed', actor = ?, system_user = ? WHERE id = ? AND state ="
              + " 'open'",
          left.actor,
          left.systemUser,
          stands);
    }
    sql.update("UPDATE hand_contacts SET task_id = ? WHERE task_id = ?", stands, goes);
    sql.update("UPDATE former_tasks SET task_id = ? WHERE task_id = ?", stands, goes);
    sql.update("INSERT INTO former_tasks (id, task_id) VALUES (?,?)", goes, stands);
    tx.record(
        new Event(
            "task",
            "replaced",
            person,
            two.entry,
            null,
            null,
            "{\"item\":\"T-%d\",\"step\":\"%s\",\"now\":\"T-%d\"}"
                .formatted(goes, two.step, stands)));
  }
}
