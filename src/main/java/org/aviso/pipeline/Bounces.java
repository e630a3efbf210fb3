package org.aviso.pipeline;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.component.mail.MailMessage;
import org.aviso.delivery.email.BounceAddress;
import org.aviso.ledger.Event;
import org.aviso.ledger.Ledger;
import org.aviso.outcome.Bounce;
import org.aviso.outcome.BounceReader;

/**
 * The mailbox of bounces and replies. A bounce that names an attempt of ours by a genuine token
 * becomes a report; one that does not, what cannot be read, a complaint and what somebody wrote are
 * left in the mailbox and noted, for a person to look at.
 */
final class Bounces {
  private static final int LARGEST = 8 * 1024 * 1024;

  private final BounceReader reader;
  private final Ledger ledger;

  Bounces(BounceAddress ours, Ledger ledger) {
    this.reader = new BounceReader(ours);
    this.ledger = ledger;
  }

  /**
   * @throws MessagingException when it does not come whole from the mailbox; it lies there unseen,
   *     and is asked for again
   */
  public Bounce read(Exchange exchange) throws MessagingException, IOException {
    Bounce bounce =
        reader.read(whole((MimeMessage) exchange.getIn(MailMessage.class).getOriginalMessage()));
    if (bounce.forAPerson()) {
      String kind = bounce.kind().code();
      ledger.record(
          Event.ofService(
              "bounce",
              why(bounce),
              bounce.attempt() == null
                  ? "{\"kind\":\"%s\"}".formatted(kind)
                  : "{\"kind\":\"%s\",\"reference\":\"%s\"}".formatted(kind, bounce.attempt())));
    }
    return bounce;
  }

  /** Why a person must look. */
  private static String why(Bounce bounce) {
    if (bounce.kind() == Bounce.Kind.COMPLAINT) {
      return "complaint";
    }
    if (bounce.reply()) {
      return "reply";
    }
    return bounce.attempt() == null ? "not_ours" : "unreadable";
  }

  /**
   * All of it, before any of it is judged: a line that breaks halfway must not read as a part
   * nobody can decode. Of a large one the beginning, where reports stand.
   */
  private static byte[] whole(MimeMessage mail) throws MessagingException, IOException {
    var bytes = new ByteArrayOutputStream();
    mail.writeTo(
        new OutputStream() {
          @Override
          public void write(int octet) {
            write(new byte[] {(byte) octet}, 0, 1);
          }

          @Override
          public void write(byte[] some, int from, int count) {
            bytes.write(some, from, Math.min(count, LARGEST - bytes.size()));
          }
        });
    return bytes.toByteArray();
  }

  /** One, with all it says for good; none when that is nothing, or of no attempt of ours. */
  public List<Message.Bounced> reports(Bounce bounce) {
    List<Bounce.Recipient> judged =
        bounce.recipients().stream()
            .filter(recipient -> recipient.judgement().isPresent())
            .toList();
    return bounce.attempt() == null || judged.isEmpty()
        ? List.of()
        : List.of(new Message.Bounced(bounce.attempt(), judged));
  }
}
