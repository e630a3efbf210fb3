package org.aviso.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.aviso.person.HoldReason.MINOR;
import static org.aviso.person.HoldReason.NO_PLAN;
import static org.aviso.person.HoldReason.RELAY_UNAPPROVED;
import static org.aviso.routing.DecisionAssert.assertThat;
import static org.aviso.routing.Given.TODAY;
import static org.aviso.routing.Given.given;

import java.nio.file.Path;
import org.aviso.person.Custody;
import org.aviso.person.Ternary;
import org.aviso.template.Channel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The routing this repository ships: the one the demo runs and people copy. */
class ClassNoticeTest {
  private static final CounselFolder FOLDER = CounselFolder.read(Path.of("routes/counsel"));
  private static final Routing ROUTING = FOLDER.routing("class-notice").orElseThrow();

  @Test
  void nothing_is_wrong_with_it() {
    assertThat(FOLDER.findings()).isEmpty();
  }

  @Test
  void at_liberty_text_then_mail_then_family() {
    assertThat(given().phone().email().relay("mother").decidedUnder(ROUTING))
        .followsPlan("at-liberty")
        .sends("text C-1 sms L1 es", "mail C-2 email L3 es", "family C-3 sms L0 es");
  }

  @Test
  void detained_only_the_family_and_a_letter() {
    Decision decision =
        given().custody(Custody.DETAINED).phone().email().relay("sibling").decidedUnder(ROUTING);
    assertThat(decision).followsPlan("detained").sends("family C-3 sms L0 es");
    assertThat(((Decision.Planned) decision).steps().get(1).task()).isEqualTo(Channel.LETTER);
  }

  @Test
  void removed_abroad_is_told_there_and_relatives_at_home_are_not_asked() {
    assertThat(
            given()
                .custody(Custody.REMOVED)
                .phone("+50255550101", "GT")
                .relay("mother", "+50255550102", "GT", "es")
                .decidedUnder(ROUTING))
        .followsPlan("removed-abroad")
        .sends("text C-1 sms L1 es")
        .remarks();
  }

  @Test
  void removed_with_contacts_in_the_united_states_only() {
    assertThat(given().custody(Custody.REMOVED).email().relay("spouse").decidedUnder(ROUTING))
        .followsPlan("removed")
        .sends("mail C-1 email L3 es", "family C-2 sms L0 es");
  }

  @ParameterizedTest
  @CsvSource({"cousin", "friend", "father", "unknown"})
  void other_relations_are_approved_one_by_one(String relation) {
    assertThat(given().phone().relay(relation).decidedUnder(ROUTING))
        .sends("text C-1 sms L1 es")
        .remarks(RELAY_UNAPPROVED);
  }

  @Test
  void minors_persons_with_attorney_and_unknown_custody_are_held() {
    assertThat(given().phone().born(TODAY.minusYears(12)).decidedUnder(ROUTING))
        .isHeldFor(NO_PLAN, MINOR);
    assertThat(given().phone().represented(Ternary.YES).decidedUnder(ROUTING)).isHeldFor(NO_PLAN);
    assertThat(given().phone().custody(Custody.UNKNOWN).decidedUnder(ROUTING)).isHeldFor(NO_PLAN);
  }
}
