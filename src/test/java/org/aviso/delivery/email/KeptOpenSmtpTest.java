package org.aviso.delivery.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.aviso.delivery.ProviderAnswer;
import org.aviso.delivery.email.KeptOpenSmtp.Encryption;
import org.aviso.template.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What arrives is counted at the server; what we say of it must never claim less. */
class KeptOpenSmtpTest {
  private static final String TO = "a999-000-001@example.org";

  private static KeptOpenSmtp.Settings settings(int port, Encryption encryption, Duration idle) {
    return new KeptOpenSmtp.Settings(
        "127.0.0.1",
        port,
        "desk.example.org",
        null,
        null,
        encryption,
        Duration.ofSeconds(2),
        Duration.ofMillis(700),
        Duration.ofMillis(700),
        2,
        idle);
  }

  private static KeptOpenSmtp open(ScriptedMailServer server) {
    return new KeptOpenSmtp(settings(server.port(), Encryption.NONE, Duration.ofSeconds(5)));
  }

  private static ScriptedMailServer usual() throws IOException {
    return new ScriptedMailServer((place, connection) -> null);
  }

  private static ScriptedMailServer saying(String where, String what) throws IOException {
    return new ScriptedMailServer((place, connection) -> place.equals(where) ? what : null);
  }

  private static final String PIPELINING =
      "250-mail.example.org\r\n250-PIPELINING\r\n250 ENHANCEDSTATUSCODES";

  private static ScriptedMailServer.Script pipelining(ScriptedMailServer.Script script) {
    return (place, connection) -> {
      String told = script.reply(place, connection);
      return told == null && place.equals("EHLO") ? PIPELINING : told;
    };
  }

  @Test
  void the_connection_stays_open_and_the_queue_id_is_told() throws Exception {
    try (var server = usual();
        var smtp = open(server)) {
      for (int i = 0; i < 5; i++) {
        assertThat(smtp.send(Samples.mail(), TO))
            .isEqualTo(new ProviderAnswer.Accepted("4XbZ9Q1c2d", "250"));
      }
      assertThat(server.taken()).hasSize(5);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void the_envelope_carries_the_token_and_the_one_recipient() throws Exception {
    try (var server = usual();
        var smtp = open(server)) {
      smtp.send(Samples.mail());
      assertThat(server.envelopes())
          .containsExactly(
              "MAIL FROM:<" + Samples.BOUNCES.of("REF1", Level.L3) + ">", "RCPT TO:<" + TO + ">");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          MAIL | 550 no                           | Refused[httpStatus=550, code=5.1.8, retryAfter=null]
          MAIL | 451 4.3.0 later                  | Refused[httpStatus=451, code=4.3.0, retryAfter=null]
          MAIL | 421 4.3.2 closing                | Refused[httpStatus=421, code=4.3.2, retryAfter=null]
          MAIL | 530 5.7.0 login first            | Refused[httpStatus=530, code=5.7.0, retryAfter=null]
          RCPT | 550 5.1.1 unknown                | Refused[httpStatus=550, code=5.1.1, retryAfter=null]
          RCPT | 550 unknown                      | Refused[httpStatus=550, code=null, retryAfter=null]
          RCPT | 421 4.7.0 too many               | Refused[httpStatus=421, code=4.7.0, retryAfter=null]
          DATA | 554 5.7.1 policy                 | Refused[httpStatus=554, code=5.7.1, retryAfter=null]
          DOT  | 552 5.2.2 full                   | Refused[httpStatus=552, code=5.2.2, retryAfter=null]
          DOT  | 451 4.3.0 later                  | Refused[httpStatus=451, code=4.3.0, retryAfter=null]
          DOT  | 421 4.4.2 closing                | Refused[httpStatus=421, code=4.4.2, retryAfter=null]
          GREETING | drop                         | NotSent
          GREETING | 554 not you                  | NotSent
          EHLO | drop                             | NotSent
          MAIL | drop                             | NotSent
          MAIL | hang                             | NotSent
          RCPT | drop                             | Refused[httpStatus=421, code=null, retryAfter=null]
          RCPT | hang                             | Refused[httpStatus=421, code=null, retryAfter=null]
          DATA | drop                             | Refused[httpStatus=421, code=null, retryAfter=null]
          CONTENT | drop                          | Unknown
          DOT  | drop                             | Unknown
          DOT  | hang                             | Unknown
          DOT  | what was that                    | Unknown
          """)
  void a_failure_says_how_far_the_message_got(String where, String what, String answer)
      throws Exception {
    ScriptedMailServer.Script script = (place, connection) -> place.equals(where) ? what : null;
    for (var each : List.of(script, pipelining(script))) {
      try (var server = new ScriptedMailServer(each);
          var smtp = open(server)) {
        assertThat(smtp.send(Samples.mail(), TO).toString()).startsWith(answer);
        assertThat(server.taken()).hasSize(where.equals("DOT") ? 1 : 0);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"EHLO,NotSent", "MAIL,NotSent", "DOT,Unknown"})
  @Timeout(60)
  void an_answer_without_an_end_is_left(String where, String answer) throws Exception {
    try (var server = saying(where, ScriptedMailServer.ENDLESS);
        var smtp = open(server)) {
      assertThat(smtp.send(Samples.mail(), TO).toString()).startsWith(answer);
      assertThat(server.taken()).hasSize(where.equals("DOT") ? 1 : 0);
    }
  }

  @Test
  void a_server_that_takes_commands_together_gets_the_same() throws Exception {
    try (var server = new ScriptedMailServer(pipelining((place, connection) -> null));
        var smtp = open(server)) {
      for (int i = 0; i < 3; i++) {
        assertThat(smtp.send(Samples.mail(), TO))
            .isEqualTo(new ProviderAnswer.Accepted("4XbZ9Q1c2d", "250"));
      }
      assertThat(server.envelopes())
          .startsWith(
              "MAIL FROM:<" + Samples.BOUNCES.of("REF1", Level.L3) + ">", "RCPT TO:<" + TO + ">");
      assertThat(server.taken()).hasSize(3);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void content_a_server_asks_for_after_it_refused_the_recipient_does_not_leave() throws Exception {
    var recipients = new AtomicInteger();
    try (var server =
            new ScriptedMailServer(
                pipelining(
                    (place, connection) ->
                        place.equals("RCPT") && recipients.incrementAndGet() == 1
                            ? "550 5.1.1 unknown"
                            : null));
        var smtp = open(server)) {
      assertThat(smtp.send(Samples.mail(), TO)).isInstanceOf(ProviderAnswer.Refused.class);
      assertThat(server.taken()).isEmpty();
      assertThat(smtp.send(Samples.mail(), TO)).isInstanceOf(ProviderAnswer.Accepted.class);
      assertThat(server.taken()).hasSize(1);
    }
  }

  @Test
  void a_refused_recipient_does_not_cost_a_pipelined_connection() throws Exception {
    var recipients = new AtomicInteger();
    ScriptedMailServer.Script script =
        (place, connection) ->
            switch (place) {
              case "RCPT" -> recipients.incrementAndGet() == 1 ? "550 5.1.1 unknown" : null;
              case "DATA" -> recipients.get() == 1 ? "503 5.5.1 no recipient" : null;
              default -> null;
            };
    try (var server = new ScriptedMailServer(pipelining(script));
        var smtp = open(server)) {
      assertThat(smtp.send(Samples.mail(), TO).toString())
          .isEqualTo("Refused[httpStatus=550, code=5.1.1, retryAfter=null]");
      assertThat(smtp.send(Samples.mail(), TO)).isInstanceOf(ProviderAnswer.Accepted.class);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void what_was_dropped_after_the_dot_is_not_sent_a_second_time() throws Exception {
    var messages = new AtomicInteger();
    try (var server =
            new ScriptedMailServer(
                (place, connection) ->
                    place.equals("DOT") && messages.incrementAndGet() == 2
                        ? ScriptedMailServer.DROP
                        : null);
        var smtp = open(server)) {
      assertThat(smtp.send(Samples.mail(), TO)).isInstanceOf(ProviderAnswer.Accepted.class);
      assertThat(smtp.send(Samples.mail(), TO)).isInstanceOf(ProviderAnswer.Unknown.class);
      assertThat(server.taken()).hasSize(2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MAIL, drop, false",
    "MAIL, 421 4.4.2 idle too long, false",
    "MAIL, drop, true",
    "MAIL, 421 4.4.2 idle too long, true"
  })
  void a_kept_connection_that_died_is_opened_anew_for_the_same_message(
      String where, String what, boolean pipelining) throws Exception {
    var mails = new AtomicInteger();
    ScriptedMailServer.Script script =
        (place, connection) -> place.equals(where) && mails.incrementAndGet() == 2 ? what : null;
    try (var server = new ScriptedMailServer(pipelining ? pipelining(script) : script);
        var smtp = open(server)) {
      assertThat(smtp.send(Samples.mail(), TO)).isInstanceOf(ProviderAnswer.Accepted.class);
      assertThat(smtp.send(Samples.mail(), TO)).isInstanceOf(ProviderAnswer.Accepted.class);
      assertThat(server.taken()).hasSize(2);
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void an_idle_connection_is_asked_first() throws Exception {
    try (var server = saying("NOOP", ScriptedMailServer.DROP);
        var smtp = new KeptOpenSmtp(settings(server.port(), Encryption.NONE, Duration.ZERO))) {
      smtp.send(Samples.mail(), TO);
      assertThat(smtp.send(Samples.mail(), TO)).isInstanceOf(ProviderAnswer.Accepted.class);
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void a_refused_recipient_does_not_cost_the_connection() throws Exception {
    var recipients = new AtomicInteger();
    try (var server =
            new ScriptedMailServer(
                (place, connection) ->
                    place.equals("RCPT") && recipients.incrementAndGet() == 1
                        ? "550 5.1.1 unknown"
                        : null);
        var smtp = open(server)) {
      assertThat(smtp.send(Samples.mail(), TO)).isInstanceOf(ProviderAnswer.Refused.class);
      assertThat(smtp.send(Samples.mail(), TO)).isInstanceOf(ProviderAnswer.Accepted.class);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void a_refused_connection_is_proof_that_nothing_left() throws Exception {
    int closedPort;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closedPort = socket.getLocalPort();
    }
    try (var smtp =
        new KeptOpenSmtp(settings(closedPort, Encryption.NONE, Duration.ofSeconds(5)))) {
      assertThat(smtp.send(Samples.mail(), TO)).isInstanceOf(ProviderAnswer.NotSent.class);
    }
  }

  @Test
  void without_starttls_nothing_leaves_where_it_is_required() throws Exception {
    try (var server = usual();
        var smtp =
            new KeptOpenSmtp(settings(server.port(), Encryption.REQUIRED, Duration.ofSeconds(5)))) {
      assertThat(smtp.send(Samples.mail(), TO)).isInstanceOf(ProviderAnswer.NotSent.class);
      assertThat(server.envelopes()).isEmpty();
    }
  }

  @Test
  void a_plain_server_gets_nothing_where_tls_is_implicit() throws Exception {
    try (var server = usual();
        var smtp =
            new KeptOpenSmtp(settings(server.port(), Encryption.IMPLICIT, Duration.ofSeconds(5)))) {
      assertThat(smtp.send(Samples.mail(), TO)).isInstanceOf(ProviderAnswer.NotSent.class);
      assertThat(server.envelopes()).isEmpty();
    }
  }

  @Test
  void unencrypted_is_for_loopback_only() {
    assertThatThrownBy(
            () ->
                KeptOpenSmtp.Settings.of(
                    "192.0.2.1",
                    25,
                    "desk.example.org",
                    null,
                    null,
                    Encryption.NONE,
                    Duration.ofSeconds(1),
                    1))
        .hasMessageContaining("loopback");
  }

  @Test
  void too_late_a_start_is_dropped_before_the_content() throws Exception {
    try (var server = usual();
        var smtp = open(server)) {
      assertThat(smtp.send(Samples.mail(System.nanoTime() - 1), TO))
          .isInstanceOf(ProviderAnswer.NotSent.class);
      assertThat(server.envelopes()).as("our own delay is no refusal").isEmpty();
      assertThat(smtp.send(Samples.mail(), TO)).isInstanceOf(ProviderAnswer.Accepted.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"RCPT, false", "RCPT, true", "DATA, false", "DATA, true"})
  void a_lease_that_ran_out_while_the_server_made_ready_lets_no_content_leave(
      String where, boolean together) throws Exception {
    var asked = new AtomicInteger();
    ScriptedMailServer.Script slow =
        (place, connection) -> {
          if (place.equals(where) && asked.incrementAndGet() == 1) {
            sleep(500);
          }
          return null;
        };
    try (var server = new ScriptedMailServer(together ? pipelining(slow) : slow);
        var smtp = open(server)) {
      assertThat(smtp.send(Samples.mail(System.nanoTime() + 300_000_000L), TO))
          .as("the server's own slowness: tried again by the schedule, not at once for ever")
          .isEqualTo(new ProviderAnswer.Refused(421, null, null));
      assertThat(server.taken()).isEmpty();
      assertThat(smtp.send(Samples.mail(), TO)).isInstanceOf(ProviderAnswer.Accepted.class);
      assertThat(server.taken()).hasSize(1);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void camel_s_way_of_sending_tells_the_same() throws Exception {
    try (var server = saying("RCPT", "550 5.1.1 <a999-000-001@example.org> unknown");
        var smtp = open(server)) {
      Throwable failure = catchThrowable(() -> smtp.send(Samples.mail()));
      assertThat(MailAnswers.of(new IllegalStateException(failure)))
          .isEqualTo(new ProviderAnswer.Refused(550, "5.1.1", null));
      assertThat(failure.toString()).doesNotContain("a999");
    }
    try (var server = usual();
        var smtp = open(server)) {
      ComposedMail mail = Samples.mail();
      assertThat(MailAnswers.of(mail)).isInstanceOf(ProviderAnswer.Unknown.class);
      smtp.send(mail);
      assertThat(MailAnswers.of(mail)).isEqualTo(new ProviderAnswer.Accepted("4XbZ9Q1c2d", "250"));
    }
  }

  @Test
  void no_more_connections_than_allowed() throws Exception {
    var done = new CountDownLatch(6);
    try (var server = usual();
        var smtp = open(server)) {
      for (int i = 0; i < 6; i++) {
        new Thread(
                () -> {
                  smtp.send(Samples.mail(), TO);
                  done.countDown();
                })
            .start();
      }
      done.await();
      assertThat(server.taken()).hasSize(6);
      assertThat(server.connections()).isLessThanOrEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          250 2.0.0 Ok: queued as 4XbZ9Q1c2d                           | 4XbZ9Q1c2d
          250 OK id=1rTzQm-0001ab-2C                                   | 1rTzQm-0001ab-2C
          250 2.0.0 405AbCd1 Message accepted for delivery             | 405AbCd1
          250 Ok 010201890abcdef-12345678-0000                         | 010201890abcdef-12345678-0000
          250 OK                                                       | -
          """)
  void the_queue_id_is_read_from_the_common_answers(String response, String id) {
    assertThat(SmtpLine.queueId(response)).isEqualTo(id);
  }
}
