package org.aviso.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.aviso.person.Column;
import org.aviso.person.Custody;
import org.aviso.person.Dossier;
import org.aviso.person.Person;
import org.aviso.person.Ternary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows as they really come. Beside the cells shown each has a number and a name of its own. */
class DirtyRowsTest {
  private final Lists known = new Lists();

  @ParameterizedTest(name = "{0} = {1}: {2} {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      nullValues = "-",
      textBlock =
          """
          LAST_NAME      | MARÃ\u00ADA                     | accepted | undecodable
          LAST_NAME      | MU\uFFFDOZ                      | rejected | undecodable
          LAST_NAME      | UN\u0000O                       | rejected | malformed
          LAST_NAME      | UN\u0007O                       | rejected | malformed
          LAST_NAME      | UN\u007FO                       | rejected | malformed
          LAST_NAME      | UNO\u202ESOD                    | rejected | forbidden_content
          LAST_NAME      | \u2066UNO\u2069                 | rejected | forbidden_content
          LAST_NAME      | UN\uD800O                       | rejected | undecodable
          LAST_NAME      | =HYPERLINK("http://example.com")| rejected | forbidden_content
          LAST_NAME      | =1+1                            | rejected | forbidden_content
          LAST_NAME      | @SUM(A1:A9)                     | rejected | forbidden_content
          LAST_NAME      | +cmd!A0                         | rejected | forbidden_content
          LAST_NAME      | -exec('x')                      | rejected | forbidden_content
          LAST_NAME      | <script>alert(1)</script>       | rejected | forbidden_content
          LAST_NAME      | <b>UNO</b>                      | rejected | forbidden_content
          ADDR1          | told of credible fear           | rejected | forbidden_content
          ADDR1          | see I-589                       | rejected | forbidden_content
          AKA            | was persecuted by               | rejected | forbidden_content
          ADDR1          | 1 ASYLUM AVE                    | accepted | -
          ADDR1          | 12 FEAR NOT LANE                | accepted | -
          LAST_NAME      | O'SAMPLE-UNO                    | accepted | -
          LAST_NAME      | =\"UNO\"                        | accepted | -
          LAST_NAME      | 'UNO                            | accepted | -
          LAST_NAME      | -                               | accepted | -
          FIRST_NAME     | #REF!                           | accepted | malformed
          FIRST_NAME     | #N/A                            | accepted | malformed
          FIRST_NAME     | #NAME?                          | accepted | malformed
          DOB            | #VALUE!                         | accepted | malformed
          DOB            | ########                        | accepted | malformed
          DOB            | 99/99/9999                      | accepted | -
          DOB            | 02/30/1980                      | accepted | malformed
          DOB            | 13/13/1980                      | accepted | malformed
          DOB            | next year                       | accepted | malformed
          DOB            | 01/02/2030                      | accepted | malformed
          DOB            | 01/02/1880                      | accepted | malformed
          DOB            | 31/12/1980                      | accepted | malformed
          DOB            | 2,9e4                           | accepted | malformed
          A_NUMBER       | 9.99E+08                        | held     | identity_invalid
          A_NUMBER       | 999000123.0                     | held     | identity_invalid
          A_NUMBER       | A999-000-12                     | accepted | -
          A_NUMBER       | 12                              | held     | identity_invalid
          A_NUMBER       | SEE FILE                        | held     | identity_invalid
          A_NUMBER       | A999000123; A999000124          | held     | identity_invalid
          SUBJECT_ID     | 1.2E+10                         | held     | identity_invalid
          SUBJECT_ID     | 0000000                         | accepted | -
          CUSTODY_STATUS | ON THE MOON                     | accepted | no_plan
          CUSTODY_STATUS | detenida                        | accepted | -
          CUSTODY_STATUS | UNKNOWN                         | accepted | -
          LIST_DATE      | yesterday                       | accepted | malformed
          LIST_DATE      | 2031-01-01                      | accepted | malformed
          REMOVAL_DATE   | 2026-13-01                      | accepted | malformed
          PHONE          | (646) 555-0123                  | held     | no_country ambiguous_phone
          PHONE          | 619-555-0142 (GOD KNOWS WHO)    | held     | bad_number ambiguous_phone
          PHONE          | 5.55E+09                        | accepted | spreadsheet_damage
          PHONE          | 6195550142.0                    | accepted | spreadsheet_damage
          PHONE          | 0000000000                      | accepted | -
          PHONE          | (000) 000-0000                  | accepted | placeholder_value
          PHONE          | 555-0142                        | accepted | bad_number
          PHONE          | DISCONNECTED                    | accepted | bad_number
          PHONE          | 619-555-0142 ext 5              | accepted | extension
          PHONE          | a@example.org                   | accepted | bad_number
          PHONE          | 619-555-0142/12                 | held     | no_country ambiguous_phone
          PHONE          | N/A                             | accepted | -
          EMAIL          | NONE                            | accepted | -
          EMAIL          | none@none.com                   | accepted | placeholder_value
          EMAIL          | a@b                             | accepted | bad_address
          EMAIL          | a@example.org\u200B             | accepted | -
          EMAIL          | a@exa mple.org                  | accepted | bad_address
          EMAIL          | "a@example.org                  | accepted | bad_address
          FAM_PHONE      | 5.55E+09                        | accepted | spreadsheet_damage
          FAM_RELATION   | LANDLORD                        | accepted | -
          ATTY_PHONE     | 12                              | accepted | bad_number
          COUNTRY        | ATLANTIS                        | accepted | -
          NATIONALITY    | STATELESS                       | accepted | -
          NATIONALITY    | NA                              | accepted | malformed
          COUNTRY        | NO                              | accepted | malformed
          CUSTODY_STATUS | ND                              | accepted | no_plan
          """)
  void each_row_ends_in_one_outcome_with_its_reasons(
      Column column, String cell, String outcome, String codes) {
    List<String> cells = new ArrayList<>(List.of("SUBJECT_ID=S-1", "LAST_NAME=EJEMPLO"));
    cells.removeIf(other -> other.startsWith(column + "="));
    cells.add(column + "=" + (cell == null ? "" : unescaped(cell)));

    RowOutcome row = known.takeOne("2026-11-01", cells.toArray(new String[0]));

    assertThat(row.outcome().code()).isEqualTo(outcome);
    assertThat(row.reasons().stream().map(RowReason::code).collect(Collectors.joining(" ")))
        .isEqualTo(codes == null ? "" : codes);
    assertThat(known.persons()).hasSize(outcome.equals("rejected") ? 0 : 1);
    assertThat(row.reasons())
        .allSatisfy(
            reason ->
                assertThat(reason.rule())
                    .doesNotContain(cell == null || cell.length() < 4 ? "EJEMPLO" : cell));
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(
      textBlock =
          """
          CUSTODY_STATUS, N/D
          CUSTODY_STATUS, n/d
          CUSTODY_STATUS, N / D
          CUSTODY_STATUS, N /D
          CUSTODY_STATUS, ND
          NATIONALITY,    N/P
          NATIONALITY,    N/I
          NATIONALITY,    s/n
          NATIONALITY,    S / D
          NATIONALITY,    N /I
          NATIONALITY,    NA
          NATIONALITY,    No
          NATIONALITY,    NR
          NATIONALITY,    N A
          ATTY_NAME,      N/D
          ATTY_NAME,      NO
          ATTY_NAME,      Pro Se
          ATTY_NAME,      PRO-SE
          ATTY_NAME,      SIN ABOGADO
          """)
  void short_for_no_data_is_no_custody_no_country_and_no_attorney(Column column, String cell) {
    known.takeOne("2026-11-01", "SUBJECT_ID=S-1", "LAST_NAME=EJEMPLO", column + "=" + cell);
    Person person = new PersonReader(Lists.CONFIG, Duration.ofDays(30)).read(known.only());

    assertThat(person.custody()).isEqualTo(Custody.UNKNOWN);
    assertThat(person.nationality()).isNull();
    assertThat(person.represented()).isEqualTo(Ternary.NO);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({"NI, NI", "NP, NP", "U.S., US", "NOR, NO", "Norway, NO", "Namibia, NA", "NRU, NR"})
  void names_and_codes_of_countries_are_read_as_before(String cell, String country) {
    known.takeOne("2026-11-01", "SUBJECT_ID=S-1", "LAST_NAME=EJEMPLO", "NATIONALITY=" + cell);

    assertThat(new PersonReader(Lists.CONFIG, Duration.ofDays(30)).read(known.only()).nationality())
        .isEqualTo(country);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"N/I", "N / I", "N /I", "NA"})
  void short_for_no_data_says_no_country_of_a_number(String cell) {
    known.takeOne("2026-11-01", "SUBJECT_ID=S-1", "PHONE=7855 0142", "COUNTRY=" + cell);

    assertThat(Lists.usable(known.only())).isEmpty();
  }

  @Test
  void short_for_no_data_replaces_nothing() {
    known.takeOne(
        "2026-11-01", "SUBJECT_ID=S-1", "LAST_NAME=UNO", "NATIONALITY=GT", "ATTY_NAME=SAMPLE");
    known.takeOne(
        "2026-11-02", "SUBJECT_ID=S-1", "LAST_NAME=UNO", "NATIONALITY=NA", "ATTY_NAME=NO");
    Person person = new PersonReader(Lists.CONFIG, Duration.ofDays(30)).read(known.only());

    assertThat(person.nationality()).isEqualTo("GT");
    assertThat(person.represented()).isEqualTo(Ternary.YES);
  }

  @Test
  void a_word_that_is_a_first_name_as_well_is_a_relation_in_its_own_column_only() {
    known.takeOne(
        "2026-11-01", "SUBJECT_ID=S-1", "FAM_PHONE=+16195550142", "FAM_RELATION=Irm\u00E3");
    known.takeOne("2026-11-01", "SUBJECT_ID=S-2", "FAM_PHONE=+16195550143 (Irma)");

    assertThat(known.persons())
        .flatExtracting(Dossier::contacts)
        .extracting(contact -> contact.status().code() + " " + contact.relation())
        .containsExactly("ok sibling", "ambiguous unknown");
  }

  private static String unescaped(String cell) {
    return cell.replace("\\\"", "\"");
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      nullValues = "-",
      textBlock =
          """
          01/02/1980              | 1980-01-02 | -
          1/2/1980                | 1980-01-02 | -
          01-02-1980              | 1980-01-02 | -
          1.2.1980                | 1980-01-02 | -
          01/02/80                | 1980-01-02 | -
          01/02/26                | 2026-01-02 | -
          12/02/26                | 1926-12-02 | -
          1980-01-02              | 1980-01-02 | -
          1980/1/2                | 1980-01-02 | -
          19800102                | 1980-01-02 | -
          1980-01-02T00:00:00Z    | 1980-01-02 | -
          1980-01-02 00:00:00.000 | 1980-01-02 | -
          01/02/1980 12:00 AM     | 1980-01-02 | -
          29222                   | 1980-01-02 | -
          29222.0                 | 1980-01-02 | -
          02-JAN-1980             | 1980-01-02 | -
          2 January 1980          | 1980-01-02 | -
          January 2, 1980         | 1980-01-02 | -
          Jan 2 1980              | 1980-01-02 | -
          31/12/1980              | 1980-12-31 | day_first
          31/12/80                | 1980-12-31 | day_first
          02/29/2024              | 2024-02-29 | -
          02/29/2023              | -          | unreadable
          01/01/1900              | -          | -
          1900-01-01              | -          | -
          00/00/0000              | -          | -
          99/99/9999              | -          | -
          31/12/9999              | -          | -
          12/31/2026              | -          | unreadable
          1.9E3                   | -          | unreadable
          80                      | -          | unreadable
          1980                    | -          | unreadable
          2 Xyz 1980              | -          | unreadable
          """)
  void dates_as_lists_write_them(String cell, LocalDate date, String remark) {
    DateReading reading = DateReading.of(cell, Lists.TODAY);

    assertThat(reading.date()).isEqualTo(date);
    assertThat(reading.dayFirst()).isEqualTo("day_first".equals(remark));
    assertThat(reading.unreadable()).isEqualTo("unreadable".equals(remark));
  }
}
