package org.aviso.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.aviso.config.Settings.Mode;
import org.aviso.config.Settings.Release;
import org.aviso.config.Settings.Role;
import org.aviso.config.Settings.Tls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @TempDir Path root;

  @Test
  void nothing_set_gives_every_default() {
    Settings settings = load("");

    assertThat(settings.get(Setting.MODE)).isEqualTo(Mode.SANDBOX);
    assertThat(settings.home()).isEqualTo(root.resolve("var"));
    assertThat(settings.get(Setting.SMTP_PORT)).isEqualTo(587);
    assertThat(settings.get(Setting.SMTP_TLS)).isEqualTo(Tls.REQUIRED);
    assertThat(settings.get(Setting.SMS_PER_DAY)).isEqualTo(Integer.MAX_VALUE);
    assertThat(settings.get(Setting.ROLES)).containsExactlyInAnyOrder(Role.values());
    assertThat(settings.get(Setting.RETRY_DELAYS))
        .containsExactly(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(12));
    assertThat(settings.find(Setting.SMTP_HOST)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # mode,  release, legal hold
          sandbox, AUTO,    false
          live,    MANUAL,  true
          """)
  void live_mode_has_the_careful_defaults(String mode, Release release, boolean legalHold) {
    Settings settings = load("aviso.mode=" + mode);

    assertThat(settings.get(Setting.WAVES_RELEASE)).isEqualTo(release);
    assertThat(settings.get(Setting.LEGAL_HOLD)).isEqualTo(legalHold);
  }

  @Test
  void defines_beat_environment_beats_file_beats_default() {
    String file = "aviso.smtp.port=1\naviso.imap.port=1\naviso.webhook.port=1";
    var environment = Map.of("AVISO_SMTP_PORT", "2", "AVISO_IMAP_PORT", "2");
    var defines = Map.of("aviso.smtp.port", "3");

    Settings settings = Settings.load(file(file), environment, defines, root);

    assertThat(settings.get(Setting.SMTP_PORT)).isEqualTo(3);
    assertThat(settings.get(Setting.IMAP_PORT)).isEqualTo(2);
    assertThat(settings.get(Setting.WEBHOOK_PORT)).isEqualTo(1);
    assertThat(settings.get(Setting.MONITOR_PORT)).isEqualTo(8080);
  }

  @Test
  void environment_variables_that_name_no_key_are_ignored() {
    var environment = Map.of("AVISO_JAVA_OPTS", "-Xmx1g", "AVISO_SMTP_PRT", "1", "PATH", "/bin");

    assertThat(Settings.load(null, environment, Map.of(), root).get(Setting.SMTP_PORT))
        .isEqualTo(587);
  }

  @Test
  void every_key_has_an_environment_variable_of_its_own() {
    assertThat(Setting.all().stream().map(Setting::variable)).doesNotHaveDuplicates();
    assertThat(Setting.IN_DOUBT_SETTLE.variable()).isEqualTo("AVISO_IN_DOUBT_SETTLE");
  }

  @Test
  void a_blank_value_means_not_set() {
    var environment = Map.of("AVISO_SMTP_HOST", " ", "AVISO_SMTP_PORT", "");

    Settings settings =
        Settings.load(
            file("aviso.smtp.host=mail.example.org\naviso.smtp.port=25"),
            environment,
            Map.of(),
            root);

    assertThat(settings.find(Setting.SMTP_HOST)).isEmpty();
    assertThat(settings.get(Setting.SMTP_PORT)).isEqualTo(587);
  }

  @Test
  void an_unknown_key_stops_the_start_naming_it_its_line_and_the_nearest_key() {
    assertThat(problems("# mail\n\naviso.smtp.prt=25", Map.of("avsio.mode", "live")))
        .extracting(Finding::line, Finding::what, Finding::mend)
        .containsExactlyInAnyOrder(
            tuple(3, "aviso.smtp.prt is not a key of Aviso", "the nearest one is aviso.smtp.port"),
            tuple(0, "avsio.mode is not a key of Aviso", "the nearest one is aviso.mode"));
  }

  @Test
  void all_problems_are_told_at_once() {
    String file =
        """
        aviso.mode=production
        aviso.smtp.port=99999
        aviso.lease=one minute
        aviso.nothing=1
        """;

    assertThat(problems(file, Map.of()))
        .hasSize(4)
        .extracting(Finding::line)
        .containsExactlyInAnyOrder(1, 2, 3, 4);
  }

  @Test
  void a_bad_value_is_told_with_its_rule_and_the_default() {
    assertThat(problems("aviso.smtp.tls=maybe", Map.of()))
        .singleElement()
        .hasToString(
            root.resolve("aviso.properties")
                + ":1: aviso.smtp.tls \"maybe\" is not one of required, implicit, none"
                + " — write one of required, implicit, none; the default is required");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          aviso.legal-hold,              yes
          aviso.sms.per-second,          -1
          aviso.sms.in-flight,           0
          aviso.sms.per-day,             0
          aviso.webhook.port,            65536
          aviso.retry.delays,            `1m,,5m`
          aviso.retry.delays,            5
          aviso.lease,                   60
          aviso.roles,                   `intake,all`
          aviso.public-url,              notices.example.org
          aviso.twilio.base-url,         ftp://example.org
          aviso.supplement.expected-by,  01/31/2027
          aviso.cost.max-per-day,        free
          aviso.sandbox.clock,           tomorrow skip
          aviso.email.from,              Class Counsel <notices@example.org>
          aviso.email.from,              <notices@example.org>
          aviso.email.reply-to,          `one@example.org, two@example.org`
          aviso.neutral.email-from,      notices
          aviso.neutral.reply-to,        desk@example.org.
          """)
  void a_value_that_breaks_its_rule_is_refused(String key, String value) {
    assertThat(problems(key + "=" + value, Map.of()))
        .singleElement()
        .satisfies(
            finding -> assertThat(finding.what()).startsWith(key + " \"" + value + "\" is not "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"notices@example.org", "legal.notices+us@mail.example.org", "a@localhost"})
  void a_bare_address_is_a_sender(String address) {
    assertThat(load("aviso.email.from=" + address).get(Setting.EMAIL_FROM)).isEqualTo(address);
  }

  @ParameterizedTest
  @CsvSource({"9\\t17, 9\\u000917", "9\\n17, 9\\u000a17", "9\\u001b17, 9\\u001b17"})
  void a_text_with_a_control_character_is_refused_in_one_line(String written, String shown) {
    assertThat(problems("aviso.callback-hours=" + written, Map.of()))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.what())
                    .isEqualTo(
                        "aviso.callback-hours \"%s\" is not a text of one line, without tabs or control characters"
                            .formatted(shown)));
  }

  @ParameterizedTest
  @CsvSource({"real", "x60", "2027-01-05T18:00Z skip", "2027-01-05T18:00:00Z x60"})
  void the_sandbox_clock_may_start_anywhere_and_skip_or_run_faster(String clock) {
    assertThat(load("aviso.sandbox.clock=" + clock).get(Setting.SANDBOX_CLOCK)).isEqualTo(clock);
  }

  @Test
  void a_key_that_stands_there_twice_is_refused() {
    assertThat(problems("aviso.smtp.port=1\naviso.smtp.port=2", Map.of()))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.line()).isEqualTo(2);
              assertThat(finding.what()).isEqualTo("aviso.smtp.port stands there twice");
            });
  }

  @Test
  void a_secret_may_stand_in_a_file_of_its_own() throws IOException {
    Files.writeString(root.resolve("token"), "s3cret\n");

    Settings settings = load("aviso.twilio.auth-token-file=token");

    assertThat(settings.get(Setting.TWILIO_AUTH_TOKEN).value()).isEqualTo("s3cret");
  }

  @Test
  void the_stronger_source_wins_whether_it_names_the_secret_or_its_file() throws IOException {
    Path token = Files.writeString(root.resolve("token"), "from-file");
    var environment = Map.of("AVISO_TWILIO_AUTH_TOKEN_FILE", token.toString());

    Settings settings =
        Settings.load(file("aviso.twilio.auth-token=from-properties"), environment, Map.of(), root);

    assertThat(settings.get(Setting.TWILIO_AUTH_TOKEN).value()).isEqualTo("from-file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          aviso.smtp.password-file=missing                        | names missing, which cannot be read
          aviso.smtp.password-file=empty                          | names empty, which is empty
          aviso.smtp.password=x\\naviso.smtp.password-file=empty  | is given both itself and as aviso.smtp.password-file
          """)
  void a_secret_file_that_gives_no_secret_is_refused(String file, String rule) throws IOException {
    Files.writeString(root.resolve("empty"), "\n");

    assertThat(problems(file.replace("\\n", "\n"), Map.of()))
        .singleElement()
        .satisfies(finding -> assertThat(finding.what()).endsWith(rule));
  }

  @Test
  void secrets_are_printed_neither_by_settings_nor_by_findings() {
    String secrets = "aviso.smtp.password=s3cret-one\naviso.twilio.auth-token=s3cret-two";

    assertThat(load(secrets).toString())
        .contains("aviso.smtp.password=***", "aviso.smtp.port=587")
        .doesNotContain("s3cret");
    assertThatThrownBy(() -> load(secrets + "\naviso.smtp.port=x"))
        .isInstanceOf(BadSettings.class)
        .message()
        .doesNotContain("s3cret");
  }

  @Test
  void camel_properties_pass_through_untouched() {
    Settings settings =
        Settings.load(
            file("camel.main.name=aviso\ncamel.main.tracing=false"),
            Map.of(),
            Map.of("camel.main.tracing", "true"),
            root);

    assertThat(settings.camelProperties())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("camel.main.name", "aviso", "camel.main.tracing", "true"));
  }

  @Test
  void
      relative_paths_start_at_the_root_in_the_file_and_at_the_working_directory_on_the_command_line() {
    assertThat(load("aviso.home=case").home()).isEqualTo(root.resolve("case"));
    assertThat(Settings.load(null, Map.of(), Map.of("aviso.home", "case"), root).home())
        .isEqualTo(Path.of("case").toAbsolutePath());
    assertThat(Settings.load(null, Map.of("AVISO_HOME", "/case"), Map.of(), root).home())
        .isEqualTo(Path.of("/case"));
  }

  @Test
  void the_ledger_key_lies_under_home_unless_set() {
    assertThat(load("aviso.home=/case").ledgerKeyFile())
        .isEqualTo(Path.of("/case/keys/ledger.key"));
    assertThat(load("aviso.ledger.key-file=/safe/k").ledgerKeyFile()).isEqualTo(Path.of("/safe/k"));
  }

  @Test
  void a_file_that_is_missing_or_not_utf8_is_refused() throws IOException {
    Path latin1 =
        Files.write(root.resolve("latin1.properties"), new byte[] {'a', '=', (byte) 0xE9});

    assertThatThrownBy(() -> Settings.load(root.resolve("none"), Map.of(), Map.of(), root))
        .hasMessageContaining("there is no such file");
    assertThatThrownBy(() -> Settings.load(latin1, Map.of(), Map.of(), root))
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void texts_are_utf8_and_may_run_over_lines() {
    Settings settings =
        load(
            "aviso.organisation=Oficina \\\n"
                + "   de Avisos ñ\n"
                + "aviso.smtp.user=a\\\\\n"
                + "aviso.smtp.port=26\\");

    assertThat(settings.get(Setting.ORGANISATION)).isEqualTo("Oficina de Avisos ñ");
    assertThat(settings.get(Setting.SMTP_USER)).isEqualTo("a\\");
    assertThat(settings.get(Setting.SMTP_PORT)).isEqualTo(26);
  }

  private Settings load(String text) {
    return Settings.load(file(text), Map.of(), Map.of(), root);
  }

  private List<Finding> problems(String text, Map<String, String> defines) {
    return catchThrowableOfType(
            BadSettings.class, () -> Settings.load(file(text), Map.of(), defines, root))
        .findings();
  }

  private Path file(String text) {
    try {
      return Files.writeString(root.resolve("aviso.properties"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
