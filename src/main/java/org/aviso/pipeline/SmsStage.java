package org.aviso.pipeline;

import com.twilio.rest.api.v2010.account.Message;
import com.twilio.type.PhoneNumber;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.aviso.delivery.ProviderAnswer;
import org.aviso.delivery.sms.SmsRequest;
import org.aviso.delivery.sms.TwilioAnswers;
import org.aviso.delivery.sms.TwilioMessages;
import org.aviso.outcome.Reason;
import org.aviso.pipeline.Message.Answered;
import org.aviso.pipeline.Message.Ready;

/**
 * Between the route and the provider: a message becomes a create, what comes back becomes an
 * answer; by one request, or through camel-twilio.
 */
final class SmsStage {
  private static final String READY = "AvisoReady";

  private final Supplier<URI> publicUrl;
  private final Deadlines deadlines;
  private final TwilioMessages messages;

  /**
   * @param messages null to go through camel-twilio
   */
  SmsStage(Supplier<URI> publicUrl, Deadlines deadlines, TwilioMessages messages) {
    this.publicUrl = publicUrl;
    this.deadlines = deadlines;
    this.messages = messages;
  }

  /**
   * Until when each message under way may be started, by its reference: asked by the HTTP client
   * when a connection is ready, before the first byte.
   */
  static final class Deadlines implements Predicate<String> {
    private final Map<String, Long> sendBefore = new ConcurrentHashMap<>();

    @Override
    public boolean test(String reference) {
      Long before = sendBefore.get(reference);
      return before != null && inTime(before);
    }

    static boolean inTime(long sendBefore) {
      return System.nanoTime() - sendBefore < 0;
    }
  }

  public boolean throughCamel() {
    return messages == null;
  }

  public void create(Exchange exchange) {
    Ready ready = begun(exchange);
    long before = ready.outgoing().sendBefore();
    answered(exchange, messages.create(request(ready), () -> Deadlines.inTime(before)));
  }

  public void address(Exchange exchange) {
    Ready ready = begun(exchange);
    deadlines.sendBefore.put(ready.outgoing().reference(), ready.outgoing().sendBefore());
    SmsRequest request = request(ready);
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

  public void accepted(Exchange exchange) {
    answered(exchange, TwilioAnswers.of(exchange.getMessage().getBody(Message.class)));
  }

  public void failed(Exchange exchange) {
    answered(
        exchange,
        TwilioAnswers.of(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
  }

  private static Ready begun(Exchange exchange) {
    Ready ready = exchange.getIn().getBody(Ready.class);
    exchange.setProperty(READY, ready);
    return ready;
  }

  private SmsRequest request(Ready ready) {
    return SmsRequest.of(
        ready.outgoing(),
        publicUrl.get(),
        Reason.VALIDITY_EXPIRED.code().equals(ready.claim().previousReason())
            ? SmsRequest.LONGEST_VALIDITY
            : null);
  }

  private void answered(Exchange exchange, ProviderAnswer answer) {
    Ready ready = exchange.getProperty(READY, Ready.class);
    deadlines.sendBefore.remove(ready.outgoing().reference());
    exchange.getMessage().removeHeaders("*");
    exchange.getMessage().setBody(new Answered(ready.claim(), ready.outgoing(), answer));
  }
}
