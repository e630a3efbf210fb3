package org.aviso.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.aviso.person.Column;
import org.aviso.person.Dossier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rows as agencies send them, each from the bytes of a file to what becomes of it, between two good
 * rows that must come through whatever stands in the middle.
 */
class DirtyLinesTest {
  private static final String HEADER =
      "A_NUMBER,SUBJECT_ID,LAST_NAME,FIRST_NAME,DOB,SEX,NATIONALITY,LANGUAGE,ENCOUNTER_DATE,CUSTODY_STATUS,REMOVAL_DATE,ADDR1,"
          + "COUNTRY,PHONE,EMAIL,FAM_RELATION,FAM_PHONE,LIST_DATE";
  private static final List<Column> COLUMNS =
      java.util.Arrays.stream(HEADER.split(",")).map(Column::valueOf).toList();
  private static final Map<Column, String> SOUND =
      Map.of(
          Column.A_NUMBER, "A999-000-123",
          Column.LAST_NAME, "EJEMPLO",
          Column.FIRST_NAME, "ANA",
          Column.DOB, "1980-01-02",
          Column.COUNTRY, "US",
          Column.EMAIL, "ana@example.org");

  @TempDir Path folder;

  /**
   * Column, its cell in an otherwise sound row, what becomes of the row and why, and what of the
   * cell is kept ({@code -} for nothing).
   */
  @ParameterizedTest(name = "{0} \"{1}\" is {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          A_NUMBER       | A 999 000 123               | accepted                          | 999000123
          A_NUMBER       | A#999.000.123               | accepted                          | 999000123
          A_NUMBER       | A999–000–123                | accepted                          | 999000123
          A_NUMBER       | A999{zwsp}000123            | accepted                          | 999000123
          A_NUMBER       | {bom}A999000123             | accepted                          | 999000123
          A_NUMBER       | {nbsp}A999000123{nbsp}      | accepted                          | 999000123
          A_NUMBER       | =""A999000123""             | accepted                          | 999000123
          A_NUMBER       | '999000123                  | accepted                          | 999000123
          A_NUMBER       | 99000123                    | accepted                          | 099000123
          A_NUMBER       | 9.99E+08                    | held identity_invalid             | 9.99E+08
          A_NUMBER       | 999000123.0                 | held identity_invalid             | 999000123.0
          A_NUMBER       | 999,000,123                 | held identity_invalid             | 999,000,123
          A_NUMBER       | A999OOO123                  | held identity_invalid             | A999OOO123
          A_NUMBER       | A9990001                    | held identity_invalid             | A9990001
          A_NUMBER       | A9990001234                 | held identity_invalid             | A9990001234
          A_NUMBER       | A999000123 / A999000124     | held identity_invalid             | A999000123 / A999000124
          A_NUMBER       | A999000123?                 | held identity_invalid             | A999000123?
          A_NUMBER       | PENDING                     | held identity_invalid             | PENDING
          A_NUMBER       | ########                    | accepted malformed                | -
          A_NUMBER       | #REF!                       | accepted malformed                | -
          A_NUMBER       | UNK                         | accepted                          | -
          A_NUMBER       | A000-000-000                | accepted                          | -
          A_NUMBER       | =A1+B1                      | rejected forbidden_content        | -
          A_NUMBER       | A999{nul}000123             | rejected malformed                | -
          A_NUMBER       | A999{fffd}000123            | rejected undecodable              | -
          SUBJECT_ID     | s 12 34                     | accepted                          | S1234
          SUBJECT_ID     | 1.23E+11                    | held identity_invalid             | 1.23E+11
          SUBJECT_ID     | 0000000                     | accepted                          | -
          LAST_NAME      | LNU                         | accepted                          | -
          LAST_NAME      | NO NAME GIVEN               | accepted                          | -
          LAST_NAME      | ''                          | accepted                          | ''
          LAST_NAME      | Muñoz-Peña                  | accepted                          | Muñoz-Peña
          LAST_NAME      | D'ÁVILA                     | accepted                          | D'ÁVILA
          LAST_NAME      | 'ABD AL-SAMAD               | accepted                          | ABD AL-SAMAD
          LAST_NAME      | MUÃ‘OZ                      | accepted undecodable              | MUÃ‘OZ
          LAST_NAME      | MarÃ{shy}a                  | accepted undecodable              | MarÃa
          LAST_NAME      | PeÃ±a                       | accepted undecodable              | PeÃ±a
          LAST_NAME      | Oâ€™CONNOR                  | accepted undecodable              | Oâ€™CONNOR
          LAST_NAME      | SÃO PAULO                   | accepted                          | SÃO PAULO
          LAST_NAME      | ÂNGELO                      | accepted                          | ÂNGELO
          LAST_NAME      | MU{fffd}OZ                  | rejected undecodable              | -
          LAST_NAME      | EJEM{rlo}OLP                | rejected forbidden_content        | -
          LAST_NAME      | EJEM{lri}PLO                | rejected forbidden_content        | -
          LAST_NAME      | EJEM{rlm}PLO                | accepted                          | EJEMPLO
          LAST_NAME      | EJEM{esc}PLO                | rejected malformed                | -
          LAST_NAME      | EJEMPLO{tab}JR              | accepted                          | EJEMPLO JR
          LAST_NAME      | EJEMPLO   JR                | accepted                          | EJEMPLO JR
          LAST_NAME      | EJEMPLO{lf}JR               | accepted                          | EJEMPLO JR
          LAST_NAME      | {long}                      | rejected malformed                | -
          LAST_NAME      | =HYPERLINK(""http://a.test"")| rejected forbidden_content       | -
          LAST_NAME      | @SUM(A1)                    | rejected forbidden_content        | -
          LAST_NAME      | +1+cmd{bar}' /C x'!A0       | rejected forbidden_content        | -
          LAST_NAME      | <script>x</script>          | rejected forbidden_content        | -
          LAST_NAME      | <b>EJEMPLO</b>              | rejected forbidden_content        | -
          LAST_NAME      | नेपाली                        | accepted                          | नेपाली
          LAST_NAME      | محمد                        | accepted                          | محمد
          FIRST_NAME     | <NULL>                      | accepted                          | -
          FIRST_NAME     | (null)                      | accepted                          | -
          FIRST_NAME     | FNU                         | accepted                          | -
          FIRST_NAME     | -                           | accepted                          | -
          FIRST_NAME     | ANA 👩                       | accepted                          | ANA 👩
          DOB            | 01/02/1980                  | accepted                          | 1980-01-02
          DOB            | 1/2/80                      | accepted                          | 1980-01-02
          DOB            | 1-2-1980                    | accepted                          | 1980-01-02
          DOB            | 1980/1/2                    | accepted                          | 1980-01-02
          DOB            | 19800102                    | accepted                          | 1980-01-02
          DOB            | 02-JAN-1980                 | accepted                          | 1980-01-02
          DOB            | January 2, 1980             | accepted                          | 1980-01-02
          DOB            | Jan. 2 1980                 | accepted                          | 1980-01-02
          DOB            | 1/2/1980 12:00:00 AM        | accepted                          | 1980-01-02
          DOB            | 1980-01-02T00:00:00.000Z    | accepted                          | 1980-01-02
          DOB            | 29222                       | accepted                          | 1980-01-02
          DOB            | 29222.5                     | accepted                          | 1980-01-02
          DOB            | 29222.0                     | accepted                          | 1980-01-02
          DOB            | 23/04/1980                  | accepted malformed                | 1980-04-23
          DOB            | 02/30/1980                  | accepted malformed                | -
          DOB            | 13/13/1980                  | accepted malformed                | -
          DOB            | 1980                        | accepted malformed                | -
          DOB            | 12                          | accepted malformed                | -
          DOB            | ABOUT 1980                  | accepted malformed                | -
          DOB            | 01/02/2030                  | accepted malformed                | -
          DOB            | 01/02/1850                  | accepted malformed                | -
          DOB            | 01/01/1900                  | accepted                          | -
          DOB            | 1900-01-01                  | accepted                          | -
          DOB            | 00/00/0000                  | accepted                          | -
          DOB            | 00/00/00                    | accepted                          | -
          DOB            | 12/31/9999                  | accepted                          | -
          DOB            | ?                           | accepted                          | -
          DOB            | -                           | accepted                          | -
          DOB            | F                           | rejected shifted_row              | -
          DOB            | #VALUE!                     | accepted malformed                | -
          SEX            | 01/02/1980                  | rejected shifted_row              | -
          LANGUAGE       | {nbsp}SP                    | accepted                          | SP
          LANGUAGE       | ???                         | accepted                          | -
          LANGUAGE       | SPANISH/MAM                 | accepted                          | SPANISH/MAM
          CUSTODY_STATUS | in   custody                | accepted                          | in custody
          CUSTODY_STATUS | TRANSFERRED                 | accepted no_plan                  | TRANSFERRED
          CUSTODY_STATUS | N/A                         | accepted                          | -
          ENCOUNTER_DATE | 05/06/24                    | accepted                          | 2024-05-06
          ENCOUNTER_DATE | tomorrow                    | accepted malformed                | -
          REMOVAL_DATE   | 01/05/2027                  | accepted                          | 2027-01-05
          ADDR1          | 1 SAMPLE ST, APT 2          | accepted                          | 1 SAMPLE ST, APT 2
          ADDR1          | see I-589                   | rejected forbidden_content        | -
          ADDR1          | says she has a fear of return | rejected forbidden_content      | -
          ADDR1          | sworn statement attached    | rejected forbidden_content        | -
          PHONE          | 5.55E+09                    | accepted spreadsheet_damage       | -
          PHONE          | 6195550142.0                | accepted spreadsheet_damage       | -
          PHONE          | 0000000000                  | accepted                          | -
          PHONE          | 000-000-0000                | accepted placeholder_value        | -
          PHONE          | 999-999-9999                | accepted placeholder_value        | -
          PHONE          | 123-456-7890                | accepted placeholder_value        | -
          PHONE          | 911                         | accepted bad_number               | -
          PHONE          | NO PHONE                    | accepted                          | -
          PHONE          | \\N                         | accepted                          | -
          PHONE          | call sister                 | accepted bad_number               | -
          PHONE          | NONE                        | accepted                          | -
          PHONE          | #N/A                        | accepted malformed                | -
          PHONE          | 555-0142                    | accepted bad_number               | -
          PHONE          | (619) 555-0142              | accepted                          | +16195550142
          PHONE          | tel: +1-619-555-0142        | accepted                          | +16195550142
          PHONE          | {nbsp}619 555 0142          | accepted                          | +16195550142
          PHONE          | =""6195550142""             | accepted                          | +16195550142
          PHONE          | +1 619 555 0142             | accepted                          | +16195550142
          PHONE          | 619-555-0142 x12            | accepted extension                | -
          PHONE          | 619-555-0142 / 619-555-0143 | accepted                          | +16195550142; +16195550143
          PHONE          | 619-555-0142{lf}619-555-0143 | accepted                         | +16195550142; +16195550143
          PHONE          | 619-555-0142 (MOTHER)       | accepted                          | +16195550142 (mother)
          PHONE          | 619-555-0142 (ask for Juan) | accepted bad_number               | ? 619-555-0142 (ask for Juan)
          PHONE          | 12; call Juan               | accepted bad_number               | ? 12, call Juan
          PHONE          | 0;; x                       | accepted bad_number               | ? 0,, x
          PHONE          | 619-555-0142 / 5.55E+09     | accepted spreadsheet_damage       | +16195550142
          PHONE          | 011 52 1 664 123 4567       | accepted                          | +526641234567
          PHONE          | 0052 664 123 4567           | accepted                          | +526641234567
          PHONE          | <img src=x>                 | rejected forbidden_content        | -
          EMAIL          | Ana@Example.ORG             | accepted                          | Ana@example.org
          EMAIL          | <a@example.org>             | accepted                          | a@example.org
          EMAIL          | mailto:ana@example.org      | accepted                          | ana@example.org
          EMAIL          | ana@example.org; eva@example.org | accepted                     | ana@example.org; eva@example.org
          EMAIL          | ana@example.org{lf}Bcc: eva@example.org | accepted bad_address  | -
          EMAIL          | ana(at)example.org          | accepted bad_address              | ? ana(at)example.org
          EMAIL          | ana.example.org             | accepted bad_address              | -
          EMAIL          | ana@example                 | accepted bad_address              | -
          EMAIL          | noemail@example.org         | accepted placeholder_value        | -
          EMAIL          | UNKNOWN                     | accepted                          | -
          EMAIL          | ana@gmial.com               | accepted                          | ana@gmial.com
          EMAIL          | <a href=x>                  | rejected forbidden_content        | -
          FAM_PHONE      | 619-555-0143 (SISTER)       | accepted                          | +16195550143 (sibling)
          FAM_PHONE      | ask facility                | accepted bad_number               | -
          LIST_DATE      | 01/02/2031                  | accepted malformed                | -
          LIST_DATE      | last week                   | accepted malformed                | -
          """)
  void a_dirty_cell(String column, String cell, String expected, String kept) throws IOException {
    String content = text(cell);
    String line =
        COLUMNS.stream()
            .map(c -> c.name().equals(column) ? '"' + content + '"' : SOUND.getOrDefault(c, ""))
            .collect(Collectors.joining(","));

    Taken taken = take(line);

    assertThat(taken.outcome(0)).isEqualTo(expected);
    String stored =
        taken.dossiers.isEmpty() ? null : taken.dossiers.get(0).cell(Column.valueOf(column));
    assertThat(stored == null ? "-" : stored).isEqualTo(kept);
  }

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a delimiter too many in the name    | A999000123,,EJEMPLO, JR,ANA,1980-01-02,F,,,,,,,,,,,,         | rejected shifted_row
          a delimiter missing                 | A999000123,,EJEMPLO ANA,1980-01-02,F…             | rejected shifted_row
          an address one column off           | A999000123,,EJEMPLO,ANA,1980-01-02,F,,,,,,,US,619-555-0142,,ana@example.org… | rejected shifted_row
          a comma in the name, blanks behind  | A999000123,,EJEMPLO, JR,ANA,1980-01-02,,,,,,,,,,,,,            | rejected shifted_row
          a delimiter too many before a phone | A999000123,,EJEMPLO,ANA,1980-01-02,,,,,,,,US,,619-555-0142,,,, | rejected shifted_row
          one blank cell beyond the header    | A999000123,,EJEMPLO,ANA,1980-01-02,,,,,,,,US,619-555-0142,,,,, | accepted
          a noncharacter where a row begins   | {ffff}EJEMPLO 619-555-0142,,EJEMPLO…              | rejected undecodable
          one inside the quotes of a cell     | "{ffff}EJEMPLO 619-555-0142",,EJEMPLO…            | rejected undecodable
          cells beyond the header, all blank  | A999000123,,EJEMPLO,ANA,1980-01-02,F…          | accepted
          a row of delimiters                 | ,… | rejected empty
          a row of placeholders               | UNK,N/A,LNU,FNU,01/01/1900,?,-,???,,,,,,NONE,N/A… | rejected empty
          nothing but a date                  | ,,,,,,,,,,,,,,,,,2026-11-01 | rejected empty
          nobody, only a phone                | ,,,,,,,,,,,,,+16195550142… | rejected malformed
          a name alone                        | ,,EJEMPLO…                                     | accepted
          a quote that is never closed        | A999000123,,"EJEMPLO,ANA,1980-01-02,F…            | rejected malformed
          a quote inside a name               | A999000123,,EJE"MPLO,ANA,1980-01-02,F…            | accepted
          a quoted delimiter                  | A999000123,,"EJEMPLO, JR",ANA,1980-01-02,F…       | accepted
          text behind a closing quote         | A999000123,,"EJEMPLO" JR,ANA,1980-01-02,F…        | accepted
          a quote behind a closing quote      | A999000123,,"EJEMPLO" JR",ANA,1980-01-02,F…       | rejected malformed
          a quote too many in a quoted row    | "A999000123","","EJEMPLO" JR","ANA"…              | rejected malformed
          two quoted words in a quoted cell   | A999000123,,"EJEMPLO" "JR",ANA,1980-01-02,F…      | accepted
          a footer of the export              | (3 rows affected)                                            | rejected shifted_row
          the header once more                | A_NUMBER,SUBJECT_ID,LAST_NAME,FIRST_NAME,DOB,SEX,NATIONALITY,LANGUAGE,ENCOUNTER_DATE,CUSTODY_STATUS,REMOVAL_DATE,ADDR1,COUNTRY,PHONE,EMAIL,FAM_RELATION,FAM_PHONE,LIST_DATE | rejected malformed
          tabs in a list of commas            | A999000123{tab}{tab}EJEMPLO{tab}ANA                          | rejected shifted_row
          detained after the removal          | A999000123,,EJEMPLO,ANA,,,,,,DETAINED,2025-05-01…      | held custody_conflict
          removed after the removal           | A999000123,,EJEMPLO,ANA,,,,,,REMOVED,2025-05-01…       | accepted
          a border number and no country      | A999000123,,EJEMPLO,ANA,,,,,,,,,,646 555 0123… | held no_country ambiguous_phone
          a border number and Mexico          | A999000123,,EJEMPLO,ANA,,,,,,,,,MX,656 555 0123… | held no_country ambiguous_phone
          a border number and a good address  | A999000123,,EJEMPLO,ANA,,,,,,,,,,631 555 0123,a@example.org… | accepted no_country
          a border number and the US          | A999000123,,EJEMPLO,ANA,,,,,,,,,USA,878 555 0123… | accepted
          two numbers, one damaged            | A999000123,,EJEMPLO,ANA,,,,,,,,,US,619-555-0142; 12345678… | accepted bad_number
          the same phone twice                | A999000123,,EJEMPLO,ANA,,,,,,,,,US,619-555-0142,,SISTER,(619) 555-0142… | accepted
          number and damage in one row        | 9.99E+08,,EJEMPLO,ANA,31/12/1980,,,,,,,,US,5.55E+09,x… | held identity_invalid malformed spreadsheet_damage bad_address
          """)
  void a_dirty_row(String what, String line, String expected) throws IOException {
    assertThat(take(text(line)).outcome(0)).isEqualTo(expected);
  }

  /**
   * Birth dates of one file, and what is kept of each: {@code -} nothing, {@code ?} flagged as one
   * that may be read either way.
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          23/04/1980 03/02/1990            | 1980-04-23 -?
          03/02/1990 23/04/1980            | -? 1980-04-23
          3.2.1990 23-4-80                 | -? 1980-04-23
          23/04/1980 05/05/1990            | 1980-04-23 1990-05-05
          23/04/1980 1990-02-03            | 1980-04-23 1990-02-03
          23/04/1980 04/23/1980 03/02/1990 | 1980-04-23 1980-04-23 1990-03-02?
          04/23/1980 03/02/1990            | 1980-04-23 1990-03-02
          03/02/1990 04/05/1991            | 1990-03-02 1991-04-05
          """)
  void a_birth_date_is_not_guessed_where_its_column_has_the_day_first(String cells, String kept)
      throws IOException {
    String[] dates = cells.split(" ");
    String[] lines = new String[dates.length];
    for (int i = 0; i < dates.length; i++) {
      lines[i] = "A99900010" + i + ",,EJEMPLO,ANA," + dates[i] + text("…");
    }

    Taken taken = take(lines);

    assertThat(
            taken.dossiers.stream()
                .map(
                    d ->
                        (d.cell(Column.DOB) == null ? "-" : d.cell(Column.DOB))
                            + (d.flags().contains("ambiguous_date") ? "?" : ""))
                .collect(Collectors.joining(" ")))
        .isEqualTo(kept);
    for (int i = 0; i < dates.length; i++) {
      boolean flagged = taken.dossiers.get(i).flags().contains("ambiguous_date");
      assertThat(taken.outcome(i).contains("malformed"))
          .isEqualTo(flagged || dates[i].startsWith("23"));
    }
  }

  @Test
  void other_dates_than_a_birth_date_are_remarked_and_read_as_ever() throws IOException {
    Taken taken =
        take(
            text("A999000101,,EJEMPLO,ANA,,,,,23/04/2024,,…"),
            text("A999000102,,EJEMPLO,EVA,03/02/1990,,,,03/02/2025,,…"));

    assertThat(taken.outcome(1)).isEqualTo("accepted malformed");
    assertThat(taken.dossiers.get(1).cell(Column.ENCOUNTER_DATE)).isEqualTo("2025-03-02");
    assertThat(taken.dossiers.get(1).cell(Column.DOB)).isEqualTo("1990-03-02");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          another name and birth date          | A999000123,,OTRO,EVA,1999-09-09…                | held held identity_conflict
          another name, same birth date        | A999000123,,OTRO,EVA,1980-01-02…                | accepted held value_conflict value_conflict
          same name, another birth date        | A999000123,,EJEMPLO,ANA,1999-09-09…             | accepted held value_conflict
          the same row                         | A999000123,,EJEMPLO,ANA,1980-01-02…             | accepted duplicate
          the same in other letters            | 999 000 123,,Ejemplo,Ana,01/02/1980…            | accepted duplicate
          the same with less                   | A999000123,,EJEMPLO,ANA…                       | accepted duplicate
          the same with more                   | A999000123,,EJEMPLO,ANA,1980-01-02,F…            | accepted accepted
          the same, names changed round        | A999000123,,ANA,EJEMPLO,1980-01-02…             | accepted held value_conflict value_conflict
          a namesake without a number          | ,,EJEMPLO,ANA,1980-01-02…                       | accepted accepted possible_duplicate
          a namesake with another number       | A999000124,,EJEMPLO,ANA,1980-01-02…             | accepted accepted
          a namesake with a damaged number     | 9.99E+08,,EJEMPLO,ANA,1980-01-02…               | accepted held identity_invalid possible_duplicate
          """)
  void a_second_row_beside_a_sound_one(String what, String line, String expected)
      throws IOException {
    Taken taken = take(text("A999000123,,EJEMPLO,ANA,1980-01-02…"), text(line));
    String first =
        taken.dossiers.get(0).holds().contains(org.aviso.person.HoldReason.IDENTITY_CONFLICT)
            ? "held"
            : "accepted";

    assertThat(first + " " + taken.outcome(1)).isEqualTo(expected);
  }

  /** What became of the lines in the middle. */
  private record Taken(List<RowOutcome> rows, List<Dossier> dossiers) {
    String outcome(int i) {
      RowOutcome row = rows.get(i);
      return (row.outcome().code()
              + " "
              + row.reasons().stream().map(RowReason::code).collect(Collectors.joining(" ")))
          .strip();
    }
  }

  private Taken take(String... lines) throws IOException {
    String before = "A999000777,,ANTES,UNO,,,,,,,,,,,,,,\n";
    String after = "A999000888,,DESPUES,DOS,,,,,,,,,,,,,,\n";
    Path file = folder.resolve("list.csv");
    Files.write(
        file, (HEADER + "\n" + before + String.join("\n", lines) + "\n" + after).getBytes(UTF_8));
    Lists known = new Lists();
    List<RowOutcome> outcomes = new ArrayList<>();
    MasterListReader reader = new MasterListReader(Lists.CONFIG);
    try (MasterList list = reader.open(file, "list-2026-11-01.csv", Lists.TODAY)) {
      ListInfo info = new ListInfo("list", list.listDate(), Lists.TODAY, list.full());
      list.groups(2, 0).forEachRemaining(rows -> outcomes.addAll(known.take(info, rows).rows()));
    } catch (RefusedFile e) {
      throw new AssertionError("One row must not refuse the file", e);
    }
    assertThat(outcomes).hasSize(lines.length + 2);
    assertThat(outcomes.get(0).outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(outcomes.get(outcomes.size() - 1).outcome()).isEqualTo(Outcome.ACCEPTED);
    for (RowOutcome outcome : outcomes) {
      assertThat(outcome.reasons())
          .allSatisfy(r -> assertThat(r.rule()).doesNotContain("EJEMPLO", "999000", "example.org"));
    }
    List<RowOutcome> middle = outcomes.subList(1, outcomes.size() - 1);
    return new Taken(
        middle, middle.stream().filter(o -> o.person() != null).map(known::person).toList());
  }

  /** Characters that a source file should not hold. */
  private static String text(String written) {
    return written
        .replace("…", ",".repeat(COLUMNS.size()))
        .replace("{nul}", "\0")
        .replace("{esc}", "\u001B")
        .replace("{tab}", "\t")
        .replace("{lf}", "\n")
        .replace("{bar}", "|")
        .replace("{nbsp}", "\u00A0")
        .replace("{shy}", "\u00AD")
        .replace("{zwsp}", "\u200B")
        .replace("{rlm}", "\u200F")
        .replace("{rlo}", "\u202E")
        .replace("{lri}", "\u2066")
        .replace("{bom}", "\uFEFF")
        .replace("{fffd}", "\uFFFD")
        .replace("{ffff}", "\uFFFF")
        .replace("{long}", "X".repeat(600));
  }
}
