package org.aviso.sandbox;

import com.icegreen.greenmail.Managers;
import com.icegreen.greenmail.imap.ImapServer;
import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.server.AbstractServer;
import com.icegreen.greenmail.smtp.SmtpManager;
import com.icegreen.greenmail.smtp.SmtpServer;
import com.icegreen.greenmail.smtp.SmtpState;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A mail server on loopback: SMTP that takes mail for anybody, and one IMAP mailbox to which
 * bounces go, whatever the address they carry. What becomes of a mail is told by how the
 * recipient's local part begins: {@code bounce-hard}, {@code bounce-full}, {@code bounce-delay},
 * {@code bounce-policy} and {@code autoreply} answer by mail, {@code refuse-unknown} and {@code
 * refuse-greylist} (once) while the client still waits.
 */
public final class MailSandbox implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final long START_MILLIS = 5000;

  /** A bounce comes after the mail was taken, as in the world. */
  private static final long BOUNCE_MILLIS = 50;

  private final InstantSource clock;
  private final List<SandboxMail> mails = new ArrayList<>();
  private final Set<String> greylisted = ConcurrentHashMap.newKeySet();
  private final AtomicInteger underWay = new AtomicInteger();
  private final ScheduledExecutorService postman =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "sandbox-postman");
            thread.setDaemon(true);
            return thread;
          });
  private final SmtpServer smtp;
  private final ImapServer imap;
  private final MailFolder mailbox;

  /**
   * Starts both servers on free ports.
   *
   * @param imapUser login of the bounce mailbox
   * @param imapPassword its password
   * @param clock dates the bounces
   */
  public MailSandbox(String imapUser, String imapPassword, InstantSource clock) {
    this(imapUser, imapPassword, clock, 0, 0);
  }

  /** Starts both servers on the given ports; 0 = a free one. */
  public MailSandbox(
      String imapUser, String imapPassword, InstantSource clock, int smtpPort, int imapPort) {
    this.clock = clock;
    SandboxManagers managers = new SandboxManagers();
    this.smtp =
        new SmtpServer(new ServerSetup(smtpPort, LOOPBACK, ServerSetup.PROTOCOL_SMTP), managers);
    this.imap =
        new ImapServer(new ServerSetup(imapPort, LOOPBACK, ServerSetup.PROTOCOL_IMAP), managers);
    try {
      GreenMailUser user = managers.getUserManager().createUser(imapUser, imapUser, imapPassword);
      this.mailbox = managers.getImapHostManager().getInbox(user);
      start(smtp);
      start(imap);
    } catch (UserException | FolderException | RuntimeException e) {
      close();
      throw new IllegalStateException(
          "The sandbox's mail server cannot start: " + e.getMessage(), e);
    }
  }

  /** Port of 127.0.0.1; no TLS, no login. */
  public int smtpPort() {
    return smtp.getPort();
  }

  /** Port of 127.0.0.1; no TLS. */
  public int imapPort() {
    return imap.getPort();
  }

  /** Every mail taken so far, one for each recipient, in order. */
  public List<SandboxMail> mails() {
    synchronized (mails) {
      return List.copyOf(mails);
    }
  }

  /** Bounces and replies under way, or in the mailbox and not yet read there. */
  public int pending() {
    // In this order: what is put down between the two readings is counted twice, never missed.
    int travelling = underWay.get();
    return travelling + mailbox.getUnseenCount();
  }

  /**
   * Puts a mail of the caller's own into the bounce mailbox: a person's reply, a bounce from the
   * wild.
   */
  public void putIntoMailbox(byte[] raw) {
    try {
      mailbox.store(
          new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(raw)));
    } catch (Exception e) {
      throw new IllegalStateException("The sandbox's mailbox does not take the mail", e);
    }
  }

  @Override
  public void close() {
    postman.shutdownNow();
    smtp.stopService();
    imap.stopService();
  }

  private static void start(AbstractServer server) {
    server.startService();
    try {
      if (!server.waitTillRunning(START_MILLIS)) {
        throw new IllegalStateException(server.getProtocol() + " does not listen on " + LOOPBACK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the mail server started", e);
    }
  }

  /** What RCPT is refused with; null = taken. */
  private String refusal(String recipient) {
    return switch (MagicMailbox.of(recipient)) {
      case REFUSE_UNKNOWN -> "550 5.1.1 Recipient address rejected: user unknown";
      case REFUSE_GREYLIST ->
          greylisted.add(recipient) ? "451 4.7.1 Greylisted, try again later" : null;
      default -> null;
    };
  }

  private void take(SandboxMail mail) {
    synchronized (mails) {
      mails.add(mail);
    }
    String answer =
        MagicMailbox.of(mail.to()).answer(mail, headers(mail), messageId(mail), clock.instant());
    if (answer != null) {
      underWay.incrementAndGet();
      postman.schedule(() -> deliver(answer), BOUNCE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void deliver(String answer) {
    try {
      putIntoMailbox(
          answer.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    } finally {
      underWay.decrementAndGet();
    }
  }

  private static String headers(SandboxMail mail) {
    String raw = new String(mail.raw(), StandardCharsets.ISO_8859_1);
    int end = raw.indexOf("\r\n\r\n");
    return end < 0 ? raw : raw.substring(0, end);
  }

  private static String messageId(SandboxMail mail) {
    try {
      return mail.message().getMessageID();
    } catch (MessagingException e) {
      return null;
    }
  }

  /** GreenMail's own parts, except that SMTP refuses as told and keeps what it takes. */
  private final class SandboxManagers extends Managers {
    private final SmtpManager desk =
        new SmtpManager(getImapHostManager(), getUserManager()) {
          @Override
          public String checkRecipient(SmtpState state, MailAddress recipient) {
            return refusal(recipient.getEmail());
          }

          // Not synchronized, unlike GreenMail's: hundreds of connections deliver at once.
          @Override
          public void send(SmtpState state) {
            byte[] raw = asSent(state.getMessage().getMessage());
            String from = state.getMessage().getReturnPath().getEmail();
            for (MailAddress recipient : state.getMessage().getToAddresses()) {
              take(new SandboxMail(from, recipient.getEmail(), raw));
            }
          }
        };

    @Override
    public SmtpManager getSmtpManager() {
      return desk;
    }
  }

  /** The bytes without the two lines, Return-Path and Received, that GreenMail puts in front. */
  private static byte[] asSent(MimeMessage received) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
    try {
      received.writeTo(bytes);
    } catch (IOException | MessagingException e) {
      throw new IllegalStateException("A mail in the sandbox cannot be kept", e);
    }
    byte[] all = bytes.toByteArray();
    int start = 0;
    for (int lines = 0; lines < 2; start++) {
      if (all[start] == '\n') {
        lines++;
      }
    }
    return Arrays.copyOfRange(all, start, all.length);
  }
}
