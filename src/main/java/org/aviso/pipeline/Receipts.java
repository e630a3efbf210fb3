package org.aviso.pipeline;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.aviso.delivery.sms.TwilioSignature;
import org.aviso.outcome.Judgement;
import org.aviso.outcome.Receipt;
import org.aviso.pipeline.http.RequestHeaders;

/**
 * Status callbacks. Nothing is read from one before its signature, over the public URL, is
 * verified; nothing is answered with success before what it says is on disk.
 */
final class Receipts {
  private final Supplier<TwilioSignature> signature;
  private final String accountSid;

  /**
   * @param signature asked late: the public URL may hold a port known only once the listener runs
   */
  Receipts(Supplier<TwilioSignature> signature, String accountSid) {
    this.signature = signature;
    this.accountSid = accountSid;
  }

  @SuppressWarnings("unchecked")
  public void read(Exchange exchange) {
    Map<String, String> form =
        exchange.getIn().getBody() instanceof Map<?, ?> fields
            ? (Map<String, String>) fields
            : Map.of();
    String path = exchange.getIn().getHeader(Exchange.HTTP_URI, String.class);
    String given = exchange.getIn().getHeader(RequestHeaders.TWILIO_SIGNATURE, String.class);
    String reference = exchange.getIn().getHeader("token", String.class);
    Optional<Receipt> receipt = Receipt.of(form);
    if (!signature.get().verifies(path, form, given)
        || receipt.isEmpty()
        || !accountSid.equals(receipt.get().accountSid())) {
      end(exchange, 403);
      return;
    }
    Optional<Judgement> judgement = receipt.get().judgement();
    if (judgement.isEmpty()) {
      // A status word this version does not know says nothing it could act on.
      end(exchange, 204);
      return;
    }
    exchange
        .getIn()
        .setBody(
            new Message.Reported(
                "receipt", reference, judgement.get(), receipt.get().messageSid()));
  }

  public void answer(Exchange exchange) {
    end(exchange, exchange.getIn().getHeader(OutcomeSink.UNKNOWN_REFERENCE) == null ? 204 : 404);
  }

  private static void end(Exchange exchange, int status) {
    exchange.getIn().removeHeaders("*");
    exchange.getIn().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
    exchange.getIn().setBody(null);
    exchange.setRouteStop(true);
  }
}
