package org.aviso.delivery.email;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.io.UnsupportedEncodingException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.aviso.delivery.OutgoingMessage;
import org.aviso.person.LanguageTag;
import org.aviso.template.Level;
import org.aviso.template.Rendered;

/**
 * Makes the message that leaves: text before HTML, one recipient, nothing that tells who wrote it
 * beyond what its level allows. No tracking, no mailer name, no word of the system.
 */
public final class MailComposer {
  /** RFC 2045 §6.8: lines of 76 characters. */
  private static final Base64.Encoder BASE64 =
      Base64.getMimeEncoder(76, "\r\n".getBytes(StandardCharsets.US_ASCII));

  /** Subjects are the few of the texts, but for those that name somebody. */
  private static final int REMEMBERED = 500;

  private final BounceAddress bounces;
  private final String unsubscribe;
  private final Clock clock;
  private final Session session = Session.getInstance(new Properties());
  private final Map<String, String> encoded = new ConcurrentHashMap<>();

  /**
   * @param unsubscribe public address below which {@code unsubscribe/<reference>} answers RFC 8058
   *     one-click; null switches List-Unsubscribe off
   * @param clock writes the Date header
   */
  public MailComposer(BounceAddress bounces, URI unsubscribe, Clock clock) {
    this.bounces = bounces;
    this.unsubscribe =
        unsubscribe == null ? null : unsubscribe.toString().replaceAll("/+$", "") + "/unsubscribe/";
    this.clock = clock;
  }

  /**
   * @return ready to be sent, its Message-ID the same for one attempt every time
   * @throws IllegalArgumentException when a header's value holds control characters or the address
   *     is not exactly one
   */
  public ComposedMail compose(OutgoingMessage message) {
    Rendered content = message.content();
    Level level = content.key().level();
    try {
      var mail = new ComposedMail(session, message.sendBefore());
      mail.setHeader("Message-ID", messageId(message.reference(), level));
      mail.setEnvelopeFrom(bounces.of(message.reference(), level));
      mail.setFrom(address(message.sender(), message.senderName()));
      mail.setReplyTo(new InternetAddress[] {address(message.replyTo(), null)});
      mail.setRecipient(RecipientType.TO, address(message.address(), null));
      mail.setHeader("Subject", subject(content.subject()));
      mail.setSentDate(Date.from(clock.instant()));
      mail.setHeader("Auto-Submitted", "auto-generated");
      mail.setContentLanguage(
          content.languages().tags().stream().map(LanguageTag::value).toArray(String[]::new));
      // Its host is the organisation's, and a level binds the whole message: L0 has none.
      if (unsubscribe != null && level.above(Level.L0)) {
        mail.setHeader("List-Unsubscribe", "<" + unsubscribe + message.reference() + ">");
        mail.setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
      }
      // "=_" is in no base64; a reference is in no text.
      String boundary = "=_" + message.reference();
      mail.seal(
          "multipart/alternative; boundary=\"" + boundary + "\"", alternatives(boundary, content));
      return mail;
    } catch (MessagingException | UnsupportedEncodingException e) {
      // Their words repeat the address.
      throw new IllegalArgumentException("The message of " + message.reference() + " is not mail");
    }
  }

  /** {@code <reference@bounce-domain>}: where it comes back with a bounce it finds the attempt. */
  public String messageId(String reference, Level level) {
    return "<" + clean("Message-ID", reference) + "@" + bounces.domain(level) + ">";
  }

  /** RFC 2047, folded as {@code MimeMessage.setSubject} folds it. */
  private String subject(String written) throws UnsupportedEncodingException {
    String known = encoded.get(written);
    if (known != null) {
      return known;
    }
    String subject =
        MimeUtility.fold(
            "Subject: ".length(), MimeUtility.encodeText(clean("Subject", written), "UTF-8", null));
    if (encoded.size() >= REMEMBERED) {
      encoded.clear();
    }
    encoded.put(written, subject);
    return subject;
  }

  private static InternetAddress address(String address, String name)
      throws AddressException, UnsupportedEncodingException {
    var parsed = new InternetAddress(clean("Address", address), true);
    if (parsed.isGroup() || !parsed.getAddress().equals(address) || address.indexOf('@') < 1) {
      throw new AddressException("One bare address");
    }
    if (name != null) {
      parsed.setPersonal(clean("Name", name), "UTF-8");
    }
    return parsed;
  }

  /** RFC 2046 §5.1.4: the plainest first. */
  private static byte[] alternatives(String boundary, Rendered content) {
    var body = new ByteArrayOutputStream(8 * 1024);
    write(body, boundary, "plain", content.text());
    write(body, boundary, "html", document(content));
    body.writeBytes(ascii("--" + boundary + "--\r\n"));
    return body.toByteArray();
  }

  private static void write(
      ByteArrayOutputStream body, String boundary, String subtype, String text) {
    // RFC 2046 §4.1.1: the canonical line break of text is CRLF, also below base64.
    byte[] bytes =
        text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    boolean asIs = sevenBit(bytes);
    body.writeBytes(
        ascii(
            "--"
                + boundary
                + "\r\nContent-Type: text/"
                + subtype
                + "; charset=UTF-8\r\nContent-Transfer-Encoding: "
                + (asIs ? "7bit" : "base64")
                + "\r\n\r\n"));
    body.writeBytes(asIs ? bytes : BASE64.encode(bytes));
    body.writeBytes(ascii("\r\n"));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** RFC 2045 §2.7: ASCII without NUL, in lines of at most 998 characters that end with CRLF. */
  private static boolean sevenBit(byte[] text) {
    int line = 0;
    for (int i = 0; i < text.length; i++) {
      byte octet = text[i];
      if (octet == '\r' && i + 1 < text.length && text[i + 1] == '\n') {
        line = -1; // the line feed makes it 0
      } else if (octet <= 0 || octet == '\r' || ++line > 998) {
        return false;
      }
    }
    return true;
  }

  private static String document(Rendered content) {
    String html = content.html();
    if (html.regionMatches(true, 0, "<!doctype", 0, 9)
        || html.regionMatches(true, 0, "<html", 0, 5)) {
      return html;
    }
    return "<!DOCTYPE html>\n<html lang=\"%s\" dir=\"%s\">\n<head><meta charset=\"utf-8\"></head>\n<body>\n%s\n</body>\n</html>"
        .formatted(content.languages().first(), content.rightToLeft() ? "rtl" : "ltr", html);
  }

  /** A line break in a header's value would let it write headers of its own. */
  private static String clean(String header, String value) {
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(header + " must not hold control characters");
    }
    return value;
  }
}
