package org.aviso.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.aviso.person.HoldReason.AMBIGUOUS_LANGUAGE;
import static org.aviso.person.HoldReason.MINOR;
import static org.aviso.person.HoldReason.NO_CONTACT;
import static org.aviso.person.HoldReason.NO_LANGUAGE;
import static org.aviso.person.HoldReason.NO_TEMPLATE;
import static org.aviso.person.HoldReason.ORAL_LANGUAGE;
import static org.aviso.person.HoldReason.RELAY_UNAPPROVED;
import static org.aviso.person.HoldReason.RELAY_VETOED;
import static org.aviso.person.HoldReason.SHARED_CONTACT;
import static org.aviso.routing.DecisionAssert.assertThat;
import static org.aviso.routing.Given.TODAY;
import static org.aviso.routing.Given.given;
import static org.aviso.routing.Given.routing;
import static org.aviso.routing.Given.routingOf;

import java.util.ArrayList;
import java.util.List;
import org.aviso.person.ContactStatus;
import org.aviso.person.Custody;
import org.aviso.routing.Given.Texts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Domain.md §6: all must hold before a relay is written to. */
class RelayRulesTest {
  private static final String FAMILY =
      """
        - id: family-only
          when: { custody: [detained, released] }
          steps: [ { id: family, send: relay, by: [sms, email] } ]
      """;
  private static final Routing ROUTING = routing(FAMILY);

  private static String approval(int contact, String more) {
    return "  - { person: P-4K7Q2M9XWA, contact: C-"
        + contact
        + ", reason: asked for, expires: 2027-01-31, "
        + more
        + " }\n";
  }

  private static PlannedMessage only(Decision decision) {
    List<PlannedMessage> messages = ((Decision.Planned) decision).steps().get(0).messages();
    assertThat(messages).hasSize(1);
    return messages.get(0);
  }

  @Test
  void a_relation_approved_as_a_kind_is_written_to_at_its_level() {
    Decision decision = given().relay("mother").decidedUnder(ROUTING);
    assertThat(decision).sends("family C-1 sms L0 es");
    assertThat(only(decision).approval()).isEqualTo(ROUTING.digest());
    assertThat(only(decision).nameAllowed()).isFalse();
  }

  @Test
  void a_listed_contact_is_written_to_at_its_level_and_may_hear_the_name() {
    Decision decision =
        given().relay("cousin").listed(approval(1, "level: L1, name: true")).decidedUnder(ROUTING);
    assertThat(decision).sends("family C-1 sms L1 es");
    assertThat(only(decision).approval()).isEqualTo("d1");
    assertThat(only(decision).nameAllowed()).isTrue();
  }

  /** Also of a batch nobody signed, and of one that is over: it narrows. */
  @ParameterizedTest
  @ValueSource(strings = {"2027-01-31", "2026-01-01"})
  void the_name_is_not_said_where_any_batch_does_not_allow_it(String expires) {
    Relays both =
        Given.relays(
            "relays:\n" + approval(1, "level: L1, name: true"),
            "relays:\n" + approval(1, "level: L1, name: false").replace("2027-01-31", expires));
    for (Relays asked : List.of(both, both.approvedBy("d1"::equals))) {
      Decision decision = given().relay("cousin").with(asked).decidedUnder(ROUTING);
      assertThat(only(decision).nameAllowed()).isFalse();
    }
  }

  /** Two persons were found to be one: what was said of the other's relays is not forgotten. */
  @Test
  void what_was_said_of_a_former_id_narrows_and_approves_nothing() {
    String wide = approval(1, "level: L1, name: true");
    Given both = given().relay("cousin").listed(wide).formerly(approval(1, "level: L0"));
    assertThat(both.decidedUnder(ROUTING)).sends("family C-1 sms L0 es");
    assertThat(only(both.decidedUnder(ROUTING)).nameAllowed()).isFalse();
    assertThat(
            given()
                .relay("mother")
                .formerly(
                    approval(
                        1,
                        "level: L1, consent: { form: oral, by: member, date: 2026-01-01, revoked:"
                            + " 2026-11-01 }"))
                .decidedUnder(ROUTING))
        .isHeldFor(RELAY_UNAPPROVED);
    assertThat(given().relay("cousin").formerly(wide).decidedUnder(ROUTING))
        .isHeldFor(RELAY_UNAPPROVED);
    assertThat(
            given()
                .relay("mother")
                .relay("cousin")
                .listed(approval(2, "level: L1, name: true"))
                .formerly(approval(1, "level: L0"))
                .decidedUnder(ROUTING))
        .sends("family C-1 sms L0 es", "family C-2 sms L1 es");
  }

  @Test
  void any_other_relay_is_unapproved() {
    assertThat(given().relay("cousin").decidedUnder(ROUTING))
        .isHeldFor(RELAY_UNAPPROVED)
        .refusedBy("relay_approved", "family C-1");
    assertThat(given().relay(null).decidedUnder(ROUTING)).isHeldFor(RELAY_UNAPPROVED);
  }

  @Test
  void a_relatives_number_that_is_none_asks_counsel_nothing() {
    assertThat(given().relay("cousin").which(ContactStatus.INVALID).decidedUnder(ROUTING))
        .isHeldFor(NO_CONTACT)
        .refusedBy("relay_approved", "family C-1");
    assertThat(
            given()
                .relay("cousin")
                .which(ContactStatus.INVALID)
                .relay("cousin")
                .decidedUnder(ROUTING))
        .isHeldFor(RELAY_UNAPPROVED);
    assertThat(given().relay("mother").which(ContactStatus.INVALID).vetoed(1).decidedUnder(ROUTING))
        .isHeldFor(RELAY_VETOED);
  }

  @Test
  void the_listing_of_one_contact_does_not_approve_another() {
    assertThat(given().relay("cousin").listed(approval(2, "level: L1")).decidedUnder(ROUTING))
        .isHeldFor(RELAY_UNAPPROVED);
  }

  @Test
  void an_unapproved_relay_does_not_hold_a_plan_that_has_something_else() {
    Routing both =
        routing(
            """
              - id: both
                steps:
                  - { id: family, send: relay, by: [sms] }
                  - { id: letter, do: letter }
            """);
    assertThat(given().relay("cousin").decidedUnder(both)).sends().remarks(RELAY_UNAPPROVED);
  }

  @Test
  void without_any_relay_there_is_no_contact() {
    assertThat(given().phone().decidedUnder(ROUTING)).isHeldFor(NO_CONTACT);
  }

  @Test
  void counsels_veto_beats_an_approval_as_a_kind() {
    assertThat(given().relay("mother").vetoed(1).decidedUnder(ROUTING))
        .isHeldFor(RELAY_VETOED)
        .refusedBy("relay_not_vetoed", "family C-1");
    assertThat(given().relay("mother").allRelaysVetoed().decidedUnder(ROUTING))
        .isHeldFor(RELAY_VETOED);
  }

  @Test
  void a_veto_in_one_batch_beats_the_approval_in_another() {
    assertThat(
            given()
                .relay("cousin")
                .listed(
                    approval(1, "level: L1")
                        + "  - { person: P-4K7Q2M9XWA, veto: true, reason: not safe }\n")
                .decidedUnder(ROUTING))
        .isHeldFor(RELAY_VETOED);
  }

  @Test
  void a_veto_of_a_relatives_phone_is_one_of_their_email_too() {
    assertThat(given().relay("mother").relayEmail("mother").vetoed(1).decidedUnder(ROUTING))
        .isHeldFor(RELAY_VETOED);
  }

  @Test
  void a_vetoed_relatives_number_is_not_written_to_as_the_persons_own() {
    Routing texts =
        routing(
            """
              - id: only
                steps: [ { id: text, send: sms, to: member } ]
            """);
    assertThat(
            given()
                .phone("+16195550101", "US")
                .relay("mother", "+16195550101", "US", "es")
                .vetoed(2)
                .decidedUnder(texts))
        .isHeldFor(RELAY_VETOED)
        .refusedBy("value_not_vetoed", "text C-1");
  }

  @Test
  void a_veto_of_a_contact_the_person_does_not_have_is_one_of_all_their_relays() {
    String veto = "  - { person: P-4K7Q2M9XWA, contact: C-%d, veto: true, reason: typo }\n";
    Given two = given().relay("mother").relay("sibling");
    assertThat(two.listed(veto.formatted(7)).decidedUnder(ROUTING))
        .isHeldFor(RELAY_VETOED)
        .refusedBy("relay_not_vetoed", "family C-1")
        .refusedBy("relay_not_vetoed", "family C-2");
    assertThat(two.listed(veto.formatted(2)).decidedUnder(ROUTING)).sends("family C-1 sms L0 es");
  }

  @Test
  void a_veto_of_a_contact_nobody_has_leaves_the_persons_own_number_and_other_persons_alone() {
    Routing texts = routing("  - { id: own, steps: [ { id: text, send: sms, to: member } ] }\n");
    String veto = "  - { person: %s, contact: C-7, veto: true, reason: typo }\n";
    assertThat(
            given()
                .phone()
                .relay("mother")
                .listed(veto.formatted(Given.PERSON))
                .decidedUnder(texts))
        .sends("text C-1 sms L1 es");
    assertThat(given().relay("mother").listed(veto.formatted("P-0000000001")).decidedUnder(ROUTING))
        .sends("family C-1 sms L0 es");
  }

  @Test
  void a_level_of_a_contact_the_person_does_not_have_narrows_nothing() {
    Routing kinds = routing("relations: { mother: L1 }", FAMILY);
    assertThat(given().relay("mother").listed(approval(7, "level: L0")).decidedUnder(kinds))
        .sends("family C-1 sms L1 es");
  }

  @Test
  void a_batch_nobody_can_read_stops_every_relay() {
    assertThat(given().relay("mother").with(Given.relays("relays: [")).decidedUnder(ROUTING))
        .isHeldFor(RELAY_UNAPPROVED)
        .refusedBy("relay_vetoes_known", "family C-1");
  }

  @Test
  void a_routing_without_a_level_for_relays_allows_none() {
    Routing none =
        routingOf(
            """
            notice: class-notice
            version: 1
            levels: { member-unverified: { sms: L1, email: L3 } }
            relay: { relations: { mother: L0 } }
            plans:
            """
                + FAMILY);
    assertThat(given().relay("mother").decidedUnder(none))
        .isHeldFor(RELAY_UNAPPROVED)
        .refusedBy("relay_allowed_by_routing", "family C-1");
  }

  @Test
  void the_routings_level_for_relays_caps_an_approval() {
    Routing lowest =
        routingOf(
            """
            notice: class-notice
            version: 1
            levels: { member-unverified: { sms: L1, email: L3 }, relay: L0 }
            plans:
            """
                + FAMILY);
    assertThat(given().relay("aunt").listed(approval(1, "level: L1")).decidedUnder(lowest))
        .sends("family C-1 sms L0 es");
  }

  @Test
  void a_lower_level_in_a_batch_caps_a_kind() {
    Routing kinds = routing("relations: { mother: L1 }", FAMILY);
    assertThat(given().relay("mother").decidedUnder(kinds)).sends("family C-1 sms L1 es");
    assertThat(given().relay("mother").listed(approval(1, "level: L0")).decidedUnder(kinds))
        .sends("family C-1 sms L0 es");
  }

  @Test
  void a_lower_level_binds_even_unsigned_and_a_higher_does_not() {
    Routing kinds = routing("relations: { mother: L1 }", FAMILY);
    Relays lower = Given.relays("relays:\n" + approval(1, "level: L0")).approvedBy(d -> false);
    assertThat(given().relay("mother").with(lower).decidedUnder(kinds))
        .sends("family C-1 sms L0 es");
    Relays higher = Given.relays("relays:\n" + approval(1, "level: L1")).approvedBy(d -> false);
    assertThat(given().relay("mother").with(higher).decidedUnder(ROUTING))
        .sends("family C-1 sms L0 es");
    assertThat(given().relay("cousin").with(higher).decidedUnder(ROUTING))
        .isHeldFor(RELAY_UNAPPROVED);
  }

  @Test
  void the_last_day_of_an_approval_is_the_day_it_names() {
    String entry =
        "  - { person: P-4K7Q2M9XWA, contact: C-1, level: L0, expires: %s, reason: asked for }\n";
    assertThat(given().relay("aunt").listed(entry.formatted(TODAY)).decidedUnder(ROUTING))
        .sends("family C-1 sms L0 es");
    assertThat(
            given().relay("aunt").listed(entry.formatted(TODAY.minusDays(1))).decidedUnder(ROUTING))
        .isHeldFor(RELAY_UNAPPROVED)
        .refusedBy("relay_approval_not_expired", "family C-1");
  }

  @Test
  void a_revoked_consent_ends_the_approval() {
    String consent =
        "level: L0, consent: { form: oral, by: member, date: 2026-10-01, revoked: %s }";
    assertThat(
            given()
                .relay("aunt")
                .listed(approval(1, consent.formatted(TODAY)))
                .decidedUnder(ROUTING))
        .isHeldFor(RELAY_UNAPPROVED)
        .refusedBy("relay_approval_not_expired", "family C-1");
    assertThat(
            given()
                .relay("aunt")
                .listed(approval(1, consent.formatted(TODAY.plusDays(1))))
                .decidedUnder(ROUTING))
        .sends("family C-1 sms L0 es");
  }

  @Test
  void a_relay_at_home_is_never_approved_as_a_kind() {
    Routing guatemala =
        routing(
            """
              - id: abroad
                when: { country: [GT] }
                steps: [ { id: family, send: relay, by: [sms] } ]
            """);
    Given atHome = given().from("GT").relay("mother", "+50255550101", "GT", "es");
    assertThat(atHome.decidedUnder(guatemala))
        .isHeldFor(RELAY_UNAPPROVED)
        .refusedBy("relay_kind_not_at_home", "family C-1");
    assertThat(atHome.listed(approval(1, "level: L0")).decidedUnder(guatemala))
        .sends("family C-1 sms L0 es");
    assertThat(
            given().from("HN").relay("mother", "+50255550101", "GT", "es").decidedUnder(guatemala))
        .sends("family C-1 sms L0 es");
  }

  @Test
  void where_nationality_is_unknown_any_country_abroad_may_be_home() {
    Routing guatemala =
        routing(
            """
              - id: abroad
                when: { country: [GT, US] }
                steps: [ { id: family, send: relay, by: [sms] } ]
            """);
    assertThat(
            given().from(null).relay("mother", "+50255550101", "GT", "es").decidedUnder(guatemala))
        .isHeldFor(RELAY_UNAPPROVED);
    assertThat(given().from(null).relay("mother").decidedUnder(guatemala))
        .sends("family C-1 sms L0 es");
  }

  @Test
  void the_email_of_a_relay_at_home_is_not_approved_as_a_kind_either() {
    assertThat(
            given()
                .from("GT")
                .relay("mother", "+50255550101", "GT", "es")
                .relayEmail("mother")
                .decidedUnder(ROUTING))
        .isHeldFor(RELAY_UNAPPROVED)
        .refusedBy("relay_kind_not_at_home", "family C-2");
  }

  /** As docs/counsel.md says it under "What approves" and of {@code at_home}. */
  @Test
  void with_an_unknown_nationality_a_number_of_the_us_or_an_email_alone_is_asked_as_a_kind() {
    assertThat(given().from(null).relay("mother").decidedUnder(ROUTING))
        .sends("family C-1 sms L0 es");
    Routing byMail =
        routing("  - { id: any, steps: [ { id: family, send: relay, by: [email] } ] }\n");
    assertThat(given().from(null).relayEmail("mother").decidedUnder(byMail))
        .sends("family C-1 email L0 es");
    assertThat(
            given()
                .from(null)
                .relay("mother", "+50255550101", "GT", "es")
                .relayEmail("mother")
                .decidedUnder(byMail))
        .isHeldFor(RELAY_UNAPPROVED)
        .refusedBy("relay_kind_not_at_home", "family C-2");
  }

  @Test
  void a_relay_of_a_minor_needs_a_plan_that_names_minors() {
    Routing minors =
        routing(
            """
              - id: minors
                when: { minor: [yes] }
                steps: [ { id: family, send: relay, by: [sms] } ]
            """);
    assertThat(given().born(TODAY.minusYears(9)).relay("mother").decidedUnder(minors))
        .sends("family C-1 sms L0 es");
    // No plan that is silent on minors ever matches one, so the rule is asked by itself.
    List<Verdict> verdicts = new ArrayList<>();
    Case child = given().born(TODAY.minusYears(9)).relay("mother").asCase();
    Entry entry =
        new Entry(
            child,
            ROUTING,
            Given.read("es", "GT"),
            null,
            Custody.RELEASED,
            child.person().minorOn(TODAY),
            ROUTING.plans().get(0),
            false);
    Candidate candidate =
        new Candidate(
            entry,
            entry.plan(),
            child.person().contacts().get(0),
            ContactStatus.OK,
            1,
            null,
            false,
            false,
            true,
            Relays.Standing.SILENT,
            null,
            false,
            entry.language(),
            null,
            null,
            null);
    assertThat(Rule.ask(Rules.RELAY, candidate, "family C-1", verdicts))
        .anyMatch(refusal -> refusal.reasons().contains(MINOR));
  }

  @Test
  void only_a_relay_with_status_ok_is_used() {
    assertThat(given().relay("mother").which(ContactStatus.SUPPRESSED).decidedUnder(ROUTING))
        .isHeldFor(NO_CONTACT)
        .refusedBy("contact_ok", "family C-1");
  }

  @Test
  void a_shared_relay_is_not_used() {
    assertThat(
            given()
                .relay("mother")
                .sharedBy(4)
                .listed(approval(1, "level: L0, name: true"))
                .decidedUnder(ROUTING))
        .isHeldFor(SHARED_CONTACT)
        .refusedBy("contact_not_shared", "family C-1");
  }

  @Test
  void several_persons_behind_one_relay_get_no_identical_texts() {
    assertThat(given().relay("mother").sharedBy(2).decidedUnder(ROUTING))
        .isHeldFor(SHARED_CONTACT)
        .refusedBy("relay_text_not_identical", "family C-1");
    assertThat(
            given()
                .relay("mother")
                .sharedBy(2)
                .listed(approval(1, "level: L0, name: true"))
                .decidedUnder(ROUTING))
        .sends("family C-1 sms L0 es");
  }

  @Test
  void a_relay_abroad_needs_a_plan_that_names_the_country() {
    assertThat(
            given()
                .from("HN")
                .phone()
                .relay("mother", "+50255550101", "GT", "es")
                .decidedUnder(ROUTING))
        .isHeldFor(NO_CONTACT)
        .refusedBy("contact_in_country", "family C-2");
  }

  @Test
  void the_persons_language_is_not_assumed_for_the_relay() {
    assertThat(given().relay("mother", "+16195550101", "US", null).decidedUnder(ROUTING))
        .isHeldFor(NO_LANGUAGE)
        .refusedBy("relay_language_known", "family C-1");
    assertThat(given().relay("mother", "+16195550101", "US", "creole").decidedUnder(ROUTING))
        .isHeldFor(AMBIGUOUS_LANGUAGE);
  }

  @Test
  void a_relay_is_written_to_in_the_relays_own_language() {
    assertThat(given().relay("mother", "+16195550101", "US", "en").decidedUnder(ROUTING))
        .sends("family C-1 sms L0 en");
  }

  @Test
  void a_relay_whose_language_has_no_text_is_not_used() {
    assertThat(given().relay("mother", "+16195550101", "US", "wo").decidedUnder(ROUTING))
        .isHeldFor(NO_TEMPLATE)
        .refusedBy("text_exists", "family C-1");
  }

  @Test
  void a_relay_who_hears_rather_than_reads_gets_no_text() {
    Texts texts = Texts.of("es.member.sms.L1", "knj.relay.sms.L0");
    assertThat(
            given().with(texts).relay("mother", "+16195550101", "US", "knj").decidedUnder(ROUTING))
        .isHeldFor(ORAL_LANGUAGE)
        .refusedBy("text_is_read", "family C-1");
  }

  @Test
  void a_relay_gets_one_message_over_the_first_channel_it_has() {
    assertThat(given().relayEmail("mother").relay("mother").decidedUnder(ROUTING))
        .sends("family C-2 sms L0 es");
    assertThat(given().relayEmail("mother").decidedUnder(ROUTING)).sends("family C-1 email L0 es");
    assertThat(
            given()
                .relay("mother")
                .which(ContactStatus.DEAD)
                .relayEmail("mother")
                .decidedUnder(ROUTING))
        .sends("family C-2 email L0 es");
  }

  @Test
  void each_approved_relay_gets_a_message() {
    assertThat(given().relay("mother").relay("sibling").relay("cousin").decidedUnder(ROUTING))
        .sends("family C-1 sms L0 es", "family C-2 sms L0 es")
        .remarks(RELAY_UNAPPROVED);
  }

  @Test
  void a_number_that_is_the_relays_too_is_a_relays_where_the_plan_writes_to_relays_only() {
    Given both = given().phone("+16195550101", "US").relay("mother", "+16195550101", "US", "es");
    assertThat(both.decidedUnder(ROUTING)).sends("family C-2 sms L0 es");
    Routing textFirst =
        routing(
            """
              - id: both
                steps:
                  - { id: text, send: sms, to: member }
                  - { id: family, send: relay, by: [sms] }
            """);
    assertThat(both.decidedUnder(textFirst)).sends("text C-1 sms L1 es");
  }

  @Test
  void a_vetoed_number_is_vetoed_under_every_spelling_of_the_name_and_every_relation() {
    assertThat(
            given()
                .relayCalled("Rosa Muestra", "mother", "+16195550101")
                .relayCalled("R. Muestra", "mother", "+16195550101")
                .vetoed(1)
                .decidedUnder(ROUTING))
        .isHeldFor(RELAY_VETOED)
        .refusedBy("relay_not_vetoed", "family C-2");
    assertThat(
            given()
                .relayCalled("Rosa", "mother", "+16195550101")
                .relayCalled("Luz", "sibling", "+16195550101")
                .vetoed(1)
                .decidedUnder(ROUTING))
        .isHeldFor(RELAY_VETOED)
        .refusedBy("relay_not_vetoed", "family C-2");
  }

  @Test
  void a_vetoed_number_vetoes_the_other_contacts_of_a_relative_whose_name_is_spelled_two_ways() {
    assertThat(
            given()
                .relayCalled("Rosa Muestra", "mother", "+16195550101")
                .relayCalled("R. Muestra", "mother", "+16195550101")
                .relayCalled("R. Muestra", "mother", "+16195550103")
                .vetoed(1)
                .decidedUnder(ROUTING))
        .isHeldFor(RELAY_VETOED)
        .refusedBy("relay_not_vetoed", "family C-3");
  }

  @Test
  void a_veto_of_one_relative_leaves_another_alone() {
    assertThat(
            given()
                .relayCalled("Rosa", "mother", "+16195550101")
                .relayCalled("Luz", "mother", "+16195550102")
                .vetoed(1)
                .decidedUnder(ROUTING))
        .sends("family C-2 sms L0 es");
  }

  @Test
  void a_relative_at_home_is_at_home_under_every_spelling() {
    assertThat(
            given()
                .from("GT")
                .relayCalled("Rosa Muestra", "mother", "+16195550101")
                .relayCalled("R. Muestra", "mother", "+16195550101")
                .relay("mother", "+50255550101", "GT", "es", "R. Muestra")
                .decidedUnder(ROUTING))
        .isHeldFor(RELAY_UNAPPROVED)
        .refusedBy("relay_kind_not_at_home", "family C-1");
  }

  @Test
  void a_relative_spelled_two_ways_gets_one_message() {
    assertThat(
            given()
                .relayCalled("Rosa Muestra", "mother", "+16195550101")
                .relayCalled("R. Muestra", "mother", "+16195550101")
                .relayCalled("R. Muestra", "mother", "+16195550103")
                .decidedUnder(ROUTING))
        .sends("family C-1 sms L0 es");
  }

  @Test
  void a_consent_taken_back_ends_what_was_approved_as_a_kind_too_signed_or_not() {
    String revoked =
        approval(
            1,
            "level: L0, consent: { form: oral, by: member, date: 2026-10-01, revoked: 2026-11-01"
                + " }");
    assertThat(given().relay("mother").listed(revoked).decidedUnder(ROUTING))
        .isHeldFor(RELAY_UNAPPROVED)
        .refusedBy("relay_approval_not_expired", "family C-1");
    Relays unsigned = Given.relays("relays:\n" + revoked).approvedBy(d -> false);
    assertThat(given().relay("mother").with(unsigned).decidedUnder(ROUTING))
        .isHeldFor(RELAY_UNAPPROVED);
  }

  @Test
  void an_approval_that_ran_out_leaves_the_kind_as_it_is() {
    String over =
        "  - { person: P-4K7Q2M9XWA, contact: C-1, level: L0, expires: %s, reason: asked for }\n";
    assertThat(
            given()
                .relay("mother")
                .listed(over.formatted(TODAY.minusDays(1)))
                .decidedUnder(ROUTING))
        .sends("family C-1 sms L0 es");
  }
}
