package org.aviso.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server on loopback that speaks as much of Twilio's Messages API as Aviso uses: create, fetch,
 * list, account, and signed status callbacks. What becomes of a text is told by its number: of +1 …
 * 555 01xx, by the last two digits, 90 is refused as invalid, 91 undelivered, 92 refused as opted
 * out, 93 failed, 94 never receipted, 95 answered too late, 96 throttled once, 97 accepted and
 * answered with 503, 98 answered with 503; every other number is delivered.
 *
 * <p>What it accepted it keeps in memory, and is so the witness of demo and tests. One event loop
 * does all the work, so a create and its place in the list are one step.
 */
public final class TwilioSandbox implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final Pattern PATH =
      Pattern.compile("/2010-04-01/Accounts/([^/]+?)(/Messages(?:/([^/]+?))?)?\\.json");
  private static final Pattern E164 = Pattern.compile("\\+[1-9]\\d{6,14}");
  private static final int MAX_TEXT = 1600;
  private static final int PAGE = 50;
  private static final int MAX_PAGE = 1000;
  private static final int BACKLOG = 1024;
  private static final String BROKEN =
      "<html><head><title>503 Service Temporarily Unavailable</title></head>"
          + "<body><center><h1>503 Service Temporarily Unavailable</h1></center></body></html>";

  private final String account;
  private final byte[] authorization;
  private final InstantSource clock;
  private final TwilioBehaviour behaviour;
  private final TextLog texts = new TextLog();
  private final Set<String> throttled = new HashSet<>();
  private final Set<String> broken = new HashSet<>();
  private final Random order = new Random(1);
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong creates = new AtomicLong();
  private final AtomicInteger pending = new AtomicInteger();
  private final Vertx vertx;
  private final StatusCallbacks callbacks;
  private final HttpServer server;

  /** As the demo runs it: on a free port, with the usual behaviour. */
  public TwilioSandbox(String account, String authToken, InstantSource clock) {
    this(account, authToken, clock, TwilioBehaviour.USUAL, 0);
  }

  /**
   * Starts the server.
   *
   * @param account {@code AC} and 32 hexadecimal digits
   * @param authToken what requests must present and what callbacks are signed with
   * @param clock tells when texts were created and sent
   * @param port on 127.0.0.1; 0 = a free one
   */
  public TwilioSandbox(
      String account, String authToken, InstantSource clock, TwilioBehaviour behaviour, int port) {
    this.account = account;
    this.authorization = basic(account, authToken);
    this.clock = clock;
    this.behaviour = behaviour;
    this.vertx = Vertx.vertx(vertxOptions());
    this.callbacks = new StatusCallbacks(vertx, account, authToken);
    this.server =
        vertx
            .createHttpServer(
                new HttpServerOptions().setHttp2ClearTextEnabled(false).setAcceptBacklog(BACKLOG))
            .requestHandler(this::receive);
    try {
      await(server.listen(port, LOOPBACK));
    } catch (CompletionException e) {
      vertx.close();
      throw new IllegalStateException(
          "The sandbox's Twilio cannot listen on "
              + LOOPBACK
              + ":"
              + port
              + ": "
              + e.getCause().getMessage(),
          e);
    }
  }

  /** What stands for {@code https://api.twilio.com}. */
  public URI baseUrl() {
    return URI.create("http://" + LOOPBACK + ":" + server.actualPort());
  }

  /** Every text accepted so far, in order, whatever became of it. */
  public List<SandboxMessage> messages() {
    return texts.messages();
  }

  /** Callbacks that are due or under way; 0 = nothing more will come by itself. */
  public int pending() {
    return pending.get();
  }

  /** Requests of any kind that reached the server, refused ones included. */
  public long requests() {
    return requests.get();
  }

  /** Requests to create a message that reached the server, refused ones included. */
  public long creates() {
    return creates.get();
  }

  /** Stops answering and drops callbacks not yet sent. The record stays readable. */
  @Override
  public void close() {
    await(vertx.close());
  }

  /**
   * Runs as a process of its own until it is ended; prints the base URL.
   *
   * @param arguments {@code name=value}: account, token, port, callback-millis
   */
  public static void main(String... arguments) {
    Map<String, String> given = new HashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException(
            "Arguments are account=, token=, port=, callback-millis=; was: " + argument);
      }
      given.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    TwilioSandbox sandbox =
        new TwilioSandbox(
            given.getOrDefault("account", "AC" + "0".repeat(32)),
            given.getOrDefault("token", "sandbox"),
            InstantSource.system(),
            TwilioBehaviour.USUAL.withCallbackDelay(
                Duration.ofMillis(Long.parseLong(given.getOrDefault("callback-millis", "20")))),
            Integer.parseInt(given.getOrDefault("port", "0")));
    System.out.println(sandbox.baseUrl());
  }

  private void receive(HttpServerRequest request) {
    requests.incrementAndGet();
    Matcher path = PATH.matcher(request.path());
    if (!path.matches()) {
      refuse(request.response(), TwilioRefusal.NOT_FOUND);
    } else if (!authenticated(request) || !path.group(1).equals(account)) {
      refuse(request.response(), TwilioRefusal.NOT_AUTHENTICATED);
    } else if (path.group(3) != null) {
      get(request, () -> fetch(request.response(), path.group(3)));
    } else if (path.group(2) == null) {
      get(request, () -> answer(request.response(), 200, accountJson()));
    } else if (request.method() == HttpMethod.POST) {
      creates.incrementAndGet();
      request.body().onSuccess(form -> create(request.response(), parameters(form.toString())));
    } else {
      get(request, () -> list(request.response(), parameters(request.query())));
    }
  }

  private static void get(HttpServerRequest request, Runnable reading) {
    if (request.method() == HttpMethod.GET) {
      reading.run();
    } else {
      refuse(request.response(), TwilioRefusal.METHOD_NOT_ALLOWED);
    }
  }

  private void create(HttpServerResponse response, Map<String, String> form) {
    TwilioRefusal refusal = refusal(form);
    if (refusal != null) {
      refuse(response, refusal);
      return;
    }
    MagicNumber magic = MagicNumber.of(form.get("To"));
    if (magic == MagicNumber.BROKEN_BEFORE && broken.add(form.get("To"))) {
      broken(response);
      return;
    }
    SentText text = accept(form);
    String created = text.asJson(account, false).toString();
    live(text, magic.life);
    switch (magic) {
      case SLOW -> after(behaviour.slowAnswer(), () -> answer(response, 201, created));
      case BROKEN_AFTER -> broken(response);
      default -> answer(response, 201, created);
    }
  }

  /** Why the create is refused; null when it is not. */
  private TwilioRefusal refusal(Map<String, String> form) {
    String to = form.getOrDefault("To", "");
    String body = form.getOrDefault("Body", "");
    if (to.isEmpty()) {
      return TwilioRefusal.TO_MISSING;
    }
    if (!form.containsKey("From") && !form.containsKey("MessagingServiceSid")) {
      return TwilioRefusal.FROM_MISSING;
    }
    if (body.isEmpty()) {
      return TwilioRefusal.BODY_MISSING;
    }
    if (body.length() > MAX_TEXT) {
      return TwilioRefusal.BODY_TOO_LONG;
    }
    if (!E164.matcher(to).matches()) {
      return TwilioRefusal.TO_INVALID;
    }
    return switch (MagicNumber.of(to)) {
      case INVALID -> TwilioRefusal.TO_INVALID;
      case OPTED_OUT -> TwilioRefusal.OPTED_OUT;
      case THROTTLED -> throttled.add(to) ? TwilioRefusal.TOO_MANY_REQUESTS : null;
      default -> null;
    };
  }

  private SentText accept(Map<String, String> form) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    SentText text =
        new SentText(
            String.format("SM%016x%016x", random.nextLong(), random.nextLong()),
            form.get("To"),
            form.getOrDefault("From", form.get("MessagingServiceSid")).intern(),
            form.get("Body"),
            form.get("StatusCallback"),
            clock.instant(),
            System.nanoTime() + behaviour.listedAfter().toNanos());
    texts.add(text);
    return text;
  }

  /**
   * Plans the steps of a text's life and, where a URL was given and it is no silent number, their
   * callbacks.
   */
  private void live(SentText text, List<String> life) {
    boolean told = text.callback != null && MagicNumber.of(text.to) != MagicNumber.SILENT;
    List<String> receipts = new ArrayList<>(life);
    if (behaviour.shuffledCallbacks()) {
      Collections.shuffle(receipts, order);
    }
    if (told) {
      pending.addAndGet(receipts.size() * (behaviour.repeatedCallbacks() ? 2 : 1));
    }
    step(text, life, told ? receipts : List.of(), 0);
  }

  private void step(SentText text, List<String> life, List<String> receipts, int number) {
    if (number == life.size()) {
      return;
    }
    after(
        behaviour.callbackDelay(),
        () -> {
          text.becomes(life.get(number), clock.instant());
          Future<Void> told =
              receipts.isEmpty() ? Future.succeededFuture() : tell(text, receipts.get(number));
          told.onComplete(done -> step(text, life, receipts, number + 1));
        });
  }

  private Future<Void> tell(SentText text, String receipt) {
    Future<Void> once = callbacks.send(text, receipt).onComplete(done -> pending.decrementAndGet());
    return behaviour.repeatedCallbacks()
        ? once.compose(done -> callbacks.send(text, receipt))
            .onComplete(done -> pending.decrementAndGet())
        : once;
  }

  private void fetch(HttpServerResponse response, String sid) {
    SentText text = texts.bySid(sid);
    if (text == null) {
      refuse(response, TwilioRefusal.NOT_FOUND);
    } else {
      answer(response, 200, text.asJson(account, behaviour.redacted()).toString());
    }
  }

  private void list(HttpServerResponse response, Map<String, String> query) {
    int size = Math.max(1, Math.min(MAX_PAGE, number(query.get("PageSize"), PAGE)));
    int page = number(query.get("Page"), 0);
    String token = query.get("PageToken");
    try {
      TextLog.Page found = texts.page(query, size, token == null ? null : token.substring(2));
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      ArrayNode messages = json.putArray("messages");
      found.texts().forEach(text -> messages.add(text.asJson(account, behaviour.redacted())));
      String last = found.more() ? found.texts().get(found.texts().size() - 1).sid : null;
      json.put("first_page_uri", pageUri(query, size, 0, null))
          .put("next_page_uri", last == null ? null : pageUri(query, size, page + 1, last))
          .put("previous_page_uri", (String) null)
          .put("uri", pageUri(query, size, page, token == null ? null : token.substring(2)))
          .put("page", page)
          .put("page_size", size)
          .put("start", page * size)
          .put("end", page * size + found.texts().size() - 1);
      answer(response, 200, json.toString());
    } catch (DateTimeParseException e) {
      refuse(response, TwilioRefusal.BAD_DATE);
    }
  }

  private String pageUri(Map<String, String> query, int size, int page, String after) {
    StringBuilder uri =
        new StringBuilder("/2010-04-01/Accounts/").append(account).append("/Messages.json?");
    query.forEach(
        (name, value) -> {
          if (!name.startsWith("Page")) {
            uri.append(encoded(name)).append('=').append(encoded(value)).append('&');
          }
        });
    uri.append("PageSize=").append(size).append("&Page=").append(page);
    return after == null ? uri.toString() : uri.append("&PageToken=PA").append(after).toString();
  }

  private String accountJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("sid", account)
        .put("friendly_name", "Sandbox")
        .put("status", "active")
        .put("type", "Full")
        .put("uri", "/2010-04-01/Accounts/" + account + ".json")
        .toString();
  }

  private static void answer(HttpServerResponse response, int status, String json) {
    if (!response.closed()) {
      response
          .setStatusCode(status)
          .putHeader("Content-Type", "application/json;charset=utf-8")
          .end(json);
    }
  }

  private static void refuse(HttpServerResponse response, TwilioRefusal refusal) {
    if (refusal == TwilioRefusal.TOO_MANY_REQUESTS) {
      response.putHeader("Retry-After", "1");
    }
    answer(response, refusal.status, refusal.asJson().toString());
  }

  private static void broken(HttpServerResponse response) {
    response.setStatusCode(503).putHeader("Content-Type", "text/html").end(BROKEN);
  }

  private void after(Duration delay, Runnable action) {
    vertx.setTimer(Math.max(1, delay.toMillis()), timer -> action.run());
  }

  private boolean authenticated(HttpServerRequest request) {
    String given = request.getHeader("Authorization");
    return given != null
        && MessageDigest.isEqual(authorization, given.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] basic(String account, String authToken) {
    byte[] pair = (account + ":" + authToken).getBytes(StandardCharsets.UTF_8);
    return ("Basic " + Base64.getEncoder().encodeToString(pair)).getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, String> parameters(String encoded) {
    Map<String, String> first = new HashMap<>();
    if (encoded != null) {
      new QueryStringDecoder(encoded, false)
          .parameters()
          .forEach((name, values) -> first.put(name, values.get(0)));
    }
    return first;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static int number(String text, int otherwise) {
    return text != null && text.matches("\\d{1,6}") ? Integer.parseInt(text) : otherwise;
  }

  private static VertxOptions vertxOptions() {
    return new VertxOptions()
        .setEventLoopPoolSize(1)
        .setFileSystemOptions(
            new FileSystemOptions()
                .setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}
