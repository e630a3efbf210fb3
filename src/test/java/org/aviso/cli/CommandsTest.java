package org.aviso.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.aviso.ledger.EventWords;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands as scripts use them: arguments in, one document on stdout, an exit code. */
class CommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();

  /** Objects whose names are data: languages, channels, states. */
  private static final Set<String> MAPS =
      Set.of(
          ".attempts",
          ".entries",
          ".states",
          ".by_language",
          ".by_channel",
          ".by_custody",
          ".held",
          ".rejected_rows",
          ".totals.by_channel",
          ".totals.by_language",
          ".totals.hold_reasons",
          ".totals.without_price",
          "[].detail",
          ".events[].detail");

  @TempDir static Path folder;

  private static Ran once;

  private static Ran run(String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    return Ran.of(all);
  }

  private static Ran atHome(String command, String... more) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(Arrays.asList(more));
    all.addAll(List.of("--home", folder.resolve("home").toString()));
    all.addAll(List.of("-D", "aviso.sandbox.clock=2027-01-05T18:00Z"));
    return run(all.toArray(String[]::new));
  }

  @BeforeAll
  static void a_list_is_taken_and_sent() throws Exception {
    Path inbox = Files.createDirectories(folder.resolve("home/inbox"));
    List<String> lines = Files.readAllLines(ROOT.resolve("samples/master-list.csv"));
    Path list = inbox.resolve("list.csv");
    Files.write(list, lines.subList(0, 80));
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
    once =
        atHome(
            "run",
            "--once",
            "--json",
            "-D",
            "aviso.sms.per-second=0",
            "-D",
            "aviso.email.per-second=0",
            "-D",
            "aviso.once.wait=0s");
  }

  @Test
  void run_once_tells_what_it_came_to_and_that_somebody_is_needed() throws Exception {
    assertThat(once.code()).as("held entries").isEqualTo(1);
    JsonNode file = once.json().path("files").get(0);
    assertThat(file.path("state").asText()).isEqualTo("taken");
    assertThat(file.path("rows").asLong())
        .isEqualTo(
            file.path("accepted").asLong()
                + file.path("held").asLong()
                + file.path("rejected").asLong()
                + file.path("duplicate").asLong());
    assertThat(once.json().path("attempts").path("sent").asLong()).isGreaterThan(40);
    assertThat(once.json().path("in_doubt").asLong()).isZero();
    sameShape("run-once.json", once.json());
  }

  @Test
  void the_inbox_is_empty_and_the_report_lies_beside_the_sealed_list() throws Exception {
    String sha256 = once.json().path("files").get(0).path("sha256").asText();
    assertThat(folder.resolve("home/inbox/list.csv")).doesNotExist();
    assertThat(folder.resolve("home/archive/" + sha256 + ".enc")).exists();
    sameShape(
        "list-report.json",
        JSON.readTree(folder.resolve("home/archive/" + sha256 + ".report.json").toFile()));
    assertThat(folder.resolve("home/archive/" + sha256 + ".report.txt"))
        .content()
        .contains(" rows held, ", ": row held P-");
    assertThat(atHome("report").out()).contains("entries held, by reason");
    for (JsonNode row :
        JSON.readTree(folder.resolve("home/archive/" + sha256 + ".report.json").toFile())
            .path("details")) {
      assertThat(row.path("reasons")).as("line " + row.path("line")).isNotEmpty();
    }
  }

  @Test
  void list_masks_and_reveal_shows_and_is_recorded() throws Exception {
    Ran masked = atHome("list", "--json");
    assertThat(masked.code()).isZero();
    assertThat(masked.out()).doesNotContain("ALVARENGA", "2135550100", "b.xicay@");
    sameShape("list.json", masked.json());

    Ran revealed = atHome("list", "--json", "--reveal", "--reason", "a test");
    assertThat(revealed.out()).contains("ALVARENGA", "+12135550100", "b.xicay@example.org");
    assertThat(atHome("log", "--json").out()).contains("\"kind\":\"reveal\"");
    assertThat(atHome("list").out()).doesNotContain("ALVARENGA", "2135550100");
    assertThat(atHome("list", "--reveal").out())
        .contains("ALVARENGA, ", "A999000001", "C-1  member  +12135550100  ok");
  }

  @Test
  void show_tells_one_persons_history_without_values() throws Exception {
    String person = atHome("list", "--json").json().path("entries").get(0).path("person").asText();
    Ran shown = atHome("show", person, "--json");
    assertThat(shown.code()).isZero();
    assertThat(shown.out()).doesNotContain("ALVARENGA", "2135550100");
    sameShape("show.json", shown.json());
    assertThat(atHome("show", person).out())
        .contains("where each value came from", "L1 legal matter");
  }

  @Test
  void log_prints_one_object_a_line() throws Exception {
    Ran log = atHome("log", "--json");
    assertThat(log.code()).isZero();
    for (String line : log.out().lines().toList()) {
      JsonNode event = JSON.readTree(line);
      assertThat(event.path("at").asText()).isNotEmpty();
      assertThat(event.path("kind").asText()).isNotEmpty();
      assertThat(event.path("status").asText()).isNotEmpty();
    }
    assertThat(atHome("log", "--status", "claimed").out().lines()).hasSizeGreaterThan(40);
  }

  @Test
  void report_adds_up() throws Exception {
    Ran report = atHome("report", "--json");
    assertThat(report.code()).isZero();
    assertThat(report.json().path("reconciles").asBoolean()).isTrue();
    sameShape("report.json", report.json());
    assertThat(atHome("report").out()).contains("Every sum agrees");
    assertThat(atHome("report", "--notice", "nonsense").code()).isEqualTo(2);
  }

  @Test
  void preview_stores_and_sends_nothing() throws Exception {
    JsonNode before = atHome("report", "--json").json();
    Ran preview =
        atHome("preview", ROOT.resolve("samples/master-list.csv").toString(), "--json", "--texts");
    assertThat(preview.code()).isEqualTo(1);
    sameShape("preview.json", preview.json());
    assertThat(atHome("report", "--json").json().path("list_total"))
        .isEqualTo(before.path("list_total"));
    assertThat(
            atHome(
                    "preview",
                    ROOT.resolve("samples/master-list.csv").toString(),
                    "--fail-on",
                    "never")
                .code())
        .isZero();
  }

  @Test
  void a_home_that_is_not_there_is_not_made_by_looking() {
    Path nowhere = folder.resolve("nowhere");
    Ran looked = run("list", "--home", nowhere.toString());
    assertThat(looked.code()).isEqualTo(2);
    assertThat(looked.err()).contains("there is no home at");
    Ran ahead =
        run(
            "preview",
            ROOT.resolve("samples/supplement.csv").toString(),
            "--home",
            nowhere.toString(),
            "--fail-on",
            "never");
    assertThat(ahead.code()).as(ahead.err()).isZero();
    assertThat(nowhere).doesNotExist();
  }

  @Test
  void the_first_day_of_operators_makes_the_home_before_a_test_message_needs_it() throws Exception {
    String day = Files.readString(ROOT.resolve("docs/operators.md")).split("### The first day")[1];
    assertThat(day).containsSubsequence("\n2. ", "\n3. `./aviso run`", "\n4. `./aviso test-send");
    Ran before =
        run(
            "test-send",
            "class-notice/es/member.sms.L1",
            "--to-seed",
            "maria",
            "--home",
            folder.resolve("nowhere").toString());
    assertThat(before.code()).isEqualTo(2);
    assertThat(before.err()).contains("there is no home at", "aviso run makes one");
  }

  @Test
  void a_word_too_many_may_be_a_name_and_is_not_repeated() {
    Ran refused = atHome("show", "P-0000000000", "Marisol");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).doesNotContain("Marisol").hasLineCount(1);
  }

  @Test
  void check_says_beforehand_what_keeps_live_mode_from_starting() throws Exception {
    Ran checked = atHome("check", "--json", "-D", "aviso.mode=live");
    assertThat(checked.code()).as("the house is signed, and its texts are drafts").isEqualTo(3);
    List<String> blocking = new ArrayList<>();
    for (JsonNode finding : checked.json().path("findings")) {
      if (finding.path("blocks_start").asBoolean()) {
        blocking.add(finding.path("file").asText());
      }
    }
    assertThat(blocking)
        .contains(
            "aviso.counsel.fingerprints",
            "templates/class-notice/es/meta.yaml",
            "aviso.twilio.auth-token",
            "aviso.public-url",
            "aviso.neutral.sms-from");
    assertThat(checked.json().path("notes").toString())
        .contains("answers: by text or email are not heard yet", "--outcome stop_requested");
    Ran started = atHome("run", "--once", "-D", "aviso.mode=live");
    assertThat(started.code()).isEqualTo(3);
    assertThat(started.err().lines().toList()).hasSameSizeAs(blocking);
  }

  @Test
  void segments_counts_a_text_a_file_and_a_json_string_a_line() throws Exception {
    Path one = Files.writeString(folder.resolve("one.txt"), "¿Dónde está? €\n");
    Ran counted = run("segments", "--json", one.toString());
    assertThat(counted.code()).isZero();
    assertThat(counted.json().toString())
        .isEqualTo(
            "{\"encoding\":\"UCS-2\",\"units\":14,\"segments\":1,\"non_gsm\":[\"ó\",\"á\"]}");
    sameShape("segments.json", counted.json());
    Path lines = Files.writeString(folder.resolve("lines.txt"), "\"a\"\n\"\"\n");
    assertThat(run("segments", "--json", "--json-lines", lines.toString()).out().lines())
        .containsExactly(
            "{\"encoding\":\"GSM-7\",\"units\":1,\"segments\":1,\"non_gsm\":[]}",
            "{\"encoding\":\"GSM-7\",\"units\":0,\"segments\":0,\"non_gsm\":[]}");
  }

  @Test
  void classify_bounce_says_what_became_of_it() throws Exception {
    Path bounce =
        Files.writeString(
            folder.resolve("bounce.eml"),
            """
            From: MAILER-DAEMON@example.org
            To: bounce@example.org
            Subject: Undelivered
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary="b"

            --b
            Content-Type: text/plain

            It did not arrive.
            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example.org

            Final-Recipient: rfc822; nobody@example.org
            Action: failed
            Status: 5.1.1
            --b--
            """);
    Ran verdict = run("classify-bounce", "--json", bounce.toString());
    assertThat(verdict.code()).isZero();
    assertThat(verdict.json().path("kind").asText()).isEqualTo("bounce");
    assertThat(verdict.json().path("recipients").get(0).path("class").asText())
        .isEqualTo("permanent");
    sameShape("classify-bounce.json", verdict.json());
  }

  @Test
  void check_finds_nothing_in_the_house_and_names_what_stops_a_start() {
    assertThat(atHome("check").code()).as(atHome("check").out()).isZero();
    Ran idle = atHome("check", "-D", "aviso.alerts.to=ops@example.org");
    assertThat(idle.code()).isEqualTo(1);
    assertThat(idle.out()).contains("aviso.alerts.to: nothing is mailed yet");
    Ran remote = atHome("check", "-D", "aviso.smtp.host=mail.example.org");
    assertThat(remote.code()).isEqualTo(2);
    assertThat(remote.out()).contains("aviso.smtp.host", "not on this machine");
  }

  @ParameterizedTest
  @CsvSource({
    "2027-01-04, 1, 'no list has come, though one was expected by 2027-01-04'",
    "2027-01-05, 0, A list is expected by 2027-01-05: the next run begins to watch for it.",
  })
  void check_says_before_any_run_whether_a_list_is_waited_for(String day, int code, String says) {
    Path nowhere = folder.resolve("not-yet");
    Ran checked =
        run(
            "check",
            "--home",
            nowhere.toString(),
            "-D",
            "aviso.sandbox.clock=2027-01-05T18:00Z",
            "-D",
            "aviso.supplement.expected-by=" + day);

    assertThat(checked.code()).as(checked.out() + checked.err()).isEqualTo(code);
    assertThat(checked.out()).contains(says);
    assertThat(nowhere).doesNotExist();
  }

  @Test
  void no_event_says_a_word_that_cannot_be_asked_for() throws Exception {
    Set<String> said = new TreeSet<>();
    for (String line : atHome("log", "--json").out().lines().toList()) {
      said.add(JSON.readTree(line).path("status").asText());
    }
    var literal =
        java.util.regex.Pattern.compile(
            "Event\\.of(?:(?:List|Person)\\([^;\"]*|Service\\(\\s*\"[a-z]+\",\\s*)\"([a-z_]+)\"");
    try (var sources = Files.walk(ROOT.resolve("src/main/java"))) {
      for (Path source : sources.filter(Files::isRegularFile).toList()) {
        literal.matcher(Files.readString(source)).results().forEach(m -> said.add(m.group(1)));
      }
    }

    assertThat(said).contains("taken", "claimed", "list_quarantined").isSubsetOf(EventWords.all());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          log --status helt                         | near to it are held,
          list --nonsense                           | no option --nonsense
          nonsense                                  | no such command
          backup                                  | not to be had yet
          list --state helt                         | no state
          list --notice nosuch                      | no notice
          run --once -D aviso.nonsense=1            | aviso.nonsense is not a key
          run --once -D aviso.sms.per-second=quick  | aviso.sms.per-second
          run --once -D aviso.smtp.host=10.0.0.1    | not on this machine
          list -D aviso.ledger.url=jdbc:h2:mem:x    | no JDBC URL of PostgreSQL
          list -D aviso.ledger.url=jdbc:postgresql://10.0.0.1/x | not on this machine
          audit                                     | audit verify
          counsel --config nowhere.properties list  | write it after
          show P-NOBODY                             | such as P-4K7Q2M9XWA
          show P-0000000000                         | nobody in this home
          preview                                   | either a file or --person
          preview no-such-file.csv                  | there is no such file
          preview samples                           | is a folder
          demo --json                               | a home of its own
          log --since yesterday                     | is no time
          segments no-such-file.txt                 | cannot be read
          """)
  void what_is_asked_wrongly_is_one_line_and_exit_2(String line, String says) {
    String[] words = line.split(" ");
    Ran refused =
        words[0].matches("segments|nonsense|wave|audit|counsel")
            ? run(words)
            : atHome(words[0], Arrays.copyOfRange(words, 1, words.length));
    assertThat(refused.code()).as(refused.err()).isEqualTo(2);
    assertThat(refused.err()).contains(says).doesNotContain("\tat ");
    assertThat(refused.out()).isEmpty();
  }

  @Test
  void audit_verify_finds_everything_as_it_was_written() throws Exception {
    Ran verified = atHome("audit", "verify", "--json");
    assertThat(verified.code()).as(verified.err()).isZero();
    assertThat(verified.json().path("intact").asBoolean()).isTrue();
    assertThat(verified.json().path("events").asLong()).isPositive();
    sameShape("audit-verify.json", verified.json());
    assertThat(atHome("audit", "verify").out()).contains("Intact");
  }

  /** The document has the fields of its sample in {@code docs/json}, and no others. */
  private static void sameShape(String sample, JsonNode document) throws Exception {
    JsonNode written = JSON.readTree(ROOT.resolve("docs/json").resolve(sample).toFile());
    assertThat(fields("", document)).as(sample).isEqualTo(fields("", written));
  }

  private static Set<String> fields(String path, JsonNode node) {
    Set<String> fields = new TreeSet<>();
    if (MAPS.contains(path) && node.isObject()) {
      return fields;
    }
    node.properties()
        .forEach(
            field -> {
              fields.add(path + "." + field.getKey());
              fields.addAll(fields(path + "." + field.getKey(), field.getValue()));
            });
    if (node.isArray()) {
      node.forEach(element -> fields.addAll(fields(path + "[]", element)));
    }
    return fields;
  }

  @Test
  void run_once_waits_for_the_receipts_of_its_own_sandbox_when_asked(@TempDir Path heard)
      throws Exception {
    Path inbox = Files.createDirectories(heard.resolve("inbox"));
    Path list =
        Files.writeString(
            inbox.resolve("list-2027-01-04.csv"),
            """
            A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE
            A999000301,MUESTRA,ANA,1990-01-01,GUATEMALA,SPANISH,RELEASED,US,+16195550301
            """);
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
    List<String> home =
        List.of("--home", heard.toString(), "-D", "aviso.sandbox.clock=2027-01-05T18:00Z");
    List<String> run = new ArrayList<>(List.of("run", "--once", "--receipts", "--json"));
    run.addAll(List.of("-D", "aviso.once.wait=0s", "-D", "aviso.public-url=https://a.example.org"));
    run.addAll(home);
    assertThat(Ran.of(run).json().path("attempts").path("delivered").asLong()).isEqualTo(1);
    List<String> report = new ArrayList<>(List.of("report", "--json"));
    report.addAll(home);
    assertThat(Ran.of(report).json().path("delivered_to_member").asLong()).isEqualTo(1);
  }

  @Test
  void check_names_the_configuration_that_was_given(@TempDir Path other) throws Exception {
    Path given = Files.writeString(other.resolve("given.properties"), "aviso.mode=live\n");
    Ran check = run("check", "--config", given.toString(), "--home", other.toString());
    assertThat(check.out())
        .contains("set it in " + given)
        .doesNotContain("set it in config/aviso.properties");
  }

  @Test
  void run_once_says_how_many_texts_wait_for_their_hour(@TempDir Path night) throws Exception {
    Path inbox = Files.createDirectories(night.resolve("inbox"));
    Path list =
        Files.writeString(
            inbox.resolve("list-2027-01-04.csv"),
            """
            A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE
            A999000301,MUESTRA,ANA,1990-01-01,GUATEMALA,SPANISH,RELEASED,US,+16195550301
            """);
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
    Ran ran =
        run(
            "run",
            "--once",
            "--home",
            night.toString(),
            "-D",
            "aviso.sandbox.clock=2027-01-05T10:10Z",
            "-D",
            "aviso.once.wait=0s");
    assertThat(ran.out())
        .contains(
            "wait for their hour (quiet hours where they go, or after:): 1, the first until"
                + " 2027-01-05T16:00:00Z");
    assertThat(once.out()).doesNotContain("wait for their hour");
  }

  @Test
  void audit_tells_how_it_is_used() {
    Ran help = run("audit", "--help");
    assertThat(help.code()).as(help.err()).isZero();
    assertThat(help.out()).contains("verify", "--help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "7", "{\"a\":1}", "[\"a\"]", "plain"})
  void a_line_that_is_no_string_is_refused_with_its_number(String line) throws Exception {
    Path lines = Files.writeString(folder.resolve("odd.txt"), "\"a\"\n" + line + "\n");

    Ran refused = run("segments", "--json", "--json-lines", lines.toString());

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("odd.txt:2: with --json-lines each line is one JSON string");
  }

  @Test
  void what_is_flagged_is_found_and_who_is_held_is_looked_for_in_the_queue(@TempDir Path dates)
      throws Exception {
    Path inbox = Files.createDirectories(dates.resolve("inbox"));
    Path list =
        Files.writeString(
            inbox.resolve("list-2027-01-04 5550100200.csv"),
            """
            A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE,SHOE
            A999000301,MUESTRA,ANA,23/04/1980,GUATEMALA,SPANISH,RELEASED,US,+16195550301,
            A999000302,PRUEBA,EVA,1990-01-01,GUATEMALA,,RELEASED,US,+16195550302,
            """);
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
    List<String> home =
        List.of("--home", dates.toString(), "-D", "aviso.sandbox.clock=2027-01-05T18:00Z");

    Ran ran = with(home, "run", "--once", "-D", "aviso.once.wait=0s");

    assertThat(ran.out()).contains("1 entries wait for a person: aviso queue list --kind held");
    JsonNode entry = with(home, "list", "--flag", "day_first_date", "--json").json();
    assertThat(entry.path("entries")).hasSize(1);
    String person = entry.path("entries").get(0).path("person").asText();
    assertThat(with(home, "list", "--flag", "day_first_date").out())
        .containsPattern(person + ".* - +day_first_date")
        .hasLineCount(2);
    Ran none = with(home, "list", "--flag", "list_difers");
    assertThat(none.code()).isZero();
    assertThat(none.err()).contains("no entry has the flag \"list_difers\"", "day_first_date");
    String named = " (list-2027-01-04 **********.csv)";
    assertThat(with(home, "show", person).out()).contains(named + " line 2");
    assertThat(with(home, "log", "--status", "taken").out()).contains(named);
    try (var files = Files.list(dates.resolve("archive"))) {
      Path report = files.filter(f -> f.toString().endsWith(".report.json")).findFirst().get();
      assertThat(JSON.readTree(report.toFile()).path("notes").toString()).contains("SHOE");
    }
  }

  private static Ran with(List<String> home, String... words) {
    List<String> all = new ArrayList<>(Arrays.asList(words));
    all.addAll(home);
    return Ran.of(all);
  }

  @Test
  void what_a_list_s_notes_say_is_in_every_document(@TempDir Path noted) throws Exception {
    Path inbox = Files.createDirectories(noted.resolve("inbox"));
    Path list = inbox.resolve("list-2027-01-04.csv");
    Files.writeString(
        list,
        """
        A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE,SHOE
        A999000301,MUESTRA,ANA,1990-01-01,GUATEMALA,SPANISH,RELEASED,US,+16195550301,
        """);
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
    List<String> home =
        List.of("--home", noted.toString(), "-D", "aviso.sandbox.clock=2027-01-05T18:00Z");

    JsonNode ahead = with(home, "preview", list.toString(), "--json").json();
    JsonNode took = with(home, "run", "--once", "--json", "-D", "aviso.once.wait=0s").json();

    assertThat(ahead.path("notes").toString()).contains("SHOE");
    assertThat(took.path("files").get(0).path("notes")).isEqualTo(ahead.path("notes"));
  }

  @Test
  void a_file_that_is_no_list_by_its_name_is_named_by_preview_and_check(@TempDir Path stray)
      throws Exception {
    Path inbox = Files.createDirectories(stray.resolve("inbox"));
    Path list = inbox.resolve("list-2027-01-04 5550100200.dat");
    Files.writeString(
        list,
        """
        A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE
        A999000301,MUESTRA,ANA,1990-01-01,GUATEMALA,SPANISH,RELEASED,US,+16195550301
        """);
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
    Path coming = Files.writeString(inbox.resolve("tuesday.csv.part"), "A_NUMBER\n");
    List<String> home =
        List.of("--home", stray.toString(), "-D", "aviso.sandbox.clock=2027-01-05T18:00Z");

    assertThat(with(home, "preview", list.toString()).out())
        .contains("Dropped under this name it would not be taken: lists end in .csv .tsv");
    Ran check = with(home, "check");
    assertThat(check.code()).isEqualTo(1);
    assertThat(check.out())
        .contains("inbox/list-2027-01-04 **********.dat: is left: lists are files, no links")
        .doesNotContain("tuesday", "5550100200");
    assertThat(coming).exists();
    Files.move(list, inbox.resolve("list-2027-01-04.csv"));
    assertThat(with(home, "check").out()).doesNotContain("is left");
  }
}
