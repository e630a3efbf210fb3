package org.aviso.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.aviso.ledger.Plans.EntryPlan;
import org.aviso.ledger.Plans.EntryToPlan;
import org.aviso.outcome.AttemptFact;
import org.aviso.outcome.AttemptState;
import org.aviso.outcome.DueAttempt;
import org.aviso.outcome.EntryMark;
import org.aviso.outcome.Schedule;
import org.aviso.person.PersonId;
import org.aviso.routing.PlannedMessage;

/** The rows of attempts, made to agree with the plans. What has left is never touched. */
final class AttemptRows {
  private final Transaction tx;
  private final List<Object[]> inserts = new ArrayList<>();

  AttemptRows(Transaction tx) {
    this.tx = tx;
  }

  private record Slot(String step, int contact, int tries) {}

  /**
   * What it names is planned, what it names no more is cancelled.
   *
   * @param couldSend what "after" counts from; null while nothing of the entry may leave
   * @return how many of its attempts are others than before
   */
  int reconcile(EntryPlan plan, Instant couldSend) {
    EntryToPlan entry = plan.entry();
    Map<Slot, AttemptFact> standing = new HashMap<>();
    for (AttemptFact fact : entry.history()) {
      if (fact.state() == AttemptState.PLANNED
          || fact.state() == AttemptState.CANCELLED
          || fact.state() == AttemptState.EXPIRED
          || fact.state() == AttemptState.SUPPRESSED) {
        standing.put(new Slot(fact.step(), fact.contact().number(), fact.tries()), fact);
      }
    }
    int changed = 0;
    int before = inserts.size();
    for (DueAttempt due : plan.due().attempts()) {
      PlannedMessage m = due.message();
      Slot slot = new Slot(due.step(), m.contact().number(), due.tries());
      AttemptFact known = standing.remove(slot);
      Instant at = couldSend == null ? null : since(due.due(), known, plan.at());
      if (known == null) {
        inserts.add(row(plan, due, at));
      } else {
        changed += update(plan, known, due, at);
      }
    }
    for (AttemptFact left : standing.values()) {
      if (left.state() == AttemptState.PLANNED) {
        changed +=
            tx.sql()
                .update(
                    "UPDATE attempts SET state = 'cancelled', reason = ?, changed_at = ?"
                        + " WHERE id = ? AND state = 'planned'",
                    plan.mark() == EntryMark.SUPERSEDED
                        ? Schedule.SUPERSEDED
                        : Schedule.PLAN_CHANGED,
                    tx.now(),
                    left.id());
      }
    }
    return changed + inserts.size() - before;
  }

  /** Puts in what was not there before. */
  void insert() {
    if (inserts.isEmpty()) {
      return;
    }
    long id = tx.ids("attempts", inserts.size());
    for (Object[] row : inserts) {
      row[0] = id++;
    }
    tx.sql()
        .updateAll(
            "INSERT INTO attempts (id, reference, entry_id, person_id, notice, step, contact,"
                + " tries, channel, recipient, level, tag, fallback, name_allowed, approval,"
                + " repeats, routing_digest, state, due_at, changed_at, send_by, followed_by)"
                + " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,'planned',?,?,?,?)",
            inserts);
    inserts.clear();
  }

  /**
   * Since when it may leave: what is planned later than its plan lets it go, because its wave, its
   * hold or its contact came later, has waited for nothing before that.
   */
  private static Instant since(Instant due, AttemptFact known, Instant now) {
    if (!due.isBefore(now)) {
      return due;
    }
    boolean waits =
        known != null
            && known.state() == AttemptState.PLANNED
            && known.due() != null
            && known.due().isBefore(now);
    return waits ? known.due() : now;
  }

  private Object[] row(EntryPlan plan, DueAttempt due, Instant at) {
    PlannedMessage m = due.message();
    return new Object[] {
      null, // its id, when it is put in
      PersonId.randomToken(16),
      plan.entry().entry(),
      plan.entry().personRow(),
      plan.entry().notice(),
      due.step(),
      m.contact().number(),
      due.tries(),
      m.channel().code(),
      m.to().code(),
      m.level().name(),
      m.languages().code(),
      m.fallback(),
      m.nameAllowed(),
      m.approval(),
      due.repeat(),
      plan.policy(),
      at,
      tx.now(),
      due.sendBy(),
      LetGo.inTurn(due.followedBy())
    };
  }

  private int update(EntryPlan plan, AttemptFact known, DueAttempt due, Instant at) {
    PlannedMessage m = due.message();
    boolean same =
        known.state() == AttemptState.PLANNED
            && Objects.equals(known.due(), at)
            && known.level() == m.level()
            && known.channel() == m.channel();
    int stands =
        tx.sql()
            .update(
                "UPDATE attempts SET state = 'planned', reason = NULL, channel = ?, recipient = ?,"
                    + " level = ?, tag = ?, fallback = ?, name_allowed = ?, approval = ?, repeats ="
                    + " ?, routing_digest = ?, due_at = ?, send_by = ?, followed_by = ? WHERE id ="
                    + " ? AND provider_id IS NULL AND state IN ('planned', 'cancelled',"
                    + " 'suppressed', 'expired')",
                m.channel().code(),
                m.to().code(),
                m.level().name(),
                m.languages().code(),
                m.fallback(),
                m.nameAllowed(),
                m.approval(),
                due.repeat(),
                plan.policy(),
                at,
                due.sendBy(),
                LetGo.inTurn(due.followedBy()),
                known.id());
    if (stands == 0) {
      AttemptMoves.hasLeft(tx, known.id());
      return 1;
    }
    return same ? 0 : 1;
  }
}
