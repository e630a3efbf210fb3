package org.aviso.sandbox;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * What becomes of a mail, by how the recipient's local part begins. Every other is delivered
 * without a word.
 */
enum MagicMailbox {
  DELIVERED("", null, null, null),
  BOUNCE_HARD("bounce-hard", "failed", "5.1.1", "550 5.1.1 User unknown"),
  BOUNCE_FULL("bounce-full", "failed", "5.2.2", "552 5.2.2 Mailbox full"),
  BOUNCE_DELAY("bounce-delay", "delayed", "4.4.1", "Connection timed out"),
  BOUNCE_POLICY("bounce-policy", "failed", "5.7.1", "550 5.7.1 Message refused by local policy"),
  AUTOREPLY("autoreply", null, null, null),
  /** Refused at RCPT. */
  REFUSE_UNKNOWN("refuse-unknown", null, null, null),
  /** Refused at RCPT once, then taken. */
  REFUSE_GREYLIST("refuse-greylist", null, null, null);

  private static final String MTA = "mx.sandbox.example.org";
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.US)
          .withZone(ZoneOffset.UTC);

  private final String prefix;
  private final String action;
  private final String status;
  private final String diagnostic;

  MagicMailbox(String prefix, String action, String status, String diagnostic) {
    this.prefix = prefix;
    this.action = action;
    this.status = status;
    this.diagnostic = diagnostic;
  }

  static MagicMailbox of(String address) {
    String lower = address.toLowerCase(Locale.ROOT);
    for (MagicMailbox magic : values()) {
      if (magic != DELIVERED && lower.startsWith(magic.prefix)) {
        return magic;
      }
    }
    return DELIVERED;
  }

  /**
   * What comes back to the envelope sender: a report (RFC 6522) with a delivery status (RFC 3464)
   * and the returned headers, or a vacation reply (RFC 3834); null when nothing does.
   *
   * @param headers the header lines of the original
   * @param messageId of the original; null when it had none
   */
  String answer(SandboxMail mail, String headers, String messageId, Instant now) {
    if (this == AUTOREPLY) {
      return autoreply(mail, messageId, now);
    }
    return action == null ? null : report(mail, headers, now);
  }

  private String report(SandboxMail mail, String headers, Instant now) {
    boolean delayed = action.equals("delayed");
    String boundary =
        "report-" + Integer.toHexString(System.identityHashCode(mail)) + "-" + now.toEpochMilli();
    return """
    Return-Path: <>
    Date: %1$s
    From: Mail Delivery System <MAILER-DAEMON@%2$s>
    To: <%3$s>
    Subject: %4$s
    Auto-Submitted: auto-replied
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status;
    	boundary="%5$s"

    This is a MIME-encapsulated message.

    --%5$s
    Content-Type: text/plain; charset=us-ascii

    This is the mail system at host %2$s.

    %6$s

    <%7$s>: %8$s

    --%5$s
    Content-Type: message/delivery-status

    Reporting-MTA: dns; %2$s
    Arrival-Date: %1$s

    Final-Recipient: rfc822; %7$s
    Original-Recipient: rfc822; %7$s
    Action: %9$s
    Status: %10$s
    Diagnostic-Code: %11$s; %8$s
    Last-Attempt-Date: %1$s
    %12$s
    --%5$s
    Content-Type: text/rfc822-headers

    %13$s
    --%5$s--
    """
        .formatted(
            DATE.format(now),
            MTA,
            mail.from(),
            delayed ? "Delayed Mail (still being retried)" : "Undelivered Mail Returned to Sender",
            boundary,
            delayed
                ? "Your message could not be delivered yet. It will be retried until it is five"
                      + " days old."
                : "Your message could not be delivered to the recipient below.",
            mail.to(),
            diagnostic,
            action,
            status,
            delayed ? "X-Sandbox" : "smtp",
            delayed
                ? "Will-Retry-Until: " + DATE.format(now.plusSeconds(5L * 24 * 60 * 60)) + "\n"
                : "",
            headers.strip());
  }

  private static String autoreply(SandboxMail mail, String messageId, Instant now) {
    return """
    Return-Path: <>
    Date: %s
    From: <%s>
    To: <%s>
    Subject: Out of office
    %sAuto-Submitted: auto-replied
    Precedence: junk
    MIME-Version: 1.0
    Content-Type: text/plain; charset=us-ascii

    I am away and will read my mail when I am back.
    """
        .formatted(
            DATE.format(now),
            mail.to(),
            mail.from(),
            messageId == null ? "" : "In-Reply-To: " + messageId + "\n");
  }
}
