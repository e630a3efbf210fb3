package org.aviso.bench;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import org.aviso.LiveHouse;

/**
 * Twilio's Messages API, the create alone: every text is accepted, and answered with what Twilio
 * would say of it, its body included. Keep-alive; whatever else is asked is not found.
 */
final class TwilioDialogue implements Dialogue {
  private static final DateTimeFormatter RFC_2822 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.US)
          .withZone(ZoneOffset.UTC);
  private static final String MESSAGES = "/2010-04-01/Accounts/" + LiveHouse.ACCOUNT + "/Messages";
  private static final byte[] CREATE = Bytes.of("POST " + MESSAGES + ".json ");
  private static final byte[] END = Bytes.of("\r\n\r\n");
  private static final byte[] NOT_FOUND =
      Bytes.of("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}");
  private static long sids;
  private static long nowIs;
  private static String now;

  private final Recipients recipients;
  private final Bytes to = new Bytes();
  private final Bytes text = new Bytes();
  private final Bytes json = new Bytes();

  TwilioDialogue(Recipients recipients) {
    this.recipients = recipients;
  }

  @Override
  public byte[] greeting() {
    return new byte[0];
  }

  @Override
  public boolean answer(Bytes heard, Bytes said) {
    while (true) {
      int head = heard.find(END, heard.from);
      if (head < 0) {
        return false;
      }
      int body = head + END.length;
      int end = body + contentLength(heard, head);
      if (heard.to < end) {
        return false;
      }
      boolean create = heard.find(CREATE, heard.from) == heard.from;
      if (create) {
        parameter(heard, body, end, "To=", to);
        parameter(heard, body, end, "Body=", text);
      }
      heard.from = end;
      if (create) {
        recipients.add(to.all, 0, to.to);
        created(said);
        return true;
      }
      said.add(NOT_FOUND);
    }
  }

  private static String now() {
    long second = System.currentTimeMillis() / 1000;
    if (second != nowIs) {
      nowIs = second;
      now = RFC_2822.format(Instant.ofEpochSecond(second));
    }
    return now;
  }

  private static int contentLength(Bytes heard, int head) {
    for (int i = heard.from; i < head; i++) {
      if (heard.all[i] == '\n'
          && (heard.all[i + 1] | 0x20) == 'c'
          && heard.text(i + 1, i + 16).equalsIgnoreCase("content-length:")) {
        int length = 0;
        for (int at = i + 16; heard.all[at] != '\r'; at++) {
          length = heard.all[at] == ' ' ? length : length * 10 + heard.all[at] - '0';
        }
        return length;
      }
    }
    return 0;
  }

  /** The value of a form's field, decoded. */
  private static void parameter(Bytes heard, int begin, int end, String name, Bytes value) {
    value.clear();
    byte[] asked = Bytes.of(name);
    int at = heard.find(asked, begin);
    while (at > begin && heard.all[at - 1] != '&') {
      at = heard.find(asked, at + 1);
    }
    if (at < 0) {
      return;
    }
    for (int i = at + asked.length; i < end && heard.all[i] != '&'; i++) {
      byte one = heard.all[i];
      if (one == '%') {
        value.add((byte) (digit(heard.all[i + 1]) << 4 | digit(heard.all[i + 2])));
        i += 2;
      } else {
        value.add(one == '+' ? (byte) ' ' : one);
      }
    }
  }

  private static int digit(byte hexadecimal) {
    return Character.digit(hexadecimal, 16);
  }

  private void created(Bytes said) {
    String sid = "SM0000000000000000" + HexFormat.of().toHexDigits(++sids);
    String now = now();
    json.clear();
    json.add("{\"account_sid\":\"" + LiveHouse.ACCOUNT + "\",\"api_version\":\"2010-04-01\"")
        .add(",\"body\":\"");
    for (int i = 0; i < text.to; i++) {
      byte one = text.all[i];
      if (one == '"' || one == '\\') {
        json.add((byte) '\\').add(one);
      } else if (one >= 0 && one < ' ') {
        json.add("\\u%04x".formatted(one));
      } else {
        json.add(one);
      }
    }
    json.add("\",\"date_created\":\"" + now + "\",\"date_sent\":null,\"date_updated\":\"" + now)
        .add("\",\"direction\":\"outbound-api\",\"error_code\":null,\"error_message\":null")
        .add(",\"from\":\"+12125550100\",\"messaging_service_sid\":null,\"num_media\":\"0\"")
        .add(",\"num_segments\":\"1\",\"price\":null,\"price_unit\":\"USD\",\"sid\":\"" + sid)
        .add("\",\"status\":\"queued\",\"subresource_uris\":{\"media\":\"" + MESSAGES + "/" + sid)
        .add("/Media.json\"},\"to\":\"");
    for (int i = 0; i < to.to; i++) {
      json.add(to.all[i]);
    }
    json.add("\",\"uri\":\"" + MESSAGES + "/" + sid + ".json\"}");
    said.add("HTTP/1.1 201 Created\r\nContent-Type: application/json;charset=utf-8\r\n")
        .add("Content-Length: " + json.to + "\r\n\r\n");
    said.room(json.to);
    System.arraycopy(json.all, 0, said.all, said.to, json.to);
    said.to += json.to;
  }
}
