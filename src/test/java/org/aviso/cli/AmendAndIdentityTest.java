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
import java.util.Map;
import org.aviso.SignedHouse;
import org.aviso.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What staff enter by hand, as they do it: lists in, commands beside them, lists after them. */
class AmendAndIdentityTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HEADER =
      "A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE,EMAIL,LIST_DATE\n";
  private static final String[] WHY = {"--reason", "told on the hotline", "--by", "R. Sample"};

  @TempDir Path folder;
  private int minute = 10;

  private Ran at(String input, String command, String... more) {
    List<String> all =
        new ArrayList<>(List.of(command, "--home", folder.resolve("home").toString()));
    // Each command a minute later: the sandbox's clock begins anew with each.
    all.addAll(List.of("-D", "aviso.sandbox.clock=2027-01-05T18:%02dZ".formatted(minute++)));
    all.addAll(List.of(more));
    return Ran.of(input, all);
  }

  private Ran why(String input, String command, String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    all.addAll(List.of(WHY));
    return at(input, command, all.toArray(String[]::new));
  }

  private void take(String name, String rows) throws IOException {
    Path inbox = Files.createDirectories(folder.resolve("home/inbox"));
    Path list = Files.writeString(inbox.resolve(name), HEADER + rows);
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
    run();
  }

  private void run() {
    at("", "run", "--once", "--json", "-D", "aviso.once.wait=0s", "-D", "aviso.sms.per-second=0");
  }

  private List<JsonNode> entries() throws IOException {
    List<JsonNode> entries = new ArrayList<>();
    JSON.readTree(at("", "list", "--json", "--reveal").out()).path("entries").forEach(entries::add);
    return entries;
  }

  private static String texts(JsonNode entry) {
    List<String> states = new ArrayList<>();
    entry
        .path("attempts")
        .forEach(a -> states.add(a.path("step").asText() + " " + a.path("state").asText()));
    return String.join(", ", states);
  }

  private static String row(String number, String name, String phone, String date) {
    return "%s,%s,ANA,01/02/1980,HONDURAS,SPANISH,RELEASED,US,%s,,%s%n"
        .formatted(number, name, phone, date);
  }

  @Test
  void a_number_told_on_the_telephone_outranks_the_list_and_every_later_one() throws Exception {
    take("a.csv", row("A999-000-001", "SAMPLE", "", "2027-01-02"));
    String id = entries().get(0).path("person").asText();
    assertThat(entries().get(0).path("hold_reasons").toString()).contains("no_contact");

    Ran set = why("+1 213 555 0144\n", "amend", id, "--set", "PHONE", "--source", "call");

    assertThat(set.code()).as(set.err()).isZero();
    assertThat(set.out()).doesNotContain("0144");
    run();
    assertThat(texts(entries().get(0))).startsWith("text sent");
    take("b.csv", row("A999-000-001", "SAMPLE", "+12135550155", "2027-01-06"));
    JsonNode after = entries().get(0);
    assertThat(after.path("contacts")).hasSize(1);
    assertThat(after.path("contacts").get(0).path("value").asText()).isEqualTo("+12135550144");
    assertThat(after.path("flags").toString()).contains("list_differs");
    assertThat(at("", "show", id).out()).contains("PHONE            as of 2027-01-05, call");
    assertThat(at("", "log", "--json").out())
        .contains("\"kind\":\"person\",\"status\":\"amended\"")
        .doesNotContain("0144", "hotline");
  }

  @Test
  void a_reason_piped_in_stands_on_no_command_line() throws Exception {
    take("a.csv", row("A999-000-001", "SAMPLE", "+12135550100", "2027-01-02"));
    String id = entries().get(0).path("person").asText();
    String[] piped = {"amend", id, "--set", "LANGUAGE", "--source", "call"};
    String[] by = {"--reason", "-", "--by", "R. Sample"};
    List<String> more = new ArrayList<>(List.of(piped).subList(1, piped.length));
    more.addAll(List.of(by));

    Ran set = at("FRENCH\nher sister said so, é\n", "amend", more.toArray(String[]::new));

    assertThat(set.code()).as(set.err()).isZero();
    assertThat(at("", "show", id, "--reveal").out()).contains("her sister said so, é");
    Ran held = at("told today\n", "hold", id, "--reason", "-", "--by", "R. Sample");
    assertThat(held.code()).as(held.err()).isZero();
    Ran nothing = at("", "hold", id, "--reason", "-", "--by", "R. Sample");
    assertThat(nothing.code()).isEqualTo(2);
    assertThat(nothing.err()).contains("--reason must say something").hasLineCount(1);
  }

  @Test
  void what_cannot_be_entered_says_why_and_never_repeats_the_value() throws Exception {
    take(
        "a.csv",
        row("A999-000-001", "SAMPLE", "+12135550100", "2027-01-02")
            + row("A999-000-002", "OTHER", "+12135550101", "2027-01-02"));
    String id = entries().get(0).path("person").asText();

    assertThat(why("A999000002\n", "amend", id, "--set", "A_NUMBER", "--source", "call"))
        .satisfies(ran -> assertThat(ran.code()).isEqualTo(2))
        .satisfies(ran -> assertThat(ran.err()).contains("is the number of P-", "identity"))
        .satisfies(ran -> assertThat(ran.err()).doesNotContain("999000002"));
    assertThat(why("", "amend", id, "--set", "PHONE", "--source", "call").err())
        .contains("no value came");
    assertThat(why("x\n", "amend", id, "--set", "SHOE_SIZE", "--source", "call").err())
        .contains("there is no such field", "A_NUMBER, SUBJECT_ID", "FAM_EMAIL, FAM_LANGUAGE")
        .doesNotContain("…", "LIST_DATE");
    assertThat(why("KLINGON\n", "amend", id, "--set", "LANGUAGE", "--source", "call"))
        .satisfies(ran -> assertThat(ran.code()).isEqualTo(2))
        .satisfies(
            ran ->
                assertThat(ran.err())
                    .contains("nothing was changed", "config/languages.yaml", "the nearest are")
                    .doesNotContain("KLINGON"));
    assertThat(why("someday\n", "amend", id, "--set", "DOB", "--source", "call").err())
        .contains("nothing was changed", "write a day up to today as 1990-01-31")
        .doesNotContain("taken as blank");
    assertThat(entries().get(0).path("language").asText()).isEqualTo("es");
    assertThat(why("x\n", "amend", id, "--set", "PHONE", "--source", "rumour").err())
        .contains("call, letter or attorney");
    assertThat(why("", "amend", id, "--verify", "C-1", "--source", "call").err())
        .contains("by-staff");
    assertThat(why("abc\n", "amend", id, "--set", "PHONE", "--source", "call"))
        .satisfies(ran -> assertThat(ran.code()).isEqualTo(2))
        .satisfies(ran -> assertThat(ran.err()).contains("not entered", "has no digits"));
    assertThat(entries().get(0).path("contacts"))
        .singleElement()
        .satisfies(c -> assertThat(c.path("status").asText()).isEqualTo("ok"));
    assertThat(why("x\n", "amend", "P-0000000000", "--set", "PHONE", "--source", "call").err())
        .contains("nobody");
  }

  @Test
  void a_contact_taken_out_is_not_tried_and_no_list_brings_it_back() throws Exception {
    take(
        "a.csv",
        row("A999-000-001", "SAMPLE", "+12135550100", "2027-01-02").replace("RELEASED", ""));
    String id = entries().get(0).path("person").asText();

    assertThat(why("", "amend", id, "--retire", "C-1", "--source", "call").code()).isZero();
    take("b.csv", row("A999-000-001", "SAMPLE", "+12135550100", "2027-01-04"));

    assertThat(entries().get(0).path("contacts").get(0).path("status").asText())
        .isEqualTo("superseded");
    assertThat(texts(entries().get(0))).isEmpty();
  }

  @Test
  void a_number_added_by_hand_is_taken_out_with_its_field_and_then_there_is_nothing_to_take_out()
      throws Exception {
    take("a.csv", row("A999-000-001", "SAMPLE", "", "2027-01-02").replace("RELEASED", ""));
    String id = entries().get(0).path("person").asText();
    why("+12135550144\n", "amend", id, "--add", "PHONE", "--source", "call");

    Ran retired = why("", "amend", id, "--retire", "PHONE", "--source", "call");

    assertThat(retired.code()).as(retired.err()).isZero();
    assertThat(entries().get(0).path("contacts").get(0).path("status").asText())
        .isEqualTo("superseded");
    Ran again = why("", "amend", id, "--retire", "PHONE", "--source", "call");
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err())
        .contains("not taken out, and nothing was changed", "PHONE has nothing", "aviso show");
  }

  @Test
  void a_number_taken_out_of_one_of_two_is_not_tried_again_when_they_are_one() throws Exception {
    String head = "A999-000-001,%s,X,%s,HONDURAS,SPANISH,RELEASED,US,+12135550100,,2027-01-02%n";
    take("a.csv", head.formatted("SAMPLE", "01/02/1980") + head.formatted("REYES", "03/04/1990"));
    String one = entries().get(0).path("person").asText();
    String other = entries().get(1).path("person").asText();
    assertThat(why("", "amend", other, "--retire", "PHONE", "--source", "call").code()).isZero();

    Ran same = why("", "identity", one, "--same-as", other);

    assertThat(same.code()).as(same.err()).isZero();
    run();
    assertThat(entries().get(0).path("contacts").get(0).path("status").asText())
        .isEqualTo("superseded");
    assertThat(sent()).isEmpty();
  }

  @Test
  void two_that_are_one_keep_what_was_sent_and_the_next_list_finds_that_one() throws Exception {
    take("a.csv", row("A999-000-001", "SAMPLE", "+12135550100", "2027-01-02"));
    String one = entries().get(0).path("person").asText();
    String other =
        "A999-000-001,REYES,LUZ,03/04/1990,HONDURAS,SPANISH,RELEASED,US,+12135550101,,%s%n";
    take("b.csv", other.formatted("2027-01-03"));
    assertThat(entries())
        .hasSize(2)
        .allSatisfy(
            e -> assertThat(e.path("hold_reasons").toString()).contains("identity_conflict"));
    String two = entries().get(1).path("person").asText();

    Ran same = why("", "identity", one, "--same-as", two);

    assertThat(same.code()).as(same.err()).isZero();
    run();
    assertThat(entries())
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.path("hold_reasons")).isEmpty();
              assertThat(e.path("contacts")).hasSize(2);
              assertThat(texts(e)).contains("text sent").doesNotContain("sending");
            });
    take("c.csv", other.formatted("2027-01-04"));
    assertThat(entries()).hasSize(1);
    assertThat(at("", "report", "--json").out()).contains("\"list_total\" : 1");
    Ran shown = at("", "show", two);
    assertThat(shown.code()).as(shown.err()).isZero();
    assertThat(shown.out())
        .startsWith(two + " is " + one)
        .contains("\n" + one + "  class-notice", "same_as " + two + ", by R. Sample");
    assertThat(JSON.readTree(at("", "show", two, "--json").out()).path("merged_into").asText())
        .isEqualTo(one);
  }

  @Test
  void what_stood_in_a_paused_wave_stands_after_a_merge() throws Exception {
    run();
    at("", "channel", "pause", "all");
    take(
        "a.csv",
        row("A999-000-001", "SAMPLE", "", "2027-01-02").replace(",,2", ",a@example.org,2"));
    take("b.csv", ",REYES,LUZ,03/04/1990,HONDURAS,SPANISH,RELEASED,US,+12135550101,,2027-01-03\n");
    List<JsonNode> both = entries();
    assertThat(both).extracting(AmendAndIdentityTest::texts).contains("text planned");
    String wave = both.get(1).path("wave").asText();
    assertThat(wave).isNotEqualTo(both.get(0).path("wave").asText());
    assertThat(at("", "wave", "pause", wave).code()).isZero();

    String kept = both.get(0).path("person").asText();
    Ran same = why("", "identity", kept, "--same-as", both.get(1).path("person").asText());
    assertThat(same.code()).as(same.err()).isZero();
    at("", "channel", "resume", "all");
    run();

    assertThat(texts(entries().get(0))).contains("text planned").doesNotContain("sent");
    assertThat(entries().get(0).path("wave").asText()).isEqualTo(wave);
    assertThat(at("", "wave", "resume", wave).code()).isZero();
    run();
    assertThat(texts(entries().get(0))).contains("text sent");
  }

  @Test
  void two_found_to_be_a_third_keep_vetoes_letters_and_attempts() throws Exception {
    take("a.csv", row("A999-000-001", "SAMPLE", "+12135550100", "2027-01-02"));
    take("b.csv", ",REYES,LUZ,03/04/1990,HONDURAS,SPANISH,RELEASED,US,+12135550101,,2027-01-03\n");
    take("c.csv", ",MORA,EVA,05/06/1985,HONDURAS,SPANISH,DETAINED,US,,e@example.org,2027-01-04\n");
    List<JsonNode> three = entries();
    assertThat(three)
        .extracting(AmendAndIdentityTest::texts)
        .contains("text sent", "text sent", "");
    String third = three.get(0).path("person").asText();
    String one = three.get(1).path("person").asText();
    String two = three.get(2).path("person").asText();
    Ran veto = why("", "veto-relay", one, "--contact", "C-1");
    assertThat(veto.code()).as(veto.err()).isZero();
    Ran printed = print("a.pdf");
    assertThat(printed.code()).as(printed.err()).isZero();
    String letter = task().path("id").asText();

    assertThat(why("", "identity", one, "--same-as", two).code()).isZero();
    assertThat(why("", "identity", third, "--same-as", one).code()).isZero();
    run();

    assertThat(entries())
        .singleElement()
        .satisfies(e -> assertThat(texts(e)).isEqualTo("text sent, text sent"));
    assertThat(at("", "show", third).out()).containsPattern("C-2 .*vetoed|vetoed.* C-2");
    assertThat(task().path("id").asText()).isEqualTo(letter);
    assertThat(task().path("person").asText()).isEqualTo(third);
    assertThat(print("b.pdf").out()).contains("nothing to print", "1 printed before");
    for (String former : List.of(one, two)) {
      assertThat(at("", "show", former).out()).startsWith(former + " is " + third);
    }
  }

  private Ran queue(String... more) {
    List<String> all = new ArrayList<>(List.of("queue"));
    all.addAll(List.of(more));
    all.addAll(List.of("--home", folder.resolve("home").toString()));
    all.addAll(List.of("-D", "aviso.sandbox.clock=2027-01-05T18:%02dZ".formatted(minute++)));
    return Ran.of(all);
  }

  private Ran print(String file) {
    return queue("print", "letter", "--out", folder.resolve(file).toString());
  }

  private JsonNode task() throws IOException {
    JsonNode tasks = queue("list", "--json", "--kind", "task").json().path("items");
    assertThat(tasks).hasSize(1);
    return tasks.get(0);
  }

  @Test
  void two_that_are_two_are_both_noticed() throws Exception {
    take(
        "a.csv",
        row("A999-000-001", "SAMPLE", "+12135550100", "2027-01-02")
            + "A999-000-001,REYES,LUZ,03/04/1990,HONDURAS,SPANISH,RELEASED,US,+12135550101,,2027-01-02\n");
    List<JsonNode> both = entries();
    assertThat(both).extracting(AmendAndIdentityTest::texts).containsExactly("", "");

    Ran distinct =
        why(
            "",
            "identity",
            both.get(0).path("person").asText(),
            "--distinct-from",
            both.get(1).path("person").asText());

    assertThat(distinct.code()).as(distinct.err()).isZero();
    run();
    assertThat(entries()).allSatisfy(e -> assertThat(texts(e)).startsWith("text sent")).hasSize(2);
  }

  @Test
  void two_are_settled_though_a_third_still_looks_alike() throws Exception {
    String head = "A999-000-001,%s,X,%s,HONDURAS,SPANISH,RELEASED,US,+12135550100,,2027-01-02%n";
    take(
        "a.csv",
        head.formatted("SAMPLE", "01/02/1980")
            + head.formatted("REYES", "03/04/1990")
            + head.formatted("MORA", "05/06/1985"));
    List<JsonNode> three = entries();

    Ran settled =
        why(
            "",
            "identity",
            three.get(0).path("person").asText(),
            "--distinct-from",
            three.get(1).path("person").asText());

    assertThat(settled.out()).contains("still looks like ", ": settle that as well");
    assertThat(settled.code()).as("done").isZero();
  }

  @Test
  void of_an_amendment_everything_is_shown_but_the_reason_only_when_revealed() throws Exception {
    take("a.csv", row("A999-000-001", "SAMPLE", "+12135550100", "2027-01-02"));
    String id = entries().get(0).path("person").asText();
    why("+12135550144\n", "amend", id, "--set", "PHONE", "--source", "letter");

    assertThat(at("", "show", id).out())
        .containsPattern("2027-01-05T\\S+  set PHONE, letter, by R\\. Sample")
        .doesNotContain("hotline");
    assertThat(at("", "show", id, "--reveal").out()).contains("because: told on the hotline");
    JsonNode amendment =
        JSON.readTree(at("", "show", id, "--json").out()).path("amendments").path(0);
    assertThat(amendment.path("action").asText()).isEqualTo("set");
    assertThat(amendment.path("what").asText()).isEqualTo("PHONE");
    assertThat(amendment.path("source").asText()).isEqualTo("letter");
    assertThat(amendment.path("by").asText()).isEqualTo("R. Sample");
    assertThat(amendment.has("reason")).isFalse();
  }

  @Test
  void the_value_that_contradicts_is_shown_with_its_list_until_it_is_settled() throws Exception {
    take("a.csv", row("A999-000-001", "SAMPLE", "+12135550100", "2027-01-02"));
    take("b.csv", row("A999-000-001", "SAMPLE", "+12135550155", "2027-01-02"));
    String id = entries().get(0).path("person").asText();

    JsonNode rival = JSON.readTree(at("", "show", id, "--json").out()).path("rivals").path(0);

    assertThat(rival.path("column").asText()).isEqualTo("PHONE");
    assertThat(rival.path("value_masked").asText()).isEqualTo("+1******0155");
    assertThat(rival.has("value")).isFalse();
    assertThat(rival.path("line").asInt()).isEqualTo(2);
    assertThat(rival.path("as_of").asText()).isEqualTo("2027-01-02");
    assertThat(at("", "show", id).out())
        .contains("what contradicts them", rival.path("sha256").asText().substring(0, 12))
        .contains("line 2: +1******0155")
        .doesNotContain("2135550155", "rival:");
    assertThat(at("", "show", id, "--reveal").out()).contains("line 2: +12135550155");
    assertThat(at("", "list", "--json", "--reveal").out()).doesNotContain("rival:");
    why("+12135550155\n", "amend", id, "--set", "PHONE", "--source", "call");
    assertThat(at("", "show", id).out()).doesNotContain("what contradicts them");
  }

  @Test
  void a_value_only_the_other_of_two_had_is_shown_as_its_rival() throws Exception {
    String head = "A999-000-001,%s,X,%s,HONDURAS,SPANISH,%s,US,%s,,2027-01-02%n";
    take(
        "a.csv",
        head.formatted("SAMPLE", "01/02/1980", "RELEASED", "+12135550100")
            + head.formatted("REYES", "", "DETAINED", "+12135550100"));
    String one = entries().get(0).path("person").asText();
    why("", "identity", one, "--same-as", entries().get(1).path("person").asText());

    assertThat(at("", "show", one, "--reveal").out())
        .containsPattern(
            "CUSTODY_STATUS   as of 2027-01-02, list \\S+ \\(a\\.csv\\) line 3: DETAINED");
  }

  private List<String> sent() throws IOException {
    return entries().stream()
        .map(AmendAndIdentityTest::texts)
        .filter(t -> t.contains("text sent"))
        .toList();
  }

  @Test
  void a_corrected_number_is_still_found_by_lists_that_have_it_wrong() throws Exception {
    String row = row("A999-000-001", "SAMPLE", "+12135550100", "%s");
    take("a.csv", row.formatted("2027-01-02"));
    String id = entries().get(0).path("person").asText();
    assertThat(why("A999000009\n", "amend", id, "--set", "A_NUMBER", "--source", "call").code())
        .isZero();

    take("b.csv", row.formatted("2027-01-04"));

    assertThat(sent()).hasSize(1);
    assertThat(entries())
        .singleElement()
        .satisfies(e -> assertThat(e.path("anumber").asText()).isEqualTo("999000009"));
    assertThat(at("", "list", "--json").out() + at("", "show", id, "--json").out())
        .doesNotContain("known_as");
  }

  @Test
  void a_corrected_name_of_somebody_without_a_number_brings_no_second_notice() throws Exception {
    String row = row("", "SAMPEL", "+12135550100", "%s");
    take("a.csv", row.formatted("2027-01-02"));
    String id = entries().get(0).path("person").asText();
    assertThat(why("SAMPLE\n", "amend", id, "--set", "LAST_NAME", "--source", "call").code())
        .isZero();

    take("b.csv", row.formatted("2027-01-04"));
    take("c.csv", row.formatted("2027-01-05"));

    assertThat(sent()).hasSize(1);
    assertThat(entries().stream().filter(e -> !e.path("person").asText().equals(id)))
        .allSatisfy(
            e -> assertThat(e.path("hold_reasons").toString()).contains("possible_duplicate"))
        .hasSizeLessThan(2);
  }

  @Test
  void of_two_numbers_the_one_taken_out_is_still_the_persons() throws Exception {
    String second = row("A999-000-002", "SAMPLE", "+12135550101", "%s");
    take(
        "a.csv",
        row("A999-000-001", "SAMPLE", "+12135550100", "2027-01-02")
            + second.formatted("2027-01-01"));
    String one = entries().get(0).path("person").asText();
    String two = entries().get(1).path("person").asText();
    assertThat(why("", "identity", one, "--same-as", two).err()).contains("different numbers");
    assertThat(why("", "amend", two, "--retire", "A_NUMBER", "--source", "call").code()).isZero();
    assertThat(why("", "identity", one, "--same-as", two).code()).isZero();
    int before = sent().size();

    take("b.csv", second.formatted("2027-01-04"));

    assertThat(entries()).hasSize(1);
    assertThat(sent()).hasSize(before);
  }

  @Test
  void two_that_are_one_and_contradict_each_other_are_held_until_somebody_says_which()
      throws Exception {
    String head = "A999-000-001,%s,X,%s,HONDURAS,SPANISH,%s,US,%s,,2027-01-02%n";
    take(
        "a.csv",
        head.formatted("SAMPLE", "01/02/1980", "RELEASED", "+12135550100")
            + head.formatted("REYES", "", "DETAINED", "+12135550100"));
    List<JsonNode> both = entries();

    why(
        "",
        "identity",
        both.get(0).path("person").asText(),
        "--same-as",
        both.get(1).path("person").asText());
    run();

    assertThat(entries())
        .singleElement()
        .satisfies(e -> assertThat(e.path("hold_reasons").toString()).contains("value_conflict"));
    assertThat(sent()).isEmpty();
    String id = entries().get(0).path("person").asText();
    why("RELEASED\n", "amend", id, "--set", "CUSTODY_STATUS", "--source", "call");
    run();
    assertThat(sent()).hasSize(1);
  }

  @Test
  void an_ambiguous_number_taken_out_stays_out_when_its_country_becomes_known() throws Exception {
    String row = "A999-000-001,SAMPLE,ANA,01/02/1980,HONDURAS,SPANISH,RELEASED,%s,6465550123,,%s%n";
    take("a.csv", row.formatted("", "2027-01-02"));
    JsonNode person = entries().get(0);
    assertThat(person.path("contacts").get(0).path("status").asText()).isEqualTo("ambiguous");
    why("", "amend", person.path("person").asText(), "--retire", "C-1", "--source", "call");

    take("b.csv", row.formatted("US", "2027-01-04"));

    assertThat(entries().get(0).path("contacts"))
        .allSatisfy(c -> assertThat(c.path("status").asText()).isEqualTo("superseded"));
    assertThat(sent()).isEmpty();
  }

  private void twoOfOneNumber() throws IOException {
    take("a.csv", row("A999-000-001", "SAMPLE", "+12135550100", "2027-01-02"));
    take(
        "b.csv",
        "A999-000-001,REYES,LUZ,03/04/1990,HONDURAS,SPANISH,RELEASED,US,+12135550101,,2027-01-03\n");
  }

  @Test
  void of_two_who_share_a_number_either_names_the_other_until_it_is_settled() throws Exception {
    twoOfOneNumber();
    String one = entries().get(0).path("person").asText();
    String two = entries().get(1).path("person").asText();

    assertThat(reports()).contains("those of " + one + "; both are held");
    assertThat(at("", "show", one).out()).containsPattern("alike +" + two);
    assertThat(at("", "show", two).out()).containsPattern("alike +" + one);
    assertThat(JSON.readTree(at("", "show", one, "--json").out()).path("alike").toString())
        .isEqualTo("[\"" + two + "\"]");
    assertThat(queue("list", "--kind", "held").out())
        .contains("whom aviso show " + one + " names", "whom aviso show " + two + " names");
    assertThat(why("", "identity", one, "--distinct-from", two).code()).isZero();
    assertThat(at("", "show", one).out()).doesNotContain("alike");
  }

  private String reports() throws IOException {
    StringBuilder reports = new StringBuilder();
    try (var files = Files.list(folder.resolve("home/archive"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".report.txt")).toList()) {
        reports.append(Files.readString(file));
      }
    }
    return reports.toString();
  }

  @Test
  void a_lookalike_is_named_by_id_and_one_of_the_same_list_by_no_id_ahead() throws Exception {
    String like = row("", "SAMPLE", "+12135550100", "2027-01-03").replace("RELEASED", "DETAINED");
    take("a.csv", row("A999-000-001", "SAMPLE", "+12135550100", "2027-01-02"));
    String one = entries().get(0).path("person").asText();
    Path ahead = Files.writeString(folder.resolve("ahead.csv"), HEADER + like);
    Path both =
        Files.writeString(
            folder.resolve("both.csv"),
            HEADER
                + row("A999-000-002", "MORA", "+12135550102", "2027-01-03")
                + row("", "MORA", "+12135550102", "2027-01-03").replace("RELEASED", "DETAINED"));

    assertThat(at("", "preview", ahead.toString()).out())
        .contains("has name, birth date and a contact of " + one);
    assertThat(at("", "preview", both.toString()).out())
        .contains("has name, birth date and a contact of somebody of this list")
        .doesNotContain("P-");
    take("b.csv", like);
    assertThat(reports()).contains("has name, birth date and a contact of " + one);
  }

  @Test
  void a_custody_against_a_removal_is_refused_with_what_mends_it_and_that_does() throws Exception {
    String header = HEADER.replace("LIST_DATE", "REMOVAL_DATE,LIST_DATE");
    Path inbox = Files.createDirectories(folder.resolve("home/inbox"));
    String person = "A999-000-00%d,%s,ANA,01/02/198%d,HONDURAS,SPANISH,RELEASED,US,+1213555010%d";
    Path list =
        Files.writeString(
            inbox.resolve("a.csv"),
            header
                + person.formatted(1, "SAMPLE", 1, 1)
                + ",,2026-12-01,2027-01-02\n"
                + person.formatted(2, "REYES", 2, 2)
                + ",,2026-12-01,2027-01-02\n");
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
    run();
    String one = entries().get(0).path("person").asText();
    String two = entries().get(1).path("person").asText();
    assertThat(queue("list", "--kind", "held").out())
        .contains("custody_conflict", "--retire REMOVAL_DATE, or --set ENCOUNTER_DATE");

    Ran refused = why("RELEASED\n", "amend", one, "--set", "CUSTODY_STATUS", "--source", "call");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .contains("nothing was changed", "--retire REMOVAL_DATE", "set ENCOUNTER_DATE to a later")
        .doesNotContain("another word of", ": write ");
    assertThat(why("", "amend", one, "--retire", "REMOVAL_DATE", "--source", "call").code())
        .isZero();
    Ran back = why("2026-12-20\n", "amend", two, "--set", "ENCOUNTER_DATE", "--source", "call");
    assertThat(back.code()).as(back.err()).isZero();
    run();
    assertThat(entries()).allSatisfy(e -> assertThat(e.path("hold_reasons")).isEmpty()).hasSize(2);
  }

  @Test
  void only_the_members_own_contact_is_verified() throws Exception {
    Path counsel = folder.resolve("counsel");
    Path root = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();
    SignedHouse.copy(root.resolve("routes/counsel"), counsel);
    Path routing = counsel.resolve("class-notice/routing.yaml");
    Files.writeString(
        routing,
        Files.readString(routing)
            .replaceFirst("(?m)^verify:.*\n", "")
            .replace("plans:", "verify: { by-inbound: false, by-staff: true }\nplans:"));
    String dir = "aviso.routing.dir=" + counsel;
    SignedHouse.sign(
        Settings.load(null, Map.of(), Map.of("aviso.routing.dir", counsel.toString()), root), root);
    take("a.csv", row("A999-000-001", "SAMPLE", "+12135550100 (MOTHER)", "2027-01-02"));
    String id = entries().get(0).path("person").asText();

    Ran refused = why("", "amend", id, "--verify", "C-1", "--source", "call", "-D", dir);

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .contains("C-1 is a relay's: only the member's own contacts are verified")
        .contains("nothing was changed");
    why("+12135550144\n", "amend", id, "--add", "PHONE", "--source", "call");
    Ran own = why("", "amend", id, "--verify", "C-2", "--source", "call", "-D", dir);
    assertThat(own.code()).as(own.err()).isZero();
    assertThat(entries().get(0).path("contacts").get(1).path("verified").asBoolean()).isTrue();
  }

  @Test
  void an_id_found_to_be_anothers_is_followed_by_every_command_that_mends() throws Exception {
    twoOfOneNumber();
    String one = entries().get(0).path("person").asText();
    String two = entries().get(1).path("person").asText();
    assertThat(why("", "identity", one, "--same-as", two).code()).isZero();
    take("c.csv", row("A999-000-003", "MORA", "+12135550103", "2027-01-04"));
    String third = entries().get(1).path("person").asText();
    String said = two + " is " + one + ", as was found out";

    Ran amended = why("FRENCH\n", "amend", two, "--set", "LANGUAGE", "--source", "call");
    assertThat(amended.code()).as(amended.err()).isZero();
    assertThat(amended.err()).contains(said);
    assertThat(amended.out()).startsWith(one + ": LANGUAGE is entered");
    // C-1 of the one is C-2 of both.
    Ran retired = why("", "amend", two, "--retire", "C-1", "--source", "call");
    assertThat(retired.out()).startsWith(one + ": C-2 is taken out");
    assertThat(why("", "amend", two, "--retire", "C-9", "--source", "call").err())
        .contains(two + " has no contact C-9");
    Ran ahead = at("", "preview", "--person", two);
    assertThat(ahead.code()).as(ahead.err()).isLessThan(2);
    assertThat(ahead.err()).contains(said);
    Ran apart = why("", "identity", third, "--distinct-from", two);
    assertThat(apart.code()).as(apart.err()).isZero();
    assertThat(apart.out()).contains(third + " and " + one + " are two persons");
    assertThat(why("", "identity", one, "--distinct-from", two).err())
        .contains("both ids are the same person's");
    assertThat(why("", "hold", two).code()).isZero();
    Ran lifted = at("", "unhold", two, "--key", Keys.ada(folder).toString());
    assertThat(lifted.code()).as(lifted.err()).isZero();
    assertThat(lifted.err()).contains(said);
    assertThat(lifted.out()).startsWith(one + ": lifted");
  }

  @Test
  void a_number_that_is_anothers_is_refused_with_both_mends() throws Exception {
    take(
        "a.csv",
        row("A999-000-001", "SAMPLE", "+12135550100", "2027-01-02")
            + row("A999-000-002", "OTHER", "+12135550101", "2027-01-02"));
    String one = entries().get(0).path("person").asText();
    String two = entries().get(1).path("person").asText();
    why("", "identity", one, "--distinct-from", two);

    Ran refused = why("A999000001\n", "amend", two, "--set", "A_NUMBER", "--source", "call");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .contains("aviso identity " + one + " --same-as " + two)
        .contains("aviso amend " + one + " --retire A_NUMBER")
        .doesNotContain("--distinct-from");
    why("", "amend", one, "--retire", "A_NUMBER", "--source", "call");
    Ran set = why("A999000001\n", "amend", two, "--set", "A_NUMBER", "--source", "call");
    assertThat(set.code()).as(set.err()).isZero();
  }

  @Test
  void one_whom_counsels_relay_files_name_is_not_merged_away_and_the_file_is_named()
      throws Exception {
    twoOfOneNumber();
    String one = entries().get(0).path("person").asText();
    String two = entries().get(1).path("person").asText();
    Path counsel = folder.resolve("counsel");
    Path root = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();
    SignedHouse.copy(root.resolve("routes/counsel"), counsel);
    Files.createDirectories(counsel.resolve("relays"));
    Files.writeString(
        counsel.resolve("relays/monday.yaml"),
        "relays:\n  - { person: %s, veto: true, reason: not safe }\n".formatted(two));
    String[] dir = {"-D", "aviso.routing.dir=" + counsel};

    Ran refused = why("", "identity", one, "--same-as", two, dir[0], dir[1]);

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .contains("(relays/monday)", "Ask counsel to replace the lines of " + two)
        .contains("aviso identity " + two + " --same-as " + one)
        .hasLineCount(1);
    Ran kept = why("", "identity", two, "--same-as", one, dir[0], dir[1]);
    assertThat(kept.code()).as(kept.err()).isZero();
  }
}
