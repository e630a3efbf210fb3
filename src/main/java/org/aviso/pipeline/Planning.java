package org.aviso.pipeline;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.aviso.delivery.CallingZones;
import org.aviso.delivery.QuietHours;
import org.aviso.intake.PersonReader;
import org.aviso.ledger.Plans;
import org.aviso.ledger.Plans.EntryPlan;
import org.aviso.ledger.Plans.EntryToPlan;
import org.aviso.outcome.AttemptFact;
import org.aviso.outcome.AttemptState;
import org.aviso.outcome.DueAttempt;
import org.aviso.outcome.EntryMark;
import org.aviso.outcome.Heard;
import org.aviso.outcome.Schedule;
import org.aviso.person.ContactId;
import org.aviso.person.HoldReason;
import org.aviso.person.Person;
import org.aviso.routing.Case;
import org.aviso.routing.Decision;
import org.aviso.routing.PlannedStep;
import org.aviso.routing.RelayBatch;
import org.aviso.routing.Routing;
import org.aviso.template.Channel;

/**
 * Brings together what counsel's rules say of an entry and what has happened to it, and says which
 * attempts should stand.
 */
final class Planning implements PlanFeed {
  private static final int BATCH = 500;

  /** Something was done, whatever came of it. */
  static final Set<AttemptState> TRIED =
      EnumSet.complementOf(
          EnumSet.of(
              AttemptState.PLANNED,
              AttemptState.CANCELLED,
              AttemptState.SUPPRESSED,
              AttemptState.EXPIRED));

  private static final Set<AttemptState> UNDER_WAY =
      EnumSet.of(AttemptState.SENDING, AttemptState.SENT, AttemptState.IN_DOUBT);

  private final Plans plans;
  private final AtomicReference<Policy> policy;
  private final PersonReader reader;
  private final Schedule schedule;
  private final Clock clock;
  private final BooleanSupplier later;

  /**
   * @param later true while planning can wait
   */
  Planning(
      Plans plans,
      AtomicReference<Policy> policy,
      PersonReader reader,
      Schedule schedule,
      Clock clock,
      BooleanSupplier later) {
    this.plans = plans;
    this.policy = policy;
    this.reader = reader;
    this.schedule = schedule;
    this.clock = clock;
    this.later = later;
  }

  @Override
  public List<EntryToPlan> next() {
    return later.getAsBoolean() ? List.of() : plans.next(BATCH);
  }

  public List<EntryPlan> plan(List<EntryToPlan> entries) {
    Policy now = policy.get();
    List<EntryPlan> planned = new ArrayList<>(entries.size());
    for (EntryToPlan entry : entries) {
      planned.add(planOrHold(now, entry));
    }
    return planned;
  }

  /** One entry that cannot be planned is held, and never keeps the others waiting. */
  private EntryPlan planOrHold(Policy rules, EntryToPlan entry) {
    try {
      return plan(rules, entry);
    } catch (RuntimeException e) {
      Breakages.note("planning entry " + entry.entry(), e);
      return unplannable(entry, rules.digest());
    }
  }

  private EntryPlan unplannable(EntryToPlan entry, String policy) {
    return planless(
        entry, null, List.of(HoldReason.NO_PLAN), EntryMark.UNPLANNABLE, policy, clock.instant());
  }

  /** One plan that cannot be saved is held as well; a ledger that takes nothing is tried again. */
  public void save(List<EntryPlan> planned) {
    try {
      plans.save(planned);
    } catch (RuntimeException e) {
      Breakages.note("saving " + planned.size() + " plans", e);
      for (EntryPlan plan : planned) {
        saveOrHold(plan);
      }
    }
  }

  private void saveOrHold(EntryPlan plan) {
    try {
      plans.save(List.of(plan));
    } catch (RuntimeException e) {
      if (!plans.refuses(e)) {
        throw e;
      }
      Breakages.note("saving the plan of entry " + plan.entry().entry(), e);
      plans.save(List.of(unplannable(plan.entry(), plan.policy())));
    }
  }

  EntryPlan plan(Policy rules, EntryToPlan entry) {
    Instant now = clock.instant();
    if (entry.dossier() == null) {
      return unplannable(entry, rules.digest());
    }
    Person person = reader.read(entry.dossier());
    Optional<Policy.NoticeRules> notice = rules.notice(entry.notice());
    Policy.LanguageChoice language = rules.language(person);
    if (rules.supersededBy(entry.notice()).isPresent()) {
      List<HoldReason> doubt = mailInDoubt(entry) ? List.of(HoldReason.IN_DOUBT) : List.of();
      return planless(entry, language, doubt, EntryMark.SUPERSEDED, rules.digest(), now);
    }
    if (notice.isEmpty() || rules.mayBeSuperseded(entry.notice())) {
      return planless(entry, language, List.of(HoldReason.ROUTING_UNAPPROVED), rules.digest(), now);
    }
    if (entry.directed("stop_notices") || entry.directed("deceased")) {
      // Not held, for nobody is to take it up again: nothing more is planned.
      return planless(entry, language, List.of(), rules.digest(), now);
    }
    if (mailInDoubt(entry)) {
      // Nothing proves an email unsent; until a person settles it nothing more goes to this entry.
      return planless(entry, language, List.of(HoldReason.IN_DOUBT), rules.digest(), now);
    }
    Decision decision = notice.get().decide(asCase(rules, entry, person, now));
    if (decision instanceof Decision.Held held) {
      List<HoldReason> reasons = exhausted(held, entry) ? List.of() : held.reasons();
      return planless(entry, language, reasons, rules.digest(), now);
    }
    Decision.Planned plan = (Decision.Planned) decision;
    Instant until = notice.get().sendUntil();
    boolean over = until != null && !now.isBefore(until);
    Schedule.Due due =
        schedule.due(
            plan,
            over ? entry.history() : letGoAgain(entry.history()),
            entry.tasks(),
            new Heard(entry.directed("confirm"), entry.directed("reached")),
            entry.couldSendAt(),
            now);
    boolean cutOff = over && cutOff(due, entry.history());
    if (over) {
      // Nor is anything told or posted by hand after that day; what stood open is withdrawn.
      due = new Schedule.Due(due.attempts(), List.of());
    }
    return new EntryPlan(
        entry,
        plan.plan(),
        language.tag(),
        language.source(),
        cutOff ? List.of(HoldReason.NO_PLAN) : List.of(),
        plan.remarks(),
        awaits(plan),
        cutOff ? EntryMark.SEND_UNTIL_OVER : null,
        byDay(notice.get().routing().quietHours(), person, due, now),
        rules.digest(),
        now);
  }

  private static Plans.Awaits awaits(Decision.Planned plan) {
    if (plan.steps().stream().anyMatch(step -> step.unless() == PlannedStep.Unless.SENT)) {
      return Plans.Awaits.SENT;
    }
    return plan.steps().size() > 1 ? Plans.Awaits.END : Plans.Awaits.NOTHING;
  }

  /** Something had not left, or was not done, when the last day was over; nothing is under way. */
  private static boolean cutOff(Schedule.Due due, List<AttemptFact> history) {
    return due.attempts().isEmpty()
        && history.stream().noneMatch(fact -> UNDER_WAY.contains(fact.state()))
        && (!due.tasks().isEmpty()
            || history.stream().anyMatch(fact -> fact.state() == AttemptState.EXPIRED));
  }

  /** A later last day lets what expired stand again. */
  private static List<AttemptFact> letGoAgain(List<AttemptFact> history) {
    return history.stream()
        .map(
            fact ->
                fact.state() == AttemptState.EXPIRED && Schedule.SEND_UNTIL.equals(fact.reason())
                    ? new AttemptFact(
                        fact.id(),
                        fact.step(),
                        fact.contact(),
                        fact.tries(),
                        fact.channel(),
                        fact.to(),
                        fact.level(),
                        AttemptState.CANCELLED,
                        Schedule.PLAN_CHANGED,
                        fact.due(),
                        fact.changed(),
                        fact.retryAfter(),
                        fact.wrongPerson())
                    : fact)
        .toList();
  }

  /** Texts do not ring at night where they go to; they are put off, never dropped. */
  private static Schedule.Due byDay(
      Routing.QuietHours hours, Person person, Schedule.Due due, Instant now) {
    if (hours == null) {
      return due;
    }
    QuietHours quiet = new QuietHours(hours.from(), hours.to());
    List<DueAttempt> attempts =
        due.attempts().stream()
            .map(
                attempt ->
                    attempt.message().channel() == Channel.SMS
                        ? byDay(quiet, zones(person, attempt.message().contact()), attempt, now)
                        : attempt)
            .toList();
    return new Schedule.Due(attempts, due.tasks());
  }

  private static DueAttempt byDay(
      QuietHours quiet, List<ZoneId> zones, DueAttempt attempt, Instant now) {
    Instant wanted = attempt.due().isBefore(now) ? now : attempt.due();
    Instant allowed = quiet.earliest(wanted, zones);
    return attempt.within(
        allowed.equals(wanted) ? attempt.due() : allowed, quiet.until(allowed, zones));
  }

  private static List<ZoneId> zones(Person person, ContactId id) {
    return person.contacts().stream()
        .filter(contact -> contact.id().equals(id))
        .findFirst()
        .map(contact -> CallingZones.of(contact.value(), contact.country()))
        .orElse(List.of());
  }

  private static boolean mailInDoubt(EntryToPlan entry) {
    return entry.history().stream()
        .anyMatch(fact -> fact.channel() == Channel.EMAIL && fact.state() == AttemptState.IN_DOUBT);
  }

  /**
   * Every contact was tried and none is left: the routes are exhausted, which is no hold but an
   * outcome.
   */
  private static boolean exhausted(Decision.Held held, EntryToPlan entry) {
    return held.reasons().equals(List.of(HoldReason.NO_CONTACT))
        && entry.history().stream().anyMatch(fact -> TRIED.contains(fact.state()));
  }

  private static EntryPlan planless(
      EntryToPlan entry,
      Policy.LanguageChoice language,
      List<HoldReason> reasons,
      String policy,
      Instant now) {
    return planless(entry, language, reasons, null, policy, now);
  }

  private static EntryPlan planless(
      EntryToPlan entry,
      Policy.LanguageChoice language,
      List<HoldReason> reasons,
      EntryMark mark,
      String policy,
      Instant now) {
    return new EntryPlan(
        entry,
        null,
        language == null ? null : language.tag(),
        language == null ? null : language.source(),
        reasons,
        List.of(),
        Plans.Awaits.NOTHING,
        mark,
        Schedule.Due.NOTHING,
        policy,
        now);
  }

  Case asCase(Policy rules, EntryToPlan entry, Person person, Instant now) {
    return asCase(rules, entry, person, LocalDate.ofInstant(now, clock.getZone()));
  }

  /**
   * A line that names somebody who was found to be this person narrows what this one's relays may
   * be told; where the contact it names is none of this person's, all of them are vetoed.
   */
  static Case asCase(Policy rules, EntryToPlan entry, Person person, LocalDate today) {
    boolean all = entry.allRelaysVetoed();
    Set<ContactId> vetoed = new HashSet<>(entry.vetoedContacts());
    List<RelayBatch.Entry> narrowing = new ArrayList<>();
    for (RelayBatch.Entry line : rules.relayLines(entry.formerly().keySet())) {
      boolean ofAll = line.contact() == null;
      ContactId now = ofAll ? null : entry.formerly().get(line.person()).get(line.contact());
      if (ofAll ? line.veto() : now == null) {
        all = true;
      } else if (line.veto()) {
        vetoed.add(now);
      } else {
        narrowing.add(line.of(person.id(), now));
      }
    }
    return new Case(
        person,
        entry.sharing(),
        entry.directed("hold"),
        all,
        vetoed,
        entry.list(),
        today,
        narrowing);
  }
}
