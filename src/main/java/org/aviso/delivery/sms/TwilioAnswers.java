package org.aviso.delivery.sms;

import com.twilio.rest.api.v2010.account.Message;
import java.util.concurrent.RejectedExecutionException;
import org.aviso.delivery.ProviderAnswer;

/** What a call of the SDK came to, whoever wrapped it. */
public final class TwilioAnswers {
  private TwilioAnswers() {}

  /** A message without a SID is no proof of anything. */
  public static ProviderAnswer of(Message created) {
    if (created == null || created.getSid() == null || created.getSid().isEmpty()) {
      return new ProviderAnswer.Unknown("an answer without a message SID");
    }
    String status = created.getStatus() == null ? "unknown" : created.getStatus().toString();
    return new ProviderAnswer.Accepted(created.getSid(), status);
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
