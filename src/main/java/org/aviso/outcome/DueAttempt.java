package org.aviso.outcome;

import java.time.Instant;
import org.aviso.routing.PlannedMessage;

/**
 * A message that should stand in the ledger as planned.
 *
 * @param tries 1 for the first try
 * @param repeat the step allows what was sent before to be sent again
 */
public record DueAttempt(
    String step, PlannedMessage message, int tries, Instant due, boolean repeat) {}
