package org.aviso.pipeline;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.aviso.config.BadSettings;
import org.aviso.config.Finding;
import org.aviso.config.Secret;
import org.aviso.config.Setting;
import org.aviso.config.Settings;
import org.aviso.delivery.email.KeptOpenSmtp;
import org.aviso.ledger.LedgerAddress;
import org.aviso.person.PersonId;
import org.aviso.sandbox.MailSandbox;
import org.aviso.sandbox.TwilioBehaviour;
import org.aviso.sandbox.TwilioSandbox;

/**
 * The servers messages go to. In the sandbox those that are not set are started here, and any that
 * is not on this machine is refused; from here on nothing knows which is which.
 */
public final class Providers implements AutoCloseable {
  private static final String MAILBOX_USER = "bounces";

  /**
   * The mailbox of bounces and replies.
   *
   * @param implicitTls TLS from the first byte; else STARTTLS where {@code aviso.imap.tls} says so
   */
  record Mailbox(String host, int port, String user, String password, boolean implicitTls) {
    @Override
    public String toString() {
      return "Mailbox[" + host + ":" + port + "]";
    }
  }

  private final TwilioSandbox twilio;
  private final MailSandbox mail;
  private final String accountSid;
  private final String authToken;
  private final URI baseUrl;
  private final KeptOpenSmtp.Settings smtp;
  private final Mailbox mailbox;

  private Providers(Settings settings, Clock clock) {
    List<Finding> refused = refused(settings);
    if (!refused.isEmpty()) {
      throw new BadSettings(refused);
    }
    Duration timeout = settings.get(Setting.TWILIO_TIMEOUT);
    if (!settings.live() && settings.find(Setting.TWILIO_BASE_URL).isEmpty()) {
      accountSid = "AC" + "0".repeat(32);
      authToken = PersonId.randomToken(32);
      twilio =
          new TwilioSandbox(
              accountSid,
              authToken,
              clock,
              TwilioBehaviour.USUAL.withSlowAnswer(timeout.plusSeconds(1)),
              0);
      baseUrl = twilio.baseUrl();
    } else {
      twilio = null;
      accountSid = settings.find(Setting.TWILIO_ACCOUNT_SID).orElse("");
      authToken = settings.find(Setting.TWILIO_AUTH_TOKEN).map(Secret::value).orElse("");
      baseUrl = settings.find(Setting.TWILIO_BASE_URL).orElse(null);
    }
    int connections = settings.get(Setting.EMAIL_IN_FLIGHT);
    Duration afterData = settings.get(Setting.SMTP_TIMEOUT);
    String greeting = new Senders(settings).greeting();
    if (!settings.live() && settings.find(Setting.SMTP_HOST).isEmpty()) {
      String password = PersonId.randomToken(16);
      mail = new MailSandbox(MAILBOX_USER, password, clock);
      smtp =
          KeptOpenSmtp.Settings.of(
              "127.0.0.1",
              mail.smtpPort(),
              greeting,
              null,
              null,
              KeptOpenSmtp.Encryption.NONE,
              afterData,
              connections);
      mailbox = new Mailbox("127.0.0.1", mail.imapPort(), MAILBOX_USER, password, false);
    } else {
      mail = null;
      smtp =
          settings
              .find(Setting.SMTP_HOST)
              .map(
                  host ->
                      KeptOpenSmtp.Settings.of(
                          host,
                          settings.get(Setting.SMTP_PORT),
                          greeting,
                          settings.find(Setting.SMTP_USER).orElse(null),
                          settings.find(Setting.SMTP_PASSWORD).map(Secret::value).orElse(null),
                          KeptOpenSmtp.Encryption.valueOf(settings.get(Setting.SMTP_TLS).name()),
                          afterData,
                          connections))
              .orElse(null);
      mailbox =
          settings
              .find(Setting.IMAP_HOST)
              .map(
                  host ->
                      new Mailbox(
                          host,
                          settings.get(Setting.IMAP_PORT),
                          settings.find(Setting.IMAP_USER).orElse(""),
                          settings.find(Setting.IMAP_PASSWORD).map(Secret::value).orElse(""),
                          settings.get(Setting.IMAP_TLS) == Settings.Tls.IMPLICIT))
              .orElse(null);
    }
  }

  static Providers open(Settings settings, Clock clock) {
    return new Providers(settings, clock);
  }

  /** Servers the sandbox may not reach; empty in live mode. */
  static List<Finding> refused(Settings settings) {
    List<Finding> findings = new ArrayList<>(LedgerAddress.refused(settings));
    if (settings.live()) {
      return findings;
    }
    settings
        .find(Setting.TWILIO_BASE_URL)
        .ifPresent(url -> refuse(findings, Setting.TWILIO_BASE_URL, url.getHost()));
    settings.find(Setting.SMTP_HOST).ifPresent(host -> refuse(findings, Setting.SMTP_HOST, host));
    settings.find(Setting.IMAP_HOST).ifPresent(host -> refuse(findings, Setting.IMAP_HOST, host));
    return findings;
  }

  private static void refuse(List<Finding> findings, Setting<?> setting, String host) {
    if (!onThisMachine(host)) {
      findings.add(
          new Finding(
              setting.key(),
              0,
              host + " is not on this machine, and the sandbox reaches nothing else",
              "unset it to use the built-in server, or name one on 127.0.0.1"));
    }
  }

  static boolean onThisMachine(String host) {
    if (host == null) {
      return false;
    }
    String bare = host.replaceAll("[\\[\\]]", "");
    if (bare.equals("localhost")) {
      return true;
    }
    // Only literal addresses are parsed: a name would have to be asked of a server elsewhere.
    if (!bare.matches("[0-9.]+|[0-9a-fA-F:]+")) {
      return false;
    }
    try {
      return InetAddress.getByName(bare).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  String accountSid() {
    return accountSid;
  }

  String authToken() {
    return authToken;
  }

  /** Null: the SDK's own. */
  URI baseUrl() {
    return baseUrl;
  }

  /** Null when no mail relay is set. */
  KeptOpenSmtp.Settings smtp() {
    return smtp;
  }

  /** Null when no mailbox is set. */
  Mailbox mailbox() {
    return mailbox;
  }

  /**
   * The built-in server, null when another is used. What it received is what a recipient would see.
   */
  public TwilioSandbox twilio() {
    return twilio;
  }

  /** The built-in server, null when another is used. */
  public MailSandbox mail() {
    return mail;
  }

  /** Whether both are the built-in ones, so that {@link #pending} knows all that is under way. */
  boolean builtIn() {
    return twilio != null && mail != null;
  }

  /** Callbacks and bounces that are still on their way to us. */
  int pending() {
    return (twilio == null ? 0 : twilio.pending()) + (mail == null ? 0 : mail.pending());
  }

  @Override
  public void close() {
    if (twilio != null) {
      twilio.close();
    }
    if (mail != null) {
      mail.close();
    }
  }
}
