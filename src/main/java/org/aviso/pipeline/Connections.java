package org.aviso.pipeline;

import com.twilio.http.TwilioRestClient;
import com.twilio.rest.api.v2010.Account;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.NoSuchProviderException;
import jakarta.mail.Service;
import jakarta.mail.Session;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.aviso.config.Finding;
import org.aviso.config.Secret;
import org.aviso.config.Setting;
import org.aviso.config.Settings;
import org.aviso.delivery.sms.PooledTwilioClient;
import org.aviso.delivery.sms.TwilioRefusal;
import org.aviso.delivery.sms.TwilioSilence;

/**
 * Tries what is configured, and sends nothing: Twilio is asked for the account, the mail relay and
 * the mailbox are logged in at. What is not configured, or built in, is not tried. No answer is
 * quoted: a server may repeat what it was given.
 */
public final class Connections {
  /** For connecting and for each answer; a server that slow is not one to start a wave with. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Settings settings;
  private final Duration patience;

  /**
   * @param server as people call it
   * @param finding empty when it answered and let us in
   */
  public record Tried(String server, Optional<Finding> finding) {
    public String note() {
      return server + " answers and takes the credentials; nothing was sent.";
    }
  }

  public Connections(Settings settings) {
    this(settings, PATIENCE);
  }

  Connections(Settings settings, Duration patience) {
    this.settings = settings;
    this.patience = patience;
  }

  private record Attempt(String server, Setting<?> setting, Future<Optional<Finding>> answer) {}

  /** All that is configured, at once; a server the sandbox may not reach is not asked. */
  public List<Tried> all() {
    if (!Providers.refused(settings).isEmpty()) {
      return List.of();
    }
    ExecutorService lines =
        Executors.newCachedThreadPool(
            task -> {
              Thread line = new Thread(task, "check-connect");
              line.setDaemon(true);
              return line;
            });
    List<Attempt> attempts = new ArrayList<>();
    if (settings.find(Setting.TWILIO_BASE_URL).isPresent()
        || (settings.live() && settings.find(Setting.TWILIO_ACCOUNT_SID).isPresent())) {
      attempts.add(new Attempt("Twilio", Setting.TWILIO_BASE_URL, lines.submit(this::twilio)));
    }
    if (settings.find(Setting.SMTP_HOST).isPresent()) {
      attempts.add(new Attempt("The mail relay", Setting.SMTP_HOST, lines.submit(this::smtp)));
    }
    if (settings.find(Setting.IMAP_HOST).isPresent()) {
      attempts.add(new Attempt("The mailbox", Setting.IMAP_HOST, lines.submit(this::imap)));
    }
    List<Tried> tried = attempts.stream().map(this::settled).toList();
    lines.shutdownNow();
    return tried;
  }

  /** A server may answer each time in time, and never come to an end. */
  private Tried settled(Attempt attempt) {
    try {
      long longest = patience.multipliedBy(3).toMillis();
      return new Tried(attempt.server, attempt.answer.get(longest, TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return new Tried(
          attempt.server, found(attempt.setting, "did not come to an end", "ask whoever runs it"));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Tried(
          attempt.server, found(attempt.setting, "was not tried to the end", "run it again"));
    }
  }

  // --- Twilio

  private Optional<Finding> twilio() {
    String account = settings.find(Setting.TWILIO_ACCOUNT_SID).orElse("");
    String token = settings.find(Setting.TWILIO_AUTH_TOKEN).map(Secret::value).orElse("");
    String where =
        settings.find(Setting.TWILIO_BASE_URL).map(Object::toString).orElse("api.twilio.com");
    if (inTheClear(Setting.TWILIO_BASE_URL)) {
      return found(Setting.TWILIO_BASE_URL, "was not tried: it is http", "name an https address");
    }
    try (PooledTwilioClient http =
        new PooledTwilioClient(
            new PooledTwilioClient.Settings(
                settings.find(Setting.TWILIO_BASE_URL).orElse(null), patience, 1))) {
      TwilioRestClient client =
          new TwilioRestClient.Builder(account, token).accountSid(account).httpClient(http).build();
      Account.Status status = Account.fetcher(account).fetch(client).getStatus();
      return status == Account.Status.ACTIVE
          ? Optional.empty()
          : found(
              Setting.TWILIO_ACCOUNT_SID,
              "names an account that is " + status,
              "activate it at Twilio");
    } catch (TwilioRefusal e) {
      return found(
          Setting.TWILIO_AUTH_TOKEN,
          "and account-sid were refused by " + where + " (HTTP status " + e.httpStatus() + ")",
          "copy both from Twilio's console; an API key is neither");
    } catch (TwilioSilence e) {
      return found(
          Setting.TWILIO_BASE_URL,
          where + " does not answer as Twilio does within " + patience.toSeconds() + " s",
          "check name, port and what may leave this machine");
    } catch (IOException | RuntimeException e) {
      return found(
          Setting.TWILIO_ACCOUNT_SID,
          "could not be tried (" + e.getClass().getSimpleName() + ")",
          "check account-sid and auth-token");
    }
  }

  private boolean inTheClear(Setting<URI> setting) {
    return settings
        .find(setting)
        .filter(url -> "http".equalsIgnoreCase(url.getScheme()))
        .filter(url -> !Providers.onThisMachine(url.getHost()))
        .isPresent();
  }

  // --- mail

  private Optional<Finding> smtp() {
    return mail(
        "smtp",
        Setting.SMTP_HOST,
        Setting.SMTP_PORT,
        Setting.SMTP_USER,
        Setting.SMTP_PASSWORD,
        Setting.SMTP_TLS);
  }

  private Optional<Finding> imap() {
    return mail(
        "imap",
        Setting.IMAP_HOST,
        Setting.IMAP_PORT,
        Setting.IMAP_USER,
        Setting.IMAP_PASSWORD,
        Setting.IMAP_TLS);
  }

  /** Connects, encrypts and logs in as configured; then hangs up. No sender is named. */
  private Optional<Finding> mail(
      String protocol,
      Setting<String> host,
      Setting<Integer> port,
      Setting<String> user,
      Setting<Secret> password,
      Setting<Settings.Tls> tls) {
    Settings.Tls protection = settings.get(tls);
    if (protection == Settings.Tls.NONE && !Providers.onThisMachine(settings.get(host))) {
      return found(tls, "is none, and was not tried", "write required or implicit");
    }
    String where = settings.get(host) + ":" + settings.get(port);
    try (Service service = service(protocol, user, protection)) {
      service.connect(
          settings.get(host),
          settings.get(port),
          settings.find(user).orElse(null),
          settings.find(password).map(Secret::value).orElse(null));
      return service.isConnected()
          ? Optional.empty()
          : found(host, where + " hung up after the login", "ask whoever runs it");
    } catch (AuthenticationFailedException e) {
      return found(
          password,
          "and " + user.key() + " were refused by " + where,
          "correct them; the server may ask for a password of its own for programs");
    } catch (MessagingException | RuntimeException e) {
      return found(host, why(e, where, protection), mend(tls, port));
    }
  }

  private Service service(String protocol, Setting<String> user, Settings.Tls protection)
      throws NoSuchProviderException {
    String prefix = "mail." + protocol + ".";
    String wait = String.valueOf(patience.toMillis());
    Properties properties = new Properties();
    properties.put(prefix + "localhost", new Senders(settings).greeting());
    properties.put(prefix + "connectiontimeout", wait);
    properties.put(prefix + "timeout", wait);
    properties.put(prefix + "writetimeout", wait);
    properties.put(prefix + "auth", String.valueOf(settings.find(user).isPresent()));
    properties.put(prefix + "ssl.checkserveridentity", "true");
    properties.put(prefix + "ssl.enable", String.valueOf(protection == Settings.Tls.IMPLICIT));
    properties.put(prefix + "starttls.enable", String.valueOf(protection == Settings.Tls.REQUIRED));
    properties.put(
        prefix + "starttls.required", String.valueOf(protection == Settings.Tls.REQUIRED));
    Session session = Session.getInstance(properties);
    return protocol.equals("smtp") ? session.getTransport("smtp") : session.getStore("imap");
  }

  private static String why(Exception thrown, String where, Settings.Tls protection) {
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      if (e instanceof UnknownHostException) {
        return where + " is no name of a machine";
      }
      if (e instanceof SSLException) {
        return where + " offers no TLS this machine trusts";
      }
      if (e instanceof SocketTimeoutException) {
        return where + " did not answer in time";
      }
      if (e instanceof ConnectException) {
        return where + " takes no connection";
      }
    }
    String message = String.valueOf(thrown.getMessage()).toUpperCase(Locale.ROOT);
    return protection == Settings.Tls.REQUIRED && message.contains("STARTTLS")
        ? where + " offers no STARTTLS"
        : where + " could not be used (" + thrown.getClass().getSimpleName() + ")";
  }

  private static String mend(Setting<?> tls, Setting<?> port) {
    return "check the name, " + port.key() + ", " + tls.key() + " and what may leave this machine";
  }

  private static Optional<Finding> found(Setting<?> setting, String what, String mend) {
    return Optional.of(new Finding(setting.key(), 0, what, mend));
  }
}
