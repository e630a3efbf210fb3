package org.aviso.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.aviso.SignedHouse;
import org.aviso.config.Settings;
import org.aviso.ledger.Records.EntryRecord;
import org.aviso.pipeline.FileResult;
import org.aviso.pipeline.Pipeline;
import org.aviso.report.Standing;
import org.aviso.sandbox.TwilioBehaviour;
import org.aviso.sandbox.TwilioSandbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one start leaves and the next finds, with the house's files changed in between. */
class RestartJourneyTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();
  private static final String HEADER =
      "A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE,EMAIL,FAM_NAME,FAM_RELATION,FAM_PHONE,FAM_LANGUAGE,LIST_DATE\n";

  /** The sandbox's clock starts again with each start: what was due may lie a little ahead. */
  private static final Duration SOON = Duration.ofMinutes(1);

  @TempDir Path folder;
  private Path root;
  private final List<FileResult> files = new CopyOnWriteArrayList<>();

  @BeforeEach
  void copy_the_house() throws IOException {
    root = folder.resolve("root");
    for (String part : List.of("routes", "templates", "config")) {
      try (Stream<Path> all = Files.walk(ROOT.resolve(part))) {
        for (Path file : all.toList()) {
          Path target = root.resolve(ROOT.relativize(file).toString());
          if (Files.isDirectory(file)) {
            Files.createDirectories(target);
          } else {
            Files.copy(file, target);
          }
        }
      }
    }
  }

  private Pipeline start(boolean sending, Map<String, String> more) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("aviso.home", folder.resolve("home").toString());
    settings.put("aviso.sandbox.clock", "2027-01-05T18:00Z");
    settings.put("aviso.sms.per-second", "0");
    settings.put("aviso.webhook.port", "0");
    settings.put("aviso.monitor.port", "0");
    settings.putAll(more);
    return Pipeline.start(
        root,
        Settings.load(null, Map.of(), settings, root),
        new Pipeline.Options(true, sending, files::add));
  }

  private void drop(String name, String rows) throws IOException {
    Path aside = Files.writeString(folder.resolve(name + ".aside"), rows);
    Files.setLastModifiedTime(aside, FileTime.from(Instant.now().minusSeconds(60)));
    Files.createDirectories(folder.resolve("home/inbox"));
    Files.move(aside, folder.resolve("home/inbox").resolve(name));
  }

  private static String person(int number, String phone) {
    return "A999-000-00%d,SAMPLE,ANA,01/02/1980,HONDURAS,SPANISH,RELEASED,US,%s,,,,,,2027-01-04%n"
        .formatted(number, phone);
  }

  private static List<EntryRecord> entries(Pipeline pipeline) {
    List<EntryRecord> entries = new ArrayList<>();
    pipeline.ledger().records().entries(null, true, entries::add);
    return entries;
  }

  private void edit(String file, String what, String by) throws IOException {
    Path path = root.resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(what);
    Files.writeString(path, text.replace(what, by));
    SignedHouse.sign(root);
  }

  @Test
  void a_mistake_in_the_routing_holds_everybody_and_loses_nobody() throws Exception {
    drop("list.csv", HEADER + person(1, "+12135550100"));
    try (Pipeline pipeline = start(false, Map.of())) {
      pipeline.awaitPlanned();
    }
    String routing = "routes/counsel/class-notice/routing.yaml";
    edit(routing, "send-until:", "send-untill:");
    drop("more.csv", HEADER + person(2, "+12135550101"));
    try (Pipeline pipeline = start(true, Map.of())) {
      pipeline.awaitPlanned();
      pipeline.awaitQuiet(SOON, Duration.ZERO);
      assertThat(entries(pipeline))
          .hasSize(2)
          .allSatisfy(
              e ->
                  assertThat(e.holds())
                      .extracting(h -> h.code())
                      .containsExactly("routing_unapproved"));
      assertThat(pipeline.providers().twilio().messages()).isEmpty();
    }
    edit(routing, "send-untill:", "send-until:");

    try (Pipeline pipeline = start(true, Map.of())) {
      pipeline.awaitQuiet(SOON, Duration.ZERO);
      assertThat(pipeline.providers().twilio().messages()).hasSize(2);
    }
  }

  @Test
  void a_word_forbidden_between_two_starts_holds_what_says_it_and_burns_no_attempt()
      throws Exception {
    drop("list.csv", HEADER + person(1, "+12135550100"));
    try (Pipeline pipeline = start(false, Map.of())) {
      pipeline.awaitPlanned();
    }
    String words = "config/forbidden-words.yaml";
    String before = Files.readString(root.resolve(words));
    edit(words, "      - asylum*\n", "      - asylum*\n      - comunicar*\n");

    try (Pipeline pipeline = start(true, Map.of())) {
      pipeline.awaitQuiet(SOON, Duration.ZERO);
      assertThat(pipeline.providers().twilio().messages()).isEmpty();
      assertThat(entries(pipeline).get(0).attempts())
          .allSatisfy(a -> assertThat(a.fact().state().code()).isEqualTo("cancelled"));
    }
    Files.writeString(root.resolve(words), before);

    try (Pipeline pipeline = start(true, Map.of())) {
      pipeline.awaitQuiet(SOON, Duration.ZERO);
      assertThat(pipeline.providers().twilio().messages()).hasSize(1);
    }
  }

  @Test
  void custody_that_has_grown_too_old_by_the_operators_new_limit_sends_nothing() throws Exception {
    drop("list.csv", HEADER + person(1, "+12135550100").replace("2027-01-04", "2026-12-20"));
    try (Pipeline pipeline = start(false, Map.of("aviso.custody.max-age", "60d"))) {
      pipeline.awaitPlanned();
    }

    try (Pipeline pipeline = start(true, Map.of("aviso.custody.max-age", "10d"))) {
      pipeline.awaitQuiet(SOON, Duration.ZERO);
      assertThat(pipeline.providers().twilio().messages()).isEmpty();
      assertThat(Standing.of(entries(pipeline).get(0)).code()).isEqualTo("held");
    }
  }

  @Test
  void a_file_refused_for_what_config_was_missing_is_taken_when_config_is_mended()
      throws Exception {
    String rows = HEADER.replace("LAST_NAME", "NOM DE FAMILLE") + person(1, "+12135550100");
    drop("list.csv", rows);
    try (Pipeline pipeline = start(false, Map.of())) {
      pipeline.awaitPlanned();
    }
    edit("config/columns.yaml", "LAST_NAME: [", "LAST_NAME: [\"NOM DE FAMILLE\", ");
    drop("list.csv", rows);

    try (Pipeline pipeline = start(false, Map.of())) {
      pipeline.awaitPlanned();
      assertThat(entries(pipeline)).hasSize(1);
    }
    assertThat(files).extracting(FileResult::state).containsExactly("refused", "taken");
  }

  @Test
  void a_provider_whose_clock_is_behind_is_never_taken_for_one_that_has_nothing() throws Exception {
    Clock behind = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-5));
    try (TwilioSandbox provider =
        new TwilioSandbox(
            "AC" + "0".repeat(32),
            "token",
            behind,
            TwilioBehaviour.USUAL.withSlowAnswer(Duration.ofSeconds(2)),
            0)) {
      drop("list.csv", HEADER + person(1, "+12135550195"));
      Map<String, String> settings =
          Map.of(
              "aviso.twilio.base-url", provider.baseUrl().toString(),
              "aviso.twilio.account-sid", "AC" + "0".repeat(32),
              "aviso.twilio.auth-token", "token",
              "aviso.twilio.timeout", "500ms",
              "aviso.lease", "1s",
              "aviso.in-doubt.settle", "500ms",
              "aviso.sandbox.clock", "2027-01-05T18:00Z skip",
              "aviso.public-url", "http://127.0.0.1:9");

      try (Pipeline pipeline = start(true, settings)) {
        pipeline.awaitPlanned();
        org.awaitility.Awaitility.await()
            .during(Duration.ofSeconds(6))
            .atMost(Duration.ofSeconds(20))
            .until(() -> provider.messages().size() == 1);
        assertThat(entries(pipeline).get(0).attempts())
            .singleElement()
            .satisfies(a -> assertThat(a.fact().state().code()).isEqualTo("in_doubt"));
      }
    }
  }

  @Test
  void a_mailbox_is_not_needed_to_send() throws Exception {
    try (Pipeline pipeline =
        start(
            true,
            Map.of(
                "aviso.smtp.host",
                "127.0.0.1",
                "aviso.smtp.port",
                "9",
                "aviso.smtp.tls",
                "none"))) {
      assertThat(pipeline.monitorUrl()).isPresent();
    }
  }

  @Test
  void a_change_of_the_rules_binds_while_the_service_runs() throws Exception {
    String routing = "routes/counsel/class-notice/routing.yaml";
    try (Pipeline pipeline = start(true, Map.of())) {
      edit(routing, "send-until:", "send-untill:");
      awaitPolicyChange(pipeline, 1);
      drop("list.csv", HEADER + person(1, "+12135550100"));
      pipeline.awaitQuiet(SOON, Duration.ZERO);
      assertThat(pipeline.providers().twilio().messages()).isEmpty();

      edit(routing, "send-untill:", "send-until:");
      awaitPolicyChange(pipeline, 2);
      pipeline.awaitQuiet(SOON, Duration.ZERO);
      assertThat(pipeline.providers().twilio().messages()).hasSize(1);
    }
  }

  private static void awaitPolicyChange(Pipeline pipeline, int times) {
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                pipeline.ledger().records().events(0, null, null, 1_000).stream()
                        .filter(event -> event.kind().equals("policy"))
                        .count()
                    >= times);
  }

  @Test
  void nobody_is_told_before_the_last_row_that_might_hold_them_was_read() throws Exception {
    StringBuilder rows = new StringBuilder(HEADER);
    for (int i = 1; i <= 3; i++) {
      rows.append(person(i, "+12135550100"));
    }
    for (int i = 0; i < 9_000; i++) {
      rows.append("A999-1%02d-%03d,FILLER,X,,,,,,,,,,,,2027-01-04%n".formatted(i / 1000, i % 1000));
    }
    for (int i = 4; i <= 6; i++) {
      rows.append(person(i, "+12135550100"));
    }
    drop("shelter.csv", rows.toString());

    try (Pipeline pipeline = start(true, Map.of())) {
      pipeline.awaitQuiet(SOON, Duration.ZERO);
      assertThat(pipeline.providers().twilio().messages()).isEmpty();
      assertThat(entries(pipeline)).hasSize(9_006);
    }
  }

  @Test
  void a_list_that_broke_off_goes_on_though_its_file_is_gone() throws Exception {
    StringBuilder rows = new StringBuilder(HEADER);
    for (int i = 0; i < 30_000; i++) {
      rows.append("A999-1%02d-%03d,FILLER,X,,,,,,,,,,,,2027-01-04%n".formatted(i / 1000, i % 1000));
    }
    drop("long.csv", rows.toString());
    try (Pipeline pipeline = start(false, Map.of())) {
      org.awaitility.Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> pipeline.ledger().records().personCount() > 0);
    }
    assertThat(files).as("stopped between two groups").isEmpty();
    Files.delete(folder.resolve("home/inbox/long.csv"));

    try (Pipeline pipeline = start(false, Map.of())) {
      pipeline.awaitPlanned();
      assertThat(pipeline.ledger().records().personCount()).isEqualTo(30_000);
    }
    assertThat(files)
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file.state()).isEqualTo("taken");
              assertThat(file.rows()).isEqualTo(30_000);
            });
  }

  @Test
  void a_link_in_the_inbox_is_not_followed() throws Exception {
    Path outside =
        Files.writeString(folder.resolve("outside.csv"), HEADER + person(1, "+12135550100"));
    Files.createDirectories(folder.resolve("home/inbox"));
    Path link = Files.createSymbolicLink(folder.resolve("home/inbox/link.csv"), outside);
    drop("list.csv", HEADER + person(2, "+12135550101"));

    try (Pipeline pipeline = start(false, Map.of())) {
      pipeline.awaitPlanned();
      assertThat(pipeline.ledger().records().personCount()).isEqualTo(1);
    }
    assertThat(Files.exists(link, java.nio.file.LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @Test
  void a_list_that_broke_the_reader_twice_is_set_aside_and_the_next_one_taken() throws Exception {
    String rows = HEADER + person(1, "+12135550100");
    drop("bad.csv", rows);
    drop("good.csv", HEADER + person(2, "+12135550101"));
    Path marks = Files.createDirectories(folder.resolve("home/taking/marks"));
    String sha256 =
        org.aviso.config.FolderDigest.of(rows.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    Files.writeString(marks.resolve(sha256 + ".opening"), "0 2");

    try (Pipeline pipeline = start(false, Map.of())) {
      pipeline.awaitPlanned();
      assertThat(pipeline.ledger().records().personCount()).isEqualTo(1);
      assertThat(alarms(pipeline)).containsExactly("list_quarantined");
    }
    assertThat(files)
        .extracting(f -> f.name() + " " + f.state() + " " + f.reason())
        .containsExactlyInAnyOrder("bad.csv refused quarantined", "good.csv taken null");
    assertThat(folder.resolve("home/rejected/" + sha256 + ".enc")).exists();
    assertThat(marks).isEmptyDirectory();
  }

  @Test
  void a_supplement_that_does_not_come_raises_one_alarm() throws Exception {
    Map<String, String> expected = Map.of("aviso.supplement.expected-by", "2027-01-04");
    try (Pipeline pipeline = start(false, expected)) {
      assertThat(alarms(pipeline)).containsExactly("supplement_overdue");
    }
    try (Pipeline pipeline = start(false, expected)) {
      assertThat(alarms(pipeline)).containsExactly("supplement_overdue");
    }
  }

  @Test
  void a_supplement_that_comes_in_time_raises_none() throws Exception {
    drop("list.csv", HEADER + person(1, "+12135550100"));
    try (Pipeline pipeline = start(false, Map.of("aviso.supplement.expected-by", "2027-01-06"))) {
      pipeline.awaitPlanned();
    }
    try (Pipeline pipeline =
        start(
            false,
            Map.of(
                "aviso.supplement.expected-by", "2027-01-06",
                "aviso.sandbox.clock", "2027-01-09T18:00Z"))) {
      assertThat(alarms(pipeline)).isEmpty();
    }
  }

  private static List<String> alarms(Pipeline pipeline) {
    return pipeline.ledger().records().events(0, null, null, 1_000).stream()
        .filter(event -> event.kind().equals("alarm"))
        .map(event -> event.code())
        .toList();
  }

  @Test
  void whom_a_full_list_does_not_name_is_flagged_and_kept_until_a_list_names_them()
      throws Exception {
    drop("first.csv", HEADER + person(1, "+12135550100") + person(2, "+12135550101"));
    try (Pipeline pipeline = start(false, Map.of())) {
      pipeline.awaitPlanned();
    }
    drop("full-list.csv", HEADER + person(1, "+12135550100") + person(3, "+12135550102"));
    try (Pipeline pipeline = start(false, Map.of())) {
      pipeline.awaitPlanned();
      assertThat(entries(pipeline))
          .extracting(EntryRecord::absentFromFull)
          .containsExactly(false, true, false);
    }
    drop("part.csv", HEADER + person(2, "+12135550109"));
    try (Pipeline pipeline = start(false, Map.of())) {
      pipeline.awaitPlanned();
      assertThat(entries(pipeline)).extracting(EntryRecord::absentFromFull).containsOnly(false);
    }
  }

  @Test
  void nothing_is_claimed_while_somebody_writes_the_rules() throws Exception {
    Path file = root.resolve("routes/counsel/class-notice/routing.yaml");
    String whole = Files.readString(file);
    try (Pipeline pipeline = start(true, Map.of())) {
      for (int i = 0; i < 20; i++) {
        if (i == 2) {
          drop("list.csv", HEADER + person(1, "+12135550100"));
        }
        Files.writeString(file, whole + "# still writing " + i + "\n");
        Thread.sleep(200);
      }
      assertThat(pipeline.ledger().records().personCount()).isEqualTo(1);
      assertThat(pipeline.providers().twilio().messages()).isEmpty();

      SignedHouse.sign(root);
      pipeline.awaitQuiet(SOON, Duration.ZERO);
      assertThat(pipeline.providers().twilio().messages()).hasSize(1);
    }
  }
}
