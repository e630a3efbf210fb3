package org.aviso.outcome;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aviso.person.Owner;
import org.aviso.routing.Decision;
import org.aviso.routing.PlannedMessage;
import org.aviso.routing.PlannedStep;

/**
 * What should stand planned now, from what counsel's plan says and what has happened. Pure: asked
 * again after every outcome that may change it, and what it no longer names is cancelled.
 *
 * <p>Steps still to come are named at once, with their due times, so nothing has to remember them.
 */
public final class Schedule {
  /**
   * Reason of a cancelled row that may stand again when the plan names it again; any other but
   * {@link #SUPERSEDED} stays cancelled.
   */
  public static final String PLAN_CHANGED = "plan_changed";

  /**
   * Reason of a row cancelled because another notice took its place; it may stand again as well.
   */
  public static final String SUPERSEDED = "superseded";

  /** Reason of an expired row: the last day of its notice was over. */
  public static final String SEND_UNTIL = "send_until";

  private final RetryPolicy retries;

  public Schedule(RetryPolicy retries) {
    this.retries = retries;
  }

  /**
   * As {@link #next(Decision.Planned, List, boolean, Instant, Instant)}, for an entry nobody
   * confirmed.
   */
  public List<DueAttempt> next(
      Decision.Planned plan, List<AttemptFact> history, Instant firstCouldSend, Instant now) {
    return next(plan, history, false, firstCouldSend, now);
  }

  /** As {@link #due}, the attempts alone, for an entry nobody has done or said anything about. */
  public List<DueAttempt> next(
      Decision.Planned plan,
      List<AttemptFact> history,
      boolean confirmed,
      Instant firstCouldSend,
      Instant now) {
    return due(plan, history, List.of(), new Heard(confirmed, false), firstCouldSend, now)
        .attempts();
  }

  /** What should stand: as planned, and open for people to do. */
  public record Due(List<DueAttempt> attempts, List<DueTask> tasks) {
    public static final Due NOTHING = new Due(List.of(), List.of());

    public Due {
      attempts = List.copyOf(attempts);
      tasks = List.copyOf(tasks);
    }
  }

  /**
   * The attempts and tasks that should stand, those that do already included.
   *
   * @param history every try of every step of the entry, steps of older plans included
   * @param done every task of the entry, those of older plans and those withdrawn included
   * @param firstCouldSend when the clock of {@code after} began, moved on by the time it stood
   *     still; null when the entry's wave has not started
   * @return by step, then by contact as the plan lists them
   */
  public Due due(
      Decision.Planned plan,
      List<AttemptFact> history,
      List<TaskFact> done,
      Heard heard,
      Instant firstCouldSend,
      Instant now) {
    Instant start = firstCouldSend == null ? now : firstCouldSend;
    var due = new ArrayList<DueAttempt>();
    var tasks = new ArrayList<DueTask>();
    Set<String> notEarlier = new HashSet<>();
    plan.steps().forEach(step -> notEarlier.add(step.id()));
    Instant silence =
        start; // until when nothing was sent; null once something was, or still may be
    for (PlannedStep step : plan.steps()) {
      List<AttemptFact> earlier =
          history.stream().filter(fact -> !notEarlier.contains(fact.step())).toList();
      List<HandOutcome> outcomes =
          done.stream()
              .filter(task -> task.outcome() != null && !notEarlier.contains(task.step()))
              .map(TaskFact::outcome)
              .toList();
      notEarlier.remove(step.id());
      if (spared(step, earlier, outcomes, heard)) {
        continue;
      }
      Instant stepDue = start.plus(step.after());
      if (silence != null && silence.isBefore(stepDue)) {
        stepDue = silence;
      }
      if (step.task() != null) {
        Optional<TaskFact> ended = ended(step, done);
        if (ended.isEmpty()) {
          tasks.add(new DueTask(step.id(), step.task(), step.to(), stepDue));
        }
        // While people are at it nobody knows with what result.
        silence =
            later(
                silence,
                ended.filter(task -> task.outcome().silent()).map(TaskFact::changed).orElse(null));
      }
      List<PlannedMessage> messages = step.messages();
      if (step.firstOnly() && someoneHasIt(step, history)) {
        messages = List.of();
        silence = null;
      }
      for (int i = 0; i < messages.size(); i++) {
        Progress progress = progress(step, messages.get(i), history, heard, stepDue);
        List<PlannedMessage> others =
            step.firstOnly() ? messages.subList(i + 1, messages.size()) : List.of();
        progress.due().map(one -> one.followedBy(others)).ifPresent(due::add);
        silence = later(silence, progress.silentUntil());
        if (step.firstOnly() && !progress.over()) {
          break;
        }
      }
    }
    return new Due(due, tasks);
  }

  /** Done once is done, under whatever version of the plan. */
  private static Optional<TaskFact> ended(PlannedStep step, List<TaskFact> tasks) {
    return tasks.stream()
        .filter(task -> task.step().equals(step.id()) && task.state() == TaskState.DONE)
        .findFirst();
  }

  /**
   * How one message of a step stands.
   *
   * @param due what should stand planned
   * @param over nothing more will come of it, and the member was not reached by it
   * @param silentUntil when it was over without anything sent; null when something was sent or
   *     still may be
   */
  private record Progress(Optional<DueAttempt> due, boolean over, Instant silentUntil) {
    static Progress planned(DueAttempt attempt) {
      return new Progress(Optional.of(attempt), false, null);
    }

    static Progress left(boolean over) {
      return new Progress(Optional.empty(), over, null);
    }

    static Progress failed(Instant when) {
      return new Progress(Optional.empty(), true, when);
    }
  }

  private Progress progress(
      PlannedStep step,
      PlannedMessage message,
      List<AttemptFact> history,
      Heard heard,
      Instant stepDue) {
    List<AttemptFact> tries =
        history.stream()
            .filter(
                fact -> fact.step().equals(step.id()) && fact.contact().equals(message.contact()))
            .sorted(Comparator.comparingInt(AttemptFact::tries))
            .toList();
    Optional<AttemptFact> gone = tries.stream().filter(fact -> left(fact.state())).findFirst();
    if (gone.isEmpty() && !step.repeat()) {
      gone = history.stream().filter(fact -> left(fact.state()) && same(fact, message)).findFirst();
    }
    if (gone.isPresent()) {
      return Progress.left(gone.get().state() == AttemptState.UNCONFIRMED);
    }
    if (tries.isEmpty()) {
      return newcomer(step, history, heard)
          ? Progress.left(true)
          : Progress.planned(new DueAttempt(step.id(), message, 1, stepDue, step.repeat()));
    }
    return afterTries(step, message, tries, stepDue);
  }

  private Progress afterTries(
      PlannedStep step, PlannedMessage message, List<AttemptFact> tries, Instant stepDue) {
    AttemptFact last = tries.get(tries.size() - 1);
    return switch (last.state()) {
      case PLANNED -> Progress.planned(again(step, message, tries, stepDue));
      case CANCELLED ->
          PLAN_CHANGED.equals(last.reason()) || SUPERSEDED.equals(last.reason())
              ? Progress.planned(again(step, message, tries, stepDue))
              : Progress.failed(last.changed());
      // Routing names suppressed contacts no more; if it does again, somebody took the stop back.
      case SUPPRESSED -> Progress.planned(again(step, message, tries, stepDue));
      case TEMPORARY_FAILURE ->
          nextTry(tries)
              .map(at -> new DueAttempt(step.id(), message, last.tries() + 1, at, step.repeat()))
              .map(Progress::planned)
              .orElse(Progress.failed(last.changed()));
      case PERMANENT_FAILURE, TECHNICAL_FAILURE, EXPIRED -> Progress.failed(last.changed());
      case SENDING, SENT, DELIVERED, IN_DOUBT, UNCONFIRMED ->
          throw new IllegalStateException("What has left was dealt with before");
    };
  }

  /**
   * A next try, and one put off because nothing could leave, keeps the moment it was given once. A
   * wave that stands still takes the moment away: it is worked out again.
   */
  private DueAttempt again(
      PlannedStep step, PlannedMessage message, List<AttemptFact> tries, Instant stepDue) {
    AttemptFact row = tries.get(tries.size() - 1);
    boolean putOff = row.tries() > 1 || Reason.NOT_HANDED_OVER.code().equals(row.reason());
    Instant at = putOff ? row.due() : stepDue;
    return new DueAttempt(
        step.id(),
        message,
        row.tries(),
        at == null ? nextTry(tries).orElse(stepDue) : at,
        step.repeat());
  }

  /** When the failures for now among these let the next one leave; empty when they let none. */
  private Optional<Instant> nextTry(List<AttemptFact> tries) {
    List<AttemptFact> failures =
        tries.stream().filter(fact -> fact.state() == AttemptState.TEMPORARY_FAILURE).toList();
    return failures.isEmpty() ? Optional.empty() : retries.nextTry(failures);
  }

  /**
   * Of contacts that take turns one has it, or may have: as long as that is so nobody's turn comes,
   * also when that one is named no more, such as after a stop.
   */
  private static boolean someoneHasIt(PlannedStep step, List<AttemptFact> history) {
    return history.stream()
        .filter(fact -> fact.step().equals(step.id()) && !fact.wrongPerson())
        .anyMatch(fact -> left(fact.state()) && fact.state() != AttemptState.UNCONFIRMED);
  }

  /**
   * A contact that turned up after its step went to others, for a person who has the notice
   * already.
   */
  private static boolean newcomer(PlannedStep step, List<AttemptFact> history, Heard heard) {
    boolean begun = history.stream().anyMatch(fact -> fact.step().equals(step.id()));
    boolean reached =
        heard.reached()
            || heard.confirmed()
            || history.stream().anyMatch(fact -> fact.delivered() && fact.to() == Owner.MEMBER);
    return begun && !step.firstOnly() && reached;
  }

  private static boolean spared(
      PlannedStep step, List<AttemptFact> earlier, List<HandOutcome> outcomes, Heard heard) {
    return switch (step.unless()) {
      case NEVER -> false;
      case CONFIRMED -> heard.confirmed() || outcomes.contains(HandOutcome.CONFIRMED);
      case DELIVERED ->
          heard.reached()
              || heard.confirmed()
              || outcomes.stream().anyMatch(HandOutcome::delivered)
              || earlier.stream().anyMatch(AttemptFact::delivered);
      case SENT ->
          outcomes.stream().anyMatch(HandOutcome::sent)
              || earlier.stream().anyMatch(fact -> sent(fact.state()) && !fact.wrongPerson());
    };
  }

  private static boolean same(AttemptFact fact, PlannedMessage message) {
    return fact.contact().equals(message.contact())
        && fact.channel() == message.channel()
        && fact.level() == message.level();
  }

  /** It went out, or may have: never again under any version of the routing. */
  private static boolean left(AttemptState state) {
    return sent(state) || state == AttemptState.SENDING || state == AttemptState.IN_DOUBT;
  }

  private static boolean sent(AttemptState state) {
    return state == AttemptState.SENT
        || state == AttemptState.DELIVERED
        || state == AttemptState.UNCONFIRMED;
  }

  /** Null, something was sent, stays null. */
  private static Instant later(Instant silence, Instant then) {
    if (silence == null || then == null) {
      return null;
    }
    return then.isAfter(silence) ? then : silence;
  }
}
