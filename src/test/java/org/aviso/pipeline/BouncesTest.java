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
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.component.mail.MailMessage;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.aviso.delivery.email.BounceAddress;
import org.aviso.intake.GroupDecision;
import org.aviso.intake.IntakeConfig;
import org.aviso.intake.Outcome;
import org.aviso.intake.PersonReader;
import org.aviso.intake.RowOutcome;
import org.aviso.ledger.Attempts;
import org.aviso.ledger.Ledger;
import org.aviso.ledger.LedgerAddress;
import org.aviso.ledger.LedgerKey;
import org.aviso.ledger.ListIntake;
import org.aviso.ledger.Lists;
import org.aviso.ledger.Plans;
import org.aviso.ledger.WorkQueue.Item;
import org.aviso.outcome.Bounce;
import org.aviso.outcome.DueAttempt;
import org.aviso.outcome.Judgement;
import org.aviso.outcome.News;
import org.aviso.outcome.Reason;
import org.aviso.outcome.Schedule;
import org.aviso.person.Column;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.ContactKind;
import org.aviso.person.ContactStatus;
import org.aviso.person.Dossier;
import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;
import org.aviso.person.PersonId;
import org.aviso.person.Sourced;
import org.aviso.routing.PlannedMessage;
import org.aviso.template.Channel;
import org.aviso.template.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a mail in the bounce mailbox leads to. */
class BouncesTest {
  private static final BounceAddress OURS =
      new BounceAddress(
          "a key of the tests alone".getBytes(StandardCharsets.UTF_8),
          "bounces.example.org",
          "desk.example.org");
  private static final Path CONFIG =
      Path.of(System.getProperty("aviso.root", "")).resolve("config");
  private static final String MEMBER = "a999-000-001@example.org";
  private static final String OTHER = "elsewhere@example.net";

  @TempDir Path home;
  private Ledger ledger;
  private Bounces bounces;

  @BeforeEach
  void open() throws Exception {
    PersonReader reader = new PersonReader(IntakeConfig.read(CONFIG), Duration.ofDays(30));
    ledger =
        Ledger.open(
            LedgerAddress.UNDER_HOME,
            home,
            LedgerKey.openOrCreate(home.resolve("keys/ledger.key")),
            () -> reader,
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

  private static Sourced cell(String value) {
    return new Sourced(value, LocalDate.of(2027, 1, 4), "list", "a".repeat(64), 2);
  }

  /** Rules "R" are in force, and nothing ends. */
  private static final Attempts.Gate OPEN =
      new Attempts.Gate() {
        @Override
        public String policy(String notice) {
          return "R";
        }

        @Override
        public boolean superseded(String notice) {
          return false;
        }

        @Override
        public Instant sendUntil(String notice) {
          return null;
        }

        @Override
        public long perDay(Channel channel) {
          return 0;
        }
      };

  /** The envelope sender of a mail the relay has taken for the member. */
  private String sent() {
    Contact contact =
        new Contact(
            new ContactId(1),
            ContactKind.EMAIL,
            Owner.MEMBER,
            MEMBER,
            null,
            null,
            null,
            null,
            ContactStatus.OK,
            null,
            false,
            cell(MEMBER));
    Dossier member =
        new Dossier(
            PersonId.random(),
            Map.of(
                Column.A_NUMBER,
                cell("999000001"),
                Column.LAST_NAME,
                cell("Sample"),
                Column.LANGUAGE,
                cell("SPANISH")),
            List.of(contact),
            Set.of(),
            Set.of());
    Lists.Known list =
        ledger
            .lists()
            .begin("a".repeat(64), "list.csv", "csv", "UTF-8", LocalDate.of(2027, 1, 4), false);
    ListIntake intake = ledger.lists().intake(list, List.of("class-notice"));
    intake.take(
        known ->
            new GroupDecision(
                List.of(new RowOutcome(2, Outcome.ACCEPTED, member.id(), List.of())),
                List.of(member),
                List.of()),
        2);
    intake.await();
    ledger.lists().finish(list);
    DueAttempt mail =
        new DueAttempt(
            "mail",
            new PlannedMessage(
                new ContactId(1),
                Channel.EMAIL,
                Owner.MEMBER,
                Level.L3,
                new LanguageTag("es"),
                false,
                false,
                null),
            1,
            Instant.now(),
            false);
    ledger
        .plans()
        .save(
            ledger.plans().next(1).stream()
                .map(
                    entry ->
                        new Plans.EntryPlan(
                            entry,
                            "at-liberty",
                            "es",
                            "alias",
                            List.of(),
                            List.of(),
                            Plans.Awaits.SENT,
                            null,
                            new Schedule.Due(List.of(mail), List.of()),
                            "R",
                            Instant.now()))
                .toList());
    Attempts.Claim claim =
        ledger.attempts().claim(Map.of(Channel.EMAIL, 1), Duration.ofSeconds(60), OPEN).get(0);
    ledger
        .attempts()
        .answered(claim, new Judgement(News.ACCEPTED, Reason.ACCEPTED, null, null), "Q1", null)
        .join();
    return OURS.of(claim.reference(), Level.L3);
  }

  /** The attempt's state and its contact's. */
  private List<String> states() {
    List<String> states = new ArrayList<>();
    ledger
        .records()
        .entries(
            null,
            true,
            entry ->
                states.add(
                    entry.attempts().get(0).fact().state().code()
                        + " "
                        + entry.dossier().contacts().get(0).status().code()));
    return states;
  }

  private static String failed(String address) {
    return "Final-Recipient: rfc822; " + address + "\nAction: failed\nStatus: 5.1.1\n";
  }

  private static byte[] report(String to, String... groups) {
    return """
    From: MAILER-DAEMON@mx.example.org
    To: %s
    Subject: Undelivered Mail Returned to Sender
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status; boundary="b"

    --b
    Content-Type: text/plain

    It could not be delivered.

    --b
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mx.example.org

    %s
    --b--
    """
        .formatted(to, String.join("\n", groups))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Read as it lies in the mailbox, and recorded. */
  private void hear(byte[] bytes) throws Exception {
    OutcomeSink sink =
        new OutcomeSink(
            ledger.attempts(), ledger.brakes(), new Outages(ledger::record, System::nanoTime));
    Bounce bounce = read(mail(bytes));
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      for (Message report : bounces.reports(bounce)) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getIn().setBody(report);
        sink.record(exchange);
      }
    }
  }

  @Test
  void a_bounce_about_another_address_fails_nothing_and_waits_for_a_person() throws Exception {
    hear(report(sent(), failed(OTHER)));

    assertThat(states()).containsExactly("sent ok");
    assertThat(queued()).containsExactly("other_address");
    assertThat(ledger.queue().items()).allMatch(item -> item.person() != null);
    assertThat(ledger.records().events(0, null, null, 1000).toString()).doesNotContain("@");
  }

  @Test
  void a_bounce_in_words_that_names_no_address_fails_nothing_and_waits_for_a_person()
      throws Exception {
    hear(
        """
        From: MAILER-DAEMON@mx.example.org
        To: %s
        Subject: failure notice

        550 5.1.1 no such user
        --- Below this line is a copy of the message.

        To: %s
        """
            .formatted(sent(), MEMBER)
            .getBytes(StandardCharsets.UTF_8));

    assertThat(states()).containsExactly("sent ok");
    assertThat(queued()).containsExactly("other_address");
  }

  @Test
  void of_several_addresses_in_one_report_the_one_written_to_counts() throws Exception {
    hear(
        report(
            sent(),
            failed(OTHER),
            "Final-Recipient: rfc822; " + MEMBER + "\nAction: delivered\nStatus: 2.1.5\n"));

    assertThat(states()).containsExactly("delivered ok");
    assertThat(queued()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Final-Recipient: rfc822; " + MEMBER,
        "Final-Recipient: rfc822; A999-000-001@EXAMPLE.ORG",
        "Original-Recipient: rfc822; " + MEMBER + "\nFinal-Recipient: rfc822; " + OTHER
      })
  void a_bounce_that_names_the_address_written_to_ends_it(String named) throws Exception {
    hear(report(sent(), failed(OTHER), named + "\nAction: failed\nStatus: 5.1.1\n"));

    assertThat(states()).containsExactly("permanent_failure dead");
    assertThat(queued()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "To: reply@example.org\n"})
  void what_somebody_writes_to_us_waits_in_the_queue(String to) throws Exception {
    String written = "From: %s\n%sSubject: Re: Aviso\n\nSTOP, %s\n".formatted(MEMBER, to, OTHER);
    read(mail(written.getBytes(StandardCharsets.UTF_8)));
    String toTheEnvelope =
        "From: %s\nTo: %s\n\nSTOP\n".formatted(MEMBER, OURS.of("REF1", Level.L1));
    read(mail(toTheEnvelope.getBytes(StandardCharsets.UTF_8)));

    assertThat(queued()).containsExactly("reply", "reply");
    assertThat(ledger.records().events(0, null, null, 1000).toString()).doesNotContain("@");
  }

  @Test
  void a_vacation_reply_waits_for_nobody() throws Exception {
    read(
        mail(
            "From: a@example.org\nAuto-Submitted: auto-replied\n\nAway\n"
                .getBytes(StandardCharsets.UTF_8)));
    assertThat(queued()).isEmpty();
  }

  @Test
  void a_complaint_waits_in_the_queue_though_it_names_an_attempt() throws Exception {
    hear(
        """
        From: abuse@example.org
        To: %s
        Subject: complaint
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=feedback-report; boundary="b"

        --b
        Content-Type: message/feedback-report

        Feedback-Type: abuse
        Original-Rcpt-To: <%s>

        --b--
        """
            .formatted(sent(), MEMBER)
            .getBytes(StandardCharsets.UTF_8));

    assertThat(queued()).containsExactly("complaint");
    assertThat(states()).containsExactly("sent ok");
  }
}
