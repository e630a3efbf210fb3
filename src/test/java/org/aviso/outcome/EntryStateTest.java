package org.aviso.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.aviso.person.ContactId;
import org.aviso.person.HoldReason;
import org.aviso.person.Owner;
import org.aviso.template.Channel;
import org.aviso.template.Level;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntryStateTest {
  private static final Instant NOON = Instant.parse("2027-01-05T12:00:00Z");

  private static AttemptFact attempt(Owner to, AttemptState state, int tries) {
    return new AttemptFact(
        1,
        "text",
        new ContactId(1),
        tries,
        Channel.SMS,
        to,
        Level.L1,
        state,
        null,
        NOON,
        NOON,
        null,
        false);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          # signs,                 member,            relay,     more,  state
          dead stopped confirmed,  DELIVERED,         -,         true,  DECEASED
          stopped confirmed held,  DELIVERED,         -,         true,  STOPPED_BY_COUNSEL
          confirmed held,          DELIVERED,         -,         true,  MEMBER_CONFIRMED
          told held,               DELIVERED,         DELIVERED, true,  DELIVERED_TO_MEMBER
          reached,                 PERMANENT_FAILURE, -,         false, DELIVERED_TO_MEMBER
          told,                    SENT,              DELIVERED, true,  RELAY_CONFIRMED
          held,                    SENT,              DELIVERED, true,  HANDED_TO_RELAY
          held,                    SENT,              SENT,      true,  HELD
          superseded,              DELIVERED,         -,         false, DELIVERED_TO_MEMBER
          superseded,              CANCELLED,         -,         true,  STOPPED_BY_COUNSEL
          superseded,              SENT,              CANCELLED, false, IN_PROGRESS
          superseded,              UNCONFIRMED,       CANCELLED, false, UNCONFIRMED
          -,                       PLANNED,           -,         true,  WAITING
          -,                       -,                 -,         true,  WAITING
          -,                       SENT,              -,         false, IN_PROGRESS
          -,                       PERMANENT_FAILURE, PLANNED,   true,  IN_PROGRESS
          -,                       IN_DOUBT,          -,         false, IN_PROGRESS
          stop,                    SUPPRESSED,        -,         false, STOP_REQUESTED
          stop,                    SUPPRESSED,        SENT,      false, IN_PROGRESS
          -,                       PERMANENT_FAILURE, UNCONFIRMED, false, UNCONFIRMED
          -,                       PERMANENT_FAILURE, -,         false, ROUTES_EXHAUSTED
          -,                       CANCELLED,         -,         false, ROUTES_EXHAUSTED
          """)
  void the_first_that_holds_counts(
      String signs, AttemptState member, AttemptState relay, boolean more, EntryState state) {
    Set<String> set = signs == null ? Set.of() : Set.of(signs.split(" "));
    List<AttemptFact> attempts = new ArrayList<>();
    if (member != null) {
      attempts.add(attempt(Owner.MEMBER, member, 1));
    }
    if (relay != null) {
      attempts.add(attempt(Owner.RELAY, relay, 1));
    }
    var held = EnumSet.noneOf(HoldReason.class);
    if (set.contains("held")) {
      held.add(HoldReason.COUNSEL_HOLD);
    }
    assertThat(
            EntryState.of(
                new EntryState.Facts(
                    set.contains("dead"),
                    set.contains("stopped"),
                    set.contains("confirmed"),
                    set.contains("reached"),
                    set.contains("told"),
                    held,
                    set.contains("superseded"),
                    set.contains("stop"),
                    attempts,
                    more)))
        .isEqualTo(state);
  }

  @ParameterizedTest
  @CsvSource({"1, WAITING", "2, IN_PROGRESS"})
  void a_planned_second_try_means_that_the_first_was_claimed(int tries, EntryState state) {
    assertThat(
            EntryState.of(
                new EntryState.Facts(
                    false,
                    false,
                    false,
                    false,
                    false,
                    Set.of(),
                    false,
                    false,
                    List.of(attempt(Owner.MEMBER, AttemptState.PLANNED, tries)),
                    true)))
        .isEqualTo(state);
  }
}
