package org.aviso.outcome;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What came to the bounce mailbox, read.
 *
 * @param recipients one an address reported on; empty for an automatic reply or none
 * @param attempt reference of the attempt, null when the message names none of ours: to be
 *     quarantined
 * @param unreadable not all of it can be read, and what can says nothing of anybody: a person must
 *     look
 */
public record Bounce(Kind kind, List<Recipient> recipients, String attempt, boolean unreadable) {
  public Bounce {
    recipients = List.copyOf(recipients);
  }

  /** What sort of message it is; the gravest of its recipients decides. */
  public enum Kind {
    BOUNCE,
    DELAY,
    DELIVERED,
    COMPLAINT,
    /** A vacation reply: no outcome. */
    AUTOREPLY,
    NONE;

    /** The name in JSON. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What it means for one address. */
  public enum Fate {
    PERMANENT,
    TRANSIENT,
    /** RFC 3463 x.7.x: ours to mend, the address is not dead. */
    POLICY,
    DELIVERED,
    NONE;

    /** The name in JSON. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One address reported on.
   *
   * @param address as reported; personal
   * @param original what was written to, where the report says so (RFC 3464 §2.3.1), else null;
   *     personal
   * @param action RFC 3464 §2.3.3: failed, delayed, delivered, relayed, expanded; read from the
   *     words where none stood
   * @param status enhanced status code that counts; null when none came
   * @param fate {@code class} in JSON
   * @param reason in our words
   */
  public record Recipient(
      String address, String original, String action, String status, Fate fate, Reason reason) {

    /** Each address it names; personal. */
    public List<String> addresses() {
      return Stream.of(address, original).filter(one -> one != null && !one.isEmpty()).toList();
    }

    /** Empty where nothing final is said: delayed, relayed, expanded. */
    public Optional<Judgement> judgement() {
      return switch (action) {
        case "failed" -> Optional.of(new Judgement(Verdicts.report(reason), reason, status, null));
        case "delivered" ->
            Optional.of(new Judgement(News.REPORTED_DELIVERED, Reason.ACCEPTED, status, null));
        default -> Optional.empty();
      };
    }

    @Override
    public String toString() {
      return "Recipient[" + action + " " + status + " " + fate.code() + " " + reason.code() + "]";
    }
  }

  /** No report and no automatic reply: somebody wrote it. */
  public boolean reply() {
    return kind == Kind.NONE && recipients.isEmpty() && !unreadable;
  }

  /** Nothing follows from it by itself: a reply, a complaint, what may be a bounce all the same. */
  public boolean forAPerson() {
    return unreadable
        || reply()
        || kind == Kind.COMPLAINT
        || attempt == null && kind != Kind.AUTOREPLY;
  }

  @Override
  public String toString() {
    return "Bounce[" + kind.code() + " " + attempt + "]";
  }
}
