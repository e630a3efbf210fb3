package org.aviso.outcome;

import java.util.Locale;

/**
 * Everything that can be heard of an attempt. What each means for its state is in {@link
 * Transitions}, nowhere else.
 */
public enum News {
  /** A worker holds it under a lease; the provider is called next. */
  CLAIMED,

  // The provider's answer to our own call.
  ACCEPTED,
  REFUSED_FOR_NOW,
  REFUSED_FOR_GOOD,
  /** Refused for something of ours: account, configuration, text, reputation. */
  REFUSED_TECHNICALLY,
  /** Proof that no byte of the message left. */
  NOT_HANDED_OVER,
  NO_ANSWER,

  // Evidence that comes by itself: a status callback, a bounce.
  REPORTED_UNDERWAY,
  REPORTED_DELIVERED,
  REPORTED_FAILED_FOR_NOW,
  REPORTED_FAILED_FOR_GOOD,
  REPORTED_FAILED_TECHNICALLY,
  /** The provider had the message and does not know what became of it. */
  REPORTED_FATE_UNKNOWN,

  // What the sweeper finds.
  LEASE_ENDED,
  FOUND_AT_PROVIDER,
  PROVED_NOT_SENT,
  RECEIPT_OVERDUE,
  SEND_UNTIL_PASSED,

  // What people and plans decide.
  CANCELLED,
  SUPPRESSED,
  PLANNED_AGAIN,
  RESOLVED_DELIVERED,
  RESOLVED_NOT_SENT;

  /**
   * Whether it says something of the one claim it came of, and nothing of an earlier or later one;
   * all else, that a message left above all, holds of the attempt.
   */
  public boolean ofOneClaim() {
    return this == REFUSED_FOR_NOW
        || this == REFUSED_FOR_GOOD
        || this == REFUSED_TECHNICALLY
        || this == NOT_HANDED_OVER
        || this == NO_ANSWER
        || this == PROVED_NOT_SENT
        || this == RESOLVED_NOT_SENT;
  }

  /** The name in events and docs: lower case, words joined by underscores. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
