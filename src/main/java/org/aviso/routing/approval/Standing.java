package org.aviso.routing.approval;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/**
 * What a target is worth now.
 *
 * @param approval id of the newest approval of these bytes that counts; null when none does
 * @param approved digest the newest valid approval is of, whether the bytes are still those; may be
 *     null
 * @param by names of the counsel whose approvals of these bytes count
 * @param expires the last day it is in force, null when it is not
 * @param reasons in plain words, why it is not in force or what is odd
 */
public record Standing(
    String target,
    State state,
    String approval,
    String approved,
    List<String> by,
    LocalDate expires,
    List<String> reasons) {
  public Standing {
    by = List.copyOf(by);
    reasons = List.copyOf(reasons);
  }

  /** In the order of how much is wrong. */
  public enum State {
    APPROVED,
    NEEDS_SECOND,
    UNAPPROVED,
    CHANGED,
    EXPIRED,
    INVALID;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public boolean inForce() {
    return state == State.APPROVED;
  }
}
