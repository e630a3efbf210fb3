package org.aviso.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.aviso.SignedHouse;
import org.aviso.config.Settings;
import org.aviso.ledger.WorkQueue;
import org.aviso.person.PersonId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What staff do by hand, as they do it: a list in, then commands beside the service. */
class QueueTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HEADER =
      "A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,DET_FACILITY,COUNTRY,PHONE,ATTY_NAME,ATTY_EMAIL,LIST_DATE\n";

  @TempDir Path folder;
  private int day = 5;
  private int minute = 10;
  private String routing;

  private Ran at(String... command) {
    return Ran.of(arguments(command));
  }

  private List<String> arguments(String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--home", folder.resolve("home").toString()));
    all.addAll(List.of("-D", "aviso.sandbox.clock=2027-01-%02dT18:%02dZ".formatted(day, minute++)));
    if (routing != null) {
      all.addAll(List.of("-D", "aviso.routing.dir=" + routing));
    }
    return all;
  }

  private void take(String... rows) throws IOException {
    Path inbox = Files.createDirectories(folder.resolve("home/inbox"));
    Path list = Files.writeString(inbox.resolve("a.csv"), HEADER + String.join("\n", rows) + "\n");
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
    run();
  }

  private void run() {
    Ran ran = at("run", "--once", "-D", "aviso.once.wait=0s", "-D", "aviso.sms.per-second=0");
    assertThat(ran.code()).as(ran.err()).isLessThan(2);
  }

  private void rules(String plans) throws IOException {
    Path notice = Files.createDirectories(folder.resolve("counsel/class-notice"));
    String shipped = Files.readString(ROOT.resolve("routes/counsel/class-notice/routing.yaml"));
    Files.writeString(
        notice.resolve("routing.yaml"),
        shipped.substring(0, shipped.indexOf("plans:")) + "plans:\n" + plans);
    routing = folder.resolve("counsel").toString();
    SignedHouse.sign(
        Settings.load(null, Map.of(), Map.of("aviso.routing.dir", routing), ROOT), ROOT);
  }

  private static String detained(int number, String facility, String phone) {
    return "A999-000-%03d,SAMPLE,ANA,01/02/1980,HONDURAS,SPANISH,DETAINED,%s,US,%s,,,2027-01-02"
        .formatted(number, facility, phone);
  }

  private JsonNode items(String kind) throws IOException {
    return at("queue", "list", "--json", "--kind", kind).json().path("items");
  }

  private JsonNode entry() throws IOException {
    return at("list", "--json").json().path("entries").get(0);
  }

  @Test
  void a_letter_is_listed_printed_once_by_facility_and_done_for_good() throws Exception {
    take(detained(1, "SAMPLE CENTER B", ""), detained(2, "SAMPLE CENTER A", ""));
    JsonNode tasks = items("task");
    assertThat(tasks).hasSize(2);
    JsonNode sample =
        JSON.readTree(ROOT.resolve("docs/json/queue-list.json").toFile()).path("items").get(0);
    assertThat(tasks.get(0).fieldNames())
        .toIterable()
        .containsExactlyElementsOf(sample::fieldNames);
    assertThat(tasks.get(0).path("what").asText()).isEqualTo("letter");
    assertThat(entry().path("state").asText()).isEqualTo("waiting");
    String first = tasks.get(0).path("id").asText();

    Path pdf = folder.resolve("letters.pdf");
    Ran printed = at("queue", "print", "letter", "--out", pdf.toString());
    assertThat(printed.code()).as(printed.err()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pdf)))
        .isEqualTo("rw-------");
    try (PDDocument document = Loader.loadPDF(pdf.toFile())) {
      assertThat(document.getNumberOfPages()).as("a sheet and a letter each").isEqualTo(4);
    }
    assertThat(at("queue", "print", "letter", "--out", folder.resolve("b.pdf").toString()).out())
        .contains("nothing to print", "2 printed before");
    assertThat(at("queue", "print", "letter", "--out", pdf.toString()).code()).isEqualTo(2);

    assertThat(at("queue", "claim", first, "--by", "R. Sample").code()).isZero();
    assertThat(at("queue", "claim", first, "--by", "Other").err()).contains("taken by R. Sample");
    assertThat(entry().path("state").asText()).isEqualTo("in_progress");
    assertThat(at("queue", "resolve", first, "--outcome", "sent", "--by", "R. Sample").code())
        .isZero();
    assertThat(at("queue", "resolve", first, "--outcome", "sent", "--by", "R. Sample").code())
        .isEqualTo(2);
    run();
    assertThat(items("task")).hasSize(1);
    assertThat(entry().path("state").asText()).isEqualTo("unconfirmed");
    assertThat(at("log", "--json").out())
        .contains("\"opened\"", "\"printed\"", "\"claimed\"", "\"done\"", "\"reveal\"")
        .doesNotContain("SAMPLE", "Sample");
  }

  @Test
  void a_folder_that_takes_no_file_is_said_and_the_letter_is_still_to_be_printed()
      throws Exception {
    take(detained(1, "SAMPLE CENTER B", ""));

    Ran refused = at("queue", "print", "letter", "--out", "/proc/letters.pdf");

    assertThat(refused.code()).as(refused.err()).isEqualTo(2);
    assertThat(refused.err())
        .contains("/proc cannot be written by this user", "; nothing counts as printed");
    assertThat(at("queue", "print", "letter", "--out", folder.resolve("a.pdf").toString()).out())
        .startsWith("1 in ");
  }

  private JsonNode wave(int number) throws IOException {
    return at("wave", "list", "--json").json().path("waves").path(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"letter", "call", "visit"})
  void what_people_were_to_do_of_an_aborted_wave_waits_for_a_start(String what) throws Exception {
    rules(
        """
          - id: by-hand
            when: { custody: [detained] }
            steps:
              - { id: hand, do: %s, to: member }
        """
            .formatted(what));
    take(detained(1, "SAMPLE CENTER", "+12135550144"));
    assertThat(items("task")).hasSize(1);

    assertThat(at("wave", "abort", wave(0).path("id").asText()).code()).isZero();

    assertThat(items("task")).as("before it is planned anew").isEmpty();
    run();
    assertThat(items("task")).isEmpty();
    JsonNode rest = wave(1);
    assertThat(rest.path("state").asText()).isEqualTo("proposed");
    assertThat(rest.path("entries").asInt()).isEqualTo(1);
    Ran claimed = at("queue", "claim", "T-1", "--by", "R. Sample");
    assertThat(claimed.code()).isEqualTo(2);
    assertThat(claimed.err())
        .contains("its wave " + rest.path("id").asText() + " is proposed")
        .hasLineCount(1);

    Ran started =
        at("wave", "start", rest.path("id").asText(), "--key", Keys.ada(folder).toString());
    assertThat(started.code()).as(started.err()).isZero();
    run();
    assertThat(items("task")).hasSize(1);
    assertThat(at("queue", "claim", "T-1", "--by", "R. Sample").code()).isZero();
  }

  @Test
  void nobody_begins_a_task_before_its_day_or_while_its_wave_stands() throws Exception {
    rules(
        """
          - id: calls
            when: { custody: [detained] }
            steps:
              - { id: text, send: sms, to: member }
              - { id: call, do: call, to: member, after: 24h }
        """);
    take(detained(1, "SAMPLE CENTER", "+12135550144"));
    String[] claim = {"queue", "claim", "T-1", "--by", "R. Sample"};
    assertThat(at(claim).err()).contains("T-1", "it is due at 2027-01-06T18").hasLineCount(1);

    String wave = wave(0).path("id").asText();
    assertThat(at("wave", "pause", wave).code()).isZero();
    run();
    assertThat(at(claim).err()).contains("its wave " + wave + " is paused");
    Ran told = at("queue", "resolve", "T-1", "--outcome", "no_answer", "--by", "R. Sample");
    assertThat(told.code()).as("what was done all the same is recorded").isZero();
  }

  @Test
  void a_letter_printed_of_one_of_two_that_are_one_is_not_printed_again() throws Exception {
    take(",SAMPLES,ANA,01/02/1980,HONDURAS,SPANISH,DETAINED,SAMPLE CENTER B,US,,,,2027-01-02");
    String other = entry().path("person").asText();
    String printed = items("task").get(0).path("id").asText();
    at("queue", "print", "letter", "--out", folder.resolve("a.pdf").toString());
    take(detained(1, "SAMPLE CENTER B", ""));
    String open = "";
    String kept = "";
    for (JsonNode item : items("task")) {
      if (!item.path("id").asText().equals(printed)) {
        open = item.path("id").asText();
        kept = item.path("person").asText();
      }
    }

    Ran same = at("identity", kept, "--same-as", other, "--reason", "told", "--by", "R. Sample");

    assertThat(same.code()).as(same.err()).isZero();
    run();
    assertThat(items("task")).hasSize(1);
    assertThat(at("queue", "print", "letter", "--out", folder.resolve("b.pdf").toString()).out())
        .contains("nothing to print", "1 printed before");
    Ran resolved = at("queue", "resolve", open, "--outcome", "sent", "--by", "R. Sample");
    assertThat(resolved.code()).as(resolved.err()).isZero();
    assertThat(resolved.err())
        .contains(open + " is " + printed + " since")
        .doesNotContain("never printed");
    assertThat(resolved.out()).contains(printed + " resolved");
  }

  @Test
  void a_letter_sent_that_was_never_printed_here_is_said_to_be_so() throws Exception {
    take(detained(1, "SAMPLE CENTER A", ""));
    String item = items("task").get(0).path("id").asText();

    Ran resolved = at("queue", "resolve", item, "--outcome", "sent", "--by", "R. Sample");

    assertThat(resolved.code()).as(resolved.err()).isZero();
    assertThat(resolved.err()).contains(item, "never printed here");
    assertThat(at("log", "--json").out()).contains("\"printed\":false");
  }

  @Test
  void two_who_print_at_once_do_not_both_have_the_same_letter_as_new() throws Exception {
    String[] rows = new String[12];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = detained(i + 1, "SAMPLE CENTER", "").replace("1980", String.valueOf(1960 + i));
    }
    take(rows);
    List<List<String>> commands = new ArrayList<>();
    for (String file : List.of("a.pdf", "b.pdf")) {
      commands.add(
          arguments(
              "queue", "print", "letter", "--json", "--out", folder.resolve(file).toString()));
    }
    int printed = 0;
    ExecutorService two = Executors.newFixedThreadPool(2);
    try (InProcess process = new InProcess()) {
      List<Future<InProcess.Said>> both = new ArrayList<>();
      for (List<String> command : commands) {
        both.add(two.submit(() -> process.run("", command)));
      }
      for (Future<InProcess.Said> one : both) {
        assertThat(one.get().code()).as(one.get().err()).isZero();
        printed += one.get().json().path("items").asInt();
      }
    } finally {
      two.shutdown();
    }
    assertThat(printed).isEqualTo(rows.length);
  }

  @Test
  void a_letter_printed_before_is_named_with_who_printed_it_and_when() throws Exception {
    take(detained(1, "SAMPLE CENTER", ""));
    String me = System.getProperty("user.name");
    String[] print = {"queue", "print", "letter", "--out", folder.resolve("a.pdf").toString()};
    assertThat(at(print).err()).doesNotContain("printed");
    print[4] = folder.resolve("b.pdf").toString();
    assertThat(at(print).err())
        .contains("T-1 was printed by " + me + " at 2027-01-05T18:11:", "--again");
    Ran again = at("queue", "print", "letter", "--again", "--json", "--out", print[4]);
    assertThat(again.err()).contains("T-1 is printed again; before by " + me + " at 2027-01-05");
    assertThat(again.json().path("printed_again").asInt()).isEqualTo(1);
    assertThat(at("log", "--json").out()).contains("\"printed_again\"");
  }

  @Test
  void a_letter_is_printed_on_the_day_of_its_plan() throws Exception {
    take(detained(1, "SAMPLE CENTER", ""));
    day++;
    String[] print = {"queue", "print", "letter", "--out", folder.resolve("a.pdf").toString()};
    Ran stale = at(print);
    assertThat(stale.out()).contains("nothing to print");
    assertThat(stale.err()).contains("T-1 is not printed: its plan is of another day");
    run();
    assertThat(at(print).out()).startsWith("1 in ");
  }

  @Test
  void a_task_is_withdrawn_when_its_plan_no_longer_fits() throws Exception {
    take(detained(1, "SAMPLE CENTER", ""));
    String person = entry().path("person").asText();
    assertThat(
            at(
                    "record",
                    person,
                    "--channel",
                    "call",
                    "--direction",
                    "in",
                    "--outcome",
                    "deceased",
                    "--by",
                    "R. Sample")
                .code())
        .isZero();
    run();
    assertThat(items("task")).isEmpty();
    assertThat(entry().path("state").asText()).isEqualTo("deceased");
    assertThat(at("log", "--json").out()).contains("\"withdrawn\"");
  }

  @Test
  void a_call_that_reached_the_member_spares_the_later_text() throws Exception {
    rules(
        """
          - id: calls
            when: { custody: [released] }
            steps:
              - { id: call, do: call, to: member }
              - { id: text, send: sms, to: member, after: 24h, unless: delivered }
        """);
    take(
        "A999-000-001,SAMPLE,ANA,01/02/1980,GUATEMALA,IXIL,RELEASED,,US,+12135550144,,,2027-01-02",
        "A999-000-002,SAMPLE,EVA,01/02/1980,HONDURAS,SPANISH,RELEASED,,US,+12135550145,,,2027-01-02");
    JsonNode tasks = items("task");
    assertThat(tasks).as("a language that is heard has its call").hasSize(2);
    assertThat(entry().path("language").asText()).isEqualTo("ixl");
    Path calls = folder.resolve("calls.csv");
    assertThat(at("queue", "print", "call", "--out", calls.toString()).code()).isZero();
    assertThat(Files.readString(calls)).contains("ixl").doesNotContain("+12135550144", "ANA");
    Path revealed = folder.resolve("revealed.csv");
    assertThat(at("queue", "print", "call", "--out", revealed.toString(), "--reveal").code())
        .isZero();
    assertThat(Files.readString(revealed)).contains("tel:+12135550144", "ANA SAMPLE");

    String second = tasks.get(1).path("id").asText();
    assertThat(at("queue", "resolve", second, "--outcome", "reached", "--by", "R. Sample").code())
        .isZero();
    run();
    JsonNode spared = at("list", "--json").json().path("entries").get(1);
    assertThat(spared.path("state").asText()).isEqualTo("delivered_to_member");
    assertThat(spared.path("attempts").get(0).path("state").asText()).isEqualTo("cancelled");
  }

  @Test
  void an_attorney_is_written_to_with_a_template_of_their_own() throws Exception {
    rules(
        """
          - id: represented
            when: { custody: [released], represented: [yes] }
            steps:
              - { id: attorney, send: email, to: attorney }
        """);
    take(
        "A999-000-001,SAMPLE,ANA,01/02/1980,HONDURAS,SPANISH,RELEASED,,US,,LEE"
            + " SAMPLE,lee@example.org,2027-01-02");
    JsonNode attempt = entry().path("attempts").get(0);
    assertThat(attempt.path("template").asText()).isEqualTo("attorney.email.L3");
    assertThat(attempt.path("tag").asText()).isEqualTo("en");
    assertThat(attempt.path("state").asText()).isEqualTo("sent");
  }

  @Test
  void what_is_told_on_the_hotline_narrows_at_once() throws Exception {
    take(
        "A999-000-001,SAMPLE,ANA,01/02/1980,HONDURAS,SPANISH,RELEASED,,US,+12135550144,,,2027-01-02",
        "A999-000-002,OTHER,EVA,01/02/1981,HONDURAS,SPANISH,RELEASED,,US,+12135550144,,,2027-01-02");
    JsonNode entries = at("list", "--json").json().path("entries");
    String one = entries.get(0).path("person").asText();
    String[] call = {"--channel", "call", "--direction", "in", "--by", "R. Sample", "--outcome"};

    assertThat(record(one, call, "stop_requested").err()).contains("--contact");
    assertThat(record(one, call, "nonsense").code()).isEqualTo(2);
    assertThat(record(one, call, "stop_requested", "--contact", "C-9").code()).isEqualTo(2);
    assertThat(record(one, call, "stop_requested", "--contact", "C-1").code()).isZero();
    entries = at("list", "--json").json().path("entries");
    for (JsonNode entry : entries) {
      assertThat(entry.path("contacts").get(0).path("status_reason").asText())
          .isEqualTo("stop_requested");
    }
    assertThat(record(one, call, "unsafe").code()).isZero();
    assertThat(items("record").get(0).path("needed").asText()).contains("UNSAFE");
    assertThat(record(one, call, "confirmed").code()).isZero();
    assertThat(entry().path("state").asText()).isEqualTo("member_confirmed");
    assertThat(at("show", one).out()).contains("made by hand", "confirmed");
  }

  private Ran record(String person, String[] call, String outcome, String... more) {
    List<String> all = new ArrayList<>(List.of("record", person));
    all.addAll(List.of(call));
    all.add(outcome);
    all.addAll(List.of(more));
    return at(all.toArray(String[]::new));
  }

  @Test
  void what_cannot_be_settled_by_hand_says_so_and_changes_nothing() throws Exception {
    take("A999-000-001,SAMPLE,ANA,01/02/1980,HONDURAS,???,RELEASED,,US,+12135550144,,,2027-01-02");
    Files.writeString(folder.resolve("home/inbox/b.csv"), "nothing\nhere\n");
    Files.setLastModifiedTime(
        folder.resolve("home/inbox/b.csv"), FileTime.from(Instant.now().minusSeconds(60)));
    run();
    String held = items("held").get(0).path("id").asText();
    assertThat(at("queue", "resolve", held, "--by", "R. Sample").err()).contains("amend");
    String file = items("file").get(0).path("id").asText();
    assertThat(at("queue", "resolve", file, "--by", "R. Sample").err()).contains("--reason");
    assertThat(at("queue", "resolve", file, "--reason", "asked again", "--by", "R. Sample").code())
        .isZero();
    assertThat(items("file")).isEmpty();
    Ran widening = at("resolve", "1", "--as", "not-sent", "--reason", "seen", "--by", "R. Sample");
    assertThat(widening.code()).isEqualTo(2);
    assertThat(widening.err()).contains("--key").hasLineCount(1);
  }

  @Test
  void of_several_items_none_is_done_where_one_cannot_be_and_several_are_one_document()
      throws Exception {
    take(detained(1, "SAMPLE CENTER A", ""), detained(2, "SAMPLE CENTER B", ""));
    String[] claim = {"queue", "claim", "T-1", "T-2", "--by", "R. Sample"};
    assertThat(at("queue", "claim", "T-2", "--by", "Other").code()).isZero();

    Ran taken = at(claim);

    assertThat(taken.code()).isEqualTo(2);
    assertThat(taken.out()).isEmpty();
    assertThat(taken.err()).contains("T-2 is taken by Other; nothing is claimed").hasLineCount(1);
    assertThat(items("task").get(0).path("claimed_by").isNull()).isTrue();
    assertThat(at("queue", "claim", "T-1", "T-99", "--by", "R. Sample").err())
        .contains("there is no open item T-99");
    String[] sent = {"queue", "resolve", "T-1", "T-2", "--by", "R. Sample", "--outcome"};
    assertThat(at(with(sent, "stop_requested", "--contact", "C-9")).err())
        .contains("has no contact C-9", "; nothing is resolved");
    assertThat(items("task")).hasSize(2);
    JsonNode done = at(with(sent, "sent", "--json")).json().path("items");
    assertThat(done).hasSize(2);
    assertThat(done.get(1).path("item").asText()).isEqualTo("T-2");
    assertThat(done.get(1).path("state").asText()).isEqualTo("resolved");
    assertThat(items("task")).isEmpty();
  }

  @Test
  void a_task_that_cannot_be_done_so_keeps_the_one_before_it_from_being_done() throws Exception {
    rules(
        """
          - id: by-hand
            when: { custody: [detained] }
            steps:
              - { id: letter, do: letter, to: member }
              - { id: visit, do: visit, to: member }
        """);
    take(detained(1, "SAMPLE CENTER", "+12135550144"));
    assertThat(items("task")).hasSize(2);

    Ran refused =
        at("queue", "resolve", "T-1", "T-2", "T-1", "--outcome", "sent", "--by", "R. Sample");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("only a letter is sent; nothing is resolved");
    assertThat(items("task")).hasSize(2);
    JsonNode one = at("queue", "claim", "T-1", "--by", "R. Sample", "--json").json();
    assertThat(one.path("item").asText()).isEqualTo("T-1");
    assertThat(one.path("state").asText()).isEqualTo("claimed");
  }

  private static String[] with(String[] words, String... more) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void what_an_item_needs_is_the_whole_command() {
    assertThat(
            QueueWords.needed(
                new WorkQueue.Item(
                    "D-93",
                    WorkQueue.Kind.IN_DOUBT,
                    null,
                    null,
                    null,
                    "sms",
                    null,
                    null,
                    List.of(),
                    Instant.EPOCH,
                    null,
                    null,
                    null,
                    true)))
        .endsWith("aviso resolve 93 --as delivered --reason T --by N");
    assertThat(
            QueueWords.needed(
                new WorkQueue.Item(
                    "H-1",
                    WorkQueue.Kind.HELD,
                    new PersonId("P-4K7Q2M9XWA"),
                    null,
                    null,
                    null,
                    null,
                    null,
                    List.of("identity_invalid"),
                    Instant.EPOCH,
                    null,
                    null,
                    null,
                    true)))
        .contains("amend --set A_NUMBER or SUBJECT_ID");
  }
}
