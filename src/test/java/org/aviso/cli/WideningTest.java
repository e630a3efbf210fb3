package org.aviso.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.aviso.SignedHouse;
import org.aviso.config.FolderDigest;
import org.aviso.config.Settings;
import org.aviso.outcome.News;
import org.aviso.outcome.Reason;
import org.aviso.pipeline.Desk;
import org.aviso.routing.approval.SigningKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lets more leave takes a key of the roll in force, over runs of the real pipeline. */
class WideningTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();
  private static final String HEADER =
      "A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE,EMAIL,LIST_DATE\n";
  private static final String[] WHY = {"--reason", "told on the hotline", "--by", "R. Sample"};

  @TempDir Path folder;
  private Path counsel;
  private Path templates = ROOT.resolve("templates");
  private String release = "manual";
  private int minute = 10;

  @BeforeEach
  void a_folder_of_counsel_s_own() throws Exception {
    counsel = folder.resolve("counsel");
    SignedHouse.copy(ROOT.resolve("routes/counsel"), counsel);
  }

  private Ran at(String... command) {
    return typed("", command);
  }

  private Ran typed(String input, String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--home", folder.resolve("home").toString()));
    all.addAll(List.of("-D", "aviso.routing.dir=" + counsel));
    all.addAll(List.of("-D", "aviso.templates.dir=" + templates));
    all.addAll(List.of("-D", "aviso.sandbox.clock=2027-01-05T18:%02dZ".formatted(minute++)));
    all.addAll(List.of("-D", "aviso.waves.release=" + release));
    return Ran.of(input, all);
  }

  /** Counsel's routing with these plans and that level for texts to members, signed. */
  private void rules(String level, String plans) throws IOException {
    Path file = counsel.resolve("class-notice/routing.yaml");
    String shipped = Files.readString(ROOT.resolve("routes/counsel/class-notice/routing.yaml"));
    Files.writeString(
        file,
        shipped
                .substring(0, shipped.indexOf("plans:"))
                .replace("member-unverified: { sms: L1", "member-unverified: { sms: " + level)
            + "plans:\n"
            + plans);
    sign();
  }

  private void sign() throws IOException {
    SignedHouse.sign(
        Settings.load(
            null,
            Map.of(),
            Map.of(
                "aviso.routing.dir",
                counsel.toString(),
                "aviso.templates.dir",
                templates.toString()),
            ROOT),
        ROOT);
  }

  private static String plan(String id, String steps) {
    return """
      - id: %s
        when: { custody: [released] }
        steps:
          - %s
    """
        .formatted(id, steps.replace("\n", "\n      - "));
  }

  private void take(String name, String... rows) throws IOException {
    Path inbox = Files.createDirectories(folder.resolve("home/inbox"));
    Path list = Files.writeString(inbox.resolve(name), HEADER + String.join("\n", rows) + "\n");
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
    run();
  }

  private Ran run() {
    return at("run", "--once", "-D", "aviso.once.wait=0s", "-D", "aviso.sms.per-second=0");
  }

  private static String row(int person, String phone, String email) {
    return "A999-000-%03d,SAMPLE,ANA,01/02/19%02d,HONDURAS,SPANISH,RELEASED,US,%s,%s,2027-01-02"
        .formatted(person, 60 + person, phone, email);
  }

  private JsonNode wave(int number) throws IOException {
    return at("wave", "list", "--json").json().path("waves").path(number);
  }

  private String id() throws IOException {
    return wave(0).path("id").asText();
  }

  private List<JsonNode> entries() throws IOException {
    List<JsonNode> entries = new ArrayList<>();
    at("list", "--json").json().path("entries").forEach(entries::add);
    return entries;
  }

  private String states() throws IOException {
    List<String> states = new ArrayList<>();
    for (JsonNode entry : entries()) {
      for (JsonNode attempt : entry.path("attempts")) {
        states.add(attempt.path("step").asText() + " " + attempt.path("state").asText());
      }
    }
    states.sort(null);
    return String.join(", ", states);
  }

  private String ada() throws IOException {
    return Keys.ada(folder).toString();
  }

  private Ran start(String id, String... more) throws IOException {
    List<String> all = new ArrayList<>(List.of("wave", "start", id, "--key", ada()));
    all.addAll(List.of(more));
    return at(all.toArray(String[]::new));
  }

  private void sql(String statement) throws Exception {
    try (Connection ledger =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("home/ledger/aviso.db"));
        Statement some = ledger.createStatement()) {
      some.executeUpdate(statement);
    }
  }

  private Desk desk() {
    Common common = new Common();
    common.home = folder.resolve("home").toString();
    common.defines.put("aviso.sandbox.clock", "2027-01-05T18:%02dZ".formatted(minute++));
    return common.desk("test");
  }

  private Ran why(String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of(WHY));
    return at(all.toArray(String[]::new));
  }

  @Test
  void a_signed_start_lets_the_wave_go_and_says_who_signed_what() throws Exception {
    take("a.csv", row(1, "+12125550101", ""), row(2, "+12125550102", "two@example.org"));
    String digest = wave(0).path("digest").asText();

    Ran started = start(id(), "--digest", digest, "--json");
    assertThat(started.code()).as(started.err()).isZero();
    run();

    assertThat(states()).isEqualTo("mail planned, text sent, text sent");
    JsonNode shown = at("wave", "show", id(), "--json").json();
    JsonNode sample = JSON.readTree(ROOT.resolve("docs/json/wave-show.json").toFile());
    assertThat(shown.fieldNames()).toIterable().containsExactlyElementsOf(sample::fieldNames);
    JsonNode by = shown.path("started_by");
    assertThat(by.fieldNames())
        .toIterable()
        .containsExactlyElementsOf(sample.path("started_by")::fieldNames);
    assertThat(by.path("counsel").asText()).isEqualTo("Ada Sample");
    assertThat(by.path("fingerprint").asText()).isEqualTo(SignedHouse.ADA.open().fingerprint());
    assertThat(by.path("digest").asText()).isEqualTo(digest);
    assertThat(by.path("verifies").asBoolean()).isTrue();
    assertThat(at("wave", "show", id()).out())
        .contains("started by Ada Sample", "the signature verifies")
        .doesNotContain("0101");
    assertThat(start(id()).err()).contains("only a wave that is proposed or paused");
    try (Desk desk = desk()) {
      // What docs/counsel.md says of the digest: the SHA-256 of these lines.
      String figures = desk.ledger().waves().started(id()).orElseThrow().figures();
      assertThat(figures)
          .contains("persons: 2\n", "channel sms: 2\n", "custody released: 2\n", "\ncost: 0.0");
      assertThat(FolderDigest.of(figures.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
          .isEqualTo(digest);
    }
  }

  @Test
  void a_wave_that_changed_since_it_was_looked_at_does_not_start() throws Exception {
    take("a.csv", row(1, "+12125550101", ""));
    String seen = wave(0).path("digest").asText();
    take("a2.csv", row(1, "+12125550101", "one@example.org").replace("-02", "-04"));
    String now = wave(0).path("digest").asText();
    assertThat(now).isNotEqualTo(seen);

    Ran refused = start(id(), "--digest", seen);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("changed", "nothing was started").hasLineCount(1);
    assertThat(wave(0).path("state").asText()).isEqualTo("proposed");
    assertThat(start(id(), "--digest", now).code()).isZero();
  }

  @Test
  void a_cost_that_is_not_known_names_what_has_no_price() throws Exception {
    take(
        "a.csv",
        row(1, "+12125550101", ""),
        row(2, "+18095550102", "").replace("RELEASED,US", "REMOVED,DO"));
    assertThat(at("wave", "show", id()).out()).contains("no price for sms to DO");
  }

  @Test
  void a_text_that_cannot_be_made_is_named_when_its_wave_is_shown_and_started() throws Exception {
    Path file = counsel.resolve("class-notice/routing.yaml");
    Files.writeString(file, Files.readString(file).replace("unknown: hold ", "unknown: [es, ar] "));
    sign();
    take("a.csv", row(1, "+12125550101", "").replace("SPANISH", ""));
    String[] longName = {"-D", "aviso.organisation=" + "Sample ".repeat(100)};

    Ran shown = at("wave", "show", id(), longName[0], longName[1]);
    assertThat(shown.code()).as(shown.err()).isZero();
    assertThat(shown.out()).contains("cost not known: a text of it cannot be made: sms of L1");
    assertThat(at("wave", "list", longName[0], longName[1]).code()).isZero();
    Ran started = start(id(), longName);
    assertThat(started.code()).as(started.err()).isZero();
  }

  @Test
  void a_wave_that_runs_though_nobody_started_it_stands() throws Exception {
    take("a.csv", row(1, "+12125550101", ""), row(2, "+12125550102", ""));
    String wave = id();
    sql("UPDATE waves SET state = 'running', started_at = created_at");
    sql("UPDATE entries SET to_plan = to_plan + 1");
    run();
    assertThat(states()).isEqualTo("text planned, text planned");
    assertThat(wave(0).path("state").asText()).isEqualTo("paused");
    assertThat(at("log", "--json").out()).contains("start_void");
    assertThat(start(wave).code()).isZero();
    run();
    assertThat(states()).isEqualTo("text sent, text sent");
  }

  @Test
  void who_was_held_when_a_wave_was_aborted_waits_for_the_next_start() throws Exception {
    take("a.csv", row(1, "+12125550101", ""), row(2, "+12125550102", ""));
    String person = entries().get(0).path("person").asText();
    String first = id();
    assertThat(start(first).code()).isZero();
    why("hold", person);
    run();
    assertThat(at("wave", "abort", first).code()).isZero();
    assertThat(at("unhold", person, "--key", ada()).code()).isZero();
    run();

    JsonNode entry = entries().get(0);
    String next = entry.path("wave").asText();
    assertThat(next).isNotEqualTo(first);
    assertThat(entry.path("attempts").get(0).path("state").asText()).isEqualTo("planned");
    assertThat(start(next).code()).isZero();
    run();
    assertThat(entries().get(0).path("attempts").get(0).path("state").asText()).isEqualTo("sent");
  }

  /** Waves go by themselves; the first person was sent a text, the second has no contact yet. */
  private void oneWentAndOneIsHeld() throws Exception {
    release = "auto";
    take("a.csv", row(1, "+12125550101", ""), row(2, "", ""));
    assertThat(states()).isEqualTo("text sent");
    assertThat(wave(0).path("state").asText()).isIn("running", "done");
  }

  private void theOtherHasANumberNow() throws Exception {
    take("b.csv", row(2, "+12125550102", "").replace("-02", "-04"));
  }

  @Test
  void what_is_planned_after_an_abort_waits_with_its_rest() throws Exception {
    oneWentAndOneIsHeld();
    assertThat(at("wave", "abort", id()).code()).isZero();

    theOtherHasANumberNow();
    run();
    assertThat(states()).isEqualTo("text planned, text sent");
    JsonNode rest = wave(1);
    assertThat(rest.path("state").asText()).isEqualTo("proposed");
    assertThat(rest.path("pause_reason").asText()).isEqualTo("after_abort");
    assertThat(at("wave", "resume", rest.path("id").asText()).code()).isEqualTo(2);
    assertThat(start(rest.path("id").asText()).code()).isZero();
    run();
    assertThat(states()).isEqualTo("text sent, text sent");
  }

  @Test
  void what_is_planned_during_a_pause_joins_the_paused_wave() throws Exception {
    oneWentAndOneIsHeld();
    assertThat(at("wave", "pause", id()).code()).isZero();

    theOtherHasANumberNow();
    run();
    assertThat(states()).isEqualTo("text planned, text sent");
    assertThat(entries()).extracting(e -> e.path("wave").asText()).containsOnly(id());
    assertThat(at("wave", "resume", id()).code()).isZero();
    run();
    assertThat(states()).isEqualTo("text sent, text sent");
  }

  @Test
  void what_waits_to_be_planned_cannot_be_signed() throws Exception {
    take("a.csv", row(1, "+12125550101", ""), row(2, "+12125550102", ""));
    String person = entries().get(0).path("person").asText();
    assertThat(why("hold", person).code()).isZero();
    assertThat(start(id()).err()).contains("waits to be planned", "nothing was started");
    run();
    assertThat(start(id()).code()).isZero();
    run();
    assertThat(states()).isEqualTo("text cancelled, text sent");
  }

  @Test
  void a_key_that_may_not_starts_nothing() throws Exception {
    take("a.csv", row(1, "+12125550101", ""));
    String stranger = Keys.file(folder, "No One", SigningKey.generate()).toString();
    Ran unknown = at("wave", "start", id(), "--key", stranger);
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("is not on the roll in force").hasLineCount(1);

    at("counsel", "retire", "Ada Sample");
    assertThat(start(id()).err()).contains("Ada Sample has retired");
    String ben = Keys.file(folder, "Ben Sample", SignedHouse.BEN).toString();
    at("counsel", "revoke", "Ben Sample");
    assertThat(at("wave", "start", id(), "--key", ben).err()).contains("Ben Sample was revoked");
    run();
    assertThat(wave(0).path("state").asText()).isEqualTo("proposed");
    assertThat(states()).doesNotContain("sent");
  }

  @Test
  void under_a_roll_that_is_not_the_signed_one_nothing_starts() throws Exception {
    take("a.csv", row(1, "+12125550101", ""));
    Path roll = counsel.resolve("counsel.yaml");
    Files.writeString(roll, Files.readString(roll) + "# one line more\n");
    assertThat(start(id()).err()).contains("the roll of counsel is not in force");
  }

  @Test
  void a_start_that_was_tampered_with_stops_the_wave_before_anything_leaves() throws Exception {
    take("a.csv", row(1, "+12125550101", ""));
    assertThat(start(id()).code()).isZero();
    sql("CREATE TABLE kept AS SELECT * FROM wave_starts");
    for (String change :
        List.of(
            "digest = '11' || substr(digest, 3)",
            "figures = replace(figures, 'persons: 1', 'persons: 9')",
            "counsel = 'Ben Sample'",
            "at = at + 1",
            "roll = 'ff' || substr(roll, 3)",
            "signature = substr(signature, 3) || '00'")) {
      sql("DELETE FROM wave_starts");
      sql("INSERT INTO wave_starts SELECT * FROM kept");
      sql("UPDATE wave_starts SET " + change);
      assertThat(at("wave", "show", id()).out()).as(change).contains("THE SIGNATURE DOES NOT HOLD");
    }
    run();

    assertThat(states()).isEqualTo("text planned");
    JsonNode wave = at("wave", "show", id(), "--json").json();
    assertThat(wave.path("state").asText()).isEqualTo("paused");
    assertThat(wave.path("pause_reason").asText()).isEqualTo("start_void");
    assertThat(at("log", "--json").out()).contains("\"wave_paused\"");
    assertThat(at("wave", "resume", id()).err()).contains("needs a new start");
    assertThat(start(id()).code()).isZero();
    run();
    assertThat(states()).isEqualTo("text sent");
  }

  @Test
  void a_wave_whose_counsel_was_revoked_since_its_start_stands() throws Exception {
    take("a.csv", row(1, "+12125550101", ""));
    String ben = Keys.file(folder, "Ben Sample", SignedHouse.BEN).toString();
    assertThat(at("wave", "start", id(), "--key", ben).code()).isZero();
    at("counsel", "revoke", "Ben Sample");
    run();
    assertThat(states()).doesNotContain("sent");
    assertThat(wave(0).path("pause_reason").asText()).isEqualTo("start_void");
  }

  @Test
  void who_was_held_at_the_start_is_not_of_the_wave_afterwards() throws Exception {
    take("a.csv", row(1, "+12125550101", ""), row(2, "+12125550102", ""));
    String person = entries().get(0).path("person").asText();
    why("hold", person);
    run();
    start(id());
    run();
    assertThat(at("unhold", person, "--key", ada()).code()).isZero();
    run();

    assertThat(states()).isEqualTo("text planned, text sent");
    assertThat(wave(1).path("state").asText()).isEqualTo("proposed");
    start(wave(1).path("id").asText());
    run();
    assertThat(states()).isEqualTo("text sent, text sent");
  }

  @Test
  void a_hold_is_lifted_by_a_counsel_alone() throws Exception {
    take("a.csv", row(1, "+12125550101", ""));
    String person = entries().get(0).path("person").asText();
    why("hold", person);
    start(id());
    run();
    assertThat(entries().get(0).path("hold_reasons").toString()).contains("counsel_hold");

    Ran keyless = at("unhold", person);
    assertThat(keyless.code()).isEqualTo(2);
    assertThat(keyless.err()).contains("--key").hasLineCount(1);
    Ran lifted = at("unhold", person, "--key", ada(), "--json");
    assertThat(lifted.code()).as(lifted.err()).isZero();
    assertThat(at("unhold", person, "--key", ada()).err())
        .contains("is not held by a person", "--veto", "--suppression --contact C");
    run();
    assertThat(entries().get(0).path("hold_reasons")).isEmpty();
    assertThat(at("log", "--json", "--person", person).out()).contains("\"unhold\"");
    try (Desk desk = desk()) {
      assertThat(desk.ledger().widenings().of(Arguments.person(person)))
          .singleElement()
          .satisfies(
              act -> {
                assertThat(act.subject()).isEqualTo(person);
                assertThat(desk.policy().approved().inForce().fault(act)).isEmpty();
              });
    }
  }

  @Test
  void unhold_does_not_lift_a_hold_given_since() throws Exception {
    take("a.csv", row(1, "+12125550101", ""));
    String person = entries().get(0).path("person").asText();
    why("hold", person);
    at("hold", person, "--reason", "not safe", "--by", "N. Other");
    why("veto-relay", person);
    at("veto-relay", person, "--contact", "C-1", "--reason", "not safe", "--by", "N. Other");

    for (String kind : List.of("", "--veto")) {
      List<String> words = new ArrayList<>(List.of("unhold", person, "--key", ada()));
      if (!kind.isEmpty()) {
        words.add(kind);
      }
      Ran refused = at(words.toArray(String[]::new));
      assertThat(refused.code()).as(kind).isEqualTo(2);
      assertThat(refused.err())
          .contains("2027-01-05", "R. Sample", "N. Other", "--all", "othing was changed")
          .hasLineCount(1);
      words.add("--all");
      Ran lifted = at(words.toArray(String[]::new));
      assertThat(lifted.code()).as(lifted.err()).isZero();
    }
    run();
    assertThat(entries().get(0).path("hold_reasons")).isEmpty();
    assertThat(at("unhold", person, "--suppression", "--contact", "C-1", "--all").code())
        .as("one stop at a time")
        .isEqualTo(2);
  }

  @Test
  void a_suppression_and_a_veto_are_lifted_for_the_contact_named() throws Exception {
    take("a.csv", row(1, "+12125550101", ""), row(2, "+12125550101", ""));
    String person = entries().get(0).path("person").asText();
    why("suppress", person, "--contact", "C-1");
    why("veto-relay", person, "--contact", "C-1");

    assertThat(at("unhold", person, "--suppression", "--key", ada()).err()).contains("--contact");
    assertThat(at("unhold", person, "--contact", "C-1", "--key", ada()).code()).isEqualTo(2);
    assertThat(at("unhold", person, "--veto", "--suppression", "--key", ada()).code()).isEqualTo(2);
    assertThat(at("unhold", person, "--suppression", "--contact", "C-9", "--key", ada()).err())
        .contains("no contact C-9");
    assertThat(at("unhold", person, "--suppression", "--contact", "C-1", "--key", ada()).code())
        .isZero();
    for (JsonNode entry : entries()) {
      assertThat(entry.path("contacts").get(0).path("status").asText()).isEqualTo("ok");
    }
    Ran lifted = at("unhold", person, "--veto", "--contact", "C-1", "--key", ada(), "--json");
    assertThat(lifted.code()).as(lifted.err()).isZero();
    JsonNode sample = JSON.readTree(ROOT.resolve("docs/json/unhold.json").toFile());
    assertThat(lifted.json().fieldNames())
        .toIterable()
        .containsExactlyElementsOf(sample::fieldNames);
    assertThat(at("unhold", person, "--veto", "--key", ada()).err()).contains("nobody vetoed");
    run();
    start(id());
    run();
    assertThat(states()).isEqualTo("text sent, text sent");
  }

  @Test
  void what_counsel_says_was_not_sent_is_sent_again_once() throws Exception {
    take("a.csv", row(1, "+12125550101", ""));
    start(id());
    run();
    assertThat(states()).isEqualTo("text sent");
    String[] notSent = {"resolve", "1", "--as", "not-sent", "--key", ada()};
    assertThat(why(notSent).err()).contains("only one in_doubt");
    sql("UPDATE attempts SET state = 'in_doubt', provider_id = NULL");

    assertThat(why("resolve", "1", "--as", "not-sent").code()).isEqualTo(2);
    Ran settled = why(notSent);
    assertThat(settled.code()).as(settled.err()).isZero();
    assertThat(settled.out()).startsWith("D-1 is recorded as not sent");
    assertThat(states()).isEqualTo("text planned");
    assertThat(why(notSent).code()).isEqualTo(2);
    run();
    assertThat(states()).isEqualTo("text sent");
    assertThat(at("log", "--json").out()).contains("\"not_sent\"");
  }

  @Test
  void an_answer_for_an_earlier_claim_is_refused() throws Exception {
    take("a.csv", row(1, "+12125550101", ""));
    start(id());
    run();
    sql("UPDATE attempts SET state = 'in_doubt', provider_id = NULL");
    assertThat(at("queue", "list").out()).contains("D-1 ").doesNotContain("D-1-");
    assertThat(why("resolve", "D-1", "--as", "not-sent", "--key", ada()).code()).isZero();
    run();
    sql("UPDATE attempts SET state = 'in_doubt', provider_id = NULL");

    assertThat(at("queue", "list").out()).contains("D-1-2 ", "aviso resolve 1-2 --as");
    for (String older : List.of("D-1", "1", "D-1-1", "D-1-3", reference())) {
      for (String command : List.of("resolve", "queue resolve")) {
        if (command.equals("resolve") || older.startsWith("D-")) {
          List<String> words = new ArrayList<>(List.of(command.split(" ")));
          words.addAll(List.of(older, "--as", "not-sent", "--key", ada()));
          Ran refused = why(words.toArray(String[]::new));
          assertThat(refused.code()).as(command + " " + older).isEqualTo(2);
          assertThat(refused.err()).contains("D-1-2", "nothing was changed").hasLineCount(1);
        }
      }
    }
    assertThat(states()).isEqualTo("text in_doubt");
    Ran settled = why("resolve", "D-1-2", "--as", "not-sent", "--key", ada());
    assertThat(settled.code()).as(settled.err()).isZero();
    assertThat(settled.out()).startsWith("D-1-2 is recorded as not sent");
    assertThat(states()).isEqualTo("text planned");
    run();
    sql("UPDATE attempts SET state = 'in_doubt', provider_id = NULL");
    Ran left = why("queue", "resolve", "D-1", "--as", "delivered");
    assertThat(left.code()).as("that it left counts whichever claim stands").isZero();
    assertThat(states()).isEqualTo("text delivered");
  }

  private String reference() throws IOException {
    return entries().get(0).path("attempts").get(0).path("reference").asText();
  }

  @Test
  void the_rest_of_an_aborted_wave_and_one_that_stood_still_need_a_key() throws Exception {
    take("a.csv", row(1, "+12125550101", "one@example.org"));
    start(id());
    run();
    try (Desk desk = desk()) {
      desk.ledger().waves().standstill(Instant.parse("2027-01-10T18:59:00Z"));
    }
    assertThat(at("wave", "resume", id()).err()).contains("--key FILE");
    at("wave", "abort", id());
    run();
    String rest = wave(1).path("id").asText();
    assertThat(wave(1).path("pause_reason").asText()).isEqualTo("after_abort");
    assertThat(at("wave", "start", rest).code()).isEqualTo(2);
    assertThat(start(rest).code()).isZero();
  }

  @Test
  void what_a_provider_refused_is_no_reason_for_a_new_start() throws Exception {
    take("a.csv", row(1, "+12125550101", ""));
    start(id());
    try (Desk desk = desk()) {
      desk.ledger()
          .attempts()
          .learned(1, News.REPORTED_FAILED_TECHNICALLY, Reason.CONTENT_REFUSED, null);
    }
    assertThat(at("wave", "resume", id()).code()).isZero();
  }

  @Test
  void the_first_message_of_who_had_only_a_call_at_the_start_waits_for_a_start() throws Exception {
    rules(
        "L1",
        plan("calls", "{ id: call, do: call, to: member }\n{ id: text, send: sms, to: member }"));
    take("a.csv", row(1, "", "one@example.org"));
    assertThat(start(id()).code()).isZero();
    run();
    take("b.csv", row(1, "+12125550101", "one@example.org").replace("-02", "-04"));
    run();

    assertThat(states()).isEqualTo("text planned");
    assertThat(wave(1).path("state").asText()).isEqualTo("proposed");
    assertThat(start(wave(1).path("id").asText()).code()).isZero();
    run();
    assertThat(states()).isEqualTo("text sent");
  }

  private void failed(int attempt) {
    try (Desk desk = desk()) {
      desk.ledger()
          .attempts()
          .learned(attempt, News.REPORTED_FAILED_FOR_GOOD, Reason.BAD_ADDRESS, null);
    }
  }

  private void twoNumbers(String second) throws IOException {
    rules("L1", plan("one-by-one", "{ id: text, send: sms, to: member, contacts: first }"));
    take("a.csv", row(1, "+12125550101" + second, ""));
  }

  @Test
  void of_numbers_tried_in_turn_the_start_covers_those_counsel_saw() throws Exception {
    twoNumbers(" / +12125550103");
    assertThat(start(id()).code()).isZero();
    run();
    assertThat(states()).isEqualTo("text sent");
    failed(1);
    run();
    assertThat(states()).isEqualTo("text permanent_failure, text sent");
  }

  @Test
  void a_number_that_came_after_the_start_is_not_tried_in_turn_without_a_start() throws Exception {
    twoNumbers("");
    assertThat(start(id()).code()).isZero();
    run();
    String person = entries().get(0).path("person").asText();
    Ran added =
        typed(
            "+12125550103\n",
            "amend",
            person,
            "--add",
            "PHONE",
            "--source",
            "call",
            WHY[0],
            WHY[1],
            WHY[2],
            WHY[3]);
    assertThat(added.code()).as(added.err()).isZero();
    failed(1);
    run();

    assertThat(states()).isEqualTo("text permanent_failure, text planned");
    assertThat(wave(1).path("state").asText()).isEqualTo("proposed");
  }

  /** A wave is started under one routing and has sent nothing when another one is signed. */
  private void ruledAnew(String before, String planBefore, String after, String planAfter)
      throws Exception {
    templates = folder.resolve("templates");
    SignedHouse.copy(ROOT.resolve("templates"), templates);
    Path spanish = templates.resolve("class-notice/es");
    Files.copy(spanish.resolve("member.sms.L1.txt"), spanish.resolve("member.sms.L3.txt"));
    rules(before, planBefore);
    take("a.csv", row(1, "+12125550101", "one@example.org"));
    at("channel", "pause", "all");
    assertThat(start(id()).code()).isZero();
    run();
    rules(after, planAfter);
    run();
    at("channel", "resume", "all");
    run();
  }

  private static final String TEXT = plan("at-liberty", "{ id: first, send: sms, to: member }");

  @Test
  void a_level_raised_after_the_start_waits_for_a_start() throws Exception {
    ruledAnew("L1", TEXT, "L3", TEXT);
    assertThat(states()).isEqualTo("first planned");
    assertThat(wave(1).path("state").asText()).isEqualTo("proposed");
  }

  @Test
  void a_level_lowered_after_the_start_goes_on() throws Exception {
    ruledAnew("L3", TEXT, "L1", TEXT);
    assertThat(states()).isEqualTo("first sent");
    assertThat(entries().get(0).path("attempts").get(0).path("level").asText()).isEqualTo("L1");
  }

  @Test
  void a_step_of_another_plan_after_the_start_waits_for_a_start() throws Exception {
    ruledAnew("L1", TEXT, "L1", TEXT.replace("at-liberty", "another"));
    assertThat(states()).isEqualTo("first planned");
    assertThat(wave(1).path("state").asText()).isEqualTo("proposed");
  }

  /** The first list's wave runs and has sent; the second list's waits. */
  private void oneRunsAndOneWaits() throws Exception {
    take("a.csv", row(1, "+12125550101", ""));
    assertThat(start(id()).code()).isZero();
    run();
    take("b.csv", row(2, "+12125550102", ""));
    assertThat(states()).isEqualTo("text planned, text sent");
  }

  private void standsFor(String reason) throws IOException {
    assertThat(states()).isEqualTo("text planned, text sent");
    JsonNode wave = at("wave", "show", id(), "--json").json();
    assertThat(wave.path("state").asText()).isEqualTo("paused");
    assertThat(wave.path("pause_reason").asText()).isEqualTo(reason);
    assertThat(at("log", "--json").out()).contains("\"wave_paused\"");
  }

  private static final String MOVED =
      "UPDATE entries SET wave_id = (SELECT min(id) FROM waves), could_send_at = 0, to_plan = %s"
          + " WHERE wave_id = (SELECT max(id) FROM waves)";

  @Test
  void who_was_put_into_a_wave_that_runs_is_not_sent_and_the_wave_stands() throws Exception {
    oneRunsAndOneWaits();
    sql("UPDATE attempts SET due_at = 0 WHERE state = 'planned'");
    sql(MOVED.formatted("0"));
    run();
    standsFor("start_void");
  }

  @Test
  void who_was_put_there_to_be_planned_is_not_sent_either() throws Exception {
    oneRunsAndOneWaits();
    sql(MOVED.formatted("1"));
    run();
    standsFor("start_void");
  }

  @Test
  void what_a_start_let_go_cannot_be_added_to() throws Exception {
    oneRunsAndOneWaits();
    sql(
        "INSERT INTO let_go SELECT wave_id, (SELECT max(id) FROM persons), step, contact, tries,"
            + " plan, channel, recipient, level, tag, followed_by FROM let_go");
    sql("UPDATE attempts SET due_at = 0 WHERE state = 'planned'");
    sql(MOVED.formatted("0"));
    run();
    standsFor("start_void");
    assertThat(at("wave", "show", id()).out()).contains("what it lets go is not what was signed");
  }

  @Test
  void an_older_start_put_back_as_the_newest_is_none() throws Exception {
    take("a.csv", row(1, "+12125550101", "one@example.org"));
    assertThat(start(id()).code()).isZero();
    run();
    at("wave", "pause", id());
    run();
    assertThat(start(id()).code()).isZero();
    sql("UPDATE wave_starts SET at = at - 100000 WHERE number = 2");
    assertThat(at("wave", "show", id()).out()).contains("DOES NOT HOLD");
    sql("UPDATE wave_starts SET at = at + 100000 WHERE number = 2");
    assertThat(at("wave", "show", id()).out()).contains("the signature verifies");

    sql(
        "INSERT INTO wave_starts SELECT wave_id, 3, at, digest, counsel, fingerprint, signature,"
            + " roll, figures FROM wave_starts WHERE number = 1");
    assertThat(at("wave", "show", id()).out()).contains("not the start that was signed");
    sql("DELETE FROM wave_starts WHERE number > 1");
    assertThat(at("wave", "show", id()).out()).contains("the signature verifies");
    sql("DELETE FROM wave_starts");
    run();
    assertThat(wave(0).path("state").asText()).isEqualTo("paused");
  }

  @Test
  void a_start_signs_the_rules_and_texts_and_goes_on_under_other_ones_counsel_signed()
      throws Exception {
    templates = folder.resolve("templates");
    SignedHouse.copy(ROOT.resolve("templates"), templates);
    take("a.csv", row(1, "+12125550101", ""));
    String seen = wave(0).path("digest").asText();
    rules("L1", plan("at-liberty", "{ id: text, send: sms, to: member }"));
    run();
    String under = wave(0).path("digest").asText();
    assertThat(under).isNotEqualTo(seen);
    assertThat(at("approve", "routing/class-notice", "--renew", "--key", ada()).code()).isZero();
    assertThat(wave(0).path("digest").asText()).as("a renewal").isEqualTo(under);
    run();
    assertThat(start(id(), "--digest", under).code()).isZero();

    Path text = templates.resolve("class-notice/es/member.sms.L1.txt");
    Files.writeString(text, Files.readString(text).stripTrailing() + ".\n");
    assertThat(at("approve", "templates/class-notice/es", "--key", ada()).code()).isZero();
    assertThat(at("wave", "show", id()).out())
        .contains("changed since then: templates/class-notice/es", "the signature verifies");
    run();
    assertThat(states()).isEqualTo("text sent");
  }

  @Test
  void a_wave_says_what_waits_to_be_planned_and_counts_nothing_cancelled() throws Exception {
    take("a.csv", row(1, "+12125550101", ""), row(2, "+12125550102", ""));
    why("hold", entries().get(0).path("person").asText());
    assertThat(at("wave", "show", id()).out()).contains("1 of its entries wait to be planned");
    run();
    Ran shown = at("wave", "show", id());
    assertThat(shown.out()).doesNotContain("PLANNED");
    assertThat(shown.out()).contains("1 persons, 1 contacts, 1 messages: 1 to be sent");
    assertThat(wave(0).path("entries").asInt()).isEqualTo(1);
    assertThat(wave(0).path("by_custody").toString()).isEqualTo("{\"released\":1}");
  }

  private String status() throws IOException {
    JsonNode contact = entries().get(0).path("contacts").get(0);
    return contact.path("status").asText() + " " + contact.path("status_reason").asText("");
  }

  private Ran lift(String person) throws IOException {
    return at("unhold", person, "--suppression", "--contact", "C-1", "--key", ada());
  }

  private void wrongPerson(String person) {
    at(
        "record",
        person,
        "--channel",
        "call",
        "--direction",
        "in",
        "--outcome",
        "wrong_person",
        "--contact",
        "C-1",
        "--by",
        "R. Sample");
  }

  @Test
  void what_reached_the_wrong_person_reached_nobody_and_the_plan_goes_on() throws Exception {
    release = "auto";
    take("a.csv", row(1, "+12125550101", "one@example.org"));
    sql("UPDATE attempts SET state = 'delivered' WHERE step = 'text'");
    sql("UPDATE entries SET to_plan = to_plan + 1");
    run();
    assertThat(states()).isEqualTo("mail cancelled, text delivered");
    assertThat(entries().get(0).path("state").asText()).isEqualTo("delivered_to_member");
    String person = entries().get(0).path("person").asText();

    wrongPerson(person);
    run();

    assertThat(states()).isEqualTo("mail sent, text delivered");
    assertThat(entries().get(0).path("state").asText()).isEqualTo("in_progress");
    assertThat(at("report", "--json").json().path("reached").asInt()).isZero();
  }

  @Test
  void a_stop_that_is_lifted_leaves_what_else_stops_the_number() throws Exception {
    take("a.csv", row(1, "+12125550101", ""));
    String person = entries().get(0).path("person").asText();
    assertThat(start(id()).code()).isZero();
    run();
    why("suppress", person, "--contact", "C-1");
    wrongPerson(person);
    failed(1);
    assertThat(status()).isEqualTo("suppressed stop_requested");

    assertThat(lift(person).out())
        .contains("lifted: stop_requested", "still stopped: wrong_person");
    assertThat(status()).isEqualTo("suppressed wrong_person");
    assertThat(lift(person).out()).contains("still stopped: hard_bounce");
    assertThat(status()).isEqualTo("dead hard_bounce");
    assertThat(lift(person).err()).contains("a dead number stays so");
    take("b.csv", row(1, "+12125550101", "").replace("-02", "-04"));
    assertThat(status()).as("a list says it again").isEqualTo("dead hard_bounce");
    assertThat(why("suppress", person, "--contact", "C-1").code()).isZero();
    assertThat(lift(person).code()).as("who said stop again can be lifted again").isZero();
  }

  @Test
  void what_was_lifted_without_a_counsel_s_signature_binds_again() throws Exception {
    take("a.csv", row(1, "+12125550101", ""), row(2, "+12125550102", ""));
    assertThat(start(id()).code()).isZero();
    String first = entries().get(0).path("person").asText();
    String second = entries().get(1).path("person").asText();
    why("hold", first);
    why("suppress", second, "--contact", "C-1");
    run();
    for (String change :
        List.of(
            "signature = substr(signature, 3) || '00'",
            "subject = 'P-0000000000'",
            "act = 'unhold-veto'",
            "signed_at = signed_at + 1")) {
      assertThat(at("unhold", first, "--key", ada()).code()).as(change).isZero();
      sql("UPDATE widenings SET " + change + " WHERE act = 'unhold'");
      run();
      assertThat(entries().get(0).path("hold_reasons").toString())
          .as(change)
          .contains("counsel_hold");
      assertThat(states()).isEqualTo("text cancelled, text cancelled");
    }
    sql("UPDATE directives SET lifted_at = at");
    sql("UPDATE suppressions SET lifted_by = 1");
    sql("UPDATE contacts SET status = 'ok', status_reason = NULL");
    sql("UPDATE entries SET to_plan = to_plan + 1");
    run();
    assertThat(states()).isEqualTo("text cancelled, text cancelled");
    assertThat(at("log", "--json").out()).contains("\"widening_void\"");

    assertThat(at("unhold", first, "--key", ada()).code()).isZero();
    assertThat(lift(second).code()).isZero();
    run();
    assertThat(states()).as("with one it goes").doesNotContain("cancelled");
  }

  @Test
  void a_message_said_not_to_have_left_without_a_signature_stays_in_doubt() throws Exception {
    take("a.csv", row(1, "+12125550101", ""));
    assertThat(start(id()).code()).isZero();
    run();
    sql("UPDATE attempts SET state = 'in_doubt', provider_id = NULL");
    assertThat(why("resolve", "1", "--as", "not-sent", "--key", ada()).code()).isZero();
    sql("UPDATE widenings SET signature = substr(signature, 3) || '00'");
    run();
    assertThat(states()).isEqualTo("text in_doubt");
    assertThat(at("log", "--json").out()).contains("\"widening_void\"");
  }
}
