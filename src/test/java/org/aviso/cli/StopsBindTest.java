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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What somebody stopped stays stopped, however the number is written: lists in, commands, lists.
 */
class StopsBindTest {
  private static final String HEADER =
      "A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE,LIST_DATE\n";
  private static final String[] WHY = {"--reason", "told on the hotline", "--by", "R. Sample"};

  @TempDir Path folder;
  private int minute = 10;

  private Ran at(String command, String... more) {
    List<String> all =
        new ArrayList<>(List.of(command, "--home", folder.resolve("home").toString()));
    // Each command a minute later: the sandbox's clock begins anew with each.
    all.addAll(List.of("-D", "aviso.sandbox.clock=2027-01-05T18:%02dZ".formatted(minute++)));
    all.addAll(List.of(more));
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
    return "A999-000-00%d,SAMPLE,ANA,01/02/196%d,HONDURAS,SPANISH,RELEASED,%s,%s,%s%n"
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

  @Test
  void a_supplement_that_names_the_country_alone_brings_no_stopped_number_back() throws Exception {
    take("a.csv", row(1, "646-555-0123", "", "2027-01-02"));
    stop("suppress", id());

    take("b.csv", row(1, "646-555-0123", "US", "2027-01-06"));

    assertThat(contacts(entry(0))).isEqualTo("C-1 superseded, C-2 suppressed stop_requested");
    assertThat(texts(entry(0))).isEmpty();
  }
}
