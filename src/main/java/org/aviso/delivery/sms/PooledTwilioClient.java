package org.aviso.delivery.sms;

import com.twilio.http.HttpClient;
import com.twilio.http.HttpMethod;
import com.twilio.http.Request;
import com.twilio.http.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.message.BasicNameValuePair;

/**
 * The SDK's HTTP client, over {@link TwilioHttp}: whatever the SDK asks for is asked for once.
 *
 * <p>The stock client repeats a POST three times on 5xx and keeps the last request in a field;
 * neither happens here. Refusals become {@link TwilioRefusal}, everything that leaves the fate open
 * {@link TwilioSilence}; both carry codes only, for Twilio's error texts and Jackson's repeat
 * numbers and bodies.
 */
public final class PooledTwilioClient extends HttpClient implements AutoCloseable {
  private static final URI TWILIO = URI.create("https://api.twilio.com");

  private final URI baseUrl;
  private final Predicate<String> inTime;
  private final TwilioHttp http;

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
    this.http = new TwilioHttp(settings.timeout(), settings.connections());
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
    var outgoing = new HttpUriRequestBase(request.getMethod().toString(), address(request));
    if (request.requiresAuthentication()) {
      outgoing.addHeader("Authorization", request.getAuthString());
    }
    List<NameValuePair> form = null;
    if (request.getMethod() != HttpMethod.GET) {
      List<NameValuePair> fields = new ArrayList<>();
      request
          .getPostParams()
          .forEach(
              (name, values) -> values.forEach(v -> fields.add(new BasicNameValuePair(name, v))));
      form = fields;
    }
    String reference = referenceOf(request);
    TwilioHttp.Answer answer =
        http.send(outgoing, form, () -> reference == null || inTime.test(reference));
    return new Response(new ByteArrayInputStream(answer.body()), answer.status(), answer.headers());
  }

  /** The same connections, without the SDK. */
  public TwilioMessages messages(String account, String token) {
    return new TwilioMessages(http, below(baseUrl == null ? TWILIO : baseUrl, ""), account, token);
  }

  @Override
  public void close() throws IOException {
    http.close();
  }

  private URI address(Request request) {
    try {
      URI asked = request.constructURL().toURI();
      if (baseUrl == null) {
        return asked;
      }
      String query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
      return below(baseUrl, asked.getRawPath() + query);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("The SDK built an address that is none");
    }
  }

  private static URI below(URI root, String path) {
    return URI.create(root.toString().replaceAll("/+$", "") + path);
  }

  private static String referenceOf(Request request) {
    List<String> callback = request.getPostParams().getOrDefault("StatusCallback", List.of());
    return callback.isEmpty() ? null : callback.get(0).replaceAll(".*/|\\?.*", "");
  }
}
