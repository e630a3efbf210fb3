package org.aviso.outcome;

import java.time.Instant;
import org.aviso.routing.PlannedMessage;

/**
 * A message that should stand in the ledger as planned.
 *
 * @param tries 1 for the first try
 * @param repeat the step allows what was sent before to be sent again
 * @param sequel follows a contact of the same step that failed ({@code contacts: first}): what let
 *     the step go let it go as well
 * @param sendBy it leaves before this moment or is planned anew; null when there is no such end
 */
public record DueAttempt(
    String step,
    PlannedMessage message,
    int tries,
    Instant due,
    boolean repeat,
    boolean sequel,
    Instant sendBy) {
  public DueAttempt(String step, PlannedMessage message, int tries, Instant due, boolean repeat) {
    this(step, message, tries, due, repeat, false, null);
  }

  /** The same, put off. */
  public DueAttempt within(Instant from, Instant until) {
    return new DueAttempt(step, message, tries, from, repeat, sequel, until);
  }
}
