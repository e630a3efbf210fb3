package org.aviso.delivery;

import java.time.Duration;

/** What came back from a provider, unjudged; {@code outcome} says what it means. */
public sealed interface ProviderAnswer {
  /**
   * The provider took the message over.
   *
   * @param providerId message SID, or the mail server's queue id; may be null for mail
   * @param status Twilio's word ({@code queued}, {@code accepted} …) or {@code 250}
   */
  record Accepted(String providerId, String status) implements ProviderAnswer {}

  /**
   * The provider said no; the message was not taken.
   *
   * @param httpStatus HTTP status for SMS, SMTP reply code for mail
   * @param code Twilio error code, or the enhanced status code (RFC 3463) as {@code 5.1.1}; null
   *     when none came
   * @param retryAfter as the provider asked, null when it did not
   */
  record Refused(int httpStatus, String code, Duration retryAfter) implements ProviderAnswer {}

  /**
   * Proof that nothing was handed over: no byte of the message left (connection refused, TLS
   * refused, lease too short).
   */
  record NotSent(String reason) implements ProviderAnswer {}

  /** No answer, or one that cannot be read: the message may or may not be on its way. */
  record Unknown(String reason) implements ProviderAnswer {}
}
