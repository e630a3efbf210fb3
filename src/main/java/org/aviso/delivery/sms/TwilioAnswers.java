package org.aviso.delivery.sms;

import com.twilio.rest.api.v2010.account.Message;
import java.util.concurrent.RejectedExecutionException;
import org.aviso.delivery.ProviderAnswer;

/** What a call of the SDK came to, whoever wrapped it. */
public final class TwilioAnswers {
  private TwilioAnswers() {}

  /** After a call of the SDK that returned. */
  public static ProviderAnswer of(Message created) {
    if (created == null) {
      return created(null, null);
    }
    return created(
        created.getSid(), created.getStatus() == null ? null : created.getStatus().toString());
  }

  /**
   * A message without a SID is no proof of anything.
   *
   * @param status Twilio's word; null when it said none
   */
  static ProviderAnswer created(String sid, String status) {
    return sid == null || sid.isEmpty()
        ? new ProviderAnswer.Unknown("an answer without a message SID")
        : new ProviderAnswer.Accepted(sid, status == null ? "unknown" : status);
  }

  /**
   * Looks through the causes (camel-twilio wraps twice); what it does not know may have been sent.
   */
  public static ProviderAnswer of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TwilioRefusal refusal) {
        return new ProviderAnswer.Refused(
            refusal.httpStatus(), refusal.errorCode(), refusal.retryAfter());
      }
      if (cause instanceof TwilioSilence silence) {
        return silence.nothingLeft()
            ? new ProviderAnswer.NotSent(silence.getMessage())
            : new ProviderAnswer.Unknown(silence.getMessage());
      }
      if (cause instanceof RejectedExecutionException) {
        return new ProviderAnswer.NotSent("no thread took it");
      }
    }
    return new ProviderAnswer.Unknown(failure.getClass().getSimpleName());
  }
}
