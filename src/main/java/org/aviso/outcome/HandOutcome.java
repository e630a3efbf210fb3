package org.aviso.outcome;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What came of a contact made by hand: a call, a letter, a visit. */
public enum HandOutcome {
  /** A letter is in the mail; of no other contact. Whether it arrives nobody knows yet. */
  SENT,
  /** The member was spoken to. */
  REACHED,
  /** A relay says they told the member. */
  TOLD,
  NO_ANSWER,
  /** A letter came back. */
  RETURNED,
  REFUSED,
  WRONG_PERSON,
  STOP_REQUESTED,
  UNSAFE,
  DECEASED,
  /** The member contacted counsel. */
  CONFIRMED;

  /** The name in commands, JSON and the database: lower case, words joined by underscores. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Empty for a word that is none of these. */
  public static Optional<HandOutcome> find(String code) {
    return Arrays.stream(values()).filter(outcome -> outcome.code().equals(code)).findFirst();
  }

  /** It is about a number or an address, so one must be named. */
  public boolean aboutContact() {
    return this == WRONG_PERSON || this == STOP_REQUESTED;
  }

  /** The member has the notice: what {@code unless: delivered} looks for. */
  boolean delivered() {
    return this == REACHED || this == CONFIRMED;
  }

  /** It went to somebody: what {@code unless: sent} looks for. */
  boolean sent() {
    return this == SENT || this == TOLD || delivered();
  }

  /** Nobody was told anything by it: a later step has nothing to wait for. */
  boolean silent() {
    return this == NO_ANSWER || this == RETURNED || this == WRONG_PERSON;
  }
}
