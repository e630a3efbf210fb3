package org.aviso.delivery.email;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import org.aviso.delivery.ProviderAnswer;
import org.eclipse.angus.mail.smtp.SMTPMessage;

/** A message that keeps its Message-ID, knows its lease, and remembers that it was accepted. */
public final class ComposedMail extends SMTPMessage {
  private final String messageId;
  private final long sendBefore;
  private volatile ProviderAnswer.Accepted accepted;

  /**
   * @param messageId with angle brackets
   * @param sendBefore {@code System.nanoTime()} after which it must not be started
   */
  ComposedMail(Session session, String messageId, long sendBefore) {
    super(session);
    this.messageId = messageId;
    this.sendBefore = sendBefore;
  }

  long sendBefore() {
    return sendBefore;
  }

  void accepted(ProviderAnswer.Accepted answer) {
    this.accepted = answer;
  }

  /**
   * The mail server's acceptance; null until then. What camel-mail's sender cannot return is read
   * here.
   */
  public ProviderAnswer.Accepted accepted() {
    return accepted;
  }

  @Override
  protected void updateMessageID() throws MessagingException {
    setHeader("Message-ID", messageId);
  }
}
