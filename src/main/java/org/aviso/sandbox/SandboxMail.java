package org.aviso.sandbox;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.util.Properties;

/**
 * One mail as it arrived for one recipient.
 *
 * @param from the envelope sender
 * @param to the envelope recipient
 * @param raw the message as sent after DATA, dot-stuffing undone
 */
public record SandboxMail(String from, String to, byte[] raw) {
  /** The message, parsed anew at each call. */
  public MimeMessage message() {
    try {
      return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(raw));
    } catch (MessagingException e) {
      throw new IllegalStateException("A mail in the sandbox is no RFC 5322 message", e);
    }
  }

  @Override
  public String toString() {
    return "SandboxMail[" + raw.length + " bytes]";
  }
}
