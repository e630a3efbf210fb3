package org.aviso.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.aviso.delivery.email.BounceAddress;
import org.aviso.outcome.Bounce.Fate;
import org.aviso.outcome.Bounce.Kind;
import org.aviso.outcome.Bounce.Recipient;
import org.aviso.template.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Made-up mails, a rule each; the real ones are read by {@link RealBouncesTest}. */
class BounceReaderTest {
  private static final BounceAddress OURS =
      new BounceAddress(
          "a key of the tests alone".getBytes(StandardCharsets.UTF_8),
          "bounces.example.org",
          "desk.example.org");

  private final BounceReader reader = new BounceReader(OURS);

  private Bounce read(String mail) {
    return reader.read(mail.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  private static String report(String to, String fields, String returned) {
    return """
    From: MAILER-DAEMON@mx.example.org
    To: %s
    Subject: Undelivered Mail Returned to Sender
    Auto-Submitted: auto-replied
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status; boundary="b"

    --b
    Content-Type: text/plain; charset=us-ascii

    It could not be delivered.

    --b
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mx.example.org

    Final-Recipient: rfc822; a999-000-001@example.org
    %s

    --b
    Content-Type: text/rfc822-headers

    %s
    Subject: Aviso

    --b--
    """
        .formatted(to, fields, returned);
  }

  private Recipient recipient(String fields) {
    return read(report("office@example.org", fields, "To: x@example.org")).recipients().get(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          # action | status | diagnostic                               | status  | class     | reason              | news
          failed   | 5.1.1  | smtp; 550 5.1.1 no such user             | 5.1.1   | PERMANENT | BAD_ADDRESS         | REPORTED_FAILED_FOR_GOOD
          failed   | 5.0.0  | smtp; 550 5.1.1 no such user             | 5.1.1   | PERMANENT | BAD_ADDRESS         | REPORTED_FAILED_FOR_GOOD
          failed   | 5.0.0  | smtp; 550 #5.1.10 recipient not found    | 5.1.10  | PERMANENT | BAD_ADDRESS         | REPORTED_FAILED_FOR_GOOD
          failed   | 5.0.0  | smtp; 550 from 192.5.1.1 rejected        | 5.0.0   | PERMANENT | MAILBOX_UNAVAILABLE | REPORTED_FAILED_FOR_GOOD
          failed   | 5.2.2  | smtp; 552 5.2.2 over quota               | 5.2.2   | TRANSIENT | MAILBOX_FULL        | REPORTED_FAILED_FOR_NOW
          failed   | 5.2.1  | smtp; 550 5.2.1 disabled                 | 5.2.1   | PERMANENT | MAILBOX_UNAVAILABLE | REPORTED_FAILED_FOR_GOOD
          failed   | 5.7.26 | smtp; 550 5.7.26 unauthenticated         | 5.7.26  | POLICY    | POLICY              | REPORTED_FAILED_TECHNICALLY
          failed   | 5.1.1  | smtp; 550 5.7.1 blocked                  | 5.7.1   | POLICY    | POLICY              | REPORTED_FAILED_TECHNICALLY
          failed   | 4.4.7  | smtp; 451 4.4.1 no answer                | 4.4.7   | TRANSIENT | TRANSIENT           | REPORTED_FAILED_FOR_NOW
          delayed  | 4.4.1  | smtp; 451 later                          | 4.4.1   | TRANSIENT | TRANSIENT           | -
          relayed  | 2.0.0  | smtp; 250 ok                             | 2.0.0   | NONE      | ACCEPTED            | -
          delivered| 2.1.5  | smtp; 250 ok                             | 2.1.5   | DELIVERED | ACCEPTED            | REPORTED_DELIVERED
          """)
  void action_status_and_diagnostic_make_the_verdict(
      String action,
      String field,
      String diagnostic,
      String status,
      Fate fate,
      Reason reason,
      News news) {
    Recipient read =
        recipient(
            "Action: %s\nStatus: %s\nDiagnostic-Code: %s".formatted(action, field, diagnostic));
    assertThat(read.address()).isEqualTo("a999-000-001@example.org");
    assertThat(read.action()).isEqualTo(action);
    assertThat(read.status()).isEqualTo(status);
    assertThat(read.fate()).isEqualTo(fate);
    assertThat(read.reason()).isEqualTo(reason);
    assertThat(read.judgement().map(Judgement::news).orElse(null)).isEqualTo(news);
  }

  @ParameterizedTest
  @CsvSource({"failed, BOUNCE", "delayed, DELAY", "delivered, DELIVERED", "relayed, NONE"})
  void the_gravest_action_names_the_kind(String action, Kind kind) {
    String fields = "Action: " + action + "\nStatus: 5.1.1";
    assertThat(read(report("office@example.org", fields, "To: x@example.org")).kind())
        .isEqualTo(kind);
  }

  @Test
  void a_folded_diagnostic_is_read_whole() {
    assertThat(
            recipient("Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550\n 5.1.1 no user")
                .status())
        .isEqualTo("5.1.1");
  }

  @Test
  void the_attempt_is_found_by_the_envelope_s_token() {
    String to = OURS.of("REF1", Level.L1);
    assertThat(read(report(to, "Action: failed\nStatus: 5.1.1", "To: x@example.org")).attempt())
        .isEqualTo("REF1");
  }

  @Test
  void else_by_the_returned_message_id() {
    String returned = "Message-ID: <REF2@bounces.example.org>";
    assertThat(
            read(report("office@example.org", "Action: failed\nStatus: 5.1.1", returned)).attempt())
        .isEqualTo("REF2");
  }

  @Test
  void a_forged_token_or_a_strange_message_id_names_no_attempt() {
    String forged = OURS.of("REF1", Level.L1).replace("REF1", "REF7");
    String returned = "Message-ID: <REF2@elsewhere.example.org>";
    assertThat(read(report(forged, "Action: failed\nStatus: 5.1.1", returned)).attempt()).isNull();
  }

  @Test
  void without_a_key_the_token_is_shown_unproved() {
    String mail =
        report(OURS.of("REF1", Level.L1), "Action: failed\nStatus: 5.1.1", "To: x@example.org");
    assertThat(new BounceReader(null).read(mail.getBytes(StandardCharsets.UTF_8)).attempt())
        .isEqualTo("REF1");
  }

  @ParameterizedTest
  @CsvSource({"x-nothing, It could not be delivered.", "base64, SXQgY291bGQgbm90I"})
  void a_part_that_cannot_be_decoded_hides_neither_the_status_nor_the_token(
      String encoding, String words) {
    String mail =
        report(OURS.of("REF1", Level.L1), "Action: failed\nStatus: 5.1.1", "To: x@example.org")
            .replace(
                "charset=us-ascii\n\nIt could not be delivered.",
                "charset=us-ascii\nContent-Transfer-Encoding: " + encoding + "\n\n" + words);
    assertThat(mail).contains(encoding);

    Bounce bounce = read(mail);

    assertThat(bounce.kind()).isEqualTo(Kind.BOUNCE);
    assertThat(bounce.attempt()).isEqualTo("REF1");
    assertThat(bounce.recipients()).extracting(Recipient::status).containsExactly("5.1.1");
    assertThat(bounce.forAPerson()).isFalse();
  }

  private Bounce undecodable(String from, String to) {
    return read(
        """
        From: %s
        To: %s
        Subject: Aviso
        MIME-Version: 1.0
        Content-Type: text/plain
        Content-Transfer-Encoding: x-nothing

        550 5.1.1 no such user
        """
            .formatted(from, to));
  }

  @Test
  void a_bounce_of_which_nothing_can_be_decoded_is_an_unclassified_one_of_its_attempt() {
    Bounce bounce = undecodable("MAILER-DAEMON@mx.example.org", OURS.of("REF1", Level.L1));
    assertThat(bounce.kind()).isEqualTo(Kind.BOUNCE);
    assertThat(bounce.attempt()).isEqualTo("REF1");
    assertThat(bounce.recipients())
        .extracting(Recipient::reason)
        .containsExactly(Reason.UNCLASSIFIED);
  }

  @Test
  void what_is_perhaps_a_bounce_and_cannot_be_decoded_is_for_a_person_to_look_at() {
    Bounce named = undecodable("a999-000-001@example.org", OURS.of("REF1", Level.L1));
    assertThat(named.kind()).isEqualTo(Kind.NONE);
    assertThat(named.attempt()).isEqualTo("REF1");
    assertThat(named.forAPerson()).isTrue();
    assertThat(undecodable("a999-000-001@example.org", "office@example.org").forAPerson()).isTrue();
  }

  @Test
  void what_a_person_writes_is_for_a_person_to_look_at_and_a_vacation_reply_is_not() {
    String written = "From: a999-000-001@example.org\nSubject: Hola\n\nGracias.\n";
    assertThat(read(written).forAPerson()).isTrue();
    assertThat(read("Auto-Submitted: auto-replied\n" + written).forAPerson()).isFalse();
  }

  @Test
  void a_report_that_reports_on_nobody_is_for_a_person_to_look_at() {
    Bounce bounce =
        read(
            report(OURS.of("REF1", Level.L1), "", "To: x@example.org")
                .replace("MAILER-DAEMON@mx.example.org", "someone@mx.example.org")
                .replace("Undelivered Mail Returned to Sender", "Aviso")
                .replace("It could not be delivered.", "Aviso.")
                .replace("Final-Recipient", "RmluYWwtUmVjaXBpZW50"));
    assertThat(bounce.recipients()).isEmpty();
    assertThat(bounce.attempt()).isEqualTo("REF1");
    assertThat(bounce.forAPerson()).isTrue();
  }

  @Test
  void a_vacation_reply_is_no_outcome_even_if_it_quotes_an_error() {
    Bounce bounce =
        read(
            """
            From: A <a999-000-001@example.org>
            Subject: Out of office
            Auto-Submitted: auto-replied

            I am away. My mailbox is full, 550 5.1.1, write later.
            """);
    assertThat(bounce.kind()).isEqualTo(Kind.AUTOREPLY);
    assertThat(bounce.recipients()).isEmpty();
  }

  @Test
  void a_person_s_letter_is_none() {
    assertThat(read("From: a999-000-001@example.org\nSubject: Hola\n\nGracias.\n").kind())
        .isEqualTo(Kind.NONE);
  }

  @Test
  void a_complaint_names_its_recipient() {
    Bounce bounce =
        read(
            """
            From: abuse@example.org
            Subject: complaint
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=feedback-report; boundary="b"

            --b
            Content-Type: message/feedback-report

            Feedback-Type: abuse
            Original-Rcpt-To: <a999-000-001@example.org>

            --b--
            """);
    assertThat(bounce.kind()).isEqualTo(Kind.COMPLAINT);
    assertThat(bounce.recipients())
        .extracting(Recipient::address)
        .containsExactly("a999-000-001@example.org");
    assertThat(bounce.recipients().get(0).judgement()).isEmpty();
  }

  @Test
  void each_address_of_a_bounce_in_words_has_its_own_fate() {
    Bounce bounce =
        read(
            """
            From: MAILER-DAEMON@mx.example.org
            Subject: failure notice

            <a999-000-001@example.org>:
            Remote host said: 550 5.1.1 user unknown

            <a999-000-002@example.org>:
            Remote host said: 552 5.2.2 mailbox full

            --- Below this line is a copy of the message.

            To: somebody@example.org
            """);
    assertThat(bounce.recipients())
        .extracting(Recipient::fate)
        .containsExactly(Fate.PERMANENT, Fate.TRANSIENT);
  }

  @Test
  void what_is_no_mail_at_all_is_none() {
    assertThat(reader.read(new byte[] {0, -1, 7, 13, 10}).kind()).isEqualTo(Kind.NONE);
    assertThat(reader.read(new byte[0]).kind()).isEqualTo(Kind.NONE);
    assertThat(read("Content-Type: multipart/report\n\nnothing").kind()).isEqualTo(Kind.NONE);
  }

  @Test
  void an_address_of_endless_labels_hides_neither_the_status_nor_the_token() {
    String endless = "x@a" + ".bb.a".repeat(40_000);
    Bounce bounce =
        read(
            report(OURS.of("REF1", Level.L1), "Action: failed\nStatus: 5.1.1", "To: " + endless)
                .replace("a999-000-001@example.org", endless));
    assertThat(bounce.kind()).isEqualTo(Kind.BOUNCE);
    assertThat(bounce.attempt()).isEqualTo("REF1");
    assertThat(bounce.recipients().get(0).address().length()).isLessThan(20_000);
  }

  @Test
  void a_field_folded_without_end_does_not_keep_a_bounce_from_being_read() {
    Bounce bounce =
        read(
            """
            From: MAILER-DAEMON@mx.example.org
            To: %s
            Subject: failure notice

            550 5.1.1 no such user
            --- Below this line is a copy of the message.

            To: a999-000-001@example.org%s
            """
                .formatted(OURS.of("REF1", Level.L1), ",\n b@example.org".repeat(15_000)));
    assertThat(bounce.kind()).isEqualTo(Kind.BOUNCE);
    assertThat(bounce.attempt()).isEqualTo("REF1");
    assertThat(bounce.recipients()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"MAILER-DAEMON", "someone"})
  void a_mail_made_to_be_read_for_ever_is_read_at_once(String from) {
    String crafted =
        """
        From: %s@mx.example.org
        To: %s
        Subject: %s
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="b"

        --b
        Content-Type: text/plain

        550 %s
        %s
        --b
        Content-Type: text/html

        %s
        --b--
        """
            .formatted(
                from,
                OURS.of("REF1", Level.L1),
                "delivery".repeat(25_000),
                "exceed ".repeat(25_000),
                "|".repeat(50_000),
                "<script".repeat(25_000));
    Bounce bounce = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> read(crafted));
    assertThat(bounce.attempt()).isEqualTo("REF1");
  }

  @Test
  void nothing_personal_is_printed() {
    Bounce bounce =
        read(report("office@example.org", "Action: failed\nStatus: 5.1.1", "To: x@example.org"));
    assertThat(bounce.toString() + bounce.recipients()).doesNotContain("a999");
  }
}
