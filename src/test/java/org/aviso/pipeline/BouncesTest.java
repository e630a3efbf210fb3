package org.aviso.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.FolderClosedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.component.mail.MailMessage;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.aviso.delivery.email.BounceAddress;
import org.aviso.ledger.Ledger;
import org.aviso.ledger.LedgerAddress;
import org.aviso.ledger.LedgerKey;
import org.aviso.ledger.WorkQueue.Item;
import org.aviso.outcome.Bounce;
import org.aviso.template.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a mail in the bounce mailbox leads to. */
class BouncesTest {
  private static final BounceAddress OURS =
      new BounceAddress(
          "a key of the tests alone".getBytes(StandardCharsets.UTF_8),
          "bounces.example.org",
          "desk.example.org");

  @TempDir Path home;
  private Ledger ledger;
  private Bounces bounces;

  @BeforeEach
  void open() {
    ledger =
        Ledger.open(
            LedgerAddress.UNDER_HOME,
            home,
            LedgerKey.openOrCreate(home.resolve("keys/ledger.key")),
            () -> null,
            Clock.systemUTC(),
            true,
            "test");
    bounces = new Bounces(OURS, ledger);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private static byte[] unreadable(String from, String to) {
    return """
    From: %s
    To: %s
    Subject: Aviso
    MIME-Version: 1.0
    Content-Type: text/plain
    Content-Transfer-Encoding: x-nothing

    550 5.1.1 no such user
    """
        .formatted(from, to)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static MimeMessage mail(byte[] bytes) throws MessagingException {
    return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes));
  }

  private Bounce read(MimeMessage mail) throws Exception {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      Exchange exchange = new DefaultExchange(context);
      exchange.setIn(new MailMessage(exchange, mail, false));
      return bounces.read(exchange);
    }
  }

  private List<String> queued() {
    return ledger.queue().items().stream().map(Item::reasons).flatMap(List::stream).toList();
  }

  @Test
  void an_undecodable_bounce_with_our_token_is_reported_of_its_attempt() throws Exception {
    Bounce bounce =
        read(mail(unreadable("MAILER-DAEMON@mx.example.org", OURS.of("REF1", Level.L1))));

    assertThat(bounces.reports(bounce))
        .singleElement()
        .satisfies(report -> assertThat(report.reference()).isEqualTo("REF1"));
    assertThat(queued()).isEmpty();
  }

  @Test
  void an_undecodable_mail_that_names_no_attempt_waits_in_the_queue_for_a_person()
      throws Exception {
    read(mail(unreadable("someone@example.org", "office@example.org")));
    assertThat(queued()).containsExactly("not_ours");
  }

  @Test
  void an_undecodable_mail_about_an_attempt_waits_in_the_queue_for_a_person() throws Exception {
    Bounce bounce = read(mail(unreadable("someone@example.org", OURS.of("REF1", Level.L1))));
    assertThat(bounces.reports(bounce)).isEmpty();
    assertThat(queued()).containsExactly("unreadable");
  }

  @Test
  void a_mailbox_that_is_lost_halfway_says_nothing_of_any_attempt() throws Exception {
    MimeMessage lost =
        new MimeMessage(
            mail(unreadable("MAILER-DAEMON@mx.example.org", OURS.of("REF1", Level.L1)))) {
          @Override
          public void writeTo(OutputStream out) throws MessagingException {
            throw new FolderClosedException(null, "lost");
          }
        };
    assertThatThrownBy(() -> read(lost)).isInstanceOf(MessagingException.class);
    assertThat(queued()).isEmpty();
  }

  @Test
  void of_a_large_mail_the_beginning_is_read() throws Exception {
    byte[] head = unreadable("MAILER-DAEMON@mx.example.org", OURS.of("REF1", Level.L1));
    byte[] large = java.util.Arrays.copyOf(head, 12 * 1024 * 1024);
    assertThat(read(mail(large)).attempt()).isEqualTo("REF1");
  }
}
