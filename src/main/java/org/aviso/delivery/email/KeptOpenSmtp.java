package org.aviso.delivery.email;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Deque;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import org.aviso.delivery.ProviderAnswer;

/**
 * A bounded number of SMTP connections that stay open between messages. Sends a message once and
 * retries nothing; only a kept connection that turns out dead before any content could be taken is
 * opened anew.
 */
public final class KeptOpenSmtp implements AutoCloseable {
  /** How the connection is protected. */
  public enum Encryption {
    /** STARTTLS, and no message without it. */
    REQUIRED,
    /** TLS from the first byte. */
    IMPLICIT,
    /** None: to this machine only. */
    NONE
  }

  /**
   * @param greeting what we call ourselves in EHLO: a relay writes it into every message, so that
   *     it must tell no more than a message of the lowest level may
   * @param user null when the server asks for no login
   * @param connect longest wait for a connection
   * @param command longest wait for a reply, the last one excepted, and for a free connection
   * @param afterData longest wait for the reply to the final dot (RFC 5321 §4.5.3.2.6: ten
   *     minutes); with ten waits for a reply it ends a message, however busily it is answered
   * @param connections kept at most; no less than the messages in flight
   * @param idle after which a kept connection is asked whether it still stands
   */
  public record Settings(
      String host,
      int port,
      String greeting,
      String user,
      String password,
      Encryption encryption,
      Duration connect,
      Duration command,
      Duration afterData,
      int connections,
      Duration idle) {

    /** The usual waits. */
    public static Settings of(
        String host,
        int port,
        String greeting,
        String user,
        String password,
        Encryption encryption,
        Duration afterData,
        int connections) {
      return new Settings(
          host,
          port,
          greeting,
          user,
          password,
          encryption,
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          afterData,
          connections,
          Duration.ofSeconds(5));
    }

    public Settings {
      if (connections < 1) {
        throw new IllegalArgumentException("Connections must be at least 1, was: " + connections);
      }
      if (encryption == Encryption.NONE && !loopback(host)) {
        throw new IllegalArgumentException(
            "aviso.smtp.tls=none is for loopback only; use required or implicit");
      }
    }

    private static boolean loopback(String host) {
      try {
        return InetAddress.getByName(host).isLoopbackAddress();
      } catch (UnknownHostException e) {
        return false;
      }
    }

    @Override
    public String toString() {
      return "Settings[" + host + ":" + port + " " + encryption + "]";
    }
  }

  private final Settings settings;
  private final Semaphore free;
  private final Deque<SmtpLine> idle = new ConcurrentLinkedDeque<>();
  private final Session session;

  public KeptOpenSmtp(Settings settings) {
    this.settings = settings;
    this.free = new Semaphore(settings.connections());
    this.session = Session.getInstance(properties(new Socket[1]));
  }

  /** For camel-mail, which asks its sender for one. */
  public Session session() {
    return session;
  }

  /**
   * Sends to the one To address.
   *
   * @throws MailFailure with the answer, unless the message was accepted; {@link MailAnswers} reads
   *     both
   */
  public void send(MimeMessage message) throws MessagingException {
    Address[] to = message.getRecipients(RecipientType.TO);
    if (to == null || to.length != 1 || message.getAllRecipients().length != 1) {
      throw new MailFailure(new ProviderAnswer.NotSent("not exactly one recipient"));
    }
    ProviderAnswer answer = send(message, ((InternetAddress) to[0]).getAddress());
    if (!(answer instanceof ProviderAnswer.Accepted)) {
      throw new MailFailure(answer);
    }
  }

  /** Sends to this address, whatever the headers say. */
  public ProviderAnswer send(MimeMessage message, String recipient) {
    try {
      if (!free.tryAcquire(settings.command().toMillis(), TimeUnit.MILLISECONDS)) {
        return new ProviderAnswer.NotSent("no free connection");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ProviderAnswer.NotSent("interrupted while waiting for a connection");
    }
    try {
      ProviderAnswer answer = overAnyLine(message, recipient);
      if (answer instanceof ProviderAnswer.Accepted yes && message instanceof ComposedMail mail) {
        mail.accepted(yes);
      }
      return answer;
    } finally {
      free.release();
    }
  }

  @Override
  public void close() {
    for (SmtpLine line = idle.pollFirst(); line != null; line = idle.pollFirst()) {
      line.hangUp();
    }
  }

  private ProviderAnswer overAnyLine(MimeMessage message, String recipient) {
    SmtpLine kept = keptLine();
    if (kept != null) {
      ProviderAnswer answer = kept.deliver(message, recipient);
      if (!kept.wasStale(answer)) {
        return putBack(kept, answer);
      }
      kept.hangUp();
    }
    SmtpLine fresh = line();
    try (var deadline = fresh.deadline()) {
      fresh.connect(settings.host(), settings.port(), settings.user(), settings.password());
    } catch (AuthenticationFailedException e) {
      String response = fresh.getLastServerResponse();
      int reply = fresh.getLastReturnCode();
      return new ProviderAnswer.Refused(
          reply >= 400 ? reply : 535,
          response == null ? null : SmtpLine.enhancedCode(response),
          null);
    } catch (MessagingException e) {
      return new ProviderAnswer.NotSent("no connection: " + e.getClass().getSimpleName());
    }
    return putBack(fresh, fresh.deliver(message, recipient));
  }

  private SmtpLine keptLine() {
    for (SmtpLine line = idle.pollFirst(); line != null; line = idle.pollFirst()) {
      if (line.usable(settings.idle())) {
        return line;
      }
      line.hangUp();
    }
    return null;
  }

  private ProviderAnswer putBack(SmtpLine line, ProviderAnswer answer) {
    boolean goesOn =
        answer instanceof ProviderAnswer.Accepted
            || answer instanceof ProviderAnswer.Refused no && no.httpStatus() != 421;
    if (goesOn) {
      idle.addFirst(line);
    } else {
      line.hangUp();
    }
    return answer;
  }

  private SmtpLine line() {
    var socket = new Socket[1];
    return new SmtpLine(
        Session.getInstance(properties(socket)),
        new URLName("smtp", settings.host(), settings.port(), null, null, null),
        socket,
        settings.command(),
        settings.afterData());
  }

  private Properties properties(Socket[] socket) {
    var properties = new Properties();
    properties.put("mail.transport.protocol", "smtp");
    properties.put("mail.smtp.host", settings.host());
    properties.put("mail.smtp.port", String.valueOf(settings.port()));
    properties.put("mail.smtp.localhost", settings.greeting());
    properties.put("mail.smtp.connectiontimeout", String.valueOf(settings.connect().toMillis()));
    properties.put("mail.smtp.timeout", String.valueOf(settings.command().toMillis()));
    properties.put("mail.smtp.auth", String.valueOf(settings.user() != null));
    properties.put("mail.smtp.quitwait", "false");
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    properties.put("mail.smtp.starttls.enable", on(Encryption.REQUIRED));
    properties.put("mail.smtp.starttls.required", on(Encryption.REQUIRED));
    properties.put("mail.smtp.ssl.enable", on(Encryption.IMPLICIT));
    // The plain socket stays within reach, for the wait after DATA is longer than the others.
    properties.put("mail.smtp.socketFactory", new RememberingSockets(socket));
    properties.put("mail.smtp.socketFactory.fallback", "false");
    return properties;
  }

  private String on(Encryption encryption) {
    return String.valueOf(settings.encryption() == encryption);
  }

  private static final class RememberingSockets extends SocketFactory {
    private final Socket[] made;

    RememberingSockets(Socket[] made) {
      this.made = made;
    }

    @Override
    public Socket createSocket() throws IOException {
      var socket = new Socket();
      socket.setTcpNoDelay(true);
      made[0] = socket;
      return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw new UnsupportedOperationException("Only unconnected sockets are made");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
      throw new UnsupportedOperationException("Only unconnected sockets are made");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw new UnsupportedOperationException("Only unconnected sockets are made");
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
      throw new UnsupportedOperationException("Only unconnected sockets are made");
    }
  }
}
