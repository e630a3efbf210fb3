package org.aviso.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.aviso.config.BadSettings;
import org.aviso.config.Settings;
import org.aviso.delivery.ProviderAnswer;
import org.aviso.sandbox.MailSandbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A text to one of staff: marked, over the real sandbox servers, and counted nowhere. */
class TestSendTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();
  private static final String SMS = "class-notice/es/member.sms.L1";
  private static final String EMAIL = "class-notice/ar/relay.email.L0";

  @TempDir Path root;

  @BeforeEach
  void a_root_with_one_seed() throws Exception {
    Path config = Files.createDirectories(root.resolve("config"));
    try (Stream<Path> files = Files.list(ROOT.resolve("config"))) {
      for (Path file : files.toList()) {
        Files.copy(file, config.resolve(file.getFileName().toString()));
      }
    }
    seeds("  maria: { sms: \"+1 212 555 0142\", email: maria@example.org }\n");
  }

  private void seeds(String yaml) throws Exception {
    Files.writeString(root.resolve("config/seeds.yaml"), "seeds:\n" + yaml);
  }

  private Settings settings(String... more) {
    Map<String, String> all = new java.util.LinkedHashMap<>();
    all.put("aviso.home", root.resolve("home").toString());
    all.put("aviso.sandbox.clock", "2027-01-05T18:00Z");
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return Settings.load(null, Map.of(), all, ROOT);
  }

  private TestSend.Sent send(String template, String seed) {
    try (Desk desk = Desk.open(root, settings(), "test-send")) {
      return new TestSend(root, desk).send(template, seed);
    }
  }

  @Test
  void a_text_is_marked_and_goes_to_the_sandbox() {
    TestSend.Sent sent = send(SMS, "maria");
    assertThat(sent.answer()).isInstanceOf(ProviderAnswer.Accepted.class);
    assertThat(sent.builtIn()).isTrue();
    assertThat(sent.toMasked()).endsWith("0142").contains("***");
    assertThat(sent.text().text()).startsWith("TEST: Sample Law Project: Queremos");
  }

  @Test
  void an_email_is_marked_in_subject_text_and_html_and_neutral_at_l0() throws Exception {
    try (MailSandbox server =
        new MailSandbox("bounces", "secret", java.time.InstantSource.system())) {
      try (Desk desk =
          Desk.open(
              root,
              settings(
                  "aviso.smtp.host", "127.0.0.1",
                  "aviso.smtp.port", String.valueOf(server.smtpPort()),
                  "aviso.smtp.tls", "none"),
              "test-send")) {
        assertThat(new TestSend(root, desk).send(EMAIL, "maria").builtIn()).isFalse();
      }
      assertThat(server.mails())
          .singleElement()
          .satisfies(
              mail -> {
                assertThat(mail.to()).contains("maria@example.org");
                assertThat(mail.message().getSubject()).startsWith("TEST: ");
                String raw = new String(mail.raw(), java.nio.charset.StandardCharsets.UTF_8);
                assertThat(raw)
                    .contains("messages.example", "Sample Message Desk")
                    .doesNotContain("Sample Law Project", "sample.example", "Aviso", "aviso");
              });
    }
  }

  @Test
  void who_is_no_seed_gets_nothing_and_is_not_repeated() {
    for (String nobody : List.of("+12125550142", "maria@example.org", "juan")) {
      assertThatThrownBy(() -> send(SMS, nobody))
          .isInstanceOf(TestSend.Refused.class)
          .hasMessageContaining("config/seeds.yaml")
          .hasMessageNotContaining(nobody);
    }
  }

  @Test
  void a_seed_that_is_somebodys_contact_gets_nothing() throws Exception {
    Path inbox = Files.createDirectories(root.resolve("home/inbox"));
    Path list = root.resolve("aside.csv");
    Files.writeString(
        list,
        "A_NUMBER,LAST_NAME,FIRST_NAME,DOB,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE,LIST_DATE\n"
            + "A999-000-001,SAMPLE,ANA,01/02/1980,SPANISH,RELEASED,US,(212) 555-0142,2027-01-04\n");
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
    Files.move(list, inbox.resolve("list.csv"));
    try (Pipeline pipeline =
        Pipeline.start(ROOT, settings(), new Pipeline.Options(false, false, file -> {}))) {
      pipeline.awaitPlanned();
    }
    assertThatThrownBy(() -> send(SMS, "maria"))
        .isInstanceOf(TestSend.Refused.class)
        .hasMessageContaining("a contact on a list");
  }

  @Test
  void a_text_that_does_not_exist_or_has_a_name_of_no_text_is_refused() {
    for (String template :
        List.of(
            "class-notice/xx/member.sms.L1",
            "class-notice/es/member.sms.L3",
            "nothing/es/member.sms.L1",
            "class-notice/es",
            "../../etc/passwd")) {
      assertThatThrownBy(() -> send(template, "maria")).isInstanceOf(TestSend.Refused.class);
    }
  }

  @Test
  void a_faulty_seeds_file_is_named_by_line() throws Exception {
    seeds("  maria: { phone: \"1\" }\n");
    assertThatThrownBy(() -> send(SMS, "maria"))
        .isInstanceOfSatisfying(
            BadSettings.class,
            bad -> assertThat(bad.findings().get(0).toString()).startsWith("config/seeds.yaml:2"));
  }

  @Test
  void an_email_takes_the_key_from_the_command_and_makes_no_file() throws Exception {
    send(SMS, "maria");
    Path safe = Files.move(root.resolve("home/keys/ledger.key"), root.resolve("safe"));
    try (Desk desk =
        Desk.open(root, settings("aviso.ledger.key-command", "cat '" + safe + "'"), "test-send")) {
      assertThat(new TestSend(root, desk).send(EMAIL, "maria").answer())
          .isInstanceOf(ProviderAnswer.Accepted.class);
    }
    assertThat(root.resolve("home/keys/ledger.key")).doesNotExist();
  }

  @Test
  void it_is_an_event_and_nothing_else() {
    send(SMS, "maria");
    try (Desk desk = Desk.open(root, settings(), "look")) {
      List<org.aviso.ledger.Records.EntryRecord> entries = new java.util.ArrayList<>();
      desk.ledger().records().entries(null, false, entries::add);
      assertThat(entries).isEmpty();
      assertThat(desk.ledger().records().attemptCounts().values()).allMatch(count -> count == 0);
    }
  }

  @Test
  void none_ships_active() throws Exception {
    assertThat(Files.readString(ROOT.resolve("config/seeds.yaml"))).endsWith("seeds: {}\n");
    assertThat(TestSend.findings(ROOT.resolve("config"))).isEmpty();
  }
}
