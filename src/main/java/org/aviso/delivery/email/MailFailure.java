package org.aviso.delivery.email;

import jakarta.mail.MessagingException;
import org.aviso.delivery.ProviderAnswer;

/**
 * The message was not accepted, or not known to be; carries the answer through callers that only
 * know exceptions.
 */
public final class MailFailure extends MessagingException {
  private static final long serialVersionUID = 1;

  private final transient ProviderAnswer answer;

  MailFailure(ProviderAnswer answer) {
    super(answer.toString());
    this.answer = answer;
  }

  /** Nothing was handed to anybody. */
  public static MailFailure notSent(String reason) {
    return new MailFailure(new ProviderAnswer.NotSent(reason));
  }

  public ProviderAnswer answer() {
    return answer;
  }
}
