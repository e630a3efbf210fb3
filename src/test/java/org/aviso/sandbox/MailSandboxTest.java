package org.aviso.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.eclipse.angus.mail.dsn.DeliveryStatus;
import org.eclipse.angus.mail.dsn.MultipartReport;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailSandboxTest {
  private static final Clock NOW =
      Clock.fixed(Instant.parse("2027-01-05T18:00:00Z"), ZoneOffset.UTC);
  private static final String SENDER = "b+7q2m9x@bounce.example.org";
  private final MailSandbox sandbox = new MailSandbox("bounces", "secret", NOW);

  @AfterEach
  void close() {
    sandbox.close();
  }

  private Session session() {
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.host", "127.0.0.1");
    properties.setProperty("mail.smtp.port", Integer.toString(sandbox.smtpPort()));
    properties.setProperty("mail.smtp.from", SENDER);
    return Session.getInstance(properties);
  }

  private MimeMessage mail(String text) throws Exception {
    MimeMessage mail = new MimeMessage(session());
    mail.setFrom("notices@example.org");
    mail.setRecipients(Message.RecipientType.TO, "someone@example.org");
    mail.setSubject("Aviso", "UTF-8");
    mail.setHeader("X-Reference", "7Q2M9X");
    mail.setText(text, "UTF-8");
    mail.saveChanges();
    return mail;
  }

  private MimeMessage send(String... recipients) throws Exception {
    MimeMessage mail = mail("Llame a su oficina: ¿sí?\r\n.\r\n..fin");
    Transport.send(mail, InternetAddress.parse(String.join(",", recipients)));
    return mail;
  }

  /** Fetches all unseen mail as a bounce reader would; marks it seen. */
  private List<MimeMessage> fetch() throws Exception {
    try (Store store = session().getStore("imap")) {
      store.connect("127.0.0.1", sandbox.imapPort(), "bounces", "secret");
      Folder inbox = store.getFolder("INBOX");
      inbox.open(Folder.READ_WRITE);
      Message[] unseen =
          Arrays.stream(inbox.getMessages())
              .filter(message -> !isSeen(message))
              .toArray(Message[]::new);
      List<MimeMessage> copies = new java.util.ArrayList<>();
      for (Message message : unseen) {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        message.writeTo(raw);
        copies.add(new MimeMessage(session(), new ByteArrayInputStream(raw.toByteArray())));
        message.setFlag(Flags.Flag.SEEN, true);
      }
      inbox.close(true);
      return copies;
    }
  }

  private static boolean isSeen(Message message) {
    try {
      return message.isSet(Flags.Flag.SEEN);
    } catch (jakarta.mail.MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private MimeMessage fetchOne() throws Exception {
    return await()
        .atMost(Duration.ofSeconds(5))
        .until(this::fetch, mails -> mails.size() == 1)
        .get(0);
  }

  @Test
  void mail_is_kept_for_each_recipient_as_it_was_sent() throws Exception {
    MimeMessage sent = send("one@example.org", "two@example.net");

    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    sent.writeTo(bytes, new String[] {"Bcc"});
    assertThat(sandbox.mails())
        .extracting(SandboxMail::to)
        .containsExactlyInAnyOrder("one@example.org", "two@example.net");
    assertThat(sandbox.mails())
        .allSatisfy(
            mail -> {
              assertThat(mail.from()).isEqualTo(SENDER);
              assertThat(new String(mail.raw(), StandardCharsets.UTF_8).stripTrailing())
                  .isEqualTo(bytes.toString(StandardCharsets.UTF_8).stripTrailing());
              assertThat(mail.message().getContent())
                  .asString()
                  .contains("¿sí?")
                  .contains("\r\n.\r\n..fin");
            });
    assertThat(sandbox.pending()).isZero();
    assertThat(sandbox.mails().toString()).doesNotContain("@");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          bounce-hard@example.org,          failed,  5.1.1
          bounce-hard.maria@example.org,    failed,  5.1.1
          Bounce-Full@example.org,          failed,  5.2.2
          bounce-delay-2@example.org,       delayed, 4.4.1
          bounce-policy@example.org,        failed,  5.7.1
          """)
  void magic_mailbox_comes_back_as_a_delivery_status_report(String to, String action, String status)
      throws Exception {
    MimeMessage original = send(to);

    MimeMessage bounce = fetchOne();

    assertThat(bounce.getAllRecipients()).containsExactly(new InternetAddress(SENDER));
    assertThat(bounce.getHeader("Return-Path")).containsExactly("<>");
    assertThat(bounce.getSentDate().toInstant()).isEqualTo(NOW.instant());
    assertThat(bounce.getContentType()).contains("report-type=delivery-status");
    MultipartReport report = (MultipartReport) bounce.getContent();
    assertThat(report.getCount()).isEqualTo(3);
    DeliveryStatus delivery = (DeliveryStatus) report.getReport();
    assertThat(delivery.getRecipientDSNCount()).isEqualTo(1);
    assertThat(delivery.getMessageDSN().getHeader("Reporting-MTA", null)).startsWith("dns;");
    assertThat(delivery.getRecipientDSN(0).getHeader("Final-Recipient", null))
        .isEqualTo("rfc822; " + to);
    assertThat(delivery.getRecipientDSN(0).getHeader("Action", null)).isEqualTo(action);
    assertThat(delivery.getRecipientDSN(0).getHeader("Status", null)).isEqualTo(status);
    assertThat(delivery.getRecipientDSN(0).getHeader("Will-Retry-Until") != null)
        .isEqualTo(action.equals("delayed"));
    assertThat(report.getReturnedMessage().getHeader("Message-ID", null))
        .isEqualTo(original.getMessageID());
    assertThat(report.getReturnedMessage().getHeader("X-Reference", null)).isEqualTo("7Q2M9X");
    assertThat(sandbox.mails()).as("it was accepted first").hasSize(1);
  }

  @Test
  void autoreply_says_it_is_one() throws Exception {
    MimeMessage original = send("autoreply@example.org");

    MimeMessage reply = fetchOne();

    assertThat(reply.getHeader("Auto-Submitted", null)).isEqualTo("auto-replied");
    assertThat(reply.getFrom()).containsExactly(new InternetAddress("autoreply@example.org"));
    assertThat(reply.getAllRecipients()).containsExactly(new InternetAddress(SENDER));
    assertThat(reply.getHeader("In-Reply-To", null)).isEqualTo(original.getMessageID());
    assertThat(reply.isMimeType("text/plain")).isTrue();
  }

  @Test
  void unknown_recipient_is_refused_at_rcpt() {
    assertThatThrownBy(() -> send("refuse-unknown@example.org"))
        .isInstanceOf(SendFailedException.class)
        .satisfies(failure -> assertRefused(failure, 550, "5.1.1"));
    assertThat(sandbox.mails()).isEmpty();
    assertThat(sandbox.pending()).isZero();
  }

  @Test
  void greylisted_recipient_is_refused_once_and_then_taken() throws Exception {
    assertThatThrownBy(() -> send("refuse-greylist@example.org"))
        .satisfies(failure -> assertRefused(failure, 451, "4.7.1"));
    assertThat(sandbox.mails()).isEmpty();

    send("refuse-greylist@example.org");

    assertThat(sandbox.mails()).hasSize(1);
  }

  private static void assertRefused(Throwable failure, int code, String enhanced) {
    Exception cause = ((SendFailedException) failure).getNextException();
    assertThat(cause).isInstanceOf(SMTPAddressFailedException.class);
    assertThat(((SMTPAddressFailedException) cause).getReturnCode()).isEqualTo(code);
    assertThat(cause).hasMessageContaining(enhanced);
  }

  @Test
  void bounce_is_pending_from_acceptance_until_it_is_read() throws Exception {
    send("bounce-hard@example.org");
    assertThat(sandbox.pending()).isEqualTo(1);

    fetchOne();

    assertThat(sandbox.pending()).isZero();
  }

  @Test
  void bounce_that_the_reader_deletes_is_no_longer_pending() throws Exception {
    send("bounce-hard@example.org");
    try (Store store = session().getStore("imap")) {
      store.connect("127.0.0.1", sandbox.imapPort(), "bounces", "secret");
      Folder inbox = store.getFolder("INBOX");
      await()
          .until(
              () -> {
                inbox.open(Folder.READ_WRITE);
                int count = inbox.getMessageCount();
                if (count == 1) {
                  inbox.getMessage(1).setFlag(Flags.Flag.DELETED, true);
                }
                inbox.close(true);
                return count == 1;
              });
    }

    assertThat(sandbox.pending()).isZero();
  }

  @Test
  void mail_of_the_callers_own_can_be_put_into_the_mailbox() throws Exception {
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    mail("STOP").writeTo(raw);

    sandbox.putIntoMailbox(raw.toByteArray());

    assertThat(sandbox.pending()).isEqualTo(1);
    assertThat(fetchOne().getContent()).asString().startsWith("STOP");
  }

  @ParameterizedTest
  @CsvSource({"bounces, wrong", "nobody, secret"})
  void mailbox_opens_to_its_own_login_alone(String user, String password) throws Exception {
    try (Store store = session().getStore("imap")) {
      assertThatThrownBy(() -> store.connect("127.0.0.1", sandbox.imapPort(), user, password))
          .isInstanceOf(AuthenticationFailedException.class);
    }
  }

  @Test
  void multipart_with_text_before_html_arrives_unbroken() throws Exception {
    MimeMessage mail = mail("");
    MimeMultipart alternative = new MimeMultipart("alternative");
    MimeBodyPart text = new MimeBodyPart();
    text.setText("اتصل بمكتبك", "UTF-8");
    MimeBodyPart html = new MimeBodyPart();
    html.setText("<p dir=rtl>اتصل بمكتبك</p>", "UTF-8", "html");
    alternative.addBodyPart(text);
    alternative.addBodyPart(html);
    mail.setContent(alternative);
    mail.saveChanges();
    Transport.send(mail, InternetAddress.parse("one@example.org"));

    MimeMultipart received = (MimeMultipart) sandbox.mails().get(0).message().getContent();

    assertThat(received.getBodyPart(0).getContent()).isEqualTo("اتصل بمكتبك");
    assertThat(received.getBodyPart(1).isMimeType("text/html")).isTrue();
  }

  @Test
  void connection_kept_open_serves_many_mails() throws Exception {
    try (Transport transport = session().getTransport("smtp")) {
      transport.connect();
      for (int i = 0; i < 50; i++) {
        transport.sendMessage(mail("n" + i), InternetAddress.parse("one@example.org"));
      }
    }

    assertThat(sandbox.mails()).hasSize(50);
  }

  @Test
  void many_connections_at_once_lose_nothing() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<CompletableFuture<Void>> sending =
          IntStream.range(0, 160)
              .mapToObj(
                  i ->
                      CompletableFuture.runAsync(
                          () -> {
                            try {
                              send((i % 4 == 0 ? "bounce-hard" : "person") + i + "@example.org");
                            } catch (Exception e) {
                              throw new IllegalStateException(e);
                            }
                          },
                          threads))
              .toList();
      sending.forEach(CompletableFuture::join);
    } finally {
      threads.shutdownNow();
    }

    assertThat(sandbox.mails()).extracting(SandboxMail::to).doesNotHaveDuplicates().hasSize(160);
    assertThat(sandbox.pending()).isEqualTo(40);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void both_ports_are_on_loopback_only() {
    // 127.0.0.2 is this machine too; a socket bound to 0.0.0.0 would answer.
    for (int port : new int[] {sandbox.smtpPort(), sandbox.imapPort()}) {
      assertThatThrownBy(
              () -> {
                try (Socket socket = new Socket()) {
                  socket.connect(new InetSocketAddress("127.0.0.2", port), 2000);
                }
              })
          .isInstanceOf(ConnectException.class);
    }
  }
}
