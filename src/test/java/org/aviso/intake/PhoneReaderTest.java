package org.aviso.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhoneReaderTest {
  private final PhoneReader reader = new PhoneReader(Lists.CONFIG);

  private String read(String cell, String countries) {
    Whereabouts whereabouts =
        countries == null ? Whereabouts.SILENT : new Whereabouts(Set.of(countries.split("\\+")));
    List<ContactReading> readings = reader.read(cell, whereabouts);
    return readings.stream()
        .map(
            r ->
                switch (r.status()) {
                  case OK ->
                      r.value()
                          + " "
                          + r.country()
                          + (r.relation() == null ? "" : " " + r.relation());
                  default ->
                      r.status().code()
                          + " "
                          + r.reason().code()
                          + (r.relation() == null ? "" : " " + r.relation());
                })
        .collect(Collectors.joining(" & "));
  }

  @ParameterizedTest(name = "{0} in {1} is {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          (619) 555-0142            | US    | +16195550142 US
          619.555.0142              |       | +16195550142 US
          1-619-555-0142            |       | +16195550142 US
          +1 (619) 555-0142         | HN    | +16195550142 US
          0116195550142             |       | invalid bad_number
          011 52 664 123 4567       |       | +526641234567 MX
          0052 664 123 4567         |       | +526641234567 MX
          +52 1 664 123 4567        |       | +526641234567 MX
          52 664 123 4567           | MX    | +526641234567 MX
          664 123 4567              | MX    | +526641234567 MX
          664 234 5678              | MX    | +526642345678 MX
          664 234 5678              |       | ambiguous no_country
          614 234 5678              | MX    | ambiguous no_country
          686 123 4567              | MX    | +526861234567 MX
          55 1234 5678              | MX    | +525512345678 MX
          (646) 555-0123            | MX    | ambiguous no_country
          (646) 555-0123            |       | ambiguous no_country
          (646) 555-0123            | US    | +16465550123 US
          (631) 555-0123            |       | ambiguous no_country
          656-555-0123              | MX    | ambiguous no_country
          878-555-0123              |       | ambiguous no_country
          (619) 555-0123            | MX    | ambiguous no_country
          (619) 555-0123            | GT    | ambiguous no_country
          (619) 555-0123            | US+MX | +16195550123 US
          (646) 555-0123            | US+MX | ambiguous no_country
          +502 5123 4567            |       | +50251234567 GT
          5123 4567                 | GT    | +50251234567 GT
          5123 4567                 |       | ambiguous no_country
          5123 4567                 | GT+SV | +50251234567 GT
          9812 3456                 | HN    | +50498123456 HN
          809-555-0142              | DO    | +18095550142 DO
          809-555-0142              | US    | +18095550142 DO
          416-555-0142              |       | +14165550142 CA
          98765 43210               | IN    | +919876543210 IN
          98765 43210               |       | ambiguous no_country
          555-0142                  | US    | invalid bad_number
          555-0142                  |       | invalid bad_number
          12345                     | US    | invalid bad_number
          619-555-0142              | ZZ    | ambiguous no_country
          0000000000                | US    | invalid placeholder_value
          999-999-9999              | US    | invalid placeholder_value
          123-456-7890              | US    | invalid placeholder_value
          5.55E+09                  | US    | invalid spreadsheet_damage
          6195550142.0              | US    | invalid spreadsheet_damage
          6.195550142e9             | US    | invalid spreadsheet_damage
          619-555-0142 x123         | US    | invalid extension
          619-555-0142 ext. 12      | US    | invalid extension
          619-555-0142 #4           | US    | invalid extension
          call her                  | US    | invalid bad_number
          +1 200 555 0142           |       | invalid bad_number
          +99 1234567               |       | invalid bad_number
          +1 (619) 555-0142         | US    | +16195550142 US
          +52 (664) 123-4567        | US    | +526641234567 MX
          52 (664) 123-4567         | MX    | +526641234567 MX
          +619 555 0142             | US    | ambiguous no_country
          +619 555 0142             | MX    | ambiguous no_country
          +619 555 0142             |       | ambiguous no_country
          +619 555 0142             | AU    | +6195550142 AU
          +619 555 0142             | US+AU | +6195550142 AU
          +(619) 555-0142           | US    | ambiguous no_country
          +501 655 0142             | US    | ambiguous no_country
          +501 655 0142             | BZ    | +5016550142 BZ
          011 501 655 0142          | US    | +5016550142 BZ
          +502 5123 4567            | US    | +50251234567 GT
          +619 555 0142 (MOTHER)    | US    | ambiguous no_country mother
          mama6195550142@example.org | US   | ambiguous bad_number unclear
          maria@example.org         | US    | invalid bad_number
          """)
  void numbers_are_read_by_the_countries_of_their_row(
      String cell, String countries, String expected) {
    assertThat(read(cell, countries)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          619-555-0142 / 619-555-0143        | +16195550142 US & +16195550143 US
          6195550142;6195550143              | +16195550142 US & +16195550143 US
          619-555-0142 or 619-555-0143       | +16195550142 US & +16195550143 US
          619-555-0142, 619-555-0143         | +16195550142 US & +16195550143 US
          6195550142 6195550143              | +16195550142 US & +16195550143 US
          (619) 555-0142 (619) 555-0143      | +16195550142 US & +16195550143 US
          619-555-0142 (MOTHER)              | +16195550142 US mother
          MOTHER: 619-555-0142               | +16195550142 US mother
          mamá 619-555-0142                  | +16195550142 US mother
          hermana (619) 555-0142             | +16195550142 US sibling
          619-555-0142 (brother in law)      | +16195550142 US in_law
          619-555-0142 (MOTHER) 619-555-0143 | invalid bad_number mother
          619-555-0142 (SISTER), 619-555-0143| +16195550142 US sibling & +16195550143 US
          cell 619-555-0142                  | +16195550142 US
          619-555-0142 (cel)                 | +16195550142 US
          WhatsApp +1 619 555 0142           | +16195550142 US
          619-555-0142 (ask for Juan)        | ambiguous bad_number
          619-555-0142 (Irma)                | ambiguous bad_number
          Mari 619-555-0142                  | ambiguous bad_number
          619-555-0142 (MAE)                 | ambiguous bad_number
          619-555-0142 (Amie)                | ambiguous bad_number
          619-555-0142 (irmao)               | +16195550142 US sibling
          619-555-0142 (Irma, sister)        | +16195550142 US unclear
          work 619-555-0142                  | +16195550142 US
          619-555-0142 (self)                | +16195550142 US
          619-555-0142 (own cell)            | +16195550142 US
          propio 619-555-0142                | +16195550142 US
          619-555-0142 (trabajo)             | +16195550142 US
          619-555-0142 (not self)            | ambiguous bad_number
          619-555-0142 (self, mother)        | +16195550142 US unclear
          619-555-0142 (mother) 619-555-0143 (self)      | +16195550142 US mother & +16195550143 US
          619-555-0142 (self) 619-555-0143 (sister)      | +16195550142 US & +16195550143 US sibling
          619-555-0142 mother 619-555-0143 self          | +16195550142 US mother & +16195550143 US
          mother 619-555-0142 self 619-555-0143          | +16195550142 US mother & +16195550143 US
          MOTHER: (619) 555-0142 CELL: (619) 555-0143    | +16195550142 US mother & +16195550143 US
          (619) 555-0142 (brother in law) +1 619 555 0143 [mi celular] | +16195550142 US in_law & ambiguous bad_number
          619-555-0142 (mother) 619-555-0143 (self), 619-555-0144 | +16195550142 US mother & +16195550143 US & +16195550144 US
          5123 4567 (mother) 5123 4568 (self)            | invalid bad_number mother & invalid bad_number
          619-555-0142 (mother) 619-555-0143 (sister) 619-555-0144 | invalid bad_number unclear
          mother 619-555-0142 (self) 619-555-0143        | invalid bad_number unclear
          619-555-0142 mother: 619-555-0143 self         | invalid bad_number unclear
          619-555-0142 x12 (mother) 619-555-0143 (self)  | invalid bad_number unclear
          555-0142 (mother) 555-0143                     | invalid bad_number mother
          619-555-0142 (MOTHER?)             | +16195550142 US unclear
          619-555-0142 (self?)               | ambiguous bad_number
          619-555-0142 ?                     | ambiguous bad_number
          ٦١٩٥٥٥٠١٤٢                         | +16195550142 US
          619-555-0142 x12 (MOTHER)          | invalid extension mother
          619-555-0142 ext12 (mamá)          | invalid extension mother
          619-555-0142 (x 12) brother        | invalid extension sibling
          +1 619-555-0142 #4 - MOTHER        | invalid extension mother
          MOTHER 619-555-0142 ext. 4         | invalid extension mother
          619-555-0142 x12 (front desk)      | invalid extension
          619-555-0142 x12 / 619-555-0143    | invalid extension & +16195550143 US
          619-555-0142 / 12345678            | +16195550142 US & invalid bad_number
          CELL: 619-555-0142 / 213-555-0105  | +16195550142 US & +12135550105 US
          self 619-555-0142; 213-555-0105    | +16195550142 US & +12135550105 US
          CELL / 619-555-0142 / HOME / 213-555-0105      | +16195550142 US & +12135550105 US
          619-555-0142 / MADRE: 213-555-0105 | +16195550142 US & +12135550105 US mother
          619-555-0142 MADRE / 213-555-0105 self | +16195550142 US mother & +12135550105 US
          mother 619-555-0142, hermana 213-555-0105 | +16195550142 US mother & +12135550105 US sibling
          MOTHER: 619-555-0142 / HERMANA: 213-555-0105   | +16195550142 US mother & +12135550105 US sibling
          MOTHER: 619-555-0142 / SELF: 213-555-0105      | +16195550142 US mother & +12135550105 US
          MOTHER: 619-555-0142 / CELL: 213-555-0105      | +16195550142 US mother & +12135550105 US
          MOTHER: 619-555-0142 / WORK: 213-555-0105      | +16195550142 US mother & +12135550105 US
          619-555-0142 (MOTHER) / 213-555-0105 (WORK)    | +16195550142 US mother & +12135550105 US
          MOTHER HOME 619-555-0142 / SELF 213-555-0105   | +16195550142 US mother & +12135550105 US
          MOTHER / 619-555-0142              | +16195550142 US mother
          619-555-0142 (self, mother), 213-555-0105      | +16195550142 US unclear & +12135550105 US
          +1 (619) 555-0142 (mother) +1 (213) 555-0105 (self) | +16195550142 US mother & +12135550105 US
          """)
  void a_cell_may_hold_more_than_a_number(String cell, String expected) {
    assertThat(read(cell, "US")).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '!',
      textBlock =
          """
          MOTHER: 619-555-0142 / 213-555-0105                ! mother
          MOTHER: 619-555-0142, 213-555-0105                 ! mother
          MOTHER: 619-555-0142; 213-555-0105                 ! mother
          MOTHER: 619-555-0142 | 213-555-0105                ! mother
          MOTHER: 619-555-0142 & 213-555-0105                ! mother
          MOTHER: 619-555-0142 or 213-555-0105               ! mother
          MOTHER: (619) 555-0142 (213) 555-0105              ! mother
          MOTHER: +16195550142 +12135550105                  ! mother
          mamá 619-555-0142 / 213-555-0105                   ! mother
          (MOTHER) 619-555-0142 / 213-555-0105               ! mother
          1) MOTHER: 619-555-0142 / 213-555-0105             ! mother
          MOTHER?: 619-555-0142 / 213-555-0105               ! unclear
          619-555-0142 / MOTHER: 213-555-0105 / 310-555-0107 ! mother
          MOTHER: 619-555-0142 / SISTER: 213-555-0105 / 310-555-0107 ! unclear
          MOTHER / 619-555-0142 / 213-555-0105               ! mother
          SISTER / 619-555-0142 / MOTHER / 213-555-0105      ! unclear
          SISTER, 619-555-0142, MADRE, 213-555-0105          ! unclear
          SISTER; 619-555-0142; MOTHER; 213-555-0105         ! unclear
          SISTER | 619-555-0142 | MOTHER | 213-555-0105      ! unclear
          619-555-0142 / MOTHER / 213-555-0105               ! mother
          619-555-0142 / 213-555-0105 / MOTHER               ! mother
          6195550142 2135550105 / MOTHER                     ! mother
          Maria Lopez: 619-555-0142 / 213-555-0105           !
          Maria Lopez, 619-555-0142, 213-555-0105            !
          619-555-0142 MOTHER / 213-555-0105                 ! mother
          619-555-0142 / MOTHER 213-555-0105                 ! mother
          619-555-0142; (MOTHER) 213-555-0105                ! mother
          CELL 619-555-0142 / MOTHER 213-555-0105            ! mother
          MOTHER HOME 619-555-0142 / CELL 213-555-0105       ! mother
          MOTHER HOME 619-555-0142 CELL 213-555-0105         ! mother
          619-555-0142 (mother home) / 213-555-0105 (cell)   ! mother
          MOTHER HOME 619-555-0142 / WORK 213-555-0105       ! unclear
          MOTHER HOME 619-555-0142 WORK 213-555-0105         ! unclear
          619-555-0142 (mother home) / 213-555-0105 (work)   ! unclear
          MADRE CASA 619-555-0142 / TRABAJO 213-555-0105     ! unclear
          MOTHER HOME 619-555-0142 / PERSONAL 213-555-0105   ! unclear
          619-555-0142 (mother work) / 213-555-0105 (cell)   ! unclear
          619-555-0142 (mother office) / 213-555-0105 (cell) ! unclear
          619-555-0142 (mother w) / 213-555-0105 (c)         ! unclear
          619-555-0142 (mother home) / 310-555-0107 (sister) 213-555-0105 (cell) ! unclear
          619-555-0142 MOTHER 213-555-0105 CELL              ! mother
          619-555-0142 MOTHER 213-555-0105 WORK              ! unclear
          MOTHER 619-555-0142 CELL 213-555-0105              ! mother
          WORK 619-555-0142 / MOTHER 213-555-0105            ! unclear
          """)
  void a_note_that_could_be_of_either_number_leaves_none_to_use(String cell, String relation) {
    assertThat(read(cell, "US"))
        .isEqualTo("invalid bad_number" + (relation == null ? "" : " " + relation));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '!',
      textBlock =
          """
          +1 (619) 555-0142; +1 (213) 555-0105       ! US ! +16195550142 US & +12135550105 US
          +1 (619) 555-0142 / +1 (213) 555-0105      ! US ! +16195550142 US & +12135550105 US
          +1 (619) 555-0142 +1 (213) 555-0105        ! US ! +16195550142 US & +12135550105 US
          1 (619) 555-0142, (213) 555-0105           ! US ! +16195550142 US & +12135550105 US
          52 (664) 123-4567 / 52 (664) 765-4321      ! MX ! +526641234567 MX & +526647654321 MX
          011 52 (664) 123-4567; +52 (664) 765-4321  ! US ! +526641234567 MX & +526647654321 MX
          00 52 (664) 123-4567; 664 765 4321         ! MX ! +526641234567 MX & +526647654321 MX
          +1 (619) 555-0142 (mother); +1 (213) 555-0105 (self) ! US ! +16195550142 US mother & +12135550105 US
          """)
  void a_country_code_before_a_bracket_begins_no_other_number(
      String cell, String countries, String expected) {
    assertThat(read(cell, countries)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '!',
      textBlock =
          """
          (619) 555-0142 (213) 555-0105              ! US ! +16195550142 US & +12135550105 US
          619 555 0142 +1 213 555 0105               ! US ! +16195550142 US & +12135550105 US
          619 555 01 42 (213) 555 01 05              ! US ! +16195550142 US & +12135550105 US
          619-555-0142 x12 (213) 555-0105            ! US ! invalid extension & +12135550105 US
          (55) 12 34 56 78 (55) 12 34 56 79          ! MX ! +525512345678 MX & +525512345679 MX
          (664) 123-45-67 (664) 123-45-68            ! MX ! +526641234567 MX & +526641234568 MX
          5123 4567 (502) 5123 4568                  ! GT ! +50251234567 GT & +50251234568 GT
          +51 999 888 777 (511) 444 5555             ! PE ! +51999888777 PE & +5114445555 PE
          """)
  void numbers_with_nothing_but_a_blank_between_them_are_parted(
      String cell, String countries, String expected) {
    assertThat(read(cell, countries)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          +52 55 5555 0123, MX
          +502 5555 0123, GT
          +504 9555 0123, HN
          +503 7555 0123, SV
          +505 8555 0123, NI
          +509 3455 0123, HT
          +57 300 555 0123, CO
          +593 99 555 0123, EC
          +58 412 555 0123, VE
          +91 98765 43210, IN
          +86 138 0013 8000, CN
          +55 11 95555 0123, BR
          +7 900 555 01 23, RU
          +93 70 555 0123, AF
          +92 300 5550123, PK
          +251 91 555 0123, ET
          +977 984 555 0123, NP
          +221 77 555 01 23, SN
          +237 6 75 55 01 23, CM
          """)
  void a_number_with_its_country_code_needs_no_help_from_the_row(String cell, String country) {
    assertThat(read(cell, null)).isEqualTo("+" + cell.replaceAll("[^0-9]", "") + " " + country);
    assertThat(read("011 " + cell.substring(1), "US"))
        .isEqualTo("+" + cell.replaceAll("[^0-9]", "") + " " + country);
  }

  @Test
  void a_plus_sign_is_believed_where_the_metadata_knows_no_such_range() {
    assertThat(read("+44 7700 900123", null)).isEqualTo("+447700900123 GB");
    assertThat(read("011 44 7700 900123", null)).isEqualTo("invalid bad_number");
  }

  @Test
  void every_usual_area_code_of_the_fictional_range_is_accepted() {
    for (String area : "201 212 305 312 404 415 503 602 702 713 786 832 917 929 951".split(" ")) {
      assertThat(read("+1 " + area + " 555 0199", null)).isEqualTo("+1" + area + "5550199 US");
    }
  }

  @ParameterizedTest(name = "the note {0} says {1}")
  @CsvSource({
    "mother, mother",
    "cell of mother, unclear",
    "wife, spouse",
    "ex wife, unclear",
    "former husband, unclear",
    "NOT mother, unclear",
    "no mother, unclear",
    "mother deceased, unclear",
    "wife of cousin, unclear",
    "landlord of brother, unclear",
    "mother of nobody, unclear"
  })
  void a_note_that_says_more_than_a_relation_says_none_for_certain(String note, String relation) {
    ContactReading reading =
        reader.read("(619) 555-0142 (" + note + ")", new Whereabouts(Set.of("US"))).get(0);
    assertThat(reading.relation()).isEqualTo(relation);
  }
}
