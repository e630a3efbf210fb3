package org.aviso.outcome;

import java.time.Instant;
import java.util.List;
import org.aviso.routing.PlannedMessage;

/**
 * A message that should stand in the ledger as planned.
 *
 * @param tries 1 for the first try
 * @param repeat the step allows what was sent before to be sent again
 * @param followedBy what the same step would send after it, one after the other, should this one
 *     fail ({@code contacts: first}); else empty
 * @param sendBy it leaves before this moment or is planned anew; null when there is no such end
 */
public record DueAttempt(
    String step,
    PlannedMessage message,
    int tries,
    Instant due,
    boolean repeat,
    List<PlannedMessage> followedBy,
    Instant sendBy) {
  public DueAttempt {
    followedBy = List.copyOf(followedBy);
  }

  public DueAttempt(String step, PlannedMessage message, int tries, Instant due, boolean repeat) {
    this(step, message, tries, due, repeat, List.of(), null);
  }

  /** The same, put off. */
  public DueAttempt within(Instant from, Instant until) {
    return new DueAttempt(step, message, tries, from, repeat, followedBy, until);
  }

  DueAttempt followedBy(List<PlannedMessage> others) {
    return new DueAttempt(step, message, tries, due, repeat, others, sendBy);
  }
}
