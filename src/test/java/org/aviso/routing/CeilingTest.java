package org.aviso.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.aviso.routing.Given.given;

import org.aviso.template.Channel;
import org.aviso.template.Level;
import org.junit.jupiter.api.Test;

/** The second look at a level takes equal values for one contact, as the rules do. */
class CeilingTest {
  private static final String NUMBER = "+16195550100";
  private static final Routing ROUTING =
      Given.routing(
          """
            - id: p
              when: { custody: [released] }
              steps:
                - { id: text, send: sms, to: member }
          """);

  private static Given ownAndMothers() {
    return given().phone(NUMBER, "US").relay("mother", NUMBER, "US", "es");
  }

  private static Given ownAndMothers(String ofHers) {
    return ownAndMothers()
        .listed("  - { person: P-4K7Q2M9XWA, contact: C-2, " + ofHers + ", reason: r }");
  }

  @Test
  void a_level_lowered_for_one_contact_binds_every_contact_of_that_number() {
    assertThat(ownAndMothers().ceilingUnder(ROUTING, 1, Channel.SMS)).contains(Level.L1);
    assertThat(
            ownAndMothers("level: L0, expires: 2027-05-01").ceilingUnder(ROUTING, 1, Channel.SMS))
        .contains(Level.L0);
  }

  @Test
  void a_veto_of_one_contact_binds_every_contact_of_that_number() {
    assertThat(ownAndMothers("veto: true").ceilingUnder(ROUTING, 1, Channel.SMS)).isEmpty();
    Given twoRelays =
        given()
            .relayCalled("Rosa", "mother", NUMBER)
            .relayCalled("R.", "sibling", NUMBER)
            .listed("  - { person: P-4K7Q2M9XWA, contact: C-2, veto: true, reason: r }");
    assertThat(twoRelays.ceilingUnder(ROUTING, 1, Channel.SMS)).isEmpty();
  }

  @Test
  void while_a_veto_may_stand_that_nobody_can_read_a_relays_number_is_told_nothing() {
    Given unread = ownAndMothers().email().with(Given.relays("relays: ["));
    assertThat(unread.ceilingUnder(ROUTING, 1, Channel.SMS)).isEmpty();
    assertThat(unread.ceilingUnder(ROUTING, 2, Channel.SMS)).isEmpty();
    assertThat(unread.ceilingUnder(ROUTING, 3, Channel.EMAIL)).contains(Level.L3);
  }

  @Test
  void a_veto_of_a_contact_nobody_has_leaves_a_relays_number_nothing_to_be_told() {
    Given typo =
        ownAndMothers()
            .email()
            .listed("  - { person: P-4K7Q2M9XWA, contact: C-7, veto: true, reason: r }");
    assertThat(typo.ceilingUnder(ROUTING, 1, Channel.SMS)).isEmpty();
    assertThat(typo.ceilingUnder(ROUTING, 2, Channel.SMS)).isEmpty();
    assertThat(typo.ceilingUnder(ROUTING, 3, Channel.EMAIL)).contains(Level.L3);
  }

  @Test
  void a_relay_is_told_what_its_line_allows_else_its_relation_and_no_more_than_the_routing() {
    String line =
        "  - { person: P-4K7Q2M9XWA, contact: C-1, reason: r, expires: 2026-12-31, level: ";
    assertThat(given().relay("mother").ceilingUnder(ROUTING, 1, Channel.SMS)).contains(Level.L0);
    assertThat(given().relay("cousin").ceilingUnder(ROUTING, 1, Channel.SMS)).isEmpty();
    assertThat(given().relay(null).ceilingUnder(ROUTING, 1, Channel.SMS)).isEmpty();
    assertThat(given().relay("cousin").listed(line + "L1 }").ceilingUnder(ROUTING, 1, Channel.SMS))
        .contains(Level.L1);
    assertThat(
            given()
                .relay("cousin")
                .listed(line + "L3, consent: { form: oral, by: member, date: 2026-01-01 } }")
                .ceilingUnder(ROUTING, 1, Channel.SMS))
        .as("levels.relay")
        .contains(Level.L1);
    assertThat(
            given()
                .relay("cousin")
                .with(Given.relays("relays:\n" + line + "L1 }").approvedBy(digest -> false))
                .ceilingUnder(ROUTING, 1, Channel.SMS))
        .as("not signed")
        .isEmpty();
  }
}
