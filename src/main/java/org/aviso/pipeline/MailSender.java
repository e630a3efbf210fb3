package org.aviso.pipeline;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import org.apache.camel.component.mail.DefaultJavaMailSender;
import org.aviso.delivery.email.KeptOpenSmtp;

/** What camel-mail sends through: connections that stay open. */
final class MailSender extends DefaultJavaMailSender {
  private final KeptOpenSmtp smtp;

  MailSender(KeptOpenSmtp smtp) {
    this.smtp = smtp;
  }

  @Override
  public void send(MimeMessage message) throws MessagingException {
    smtp.send(message);
  }

  @Override
  public Session getSession() {
    return smtp.session();
  }
}
