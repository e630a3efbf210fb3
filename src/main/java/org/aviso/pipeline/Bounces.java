package org.aviso.pipeline;

import jakarta.mail.internet.MimeMessage;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.component.mail.MailMessage;
import org.aviso.delivery.email.BounceAddress;
import org.aviso.ledger.Event;
import org.aviso.ledger.Ledger;
import org.aviso.outcome.Bounce;
import org.aviso.outcome.BounceReader;

/**
 * The bounce mailbox. A message that names an attempt of ours by a genuine token becomes a report;
 * a bounce that does not is left in the mailbox and noted, for a person to look at.
 */
final class Bounces {
  private final BounceReader reader;
  private final Ledger ledger;

  Bounces(BounceAddress ours, Ledger ledger) {
    this.reader = new BounceReader(ours);
    this.ledger = ledger;
  }

  public Bounce read(Exchange exchange) {
    MimeMessage mail = (MimeMessage) exchange.getIn(MailMessage.class).getOriginalMessage();
    Bounce bounce = reader.read(mail);
    if (bounce.attempt() == null && bounce.kind() != Bounce.Kind.NONE) {
      ledger.record(
          Event.ofService("bounce", "not_ours", "{\"kind\":\"" + bounce.kind().code() + "\"}"));
    }
    return bounce;
  }

  public List<Message.Reported> reports(Bounce bounce) {
    if (bounce.attempt() == null) {
      return List.of();
    }
    return bounce.recipients().stream()
        .flatMap(recipient -> recipient.judgement().stream())
        .map(judgement -> new Message.Reported("bounce", bounce.attempt(), judgement, null))
        .toList();
  }
}
