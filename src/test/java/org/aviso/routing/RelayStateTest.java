package org.aviso.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.aviso.routing.Given.TODAY;
import static org.aviso.routing.Given.given;

import java.time.LocalDate;
import java.util.List;
import org.aviso.person.ContactId;
import org.aviso.template.Level;
import org.junit.jupiter.api.Test;

/** What counsel is shown of each relay, and what each approval rests on. */
class RelayStateTest {
  private static final String PLAN =
      """
        - id: p
          when: { custody: [released] }
          steps:
            - { id: text, send: sms, to: member }
            - { id: family, send: relay, by: [sms] }
      """;
  private static final Routing ROUTING = Given.routing(PLAN);
  private static final Routing NO_RELAYS =
      Given.routingOf(
          "notice: n\nversion: 1\nlevels: { member-unverified: { sms: L1, email: L1 } }\n"
              + "relay: { relations: { mother: L0 } }\nplans:\n"
              + PLAN);

  @Test
  void every_relay_and_nobody_else_is_shown() {
    List<RelayState> states = given().phone().relay("mother").relay("cousin").relaysUnder(ROUTING);
    assertThat(states)
        .extracting(state -> state.contact().id())
        .containsExactly(new ContactId(2), new ContactId(3));
    assertThat(states).extracting(RelayState::now).containsExactly(Level.L0, null);
  }

  @Test
  void a_kind_holds_while_nothing_speaks_against_it() {
    assertThat(only(given().relay("mother")).byKind()).isTrue();
    assertThat(only(given().relay("cousin")).byKind()).isFalse();
    assertThat(only(given().relay("mother").vetoed(1)).byKind()).isFalse();
    assertThat(only(given().from("US").relay("mother")).byKind()).isFalse();
    assertThat(only(given().relay("mother").listed(entry("L0", ", revoked: 2026-11-01"))).byKind())
        .isFalse();
    assertThat(given().relay("mother").relaysUnder(NO_RELAYS).get(0).byKind()).isFalse();
  }

  @Test
  void a_listing_holds_unless_vetoed_or_without_a_level_for_relays() {
    Given listed = given().relay("cousin").listed(entry("L1", ""));
    assertThat(only(listed).oneByOne()).isTrue();
    assertThat(only(listed).now()).isEqualTo(Level.L1);
    assertThat(listed.relaysUnder(NO_RELAYS).get(0).oneByOne()).isFalse();
    assertThat(only(listed.vetoed(1)).oneByOne()).isFalse();
    assertThat(only(given().relay("cousin")).oneByOne()).isFalse();
  }

  @Test
  void of_several_approvals_the_lowest_level_and_the_last_day_hold() {
    LocalDate later = TODAY.plusDays(9);
    for (List<String> order :
        List.of(
            List.of(until("L0", TODAY), until("L1", later)),
            List.of(until("L1", later), until("L0", TODAY)))) {
      Relays both =
          Relays.of(
              order.stream()
                  .flatMap(each -> Given.relays("relays:\n" + each).batches().stream())
                  .toList());
      RelayState state = only(given().relay("cousin").with(both));
      assertThat(state.standing().expires()).isEqualTo(later);
      assertThat(state.now()).isEqualTo(Level.L0);
    }
  }

  @Test
  void a_message_names_the_approval_it_rests_on() {
    assertThat(approvals(given().phone().relay("mother").decidedUnder(ROUTING)))
        .containsExactly("none", ROUTING.digest());
    assertThat(approvals(given().relay("cousin").listed(entry("L1", "")).decidedUnder(ROUTING)))
        .containsExactly("d1");
  }

  @Test
  void what_counsel_wrote_of_a_relay_is_not_printed() {
    String shown = Given.relays("relays:\n" + entry("L1", "")).batches().toString();
    assertThat(shown)
        .contains("Entry[P-4K7Q2M9XWA C-1]")
        .doesNotContain("asked for")
        .doesNotContain("all matters");
    assertThat(new RelayBatch.Consent("oral", "member", TODAY, "all matters", "Lee", null))
        .hasToString("Consent[oral member " + TODAY + "]");
    assertThat(RelayBatch.Entry.veto(Given.PERSON, null, "asked for"))
        .hasToString("Entry[P-4K7Q2M9XWA all]");
  }

  private static List<String> approvals(Decision decision) {
    return ((Decision.Planned) decision)
        .steps().stream()
            .flatMap(step -> step.messages().stream())
            .map(message -> message.approval() == null ? "none" : message.approval())
            .toList();
  }

  private static RelayState only(Given given) {
    return given.relaysUnder(ROUTING).get(0);
  }

  private static String until(String level, LocalDate day) {
    return "  - { person: P-4K7Q2M9XWA, contact: C-1, level: "
        + level
        + ", expires: "
        + day
        + ", reason: r }\n";
  }

  private static String entry(String level, String revoked) {
    return "  - { person: P-4K7Q2M9XWA, contact: C-1, level: "
        + level
        + ", expires: 2027-05-01, reason: asked for, consent: { form: oral, by: member,"
        + " date: 2026-10-01, scope: all matters"
        + revoked
        + " } }\n";
  }
}
