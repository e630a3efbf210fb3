package org.aviso.reliability;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The Messages API as a receiver that may refuse, stall, drop and lie. A create is written through
 * before it is answered. The list is asked by To, in pages, and may be late or redacted.
 */
final class TextReceiver {
  private static final DateTimeFormatter RFC_2822 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.US)
          .withZone(ZoneOffset.UTC);
  private static final int PAGE = 2;

  /** How it behaves beside the fates. */
  record Manner(String account, long listedAfterMillis, boolean redacted, int idleSeconds) {}

  private record Text(
      String sid, String to, String from, String body, String callback, Instant at) {}

  private final ServerSocket server;
  private final ExecutorService threads;
  private final WrittenThrough log;
  private final Fates fates;
  private final KillOrder kill;
  private final Manner manner;
  private final Callbacks callbacks;
  private final AtomicLong count = new AtomicLong();
  private final Map<String, List<Text>> byNumber = new ConcurrentHashMap<>();

  TextReceiver(
      int port,
      ExecutorService threads,
      WrittenThrough log,
      Fates fates,
      KillOrder kill,
      Manner manner,
      Callbacks callbacks)
      throws IOException {
    this.server = new ServerSocket(port, 1024, InetAddress.getLoopbackAddress());
    this.threads = threads;
    this.log = log;
    this.fates = fates;
    this.kill = kill;
    this.manner = manner;
    this.callbacks = callbacks;
    threads.execute(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private record Request(String method, String path, String query, String body) {}

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      // As every server does: a sender that says nothing for long finds its connection closed.
      socket.setSoTimeout(manner.idleSeconds * 1000);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (true) {
        Request request = read(in);
        if (request == null || !answered(request, socket)) {
          return;
        }
      }
    } catch (IOException e) {
      // The sender went away, or was killed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Request read(InputStream in) throws IOException {
    String first = line(in);
    if (first == null || first.isEmpty()) {
      return null;
    }
    int length = 0;
    for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(15).strip());
      }
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      return null;
    }
    String[] words = first.split(" ");
    int mark = words[1].indexOf('?');
    return new Request(
        words[0],
        mark < 0 ? words[1] : words[1].substring(0, mark),
        mark < 0 ? "" : words[1].substring(mark + 1),
        new String(body, StandardCharsets.UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == '\n') {
        return line.toString();
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return null;
  }

  static Map<String, String> form(String encoded) {
    Map<String, String> form = new TreeMap<>();
    for (String pair : encoded.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        form.put(
            URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return form;
  }

  /** False when the connection is not to be used again. */
  private boolean answered(Request request, Socket socket)
      throws IOException, InterruptedException {
    if (request.path.equals("/kill")) {
      Map<String, String> order = form(request.query);
      kill.give(Long.parseLong(order.get("pid")), Boolean.parseBoolean(order.get("written")));
      say(socket, 200, "{}", null);
      return true;
    }
    if (request.method.equals("GET")) {
      list(request, socket);
      return true;
    }
    return create(form(request.body), socket);
  }

  private boolean create(Map<String, String> form, Socket socket)
      throws IOException, InterruptedException {
    String to = form.get("To");
    Fates.Fate fate = fates.next(to);
    Fates.pause(fate.before());
    switch (fate.name()) {
      case "429" -> {
        say(socket, 429, "{\"code\":20429,\"status\":429}", "1");
        return true;
      }
      case "5xx-before" -> {
        say(socket, 503, "<html>busy</html>", null);
        return true;
      }
      case "hang-before" -> {
        TimeUnit.SECONDS.sleep(60);
        return false;
      }
      case "reset-before" -> {
        socket.setSoLinger(true, 0);
        return false;
      }
      default -> {
        // Accepted, whatever the sender gets to hear of it.
      }
    }
    if (kill.carriedOut(false)) {
      return false;
    }
    Text text = take(form);
    if (kill.carriedOut(true)) {
      return false;
    }
    callbacks.begin(text.sid, text.to, text.callback);
    Fates.pause(fate.after());
    switch (fate.name()) {
      case "5xx-after" -> say(socket, 500, "<html>oops</html>", null);
      case "hang-after" -> {
        TimeUnit.SECONDS.sleep(60);
        return false;
      }
      case "reset-after" -> {
        socket.setSoLinger(true, 0);
        return false;
      }
      default -> say(socket, 201, json(text).toString(), null);
    }
    return true;
  }

  private Text take(Map<String, String> form) {
    long number = count.incrementAndGet();
    Text text =
        new Text(
            "SM%032x".formatted(number),
            form.get("To"),
            form.get("From"),
            form.get("Body"),
            form.getOrDefault("StatusCallback", ""),
            Instant.now());
    String reference = text.callback.replaceAll(".*/", "");
    log.add(
        "text\t%d\t%s\t%s\t%s\t%s"
            .formatted(text.at.toEpochMilli(), reference, text.sid, text.to, text.callback));
    byNumber.computeIfAbsent(text.to, to -> new CopyOnWriteArrayList<>()).add(text);
    return text;
  }

  private void list(Request request, Socket socket) throws IOException {
    Map<String, String> query = form(request.query);
    int page = Integer.parseInt(query.getOrDefault("Page", "0"));
    Instant shown = Instant.now().minusMillis(manner.listedAfterMillis);
    List<Text> all = new ArrayList<>(byNumber.getOrDefault(query.get("To"), List.of()));
    all.removeIf(text -> text.at.isAfter(shown));
    int from = Math.min(page * PAGE, all.size());
    int to = Math.min(from + PAGE, all.size());
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode messages = json.putArray("messages");
    all.subList(from, to).forEach(text -> messages.add(json(text)));
    String base =
        request.path + "?To=" + URLEncoder.encode(query.get("To"), StandardCharsets.UTF_8);
    json.put("first_page_uri", base + "&Page=0")
        .put("next_page_uri", to < all.size() ? base + "&Page=" + (page + 1) : null)
        .put("previous_page_uri", (String) null)
        .put("uri", base + "&Page=" + page)
        .put("page", page)
        .put("page_size", PAGE)
        .put("start", from)
        .put("end", to - 1);
    say(socket, 200, json.toString(), null);
  }

  private ObjectNode json(Text text) {
    String uri = "/2010-04-01/Accounts/" + manner.account + "/Messages/" + text.sid;
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    return json.put("account_sid", manner.account)
        .put("api_version", "2010-04-01")
        .put("body", manner.redacted ? "" : text.body)
        .put("date_created", RFC_2822.format(text.at))
        .put("date_sent", (String) null)
        .put("date_updated", RFC_2822.format(text.at))
        .put("direction", "outbound-api")
        .put("error_code", (Integer) null)
        .put("error_message", (String) null)
        .put("from", text.from)
        .put("messaging_service_sid", (String) null)
        .put("num_media", "0")
        .put("num_segments", "1")
        .put("price", (String) null)
        .put("price_unit", "USD")
        .put("sid", text.sid)
        .put("status", "queued")
        .put("to", text.to)
        .put("uri", uri + ".json");
  }

  private static void say(Socket socket, int status, String body, String retryAfter)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 "
            + status
            + " So\r\nContent-Type: application/json\r\nContent-Length: "
            + bytes.length
            + (retryAfter == null ? "" : "\r\nRetry-After: " + retryAfter)
            + "\r\n\r\n";
    OutputStream out = socket.getOutputStream();
    byte[] all = new byte[head.length() + bytes.length];
    System.arraycopy(head.getBytes(StandardCharsets.US_ASCII), 0, all, 0, head.length());
    System.arraycopy(bytes, 0, all, head.length(), bytes.length);
    out.write(all);
    out.flush();
  }
}
