package org.aviso.delivery;

import java.util.Locale;
import org.aviso.person.Owner;
import org.aviso.template.Channel;
import org.aviso.template.Rendered;

/**
 * A claimed attempt, rendered: all that a channel needs to send it.
 *
 * @param attemptId the ledger's row
 * @param reference opaque token of the attempt: status callback URL, Message-ID, envelope sender
 * @param to whose contact it is
 * @param channel SMS or email
 * @param address E.164 number or email address
 * @param sender SMS: number or messaging service; email: From address. Neutral at L0
 * @param senderName display name for email; null for SMS
 * @param replyTo email only
 * @param content the text
 * @param sendBefore {@code System.nanoTime()} after which the lease is too short to start (the send
 *     is dropped)
 */
public record OutgoingMessage(
    long attemptId,
    String reference,
    Owner to,
    Channel channel,
    String address,
    String sender,
    String senderName,
    String replyTo,
    Rendered content,
    long sendBefore) {
  @Override
  public String toString() {
    return "OutgoingMessage[" + reference.toLowerCase(Locale.ROOT) + " " + channel.code() + "]";
  }
}
