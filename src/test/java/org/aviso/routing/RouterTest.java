package org.aviso.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.aviso.person.HoldReason.AMBIGUOUS_LANGUAGE;
import static org.aviso.person.HoldReason.AMBIGUOUS_PHONE;
import static org.aviso.person.HoldReason.COUNSEL_HOLD;
import static org.aviso.person.HoldReason.IDENTITY_CONFLICT;
import static org.aviso.person.HoldReason.MINOR;
import static org.aviso.person.HoldReason.NO_CONTACT;
import static org.aviso.person.HoldReason.NO_LANGUAGE;
import static org.aviso.person.HoldReason.NO_PLAN;
import static org.aviso.person.HoldReason.NO_TEMPLATE;
import static org.aviso.person.HoldReason.ORAL_LANGUAGE;
import static org.aviso.person.HoldReason.SHARED_CONTACT;
import static org.aviso.person.HoldReason.VALUE_CONFLICT;
import static org.aviso.routing.DecisionAssert.assertThat;
import static org.aviso.routing.Given.TODAY;
import static org.aviso.routing.Given.given;
import static org.aviso.routing.Given.routing;

import java.util.List;
import org.aviso.person.ContactStatus;
import org.aviso.person.Custody;
import org.aviso.person.Ternary;
import org.aviso.routing.Given.Texts;
import org.aviso.template.Channel;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules of entries, plans and own contacts; relays have their own test. */
class RouterTest {
  private static final Routing AT_LIBERTY =
      routing(
          """
            - id: at-liberty
              when: { custody: [released, never_detained] }
              steps:
                - { id: text, send: sms, to: member }
                - { id: mail, send: email, to: member, after: 24h, unless: delivered }
          """);

  private static Routing one(String when) {
    return routing(
        """
          - id: only
            when: { %s }
            steps: [ { id: text, send: sms, to: member } ]
        """
            .formatted(when));
  }

  @Nested
  class Of_the_entry {
    @Test
    void who_fits_a_plan_is_sent_each_step_to_each_own_contact() {
      assertThat(given().phone().phone().email().decidedUnder(AT_LIBERTY))
          .followsPlan("at-liberty")
          .sends("text C-1 sms L1 es", "text C-2 sms L1 es", "mail C-3 email L3 es")
          .remarks();
    }

    @Test
    void counsels_hold_holds() {
      assertThat(given().phone().counselSaysHold().decidedUnder(AT_LIBERTY))
          .isHeldFor(COUNSEL_HOLD)
          .refusedBy("no_counsel_hold", "entry");
    }

    @Test
    void what_the_lists_leave_to_settle_holds_with_every_reason() {
      assertThat(given().phone().holds(VALUE_CONFLICT, IDENTITY_CONFLICT).decidedUnder(AT_LIBERTY))
          .isHeldFor(IDENTITY_CONFLICT, VALUE_CONFLICT)
          .refusedBy("record_settled", "entry");
    }

    @Test
    void a_blank_language_is_never_guessed() {
      assertThat(given().phone().reading(null).decidedUnder(AT_LIBERTY))
          .isHeldFor(NO_LANGUAGE)
          .refusedBy("language_known", "entry");
    }

    @Test
    void a_word_for_several_languages_is_held_as_ambiguous() {
      assertThat(given().phone().reading("creole").decidedUnder(AT_LIBERTY))
          .isHeldFor(AMBIGUOUS_LANGUAGE);
    }

    @Test
    void a_language_that_is_heard_is_held_while_the_plan_has_no_call() {
      assertThat(given().phone().reading("knj").decidedUnder(AT_LIBERTY))
          .isHeldFor(ORAL_LANGUAGE)
          .refusedBy("language_read", "entry");
    }

    @Test
    void a_template_to_be_heard_is_no_text() {
      assertThat(given().phone().with(Texts.usual().heard("es")).decidedUnder(AT_LIBERTY))
          .isHeldFor(ORAL_LANGUAGE);
    }

    @Test
    void a_language_that_is_heard_gets_the_plans_call_and_no_text() {
      Routing calling =
          routing(
              """
                - id: only
                  steps:
                    - { id: text, send: sms, to: member }
                    - { id: ring, do: call }
              """);
      Texts texts = Texts.of("knj.member.sms.L1");
      Decision decision = given().phone().reading("knj").with(texts).decidedUnder(calling);
      assertThat(decision).sends().remarks(ORAL_LANGUAGE).refusedBy("text_is_read", "text C-1");
      assertThat(((Decision.Planned) decision).steps().get(1).task()).isEqualTo(Channel.CALL);
    }

    @Test
    void a_language_without_template_is_held() {
      assertThat(given().phone().reading("wo").decidedUnder(AT_LIBERTY))
          .isHeldFor(NO_TEMPLATE)
          .refusedBy("template_exists", "entry");
    }

    @Test
    void a_listed_fallback_is_used_and_recorded() {
      Decision decision = given().phone().reading("mam").decidedUnder(AT_LIBERTY);
      assertThat(decision).sends("text C-1 sms L1 es");
      assertThat(((Decision.Planned) decision).steps().get(0).messages().get(0).fallback())
          .isTrue();
    }

    @Test
    void a_plan_that_sends_the_person_no_text_needs_no_template_in_their_language() {
      Routing letters =
          routing(
              """
                - id: only
                  steps: [ { id: letter, do: letter, to: member } ]
              """);
      assertThat(given().reading("wo").decidedUnder(letters)).followsPlan("only").sends();
    }

    @Test
    void every_reason_is_named_the_first_rule_first() {
      assertThat(
              given()
                  .counselSaysHold()
                  .custody(Custody.UNKNOWN)
                  .reading(null)
                  .decidedUnder(AT_LIBERTY))
          .isHeldFor(COUNSEL_HOLD, NO_PLAN, NO_LANGUAGE);
    }

    @Test
    void every_rule_asked_leaves_its_verdict() {
      List<Verdict> verdicts = given().phone().decidedUnder(AT_LIBERTY).verdicts();
      assertThat(verdicts.stream().filter(verdict -> verdict.subject().equals("entry")))
          .extracting(Verdict::rule)
          .containsExactlyElementsOf(Rules.ENTRY.stream().map(Rule::name).toList());
      assertThat(verdicts.stream().filter(verdict -> verdict.subject().equals("text C-1")))
          .extracting(Verdict::rule)
          .containsExactlyElementsOf(Rules.CONTACT.stream().map(Rule::name).toList());
    }

    @Test
    void verdicts_name_no_value_of_the_person() {
      String all =
          given().phone().email().at("Camp 7").decidedUnder(AT_LIBERTY).verdicts().toString();
      assertThat(all).doesNotContain("555", "example.org", "Ana", "Muestra", "Camp", "1990");
    }
  }

  @Nested
  class Of_the_plan {
    @Test
    void the_first_plan_that_matches_is_the_plan() {
      Routing two =
          routing(
              """
                - id: mexico
                  when: { nationality: [MX] }
                  steps: [ { id: a, send: sms, to: member } ]
                - id: others
                  steps: [ { id: b, send: sms, to: member } ]
                - id: never
                  steps: [ { id: c, send: sms, to: member } ]
              """);
      assertThat(given().phone().from("MX").decidedUnder(two)).followsPlan("mexico");
      assertThat(given().phone().from("GT").decidedUnder(two)).followsPlan("others");
    }

    @ParameterizedTest
    @CsvSource(
        textBlock =
            """
            released,       true
            never_detained, true
            removed,        true
            detained,       false
            unknown,        false
            """)
    void without_custody_a_plan_matches_only_who_is_known_and_not_detained(
        String custody, boolean matches) {
      Decision decision = given().phone().custody(Custody.of(custody)).decidedUnder(one(""));
      if (matches) {
        assertThat(decision).followsPlan("only");
      } else {
        assertThat(decision).isHeldFor(NO_PLAN).refusedBy("when.custody", "only");
      }
    }

    @ParameterizedTest
    @EnumSource(Custody.class)
    void with_custody_a_plan_matches_what_it_names_and_nothing_else(Custody custody) {
      Routing named = one("custody: [" + custody.code() + "]");
      for (Custody actual : Custody.values()) {
        Decision decision = given().phone().custody(actual).decidedUnder(named);
        assertThat(decision instanceof Decision.Planned).isEqualTo(actual == custody);
      }
    }

    @ParameterizedTest
    @CsvSource(
        textBlock =
            """
            30, true
            31, false
            """)
    void old_custody_counts_as_unknown(int daysAgo, boolean matches) {
      Decision decision =
          given().phone().custodyAsOf(TODAY.minusDays(daysAgo)).decidedUnder(AT_LIBERTY);
      assertThat(decision instanceof Decision.Planned).isEqualTo(matches);
    }

    @Test
    void custody_without_a_date_counts_as_unknown() {
      assertThat(given().phone().custodyAsOf(null).decidedUnder(AT_LIBERTY)).isHeldFor(NO_PLAN);
    }

    @Test
    void without_minor_a_child_is_held_and_the_cause_named() {
      assertThat(given().phone().born(TODAY.minusYears(17)).decidedUnder(AT_LIBERTY))
          .isHeldFor(NO_PLAN, MINOR)
          .refusedBy("when.minor", "at-liberty");
    }

    @Test
    void a_person_is_of_age_on_the_birthday() {
      assertThat(given().phone().born(TODAY.minusYears(18)).decidedUnder(AT_LIBERTY))
          .followsPlan("at-liberty");
      assertThat(given().phone().born(TODAY.minusYears(18).plusDays(1)).decidedUnder(AT_LIBERTY))
          .isHeldFor(NO_PLAN, MINOR);
    }

    @Test
    void without_a_birth_date_nobody_is_taken_for_an_adult() {
      assertThat(given().phone().born(null).decidedUnder(AT_LIBERTY)).isHeldFor(NO_PLAN, MINOR);
    }

    @Test
    void minor_is_not_the_cause_where_custody_would_not_match_either() {
      assertThat(given().phone().born(null).custody(Custody.DETAINED).decidedUnder(AT_LIBERTY))
          .isHeldFor(NO_PLAN);
    }

    @Test
    void a_plan_may_name_minors() {
      Routing minors = one("minor: [yes, unknown]");
      assertThat(given().phone().born(null).decidedUnder(minors)).followsPlan("only");
      assertThat(given().phone().born(TODAY).decidedUnder(minors)).followsPlan("only");
      assertThat(given().phone().decidedUnder(minors)).isHeldFor(NO_PLAN);
    }

    @Test
    void without_represented_only_who_has_no_attorney_matches() {
      assertThat(given().phone().represented(Ternary.YES).decidedUnder(AT_LIBERTY))
          .isHeldFor(NO_PLAN)
          .refusedBy("when.represented", "at-liberty");
      assertThat(given().phone().represented(Ternary.UNKNOWN).decidedUnder(AT_LIBERTY))
          .isHeldFor(NO_PLAN);
      assertThat(given().phone().represented(Ternary.YES).decidedUnder(one("represented: [yes]")))
          .followsPlan("only");
    }

    @Test
    void without_country_a_person_whose_only_phone_is_abroad_does_not_match() {
      assertThat(given().phone("+50255550101", "GT").decidedUnder(AT_LIBERTY))
          .isHeldFor(NO_PLAN)
          .refusedBy("when.country", "at-liberty");
    }

    @Test
    void without_country_only_the_phones_in_the_united_states_are_used() {
      assertThat(given().phone("+50255550101", "GT").phone().email().decidedUnder(AT_LIBERTY))
          .sends("text C-2 sms L1 es", "mail C-3 email L3 es")
          .refusedBy("contact_in_country", "text C-1");
    }

    @Test
    void with_country_only_the_phones_there_are_used() {
      assertThat(given().phone("+50255550101", "GT").phone().decidedUnder(one("country: [GT, MX]")))
          .sends("text C-1 sms L1 es");
    }

    @Test
    void with_country_a_person_without_a_phone_there_does_not_match() {
      assertThat(given().phone().email().decidedUnder(one("country: [GT]"))).isHeldFor(NO_PLAN);
    }

    @Test
    void an_attorneys_phone_does_not_say_where_a_person_is() {
      assertThat(given().email().attorneyEmail().decidedUnder(one("country: [GT]")))
          .isHeldFor(NO_PLAN);
    }

    @Test
    void a_phone_of_unknown_country_is_not_used() {
      assertThat(given().phone("+88255501", null).decidedUnder(AT_LIBERTY))
          .isHeldFor(NO_CONTACT)
          .refusedBy("contact_in_country", "text C-1");
    }

    @Test
    void an_email_address_has_no_place() {
      assertThat(given().email().decidedUnder(AT_LIBERTY)).sends("mail C-1 email L3 es");
    }

    @Test
    void nationality_language_facility_and_list_are_conditions_when_named() {
      assertThat(given().phone().decidedUnder(one("nationality: [GT]"))).followsPlan("only");
      assertThat(given().phone().decidedUnder(one("nationality: [HN]"))).isHeldFor(NO_PLAN);
      assertThat(given().phone().from(null).decidedUnder(one("nationality: [GT]")))
          .isHeldFor(NO_PLAN);
      assertThat(given().phone().decidedUnder(one("language: [es]"))).followsPlan("only");
      assertThat(given().phone().decidedUnder(one("language: [pt]"))).isHeldFor(NO_PLAN);
      assertThat(given().phone().at("north  CAMP").decidedUnder(one("facility: [North Camp]")))
          .followsPlan("only");
      assertThat(given().phone().decidedUnder(one("facility: [North Camp]"))).isHeldFor(NO_PLAN);
      assertThat(given().phone().decidedUnder(one("list: [" + "a".repeat(64) + "]")))
          .followsPlan("only");
      assertThat(given().phone().decidedUnder(one("list: [" + "b".repeat(64) + "]")))
          .isHeldFor(NO_PLAN);
    }
  }

  @Nested
  class Of_a_contact {
    @ParameterizedTest
    @CsvSource(
        textBlock =
            """
            ambiguous,  ambiguous_phone
            invalid,    no_contact
            suppressed, no_contact
            shared,     shared_contact
            superseded, no_contact
            dead,       no_contact
            """)
    void only_a_contact_with_status_ok_is_used(String status, String reason) {
      assertThat(given().phone().which(ContactStatus.of(status)).decidedUnder(AT_LIBERTY))
          .isHeldFor(org.aviso.person.HoldReason.of(reason))
          .refusedBy("contact_ok", "text C-1");
    }

    @Test
    void a_bad_contact_does_not_spoil_the_good_one_beside_it() {
      assertThat(given().phone().which(ContactStatus.AMBIGUOUS).phone().decidedUnder(AT_LIBERTY))
          .sends("text C-2 sms L1 es")
          .remarks(AMBIGUOUS_PHONE);
    }

    @Test
    void an_ambiguous_email_is_no_ambiguous_phone() {
      assertThat(given().email().which(ContactStatus.AMBIGUOUS).decidedUnder(AT_LIBERTY))
          .isHeldFor(NO_CONTACT);
    }

    @Test
    void from_the_threshold_on_a_contact_is_shared() {
      assertThat(given().phone().sharedBy(3).decidedUnder(AT_LIBERTY)).sends("text C-1 sms L1 es");
      assertThat(given().phone().sharedBy(4).decidedUnder(AT_LIBERTY))
          .isHeldFor(SHARED_CONTACT)
          .refusedBy("contact_not_shared", "text C-1");
    }

    @Test
    void nobody_to_write_to_is_no_contact() {
      assertThat(given().decidedUnder(AT_LIBERTY)).isHeldFor(NO_CONTACT);
    }

    @Test
    void equal_values_are_one_contact() {
      assertThat(
              given()
                  .phone("+16195550101", "US")
                  .phone("+16195550101", "US")
                  .decidedUnder(AT_LIBERTY))
          .sends("text C-1 sms L1 es")
          .refusedBy("contact_only_once", "text C-2");
    }

    @Test
    void a_superseded_contact_does_not_stand_for_a_newer_one_of_the_same_value() {
      assertThat(
              given()
                  .phone("+16195550101", "US")
                  .which(ContactStatus.SUPERSEDED)
                  .phone("+16195550101", "US")
                  .decidedUnder(AT_LIBERTY))
          .sends("text C-2 sms L1 es");
    }

    @Test
    void a_verified_contact_may_be_told_more() {
      assertThat(given().phone().verified().phone().decidedUnder(AT_LIBERTY))
          .sends("text C-1 sms L3 es", "text C-2 sms L1 es");
    }

    @Test
    void where_no_text_is_low_enough_nothing_is_sent() {
      assertThat(given().phone().with(Texts.of("es.member.sms.L3")).decidedUnder(AT_LIBERTY))
          .isHeldFor(NO_TEMPLATE)
          .refusedBy("text_exists", "text C-1");
    }

    @Test
    void a_text_above_the_maximum_is_refused_whoever_offers_it() {
      NoticeTexts boasting =
          new NoticeTexts() {
            @Override
            public java.util.Optional<Chosen> choose(
                org.aviso.person.LanguageTag wanted,
                java.util.Map<org.aviso.person.LanguageTag, List<org.aviso.person.LanguageTag>>
                    fallback) {
              return java.util.Optional.of(new Chosen(wanted, false, false));
            }

            @Override
            public java.util.Optional<org.aviso.template.Level> highest(
                org.aviso.person.LanguageTag tag,
                org.aviso.person.Owner to,
                Channel channel,
                org.aviso.template.Level max) {
              return java.util.Optional.of(org.aviso.template.Level.L3);
            }
          };
      Decision decision =
          new Router(
                  AT_LIBERTY, Relays.none(), boasting, Given::read, java.time.Duration.ofDays(30))
              .decide(given().phone().asCase());
      assertThat(decision).isHeldFor(NO_TEMPLATE).refusedBy("level_within_maximum", "text C-1");
    }

    @Test
    void the_attorney_is_written_to_in_english() {
      Routing attorney =
          routing(
              """
                - id: only
                  when: { represented: [yes] }
                  steps: [ { id: counsel, send: email, to: attorney } ]
              """);
      assertThat(given().represented(Ternary.YES).email().attorneyEmail().decidedUnder(attorney))
          .sends("counsel C-2 email L3 en");
    }
  }

  @Nested
  class Of_the_steps {
    @Test
    void a_step_keeps_what_counsel_wrote() {
      Routing routing =
          routing(
              """
                - id: only
                  steps:
                    - { id: text, send: sms, to: member, contacts: first }
                    - { id: mail, send: email, to: member, after: 90m, unless: confirmed, repeat: true }
                    - { id: visit, do: visit, after: 2d }
              """);
      List<PlannedStep> steps = ((Decision.Planned) given().phone().decidedUnder(routing)).steps();
      assertThat(steps.get(0).firstOnly()).isTrue();
      assertThat(steps.get(0).unless()).isEqualTo(PlannedStep.Unless.NEVER);
      assertThat(steps.get(0).task()).isNull();
      assertThat(steps.get(1).after()).isEqualTo(java.time.Duration.ofMinutes(90));
      assertThat(steps.get(1).unless()).isEqualTo(PlannedStep.Unless.CONFIRMED);
      assertThat(steps.get(1).repeat()).isTrue();
      assertThat(steps.get(1).messages()).isEmpty();
      assertThat(steps.get(2).task()).isEqualTo(Channel.VISIT);
      assertThat(steps.get(2).after()).isEqualTo(java.time.Duration.ofDays(2));
    }
  }
}
