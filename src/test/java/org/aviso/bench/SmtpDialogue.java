package org.aviso.bench;

import java.util.HexFormat;
import java.util.Locale;

/** A mail relay that takes everything, in lock-step or pipelined (RFC 5321, RFC 2920). */
final class SmtpDialogue implements Dialogue {
  private static final byte[] LINE_END = Bytes.of("\r\n");
  private static final byte[] CONTENT_END = Bytes.of("\r\n.\r\n");
  private static final byte[] OK = Bytes.of("250 2.1.0 Ok\r\n");
  private static final byte[] GO_ON = Bytes.of("354 End data with <CR><LF>.<CR><LF>\r\n");
  private static long ids;

  private final Recipients recipients;
  private boolean inContent;
  private String recipient = "";

  SmtpDialogue(Recipients recipients) {
    this.recipients = recipients;
  }

  @Override
  public byte[] greeting() {
    return Bytes.of("220 mail.example.org ESMTP\r\n");
  }

  @Override
  public boolean answer(Bytes heard, Bytes said) {
    while (true) {
      if (inContent) {
        return contentEnded(heard, said);
      }
      int end = heard.find(LINE_END, heard.from);
      if (end < 0) {
        return false;
      }
      String verb = heard.text(heard.from, Math.min(heard.from + 4, end)).toUpperCase(Locale.ROOT);
      switch (verb) {
        case "EHLO" ->
            said.add("250-mail.example.org\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n")
                .add("250-ENHANCEDSTATUSCODES\r\n250 8BITMIME\r\n");
        case "RCPT" -> {
          String line = heard.text(heard.from, end);
          recipient = line.substring(line.indexOf('<') + 1, line.lastIndexOf('>'));
          said.add(OK);
        }
        case "DATA" -> {
          said.add(GO_ON);
          inContent = true;
        }
        case "QUIT" -> said.add("221 2.0.0 Bye\r\n");
        default -> said.add(OK);
      }
      heard.from =
          end + (inContent ? 0 : LINE_END.length); // the content's first line may be its dot
    }
  }

  private boolean contentEnded(Bytes heard, Bytes said) {
    int end = heard.find(CONTENT_END, heard.from);
    if (end < 0) {
      // What cannot be the beginning of the end is not looked at again.
      heard.from = Math.max(heard.from, heard.to - CONTENT_END.length + 1);
      return false;
    }
    heard.from = end + CONTENT_END.length;
    inContent = false;
    recipients.add(recipient);
    said.add("250 2.0.0 Ok: queued as " + HexFormat.of().toHexDigits(++ids) + "\r\n");
    return true;
  }
}
