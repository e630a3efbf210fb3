package org.aviso.delivery.sms;

import static org.assertj.core.api.Assertions.assertThat;

import com.twilio.http.TwilioRestClient;
import com.twilio.rest.api.v2010.account.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.function.Predicate;
import org.aviso.delivery.ProviderAnswer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One request leaves for one create, counted at the server, whatever comes back; with the SDK and
 * without.
 */
@ParameterizedClass
@EnumSource(PooledTwilioClientTest.Through.class)
record PooledTwilioClientTest(Through through) {
  enum Through {
    THE_SDK,
    ONE_REQUEST
  }

  private static final String CREATED = "{\"sid\":\"SM1\",\"status\":\"queued\"}";
  private static final Duration TIMEOUT = Duration.ofMillis(400);

  private static final SmsRequest REQUEST =
      new SmsRequest(
          "+12025550142",
          "+12025550100",
          null,
          "Por favor llame.",
          URI.create("https://notices.example.org/twilio/status/REF1"),
          null);

  private ProviderAnswer create(URI server, Predicate<String> inTime) {
    var settings = new PooledTwilioClient.Settings(server, TIMEOUT, 4);
    try (var http = new PooledTwilioClient(settings, inTime)) {
      return create(http, inTime);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private ProviderAnswer create(PooledTwilioClient http, Predicate<String> inTime) {
    if (through == Through.ONE_REQUEST) {
      return http.messages("AC1", "secret").create(REQUEST, () -> inTime.test("REF1"));
    }
    var client = new TwilioRestClient.Builder("AC1", "secret").httpClient(http).build();
    Message message;
    try {
      message = REQUEST.creator().create(client);
    } catch (RuntimeException e) {
      return TwilioAnswers.of(new IllegalStateException(new RuntimeException(e)));
    }
    return TwilioAnswers.of(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          200 | {"sid":"SM1","status":"queued"}         | Accepted[providerId=SM1, status=queued]
          201 | {"sid":"SM1","status":"accepted"}       | Accepted[providerId=SM1, status=accepted]
          400 | {"code":21211,"message":"+12025550142"} | Refused[httpStatus=400, code=21211, retryAfter=null]
          401 | {"code":20003}                          | Refused[httpStatus=401, code=20003, retryAfter=null]
          403 | {"code":"403"}                          | Refused[httpStatus=403, code=null, retryAfter=null]
          400 | {"code":12025550142}                    | Refused[httpStatus=400, code=null, retryAfter=null]
          404 | <html>nothing here</html>               | Refused[httpStatus=404, code=null, retryAfter=null]
          429 | {"code":20429}                          | Refused[httpStatus=429, code=20429, retryAfter=PT7S]
          500 | {"code":20500}                          | Unknown[reason=HTTP status 500]
          503 | <html>down for a while</html>           | Unknown[reason=HTTP status 503]
          302 | {}                                      | Unknown[reason=HTTP status 302]
          201 | <html>welcome to the hotel</html>       | Unknown[reason=HTTP status 201 with an unreadable body]
          201 | {}                                      | Unknown[reason=an answer without a message SID]
          201 | {"sid":"","status":"queued"}            | Unknown[reason=an answer without a message SID]
          201 | {"sid":"SM1","status":"queued"          | Unknown[reason=HTTP status 201 with an unreadable body]
          201 | {"sid":"SM1"}                           | Accepted[providerId=SM1, status=unknown]
          201 | {"uris":{"sid":"SM2"},"sid":"SM1","to":null,"status":"queued"} | Accepted[providerId=SM1, status=queued]
          """)
  void one_request_for_every_answer(int status, String body, String answer) throws IOException {
    String response =
        CountingServer.response(
            status,
            body,
            "Retry-After: 7",
            "Location: /elsewhere",
            "Content-Type: application/json");
    try (var server = new CountingServer(request -> response)) {
      String got = create(server.url(), reference -> true).toString();
      assertThat(status == 429 ? got : got.replace("retryAfter=PT7S", "retryAfter=null"))
          .isEqualTo(answer);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0,PT1S",
    "60,PT1M",
    "86400000,PT24H",
    "99999999999999999999,PT24H",
    "'Wed, 21 Oct 2015 07:28:00 GMT',PT1S",
    "'Wed, 21 Oct 2099 07:28:00 GMT',PT24H",
    "soon,"
  })
  void what_it_wants_us_to_wait_is_kept_within_bounds(String wish, Duration wait)
      throws IOException {
    String response = CountingServer.response(429, "{\"code\":20429}", "Retry-After: " + wish);
    try (var server = new CountingServer(request -> response)) {
      assertThat(create(server.url(), reference -> true))
          .isEqualTo(new ProviderAnswer.Refused(429, "20429", wait));
    }
  }

  @Test
  void a_hanging_server_gets_one_request_and_leaves_us_in_doubt() throws IOException {
    try (var server = new CountingServer(request -> null)) {
      assertThat(create(server.url(), reference -> true))
          .isInstanceOf(ProviderAnswer.Unknown.class);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  @Timeout(20)
  void an_answer_without_an_end_is_left_and_leaves_us_in_doubt() throws IOException {
    try (var server = new CountingServer(request -> CountingServer.ENDLESS)) {
      assertThat(create(server.url(), reference -> true))
          .isInstanceOf(ProviderAnswer.Unknown.class);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void a_reset_after_the_request_leaves_us_in_doubt() throws IOException {
    try (var server = new CountingServer(request -> "")) {
      assertThat(create(server.url(), reference -> true))
          .isInstanceOf(ProviderAnswer.Unknown.class);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void a_reset_of_a_kept_connection_is_not_repeated_either() throws IOException {
    int[] answered = {0};
    String created = CountingServer.response(201, CREATED);
    try (var server = new CountingServer(request -> answered[0]++ == 0 ? created : "");
        var http =
            new PooledTwilioClient(new PooledTwilioClient.Settings(server.url(), TIMEOUT, 4))) {
      assertThat(create(http, reference -> true)).isInstanceOf(ProviderAnswer.Accepted.class);
      assertThat(create(http, reference -> true)).isInstanceOf(ProviderAnswer.Unknown.class);
      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void a_refused_connection_is_proof_that_nothing_left() throws IOException {
    int closedPort;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closedPort = socket.getLocalPort();
    }
    assertThat(create(URI.create("http://127.0.0.1:" + closedPort), reference -> true))
        .isInstanceOf(ProviderAnswer.NotSent.class);
  }

  @Test
  void too_late_a_start_is_dropped_before_the_first_byte() throws IOException {
    String created = CountingServer.response(201, CREATED);
    try (var server = new CountingServer(request -> created)) {
      assertThat(create(server.url(), reference -> !reference.equals("REF1")))
          .isInstanceOf(ProviderAnswer.NotSent.class);
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void the_request_carries_the_token_and_nothing_strange() throws IOException {
    String created = CountingServer.response(201, CREATED);
    try (var server = new CountingServer(request -> created)) {
      create(server.url(), reference -> true);
      assertThat(server.requests().get(0))
          .startsWith("POST /2010-04-01/Accounts/AC1/Messages.json HTTP/1.1")
          .contains("StatusCallback=https%3A%2F%2Fnotices.example.org%2Ftwilio%2Fstatus%2FREF1")
          .contains("To=%2B12025550142")
          .contains("Body=Por+favor+llame.")
          .containsIgnoringCase("Authorization: Basic QUMxOnNlY3JldA==")
          .containsIgnoringCase("User-Agent: aviso")
          .doesNotContainIgnoringCase("twilio-java");
    }
  }

  @Test
  void no_exception_repeats_the_number() throws IOException {
    String refused =
        CountingServer.response(400, "{\"code\":21211,\"message\":\"+12025550142 is not\"}");
    try (var server = new CountingServer(request -> refused);
        var http =
            new PooledTwilioClient(new PooledTwilioClient.Settings(server.url(), TIMEOUT, 4))) {
      var client = new TwilioRestClient.Builder("AC1", "secret").httpClient(http).build();
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> REQUEST.creator().create(client)))
          .isInstanceOf(TwilioRefusal.class)
          .hasNoCause()
          .extracting(Throwable::toString)
          .asString()
          .doesNotContain("2025550142");
    }
  }
}
