package org.aviso.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.aviso.SignedHouse;
import org.aviso.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What somebody stopped stays stopped, however the number is written: lists in, commands, lists.
 */
class StopsBindTest {
  private static final String HEADER =
      "A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE,EMAIL,LIST_DATE\n";
  private static final String[] WHY = {"--reason", "told on the hotline", "--by", "R. Sample"};

  @TempDir Path folder;
  private int minute = 10;
  private Path counsel;
  private String release = "manual";

  private Ran at(String command, String... more) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of(more));
    all.addAll(List.of("--home", folder.resolve("home").toString()));
    // Each command a minute later: the sandbox's clock begins anew with each.
    all.addAll(List.of("-D", "aviso.sandbox.clock=2027-01-05T18:%02dZ".formatted(minute++)));
    if (counsel != null) {
      all.addAll(
          List.of("-D", "aviso.routing.dir=" + counsel, "-D", "aviso.waves.release=" + release));
    }
    return Ran.of(all);
  }

  private Ran why(String command, String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    all.addAll(List.of(WHY));
    Ran ran = at(command, all.toArray(String[]::new));
    assertThat(ran.code()).as(ran.err()).isZero();
    return ran;
  }

  private void take(String name, String... rows) throws IOException {
    Path inbox = Files.createDirectories(folder.resolve("home/inbox"));
    Path list = Files.writeString(inbox.resolve(name), HEADER + String.join("", rows));
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
    at("run", "--once", "-D", "aviso.once.wait=0s", "-D", "aviso.sms.per-second=0");
  }

  private static String row(int person, String phone, String country, String date) {
    return "A999-000-00%d,SAMPLE,ANA,01/02/196%d,HONDURAS,SPANISH,RELEASED,%s,%s,,%s%n"
        .formatted(person, person, country, phone, date);
  }

  private JsonNode entry(int index) throws IOException {
    return at("list", "--json", "--reveal").json().path("entries").path(index);
  }

  private String id() throws IOException {
    return entry(0).path("person").asText();
  }

  private static String contacts(JsonNode entry) {
    List<String> contacts = new ArrayList<>();
    entry
        .path("contacts")
        .forEach(
            c ->
                contacts.add(
                    (c.path("id").asText() + " " + c.path("status").asText())
                        + (c.path("status_reason").isTextual()
                            ? " " + c.path("status_reason").asText()
                            : "")));
    return String.join(", ", contacts);
  }

  private static String texts(JsonNode entry) {
    List<String> states = new ArrayList<>();
    entry.path("attempts").forEach(a -> states.add(a.path("state").asText()));
    return String.join(", ", states);
  }

  private void stop(String how, String person) {
    switch (how) {
      case "suppress" -> why("suppress", person, "--contact", "C-1");
      default ->
          assertThat(
                  at(
                          "record",
                          person,
                          "--channel",
                          "call",
                          "--direction",
                          "in",
                          "--outcome",
                          how,
                          "--contact",
                          "C-1",
                          "--by",
                          "R. Sample")
                      .code())
              .isZero();
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          stop_requested, 646-555-0123,       US, stop_requested
          wrong_person,   646-555-0123,       MX, wrong_person
          suppress,       646-555-0123 (Bob), US, stop_requested
          """)
  void a_stop_on_an_ambiguous_number_binds_once_its_country_is_known(
      String how, String cell, String country, String reason) throws Exception {
    String known = country.equals("MX") ? "+52 646 555 0123" : "+1 646 555 0123";
    take("a.csv", row(1, cell, "", "2027-01-02"));
    assertThat(contacts(entry(0))).startsWith("C-1 ambiguous");

    stop(how, id());
    take("b.csv", row(1, known, country, "2027-01-06"), row(2, known, country, "2027-01-06"));

    assertThat(contacts(entry(0))).isEqualTo("C-1 superseded, C-2 suppressed " + reason);
    assertThat(contacts(entry(1))).isEqualTo("C-1 suppressed " + reason);
    assertThat(texts(entry(0)) + texts(entry(1))).isEmpty();
  }

  private static final String BLANK_NUMBER =
      ",SAMPLES,ANA,01/02/1961,HONDURAS,SPANISH,RELEASED,US,,ana@example.org,2027-01-02\n";

  @Test
  void what_is_decided_of_somebody_found_to_be_another_binds_that_one_and_is_seen_at_once()
      throws Exception {
    take("a.csv", row(1, "+12125550101", "US", "2027-01-02"), BLANK_NUMBER);
    String kept = id();
    String other = entry(1).path("person").asText();
    why("identity", kept, "--same-as", other);

    Ran held = why("hold", other);

    assertThat(held.err()).contains(other + " is " + kept);
    assertThat(held.out()).startsWith(kept + ": held");
    assertThat(at("show", kept).out()).containsPattern("held because +counsel_hold");
    assertThat(at("list", "--state", "held").out()).contains(kept);
    Ran queue = at("queue", "list");
    assertThat(queue.out()).as(queue.err()).contains("H-", kept);
    Ran stopped = why("suppress", other, "--contact", "C-1");
    assertThat(stopped.out()).startsWith(kept + " C-2");
    assertThat(contacts(entry(0))).isEqualTo("C-1 ok, C-2 suppressed stop_requested");

    Path file =
        Files.writeString(
            Files.createDirectories(folder.resolve("home/inbox/directives")).resolve("d.csv"),
            "PERSON,ACTION,REASON,BY\n%s,stop-notices,asked,R. Sample\nP-0000000000,hold,asked,R. Sample\n"
                .formatted(other));
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
    Ran ran = at("run", "--once", "-D", "aviso.once.wait=0s");
    assertThat(ran.code()).as("a row binds nobody").isEqualTo(1);
    assertThat(entry(0).path("state").asText()).isEqualTo("stopped_by_counsel");
    assertThat(at("log", "--json").out())
        .contains("\"directives_rejected\"", "\"rejected\":1,\"unknown\":1");
    assertThat(at("check").out()).contains("1 rows of a file of directives were not applied");
    try (var reports = Files.list(folder.resolve("home/archive"))) {
      assertThat(reports.filter(r -> r.toString().endsWith(".report.txt")))
          .anySatisfy(
              report ->
                  assertThat(report)
                      .content()
                      .contains("line 2: applied, merged_person", "line 3: rejected, unknown"));
    }
  }

  @Test
  void a_veto_written_of_somebody_found_to_be_another_binds_that_one() throws Exception {
    counsel = folder.resolve("counsel");
    SignedHouse.copy(
        Path.of(System.getProperty("aviso.root", "")).resolve("routes/counsel"), counsel);
    take("a.csv", row(1, "+12125550101", "US", "2027-01-02"), BLANK_NUMBER);
    String kept = id();
    String other = entry(1).path("person").asText();
    why("identity", kept, "--same-as", other);
    Files.createDirectories(counsel.resolve("relays"));
    Files.writeString(
        counsel.resolve("relays/first.yaml"),
        "relays:\n  - { person: %s, contact: C-1, veto: true, reason: x }\n".formatted(other));

    at("run", "--once", "-D", "aviso.once.wait=0s");

    List<String> planned = new ArrayList<>();
    entry(0)
        .path("attempts")
        .forEach(
            a -> {
              if (a.path("state").asText().equals("planned")) {
                planned.add(a.path("contact").asText());
              }
            });
    assertThat(planned).as("C-2 was the other's C-1").containsExactly("C-1");
  }

  @ParameterizedTest
  @CsvSource({"hold", "stop-notices"})
  void a_held_persons_call_is_not_claimed_before_planning(String stop) throws Exception {
    counsel = folder.resolve("counsel");
    Path root = Path.of(System.getProperty("aviso.root", ""));
    Path notice = Files.createDirectories(counsel.resolve("class-notice"));
    String shipped = Files.readString(root.resolve("routes/counsel/class-notice/routing.yaml"));
    Files.writeString(
        notice.resolve("routing.yaml"),
        shipped.substring(0, shipped.indexOf("plans:"))
            + "plans:\n  - id: p\n    when: { custody: [released] }\n    steps:\n"
            + "      - { id: call, do: call, to: member }\n");
    SignedHouse.sign(
        Settings.load(null, Map.of(), Map.of("aviso.routing.dir", counsel.toString()), root), root);
    release = "auto";
    take("a.csv", row(1, "+12125550101", "US", "2027-01-02"));
    assertThat(at("queue", "list", "--kind", "task").out()).contains("T-1");

    why(stop, id());

    assertThat(at("queue", "list", "--kind", "task", "--all").out()).doesNotContain("T-1");
    Ran claimed = at("queue", "claim", "T-1", "--by", "R. Sample");
    assertThat(claimed.code()).isEqualTo(2);
    assertThat(claimed.err()).contains("T-1", "planned anew").hasLineCount(1);
    Ran done = at("queue", "resolve", "T-1", "--outcome", "no_answer", "--by", "R. Sample");
    assertThat(done.code()).as("what was done is recorded").isZero();
  }

  @Test
  void a_supplement_that_names_the_country_alone_brings_no_stopped_number_back() throws Exception {
    take("a.csv", row(1, "646-555-0123", "", "2027-01-02"));
    stop("suppress", id());

    take("b.csv", row(1, "646-555-0123", "US", "2027-01-06"));

    assertThat(contacts(entry(0))).isEqualTo("C-1 superseded, C-2 suppressed stop_requested");
    assertThat(texts(entry(0))).isEmpty();
  }
}
