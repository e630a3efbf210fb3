package org.aviso.delivery.sms;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.entity.UrlEncodedFormEntity;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.aviso.delivery.Deadline;

/**
 * Kept-open connections to the provider, made safe for a create that has no idempotency key:
 * exactly one request leaves for one call, for every kind of answer, and whether any byte left is
 * known, not guessed.
 */
final class TwilioHttp implements AutoCloseable {
  private static final String BEGUN = "aviso.request-begun";
  private static final String IN_TIME = "aviso.in-time";
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofDays(1);
  private static final int LARGEST_ANSWER = 4 * 1024 * 1024;

  private final JsonFactory json = new JsonFactory();
  private final Clock clock = Clock.systemUTC();
  private final Duration longest;
  private final CloseableHttpClient http;

  /**
   * A 2xx.
   *
   * @param body one JSON object, whole; empty with a 204
   */
  record Answer(int status, byte[] body, Values values, Header[] headers) {}

  /**
   * What counts of an answer; each null when it is missing or of another kind.
   *
   * @param code a whole number
   */
  record Values(String sid, String status, String code) {
    static final Values NONE = new Values(null, null, null);
  }

  /**
   * @param timeout for connecting, for a free connection, and for each wait on the answer; four of
   *     them end the exchange, however busily it is still answered
   * @param connections kept open at most
   */
  TwilioHttp(Duration timeout, int connections) {
    this.longest = timeout.multipliedBy(4);
    Timeout patience = Timeout.of(timeout);
    var pool =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setMaxConnTotal(connections)
            .setMaxConnPerRoute(connections)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(patience)
                    .setSocketTimeout(patience)
                    // A server that closed an idle connection would leave the next send in doubt.
                    .setValidateAfterInactivity(TimeValue.ofMilliseconds(500))
                    .build())
            .build();
    this.http =
        HttpClients.custom()
            .setConnectionManager(pool)
            .setRequestExecutor(new Witness())
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .setUserAgent("aviso")
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(patience)
                    .setResponseTimeout(patience)
                    .setDefaultKeepAlive(30, java.util.concurrent.TimeUnit.SECONDS)
                    .build())
            .build();
  }

  /**
   * @param form null when the request has no body
   * @param inTime asked when a connection is ready and before the first byte; false drops the
   *     request, which is then proved not sent
   * @throws TwilioRefusal on 4xx
   * @throws TwilioSilence on everything else that is not a 2xx with a JSON object
   */
  Answer send(HttpUriRequestBase request, List<NameValuePair> form, BooleanSupplier inTime) {
    request.addHeader("Accept", "application/json");
    if (form != null) {
      request.setEntity(new UrlEncodedFormEntity(form, StandardCharsets.UTF_8));
    }
    HttpClientContext context = HttpClientContext.create();
    context.setAttribute(IN_TIME, inTime);
    try (var deadline = Deadline.in(longest, request::cancel)) {
      return http.execute(request, context, this::read);
    } catch (IOException e) {
      boolean nothingLeft = context.getAttribute(BEGUN) == null;
      throw new TwilioSilence(e.getClass().getSimpleName(), nothingLeft);
    }
  }

  @Override
  public void close() throws IOException {
    http.close();
  }

  private Answer read(ClassicHttpResponse response) throws IOException {
    int status = response.getCode();
    byte[] body =
        response.getEntity() == null
            ? new byte[0]
            : EntityUtils.toByteArray(response.getEntity(), LARGEST_ANSWER);
    if (status >= 400 && status < 500) {
      Values said = values(body);
      throw new TwilioRefusal(status, said == null ? null : said.code, retryAfter(response));
    }
    if (status < 200 || status >= 300) {
      throw new TwilioSilence("HTTP status " + status, false);
    }
    Values values = status == 204 ? Values.NONE : values(body);
    if (values == null) {
      throw new TwilioSilence("HTTP status " + status + " with an unreadable body", false);
    }
    return new Answer(status, body, values, response.getHeaders());
  }

  /** What the object itself says; null when it is not one JSON object, whole. */
  private Values values(byte[] body) {
    try (JsonParser parser = json.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      String sid = null;
      String status = null;
      String code = null;
      for (JsonToken token = parser.nextToken();
          token != JsonToken.END_OBJECT;
          token = parser.nextToken()) {
        if (token == null) {
          return null;
        }
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (name) {
          case "sid" -> sid = value == JsonToken.VALUE_STRING ? parser.getText() : null;
          case "status" -> status = value == JsonToken.VALUE_STRING ? parser.getText() : null;
          case "code" -> code = value == JsonToken.VALUE_NUMBER_INT ? code(parser.getText()) : null;
          default -> {}
        }
        parser.skipChildren();
      }
      return new Values(sid, status, code);
    } catch (IOException e) {
      return null;
    }
  }

  /** Twilio's have five digits; what is longer may be a number of a person. */
  private static String code(String digits) {
    return digits.length() <= 9 ? digits : null;
  }

  /**
   * Seconds or a date (RFC 9110 §10.2.3), but within bounds: at 0 a message would be offered
   * without end, and with milliseconds written for seconds never again. Null when absent or
   * neither.
   */
  private Duration retryAfter(ClassicHttpResponse response) {
    Header header = response.getFirstHeader("Retry-After");
    if (header == null) {
      return null;
    }
    String value = header.getValue().strip();
    if (value.matches("[0-9]+")) {
      return bounded(value.length() > 9 ? LONGEST_WAIT : Duration.ofSeconds(Long.parseLong(value)));
    }
    try {
      var at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return bounded(Duration.between(clock.instant(), at));
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static Duration bounded(Duration wait) {
    if (wait.compareTo(SHORTEST_WAIT) < 0) {
      return SHORTEST_WAIT;
    }
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }

  /**
   * Marks the moment from which bytes may have left; before it every failure is proof that none
   * did.
   */
  private static final class Witness extends HttpRequestExecutor {
    @Override
    public ClassicHttpResponse execute(
        ClassicHttpRequest request,
        HttpClientConnection connection,
        HttpResponseInformationCallback callback,
        HttpContext context)
        throws IOException, HttpException {
      if (!((BooleanSupplier) context.getAttribute(IN_TIME)).getAsBoolean()) {
        throw new LeaseTooShort();
      }
      context.setAttribute(BEGUN, Boolean.TRUE);
      return super.execute(request, connection, callback, context);
    }
  }

  private static final class LeaseTooShort extends IOException {
    private static final long serialVersionUID = 1;
  }
}
