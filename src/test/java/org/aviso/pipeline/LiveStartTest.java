package org.aviso.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.aviso.LiveHouse;
import org.aviso.SignedHouse;
import org.aviso.config.BadSettings;
import org.aviso.config.Finding;
import org.aviso.config.Settings;
import org.aviso.person.HoldReason;
import org.aviso.routing.approval.InForce;
import org.aviso.routing.approval.SigningKey;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps live mode from starting, and what does not. */
class LiveStartTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();
  private static final Tables TABLES = Tables.read(ROOT.resolve("config"));

  @TempDir static Path ready;
  @TempDir Path folder;
  private LiveHouse house;
  private Map<String, String> keys;

  @BeforeAll
  static void a_case_that_is_ready() throws IOException {
    LiveStartTest once = new LiveStartTest();
    once.at(LiveHouse.make(ready));
    Path counsel = once.house.routing().getParent().getParent();
    SignedHouse.propose(counsel, "Ada Sample", SignedHouse.ADA);
    SignedHouse.propose(counsel, "Ben Sample", SignedHouse.BEN);
    once.approve(InForce.ROLL, SignedHouse.ADA);
    once.approve(InForce.ROLL, SignedHouse.BEN);
    once.approve("routing/class-notice", SignedHouse.ADA);
    for (String tag : LiveHouse.LANGUAGES.keySet()) {
      once.approve("templates/class-notice/" + tag, SignedHouse.ADA);
    }
  }

  @BeforeEach
  void a_copy_of_it() throws IOException {
    SignedHouse.copy(ready, folder);
    at(LiveHouse.at(folder));
  }

  private void at(LiveHouse place) {
    house = place;
    keys = house.keys();
    keys.put(
        "aviso.counsel.fingerprints",
        SignedHouse.ADA.open().fingerprint() + "," + SignedHouse.BEN.open().fingerprint());
  }

  private Settings settings() {
    return LiveHouse.settings(keys, ROOT);
  }

  private void approve(String target, SigningKey key) throws IOException {
    Signatory signatory = new Signatory(settings(), TABLES, Clock.systemUTC());
    assertThat(signatory.approve(target, key, LocalDate.of(2099, 12, 31), false, ""))
        .isInstanceOf(Signatory.Signed.class);
  }

  private Policy policy() {
    return Policy.read(settings(), TABLES);
  }

  private LiveStart start() {
    return LiveStart.of(settings(), policy());
  }

  private static List<String> where(List<Finding> findings) {
    return findings.stream().map(Finding::file).toList();
  }

  @Test
  void what_is_set_and_signed_starts_and_a_draft_nobody_signed_is_only_inert() {
    assertThat(start().findings()).isEmpty();
    assertThat(LiveStart.remarks(settings(), policy())).isEmpty();
    assertThat(policy().approved().is("templates/class-notice/fa-AF")).isFalse();
    assertThat(policy().approved().is("templates/class-notice/es")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aviso.twilio.account-sid",
        "aviso.twilio.auth-token",
        "aviso.twilio.from",
        "aviso.twilio.campaign-id",
        "aviso.smtp.host",
        "aviso.imap.user",
        "aviso.imap.password",
        "aviso.organisation",
        "aviso.callback-phone",
        "aviso.callback-hours",
        "aviso.email.from",
        "aviso.email.reply-to",
        "aviso.neutral.name",
        "aviso.neutral.callback-phone",
        "aviso.neutral.callback-hours",
        "aviso.neutral.sms-from",
        "aviso.public-url"
      })
  void each_setting_a_plan_needs_is_named_when_it_is_missing(String key) {
    keys.remove(key);
    assertThat(where(start().configuration())).containsExactly(key);
    assertThat(start().signatures()).isEmpty();
  }

  @Test
  void all_that_is_missing_is_named_at_once() {
    keys.keySet()
        .removeIf(key -> !key.matches("aviso\\.(mode|home|.*\\.dir|counsel\\.fingerprints)"));
    assertThat(where(start().configuration()))
        .contains(
            "aviso.twilio.account-sid",
            "aviso.twilio.auth-token",
            "aviso.twilio.from",
            "aviso.twilio.campaign-id",
            "aviso.smtp.host",
            "aviso.email.from",
            "aviso.organisation",
            "aviso.public-url",
            "aviso.neutral.name")
        .doesNotHaveDuplicates();
    assertThatThrownBy(() -> Pipeline.start(ROOT, settings(), options()))
        .isInstanceOfSatisfying(
            BadSettings.class,
            bad -> {
              assertThat(bad.unsigned()).isFalse();
              assertThat(bad.findings()).hasSizeGreaterThan(10);
            });
    assertThat(folder.resolve("home")).doesNotExist();
  }

  private static Pipeline.Options options() {
    return new Pipeline.Options(false, true, file -> {});
  }

  @Test
  void a_messaging_service_sends_as_well_as_a_number() {
    keys.remove("aviso.twilio.from");
    keys.put("aviso.twilio.messaging-service-sid", "MG" + "0".repeat(32));
    assertThat(start().findings()).isEmpty();
    assertThat(new Senders(settings()).of(org.aviso.template.Level.L1).smsFrom()).startsWith("MG");
  }

  @ParameterizedTest
  @CsvSource({
    "aviso.smtp.host=mail.example.org, aviso.smtp.tls",
    "aviso.imap.host=10.0.0.1, aviso.imap.tls",
    "aviso.twilio.base-url=http://twilio.example.org, aviso.twilio.base-url",
    "aviso.ledger.url=jdbc:postgresql://db.example.org/x?sslmode=disable, aviso.ledger.url",
    "aviso.ledger.url=jdbc:postgresql://db.example.org/x?sslmode=prefer, aviso.ledger.url",
  })
  void without_tls_only_this_machine_is_reached(String setting, String named) {
    keys.put(
        setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
    assertThat(where(start().configuration())).containsExactly(named);
  }

  @ParameterizedTest
  @CsvSource({"GT, true", "DO, false", "CA, false"})
  void a_campaign_is_needed_where_a_plan_texts_numbers_of_plus_one(String country, boolean starts)
      throws IOException {
    keys.remove("aviso.twilio.campaign-id");
    rewrite(
        "custody: [released, never_detained]", "custody: [released], country: [" + country + "]");
    approve("routing/class-notice", SignedHouse.ADA);
    assertThat(start().findings().isEmpty()).isEqualTo(starts);
  }

  private void rewrite(String from, String to) throws IOException {
    String before = Files.readString(house.routing());
    assertThat(before).contains(from);
    Files.writeString(house.routing(), before.replace(from, to));
  }

  @Test
  void where_no_approved_plan_sends_a_call_back_no_neutral_identity_is_needed() throws IOException {
    keys.keySet().removeIf(key -> key.startsWith("aviso.neutral."));
    rewrite("      - { id: family, send: relay, by: [sms], after: 72h, unless: delivered }\n", "");
    approve("routing/class-notice", SignedHouse.ADA);
    assertThat(start().findings()).isEmpty();
  }

  // --- exit code 3

  @Test
  void a_step_whose_text_nobody_wrote_is_said_and_stops_nothing() throws IOException {
    rewrite("send: sms, to: member", "send: sms, to: attorney");
    approve("routing/class-notice", SignedHouse.ADA);
    assertThat(policy().findings())
        .extracting(Finding::what)
        .anySatisfy(what -> assertThat(what).contains("there is no attorney.sms.L3 in en"));
    assertThat(start().findings()).isEmpty();
    assertThat(policy().notice("class-notice")).isPresent();
  }

  private void refusedAsUnsigned(String says) {
    assertThat(start().signatures()).singleElement().asString().contains(says);
    assertThatThrownBy(() -> Pipeline.start(ROOT, settings(), options()))
        .isInstanceOfSatisfying(BadSettings.class, bad -> assertThat(bad.unsigned()).isTrue())
        .hasMessageContaining(says);
  }

  @Test
  void a_roll_nobody_pinned_is_refused() {
    keys.remove("aviso.counsel.fingerprints");
    refusedAsUnsigned("aviso.counsel.fingerprints");
  }

  @Test
  void a_roll_with_a_key_that_is_not_pinned_is_refused() {
    keys.put("aviso.counsel.fingerprints", SignedHouse.ADA.open().fingerprint());
    refusedAsUnsigned("not among aviso.counsel.fingerprints");
  }

  @Test
  void a_changed_roll_is_refused() throws IOException {
    Files.writeString(
        house.routing().getParent().getParent().resolve("counsel.yaml"),
        "# one line more\n",
        StandardOpenOption.APPEND);
    refusedAsUnsigned("counsel.yaml is not the roll that was signed");
  }

  @Test
  void an_approved_draft_is_refused() throws IOException {
    approve("templates/class-notice/fa-AF", SignedHouse.ADA);
    refusedAsUnsigned("templates/class-notice/fa-AF/meta.yaml");
  }

  @Test
  void keys_of_the_demo_are_refused_even_when_they_are_pinned() throws IOException {
    Path counsel = house.routing().getParent().getParent();
    SigningKey one = SigningKey.generate();
    SignedHouse.propose(counsel, "Demo One", one);
    approve(InForce.ROLL, SignedHouse.ADA);
    approve(InForce.ROLL, SignedHouse.BEN);
    keys.merge(
        "aviso.counsel.fingerprints",
        one.open().fingerprint(),
        (others, more) -> others + "," + more);
    refusedAsUnsigned("holds keys of the demo");
  }

  @Test
  void what_is_not_signed_and_what_is_not_set_are_named_together() {
    keys.remove("aviso.counsel.fingerprints");
    keys.remove("aviso.public-url");
    assertThatThrownBy(() -> Pipeline.start(ROOT, settings(), options()))
        .hasMessageContainingAll("aviso.counsel.fingerprints", "aviso.public-url")
        .isInstanceOfSatisfying(BadSettings.class, bad -> assertThat(bad.unsigned()).isTrue());
  }

  // --- who lets waves go

  @Test
  void waves_wait_in_live_unless_operator_and_counsel_both_say_auto() throws IOException {
    assertThat(atOnce()).isFalse();

    keys.put("aviso.waves.release", "auto");
    assertThat(atOnce()).isFalse();
    assertThat(LiveStart.remarks(settings(), policy()))
        .singleElement()
        .asString()
        .contains("aviso.waves.release", "routing/class-notice does not say waves: auto");

    rewrite("version: 1", "version: 2\nwaves: auto");
    assertThat(atOnce()).as("not signed").isFalse();
    approve("routing/class-notice", SignedHouse.ADA);
    assertThat(atOnce()).isTrue();
    assertThat(LiveStart.remarks(settings(), policy())).isEmpty();

    keys.remove("aviso.waves.release");
    assertThat(atOnce()).as("the operator's word is manual").isFalse();
  }

  private boolean atOnce() {
    return AutoRelease.atOnce(settings(), this::policy, "class-notice");
  }

  @Test
  void a_draft_routing_beside_the_approved_one_stops_nothing_and_is_told() throws IOException {
    rewrite("by: [sms]", "by: [sms, email]");
    Path other = Files.createDirectories(house.routing().getParent().resolveSibling("reminder"));
    Files.writeString(
        other.resolve("routing.yaml"),
        Files.readString(house.routing()).replace("notice: class-notice", "notice: reminder"));
    rewrite("by: [sms, email]", "by: [sms]");
    rewrite("custody: [released, never_detained]", "custody: [released], country: [GT]");
    approve("routing/class-notice", SignedHouse.ADA);
    keys.remove("aviso.twilio.campaign-id");
    assertThat(start().findings()).isEmpty();
    assertThat(LiveStart.remarks(settings(), policy()))
        .singleElement()
        .asString()
        .contains("aviso.twilio.campaign-id", "once counsel has signed");
  }

  @Test
  void a_draft_approved_while_live_runs_stops_all_that_is_under_counsels_files() throws Exception {
    Path inbox = Files.createDirectories(folder.resolve("home/inbox"));
    Path list =
        Files.writeString(
            inbox.resolve("list.csv"),
            """
            A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE,LIST_DATE
            A999-000-001,SAMPLE,ANA,01/02/1980,HONDURAS,SPANISH,NEVER DETAINED,US,+12135550100,2026-11-01
            """);
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
    keys.keySet().removeIf(key -> key.startsWith("aviso.imap."));
    try (Pipeline pipeline = Pipeline.start(ROOT, settings(), options())) {
      pipeline.awaitPlanned();
      assertThat(holds(pipeline)).isEmpty();
      assertThat(pipeline.ledger().waves().list())
          .singleElement()
          .matches(wave -> wave.state().equals("proposed"));

      approve("templates/class-notice/fa-AF", SignedHouse.ADA);
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> holds(pipeline).contains(HoldReason.ROUTING_UNAPPROVED));
    }
  }

  private static List<HoldReason> holds(Pipeline pipeline) {
    List<HoldReason> holds = new ArrayList<>();
    pipeline.ledger().records().entries(null, true, entry -> holds.addAll(entry.holds()));
    return holds;
  }
}
