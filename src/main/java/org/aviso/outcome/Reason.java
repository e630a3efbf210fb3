package org.aviso.outcome;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Why an attempt is in its state, in our words, and everything that follows from it: whether it is
 * tried again, what it means for the contact, who must hear of it, whether the channel stops.
 * Providers' codes map onto these in {@link Verdicts}.
 */
public enum Reason {
  ACCEPTED(Failure.NONE, Retry.NONE, ContactConsequence.NONE, Alarm.NONE, Brake.NONE),

  // For good.
  BAD_ADDRESS(Failure.PERMANENT, Retry.NONE, ContactConsequence.DEAD, Alarm.NONE, Brake.NONE),
  STOP_REQUESTED(
      Failure.PERMANENT, Retry.NONE, ContactConsequence.SUPPRESSED, Alarm.NONE, Brake.NONE),
  /** Mailbox or route failed (RFC 3463 x.2.x, x.4.x); nobody said that the address is wrong. */
  MAILBOX_UNAVAILABLE(
      Failure.PERMANENT, Retry.NONE, ContactConsequence.NONE, Alarm.NONE, Brake.NONE),
  CANCELLED_AT_PROVIDER(
      Failure.PERMANENT, Retry.NONE, ContactConsequence.NONE, Alarm.OPERATOR, Brake.NONE),
  /** A code no table lists: never tried again, and somebody must read it. */
  UNCLASSIFIED(Failure.PERMANENT, Retry.NONE, ContactConsequence.NONE, Alarm.OPERATOR, Brake.NONE),

  // Ours to mend.
  CONTENT_REFUSED(
      Failure.TECHNICAL, Retry.NONE, ContactConsequence.NONE, Alarm.COUNSEL, Brake.BATCH),
  ACCOUNT(Failure.TECHNICAL, Retry.NONE, ContactConsequence.NONE, Alarm.OPERATOR, Brake.CHANNEL),
  /**
   * Reputation, authentication or encryption of the sending domain (RFC 3463 x.7.x): the address is
   * not dead.
   */
  POLICY(Failure.TECHNICAL, Retry.NONE, ContactConsequence.NONE, Alarm.OPERATOR, Brake.NONE),

  /** A mail server refused this one message for its size or form; others may pass. */
  MESSAGE_REFUSED(
      Failure.TECHNICAL, Retry.NONE, ContactConsequence.NONE, Alarm.OPERATOR, Brake.NONE),

  // For now.
  TRANSIENT(Failure.TEMPORARY, Retry.BACKOFF, ContactConsequence.NONE, Alarm.NONE, Brake.NONE),
  /** Asked to slow down: known not to be processed, and no try is spent. */
  THROTTLED(
      Failure.TEMPORARY, Retry.BACKOFF_UNSPENT, ContactConsequence.NONE, Alarm.NONE, Brake.NONE),
  MAILBOX_FULL(Failure.TEMPORARY, Retry.BACKOFF, ContactConsequence.NONE, Alarm.NONE, Brake.NONE),
  DAILY_LIMIT(Failure.TEMPORARY, Retry.NEXT_DAY, ContactConsequence.NONE, Alarm.NONE, Brake.NONE),
  UNREACHABLE(
      Failure.TEMPORARY,
      Retry.TWICE_IN_THREE_DAYS,
      ContactConsequence.NONE,
      Alarm.NONE,
      Brake.NONE),
  VALIDITY_EXPIRED(
      Failure.TEMPORARY,
      Retry.ONCE_LONGER_VALIDITY,
      ContactConsequence.NONE,
      Alarm.NONE,
      Brake.NONE),

  // Not known, or not sent at all.
  FATE_UNKNOWN(Failure.UNKNOWN, Retry.NONE, ContactConsequence.NONE, Alarm.NONE, Brake.NONE),
  NO_ANSWER(Failure.UNKNOWN, Retry.NONE, ContactConsequence.NONE, Alarm.NONE, Brake.NONE),
  NOT_HANDED_OVER(
      Failure.NOT_SENT, Retry.SAME_TRY, ContactConsequence.NONE, Alarm.NONE, Brake.NONE);

  /** What kind of failure, and so which state. */
  public enum Failure {
    NONE,
    TEMPORARY,
    PERMANENT,
    TECHNICAL,
    UNKNOWN,
    NOT_SENT
  }

  /** Whether and when {@link RetryPolicy} plans another try. */
  public enum Retry {
    NONE,
    BACKOFF,
    BACKOFF_UNSPENT,
    NEXT_DAY,
    TWICE_IN_THREE_DAYS,
    ONCE_LONGER_VALIDITY,
    SAME_TRY
  }

  /** What happens to the contact, for every person who shares its value. */
  public enum ContactConsequence {
    NONE,
    DEAD,
    SUPPRESSED
  }

  /** Who is told at once. */
  public enum Alarm {
    NONE,
    OPERATOR,
    COUNSEL
  }

  /** What sends nothing more until a person resumes it. */
  public enum Brake {
    NONE,
    BATCH,
    CHANNEL
  }

  private final Failure failure;
  private final Retry retry;
  private final ContactConsequence contact;
  private final Alarm alarm;
  private final Brake brake;

  Reason(Failure failure, Retry retry, ContactConsequence contact, Alarm alarm, Brake brake) {
    this.failure = failure;
    this.retry = retry;
    this.contact = contact;
    this.alarm = alarm;
    this.brake = brake;
  }

  public Failure failure() {
    return failure;
  }

  public Retry retry() {
    return retry;
  }

  public ContactConsequence contact() {
    return contact;
  }

  public Alarm alarm() {
    return alarm;
  }

  public Brake brake() {
    return brake;
  }

  /** The name in files, JSON and the database: lower case, words joined by underscores. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Empty for a code that is not one of these, or null. */
  public static Optional<Reason> find(String code) {
    return Arrays.stream(values()).filter(reason -> reason.code().equals(code)).findFirst();
  }
}
