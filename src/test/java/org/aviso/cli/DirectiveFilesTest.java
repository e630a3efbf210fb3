package org.aviso.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.aviso.config.FolderDigest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of directives, over runs of the real pipeline. */
class DirectiveFilesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();
  private static final String HEADER = "PERSON,ACTION,REASON,BY\n";

  @TempDir Path folder;
  private int minute = 10;
  private String one;
  private String two;

  @BeforeEach
  void three_persons_whose_wave_waits() throws Exception {
    StringBuilder list =
        new StringBuilder(
            "A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE,LIST_DATE\n");
    for (int i = 1; i <= 3; i++) {
      list.append(
          "A999-000-00%d,SAMPLE,ANA,01/02/196%d,HONDURAS,SPANISH,RELEASED,US,+1212555010%d,2027-01-02%n"
              .formatted(i, i, i));
    }
    drop("list.csv", list.toString());
    run("manual");
    List<JsonNode> entries = entries();
    one = entries.get(0).path("person").asText();
    two = entries.get(1).path("person").asText();
  }

  private Ran at(String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--home", folder.resolve("home").toString()));
    all.addAll(List.of("-D", "aviso.sandbox.clock=2027-01-05T18:%02dZ".formatted(minute++)));
    return Ran.of(all);
  }

  private Ran run(String release) {
    return at(
        "run",
        "--once",
        "--json",
        "-D",
        "aviso.once.wait=0s",
        "-D",
        "aviso.waves.release=" + release);
  }

  private Path drop(String name, String text) throws IOException {
    Path inbox = Files.createDirectories(folder.resolve("home/inbox/directives")).getParent();
    Path file = Files.writeString(inbox.resolve(name), text);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
    return file;
  }

  private List<JsonNode> entries() throws IOException {
    List<JsonNode> entries = new ArrayList<>();
    at("list", "--json").json().path("entries").forEach(entries::add);
    return entries;
  }

  private List<String> states() throws IOException {
    List<String> states = new ArrayList<>();
    for (JsonNode entry : entries()) {
      states.add(entry.path("attempts").path(0).path("state").asText());
    }
    return states;
  }

  private JsonNode report(String text, String in) throws IOException {
    String sha256 = FolderDigest.of(text.getBytes(StandardCharsets.UTF_8));
    assertThat(folder.resolve("home/" + in + "/" + sha256 + ".enc")).exists();
    return JSON.readTree(folder.resolve("home/" + in + "/" + sha256 + ".report.json").toFile());
  }

  @Test
  void a_file_refused_whole_is_a_finding_of_check_until_one_is_applied_whole() throws Exception {
    String refused = "WHO,ACTION,REASON,BY\n" + one + ",hold,asked,R. Sample\n";
    drop("directives/monday.csv", refused);
    run("manual");
    Ran check = at("check");
    assertThat(check.code()).isEqualTo(1);
    assertThat(check.out())
        .contains(
            "rejected/" + FolderDigest.of(refused.getBytes(StandardCharsets.UTF_8)),
            "nothing it says binds anybody");

    drop("directives/tuesday.csv", HEADER + one + ",hold,asked,R. Sample\n");
    run("manual");
    assertThat(at("check").out()).doesNotContain("nothing it says binds anybody");
    assertThat(at("show", one).out()).contains("counsel_hold");
  }

  @Test
  void each_row_that_narrows_binds_before_the_next_message_and_the_others_are_named()
      throws Exception {
    String text =
        HEADER
            + one
            + ",hold,\"a reason, with a comma\",R. Sample\n"
            + "P-0000000000,hold,nobody has it,R. Sample\n"
            + two
            + ",unhold,would widen,R. Sample\n"
            + two
            + ",hold,,R. Sample\n"
            + two
            + ",hold,too few\n";
    Path file = drop("directives/monday.csv", text);

    Ran ran = run("auto");

    assertThat(ran.code()).isEqualTo(1);
    JsonNode took = ran.json().path("directives").get(0);
    assertThat(took.path("name").asText()).isEqualTo("directives/monday.csv");
    assertThat(took.path("accepted").asInt()).isEqualTo(1);
    assertThat(took.path("rejected").asInt()).isEqualTo(4);
    assertThat(ran.json().path("files")).isEmpty();
    assertThat(file).doesNotExist();
    assertThat(states()).containsExactly("cancelled", "sent", "sent");
    assertThat(entries().get(0).path("hold_reasons").toString()).contains("counsel_hold");
    JsonNode report = report(text, "archive");
    List<String> rules = new ArrayList<>();
    for (JsonNode row : report.path("details")) {
      rules.add(row.path("line").asInt() + " " + row.path("reasons").get(0).path("code").asText());
    }
    assertThat(rules)
        .containsExactly("3 unknown_person", "4 not_narrowing", "5 empty", "6 malformed");
    JsonNode sample = JSON.readTree(ROOT.resolve("docs/json/directives-report.json").toFile());
    assertThat(report.fieldNames()).toIterable().containsExactlyElementsOf(sample::fieldNames);
    assertThat(report.path("details").get(0).fieldNames())
        .toIterable()
        .containsExactlyElementsOf(sample.path("details").get(0)::fieldNames);
    assertThat(report.toString() + at("log", "--json").out()).doesNotContain("comma");
  }

  @Test
  void a_file_that_is_known_is_not_applied_twice() throws Exception {
    String text = HEADER + one + ",stop-notices,asked to,R. Sample\n";
    drop("directives/a.csv", text);
    run("manual");
    drop("directives/b.csv", text);

    JsonNode again = run("manual").json().path("directives").get(0);

    assertThat(again.path("state").asText()).isEqualTo("duplicate");
    assertThat(again.path("rows").asInt()).isZero();
    assertThat(at("log", "--json", "--person", one).out().split("\"stop_notices\"", -1)).hasSize(2);
    assertThat(report(text, "archive").path("state").asText()).isEqualTo("taken");
    assertThat(entries().get(0).path("state").asText()).isEqualTo("stopped_by_counsel");
  }

  @Test
  void a_file_dropped_again_binds_what_a_counsel_lifted_since() throws Exception {
    String text = HEADER + one + ",hold,asked to,R. Sample\n" + two + ",hold,too,R. Sample\n";
    drop("directives/a.csv", text);
    run("manual");
    assertThat(at("unhold", one, "--key", Keys.ada(folder).toString()).code()).isZero();
    drop("directives/b.csv", text);

    JsonNode again = run("auto").json().path("directives").get(0);

    assertThat(again.path("state").asText()).isEqualTo("taken");
    assertThat(again.path("accepted").asInt()).isEqualTo(1);
    assertThat(again.path("duplicate").asInt()).isEqualTo(1);
    assertThat(states()).containsExactly("cancelled", "cancelled", "sent");
  }

  @Test
  void a_file_that_came_before_its_persons_names_them_each_time_and_binds_when_they_are_there()
      throws Exception {
    String text = HEADER + "P-0000000000,hold,nobody yet,R. Sample\n";
    drop("directives/a.csv", text);
    run("manual");
    drop("directives/b.csv", text);

    Ran ran = run("manual");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.json().path("directives").get(0).path("rejected").asInt()).isEqualTo(1);
    assertThat(ran.json().path("directives").get(0).path("state").asText()).isEqualTo("taken");
  }

  @Test
  void a_file_of_another_kind_is_refused_whole_and_nothing_of_it_binds() throws Exception {
    String text = "PERSON;ACTION;REASON;BY\n" + one + ";hold;why;R. Sample\n";
    drop("directives/a.csv", text);
    Path left = drop("directives/notes.txt", text);

    Ran ran = run("auto");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.json().path("directives").get(0).path("reason").asText()).isEqualTo("no_header");
    assertThat(report(text, "rejected").path("explanation").asText()).contains("first line");
    assertThat(left).exists();
    assertThat(states()).containsExactly("sent", "sent", "sent");
    assertThat(at("log", "--json").out()).contains("directives_refused");
  }

  @Test
  void a_file_of_another_kind_is_left_and_reported_once() throws Exception {
    Path file = drop("directives/monday.txt", HEADER + one + ",hold,asked to,R. Sample\n");
    Path coming = drop("directives/tuesday.csv.part", HEADER);
    Files.setLastModifiedTime(coming, FileTime.from(Instant.now()));
    run("manual");
    run("manual");

    assertThat(file).exists();
    assertThat(at("log", "--json", "--status", "directives_stray").out())
        .contains("directives_stray")
        .hasLineCount(1)
        .doesNotContain("monday");
    assertThat(at("check").out())
        .contains("inbox/directives/monday.txt: is no .csv")
        .doesNotContain("tuesday");
    Files.delete(file);
    assertThat(at("check").out()).doesNotContain("monday");
  }
}
