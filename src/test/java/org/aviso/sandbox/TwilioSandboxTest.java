package org.aviso.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import com.twilio.rest.api.v2010.account.Message;
import com.twilio.security.RequestValidator;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TwilioSandboxTest {
  private static final String ACCOUNT = "AC00000000000000000000000000000001";
  private static final String TOKEN = "sandbox-token";
  private static final String ANYONE = "+12025550101";
  private static final Clock NOW =
      Clock.fixed(Instant.parse("2027-01-05T18:00:00Z"), ZoneOffset.UTC);
  private static final TwilioBehaviour QUICK =
      TwilioBehaviour.USUAL.withCallbackDelay(Duration.ZERO);
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What came to the status callback: the path, the form, whether Twilio's own validator accepts
   * the signature.
   */
  private record Receipt(String path, Map<String, String> form, boolean genuine) {
    String status() {
      return form.get("MessageStatus");
    }
  }

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Receipt> receipts = new CopyOnWriteArrayList<>();
  private final List<TwilioSandbox> open = new ArrayList<>();
  private HttpServer receiver;

  @BeforeEach
  void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.setExecutor(Executors.newFixedThreadPool(2));
    receiver.createContext(
        "/",
        exchange -> {
          Map<String, String> form =
              form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          String signature = exchange.getRequestHeaders().getFirst("X-Twilio-Signature");
          boolean genuine =
              new RequestValidator(TOKEN)
                  .validate(callbackBase() + exchange.getRequestURI(), form, signature);
          receipts.add(new Receipt(exchange.getRequestURI().toString(), form, genuine));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterEach
  void close() {
    open.forEach(TwilioSandbox::close);
    receiver.stop(0);
  }

  private TwilioSandbox sandbox(TwilioBehaviour behaviour) {
    TwilioSandbox sandbox = new TwilioSandbox(ACCOUNT, TOKEN, NOW, behaviour, 0);
    open.add(sandbox);
    return sandbox;
  }

  private String callbackBase() {
    return "http://127.0.0.1:" + receiver.getAddress().getPort();
  }

  private static Map<String, String> form(String encoded) {
    Map<String, String> form = new HashMap<>();
    new QueryStringDecoder(encoded, false)
        .parameters()
        .forEach((name, values) -> form.put(name, values.get(0)));
    return form;
  }

  private static HttpRequest.Builder to(TwilioSandbox sandbox, String path) {
    String pair =
        Base64.getEncoder()
            .encodeToString((ACCOUNT + ":" + TOKEN).getBytes(StandardCharsets.UTF_8));
    return HttpRequest.newBuilder(sandbox.baseUrl().resolve(path))
        .header("Authorization", "Basic " + pair);
  }

  private static HttpRequest.Builder creating(TwilioSandbox sandbox, Map<String, String> form) {
    String encoded =
        form.entrySet().stream()
            .map(
                field ->
                    field.getKey()
                        + "="
                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return to(sandbox, "/2010-04-01/Accounts/" + ACCOUNT + "/Messages.json")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(encoded));
  }

  private HttpResponse<String> create(
      TwilioSandbox sandbox, String to, String body, String callback) throws Exception {
    Map<String, String> form =
        new HashMap<>(Map.of("To", to, "From", "+12025550100", "Body", body));
    if (callback != null) {
      form.put("StatusCallback", callback);
    }
    return client.send(creating(sandbox, form).build(), BodyHandlers.ofString());
  }

  private JsonNode get(TwilioSandbox sandbox, String path) throws Exception {
    HttpResponse<String> answer = client.send(to(sandbox, path).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private JsonNode list(TwilioSandbox sandbox, String query) throws Exception {
    return get(sandbox, "/2010-04-01/Accounts/" + ACCOUNT + "/Messages.json?" + query);
  }

  private static void settled(TwilioSandbox sandbox) {
    await().atMost(Duration.ofSeconds(10)).until(() -> sandbox.pending() == 0);
  }

  private static String number(int ending) {
    return String.format("+120255501%02d", ending);
  }

  @Test
  void accepted_text_is_answered_as_twilios_sdk_expects() throws Exception {
    HttpResponse<String> answer = create(sandbox(QUICK), ANYONE, "Llame a su oficina: ¿sí?", null);

    assertThat(answer.statusCode()).isEqualTo(201);
    Message message = Message.fromJson(answer.body(), JSON);
    assertThat(message.getSid()).matches("SM[0-9a-f]{32}");
    assertThat(message.getStatus()).isEqualTo(Message.Status.QUEUED);
    assertThat(message.getAccountSid()).isEqualTo(ACCOUNT);
    assertThat(message.getTo()).isEqualTo(ANYONE);
    assertThat(message.getFrom()).hasToString("+12025550100");
    assertThat(message.getBody()).isEqualTo("Llame a su oficina: ¿sí?");
    assertThat(message.getDateCreated().toInstant()).isEqualTo(NOW.instant());
    assertThat(message.getDateSent()).isNull();
    assertThat(message.getErrorCode()).isNull();
    assertThat(message.getNumSegments()).isEqualTo("1");
    assertThat(message.getUri())
        .isEqualTo("/2010-04-01/Accounts/" + ACCOUNT + "/Messages/" + message.getSid() + ".json");
  }

  @Test
  void text_of_a_messaging_service_is_accepted_without_a_sender_yet() throws Exception {
    Map<String, String> form =
        Map.of(
            "To",
            ANYONE,
            "MessagingServiceSid",
            "MG0001",
            "Body",
            "x",
            "StatusCallback",
            callbackBase() + "/s");
    TwilioSandbox sandbox = sandbox(QUICK);

    JsonNode json =
        JSON.readTree(client.send(creating(sandbox, form).build(), BodyHandlers.ofString()).body());

    assertThat(json.get("status").asText()).isEqualTo("accepted");
    assertThat(json.get("from").isNull()).isTrue();
    assertThat(json.get("messaging_service_sid").asText()).isEqualTo("MG0001");
    settled(sandbox);
    assertThat(receipts)
        .allMatch(receipt -> receipt.form().get("MessagingServiceSid").equals("MG0001"));
  }

  @Test
  void record_shows_what_the_phone_shows() throws Exception {
    TwilioSandbox sandbox = sandbox(QUICK.withRedactedBodies());

    String sid =
        JSON.readTree(create(sandbox, ANYONE, "你好", callbackBase() + "/t/1").body())
            .get("sid")
            .asText();
    settled(sandbox);

    assertThat(sandbox.messages())
        .containsExactly(
            new SandboxMessage(
                sid,
                ANYONE,
                "+12025550100",
                "你好",
                NOW.instant(),
                "delivered",
                callbackBase() + "/t/1"));
    assertThat(sandbox.messages().toString()).doesNotContain("5550101").doesNotContain("你好");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          01, 201, ,      delivered,   queued sent delivered,        '',
          89, 201, ,      delivered,   queued sent delivered,        '',
          99, 201, ,      delivered,   queued sent delivered,        '',
          90, 400, 21211, ,            '',                           '',
          91, 201, ,      undelivered, queued sent undelivered,      30003
          92, 400, 21610, ,            '',                           '',
          93, 201, ,      failed,      queued failed,                30005
          94, 201, ,      sent,        '',                           ''
          97, 503, ,      delivered,   queued sent delivered,        ''
          98, 503, ,      ,            '',                           ''
          """)
  void number_tells_what_becomes_of_its_text(
      int ending, int http, Integer refusal, String status, String receipted, String errorCode)
      throws Exception {
    TwilioSandbox sandbox = sandbox(QUICK);

    HttpResponse<String> answer = create(sandbox, number(ending), "x", callbackBase() + "/t/1");

    assertThat(answer.statusCode()).isEqualTo(http);
    if (refusal != null) {
      JsonNode json = JSON.readTree(answer.body());
      assertThat(json.get("code").asInt()).isEqualTo(refusal);
      assertThat(json.get("status").asInt()).isEqualTo(http);
      assertThat(json.get("more_info").asText()).endsWith("/" + refusal);
      assertThat(json.get("message").asText()).isNotEmpty();
    }
    if (http == 503) {
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html");
      assertThat(answer.body()).startsWith("<html>");
    }
    settled(sandbox);
    await()
        .untilAsserted(
            () ->
                assertThat(sandbox.messages())
                    .extracting(SandboxMessage::status)
                    .isEqualTo(status == null ? List.of() : List.of(status)));
    assertThat(receipts.stream().map(Receipt::status).collect(Collectors.joining(" ")))
        .isEqualTo(receipted);
    if (errorCode != null && !errorCode.isEmpty()) {
      assertThat(receipts.get(receipts.size() - 1).form()).containsEntry("ErrorCode", errorCode);
    }
  }

  @Test
  void other_countries_have_no_magic_numbers() throws Exception {
    TwilioSandbox sandbox = sandbox(QUICK);

    assertThat(create(sandbox, "+525555550190", "x", null).statusCode()).isEqualTo(201);
    assertThat(create(sandbox, "+12025551190", "x", null).statusCode()).isEqualTo(201);
  }

  @Test
  void throttled_number_is_refused_once_with_retry_after_and_then_taken() throws Exception {
    TwilioSandbox sandbox = sandbox(QUICK);

    HttpResponse<String> first = create(sandbox, number(96), "x", null);

    assertThat(first.statusCode()).isEqualTo(429);
    assertThat(first.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(JSON.readTree(first.body()).get("code").asInt()).isEqualTo(20429);
    assertThat(sandbox.messages()).isEmpty();
    assertThat(create(sandbox, number(96), "x", null).statusCode()).isEqualTo(201);
    assertThat(sandbox.messages()).hasSize(1);
  }

  @Test
  void slow_number_is_accepted_though_the_client_gave_up() throws Exception {
    TwilioSandbox sandbox = sandbox(QUICK.withSlowAnswer(Duration.ofSeconds(2)));
    HttpRequest impatient =
        creating(
                sandbox,
                Map.of(
                    "To",
                    number(95),
                    "From",
                    "+12025550100",
                    "Body",
                    "x",
                    "StatusCallback",
                    callbackBase() + "/t/1"))
            .timeout(Duration.ofMillis(300))
            .build();

    assertThatThrownBy(() -> client.send(impatient, BodyHandlers.ofString()))
        .isInstanceOf(HttpTimeoutException.class);

    settled(sandbox);
    assertThat(sandbox.messages()).hasSize(1);
    assertThat(receipts).extracting(Receipt::status).containsExactly("queued", "sent", "delivered");
    assertThat(create(sandbox, number(95), "x", null).statusCode())
        .as("one who waits is answered")
        .isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          To=&From=%2B12025550100&Body=x,                21604
          To=%2B12025550101&Body=x,                      21603
          To=%2B12025550101&From=%2B12025550100,         21602
          To=12025550101&From=%2B12025550100&Body=x,     21211
          To=%2B1202x&From=%2B12025550100&Body=x,        21211
          """)
  void incomplete_create_is_refused_with_twilios_code(String form, int code) throws Exception {
    TwilioSandbox sandbox = sandbox(QUICK);

    HttpResponse<String> answer =
        client.send(
            to(sandbox, "/2010-04-01/Accounts/" + ACCOUNT + "/Messages.json")
                .POST(BodyPublishers.ofString(form))
                .build(),
            BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(answer.body()).get("code").asInt()).isEqualTo(code);
    assertThat(sandbox.messages()).isEmpty();
  }

  @Test
  void text_of_1600_characters_is_taken_and_one_more_is_not() throws Exception {
    TwilioSandbox sandbox = sandbox(QUICK);

    assertThat(create(sandbox, ANYONE, "ñ".repeat(1600), null).statusCode()).isEqualTo(201);
    HttpResponse<String> refused = create(sandbox, ANYONE, "ñ".repeat(1601), null);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(refused.body()).get("code").asInt()).isEqualTo(21617);
    assertThat(sandbox.messages()).hasSize(1);
    assertThat(sandbox.creates()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"wrong", "''", "sandbox-token2"})
  void wrong_credentials_are_refused_and_nothing_is_accepted(String token) throws Exception {
    TwilioSandbox sandbox = sandbox(QUICK);
    String pair =
        Base64.getEncoder()
            .encodeToString((ACCOUNT + ":" + token).getBytes(StandardCharsets.UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder(
                sandbox.baseUrl().resolve("/2010-04-01/Accounts/" + ACCOUNT + "/Messages.json"))
            .header("Authorization", "Basic " + pair)
            .POST(BodyPublishers.ofString("To=%2B12025550101&From=%2B12025550100&Body=x"))
            .build();

    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(JSON.readTree(answer.body()).get("code").asInt()).isEqualTo(20003);
    assertThat(sandbox.messages()).isEmpty();
  }

  @Test
  void account_can_be_fetched_to_try_credentials() throws Exception {
    JsonNode account = get(sandbox(QUICK), "/2010-04-01/Accounts/" + ACCOUNT + ".json");

    assertThat(account.get("sid").asText()).isEqualTo(ACCOUNT);
    assertThat(account.get("status").asText()).isEqualTo("active");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          GET,    /2010-04-01/Accounts/AC00000000000000000000000000000001/Calls.json,              404
          GET,    /2010-04-01/Accounts/AC00000000000000000000000000000001/Messages/SM0.json,       404
          GET,    /,                                                                               404
          DELETE, /2010-04-01/Accounts/AC00000000000000000000000000000001/Messages.json,           405
          GET,    /2010-04-01/Accounts/AC00000000000000000000000000000002.json,                    401
          """)
  void what_it_does_not_offer_it_refuses_in_json(String method, String path, int status)
      throws Exception {
    TwilioSandbox sandbox = sandbox(QUICK);

    HttpResponse<String> answer =
        client.send(
            to(sandbox, path).method(method, BodyPublishers.noBody()).build(),
            BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(JSON.readTree(answer.body()).get("status").asInt()).isEqualTo(status);
    assertThat(sandbox.requests()).isEqualTo(1);
    assertThat(sandbox.creates()).isZero();
  }

  @Test
  void each_receipt_is_signed_and_carries_what_twilio_sends() throws Exception {
    TwilioSandbox sandbox = sandbox(QUICK);

    String sid =
        JSON.readTree(
                create(sandbox, ANYONE, "x", callbackBase() + "/twilio/status/tok%20en?x=1").body())
            .get("sid")
            .asText();
    settled(sandbox);

    assertThat(receipts).hasSize(3).allMatch(Receipt::genuine);
    assertThat(receipts.get(0).path()).isEqualTo("/twilio/status/tok%20en?x=1");
    assertThat(receipts.get(2).form())
        .isEqualTo(
            Map.of(
                "AccountSid",
                ACCOUNT,
                "ApiVersion",
                "2010-04-01",
                "From",
                "+12025550100",
                "To",
                ANYONE,
                "MessageSid",
                sid,
                "SmsSid",
                sid,
                "MessageStatus",
                "delivered",
                "SmsStatus",
                "delivered"));
  }

  @Test
  void repeated_receipts_come_twice_each() throws Exception {
    TwilioSandbox sandbox = sandbox(QUICK.withRepeatedCallbacks());

    create(sandbox, ANYONE, "x", callbackBase() + "/t/1");
    settled(sandbox);

    assertThat(receipts)
        .extracting(Receipt::status)
        .containsExactly("queued", "queued", "sent", "sent", "delivered", "delivered");
  }

  @Test
  void shuffled_receipts_come_all_but_not_always_in_order() throws Exception {
    TwilioSandbox sandbox = sandbox(QUICK.withShuffledCallbacks());

    for (int i = 0; i < 20; i++) {
      create(sandbox, ANYONE, "x", callbackBase() + "/t/" + i);
    }
    settled(sandbox);

    Map<String, List<String>> byText =
        receipts.stream()
            .collect(
                Collectors.groupingBy(
                    Receipt::path, Collectors.mapping(Receipt::status, Collectors.toList())));
    assertThat(byText.values())
        .hasSize(20)
        .allSatisfy(
            order -> assertThat(order).containsExactlyInAnyOrder("queued", "sent", "delivered"))
        .anySatisfy(
            order -> assertThat(order).isNotEqualTo(List.of("queued", "sent", "delivered")));
  }

  @Test
  void receipt_that_finds_nobody_is_given_up() throws Exception {
    TwilioSandbox sandbox = sandbox(QUICK);
    int nobody = receiver.getAddress().getPort();
    receiver.stop(0);

    create(sandbox, ANYONE, "x", "http://127.0.0.1:" + nobody + "/t/1");
    create(sandbox, ANYONE, "x", "not a url");

    settled(sandbox);
    await()
        .untilAsserted(
            () ->
                assertThat(sandbox.messages())
                    .extracting(SandboxMessage::status)
                    .containsOnly("delivered"));
  }

  @Test
  void list_is_paged_newest_first_without_loss_while_new_ones_come() throws Exception {
    TwilioSandbox sandbox = sandbox(QUICK);
    for (int i = 0; i < 7; i++) {
      create(sandbox, ANYONE, "n" + i, null);
      create(sandbox, "+12025550102", "other", null);
    }

    List<String> seen = new ArrayList<>();
    JsonNode page = list(sandbox, "To=%2B12025550101&PageSize=3");
    while (true) {
      page.get("messages").forEach(message -> seen.add(message.get("body").asText()));
      create(sandbox, ANYONE, "late", null);
      if (page.get("next_page_uri").isNull()) {
        break;
      }
      page = get(sandbox, page.get("next_page_uri").asText());
    }

    assertThat(seen).containsExactly("n6", "n5", "n4", "n3", "n2", "n1", "n0");
  }

  @Test
  void unsent_text_has_no_date_and_no_date_filter_finds_it() throws Exception {
    TwilioSandbox sandbox = sandbox(TwilioBehaviour.USUAL.withCallbackDelay(Duration.ofMinutes(5)));
    create(sandbox, ANYONE, "unsent", null);

    assertThat(list(sandbox, "To=%2B12025550101").get("messages")).hasSize(1);
    assertThat(list(sandbox, "To=%2B12025550101").get("messages").get(0).get("date_sent").isNull())
        .isTrue();
    assertThat(list(sandbox, "DateSent=2027-01-05").get("messages")).isEmpty();
    assertThat(list(sandbox, "DateSent%3E=2000-01-01").get("messages")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          DateSent=2027-01-05,                  1
          DateSent=2027-01-04,                  0
          DateSent=2027-01-05T18:00:00Z,        1
          DateSent=2027-01-05T18:00:01Z,        0
          DateSent%3E=2027-01-05,               1
          DateSent%3E=2027-01-06,               0
          DateSent%3E=2027-01-05T17:59:59Z,     1
          DateSent%3C=2027-01-05,               1
          DateSent%3C=2027-01-04,               0
          From=%2B12025550100,                  1
          From=%2B12025550199,                  0
          To=%2B12025550102,                    0
          """)
  void list_filters_as_twilio_does(String query, int found) throws Exception {
    TwilioSandbox sandbox = sandbox(QUICK);
    create(sandbox, ANYONE, "x", null);
    await().until(() -> sandbox.messages().get(0).status().equals("delivered"));

    assertThat(list(sandbox, query).get("messages")).hasSize(found);
  }

  @Test
  void late_list_misses_a_text_that_can_already_be_fetched() throws Exception {
    TwilioSandbox sandbox = sandbox(QUICK.withListedAfter(Duration.ofMillis(700)));
    String sid = JSON.readTree(create(sandbox, ANYONE, "x", null).body()).get("sid").asText();

    assertThat(list(sandbox, "To=%2B12025550101").get("messages")).isEmpty();
    assertThat(
            get(sandbox, "/2010-04-01/Accounts/" + ACCOUNT + "/Messages/" + sid + ".json")
                .get("sid")
                .asText())
        .isEqualTo(sid);
    await().until(() -> list(sandbox, "To=%2B12025550101").get("messages").size() == 1);
  }

  @Test
  void redacted_body_is_empty_in_list_and_fetch() throws Exception {
    TwilioSandbox sandbox = sandbox(QUICK.withRedactedBodies());
    String sid = JSON.readTree(create(sandbox, ANYONE, "x", null).body()).get("sid").asText();

    assertThat(list(sandbox, "").get("messages").get(0).get("body").asText()).isEmpty();
    assertThat(
            get(sandbox, "/2010-04-01/Accounts/" + ACCOUNT + "/Messages/" + sid + ".json")
                .get("body")
                .asText())
        .isEmpty();
  }

  @Test
  void hundreds_at_once_are_each_accepted_once_and_receipted() throws Exception {
    TwilioSandbox sandbox = sandbox(QUICK);
    int texts = 600;

    List<CompletableFuture<HttpResponse<String>>> answers =
        IntStream.range(0, texts)
            .mapToObj(
                i ->
                    client.sendAsync(
                        creating(
                                sandbox,
                                Map.of(
                                    "To",
                                    ANYONE,
                                    "From",
                                    "+12025550100",
                                    "Body",
                                    "n" + i,
                                    "StatusCallback",
                                    callbackBase() + "/t/" + i))
                            .build(),
                        BodyHandlers.ofString()))
            .toList();
    answers.forEach(CompletableFuture::join);
    settled(sandbox);

    assertThat(sandbox.messages())
        .extracting(SandboxMessage::body)
        .doesNotHaveDuplicates()
        .hasSize(texts);
    assertThat(sandbox.messages()).extracting(SandboxMessage::sid).doesNotHaveDuplicates();
    assertThat(sandbox.creates()).isEqualTo(texts);
    assertThat(receipts).hasSize(3 * texts).allMatch(Receipt::genuine);
  }

  @Test
  void record_stays_readable_after_the_end_and_the_port_is_free_again() throws Exception {
    TwilioSandbox sandbox = sandbox(QUICK);
    create(sandbox, ANYONE, "x", null);
    URI address = sandbox.baseUrl();

    assertThat(address.getHost()).isEqualTo("127.0.0.1");
    assertThatIllegalStateException()
        .isThrownBy(() -> new TwilioSandbox(ACCOUNT, TOKEN, NOW, QUICK, address.getPort()))
        .withMessageContaining("cannot listen on 127.0.0.1:" + address.getPort());
    sandbox.close();

    assertThat(sandbox.messages()).hasSize(1);
    new TwilioSandbox(ACCOUNT, TOKEN, NOW, QUICK, address.getPort()).close();
  }

  @ParameterizedTest
  @CsvSource({
    "a, 160, 1",
    "a, 161, 2",
    "a, 306, 2",
    "a, 307, 3",
    "€, 80, 1",
    "€, 81, 2",
    "á, 70, 1",
    "á, 71, 2",
    "á, 134, 2",
    "á, 135, 3",
    "🙂, 35, 1",
    "🙂, 36, 2",
    "🙂, 67, 3"
  })
  void parts_are_counted_as_the_carrier_counts(String character, int times, int parts) {
    assertThat(SmsParts.of(character.repeat(times))).isEqualTo(parts);
  }
}
