package org.aviso.delivery.email;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import org.aviso.delivery.ProviderAnswer;
import org.eclipse.angus.mail.smtp.SMTPMessage;

/**
 * A message that is its headers and its body as they travel, knows its lease, and remembers that it
 * was accepted. A tree of parts would look up and encode for each message what is the same for all.
 */
public final class ComposedMail extends SMTPMessage {
  private final long sendBefore;
  private volatile ProviderAnswer.Accepted accepted;

  /**
   * @param sendBefore {@code System.nanoTime()} after which it must not be started
   */
  ComposedMail(Session session, long sendBefore) {
    super(session);
    this.sendBefore = sendBefore;
  }

  /**
   * Ends the composing: nothing is changed after it.
   *
   * @param body encoded, its lines ended by CRLF
   */
  void seal(String contentType, byte[] body) throws MessagingException {
    setHeader("MIME-Version", "1.0");
    setHeader("Content-Type", contentType);
    content = body;
    modified = false;
    saved = true;
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

  /** Asked by the transport for its trace alone, once a message, and decoded for it. */
  @Override
  public String getSubject() {
    return null;
  }

  /** It would write a Message-ID of its own. */
  @Override
  public void saveChanges() {
    if (!saved) {
      throw new IllegalStateException("The message is not sealed");
    }
  }
}
