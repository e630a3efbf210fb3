package org.aviso.outcome;

import java.time.Instant;
import org.aviso.person.ContactId;
import org.aviso.person.Owner;
import org.aviso.template.Channel;
import org.aviso.template.Level;

/**
 * What the ledger knows of one attempt, as far as what comes next depends on it.
 *
 * @param tries 1 for the first try of (step, contact)
 * @param reason code behind the state, may be null
 * @param due when a planned one may leave
 * @param changed when the state was entered
 * @param retryAfter a temporary failure's earliest next try as the provider asked, may be null
 * @param wrongPerson it left, and somebody said that the contact is another's than it was meant for
 */
public record AttemptFact(
    long id,
    String step,
    ContactId contact,
    int tries,
    Channel channel,
    Owner to,
    Level level,
    AttemptState state,
    String reason,
    Instant due,
    Instant changed,
    Instant retryAfter,
    boolean wrongPerson) {

  /** It reached whom it was meant for, as far as anybody knows. */
  public boolean delivered() {
    return state == AttemptState.DELIVERED && !wrongPerson;
  }
}
