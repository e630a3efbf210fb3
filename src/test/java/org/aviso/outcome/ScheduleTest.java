package org.aviso.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.aviso.person.ContactId;
import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;
import org.aviso.routing.Decision;
import org.aviso.routing.PlannedMessage;
import org.aviso.routing.PlannedStep;
import org.aviso.routing.PlannedStep.Unless;
import org.aviso.template.Channel;
import org.aviso.template.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Reads as: given a plan and a history, what stands planned. {@code text:C-1#1@T+24h} is step,
 * contact, try, due.
 */
class ScheduleTest {
  private static final Instant START = Instant.parse("2027-01-05T12:00:00Z");
  private static final Instant NOW = START.plus(Duration.ofHours(1));
  private static final Duration NONE = Duration.ZERO;
  private static final Duration DAY = Duration.ofHours(24);

  private static final List<Duration> DELAYS =
      List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(30));

  private final Schedule schedule = new Schedule(new RetryPolicy(DELAYS, () -> 0));
  private final List<AttemptFact> history = new ArrayList<>();

  private static PlannedMessage sms(int contact) {
    return new PlannedMessage(
        new ContactId(contact),
        Channel.SMS,
        Owner.MEMBER,
        Level.L1,
        new LanguageTag("es"),
        false,
        false,
        null);
  }

  private static PlannedMessage mail(int contact) {
    return new PlannedMessage(
        new ContactId(contact),
        Channel.EMAIL,
        Owner.MEMBER,
        Level.L3,
        new LanguageTag("es"),
        false,
        false,
        null);
  }

  private static PlannedStep step(
      String id, Duration after, Unless unless, PlannedMessage... messages) {
    return new PlannedStep(id, after, unless, false, false, List.of(messages));
  }

  private static Decision.Planned plan(PlannedStep... steps) {
    return new Decision.Planned("plan", List.of(steps), List.of(), List.of());
  }

  private static Decision.Planned textThenMail(Unless unless) {
    return plan(step("text", NONE, Unless.NEVER, sms(1)), step("mail", DAY, unless, mail(2)));
  }

  private ScheduleTest had(String step, int contact, int tries, AttemptState state, String reason) {
    return had(step, contact, tries, state, reason, START);
  }

  private ScheduleTest had(
      String step, int contact, int tries, AttemptState state, String reason, Instant due) {
    boolean mail = step.equals("mail");
    history.add(
        new AttemptFact(
            history.size(),
            step,
            new ContactId(contact),
            tries,
            mail ? Channel.EMAIL : Channel.SMS,
            Owner.MEMBER,
            mail ? Level.L3 : Level.L1,
            state,
            reason,
            due,
            START.plus(Duration.ofMinutes(10)),
            null,
            false));
    return this;
  }

  /** Of what was had last: somebody else answered there. */
  private ScheduleTest wrongPerson() {
    AttemptFact last = history.remove(history.size() - 1);
    history.add(
        new AttemptFact(
            last.id(),
            last.step(),
            last.contact(),
            last.tries(),
            last.channel(),
            last.to(),
            last.level(),
            last.state(),
            last.reason(),
            last.due(),
            last.changed(),
            last.retryAfter(),
            true));
    return this;
  }

  private ScheduleTest had(String step, int contact, AttemptState state) {
    return had(step, contact, 1, state, null);
  }

  private Stream<String> planned(Decision.Planned plan, boolean confirmed) {
    return schedule.next(plan, history, confirmed, START, NOW).stream()
        .map(
            due ->
                "%s:%s#%d@T+%s"
                    .formatted(
                        due.step(),
                        due.message().contact(),
                        due.tries(),
                        Duration.between(START, due.due())
                            .toString()
                            .substring(2)
                            .toLowerCase(java.util.Locale.ROOT)));
  }

  private Stream<String> planned(Decision.Planned plan) {
    return planned(plan, false);
  }

  @Test
  void all_steps_are_planned_at_once_with_their_due_times() {
    assertThat(planned(textThenMail(Unless.DELIVERED)))
        .containsExactly("text:C-1#1@T+0s", "mail:C-2#1@T+24h");
  }

  @Test
  void a_member_step_goes_to_every_contact() {
    assertThat(planned(plan(step("text", NONE, Unless.NEVER, sms(1), sms(2)))))
        .containsExactly("text:C-1#1@T+0s", "text:C-2#1@T+0s");
  }

  @Test
  void asked_twice_it_says_the_same() {
    had("text", 1, AttemptState.PLANNED).had("mail", 2, AttemptState.PLANNED);
    assertThat(planned(textThenMail(Unless.DELIVERED)))
        .containsExactly("text:C-1#1@T+0s", "mail:C-2#1@T+24h");
  }

  @Test
  void delivered_spares_the_later_step() {
    had("text", 1, AttemptState.DELIVERED);
    assertThat(planned(textThenMail(Unless.DELIVERED))).isEmpty();
  }

  @Test
  void sent_spares_only_a_step_unless_sent() {
    had("text", 1, AttemptState.SENT);
    assertThat(planned(textThenMail(Unless.SENT))).isEmpty();
    assertThat(planned(textThenMail(Unless.DELIVERED))).containsExactly("mail:C-2#1@T+24h");
  }

  @Test
  void unless_looks_at_steps_of_older_plans_as_well() {
    had("first-version-s-text", 9, AttemptState.DELIVERED);
    assertThat(planned(textThenMail(Unless.DELIVERED))).containsExactly("text:C-1#1@T+0s");
  }

  @Test
  void unless_does_not_look_at_later_steps() {
    had("mail", 2, AttemptState.DELIVERED);
    assertThat(
            planned(
                plan(
                    step("text", NONE, Unless.DELIVERED, sms(1)),
                    step("mail", DAY, Unless.NEVER, mail(2)))))
        .containsExactly("text:C-1#1@T+0s");
  }

  @Test
  void confirmed_spares_a_step_unless_confirmed() {
    assertThat(planned(textThenMail(Unless.CONFIRMED), true)).containsExactly("text:C-1#1@T+0s");
  }

  @Test
  void the_next_step_does_not_wait_when_nothing_was_sent() {
    had("text", 1, AttemptState.PERMANENT_FAILURE);
    assertThat(planned(textThenMail(Unless.DELIVERED))).containsExactly("mail:C-2#1@T+10m");
  }

  @Test
  void a_step_without_messages_fails_at_once() {
    assertThat(
            planned(
                plan(
                    step("text", NONE, Unless.NEVER),
                    step("mail", DAY, Unless.DELIVERED, mail(2)))))
        .containsExactly("mail:C-2#1@T+0s");
  }

  @Test
  void a_step_people_do_is_no_silence() {
    var letter =
        new PlannedStep(
            "letter", NONE, Unless.NEVER, false, false, Channel.LETTER, Owner.MEMBER, List.of());
    assertThat(planned(plan(letter, step("mail", DAY, Unless.DELIVERED, mail(2)))))
        .containsExactly("mail:C-2#1@T+24h");
  }

  @Test
  void what_could_not_leave_waits_as_the_ledger_said() {
    had("text", 1, 1, AttemptState.PLANNED, "not_handed_over");
    assertThat(planned(plan(step("text", DAY, Unless.NEVER, sms(1)))))
        .containsExactly("text:C-1#1@T+0s");
  }

  @Test
  void it_waits_while_one_contact_of_the_step_may_still_be_sent() {
    had("text", 1, AttemptState.PERMANENT_FAILURE).had("text", 2, AttemptState.PLANNED);
    assertThat(
            planned(
                plan(
                    step("text", NONE, Unless.NEVER, sms(1), sms(2)),
                    step("mail", DAY, Unless.DELIVERED, mail(3)))))
        .containsExactly("text:C-2#1@T+0s", "mail:C-3#1@T+24h");
  }

  @ParameterizedTest
  @EnumSource(
      value = AttemptState.class,
      names = {"SENDING", "SENT", "DELIVERED", "IN_DOUBT", "UNCONFIRMED"})
  void what_left_or_may_have_left_is_never_planned_again(AttemptState state) {
    had("text", 1, state);
    assertThat(planned(plan(step("text", NONE, Unless.NEVER, sms(1))))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = AttemptState.class,
      names = {"SENDING", "SENT", "DELIVERED", "IN_DOUBT", "UNCONFIRMED"})
  void nor_under_another_step_of_a_later_version(AttemptState state) {
    had("old", 1, state);
    assertThat(planned(plan(step("text", NONE, Unless.NEVER, sms(1))))).isEmpty();
  }

  @Test
  void repeat_sends_again_what_another_step_sent() {
    had("old", 1, AttemptState.DELIVERED);
    var again = new PlannedStep("text", NONE, Unless.NEVER, false, true, List.of(sms(1)));
    assertThat(planned(plan(again))).containsExactly("text:C-1#1@T+0s");
  }

  @Test
  void a_temporary_failure_is_tried_again_after_its_delay() {
    had("text", 1, 1, AttemptState.TEMPORARY_FAILURE, "transient");
    assertThat(planned(textThenMail(Unless.DELIVERED)))
        .containsExactly("text:C-1#2@T+11m", "mail:C-2#1@T+24h");
  }

  @Test
  void a_planned_retry_keeps_its_moment() {
    had("text", 1, 1, AttemptState.TEMPORARY_FAILURE, "transient");
    had("text", 1, 2, AttemptState.PLANNED, null);
    assertThat(planned(plan(step("text", DAY, Unless.NEVER, sms(1)))))
        .containsExactly("text:C-1#2@T+0s");
  }

  @ParameterizedTest
  @EnumSource(
      value = AttemptState.class,
      names = {"PLANNED", "SUPPRESSED"})
  void a_next_try_whose_wave_stood_still_is_due_again(AttemptState state) {
    var plan = plan(step("text", DAY, Unless.NEVER, sms(1)));
    had("text", 1, 1, AttemptState.TEMPORARY_FAILURE, "transient");
    had("text", 1, 2, state, null, null);
    assertThat(planned(plan)).containsExactly("text:C-1#2@T+11m");
  }

  @Test
  void so_is_one_that_became_a_further_try_when_two_were_found_to_be_one() {
    var plan = plan(step("text", DAY, Unless.NEVER, sms(1)));
    had("text", 1, 1, AttemptState.PERMANENT_FAILURE, "bad_address");
    had("text", 1, 2, AttemptState.CANCELLED, Schedule.PLAN_CHANGED, null);
    assertThat(planned(plan)).containsExactly("text:C-1#2@T+0s");
  }

  @Test
  void when_the_tries_are_used_up_the_next_step_comes_at_once() {
    for (int tries = 1; tries <= DELAYS.size() + 1; tries++) {
      had("text", 1, tries, AttemptState.TEMPORARY_FAILURE, "transient");
    }
    assertThat(planned(textThenMail(Unless.DELIVERED))).containsExactly("mail:C-2#1@T+10m");
  }

  @Test
  void throttling_spends_no_try() {
    for (int tries = 1; tries <= 20; tries++) {
      had("text", 1, tries, AttemptState.TEMPORARY_FAILURE, "throttled");
    }
    assertThat(planned(plan(step("text", NONE, Unless.NEVER, sms(1)))))
        .containsExactly("text:C-1#21@T+40m");
  }

  @Test
  void the_unreachable_gets_two_more_tries_within_three_days() {
    had("text", 1, 1, AttemptState.TEMPORARY_FAILURE, "unreachable");
    var plan = plan(step("text", NONE, Unless.NEVER, sms(1)));
    assertThat(planned(plan)).containsExactly("text:C-1#2@T+24h10m");
    had("text", 1, 2, AttemptState.TEMPORARY_FAILURE, "unreachable");
    assertThat(planned(plan)).containsExactly("text:C-1#3@T+48h10m");
    had("text", 1, 3, AttemptState.TEMPORARY_FAILURE, "unreachable");
    assertThat(planned(plan)).isEmpty();
  }

  @Test
  void a_longer_validity_is_tried_once() {
    had("text", 1, 1, AttemptState.TEMPORARY_FAILURE, "validity_expired");
    var plan = plan(step("text", NONE, Unless.NEVER, sms(1)));
    assertThat(planned(plan)).containsExactly("text:C-1#2@T+11m");
    had("text", 1, 2, AttemptState.TEMPORARY_FAILURE, "validity_expired");
    assertThat(planned(plan)).isEmpty();
  }

  @Test
  void contacts_first_goes_one_after_the_other_until_delivered() {
    var first = new PlannedStep("text", NONE, Unless.NEVER, true, false, List.of(sms(1), sms(2)));
    assertThat(planned(plan(first))).containsExactly("text:C-1#1@T+0s");
    had("text", 1, AttemptState.SENT);
    assertThat(planned(plan(first))).isEmpty();
    history.clear();
    had("text", 1, AttemptState.UNCONFIRMED);
    assertThat(planned(plan(first))).containsExactly("text:C-2#1@T+0s");
    history.clear();
    had("text", 1, AttemptState.DELIVERED);
    assertThat(planned(plan(first))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"SENDING", "SENT", "IN_DOUBT", "DELIVERED"})
  void the_next_contacts_turn_does_not_come_because_the_first_is_named_no_more(AttemptState state) {
    had("text", 1, state);
    assertThat(
            planned(
                plan(new PlannedStep("text", NONE, Unless.NEVER, true, false, List.of(sms(2))))))
        .isEmpty();
  }

  @Test
  void the_next_contacts_turn_comes_when_the_first_was_somebody_elses() {
    had("text", 1, AttemptState.DELIVERED).wrongPerson();
    assertThat(
            planned(
                plan(new PlannedStep("text", NONE, Unless.NEVER, true, false, List.of(sms(2))))))
        .containsExactly("text:C-2#1@T+0s");
  }

  @ParameterizedTest
  @EnumSource(names = {"DELIVERED", "SENT"})
  void what_somebody_else_got_keeps_no_later_step_back(Unless unless) {
    had("text", 1, AttemptState.DELIVERED).wrongPerson();
    var plan =
        plan(
            step("text", NONE, Unless.NEVER, sms(1)),
            step("second", Duration.ofHours(1), unless, sms(2)));
    assertThat(planned(plan)).containsExactly("second:C-2#1@T+1h");
  }

  @Test
  void a_new_contact_does_not_notice_again_who_has_the_notice() {
    had("text", 1, AttemptState.DELIVERED);
    assertThat(planned(plan(step("text", NONE, Unless.NEVER, sms(1), sms(2))))).isEmpty();
  }

  private static PlannedMessage to(Owner owner, int contact, Level level) {
    return new PlannedMessage(
        new ContactId(contact),
        Channel.SMS,
        owner,
        level,
        new LanguageTag("es"),
        false,
        false,
        null);
  }

  @Test
  void a_relay_approved_later_is_asked_though_another_one_was() {
    PlannedMessage mother = to(Owner.RELAY, 3, Level.L0);
    history.add(
        new AttemptFact(
            1,
            "family",
            new ContactId(3),
            1,
            Channel.SMS,
            Owner.RELAY,
            Level.L0,
            AttemptState.DELIVERED,
            null,
            START,
            START,
            null,
            false));
    assertThat(
            planned(plan(step("family", NONE, Unless.NEVER, mother, to(Owner.RELAY, 4, Level.L0)))))
        .containsExactly("family:C-4#1@T+0s");
  }

  @Test
  void a_contact_verified_later_gets_the_higher_text_by_a_later_step_only() {
    had("text", 1, AttemptState.DELIVERED);
    PlannedMessage higher = to(Owner.MEMBER, 1, Level.L3);
    assertThat(
            planned(
                plan(
                    step("text", NONE, Unless.NEVER, higher),
                    step("full", NONE, Unless.NEVER, higher))))
        .containsExactly("full:C-1#1@T+0s");
  }

  @Test
  void what_a_superseded_notice_cancelled_stands_again_when_the_newer_one_is_gone() {
    had("text", 1, 1, AttemptState.CANCELLED, Schedule.SUPERSEDED);
    assertThat(planned(textThenMail(Unless.DELIVERED)))
        .containsExactly("text:C-1#1@T+0s", "mail:C-2#1@T+24h");
  }

  @Test
  void a_new_contact_is_told_while_nobody_was_reached() {
    had("text", 1, AttemptState.SENT);
    assertThat(planned(plan(step("text", NONE, Unless.NEVER, sms(1), sms(2)))))
        .containsExactly("text:C-2#1@T+0s");
  }

  @Test
  void what_a_plan_cancelled_it_may_plan_again_what_people_cancelled_not() {
    var plan = plan(step("text", NONE, Unless.NEVER, sms(1)));
    had("text", 1, 1, AttemptState.CANCELLED, Schedule.PLAN_CHANGED);
    assertThat(planned(plan)).containsExactly("text:C-1#1@T+0s");
    history.clear();
    had("text", 1, 1, AttemptState.CANCELLED, "wave_aborted");
    assertThat(planned(plan)).isEmpty();
  }

  @Test
  void an_entry_whose_wave_has_not_started_counts_from_now() {
    assertThat(schedule.next(textThenMail(Unless.NEVER), List.of(), null, NOW))
        .extracting(DueAttempt::due)
        .containsExactly(NOW, NOW.plus(DAY));
  }
}
