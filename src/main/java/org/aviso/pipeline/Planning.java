package org.aviso.pipeline;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
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
import org.aviso.outcome.AttemptState;
import org.aviso.outcome.DueAttempt;
import org.aviso.outcome.Heard;
import org.aviso.outcome.Schedule;
import org.aviso.person.ContactId;
import org.aviso.person.HoldReason;
import org.aviso.person.Person;
import org.aviso.routing.Case;
import org.aviso.routing.Decision;
import org.aviso.routing.Routing;
import org.aviso.template.Channel;

/**
 * Brings together what counsel's rules say of an entry and what has happened to it, and says which
 * attempts should stand.
 */
final class Planning implements PlanFeed {
  private static final int BATCH = 500;

  private static final Set<AttemptState> TRIED =
      EnumSet.complementOf(
          EnumSet.of(
              AttemptState.PLANNED,
              AttemptState.CANCELLED,
              AttemptState.SUPPRESSED,
              AttemptState.EXPIRED));

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
      return planless(entry, null, List.of(HoldReason.NO_PLAN), rules.digest(), clock.instant());
    }
  }

  public void save(List<EntryPlan> planned) {
    plans.save(planned);
  }

  EntryPlan plan(Policy rules, EntryToPlan entry) {
    Instant now = clock.instant();
    Person person = reader.read(entry.dossier());
    Optional<Policy.NoticeRules> notice = rules.notice(entry.notice());
    if (notice.isEmpty()) {
      return planless(entry, null, List.of(HoldReason.ROUTING_UNAPPROVED), rules.digest(), now);
    }
    Policy.LanguageChoice language = notice.get().language(person);
    if (entry.directed("stop_notices") || entry.directed("deceased")) {
      // Not held, for nobody is to take it up again: nothing more is planned.
      return planless(entry, language, List.of(), rules.digest(), now);
    }
    if (mailInDoubt(entry)) {
      // Nothing proves an email unsent; until a person settles it nothing more goes to this entry.
      return planless(entry, language, List.of(HoldReason.IN_DOUBT), rules.digest(), now);
    }
    Decision decision = notice.get().decide(asCase(entry, person, now));
    if (decision instanceof Decision.Held held) {
      List<HoldReason> reasons = exhausted(held, entry) ? List.of() : held.reasons();
      return planless(entry, language, reasons, rules.digest(), now);
    }
    Decision.Planned plan = (Decision.Planned) decision;
    Schedule.Due due =
        schedule.due(
            plan,
            entry.history(),
            entry.tasks(),
            new Heard(entry.directed("confirm"), entry.directed("reached")),
            entry.couldSendAt(),
            now);
    return new EntryPlan(
        entry,
        plan.plan(),
        language.tag(),
        language.source(),
        List.of(),
        plan.remarks(),
        plan.steps().size() > 1,
        byDay(notice.get().routing().quietHours(), person, due, now),
        rules.digest(),
        now);
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
    return new EntryPlan(
        entry,
        null,
        language == null ? null : language.tag(),
        language == null ? null : language.source(),
        reasons,
        List.of(),
        false,
        Schedule.Due.NOTHING,
        policy,
        now);
  }

  Case asCase(EntryToPlan entry, Person person, Instant now) {
    return asCase(entry, person, LocalDate.ofInstant(now, clock.getZone()));
  }

  static Case asCase(EntryToPlan entry, Person person, LocalDate today) {
    return new Case(
        person,
        entry.sharing(),
        entry.directed("hold"),
        entry.allRelaysVetoed(),
        entry.vetoedContacts(),
        entry.list(),
        today);
  }
}
