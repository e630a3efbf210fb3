package org.aviso.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.aviso.outcome.News;
import org.aviso.outcome.Reason;
import org.aviso.pipeline.Desk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Waves as staff see them, over runs of the real pipeline. */
class WaveCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HEADER =
      "A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE,EMAIL,LIST_DATE\n";

  @TempDir Path folder;
  private int day = 5;
  private int minute = 10;

  private Ran at(String command, String... more) {
    List<String> all =
        new ArrayList<>(List.of(command, "--home", folder.resolve("home").toString()));
    all.addAll(List.of("-D", "aviso.sandbox.clock=" + now()));
    all.addAll(List.of("-D", "aviso.waves.release=manual"));
    all.addAll(List.of(more));
    return Ran.of(all);
  }

  private String now() {
    return "2027-01-%02dT18:%02dZ".formatted(day, minute++);
  }

  private void take(String name, String... rows) throws IOException {
    Path inbox = Files.createDirectories(folder.resolve("home/inbox"));
    Path list = Files.writeString(inbox.resolve(name), HEADER + String.join("\n", rows) + "\n");
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
    run();
  }

  private Ran run() {
    return at(
        "run",
        "--once",
        "-D",
        "aviso.once.wait=0s",
        "-D",
        "aviso.sms.per-second=0",
        "-D",
        "aviso.retry.delays=20m");
  }

  private static String row(int person, String phone, String email, String date) {
    return "A999-000-%03d,SAMPLE,ANA,01/02/19%02d,HONDURAS,SPANISH,RELEASED,US,%s,%s,%s"
        .formatted(person, 60 + person, phone, email, date);
  }

  private JsonNode waves() throws IOException {
    return JSON.readTree(at("wave", "list", "--json").out()).path("waves");
  }

  private String states() throws IOException {
    List<String> states = new ArrayList<>();
    for (JsonNode entry : JSON.readTree(at("list", "--json").out()).path("entries")) {
      for (JsonNode attempt : entry.path("attempts")) {
        states.add(attempt.path("step").asText() + " " + attempt.path("state").asText());
      }
    }
    states.sort(null);
    return String.join(", ", states);
  }

  private Ran queue(String... words) {
    List<String> all = new ArrayList<>(List.of("queue"));
    all.addAll(List.of(words));
    all.addAll(List.of("--home", folder.resolve("home").toString()));
    return Ran.of(all);
  }

  private Desk desk() {
    Common common = new Common();
    common.home = folder.resolve("home").toString();
    common.defines.put("aviso.sandbox.clock", now());
    return common.desk("wave");
  }

  private void start(String id) throws IOException {
    Ran started = at("wave", "start", id, "--key", Keys.ada(folder).toString());
    assertThat(started.code()).as(started.err()).isZero();
  }

  @Test
  void a_taken_list_waits_as_one_proposed_wave_that_says_what_it_holds() throws Exception {
    take(
        "a.csv",
        row(1, "+12125550101", "", "2027-01-02"),
        row(2, "+12125550102", "two@example.org", "2027-01-02"));

    JsonNode wave = waves().get(0);
    assertThat(waves()).hasSize(1);
    assertThat(wave.path("state").asText()).isEqualTo("proposed");
    assertThat(wave.path("entries").asInt()).isEqualTo(2);
    assertThat(wave.path("by_channel").toString()).isEqualTo("{\"email\":1,\"sms\":2}");
    assertThat(wave.path("by_language").toString()).isEqualTo("{\"es\":3}");
    assertThat(wave.path("by_custody").toString()).isEqualTo("{\"released\":2}");
    assertThat(wave.path("cost").asDouble()).isPositive();
    assertThat(states()).isEqualTo("mail planned, text planned, text planned");
    Ran shown = at("wave", "show", wave.path("id").asText());
    assertThat(shown.out()).contains("2 persons", "3 messages", "digest").doesNotContain("0101");
  }

  @Test
  void without_a_key_nothing_starts() throws Exception {
    take("a.csv", row(1, "+12125550101", "", "2027-01-02"));
    Ran started = at("wave", "start", waves().get(0).path("id").asText());
    assertThat(started.code()).isEqualTo(2);
    run();
    assertThat(states()).isEqualTo("text planned");
  }

  @Test
  void a_started_wave_goes_and_a_paused_one_stands_until_it_is_resumed() throws Exception {
    take("a.csv", row(1, "+12125550101", "", "2027-01-02"));
    String id = waves().get(0).path("id").asText();
    start(id);
    assertThat(at("wave", "pause", id).out()).contains("paused (by_hand)", "0 in flight");
    run();
    assertThat(states()).isEqualTo("text planned");
    assertThat(at("wave", "pause", id).code()).isEqualTo(2);
    assertThat(at("wave", "resume", id).code()).isZero();
    run();
    assertThat(states()).isEqualTo("text sent");
    assertThat(waves().get(0).path("state").asText()).isEqualTo("done");
  }

  @Test
  void what_an_aborted_wave_did_not_send_waits_in_a_new_one() throws Exception {
    take("a.csv", row(1, "+12125550101", "one@example.org", "2027-01-02"));
    String id = waves().get(0).path("id").asText();
    start(id);
    run();
    assertThat(states()).isEqualTo("mail planned, text sent");

    assertThat(at("wave", "abort", id).code()).isZero();
    run();

    assertThat(waves().get(0).path("state").asText()).isEqualTo("aborted");
    assertThat(waves().get(1).path("state").asText()).isEqualTo("proposed");
    assertThat(waves().get(1).path("entries").asInt()).isEqualTo(1);
    assertThat(states()).isEqualTo("mail planned, text sent");
  }

  @Test
  void an_aborted_wave_sends_nothing_more_even_where_waves_start_by_themselves() throws Exception {
    take("a.csv", row(1, "+12125550101", "one@example.org", "2027-01-02"));
    String id = waves().get(0).path("id").asText();
    start(id);
    at("wave", "abort", id);

    at("run", "--once", "-D", "aviso.once.wait=0s", "-D", "aviso.waves.release=auto");
    assertThat(states()).isEqualTo("mail planned, text planned");
  }

  @Test
  void a_wave_that_stood_still_for_three_days_needs_a_start_of_its_own() throws Exception {
    take("a.csv", row(1, "+12125550101", "", "2027-01-02"));
    String id = waves().get(0).path("id").asText();
    start(id);
    at("channel", "pause", "sms");
    run();
    assertThat(waves().get(0).path("state").asText()).isEqualTo("running");

    try (var desk = desk()) {
      desk.ledger().waves().standstill(Instant.parse("2027-01-08T18:59:00Z"));
    }

    assertThat(at("wave", "show", id).out()).contains("paused (standstill)");
    assertThat(at("log", "--json").out()).contains("wave_paused");
    assertThat(at("wave", "resume", id).err()).contains("signed by counsel");
    run(); // What is to be signed is what planning says now.
    assertThat(states()).isEqualTo("text planned");
    start(id);
    at("channel", "resume", "sms");
    run();
    assertThat(states()).isEqualTo("text sent");
  }

  @Test
  void a_wave_that_was_started_anew_has_three_days_again() throws Exception {
    take("a.csv", row(1, "+12125550101", "", "2027-01-02"));
    String id = waves().get(0).path("id").asText();
    start(id);
    at("channel", "pause", "sms");
    run();
    day = 9;
    standstill("2027-01-09T18:59:00Z");
    assertThat(at("wave", "show", id).out()).contains("paused (standstill)");
    run();
    start(id);
    run();

    standstill("2027-01-12T18:00:00Z");
    assertThat(waves().get(0).path("state").asText()).isEqualTo("running");
    standstill("2027-01-12T18:59:00Z");
    assertThat(waves().get(0).path("state").asText()).isEqualTo("paused");
  }

  @Test
  void a_wave_of_which_something_left_does_not_stand_still() throws Exception {
    take(
        "a.csv",
        row(1, "+12125550101", "", "2027-01-02"),
        row(2, "+12125550102", "", "2027-01-02"),
        row(3, "+12125550103", "", "2027-01-02"));
    String id = waves().get(0).path("id").asText();
    start(id);
    runOneADay();
    day = 8;
    runOneADay();
    assertThat(states()).isEqualTo("text planned, text sent, text sent");

    standstill("2027-01-10T18:59:00Z");
    assertThat(waves().get(0).path("state").asText()).isEqualTo("running");
    standstill("2027-01-11T18:59:00Z");
    assertThat(waves().get(0).path("state").asText()).isEqualTo("paused");
  }

  private void runOneADay() {
    at("run", "--once", "-D", "aviso.once.wait=0s", "-D", "aviso.sms.per-day=1");
  }

  private void standstill(String now) {
    try (var desk = desk()) {
      desk.ledger().waves().standstill(Instant.parse(now));
    }
  }

  @Test
  void a_wave_whose_text_was_refused_goes_on_when_somebody_says_so() throws Exception {
    take("a.csv", row(1, "+12125550101", "", "2027-01-02"));
    String id = waves().get(0).path("id").asText();
    start(id);
    try (var desk = desk()) {
      desk.ledger()
          .attempts()
          .learned(1, News.REPORTED_FAILED_TECHNICALLY, Reason.CONTENT_REFUSED, null);
    }
    assertThat(at("wave", "show", id).out()).contains("paused (content_refused)");
    assertThat(at("log", "--json").out()).contains("wave_paused");
    assertThat(at("wave", "resume", id).code()).isZero();
    assertThat(at("wave", "show", id).out()).doesNotContain("paused");
  }

  /** The first text of a wave that runs failed for now, and its next try is planned. */
  private void failsForNow(String phone, String email) throws Exception {
    take("a.csv", row(1, phone, email, "2027-01-02"));
    start(waves().get(0).path("id").asText());
    run();
    try (var desk = desk()) {
      desk.ledger().attempts().learned(1, News.REPORTED_FAILED_FOR_NOW, Reason.TRANSIENT, null);
    }
  }

  @ParameterizedTest
  @CsvSource({"+12125550101, '', text", "'', one@example.org, mail"})
  void a_retry_waiting_at_a_pause_leaves_after_the_resume(String phone, String email, String step)
      throws Exception {
    failsForNow(phone, email);
    run();
    String id = waves().get(0).path("id").asText();
    at("wave", "pause", id);
    run();
    assertThat(states()).isEqualTo(step + " planned");

    assertThat(at("wave", "resume", id).code()).isZero();
    minute = 50;
    run();
    assertThat(states()).isEqualTo(step + " sent");
  }

  @Test
  void a_retry_that_moves_to_a_new_wave_leaves_after_its_start() throws Exception {
    failsForNow("+12125550101", "");
    run();
    take("b.csv", row(1, "+12125550101", "one@example.org", "2027-01-04"));
    assertThat(states()).isEqualTo("mail planned, text planned");

    start(waves().get(1).path("id").asText());
    minute = 50;
    run();
    assertThat(states()).isEqualTo("mail planned, text sent");
  }

  @Test
  void a_contact_that_comes_after_the_start_waits_for_a_start_of_its_own() throws Exception {
    take("a.csv", row(1, "", "one@example.org", "2027-01-02"));
    start(waves().get(0).path("id").asText());

    take("b.csv", row(1, "+12125550101", "", "2027-01-04"));
    assertThat(states()).doesNotContain("text sent");
    JsonNode second = waves().get(1);
    assertThat(second.path("state").asText()).isEqualTo("proposed");
    start(second.path("id").asText());
    run();
    assertThat(states()).contains("text sent");
  }

  @Test
  void what_is_no_digest_is_said_to_be_none_and_starts_nothing() throws Exception {
    take("a.csv", row(1, "+12125550101", "", "2027-01-02"));
    String id = waves().get(0).path("id").asText();
    String key = Keys.ada(folder).toString();
    Ran refused = at("wave", "start", id, "--key", key, "--digest", "abc");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .contains("abc is no digest: 64 hexadecimal digits, as aviso wave show " + id)
        .doesNotContain("cost");
    Ran another = at("wave", "start", id, "--key", key, "--digest", "0".repeat(64));
    assertThat(another.err()).contains("holds something else than was looked at");
    assertThat(waves().get(0).path("state").asText()).isEqualTo("proposed");
  }

  @Test
  void who_has_just_signed_is_not_told_that_it_is_not_planned() throws Exception {
    take("a.csv", row(1, "+12125550101", "", "2027-01-02"));
    String id = waves().get(0).path("id").asText();
    Ran started = at("wave", "start", id, "--key", Keys.ada(folder).toString());
    assertThat(started.out())
        .contains("1 of its entries are planned again under the start; nothing beyond what was")
        .doesNotContain("NOT WHOLLY PLANNED");
  }

  @Test
  void a_wave_that_stands_still_is_named_where_staff_look() throws Exception {
    take("a.csv", row(1, "+12125550101", "", "2027-01-02"));
    String id = waves().get(0).path("id").asText();
    Path pdf = folder.resolve("letters.pdf");
    for (String word : List.of(" has not started", " is paused")) {
      assertThat(queue("list", "--kind", "task").out()).contains("Wave " + id + word);
      assertThat(queue("print", "letter", "--out", pdf.toString()).out())
          .contains("nothing to print", "Wave " + id + word);
      if (word.contains("started")) {
        start(id);
        at("wave", "pause", id);
      }
    }
    assertThat(run().out()).contains("Wave " + id + " is paused, and nothing of it leaves");
  }

  @Test
  void a_wave_nobody_has_is_shown_to_nobody() throws Exception {
    take("a.csv", row(1, "+12125550101", "", "2027-01-02"));
    assertThat(at("wave", "show", "W-NOBODY").code()).isEqualTo(2);
  }
}
