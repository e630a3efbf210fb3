package org.aviso.delivery.email;

import jakarta.mail.MessagingException;
import org.aviso.delivery.ProviderAnswer;

/** What a send came to, whoever wrapped it. */
public final class MailAnswers {
  private MailAnswers() {}

  /**
   * After a send that returned; a message {@link MailComposer} did not make has no queue id to
   * tell.
   */
  public static ProviderAnswer of(jakarta.mail.internet.MimeMessage sent) {
    if (sent instanceof ComposedMail mail && mail.accepted() != null) {
      return mail.accepted();
    }
    return new ProviderAnswer.Unknown("no acceptance was recorded");
  }

  /** Looks through the causes; what it does not know may have been sent. */
  public static ProviderAnswer of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof MailFailure known) {
        return known.answer();
      }
      if (cause instanceof MessagingException mail
          && mail.getNextException() instanceof MailFailure k) {
        return k.answer();
      }
    }
    return new ProviderAnswer.Unknown(failure.getClass().getSimpleName());
  }
}
