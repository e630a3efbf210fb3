package org.aviso.pipeline;

import com.twilio.rest.api.v2010.account.Message;
import com.twilio.type.PhoneNumber;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.aviso.delivery.OutgoingMessage;
import org.aviso.delivery.ProviderAnswer;
import org.aviso.delivery.sms.SmsRequest;
import org.aviso.delivery.sms.TwilioAnswers;
import org.aviso.outcome.Reason;
import org.aviso.pipeline.Message.Answered;
import org.aviso.pipeline.Message.Ready;

/**
 * Between the route and camel-twilio: a message becomes its headers, what comes back becomes an
 * answer.
 */
final class SmsStage {
  private static final String READY = "AvisoReady";

  private final Supplier<URI> publicUrl;
  private final Map<String, Long> sendBefore = new ConcurrentHashMap<>();

  SmsStage(Supplier<URI> publicUrl) {
    this.publicUrl = publicUrl;
  }

  public void address(Exchange exchange) {
    Ready ready = exchange.getIn().getBody(Ready.class);
    exchange.setProperty(READY, ready);
    OutgoingMessage outgoing = ready.outgoing();
    sendBefore.put(outgoing.reference(), outgoing.sendBefore());
    SmsRequest request =
        SmsRequest.of(
            outgoing,
            publicUrl.get(),
            Reason.VALIDITY_EXPIRED.code().equals(ready.claim().previousReason())
                ? SmsRequest.LONGEST_VALIDITY
                : null);
    Map<String, Object> headers = exchange.getIn().getHeaders();
    headers.put("CamelTwilio.to", new PhoneNumber(request.to()));
    if (request.from() == null) {
      headers.put("CamelTwilio.messagingServiceSid", request.messagingServiceSid());
    } else {
      headers.put("CamelTwilio.from", new PhoneNumber(request.from()));
    }
    headers.put("CamelTwilio.body", request.body());
    headers.put("CamelTwilio.statusCallback", request.statusCallback());
    if (request.validity() != null) {
      headers.put("CamelTwilio.validityPeriod", (int) request.validity().toSeconds());
    }
  }

  /**
   * Whether there is still time to start: asked by the HTTP client when a connection is ready,
   * before the first byte.
   */
  boolean inTime(String reference) {
    Long before = sendBefore.get(reference);
    return before != null && System.nanoTime() - before < 0;
  }

  public void accepted(Exchange exchange) {
    answered(exchange, TwilioAnswers.of(exchange.getMessage().getBody(Message.class)));
  }

  public void failed(Exchange exchange) {
    answered(
        exchange,
        TwilioAnswers.of(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
  }

  private void answered(Exchange exchange, ProviderAnswer answer) {
    Ready ready = exchange.getProperty(READY, Ready.class);
    sendBefore.remove(ready.outgoing().reference());
    exchange.getMessage().removeHeaders("*");
    exchange.getMessage().setBody(new Answered(ready.claim(), ready.outgoing(), answer));
  }
}
