package org.aviso.pipeline;

import org.apache.camel.Exchange;
import org.aviso.delivery.ProviderAnswer;
import org.aviso.delivery.email.ComposedMail;
import org.aviso.delivery.email.MailAnswers;
import org.aviso.delivery.email.MailComposer;

/**
 * Between the route and camel-mail: a message becomes a MIME message, what comes back becomes an
 * answer.
 */
final class EmailStage {
  private static final String READY = "AvisoReady";

  private final MailComposer composer;

  EmailStage(MailComposer composer) {
    this.composer = composer;
  }

  public void compose(Exchange exchange) {
    Message.Ready ready = exchange.getIn().getBody(Message.Ready.class);
    exchange.setProperty(READY, ready);
    exchange.getIn().setBody(composer.compose(ready.outgoing()));
  }

  public void accepted(Exchange exchange) {
    answered(exchange, MailAnswers.of(exchange.getMessage().getBody(ComposedMail.class)));
  }

  /**
   * What was not composed was handed to nobody: its text or its sender is at fault, as with a text
   * that cannot be rendered.
   */
  public void failed(Exchange exchange) {
    if (exchange.getMessage().getBody() instanceof Message.Ready ready) {
      exchange.getMessage().setBody(new Message.Unrenderable(ready.claim()));
      return;
    }
    answered(
        exchange, MailAnswers.of(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
  }

  private static void answered(Exchange exchange, ProviderAnswer answer) {
    Message.Ready ready = exchange.getProperty(READY, Message.Ready.class);
    exchange.getMessage().removeHeaders("*");
    exchange.getMessage().setBody(new Message.Answered(ready.claim(), ready.outgoing(), answer));
  }
}
