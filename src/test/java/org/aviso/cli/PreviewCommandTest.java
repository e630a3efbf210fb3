package org.aviso.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What would happen, over the real rules and the real ledger. */
class PreviewCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HEADER =
      "A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE,"
          + "FAM_NAME,FAM_RELATION,FAM_PHONE,FAM_LANGUAGE\n";
  private static final String ANA =
      "A999000101,MUESTRA,Marisol,1990-01-01,GUATEMALA,SPANISH,RELEASED,US,+16195550101,,,,\n";

  @TempDir Path folder;

  private Ran run(String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(
        List.of(
            "--home",
            folder.resolve("home").toString(),
            "-D",
            "aviso.sandbox.clock=2027-01-05T18:00Z"));
    return Ran.of(all);
  }

  private void take(String rows) throws Exception {
    take("list-2027-01-02.csv", rows);
  }

  private Ran take(String name, String rows, String... more) throws Exception {
    Path inbox = Files.createDirectories(folder.resolve("home/inbox"));
    Path list = Files.writeString(inbox.resolve(name), HEADER + rows);
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
    List<String> words =
        new ArrayList<>(
            List.of("run", "--once", "-D", "aviso.once.wait=0s", "-D", "aviso.sms.per-second=0"));
    words.addAll(Arrays.asList(more));
    return run(words.toArray(String[]::new));
  }

  private Ran preview(String rows, String... more) throws Exception {
    Path list = folder.resolve("ahead-2027-01-03.csv");
    Files.writeString(list, HEADER + rows);
    List<String> words = new ArrayList<>(List.of("preview", list.toString()));
    words.addAll(Arrays.asList(more));
    return run(words.toArray(String[]::new));
  }

  private static List<JsonNode> messages(JsonNode document) {
    List<JsonNode> messages = new ArrayList<>();
    for (JsonNode row : document.path("details")) {
      for (JsonNode entry : row.path("entries")) {
        entry.path("messages").forEach(messages::add);
      }
    }
    return messages;
  }

  @Test
  void totals_are_the_sum_of_what_is_shown() throws Exception {
    JsonNode document =
        run(
                "preview",
                Path.of(System.getProperty("aviso.root", ""), "samples/master-list.csv")
                    .toAbsolutePath()
                    .toString(),
                "--json")
            .json();
    JsonNode totals = document.path("totals");
    List<JsonNode> messages = messages(document);
    assertThat(totals.path("messages").asInt()).isEqualTo(messages.size()).isPositive();
    assertThat(totals.path("segments").asInt())
        .isEqualTo(messages.stream().mapToInt(m -> m.path("segments").asInt()).sum());
    BigDecimal cost =
        messages.stream()
            .map(m -> m.path("cost"))
            .filter(c -> !c.isNull())
            .map(JsonNode::decimalValue)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(totals.path("cost").decimalValue()).isEqualByComparingTo(cost);
    assertThat(sum(totals.path("by_channel"))).isEqualTo(messages.size());
    assertThat(sum(totals.path("by_language"))).isEqualTo(messages.size());
    assertThat(totals.path("example_prices").asBoolean()).isTrue();
  }

  private static int sum(JsonNode sums) {
    int all = 0;
    for (JsonNode one : sums) {
      all += one.path("messages").asInt();
    }
    return all;
  }

  @Test
  void before_any_approval_the_language_is_said_all_the_same() throws Exception {
    Path counsel = Files.createDirectories(folder.resolve("counsel"));
    Path signed = Path.of(System.getProperty("aviso.root", ""), "routes/counsel");
    try (Stream<Path> files = Files.walk(signed)) {
      for (Path file : files.filter(f -> !f.startsWith(signed.resolve("approvals"))).toList()) {
        Files.copy(
            file, counsel.resolve(signed.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    String[] unsigned = {"-D", "aviso.routing.dir=" + counsel};
    String both = ANA + ANA.replace("101", "102").replace("SPANISH", "CREOLE");

    assertThat(preview(both, unsigned).out())
        .contains("class-notice, es, entry held: routing_unapproved")
        .contains("class-notice, language ambiguous, entry held: routing_unapproved")
        .doesNotContain("language not known");
    assertThat(preview(both, unsigned).out())
        .as("how to see what would be sent")
        .contains("Not signed yet: --as-if-signed shows what would be sent.");
    String[] asIfSigned = {"--as-if-signed", unsigned[0], unsigned[1]};
    assertThat(preview(both, asIfSigned).out())
        .doesNotContain("Not signed yet", "routing_unapproved");
    assertThat(preview(both).out()).as("signed").doesNotContain("Not signed yet");
  }

  @Test
  void a_first_look_with_a_key_of_ones_own_makes_no_key_and_asks_no_command() throws Exception {
    Path key = folder.resolve("safe/ledger.key");
    Ran ran =
        preview(ANA, "-D", "aviso.ledger.key-file=" + key, "-D", "aviso.ledger.key-command=exit 9");
    assertThat(ran.code()).as(ran.err()).isLessThan(2);
    assertThat(key).doesNotExist();
  }

  @Test
  void the_report_of_a_list_says_of_each_row_what_its_preview_said() throws Exception {
    StringBuilder rows = new StringBuilder(ANA);
    int number = 110;
    for (String language : List.of("", "KLINGON", "SPANISH?", "MIXTECO", "IXIL", "SPA")) {
      rows.append(
          ANA.replace("SPANISH", language)
              .replace("MUESTRA", "MUESTRA" + number)
              .replace("101", String.valueOf(number++)));
    }
    JsonNode ahead = preview(rows.toString(), "--json").json();
    take(rows.toString());
    JsonNode report =
        JSON.readTree(
            folder
                .resolve("home/archive/" + ahead.path("sha256").asText() + ".report.json")
                .toFile());

    for (String count : List.of("rows", "accepted", "held", "rejected", "duplicate")) {
      assertThat(report.path(count)).as(count).isEqualTo(ahead.path(count));
    }
    List<String> previewed = reasons(ahead);
    assertThat(reasons(report)).isEqualTo(previewed);
    assertThat(previewed)
        .extracting(r -> r.split(":")[0])
        .containsExactly(
            "3 accepted no_language LANGUAGE",
            "4 accepted no_language LANGUAGE",
            "5 accepted ambiguous_language LANGUAGE",
            "6 accepted ambiguous_language LANGUAGE",
            "7 accepted oral_language LANGUAGE");
    assertThat(report.toString()).doesNotContain("KLINGON", "MIXTECO", "IXIL", "SPANISH");
  }

  @Test
  void a_file_that_was_taken_is_a_duplicate_ahead_as_it_is_when_dropped() throws Exception {
    take(ANA);
    JsonNode ahead = preview(ANA, "--json").json();
    assertThat(preview(ANA).out()).contains("duplicate").doesNotContain("line 2", "SMS segments");
    JsonNode dropped = take("again.csv", ANA, "--json").json().path("files").get(0);

    assertThat(ahead.path("state").asText()).isEqualTo("duplicate");
    for (String field :
        List.of("sha256", "state", "format", "encoding", "rows", "accepted", "duplicate")) {
      assertThat(ahead.get(field)).as(field).isEqualTo(dropped.get(field));
    }
    assertThat(ahead.path("details")).isEmpty();
  }

  @Test
  void a_date_to_come_in_a_files_name_outranks_no_later_list() throws Exception {
    String note = "the date in the file's name, 2062-01-05, is later than the day it came";
    Path list = Files.writeString(folder.resolve("supplement-2062-01-05.csv"), HEADER + ANA);
    assertThat(run("preview", list.toString()).out()).contains(note);

    assertThat(take("supplement-2062-01-05.csv", ANA).out()).contains(note);
    take("list-2027-01-06.csv", ANA.replace("SPANISH", "PORTUGUESE"));

    try (Stream<Path> files = Files.list(folder.resolve("home/archive"))) {
      assertThat(files.filter(f -> f.toString().endsWith(".report.txt")))
          .anySatisfy(report -> assertThat(report).content().contains("Note: " + note));
    }
    assertThat(run("list", "--json").json().at("/entries/0/language").asText()).startsWith("pt");
  }

  private static List<String> reasons(JsonNode document) {
    List<String> reasons = new ArrayList<>();
    for (JsonNode row : document.path("details")) {
      for (JsonNode reason : row.path("reasons")) {
        reasons.add(
            "%s %s %s %s: %s"
                .formatted(
                    row.path("line").asText(),
                    row.path("outcome").asText(),
                    reason.path("code").asText(),
                    reason.path("column").asText(),
                    reason.path("rule").asText()));
      }
    }
    return reasons;
  }

  @Test
  void a_country_without_a_price_is_said_and_is_not_nothing() throws Exception {
    String removed =
        "A999000102,MUESTRA,ANA,1990-01-01,GUATEMALA,SPANISH,REMOVED,DO,+18095550101,,,,\n";
    Ran ran = preview(removed, "--json");
    JsonNode message = messages(ran.json()).get(0);
    assertThat(message.path("cost").isNull()).isTrue();
    JsonNode totals = ran.json().path("totals");
    assertThat(totals.path("messages_without_price").asInt()).isEqualTo(1);
    assertThat(totals.path("without_price").path("sms DO").asInt()).isEqualTo(1);
    assertThat(preview(removed).out()).contains("no price for DO", "unknown", "sms DO (1)");
  }

  @Test
  void values_and_names_are_masked_unless_revealed_and_revealing_is_recorded() throws Exception {
    take(ANA);
    String luz = ANA.replace("101", "105").replace("MUESTRA", "EJEMPLO");
    Ran masked = preview(luz, "--json", "--texts");
    assertThat(masked.out()).doesNotContain("6195550105", "Marisol").contains("0105");
    Ran revealed = preview(luz, "--json", "--texts", "--reveal");
    assertThat(messages(revealed.json()).get(0).path("value").asText()).isEqualTo("+16195550105");
    assertThat(run("log").out()).contains("reveal");
    assertThat(run("list", "--json").json().path("entries")).hasSize(1);
  }

  @Test
  void what_live_mode_has_no_name_for_is_marked_in_the_texts_and_named() throws Exception {
    String mother = ANA.replace(",,,,", ",EJEMPLO LUZ,MOTHER,+16195550199,SPANISH");
    Path list = folder.resolve("live-2027-01-03.csv");
    Files.writeString(list, HEADER + mother);
    String[] live = {
      "preview",
      list.toString(),
      "--texts",
      "--as-if-signed",
      "-D",
      "aviso.mode=live",
      "--home",
      folder.resolve("live").toString()
    };
    Ran shown = Ran.of(List.of(live));
    assertThat(shown.code()).as(shown.err()).isLessThan(2);
    assertThat(shown.out())
        .contains("[aviso.organisation is not set]", "[aviso.callback-phone is not set]")
        .contains("Not set, and marked where a text prints it: aviso.callback-hours, ")
        .contains("aviso.neutral.name");
    List<String> json = new ArrayList<>(List.of(live));
    json.add("--json");
    assertThat(Ran.of(json).json().path("totals").path("settings_not_set").toString())
        .contains("aviso.organisation", "aviso.neutral.callback-phone");
  }

  @Test
  void a_text_that_cannot_be_made_is_said_and_the_others_are_shown() throws Exception {
    // A mark of direction alone shows nothing.
    Ran ran = preview(ANA, "--texts", "-D", "aviso.organisation=\u200E", "--fail-on=never");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("this text cannot be made: Field sender is empty");
  }

  @Test
  void letters_are_lines_of_the_plan_and_a_step_that_finds_nobody_says_why() throws Exception {
    String detained =
        "A999000102,MUESTRA,ANA,1990-01-01,GUATEMALA,SPANISH,DETAINED,US,,"
            + "EJEMPLO LUZ,COUSIN,+16195550199,SPANISH\n";
    Ran ran = preview(detained);
    assertThat(ran.out())
        .containsPattern("letter +letter to member, a task for people, due 2027-")
        .containsPattern("family +nobody to write to: C-\\d+ ")
        .contains("Tasks for people: letter 1");
    JsonNode entry = preview(detained, "--json").json().at("/details/0/entries/0");
    assertThat(entry.at("/tasks/0/channel").asText()).isEqualTo("letter");
    assertThat(entry.at("/steps_without_contact/0/step").asText()).isEqualTo("family");
  }

  @Test
  void a_notice_whose_place_another_took_is_said_to_be_superseded() throws Exception {
    Path counsel = Files.createDirectories(folder.resolve("two"));
    org.aviso.SignedHouse.copy(
        Path.of(System.getProperty("aviso.root", ""), "routes/counsel/class-notice"),
        counsel.resolve("class-notice"));
    String routing = Files.readString(counsel.resolve("class-notice/routing.yaml"));
    Path second = Files.createDirectories(counsel.resolve("second-notice"));
    Files.writeString(
        second.resolve("routing.yaml"),
        routing.replaceFirst(
            "(?m)^notice: class-notice", "notice: second-notice\nsupersedes: class-notice"));
    Ran ran = preview(ANA, "--as-if-signed", "-D", "aviso.routing.dir=" + counsel);
    assertThat(ran.out())
        .contains("class-notice, es, superseded by second-notice: nothing more is sent")
        .doesNotContain("plan null");
  }

  @Test
  void what_was_sent_to_a_known_person_is_not_shown_as_to_be_sent() throws Exception {
    take(ANA);
    Ran again = preview(ANA + ANA, "--json");
    assertThat(again.json().path("duplicate").asInt()).isEqualTo(2);
    assertThat(messages(again.json())).isEmpty();
    Ran another = preview(ANA.replace("+16195550101", "+16195550107"), "--json");
    assertThat(messages(another.json()))
        .extracting(m -> m.path("value_masked").asText())
        .allMatch(value -> value.endsWith("0107"));
  }

  @Test
  void who_shares_a_number_with_persons_stored_is_counted() throws Exception {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      rows.append(ANA.replace("A999000101", "A99900020" + i).replace("MUESTRA", "EJEMPLO" + i));
    }
    take(rows.toString());
    Ran ran = preview(ANA, "--json");
    assertThat(
            ran.json()
                .path("details")
                .get(0)
                .path("entries")
                .get(0)
                .path("hold_reasons")
                .toString())
        .contains("shared_contact");
    assertThat(ran.json().path("totals").path("hold_reasons").path("shared_contact").asInt())
        .isEqualTo(1);
  }

  @Test
  void prices_that_cannot_be_read_stop_with_file_and_line() throws Exception {
    Path bad =
        Files.writeString(folder.resolve("prices.yaml"), "currency: USD\nsms: { US: dear }\n");
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> org.aviso.delivery.Prices.read(bad))
        .isInstanceOf(org.aviso.config.BadSettings.class)
        .hasMessageContaining("prices.yaml:2");
    assertThat(
            org.aviso.delivery.Prices.read(folder.resolve("none.yaml"))
                .of(org.aviso.template.Channel.SMS, "US", 1))
        .isEmpty();
  }

  @Test
  void a_known_person_of_a_list_is_named_by_id_in_the_text() throws Exception {
    take(ANA);
    String id = run("list", "--json").json().path("entries").get(0).path("person").asText();

    assertThat(preview(ANA.replace("5550101", "5550109")).out()).contains("line 2: accepted " + id);
    assertThat(preview(ANA.replace("A999000101", "A999000102").replace("MUESTRA", "PRUEBA")).out())
        .contains("line 2: accepted\n");
  }
}
