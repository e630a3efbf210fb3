package org.aviso.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a StatusCallback URL what became of a text, signed. Used from one event loop. */
final class StatusCallbacks {
  private static final Logger LOG = LoggerFactory.getLogger(StatusCallbacks.class);
  private static final int CONNECTIONS = 64;

  /** Twilio's own read timeout. */
  private static final int TIMEOUT_MILLIS = 15_000;

  private final String account;
  private final Mac signer;
  private final HttpClient client;

  StatusCallbacks(Vertx vertx, String account, String authToken) {
    this.account = account;
    this.signer = signer(authToken);
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setMaxPoolSize(CONNECTIONS).setConnectTimeout(TIMEOUT_MILLIS));
  }

  /**
   * Sends one; a connection that fails is tried once more, as Twilio does, and then no more.
   *
   * @param step the status, after a colon its error code
   * @return done when it was answered, whatever the answer, or given up
   */
  Future<Void> send(SentText text, String step) {
    Buffer form = Buffer.buffer();
    SortedMap<String, String> parameters = parameters(text, step);
    StringJoiner encoded = new StringJoiner("&");
    parameters.forEach(
        (name, value) ->
            encoded.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
    form.appendString(encoded.toString());
    RequestOptions request;
    try {
      request =
          new RequestOptions()
              .setMethod(HttpMethod.POST)
              .setAbsoluteURI(text.callback)
              .setTimeout(TIMEOUT_MILLIS)
              .putHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
              .putHeader("X-Twilio-Signature", sign(text.callback, parameters))
              .putHeader("User-Agent", "TwilioProxy/1.1");
    } catch (RuntimeException e) {
      LOG.warn(
          "The status callback URL of {} cannot be used: it must be an absolute http(s) URL",
          text.sid);
      return Future.succeededFuture();
    }
    return post(request, form)
        .recover(failure -> post(request, form))
        .map(
            status -> {
              if (status >= 300) {
                LOG.warn(
                    "The status callback {} of {} was answered with {}", step, text.sid, status);
              }
              return (Void) null;
            })
        .otherwise(
            failure -> {
              LOG.debug(
                  "The status callback {} of {} could not be delivered ({})",
                  step,
                  text.sid,
                  failure.getClass().getSimpleName());
              return null;
            });
  }

  private Future<Integer> post(RequestOptions request, Buffer form) {
    return client
        .request(request)
        .compose(open -> open.send(form))
        .compose(answer -> answer.end().map(answer.statusCode()));
  }

  private SortedMap<String, String> parameters(SentText text, String step) {
    int colon = step.indexOf(':');
    String status = colon < 0 ? step : step.substring(0, colon);
    SortedMap<String, String> parameters = new TreeMap<>();
    parameters.put("AccountSid", account);
    parameters.put("ApiVersion", "2010-04-01");
    parameters.put("MessageSid", text.sid);
    parameters.put("MessageStatus", status);
    parameters.put("SmsSid", text.sid);
    parameters.put("SmsStatus", status);
    parameters.put("To", text.to);
    if (text.byService()) {
      parameters.put("MessagingServiceSid", text.from);
    } else {
      parameters.put("From", text.from);
    }
    if (colon >= 0) {
      parameters.put("ErrorCode", step.substring(colon + 1));
    }
    return parameters;
  }

  /**
   * HMAC-SHA-1 by the auth token over the URL and each name and value, sorted by name ("Validating
   * requests").
   */
  private String sign(String url, SortedMap<String, String> parameters) {
    StringBuilder signed = new StringBuilder(url);
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      signed.append(parameter.getKey()).append(parameter.getValue());
    }
    return Base64.getEncoder()
        .encodeToString(signer.doFinal(signed.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static Mac signer(String authToken) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(authToken.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java lacks HmacSHA1", e);
    }
  }
}
