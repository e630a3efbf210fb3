package org.aviso.outcome;

import java.time.Duration;
import java.util.Objects;

/**
 * What a provider's answer, a receipt or a bounce means: the news for {@link Transitions}, and
 * through its reason all that follows.
 *
 * @param news what it does to the state
 * @param reason in our words, with retry, contact consequence, alarm and brake
 * @param providerCode Twilio error code, enhanced status code, SMTP reply or HTTP status as it
 *     came; null when none
 * @param retryAfter as the provider asked, null when it did not
 */
public record Judgement(News news, Reason reason, String providerCode, Duration retryAfter) {
  public Judgement {
    Objects.requireNonNull(news, "news");
    Objects.requireNonNull(reason, "reason");
  }

  /** The state this leads to from {@code sending}; there every judgement has a place. */
  public AttemptState state() {
    return Transitions.next(AttemptState.SENDING, news).orElseThrow();
  }
}
