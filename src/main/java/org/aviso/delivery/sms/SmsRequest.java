package org.aviso.delivery.sms;

import com.twilio.rest.api.v2010.account.Message;
import com.twilio.rest.api.v2010.account.MessageCreator;
import com.twilio.type.PhoneNumber;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import org.aviso.delivery.OutgoingMessage;

/**
 * One create on the Messages API.
 *
 * @param to E.164
 * @param from E.164 number or sender id, null when a messaging service sends
 * @param messagingServiceSid {@code MG…}, null when a number sends
 * @param statusCallback carries the attempt's token, for a receipt can beat the answer that carries
 *     the SID
 * @param validity how long the provider may try, 1 s to 10 h; null leaves it to the provider
 */
public record SmsRequest(
    String to,
    String from,
    String messagingServiceSid,
    String body,
    URI statusCallback,
    Duration validity) {
  /** What Twilio allows at most: the one retry after {@code validity_expired} asks for it. */
  public static final Duration LONGEST_VALIDITY = Duration.ofHours(10);

  private static final Pattern MESSAGING_SERVICE = Pattern.compile("MG[0-9a-fA-F]{32}");

  public SmsRequest {
    if ((from == null) == (messagingServiceSid == null)) {
      throw new IllegalArgumentException("Either a number or a messaging service sends");
    }
    if (validity != null
        && (validity.getSeconds() < 1 || validity.compareTo(LONGEST_VALIDITY) > 0)) {
      throw new IllegalArgumentException("Validity must be 1 s to 10 h, was: " + validity);
    }
  }

  /**
   * @param publicUrl what Twilio reaches; the callback is below it
   */
  public static SmsRequest of(OutgoingMessage message, URI publicUrl, Duration validity) {
    boolean service = MESSAGING_SERVICE.matcher(message.sender()).matches();
    return new SmsRequest(
        message.address(),
        service ? null : message.sender(),
        service ? message.sender() : null,
        message.content().text(),
        statusCallback(publicUrl, message.reference()),
        validity);
  }

  public static URI statusCallback(URI publicUrl, String reference) {
    String below = publicUrl.toString();
    while (below.endsWith("/")) {
      below = below.substring(0, below.length() - 1);
    }
    return URI.create(below + "/twilio/status/" + reference);
  }

  /** The SDK's own form of it. */
  public MessageCreator creator() {
    var recipient = new PhoneNumber(to);
    MessageCreator creator =
        from == null
            ? Message.creator(recipient, messagingServiceSid, body)
            : Message.creator(recipient, new PhoneNumber(from), body);
    creator.setStatusCallback(statusCallback);
    if (validity != null) {
      creator.setValidityPeriod((int) validity.toSeconds());
    }
    return creator;
  }

  @Override
  public String toString() {
    return "SmsRequest[" + statusCallback.getPath() + "]";
  }
}
