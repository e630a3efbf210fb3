package org.aviso.pipeline.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpListenerTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicReference<Map<String, Object>> headers = new AtomicReference<>();
  private final AtomicReference<Object> body = new AtomicReference<>();
  private final AtomicReference<Map<String, String>> query = new AtomicReference<>();
  private CamelContext context;
  private HttpListener webhook;
  private HttpListener monitor;

  @BeforeEach
  void start() throws Exception {
    context = new DefaultCamelContext();
    webhook = new HttpListener("webhook", "127.0.0.1", 0).addTo(context);
    monitor = new HttpListener("monitor", "127.0.0.1", 0).addTo(context);
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("webhook:/twilio/status/{token}?httpMethodRestrict=POST").process(noted(204));
            from("webhook:/twilio/inbound?httpMethodRestrict=POST")
                .process(noted(200))
                .setBody(constant("<Response/>"));
            from("webhook:/broken")
                .throwException(new IllegalStateException("+15555550123 is a secret"));
            from("monitor:/observe/health").process(noted(200)).setBody(constant("up"));
          }
        });
    context.start();
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  private Processor noted(int status) {
    return exchange -> {
      headers.set(new LinkedHashMap<>(exchange.getMessage().getHeaders()));
      body.set(exchange.getMessage().getBody());
      query.set(HttpListener.query(exchange));
      exchange.getMessage().setHeader("CaseNo", "P-4K7Q2M9XWA");
      exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
      if (status == 204) {
        exchange.getMessage().setBody(null);
      }
    };
  }

  private HttpResponse<String> send(
      int port, String method, String path, String form, String... more) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, form == null ? BodyPublishers.noBody() : BodyPublishers.ofString(form));
    if (form != null) {
      request.header("Content-Type", "application/x-www-form-urlencoded");
    }
    if (more.length > 0) {
      request.headers(more);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          POST, /twilio/status/abc, 204, 404
          GET,  /twilio/status/abc, 405, 404
          POST, /twilio/status/,    404, 404
          POST, /twilio/status,     404, 404
          POST, /twilio/status/a/b, 404, 404
          POST, /twilio/inbound,    200, 404
          GET,  /observe/health,    404, 200
          GET,  /,                  404, 404
          GET,  /q/health,          404, 404
          GET,  /q/dev,             404, 404
          GET,  /observe/metrics,   404, 404
          """)
  void each_path_is_answered_on_its_own_port_alone(
      String method, String path, int onWebhook, int onMonitor) throws Exception {
    assertThat(send(webhook.port(), method, path, null).statusCode()).isEqualTo(onWebhook);
    assertThat(send(monitor.port(), method, path, null).statusCode()).isEqualTo(onMonitor);
  }

  @Test
  void port_0_is_a_free_one_for_each_and_known_after_the_start() {
    assertThat(webhook.port()).isBetween(1, 65535).isNotEqualTo(monitor.port());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void nothing_listens_but_the_two_and_only_on_the_address_told() throws Exception {
    Set<String> expected =
        new TreeSet<>(Set.of("127.0.0.1:" + webhook.port(), "127.0.0.1:" + monitor.port()));
    Set<String> listening = listening();

    assertThat(listening).containsAll(expected);

    context.stop();
    Set<String> others = listening();
    listening.removeAll(others);
    assertThat(listening).isEqualTo(expected);
    assertThat(others).noneMatch(address -> address.endsWith(":8080"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void another_address_of_the_machine_is_not_served() throws Exception {
    // 127.0.0.2 is this machine too; a socket bound to 0.0.0.0 would answer.
    for (int port : new int[] {webhook.port(), monitor.port()}) {
      try (Socket socket = new Socket()) {
        assertThatThrownBy(() -> socket.connect(new InetSocketAddress("127.0.0.2", port), 2000))
            .isInstanceOf(ConnectException.class);
      }
    }
  }

  @Test
  void path_parameter_reaches_the_route_and_no_client_can_overlay_it() throws Exception {
    send(
        webhook.port(),
        "POST",
        "/twilio/status/real?token=forged&TOKEN=forged",
        "token=forged&MessageStatus=sent",
        "token",
        "forged");

    assertThat(headers.get()).containsEntry("token", "real");
    assertThat(headers.get()).doesNotContainKeys("MessageStatus");
    assertThat(body.get()).isEqualTo(Map.of("token", "forged", "MessageStatus", "sent"));
  }

  @Test
  void form_comes_whole_as_the_body_for_the_signature_covers_it_all() throws Exception {
    send(
        webhook.port(),
        "POST",
        "/twilio/inbound",
        "Body=%C2%BFqui%C3%A9n+es%3F&From=%2B12025550101&CamelFileName=x&Future=1",
        "X-Twilio-Signature",
        "c2ln");

    assertThat(body.get())
        .isEqualTo(
            Map.of(
                "Body", "¿quién es?", "From", "+12025550101", "CamelFileName", "x", "Future", "1"));
    assertThat(headers.get()).containsEntry(RequestHeaders.TWILIO_SIGNATURE, "c2ln");
  }

  @Test
  void uri_stays_as_sent_and_query_is_readable_beside_it() throws Exception {
    send(webhook.port(), "POST", "/twilio/inbound?a=1%202&b=&a=3", "x=1");

    assertThat(headers.get()).containsEntry(Exchange.HTTP_URI, "/twilio/inbound?a=1%202&b=&a=3");
    assertThat(query.get()).isEqualTo(Map.of("a", "1 2", "b", ""));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          CamelHttpUri
          camelhttpuri
          CAMELFILENAME
          CamelFileName
          CamelHttpResponseCode
          CamelTwilio.to
          org.apache.camel.foo
          To
          Subject
          breadcrumbId
          """)
  void hostile_header_query_or_form_field_never_becomes_a_header(String name) throws Exception {
    String hostile = "http://evil.example.org/";
    HttpResponse<String> answer =
        send(
            webhook.port(),
            "POST",
            "/twilio/inbound?" + name + "=" + hostile,
            name + "=" + hostile,
            name,
            hostile);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(headers.get()).doesNotContainValue(hostile);
    assertThat(headers.get().keySet())
        .allMatch(header -> header.startsWith("Camel") || RequestHeaders.TAKEN.contains(header));
    assertThat(headers.get())
        .containsEntry(Exchange.HTTP_METHOD, "POST")
        .containsEntry(Exchange.HTTP_PATH, "/twilio/inbound");
  }

  @Test
  void header_of_the_route_does_not_reach_the_client() throws Exception {
    HttpResponse<String> answer = send(webhook.port(), "POST", "/twilio/inbound", "x=1");

    assertThat(answer.headers().map().keySet())
        .isSubsetOf("content-type", "content-length", "transfer-encoding");
  }

  @Test
  void answer_204_has_no_body_and_the_connection_goes_on() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), webhook.port())) {
      socket.setSoTimeout(5000);
      String request = "POST /twilio/status/abc HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
      socket.getOutputStream().write((request + request).getBytes(StandardCharsets.US_ASCII));
      StringBuilder answers = new StringBuilder();
      while (answers.toString().split("HTTP/1.1 204", -1).length < 3) {
        int next = socket.getInputStream().read();
        assertThat(next).as("the connection was closed after: " + answers).isNotNegative();
        answers.append((char) next);
      }
      assertThat(answers.toString().toLowerCase(Locale.ROOT)).doesNotContain("transfer-encoding");
    }
  }

  @Test
  void failing_route_tells_the_client_nothing() throws Exception {
    HttpResponse<String> answer = send(webhook.port(), "GET", "/broken", null);

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void body_beyond_the_limit_is_refused_before_the_route() throws Exception {
    HttpResponse<String> answer =
        send(
            webhook.port(), "POST", "/twilio/inbound", "Body=" + "x".repeat(HttpListener.MAX_BODY));

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(body.get()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"Body=%zz, 200", "Body=%, 200", "%=%, 400"})
  void field_that_cannot_be_decoded_does_not_reach_the_route(String form, int status)
      throws Exception {
    assertThat(send(webhook.port(), "POST", "/twilio/inbound", form).statusCode())
        .isEqualTo(status);
    assertThat(body.get()).isIn(null, Map.of());
  }

  @Test
  void longest_text_twilio_can_hand_over_is_taken() throws Exception {
    String longest = "%F0%9F%99%82".repeat(1600);

    assertThat(send(webhook.port(), "POST", "/twilio/inbound", "Body=" + longest).statusCode())
        .isEqualTo(200);
    assertThat(body.get()).isEqualTo(Map.of("Body", "🙂".repeat(1600)));
  }

  @Test
  void uploaded_file_is_not_written_to_disk() throws Exception {
    String form =
        "--b\r\n"
            + "Content-Disposition: form-data; name=\"f\"; filename=\"x.csv\"\r\n\r\n"
            + "content\r\n"
            + "--b--\r\n";

    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + webhook.port() + "/twilio/inbound"))
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofString(form))
                .build(),
            BodyHandlers.ofString());

    assertThat(answer.statusCode()).isLessThan(500);
    assertThat(Path.of("file-uploads")).doesNotExist();
  }

  @Test
  void ends_with_the_context_and_can_be_started_anew_on_the_same_port() throws Exception {
    int port = webhook.port();
    context.stop();

    assertThatThrownBy(() -> send(port, "POST", "/twilio/inbound", "x=1"))
        .isInstanceOf(IOException.class);
    try (CamelContext second = new DefaultCamelContext()) {
      HttpListener again = new HttpListener("webhook", "127.0.0.1", port).addTo(second);
      second.start();
      assertThat(again.port()).isEqualTo(port);
      assertThat(send(port, "POST", "/twilio/inbound", "x=1").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void no_thread_of_a_server_outlives_its_context() {
    context.stop();

    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("vert")));
  }

  @Test
  void taken_port_stops_the_start_naming_the_key() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        CamelContext second = new DefaultCamelContext()) {
      new HttpListener("monitor", "127.0.0.1", taken.getLocalPort()).addTo(second);

      assertThatThrownBy(second::start)
          .hasStackTraceContaining(
              "aviso.monitor.port: 127.0.0.1:" + taken.getLocalPort() + " is in use");
    }
  }

  @Test
  void route_on_the_stock_scheme_does_not_start_rather_than_serve_on_8080() throws Exception {
    assertThatThrownBy(
            () ->
                context.addRoutes(
                    new RouteBuilder() {
                      @Override
                      public void configure() {
                        from("platform-http:/anything").setBody(constant("x"));
                      }
                    }))
        .hasStackTraceContaining("No PlatformHttpEngine created");
  }

  @Test
  void request_that_comes_before_the_routes_is_told_to_come_again() throws Exception {
    try (CamelContext second = new DefaultCamelContext()) {
      HttpListener early = new HttpListener("webhook", "127.0.0.1", 0).addTo(second);
      AtomicReference<HttpResponse<String>> answer = new AtomicReference<>();
      second.addStartupListener(
          (starting, alreadyStarted) ->
              answer.set(send(early.port(), "POST", "/twilio/inbound", "x=1")));

      second.start();

      assertThat(answer.get().statusCode()).isEqualTo(503);
      assertThat(answer.get().headers().firstValue("Retry-After")).hasValue("1");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void camel_main_opens_no_port_of_its_own_beside_the_two() throws Exception {
    Set<String> before = listening();
    HttpListener first = new HttpListener("webhook", "127.0.0.1", 0);
    HttpListener second = new HttpListener("monitor", "127.0.0.1", 0);
    Main main = new Main();
    main.addProperty("camel.server.enabled", "false");
    main.addProperty("camel.management.enabled", "false");
    main.addMainListener(
        new MainListenerSupport() {
          @Override
          public void beforeConfigure(BaseMainSupport starting) {
            try {
              first.addTo(starting.getCamelContext());
              second.addTo(starting.getCamelContext());
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          }
        });
    main.configure()
        .addRoutesBuilder(
            new RouteBuilder() {
              @Override
              public void configure() {
                from("webhook:/a").setBody(constant("a"));
                from("monitor:/b").setBody(constant("b"));
              }
            });
    main.start();
    try {
      Set<String> opened = listening();
      opened.removeAll(before);

      assertThat(opened)
          .isEqualTo(Set.of("127.0.0.1:" + first.port(), "127.0.0.1:" + second.port()));
      assertThat(send(first.port(), "GET", "/a", null).body()).isEqualTo("a");
      assertThat(send(first.port(), "GET", "/b", null).statusCode()).isEqualTo(404);
      assertThat(send(second.port(), "GET", "/b", null).body()).isEqualTo("b");
    } finally {
      main.stop();
    }
  }

  @Test
  void port_is_not_told_before_the_start() throws Exception {
    try (CamelContext second = new DefaultCamelContext()) {
      HttpListener early = new HttpListener("webhook", "127.0.0.1", 0).addTo(second);

      assertThatIllegalStateException().isThrownBy(early::port).withMessageContaining("webhook");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0, aviso.webhook.host",
    "127.0.0.1, -1, 'was: -1'",
    "127.0.0.1, 65536, 'was: 65536'"
  })
  void address_that_cannot_be_is_refused(String host, int port, String said) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HttpListener("webhook", host, port))
        .withMessageContaining(said);
  }

  /** The sockets this process listens on, from /proc: state 0A, inode among our own descriptors. */
  private static Set<String> listening() throws IOException {
    Set<String> ours = new TreeSet<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        try {
          ours.add(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException gone) {
          // The listing's own descriptor.
        }
      }
    }
    Set<String> listening = new TreeSet<>();
    for (String table : new String[] {"/proc/self/net/tcp", "/proc/self/net/tcp6"}) {
      Path path = Path.of(table);
      for (String line : Files.exists(path) ? Files.readAllLines(path) : List.<String>of()) {
        String[] column = line.trim().split("\\s+");
        if (column[3].equals("0A") && ours.contains("socket:[" + column[9] + "]")) {
          listening.add(address(column[1]));
        }
      }
    }
    return listening;
  }

  /**
   * {@code 0100007F:1F90}, or the same mapped into IPv6, as 127.0.0.1:8080; anything else as it
   * stands.
   */
  private static String address(String kernel) {
    String[] part = kernel.split(":");
    int port = Integer.parseInt(part[1], 16);
    String host = part[0].replaceFirst("^0000000000000000FFFF0000", "");
    return (host.equals("0100007F") ? "127.0.0.1" : host) + ":" + port;
  }
}
