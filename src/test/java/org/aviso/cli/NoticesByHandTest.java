package org.aviso.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.DriverManager;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.aviso.SignedHouse;
import org.aviso.config.Settings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several notices where people do a part of the work: tasks, records by hand and waves. */
class NoticesByHandTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();
  private static final String HEADER =
      "A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE,EMAIL,LIST_DATE\n";
  private static final String LETTER = "- { id: letter, do: letter, to: member }";
  private static final String CALL = "- { id: call, do: call, to: member, unless: delivered }";
  private static final String TEXT = "- { id: text, send: sms, to: member }";

  @TempDir Path folder;
  private LocalDateTime clock = LocalDateTime.of(2027, 1, 5, 18, 10);

  @BeforeEach
  void templates() throws IOException {
    for (String notice : List.of("class-notice", "correction")) {
      Path from = ROOT.resolve("templates/class-notice");
      try (Stream<Path> all = Files.walk(from)) {
        for (Path file : all.toList()) {
          Path target =
              folder.resolve("templates/" + notice).resolve(from.relativize(file).toString());
          if (Files.isDirectory(file)) {
            Files.createDirectories(target);
          } else {
            Files.copy(file, target);
          }
        }
      }
    }
  }

  private void routing(String notice, String more, String... steps) throws IOException {
    Files.writeString(
        Files.createDirectories(folder.resolve("counsel/" + notice)).resolve("routing.yaml"),
        """
        notice: %s
        version: 1
        levels:
          member-unverified: { sms: L1, email: L3 }
          member-verified: { sms: L3, email: L3 }
          relay: L0
        quiet-hours: none
        plans:
          - id: at-liberty
            when: { custody: [released] }
            steps:
              %s
        %s\
        """
            .formatted(notice, String.join("\n      ", steps), more));
    SignedHouse.sign(
        Settings.load(
            null,
            Map.of(),
            Map.of(
                "aviso.routing.dir", folder.resolve("counsel").toString(),
                "aviso.templates.dir", folder.resolve("templates").toString()),
            ROOT),
        ROOT);
  }

  private Ran at(String... command) {
    clock = clock.plusMinutes(1);
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--home", folder.resolve("home").toString()));
    all.addAll(List.of("-D", "aviso.sandbox.clock=" + clock.truncatedTo(ChronoUnit.MINUTES) + "Z"));
    all.addAll(List.of("-D", "aviso.routing.dir=" + folder.resolve("counsel")));
    all.addAll(List.of("-D", "aviso.templates.dir=" + folder.resolve("templates")));
    return Ran.of(all);
  }

  private void run(String... more) {
    List<String> all = new ArrayList<>(List.of("run", "--once"));
    all.addAll(List.of("-D", "aviso.once.wait=0s", "-D", "aviso.sms.per-second=0"));
    all.addAll(List.of(more));
    Ran ran = at(all.toArray(String[]::new));
    assertThat(ran.code()).as(ran.err()).isLessThan(2);
  }

  private void drop(String name, int... persons) throws IOException {
    StringBuilder rows = new StringBuilder(HEADER);
    for (int n : persons) {
      rows.append(
          "A999-000-%03d,SAMPLE,ANA,01/02/19%02d,HONDURAS,SPANISH,RELEASED,US,+12135550%d,,2027-01-02%n"
              .formatted(n, 60 + n, 100 + n));
    }
    Path inbox = Files.createDirectories(folder.resolve("home/inbox"));
    Path list = Files.writeString(inbox.resolve(name), rows);
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
  }

  private JsonNode tasks() throws IOException {
    return at("queue", "list", "--json", "--kind", "task", "--all").json().path("items");
  }

  private String task(String notice, String person, String step) throws IOException {
    for (JsonNode task : tasks()) {
      if (task.path("notice").asText().equals(notice)
          && task.path("step").asText().equals(step)
          && task.path("person").asText().equals(person)) {
        return task.path("id").asText();
      }
    }
    throw new AssertionError("no " + step + " of " + person + " in " + notice);
  }

  private List<JsonNode> entries(String notice) throws IOException {
    List<JsonNode> entries = new ArrayList<>();
    at("list", "--notice", notice, "--json").json().path("entries").forEach(entries::add);
    return entries;
  }

  private List<String> states(String notice) throws IOException {
    return entries(notice).stream().map(entry -> entry.path("state").asText()).toList();
  }

  private Ran resolve(String task, String outcome) {
    return at("queue", "resolve", task, "--outcome", outcome, "--by", "R. Sample");
  }

  @Test
  void calls_planned_under_other_rules_are_not_printed_before_they_are_planned_anew()
      throws Exception {
    String call = "- { id: call, do: call, to: member }";
    routing("class-notice", "", call);
    drop("list.csv", 1);
    run();
    routing("correction", "supersedes: class-notice\n", call);

    Path file = folder.resolve("calls.csv");
    Ran printed = at("queue", "print", "call", "--out", file.toString(), "--json");
    assertThat(printed.json().path("not_printed").asInt()).isEqualTo(1);
    assertThat(file).doesNotExist();
    run();
    assertThat(at("queue", "print", "call", "--out", file.toString()).code()).isZero();
    assertThat(Files.readString(file)).contains(",correction,").doesNotContain("class-notice");
  }

  @Test
  void open_and_claimed_tasks_of_a_superseded_notice_are_withdrawn_and_what_was_done_stays()
      throws Exception {
    routing("class-notice", "", LETTER);
    drop("list.csv", 1, 2, 3);
    run();
    List<String> persons =
        entries("class-notice").stream().map(entry -> entry.path("person").asText()).toList();
    String claimed = task("class-notice", persons.get(1), "letter");
    assertThat(at("queue", "claim", claimed, "--by", "R. Sample").code()).isZero();
    assertThat(resolve(task("class-notice", persons.get(2), "letter"), "sent").code()).isZero();
    run();
    assertThat(states("class-notice")).containsExactly("waiting", "in_progress", "unconfirmed");

    routing("correction", "supersedes: class-notice\n", LETTER);
    run();

    assertThat(tasks())
        .hasSize(3)
        .allSatisfy(task -> assertThat(task.path("notice").asText()).isEqualTo("correction"));
    assertThat(states("class-notice"))
        .containsExactly("stopped_by_counsel", "stopped_by_counsel", "unconfirmed");
    assertThat(entries("class-notice"))
        .allSatisfy(e -> assertThat(e.path("flags").toString()).contains("superseded"));
    assertThat(states("correction")).containsExactly("waiting", "waiting", "waiting");
    assertThat(resolve(claimed, "sent").code()).as("there no more").isEqualTo(2);
    String log = at("log", "--notice", "class-notice", "--json").out();
    assertThat(log.split("\"withdrawn\"", -1)).as("once each").hasSize(3);
    assertThat(at("log", "--status", "superseded", "--json").out().lines()).hasSize(3);
    run();
    assertThat(at("log", "--notice", "class-notice", "--json").out()).isEqualTo(log);
  }

  @Test
  void who_was_reached_with_the_old_notice_is_told_the_newer_one_all_the_same() throws Exception {
    routing("class-notice", "", LETTER, CALL);
    drop("list.csv", 1);
    run();
    String person = entries("class-notice").get(0).path("person").asText();
    assertThat(resolve(task("class-notice", person, "call"), "reached").code()).isZero();
    run();
    assertThat(states("class-notice")).containsExactly("delivered_to_member");

    routing("correction", "supersedes: class-notice\n", LETTER, CALL);
    run();

    assertThat(states("class-notice")).containsExactly("delivered_to_member");
    assertThat(states("correction")).containsExactly("waiting");
    assertThat(resolve(task("correction", person, "call"), "reached").code()).isZero();
    assertThat(states("correction")).containsExactly("delivered_to_member");
  }

  @Test
  void a_task_still_open_after_the_last_day_is_withdrawn_until_the_day_is_moved() throws Exception {
    routing("class-notice", "send-until: 2027-01-05\n", LETTER);
    drop("list.csv", 1);
    run();
    String task = tasks().get(0).path("id").asText();

    clock = LocalDateTime.of(2027, 1, 6, 0, 5);
    run();
    assertThat(tasks()).isEmpty();
    assertThat(states("class-notice")).containsExactly("held");
    assertThat(entries("class-notice").get(0).path("flags").toString()).contains("send_until_over");
    run();
    assertThat(states("class-notice")).containsExactly("held");

    routing("class-notice", "send-until: 2027-02-28\n", LETTER);
    run();
    assertThat(tasks().get(0).path("id").asText()).isEqualTo(task);
    assertThat(states("class-notice")).containsExactly("waiting");
  }

  @Test
  void the_wave_of_a_notice_added_later_waits_for_its_start_over_all_who_were_known()
      throws Exception {
    String manual = "aviso.waves.release=manual";
    routing("class-notice", "", TEXT);
    drop("a.csv", 1);
    run("-D", manual);
    drop("b.csv", 2);
    run("-D", manual);
    routing("correction", "", TEXT);
    run("-D", manual);

    JsonNode waves = at("wave", "list", "--json").json().path("waves");
    assertThat(waves).hasSize(3);
    JsonNode later = waves.get(2);
    assertThat(later.path("notice").asText()).isEqualTo("correction");
    assertThat(later.path("state").asText()).isEqualTo("proposed");
    assertThat(later.path("file").isNull()).isTrue();
    assertThat(later.path("entries").asInt()).isEqualTo(2);
    assertThat(at("wave", "show", later.path("id").asText()).out())
        .contains("over all persons known when the notice came", "2 persons");
    assertThat(at("wave", "abort", later.path("id").asText()).code()).isZero();
    run("-D", manual);
    JsonNode rest = at("wave", "list", "--json").json().path("waves").get(3);
    assertThat(rest.path("file").isNull()).isTrue();
    assertThat(rest.path("planned").asInt()).isEqualTo(2);
  }

  @Test
  void a_record_that_does_not_open_keeps_neither_preview_nor_the_relays_export_from_working()
      throws Exception {
    routing("class-notice", "", TEXT);
    drop("list.csv", 1, 2);
    run();
    String broken = entries("class-notice").get(0).path("person").asText();
    try (var database =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("home/ledger/aviso.db"));
        var statement = database.createStatement()) {
      assertThat(
              statement.executeUpdate(
                  "UPDATE persons SET record = zeroblob(60) WHERE public_id = '" + broken + "'"))
          .isEqualTo(1);
    }
    Ran preview = at("preview", "--person", broken);
    assertThat(preview.code()).isEqualTo(1);
    assertThat(preview.out()).contains("entry held: no_plan");
    assertThat(at("relays", "export", folder.resolve("relays.csv").toString()).code()).isZero();
  }
}
