package org.aviso.outcome;

import java.time.Instant;
import org.aviso.person.Owner;
import org.aviso.template.Channel;

/**
 * What the ledger knows of one task, as far as what comes next depends on it.
 *
 * @param channel letter, call or visit
 * @param outcome null until it is done
 * @param due null while its wave has not started
 * @param changed when the state was entered
 */
public record TaskFact(
    long id,
    String step,
    Channel channel,
    Owner to,
    TaskState state,
    HandOutcome outcome,
    Instant due,
    Instant changed) {}
