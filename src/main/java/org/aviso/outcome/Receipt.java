package org.aviso.outcome;

import java.util.Map;
import java.util.Optional;

/**
 * A status callback of the Messages API. Its signature has been checked; its attempt is named by
 * the token in its path, never by its number.
 *
 * @param messageSid the provider's id
 * @param accountSid must be ours, or the callback is refused
 * @param status Twilio's word
 * @param errorCode null when none
 */
public record Receipt(String messageSid, String accountSid, String status, String errorCode) {

  /** Empty when a field every callback has is missing. */
  public static Optional<Receipt> of(Map<String, String> form) {
    String sid = form.get("MessageSid");
    String status = form.get("MessageStatus");
    if (sid == null || sid.isEmpty() || status == null || status.isEmpty()) {
      return Optional.empty();
    }
    String error = form.get("ErrorCode");
    return Optional.of(
        new Receipt(
            sid, form.get("AccountSid"), status, error == null || error.isEmpty() ? null : error));
  }

  /** What it means; empty for a word we do not know, which is logged and changes nothing. */
  public Optional<Judgement> judgement() {
    return switch (status) {
      case "accepted", "scheduled", "queued", "sending", "sent" ->
          Optional.of(new Judgement(News.REPORTED_UNDERWAY, Reason.ACCEPTED, null, null));
      case "delivered", "read" ->
          Optional.of(new Judgement(News.REPORTED_DELIVERED, Reason.ACCEPTED, null, null));
      case "undelivered", "failed" -> Optional.of(failed(Verdicts.ofTwilioCode(errorCode)));
      case "canceled" -> Optional.of(failed(Reason.CANCELLED_AT_PROVIDER));
      default -> Optional.empty();
    };
  }

  /**
   * What it means of a message in doubt that was found in the provider's list with this status:
   * whatever the word, the provider has it.
   */
  public Judgement found() {
    return judgement()
        .filter(judgement -> judgement.news() != News.REPORTED_UNDERWAY)
        .orElseGet(() -> new Judgement(News.FOUND_AT_PROVIDER, Reason.ACCEPTED, null, null));
  }

  private Judgement failed(Reason reason) {
    return new Judgement(Verdicts.report(reason), reason, errorCode, null);
  }
}
