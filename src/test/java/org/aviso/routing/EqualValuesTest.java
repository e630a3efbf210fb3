package org.aviso.routing;

import static org.aviso.person.HoldReason.AMBIGUOUS_PHONE;
import static org.aviso.person.HoldReason.NO_CONTACT;
import static org.aviso.person.HoldReason.NO_PLAN;
import static org.aviso.person.HoldReason.RELAY_VETOED;
import static org.aviso.routing.DecisionAssert.assertThat;
import static org.aviso.routing.Given.given;

import java.util.List;
import org.aviso.person.ContactStatus;
import org.junit.jupiter.api.Test;

/** Equal values on one entry are one contact: what narrows one of them narrows all. */
class EqualValuesTest {
  private static final String NUMBER = "+16195550100";
  private static final Routing OWN =
      Given.routing(
          """
            - id: p
              when: { custody: [released] }
              steps:
                - { id: text, send: sms, to: member }
          """);
  private static final Routing FAMILY =
      Given.routing(
          """
            - id: p
              when: { custody: [released] }
              steps:
                - { id: family, send: relay, by: [sms] }
          """);

  private static Given ownAndMothers() {
    return given().phone(NUMBER, "US").relay("mother", NUMBER, "US", "es");
  }

  @Test
  void a_veto_that_names_a_persons_own_number_stops_it() {
    assertThat(given().phone().vetoed(1).decidedUnder(OWN)).isHeldFor(RELAY_VETOED);
  }

  @Test
  void a_veto_binds_a_number_that_came_back_after_it_was_replaced() {
    Given back =
        given()
            .relay("mother", NUMBER, "US", "es")
            .which(ContactStatus.SUPERSEDED)
            .vetoed(1)
            .relay("sibling", NUMBER, "US", "es");
    assertThat(back.decidedUnder(FAMILY)).isHeldFor(RELAY_VETOED);
  }

  @Test
  void a_number_suppressed_as_the_persons_own_is_not_used_as_a_relays() {
    Given stopped =
        given()
            .phone(NUMBER, "US")
            .which(ContactStatus.SUPPRESSED)
            .relay("mother", NUMBER, "US", "es");
    assertThat(stopped.decidedUnder(FAMILY)).isHeldFor(NO_CONTACT);
  }

  @Test
  void a_lower_level_for_a_relays_number_binds_it_as_the_persons_own_too() {
    Given.Texts texts = Given.Texts.of("es.member.sms.L0", "es.member.sms.L1");
    assertThat(ownAndMothers().with(texts).decidedUnder(OWN)).sends("text C-1 sms L1 es");
    assertThat(
            ownAndMothers()
                .with(texts)
                .listed(
                    "  - { person: P-4K7Q2M9XWA, contact: C-2, level: L0, expires: 2027-05-01,"
                        + " reason: r }")
                .decidedUnder(OWN))
        .sends("text C-1 sms L0 es");
  }

  @Test
  void a_batch_nobody_can_read_stops_a_relays_number_said_to_be_the_persons_own() {
    Relays unreadable = Relays.of(List.of(RelayBatch.unreadable("b")));
    assertThat(given().phone().with(unreadable).decidedUnder(OWN)).followsPlan("p");
    assertThat(ownAndMothers().with(unreadable).decidedUnder(OWN)).isHeldFor(RELAY_VETOED);
  }

  @Test
  void a_veto_of_all_relays_leaves_a_number_that_is_the_persons_alone() {
    assertThat(
            given()
                .phone()
                .listed("  - { person: P-4K7Q2M9XWA, veto: true, reason: r }")
                .decidedUnder(OWN))
        .followsPlan("p");
  }

  @Test
  void nothing_is_asked_of_a_number_that_was_replaced() {
    assertThat(given().relay("cousin").which(ContactStatus.SUPERSEDED).decidedUnder(FAMILY))
        .isHeldFor(NO_CONTACT);
  }

  @Test
  void a_veto_in_a_batch_that_names_a_persons_own_number_stops_it() {
    assertThat(
            given()
                .phone()
                .listed("  - { person: P-4K7Q2M9XWA, contact: C-1, veto: true, reason: r }")
                .decidedUnder(OWN))
        .isHeldFor(RELAY_VETOED);
  }

  @Test
  void a_number_the_plan_does_not_write_to_stands_for_no_other() {
    Routing routing =
        Given.routing(
            """
              - id: p
                when: { custody: [released] }
                steps:
                  - { id: mail, send: email, to: member }
                  - { id: family, send: relay, by: [sms] }
            """);
    assertThat(ownAndMothers().decidedUnder(routing)).sends("family C-2 sms L0 es");
  }

  @Test
  void a_cell_that_is_no_number_is_held_as_it_came() {
    assertThat(
            given().phone("call the shop", null).which(ContactStatus.AMBIGUOUS).decidedUnder(OWN))
        .isHeldFor(AMBIGUOUS_PHONE);
  }

  @Test
  void relatives_stand_in_the_order_of_their_first_contact() {
    assertThat(
            given()
                .relayCalled("Rosa", "mother", "+16195550101")
                .relayCalled("Luz", "sibling", "+16195550102")
                .relayCalled("R.", "mother", "+16195550103")
                .relayCalled("R.", "mother", "+16195550101")
                .decidedUnder(FAMILY))
        .sends("family C-1 sms L0 es", "family C-2 sms L0 es");
  }

  @Test
  void a_relative_at_home_says_nothing_of_another_relative() {
    assertThat(
            given()
                .from("MX")
                .relay("mother", "+16195550101", "MX", "es", "Rosa")
                .relayCalled("Luz", "sibling", "+16195550102")
                .decidedUnder(FAMILY))
        .sends("family C-2 sms L0 es");
  }

  @Test
  void neither_an_attorneys_phone_nor_a_replaced_one_says_that_a_person_is_here() {
    Given attorney = given().phone(NUMBER, "GT").attorney("+16195550107", "US");
    assertThat(attorney.decidedUnder(OWN)).isHeldFor(NO_PLAN);
    Given replaced =
        given().phone(NUMBER, "US").which(ContactStatus.SUPERSEDED).phone("+16195550107", "GT");
    assertThat(replaced.decidedUnder(OWN)).isHeldFor(NO_PLAN);
  }
}
