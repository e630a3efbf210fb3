package org.aviso.pipeline;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.aviso.LiveHouse;
import org.aviso.delivery.email.KeptOpenSmtp;
import org.aviso.sandbox.MailSandbox;
import org.aviso.sandbox.TwilioSandbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code check --connect}, against servers that are there, that refuse, and that say nothing. */
class ConnectionsTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();

  @TempDir Path folder;
  private Map<String, String> keys;

  @BeforeEach
  void all_that_live_mode_needs() {
    keys = LiveHouse.at(folder).keys();
    keys.keySet().removeIf(key -> key.startsWith("aviso.imap."));
  }

  private List<String> tried(Duration patience) {
    return new Connections(LiveHouse.settings(keys, ROOT), patience)
        .all().stream()
            .map(one -> one.finding().map(Object::toString).orElseGet(one::note))
            .toList();
  }

  private List<String> tried() {
    return tried(Duration.ofSeconds(5));
  }

  @Test
  void servers_that_let_us_in_receive_nothing() {
    try (TwilioSandbox twilio =
            new TwilioSandbox(LiveHouse.ACCOUNT, LiveHouse.TOKEN, InstantSource.system());
        MailSandbox mail = new MailSandbox("bounces", "synthetic", InstantSource.system())) {
      keys.put("aviso.twilio.base-url", twilio.baseUrl().toString());
      keys.put("aviso.smtp.port", String.valueOf(mail.smtpPort()));
      keys.put("aviso.imap.host", "127.0.0.1");
      keys.put("aviso.imap.tls", "none");
      keys.put("aviso.imap.port", String.valueOf(mail.imapPort()));
      keys.put("aviso.imap.user", "bounces");
      keys.put("aviso.imap.password", "synthetic");

      assertThat(tried()).hasSize(3).allMatch(said -> said.endsWith("nothing was sent."));
      assertThat(twilio.requests()).isEqualTo(1);
      assertThat(twilio.creates()).isZero();
      assertThat(mail.mails()).isEmpty();
    }
  }

  @Test
  void credentials_that_are_refused_are_named_and_not_shown() {
    GreenMail mail = new GreenMail(new ServerSetup[] {setup("smtp"), setup("imap")});
    mail.setUser("office", "another-password");
    mail.start();
    try (TwilioSandbox twilio =
        new TwilioSandbox(LiveHouse.ACCOUNT, "another-token", InstantSource.system())) {
      keys.put("aviso.twilio.base-url", twilio.baseUrl().toString());
      keys.put("aviso.smtp.port", String.valueOf(mail.getSmtp().getPort()));
      keys.put("aviso.smtp.user", "office");
      keys.put("aviso.smtp.password", "a-secret-of-mine");
      keys.put("aviso.imap.host", "127.0.0.1");
      keys.put("aviso.imap.tls", "none");
      keys.put("aviso.imap.port", String.valueOf(mail.getImap().getPort()));
      keys.put("aviso.imap.user", "office");
      keys.put("aviso.imap.password", "a-secret-of-mine");

      List<String> said = tried();
      assertThat(said).hasSize(3);
      assertThat(said.get(0)).startsWith("aviso.twilio.auth-token").contains("401", "console");
      assertThat(said.get(1)).startsWith("aviso.smtp.password");
      assertThat(said.get(2)).startsWith("aviso.imap.password");
      assertThat(String.join(" ", said)).doesNotContain("a-secret-of-mine", LiveHouse.TOKEN);
    } finally {
      mail.stop();
    }
  }

  private static ServerSetup setup(String protocol) {
    return new ServerSetup(0, "127.0.0.1", protocol);
  }

  @Test
  void a_relay_without_the_tls_that_is_required_is_not_logged_in_at() {
    try (MailSandbox mail = new MailSandbox("bounces", "synthetic", InstantSource.system())) {
      keys.remove("aviso.twilio.account-sid");
      keys.remove("aviso.twilio.base-url");
      keys.put("aviso.smtp.port", String.valueOf(mail.smtpPort()));
      keys.put("aviso.smtp.tls", "required");
      assertThat(tried()).singleElement().asString().contains("offers no STARTTLS");
      keys.put("aviso.smtp.tls", "implicit");
      assertThat(tried()).singleElement().asString().contains("offers no TLS");
    }
  }

  @Test
  void what_is_not_there_or_says_nothing_is_a_finding_before_long() throws IOException {
    assertThat(tried().get(0)).startsWith("aviso.twilio.base-url");
    assertThat(tried().get(1)).startsWith("aviso.smtp.host").contains("takes no connection");

    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      keys.put("aviso.twilio.base-url", "http://127.0.0.1:" + silent.getLocalPort());
      keys.put("aviso.smtp.port", String.valueOf(silent.getLocalPort()));
      long start = System.nanoTime();
      assertThat(tried(Duration.ofMillis(400)))
          .hasSize(2)
          .allMatch(said -> said.contains("in time") || said.contains("does not answer"));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void no_password_goes_to_another_machine_in_the_clear() {
    keys.put("aviso.smtp.host", "192.0.2.1");
    keys.put("aviso.twilio.base-url", "http://192.0.2.1");
    assertThat(tried(Duration.ofMillis(200))).allMatch(said -> said.contains("was not tried"));
  }

  @ParameterizedTest
  @CsvSource({"desk.example, desk.example", ", law.example"})
  void a_mail_server_is_told_our_domain_and_never_the_name_of_this_machine(
      String neutral, String told) throws IOException {
    List<String> greetings = new CopyOnWriteArrayList<>();
    try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread listening = new Thread(() -> greeted(server, greetings));
      listening.setDaemon(true);
      listening.start();
      keys.put("aviso.smtp.port", String.valueOf(server.getLocalPort()));
      keys.keySet().removeIf(key -> key.startsWith("aviso.neutral."));
      if (neutral != null) {
        keys.put("aviso.neutral.bounce-domain", neutral);
      }
      tried();
      try (Providers providers = Providers.open(LiveHouse.settings(keys, ROOT), Clock.systemUTC());
          KeptOpenSmtp smtp = new KeptOpenSmtp(providers.smtp())) {
        smtp.send(new MimeMessage((Session) null), "a999-000-001@example.org");
      }
    }
    assertThat(greetings).containsExactly("EHLO " + told, "EHLO " + told);
  }

  /** Hears the first line of each connection, and hangs up. */
  private static void greeted(ServerSocket server, List<String> greetings) {
    while (!server.isClosed()) {
      try (Socket line = server.accept()) {
        line.getOutputStream().write("220 mx.example.org\r\n".getBytes(US_ASCII));
        greetings.add(
            new BufferedReader(new InputStreamReader(line.getInputStream(), US_ASCII)).readLine());
      } catch (IOException e) {
        // It was closed.
      }
    }
  }

  @Test
  void built_in_servers_are_not_tried() {
    keys.keySet().removeIf(key -> key.matches("aviso\\.(mode|twilio\\.base-url|smtp\\..*)"));
    assertThat(tried()).isEmpty();
  }
}
