package org.aviso.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.aviso.SignedHouse;
import org.aviso.config.Settings;
import org.aviso.config.YamlFile;
import org.aviso.intake.Spreadsheet;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Relays out as a spreadsheet, marked, and back as a batch: over the real ledger and rules. */
class RelaysCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();
  private static final String HEADER =
      "A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE,"
          + "FAM_NAME,FAM_RELATION,FAM_PHONE,FAM_LANGUAGE,LIST_DATE\n";

  @TempDir static Path prepared;
  @TempDir Path folder;

  private Ran run(String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(
        List.of(
            "--home",
            folder.resolve("home").toString(),
            "-D",
            "aviso.sandbox.clock=2027-01-05T18:00Z",
            "-D",
            "aviso.routing.dir=" + folder.resolve("counsel")));
    return Ran.of(all);
  }

  private void sign() throws Exception {
    SignedHouse.sign(
        Settings.load(
            null,
            Map.of(),
            Map.of("aviso.routing.dir", folder.resolve("counsel").toString()),
            ROOT),
        ROOT);
  }

  private void take(String name, String rows) throws Exception {
    Path inbox = Files.createDirectories(folder.resolve("home/inbox"));
    Path list = Files.writeString(inbox.resolve(name), HEADER + rows);
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
    Ran taken =
        run("run", "--once", "--json", "-D", "aviso.once.wait=0s", "-D", "aviso.sms.per-second=0");
    assertThat(taken.json().path("files").get(0).path("state").asText()).isEqualTo("taken");
  }

  @BeforeEach
  void three_persons_and_their_relays() throws Exception {
    if (Files.exists(prepared.resolve("home"))) {
      copy(prepared, folder);
      return;
    }
    copy(ROOT.resolve("routes/counsel"), Files.createDirectories(folder.resolve("counsel")));
    take(
        "list-2027-01-02.csv",
        """
        A999000101,MUESTRA,ANA,1990-01-01,GUATEMALA,SPANISH,DETAINED,US,,ROSA,COUSIN,+16195550101,SPANISH,2027-01-02
        A999000102,EJEMPLO,LUZ,1991-01-01,GUATEMALA,SPANISH,DETAINED,US,,-LUIS,UNCLE,+16195550102,ENGLISH,2027-01-02
        A999000103,PRUEBA,EVA,1992-01-01,HONDURAS,SPANISH,DETAINED,US,,ROSA,AUNT,+16195550101,,2027-01-02
        """);
    copy(folder, prepared);
  }

  private static void copy(Path from, Path to) throws Exception {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  private List<Map<String, String>> exported(String file, String... more) throws Exception {
    List<String> words = new ArrayList<>(List.of("relays", "export", path(file)));
    words.addAll(Arrays.asList(more));
    Ran ran = run(words.toArray(String[]::new));
    assertThat(ran.code()).as(ran.err()).isZero();
    return rows(folder.resolve(file));
  }

  private static List<Map<String, String>> rows(Path file) throws Exception {
    List<Map<String, String>> rows = new ArrayList<>();
    String text = Files.readString(file);
    assertThat(text).startsWith("\uFEFF");
    try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(text.substring(1))) {
      csv.forEach(row -> rows.add(new LinkedHashMap<>(row.getFieldsAsMap())));
    }
    return rows;
  }

  private String path(String file) {
    return folder.resolve(file).toString();
  }

  private void marked(String file, List<Map<String, String>> rows) throws Exception {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(text)) {
      csv.writeRecord(rows.get(0).keySet());
      rows.forEach(row -> csv.writeRecord(row.values()));
    }
    Files.writeString(folder.resolve(file), text.toString());
  }

  private static void mark(Map<String, String> row, String... columns) {
    for (int i = 0; i < columns.length; i += 2) {
      assertThat(row).containsKey(columns[i]);
      row.put(columns[i], columns[i + 1]);
    }
  }

  private static void approve(Map<String, String> row, String level) {
    mark(row, "decision", "approve", "level", level, "expires", "2027-05-01", "reason", "asked");
  }

  @Test
  void an_export_masks_names_who_shares_a_number_and_neutralises_formulas() throws Exception {
    List<Map<String, String>> rows = exported("relays.csv");
    assertThat(rows).hasSize(3);
    Map<String, String> first = rows.get(0);
    assertThat(first)
        .containsEntry("relation", "cousin")
        .containsEntry("value", "'+1******0101")
        .containsEntry("country", "US")
        .containsEntry("language", "es")
        .containsEntry("others", "1")
        .containsEntry("other_persons", rows.get(2).get("person"))
        .containsEntry("status", "ok")
        .containsEntry("now", "none")
        .containsEntry("at_home", "no")
        .containsEntry("decision", "");
    assertThat(first.get("state")).matches("S[0-9a-f]{16}");
    assertThat(rows.get(2)).containsEntry("language", "");
    assertThat(Files.readString(folder.resolve("relays.csv")))
        .doesNotContain("5550101", "ROSA", "MUESTRA");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("relays.csv"))))
        .isEqualTo("rw-------");
  }

  @Test
  void an_export_reveals_on_request_and_records_it() throws Exception {
    List<Map<String, String>> rows = exported("relays.csv", "--reveal");
    assertThat(rows.get(0))
        .containsEntry("value", "'+16195550101")
        .containsEntry("relay_name", "ROSA");
    assertThat(rows.get(1)).containsEntry("relay_name", "'-LUIS");
    assertThat(run("log").out()).contains("reveal", "relays export", "exported");
  }

  @ParameterizedTest
  @CsvSource({"=1+1", "+1", "-1", "@A1", "' =1'", "＝1", "'\t1'"})
  void a_cell_that_a_spreadsheet_would_run_is_neutralised(String cell) {
    assertThat(NewSpreadsheet.neutral(cell)).isEqualTo("'" + cell);
    assertThat(NewSpreadsheet.neutral("P-4K7Q2M9XWA")).isEqualTo("P-4K7Q2M9XWA");
  }

  @Test
  void an_export_never_overwrites() throws Exception {
    Files.writeString(folder.resolve("relays.csv"), "mine");
    Ran again = run("relays", "export", path("relays.csv"));
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("not overwritten").hasLineCount(1);
    assertThat(folder.resolve("relays.csv")).hasContent("mine");
    assertThat(run("relays", "export", path("relays.ods")).code()).isEqualTo(2);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(p -> p.getFileName().toString())).noneMatch(n -> n.endsWith(".tmp"));
    }
  }

  @Test
  void an_exported_workbook_says_the_same_as_the_csv() throws Exception {
    List<Map<String, String>> csv = exported("relays.csv");
    Ran ran = run("relays", "export", path("relays.xlsx"), "--json");
    assertThat(ran.code()).as(ran.err()).isZero();
    sameShape("relays-export.json", ran.json());
    List<Spreadsheet.Row> rows =
        Spreadsheet.read(folder.resolve("relays.xlsx"), csv.get(0).keySet());
    assertThat(rows).hasSize(3);
    for (int i = 0; i < 3; i++) {
      Map<String, String> wanted = new LinkedHashMap<>(csv.get(i));
      wanted.values().removeIf(String::isEmpty);
      assertThat(rows.get(i).cells()).isEqualTo(wanted);
    }
  }

  @Test
  void marks_become_a_batch_that_binds() throws Exception {
    List<Map<String, String>> rows = exported("relays.csv");
    approve(rows.get(0), "L0 call-back");
    mark(
        rows.get(0),
        "name",
        "yes",
        "consent_form",
        "oral",
        "consent_by",
        "member",
        "consent_date",
        "2027-01-04");
    mark(rows.get(1), "decision", "veto", "reason", "not \"safe\": don't");
    marked("marked.csv", rows);

    Ran ran = run("relays", "import", path("marked.csv"), "--json");

    assertThat(ran.code()).as(ran.err() + ran.out()).isZero();
    assertThat(ran.json().path("batch").asText()).isEqualTo("marked-2027-01-05");
    assertThat(ran.json().path("approved").path("L0").asInt()).isEqualTo(1);
    assertThat(ran.json().path("vetoed").asInt()).isEqualTo(1);
    assertThat(ran.json().path("unmarked").asInt()).isEqualTo(1);
    Path batch = folder.resolve("counsel/relays/marked-2027-01-05.yaml");
    YamlFile yaml = YamlFile.read(batch, "batch");
    assertThat(
            yaml.validate(
                YamlFile.schema(
                    ROOT.resolve("routes/counsel/relays/relays.schema.json").toUri().toURL())))
        .isEmpty();
    assertThat(yaml.root().path("relays").get(1).path("reason").asText())
        .isEqualTo("not \"safe\": don't");
    sign();
    assertThat(run("check").code()).isZero();
    List<Map<String, String>> now = exported("again.csv");
    assertThat(now.get(0))
        .containsEntry("now", "approved")
        .containsEntry("now_level", "L0 call-back")
        .containsEntry("now_name", "yes")
        .containsEntry("now_expires", "2027-05-01");
    assertThat(now.get(1)).containsEntry("now", "vetoed");
    assertThat(run("preview", "--person", rows.get(1).get("person"), "--json").out())
        .contains("relay_vetoed");
    assertThat(run("preview", "--person", rows.get(0).get("person"), "--json").out())
        .doesNotContain("relay_unapproved");
  }

  @Test
  void a_batch_that_is_there_is_not_overwritten_and_another_name_goes() throws Exception {
    List<Map<String, String>> rows = exported("relays.csv");
    mark(rows.get(1), "decision", "veto", "reason", "unsafe");
    marked("marked.csv", rows);
    assertThat(run("relays", "import", path("marked.csv")).code()).isZero();
    Ran again = run("relays", "import", path("marked.csv"));
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("not overwritten", "--name").hasLineCount(1);
    assertThat(run("relays", "import", path("marked.csv"), "--name", "second").code()).isZero();
    assertThat(run("relays", "import", path("marked.csv"), "--name", "../second").code())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          decision=maybe                                              | decision     | unknown_decision
          decision=approve,expires=2027-05-01,reason=asked            | level        | no_level
          decision=approve,level=L0,reason=asked                      | expires      | no_date
          decision=approve,level=L0,expires=5/1/2027,reason=asked     | expires      | no_date
          decision=approve,level=L0,expires=2027-01-04,reason=asked   | expires      | expired
          decision=approve,level=L0,expires=2027-05-01                | reason       | no_reason
          decision=approve,level=L0,expires=2027-05-01,reason=x,name=1 | name        | no_name
          decision=approve,level=L3,expires=2027-05-01,reason=asked   | consent_by   | no_consent
          decision=approve,level=L1,expires=2027-05-01,reason=x,consent_form=oral | consent_by | no_consent
          decision=lower,level=L0,expires=2027-05-01,reason=asked     | level        | nothing_to_lower
          level=L0                                                    | decision     | no_decision
          decision=veto,reason=x,person=P-0000000000                  | person       | unknown_person
          decision=veto,reason=x,contact=C-99                         | contact      | unknown_contact
          decision=approve,level=L0,expires=2027-05-01,reason=x,state=S1 | state     | changed_since_export
          """)
  void a_row_that_does_not_say_all_is_refused_with_its_column(
      String marks, String column, String code) throws Exception {
    List<Map<String, String>> rows = exported("relays.csv");
    for (String mark : marks.split(",")) {
      mark(rows.get(0), mark.split("=")[0], mark.split("=")[1]);
    }
    marked("marked.csv", rows);
    Ran ran = run("relays", "import", path("marked.csv"), "--json");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.json().path("batch").isNull()).isTrue();
    JsonNode detail = ran.json().path("details").get(0);
    assertThat(detail.path("line").asInt()).isEqualTo(2);
    assertThat(detail.path("outcome").asText()).isEqualTo("refused");
    assertThat(detail.path("reasons").get(0).path("column").asText()).isEqualTo(column);
    assertThat(detail.path("reasons").get(0).path("code").asText()).isEqualTo(code);
    try (Stream<Path> batches = Files.list(folder.resolve("counsel/relays"))) {
      assertThat(batches.filter(b -> b.toString().endsWith(".yaml"))).isEmpty();
    }
  }

  @Test
  void a_contact_that_changed_since_is_not_approved_and_a_veto_of_it_still_counts()
      throws Exception {
    List<Map<String, String>> rows = exported("relays.csv");
    take(
        "list-2027-01-03.csv",
        "A999000101,MUESTRA,ANA,1990-01-01,,,,US,,ROSA,COUSIN,+16195550109,SPANISH,2027-01-03\n"
            + "A999000103,PRUEBA,EVA,1992-01-01,,,,US,,ROSA,AUNT,+16195550108,,2027-01-03\n");
    approve(rows.get(0), "L0");
    mark(rows.get(2), "decision", "veto", "reason", "unsafe");
    marked("marked.csv", rows);

    Ran ran = run("relays", "import", path("marked.csv"), "--json");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.json().path("refused").asInt()).isEqualTo(1);
    assertThat(ran.json().path("vetoed").asInt()).isEqualTo(1);
    assertThat(ran.json().path("details").findValuesAsText("code"))
        .containsExactly("changed_since_export", "changed_since_export");
    sameShape("relays-import.json", ran.json());
    // The aunt's new number is hers, and she is vetoed.
    assertThat(exported("again.csv"))
        .filteredOn(row -> row.get("person").equals(rows.get(2).get("person")))
        .allSatisfy(row -> assertThat(row).containsEntry("now", "vetoed"));
  }

  @Test
  void a_veto_is_not_lifted_by_an_approval_and_a_level_is_lowered() throws Exception {
    List<Map<String, String>> rows = exported("relays.csv");
    approve(rows.get(0), "L0");
    mark(rows.get(1), "decision", "veto", "reason", "unsafe");
    marked("marked.csv", rows);
    assertThat(run("relays", "import", path("marked.csv"), "--name", "one").code()).isZero();
    List<Map<String, String>> again = exported("again.csv");
    approve(again.get(1), "L0");
    mark(again.get(0), "decision", "lower", "level", "L0", "reason", "careful");
    marked("marked.csv", again);
    Ran ran = run("relays", "import", path("marked.csv"), "--name", "two", "--json");
    assertThat(ran.json().path("details").findValuesAsText("code"))
        .containsExactly("nothing_to_lower", "vetoed");
    assertThat(ran.code()).isEqualTo(1);
  }

  @Test
  void lowering_keeps_the_day_and_never_prolongs() throws Exception {
    Path routing = folder.resolve("counsel/class-notice/routing.yaml");
    Files.writeString(routing, Files.readString(routing).replace("  relay: L0", "  relay: L1"));
    sign();
    List<Map<String, String>> rows = exported("relays.csv");
    approve(rows.get(0), "L1");
    marked("marked.csv", rows);
    assertThat(run("relays", "import", path("marked.csv"), "--name", "one").code()).isZero();
    sign();
    List<Map<String, String>> again = exported("again.csv");
    assertThat(again.get(0)).containsEntry("now_level", "L1 legal matter");
    mark(
        again.get(0),
        "decision",
        "lower",
        "level",
        "L0",
        "reason",
        "careful",
        "expires",
        "2027-06-01");
    marked("marked.csv", again);
    assertThat(run("relays", "import", path("marked.csv"), "--name", "two", "--json").out())
        .contains("longer_than_approved");
    mark(again.get(0), "expires", "");
    marked("marked.csv", again);
    Ran ran = run("relays", "import", path("marked.csv"), "--name", "two", "--json");
    assertThat(ran.code()).as(ran.out()).isZero();
    assertThat(ran.json().path("lowered").asInt()).isEqualTo(1);
    assertThat(exported("third.csv").get(0))
        .containsEntry("now_level", "L0 call-back")
        .containsEntry("now_expires", "2027-05-01");
  }

  @Test
  void l2_and_l3_need_two_counsel_and_what_the_routing_caps_is_said() throws Exception {
    List<Map<String, String>> rows = exported("relays.csv");
    approve(rows.get(0), "L2");
    marked("marked.csv", rows);
    Ran ran = run("relays", "import", path("marked.csv"));
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out())
        .contains("approved 1 at L2 case name", "two different counsel", "capped_by_routing")
        .contains("left unmarked 2");
  }

  @Test
  void a_contact_marked_twice_is_refused_unless_it_is_a_veto() throws Exception {
    List<Map<String, String>> rows = exported("relays.csv");
    List<Map<String, String>> both = new ArrayList<>();
    both.add(new LinkedHashMap<>(rows.get(0)));
    both.add(new LinkedHashMap<>(rows.get(0)));
    both.add(new LinkedHashMap<>(rows.get(1)));
    both.add(new LinkedHashMap<>(rows.get(1)));
    approve(both.get(0), "L0");
    mark(both.get(1), "decision", "veto", "reason", "unsafe");
    approve(both.get(2), "L0");
    approve(both.get(3), "L1");
    marked("marked.csv", both);
    Ran ran = run("relays", "import", path("marked.csv"), "--json");
    assertThat(ran.json().path("vetoed").asInt()).isEqualTo(1);
    assertThat(ran.json().path("refused").asInt()).isEqualTo(3);
  }

  @Test
  void a_workbook_with_days_typed_as_dates_is_read() throws Exception {
    List<Map<String, String>> rows = exported("relays.csv");
    approve(rows.get(0), "L0");
    try (var out = Files.newOutputStream(folder.resolve("marked.xlsx"));
        Workbook workbook = new Workbook(out, "test", "1.0")) {
      Worksheet sheet = workbook.newWorksheet("relays");
      int at = 0;
      for (Map.Entry<String, String> cell : rows.get(0).entrySet()) {
        sheet.value(0, at, cell.getKey());
        if (cell.getKey().equals("expires")) {
          sheet.value(1, at, java.time.LocalDate.of(2027, 5, 1));
          sheet.style(1, at).format("yyyy-mm-dd").set();
        } else {
          sheet.value(1, at, cell.getValue());
        }
        at++;
      }
    }
    Ran ran = run("relays", "import", path("marked.xlsx"), "--json");
    assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
    assertThat(ran.json().path("approved").path("L0").asInt()).isEqualTo(1);
  }

  @Test
  void what_is_no_marked_spreadsheet_is_refused_as_a_whole() throws Exception {
    Files.writeString(folder.resolve("marked.csv"), "a,b\n1,2\n");
    Ran ran = run("relays", "import", path("marked.csv"));
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("Refused as a whole");
    assertThat(run("relays", "import", path("nowhere.csv")).code()).isEqualTo(2);
    assertThat(run("relays").code()).isEqualTo(2);
  }

  /** The document has the fields of its sample in {@code docs/json}, and no others. */
  private static void sameShape(String sample, JsonNode document) throws Exception {
    JsonNode written = JSON.readTree(ROOT.resolve("docs/json").resolve(sample).toFile());
    assertThat(new TreeSet<>(names(document))).as(sample).isEqualTo(new TreeSet<>(names(written)));
    if (written.path("details").isArray()) {
      assertThat(names(document.path("details").get(0)))
          .isEqualTo(names(written.path("details").get(0)));
    }
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private Ran approve(String target) throws Exception {
    return run("approve", target, "--key", Keys.ada(folder).toString());
  }

  private Path batch(String name, String... entries) throws Exception {
    return Files.writeString(
        folder.resolve("counsel/relays/" + name + ".yaml"), "relays:\n" + String.join("", entries));
  }

  @Test
  void a_line_that_names_nobody_known_is_said_by_approve_approvals_check_and_the_run()
      throws Exception {
    List<Map<String, String>> rows = exported("relays.csv");
    String first = rows.get(0).get("person");
    String second = rows.get(1).get("person");
    batch("good", "  - { person: " + first + ", contact: C-1, veto: true, reason: not safe }\n");
    Path typo =
        batch(
            "typo",
            "  - { person: P-AAAAAAAAAA, contact: C-1, veto: true, reason: typo }\n",
            "  - { person: %s, contact: C-7, veto: true, reason: typo }\n".formatted(second),
            "  - { person: P-BBBBBBBBBB, contact: C-1, level: L0, expires: 2027-05-01, reason: a"
                + " }\n",
            "  - { person: %s, contact: C-9, level: L0, expires: 2027-05-01, reason: a }\n"
                .formatted(first));
    List<String> said =
        List.of(
            typo + ":2: nobody is known as P-AAAAAAAAAA: the veto stops nothing",
            typo
                + ":3: "
                + second
                + " has no contact C-7: until this is mended the veto counts for"
                + " all relays of that person",
            typo + ":4: nobody is known as P-BBBBBBBBBB: the line approves and lowers nothing",
            typo + ":5: " + first + " has no contact C-9: the line approves and lowers nothing");

    assertThat(approve("relays/good").code()).isZero();
    Ran signed = approve("relays/typo");
    assertThat(signed.out()).as("a list may bring them yet").contains("it is in force");
    assertThat(signed.err()).contains(said).contains("aviso show " + second);
    assertThat(signed.code()).isEqualTo(1);
    for (String command : List.of("approvals", "check")) {
      Ran ran = run(command);
      assertThat(ran.out()).contains(said).doesNotContain("good.yaml");
      assertThat(ran.code()).as(command).isEqualTo(1);
    }
    assertThat(exported("again.csv").get(1)).containsEntry("now", "vetoed");
    for (int i = 0; i < 2; i++) {
      run("run", "--once", "-D", "aviso.once.wait=0s");
    }
    assertThat(run("log", "--status", "relay_unknown").out())
        .contains("[2, 3, 4, 5]")
        .hasLineCount(1);

    Files.delete(typo);
    batch("typo", "  - { person: " + second + ", contact: C-1, veto: true, reason: r }\n");
    assertThat(approve("relays/typo").code()).isZero();
    assertThat(run("check").code()).isZero();
  }

  @Test
  void a_veto_of_somebody_a_later_list_brings_binds_when_they_come() throws Exception {
    copy(folder.resolve("home"), Files.createDirectories(folder.resolve("before")));
    take(
        "list-2027-01-03.csv",
        "A999000104,NUEVA,SOL,1993-01-01,GUATEMALA,SPANISH,DETAINED,US,,INA,MOTHER,+16195550104,SPANISH,2027-01-03\n");
    Map<String, String> last = exported("relays.csv").get(3);
    assertThat(last).containsEntry("now", "kind");
    batch(
        "first",
        "  - { person: %s, veto: true, reason: not safe }\n".formatted(last.get("person")));
    Ran signed =
        Ran.of(
            List.of(
                "approve",
                "relays/first",
                "--key",
                Keys.ada(folder).toString(),
                "--home",
                folder.resolve("before").toString(),
                "-D",
                "aviso.sandbox.clock=2027-01-05T18:00Z",
                "-D",
                "aviso.routing.dir=" + folder.resolve("counsel")));
    assertThat(signed.err()).contains("nobody is known as " + last.get("person"));
    assertThat(signed.code()).isEqualTo(1);
    assertThat(run("check").code()).as("where that list was taken").isZero();
    assertThat(exported("again.csv").get(3)).containsEntry("now", "vetoed");
  }

  @Test
  void a_number_vetoed_for_one_person_and_listed_for_another_is_said_and_both_count()
      throws Exception {
    List<Map<String, String>> rows = exported("relays.csv");
    String one = rows.get(0).get("person");
    String other = rows.get(2).get("person");
    mark(rows.get(0), "decision", "veto", "reason", "not safe");
    approve(rows.get(2), "L0");
    marked("marked.csv", rows);
    Path batch = folder.resolve("counsel/relays/two.yaml");
    String said =
        batch
            + ":3: %s C-1 is vetoed, and the same number or address is allowed for %s C-1 (relays/two)"
                .formatted(one, other);

    Ran imported = run("relays", "import", path("marked.csv"), "--name", "two");
    assertThat(imported.err()).contains(said).doesNotContain("5550101").hasLineCount(1);
    assertThat(imported.code()).isEqualTo(1);
    Ran signed = approve("relays/two");
    assertThat(signed.err()).contains(said).hasLineCount(1);
    assertThat(signed.code()).isEqualTo(1);
    Ran check = run("check");
    assertThat(check.out()).contains(said).contains("veto " + other + " C-1 too");
    assertThat(check.code()).isEqualTo(1);
    List<Map<String, String>> now = exported("again.csv");
    assertThat(now.get(0)).containsEntry("now", "vetoed");
    assertThat(now.get(2)).containsEntry("now", "approved");

    batch(
        "two",
        "  - { person: %s, contact: C-1, veto: true, reason: r }\n".formatted(one),
        "  - { person: %s, veto: true, reason: r }\n".formatted(other));
    assertThat(approve("relays/two").code()).as("vetoed for both").isZero();
  }

  @Test
  void a_number_vetoed_for_one_person_and_allowed_as_a_kind_for_another_is_said() throws Exception {
    List<Map<String, String>> rows = exported("relays.csv");
    String one = rows.get(0).get("person");
    String other = rows.get(2).get("person");
    Path file = batch("veto", "  - { person: %s, veto: true, reason: r }\n".formatted(one));
    assertThat(approve("relays/veto").code()).isZero();
    Path routing = folder.resolve("counsel/class-notice/routing.yaml");
    Files.writeString(
        routing,
        Files.readString(routing).replace("{ mother: L0,", "{ aunt_uncle: L0, mother: L0,"));
    String said =
        file
            + ":2: %s C-1 is vetoed, and the same number or address is allowed for %s C-1"
                .formatted(one, other)
            + " (routing/class-notice)";
    Ran signed = approve("routing/class-notice");
    assertThat(signed.err()).contains(said);
    assertThat(signed.code()).isEqualTo(1);
    assertThat(run("check").out()).contains(said);
  }

  @Test
  void a_number_vetoed_by_hand_for_one_person_and_listed_for_another_is_said() throws Exception {
    List<Map<String, String>> rows = exported("relays.csv");
    String one = rows.get(0).get("person");
    String other = rows.get(2).get("person");
    run("veto-relay", one, "--contact", "C-1", "--reason", "not safe", "--by", "R. Sample");
    Path file =
        batch(
            "listed",
            "  - { person: %s, contact: C-1, level: L0, expires: 2027-05-01, reason: r }\n"
                .formatted(other));
    Ran signed = approve("relays/listed");
    assertThat(signed.err())
        .contains(
            file
                + ":2: %s C-1 is allowed, and the same number or address is vetoed for %s C-1"
                    .formatted(other, one));
    assertThat(signed.code()).isEqualTo(1);
  }
}
