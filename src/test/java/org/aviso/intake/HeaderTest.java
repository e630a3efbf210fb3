package org.aviso.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.aviso.person.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTest {
  private static ParsedRow parsed(String header, String cells) throws RefusedFile {
    String[] names = ("A_NUMBER,LAST_NAME," + header).split(",");
    Header columns = Header.of(RawRow.of(1, names), Lists.CONFIG);
    return columns.parsed(RawRow.of(2, ("A999000123,EJEMPLO," + cells).split(",", -1)));
  }

  @ParameterizedTest(name = "{0}: {1} is {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PHONE,EMAIL                  | ana@example.org,              | kept
          FAM_RELATION,FAM_PHONE,FAM_EMAIL | SISTER,maria@example.org, | kept
          FAM_RELATION,FAM_PHONE,FAM_EMAIL | ,maria@example.org,N/A    | kept
          FAM_RELATION,FAM_PHONE,FAM_EMAIL | SISTER,maria@example.org,maria@example.org | kept
          FAM_RELATION,FAM_PHONE,FAM_EMAIL | 619-555-0142,maria@example.org, | shifted
          PHONE,FAM_PHONE,FAM_EMAIL    | 619-555-0142,maria@example.org, | shifted
          FAM_EMAIL,FAM_PHONE,PHONE    | ,maria@example.org,619-555-0142 | shifted
          FAM_EMAIL,FAM_LANGUAGE       | ,maria@example.org            | shifted
          FAM_NAME,FAM_EMAIL           | maria@example.org,            | shifted
          """)
  void an_address_beside_its_column_rejects_the_row_unless_it_is_a_slip(
      String header, String cells, String expected) throws RefusedFile {
    RowReason failure = parsed(header, cells).parseFailure();

    assertThat(failure == null ? "kept" : failure.code().replace("_row", "")).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RECORD ID", "Subject"})
  void what_may_number_the_rows_of_one_list_is_no_persons_number(String header) throws RefusedFile {
    assertThat(parsed(header, "17").cells()).containsOnlyKeys(Column.A_NUMBER, Column.LAST_NAME);
  }

  @Test
  void an_address_in_the_phone_column_of_a_relative_is_nobodys_contact() throws RefusedFile {
    Lists known = new Lists();
    ParsedRow row =
        parsed("PHONE,FAM_RELATION,FAM_PHONE,FAM_EMAIL", "+16195550142,SISTER,maria@example.org,");
    known.take("2026-11-01", java.util.List.of(row));

    assertThat(Lists.usable(known.only())).containsExactly("+16195550142");
  }
}
