package org.aviso.intake;

import java.util.List;
import org.aviso.person.PersonId;

/**
 * @param person null when the row was rejected
 * @param reasons why it was held or rejected, and what else was noticed; empty when all was well
 */
public record RowOutcome(int line, Outcome outcome, PersonId person, List<RowReason> reasons) {
  public RowOutcome {
    reasons = List.copyOf(reasons);
  }
}
