package org.aviso.delivery.sms;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.twilio.http.HttpClient;
import com.twilio.http.HttpMethod;
import com.twilio.http.Request;
import com.twilio.http.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
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
import org.apache.hc.core5.http.message.BasicNameValuePair;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The SDK's HTTP client, made safe for a create that has no idempotency key: exactly one request
 * leaves for one call, for every kind of answer, and whether any byte left is known, not guessed.
 *
 * <p>The stock client repeats a POST three times on 5xx and keeps the last request in a field;
 * neither happens here. Refusals become {@link TwilioRefusal}, everything that leaves the fate open
 * {@link TwilioSilence}; both carry codes only, for Twilio's error texts and Jackson's repeat
 * numbers and bodies.
 */
public final class PooledTwilioClient extends HttpClient implements AutoCloseable {
  private static final String BEGUN = "aviso.request-begun";
  private static final String REFERENCE = "aviso.reference";
  private static final int LARGEST_ANSWER = 4 * 1024 * 1024;

  private final ObjectMapper json = new ObjectMapper();
  private final URI baseUrl;
  private final Predicate<String> inTime;
  private final Clock clock;
  private final CloseableHttpClient http;

  /**
   * @param baseUrl replaces scheme, host and port of every request; null leaves them to the SDK
   * @param timeout for connecting, for a free connection, and for each wait on the answer
   * @param connections kept open at most; no less than the messages in flight
   */
  public record Settings(URI baseUrl, Duration timeout, int connections) {
    public Settings {
      if (timeout.isNegative() || timeout.isZero()) {
        throw new IllegalArgumentException("Timeout must be positive, was: " + timeout);
      }
      if (connections < 1) {
        throw new IllegalArgumentException("Connections must be at least 1, was: " + connections);
      }
    }
  }

  public PooledTwilioClient(Settings settings) {
    this(settings, reference -> true);
  }

  /**
   * @param inTime asked with the attempt's reference (the last segment of its status callback) when
   *     a connection is ready and before the first byte; false drops the send, which is then proved
   *     not sent
   */
  public PooledTwilioClient(Settings settings, Predicate<String> inTime) {
    this.baseUrl = settings.baseUrl();
    this.inTime = inTime;
    this.clock = Clock.systemUTC();
    Timeout timeout = Timeout.of(settings.timeout());
    var connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setMaxConnTotal(settings.connections())
            .setMaxConnPerRoute(settings.connections())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(timeout)
                    .setSocketTimeout(timeout)
                    // A server that closed an idle connection would leave the next send in doubt.
                    .setValidateAfterInactivity(TimeValue.ofMilliseconds(500))
                    .build())
            .build();
    this.http =
        HttpClients.custom()
            .setConnectionManager(connections)
            .setRequestExecutor(new Witness())
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .setUserAgent("aviso")
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(timeout)
                    .setResponseTimeout(timeout)
                    .setDefaultKeepAlive(30, java.util.concurrent.TimeUnit.SECONDS)
                    .build())
            .build();
  }

  /** Once. */
  @Override
  public Response reliableRequest(Request request) {
    return makeRequest(request);
  }

  /** Once, whatever the arguments ask. */
  @Override
  public Response reliableRequest(
      Request request, int[] retryCodes, int retries, long delayMillis) {
    return makeRequest(request);
  }

  /**
   * @throws TwilioRefusal on 4xx
   * @throws TwilioSilence on everything else that is not a 2xx with a JSON object
   */
  @Override
  public Response makeRequest(Request request) {
    HttpClientContext context = HttpClientContext.create();
    context.setAttribute(REFERENCE, referenceOf(request));
    try {
      return http.execute(outgoing(request), context, this::read);
    } catch (IOException e) {
      boolean nothingLeft = context.getAttribute(BEGUN) == null;
      throw new TwilioSilence(e.getClass().getSimpleName(), nothingLeft);
    }
  }

  @Override
  public void close() throws IOException {
    http.close();
  }

  private Response read(ClassicHttpResponse response) throws IOException {
    int status = response.getCode();
    byte[] body =
        response.getEntity() == null
            ? new byte[0]
            : EntityUtils.toByteArray(response.getEntity(), LARGEST_ANSWER);
    if (status >= 400 && status < 500) {
      throw new TwilioRefusal(status, errorCode(body), retryAfter(response));
    }
    if (status < 200 || status >= 300) {
      throw new TwilioSilence("HTTP status " + status, false);
    }
    if (status != 204 && !isObject(body)) {
      throw new TwilioSilence("HTTP status " + status + " with an unreadable body", false);
    }
    return new Response(new ByteArrayInputStream(body), status, response.getHeaders());
  }

  private HttpUriRequestBase outgoing(Request request) {
    var outgoing = new HttpUriRequestBase(request.getMethod().toString(), address(request));
    if (request.requiresAuthentication()) {
      outgoing.addHeader("Authorization", request.getAuthString());
    }
    outgoing.addHeader("Accept", "application/json");
    if (request.getMethod() != HttpMethod.GET) {
      List<NameValuePair> form = new ArrayList<>();
      request
          .getPostParams()
          .forEach(
              (name, values) -> values.forEach(v -> form.add(new BasicNameValuePair(name, v))));
      outgoing.setEntity(new UrlEncodedFormEntity(form, StandardCharsets.UTF_8));
    }
    return outgoing;
  }

  private URI address(Request request) {
    try {
      URI asked = request.constructURL().toURI();
      if (baseUrl == null) {
        return asked;
      }
      String query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
      return URI.create(baseUrl.toString().replaceAll("/+$", "") + asked.getRawPath() + query);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("The SDK built an address that is none");
    }
  }

  private static String referenceOf(Request request) {
    List<String> callback = request.getPostParams().getOrDefault("StatusCallback", List.of());
    return callback.isEmpty() ? null : callback.get(0).replaceAll(".*/|\\?.*", "");
  }

  private String errorCode(byte[] body) {
    JsonNode tree = tree(body);
    JsonNode code = tree == null ? null : tree.get("code");
    return code != null && code.isIntegralNumber() ? code.asText() : null;
  }

  /** Whether it is one JSON object, whole. The SDK parses it again, so nothing is kept of it. */
  private boolean isObject(byte[] body) throws IOException {
    try (JsonParser parser = json.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      parser.skipChildren();
      return parser.currentToken() == JsonToken.END_OBJECT;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /** Null when it is not JSON. */
  private JsonNode tree(byte[] body) {
    try {
      return json.readTree(body);
    } catch (JsonProcessingException e) {
      return null;
    } catch (IOException e) {
      throw new IllegalStateException("Reading from memory failed");
    }
  }

  /** Seconds or a date (RFC 9110 §10.2.3); null when absent or neither. */
  private Duration retryAfter(ClassicHttpResponse response) {
    Header header = response.getFirstHeader("Retry-After");
    if (header == null) {
      return null;
    }
    String value = header.getValue().strip();
    if (value.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    try {
      var at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(clock.instant(), at);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException e) {
      return null;
    }
  }

  /**
   * Marks the moment from which bytes may have left; before it every failure is proof that none
   * did.
   */
  private final class Witness extends HttpRequestExecutor {
    @Override
    public ClassicHttpResponse execute(
        ClassicHttpRequest request,
        HttpClientConnection connection,
        HttpResponseInformationCallback callback,
        HttpContext context)
        throws IOException, HttpException {
      String reference = (String) context.getAttribute(REFERENCE);
      if (reference != null && !inTime.test(reference)) {
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
