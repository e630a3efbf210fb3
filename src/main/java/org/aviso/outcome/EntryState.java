package org.aviso.outcome;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.aviso.person.HoldReason;
import org.aviso.person.Owner;

/**
 * Where an entry, one person in one notice, stands. Of those that hold the first counts, in the
 * order written here.
 */
public enum EntryState {
  DECEASED,
  STOPPED_BY_COUNSEL,
  MEMBER_CONFIRMED,
  DELIVERED_TO_MEMBER,
  RELAY_CONFIRMED,
  HANDED_TO_RELAY,
  HELD,
  /** Nothing was claimed yet: the wave is proposed or paused, or the first step is not due. */
  WAITING,
  /** Something was claimed and the plan is not exhausted. */
  IN_PROGRESS,
  STOP_REQUESTED,
  UNCONFIRMED,
  ROUTES_EXHAUSTED;

  /**
   * All that decides it.
   *
   * @param deceased anyone reported the person's death
   * @param stopped counsel said stop-notices
   * @param memberConfirmed the member contacted counsel
   * @param memberReached a contact made by hand reached the member
   * @param relayTold a relay says they told the member
   * @param held reasons of the decision and of counsel; empty when none
   * @param superseded another notice took the place of the entry's
   * @param stopRequested a contact of the entry asked for silence
   * @param attempts the latest try of each (step, contact)
   * @param moreToCome {@link Schedule#next} names something
   */
  public record Facts(
      boolean deceased,
      boolean stopped,
      boolean memberConfirmed,
      boolean memberReached,
      boolean relayTold,
      Set<HoldReason> held,
      boolean superseded,
      boolean stopRequested,
      List<AttemptFact> attempts,
      boolean moreToCome) {
    public Facts {
      held = Set.copyOf(held);
      attempts = List.copyOf(attempts);
    }
  }

  public static EntryState of(Facts facts) {
    if (facts.deceased()) {
      return DECEASED;
    }
    if (facts.stopped()) {
      return STOPPED_BY_COUNSEL;
    }
    if (facts.memberConfirmed()) {
      return MEMBER_CONFIRMED;
    }
    if (facts.memberReached() || delivered(facts, Owner.MEMBER)) {
      return DELIVERED_TO_MEMBER;
    }
    if (facts.relayTold()) {
      return RELAY_CONFIRMED;
    }
    if (delivered(facts, Owner.RELAY)) {
      return HANDED_TO_RELAY;
    }
    if (!facts.held().isEmpty()) {
      return HELD;
    }
    if (facts.superseded()) {
      return afterwards(facts);
    }
    if (facts.moreToCome() || facts.attempts().stream().anyMatch(EntryState::open)) {
      return facts.attempts().stream().anyMatch(EntryState::claimed) ? IN_PROGRESS : WAITING;
    }
    if (facts.stopRequested()) {
      return STOP_REQUESTED;
    }
    return has(facts, AttemptState.UNCONFIRMED) ? UNCONFIRMED : ROUTES_EXHAUSTED;
  }

  /** Counsel's newer notice ended it; what had left before still has its outcome to come. */
  private static EntryState afterwards(Facts facts) {
    if (facts.attempts().stream().anyMatch(fact -> open(fact) && claimed(fact))) {
      return IN_PROGRESS;
    }
    return has(facts, AttemptState.UNCONFIRMED) ? UNCONFIRMED : STOPPED_BY_COUNSEL;
  }

  /** The name in files, JSON and the database: lower case, words joined by underscores. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static boolean delivered(Facts facts, Owner to) {
    return facts.attempts().stream().anyMatch(fact -> fact.delivered() && fact.to() == to);
  }

  private static boolean has(Facts facts, AttemptState state) {
    return facts.attempts().stream().anyMatch(fact -> fact.state() == state);
  }

  private static boolean open(AttemptFact fact) {
    return switch (fact.state()) {
      case PLANNED, SENDING, SENT, IN_DOUBT -> true;
      case DELIVERED,
          TEMPORARY_FAILURE,
          PERMANENT_FAILURE,
          TECHNICAL_FAILURE,
          UNCONFIRMED,
          EXPIRED,
          CANCELLED,
          SUPPRESSED ->
          false;
    };
  }

  /** A second try is planned only after the first was claimed. */
  private static boolean claimed(AttemptFact fact) {
    return switch (fact.state()) {
      case PLANNED, EXPIRED, CANCELLED, SUPPRESSED -> fact.tries() > 1;
      case SENDING,
          SENT,
          DELIVERED,
          TEMPORARY_FAILURE,
          PERMANENT_FAILURE,
          TECHNICAL_FAILURE,
          IN_DOUBT,
          UNCONFIRMED ->
          true;
    };
  }
}
