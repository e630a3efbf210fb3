package org.aviso.delivery.sms;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.message.BasicNameValuePair;
import org.aviso.delivery.ProviderAnswer;

/**
 * Creates messages as the SDK would (www.twilio.com/docs/messaging/api/message-resource), for a
 * fraction of its time: the SDK reads two dozen fields of every answer, and two of them count.
 */
public final class TwilioMessages {
  private final TwilioHttp http;
  private final URI address;
  private final String authorization;

  /**
   * @param root without a slash at its end
   * @param account {@code AC…}
   */
  TwilioMessages(TwilioHttp http, URI root, String account, String token) {
    this.http = http;
    this.address = URI.create(root + "/2010-04-01/Accounts/" + account + "/Messages.json");
    byte[] login = (account + ":" + token).getBytes(StandardCharsets.UTF_8);
    this.authorization = "Basic " + Base64.getEncoder().encodeToString(login);
  }

  /**
   * One request for one call; never throws for what comes back, or does not.
   *
   * @param inTime asked when a connection is ready and before the first byte; false drops the send,
   *     which is then proved not sent
   */
  public ProviderAnswer create(SmsRequest message, BooleanSupplier inTime) {
    var request = new HttpUriRequestBase("POST", address);
    request.addHeader("Authorization", authorization);
    try {
      TwilioHttp.Values values = http.send(request, form(message), inTime).values();
      return TwilioAnswers.created(values.sid(), values.status());
    } catch (TwilioRefusal | TwilioSilence e) {
      return TwilioAnswers.of(e);
    } catch (RuntimeException e) {
      // Nothing else is proof that no byte left.
      return new ProviderAnswer.Unknown(e.getClass().getSimpleName());
    }
  }

  private static List<NameValuePair> form(SmsRequest message) {
    List<NameValuePair> form = new ArrayList<>(5);
    form.add(new BasicNameValuePair("To", message.to()));
    form.add(new BasicNameValuePair("StatusCallback", message.statusCallback().toString()));
    if (message.validity() != null) {
      String seconds = String.valueOf(message.validity().toSeconds());
      form.add(new BasicNameValuePair("ValidityPeriod", seconds));
    }
    form.add(
        message.from() == null
            ? new BasicNameValuePair("MessagingServiceSid", message.messagingServiceSid())
            : new BasicNameValuePair("From", message.from()));
    form.add(new BasicNameValuePair("Body", message.body()));
    return form;
  }
}
