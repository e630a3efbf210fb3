package org.aviso.pipeline;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import org.apache.camel.component.mail.DefaultJavaMailSender;
import org.aviso.delivery.email.MailFailure;

/** Stands where no mail relay is set: what would go by email is known not to have left. */
final class NoMailRelay extends DefaultJavaMailSender {
  @Override
  public void send(MimeMessage message) throws MessagingException {
    throw MailFailure.notSent("aviso.smtp.host is not set");
  }
}
