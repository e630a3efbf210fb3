package org.aviso.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * An accepted text and what has become of it so far. Its life is written by one thread and read by
 * any.
 */
final class SentText {
  private static final DateTimeFormatter RFC_2822 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.US)
          .withZone(ZoneOffset.UTC);

  final String sid;
  final String to;
  final String from;
  final String body;
  final String callback;
  final Instant created;
  final long listedFrom;
  private volatile Life life;

  private record Life(String status, Integer errorCode, Instant sent, Instant updated) {}

  /**
   * @param from a number, or a messaging service ({@code MG…})
   * @param callback may be null
   * @param listedFrom {@link System#nanoTime()} from which the list shows it
   */
  SentText(
      String sid,
      String to,
      String from,
      String body,
      String callback,
      Instant created,
      long listedFrom) {
    this.sid = sid;
    this.to = to;
    this.from = from;
    this.body = body;
    this.callback = callback;
    this.created = created;
    this.listedFrom = listedFrom;
    this.life = new Life(byService() ? "accepted" : "queued", null, null, created);
  }

  /**
   * Takes the next step of its life.
   *
   * @param step a status, after a colon its error code
   */
  void becomes(String step, Instant now) {
    int colon = step.indexOf(':');
    String status = colon < 0 ? step : step.substring(0, colon);
    Integer errorCode = colon < 0 ? null : Integer.valueOf(step.substring(colon + 1));
    life = new Life(status, errorCode, status.equals("sent") ? now : life.sent, now);
  }

  String status() {
    return life.status;
  }

  /**
   * When it was sent on; null while it was not, and such a text is found by no filter on the date.
   */
  Instant sent() {
    return life.sent;
  }

  boolean byService() {
    return from.startsWith("MG");
  }

  SandboxMessage asMessage() {
    return new SandboxMessage(sid, to, from, body, created, life.status, callback);
  }

  /** As the API shows it ("Message resource", version 2010-04-01). */
  ObjectNode asJson(String account, boolean redacted) {
    Life now = life;
    String uri = "/2010-04-01/Accounts/" + account + "/Messages/" + sid;
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("account_sid", account)
        .put("api_version", "2010-04-01")
        .put("body", redacted ? "" : body)
        .put("date_created", RFC_2822.format(created))
        .put("date_sent", now.sent == null ? null : RFC_2822.format(now.sent))
        .put("date_updated", RFC_2822.format(now.updated))
        .put("direction", "outbound-api")
        .put("error_code", now.errorCode)
        .put("error_message", (String) null)
        .put("from", byService() ? null : from)
        .put("messaging_service_sid", byService() ? from : null)
        .put("num_media", "0")
        .put(
            "num_segments",
            byService() && now.sent == null ? "0" : Integer.toString(SmsParts.of(body)))
        .put("price", (String) null)
        .put("price_unit", "USD")
        .put("sid", sid)
        .put("status", now.status)
        .put("to", to)
        .put("uri", uri + ".json");
    json.putObject("subresource_uris").put("media", uri + "/Media.json");
    return json;
  }
}
