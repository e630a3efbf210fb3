package org.aviso.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.aviso.person.Column;
import org.aviso.person.ContactStatus;
import org.aviso.person.HoldReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lists say of languages, held against the table. */
class LanguagesOfListsTest {
  private static final String NOVEMBER = "2026-11-01";
  private static final String DECEMBER = "2026-12-01";
  private static final String NUMBER = "A_NUMBER=999000123";
  private static final String NAME = "LAST_NAME=EJEMPLO";

  private final Lists known = new Lists(Lists.WITH_LANGUAGES);

  private static String said(RowOutcome row) {
    return row.reasons().stream()
        .map(reason -> reason.code() + " " + reason.column())
        .collect(Collectors.joining(", "));
  }

  @ParameterizedTest(name = "{0} = {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          LANGUAGE     | SPANISH     | ''
          LANGUAGE     | ''          | no_language LANGUAGE
          LANGUAGE     | ???         | no_language LANGUAGE
          LANGUAGE     | KLINGON     | no_language LANGUAGE
          LANGUAGE     | REFUSED     | no_language LANGUAGE
          LANGUAGE     | CREOLE      | ambiguous_language LANGUAGE
          LANGUAGE     | SPANISH?    | ambiguous_language LANGUAGE
          LANGUAGE     | SPANISH/MAM | ambiguous_language LANGUAGE
          LANGUAGE     | IXIL        | oral_language LANGUAGE
          FAM_LANGUAGE | SPANISH     | no_language LANGUAGE
          FAM_LANGUAGE | KLINGON     | no_language LANGUAGE, no_language FAM_LANGUAGE
          """)
  void a_row_whose_language_nobody_understood_is_accepted_and_says_so(
      Column column, String cell, String said) {
    RowOutcome row = known.takeOne(NOVEMBER, NUMBER, NAME, column + "=" + cell);

    assertThat(row.outcome()).isEqualTo(Outcome.ACCEPTED);
    assertThat(said(row)).isEqualTo(said);
    assertThat(row.reasons())
        .allSatisfy(
            reason ->
                assertThat(reason.rule())
                    .doesNotContainIgnoringCase(cell.isEmpty() ? "EJEMPLO" : cell));
  }

  @Test
  void the_nationality_known_before_decides_with_the_word() {
    known.takeOne(NOVEMBER, NUMBER, NAME, "LANGUAGE=SPANISH", "NATIONALITY=HAITI");
    RowOutcome row = known.takeOne(DECEMBER, NUMBER, NAME, "LANGUAGE=CREOLE");

    assertThat(row.reasons()).isEmpty();
  }

  @Test
  void a_supplement_that_adds_to_a_person_without_a_language_says_so_and_a_duplicate_does_not() {
    known.takeOne(NOVEMBER, NUMBER, NAME);
    RowOutcome adds = known.takeOne(DECEMBER, NUMBER, NAME, "SEX=F");
    RowOutcome again = known.takeOne(DECEMBER, NUMBER, NAME, "SEX=F");
    RowOutcome settles = known.takeOne(DECEMBER, NUMBER, NAME, "LANGUAGE=MAM");

    assertThat(said(adds)).isEqualTo("no_language LANGUAGE");
    assertThat(again.reasons()).isEmpty();
    assertThat(settles.reasons()).isEmpty();
  }

  @Test
  void a_word_nobody_understood_says_nothing_where_the_language_is_known_from_elsewhere() {
    known.takeOne(DECEMBER, NUMBER, NAME, "LANGUAGE=SPANISH");

    assertThat(known.takeOne(NOVEMBER, NUMBER, NAME, "LANGUAGE=KLINGON").reasons()).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {1} and {2}")
  @CsvSource(
      textBlock =
          """
          LANGUAGE,     SPANISH, SPA,       true
          LANGUAGE,     FARSI,   PERSIAN,   true
          LANGUAGE,     PUNJABI, EASTERN PUNJABI, false
          LANGUAGE,     SPANISH, SPANISH?,  false
          LANGUAGE,     SPANISH, MAM,       false
          FAM_LANGUAGE, SPANISH, Español,   true
          FAM_LANGUAGE, SPANISH, MAM,       false
          FAM_RELATION, MOTHER,  MADRE,     true
          FAM_RELATION, MOTHER,  MOTHER?,   false
          FAM_RELATION, MOTHER,  FATHER,    false
          FAM_RELATION, LANDLORD, landlord, true
          FAM_RELATION, LANDLORD, BOSS,     false
          CUSTODY_STATUS, RELEASED, BOND,   true
          CUSTODY_STATUS, RELEASED, RELEASED?, false
          NATIONALITY,  HONDURAS, HND,      true
          """)
  void two_spellings_of_one_meaning_on_one_date_contradict_each_other_not_at_all(
      Column column, String one, String other, boolean same) {
    for (List<String> order : List.of(List.of(one, other), List.of(other, one))) {
      Lists lists = new Lists(Lists.WITH_LANGUAGES);
      String language = column == Column.LANGUAGE ? "SEX=F" : "LANGUAGE=SPANISH";
      lists.takeOne(NOVEMBER, NUMBER, NAME, language, column + "=" + order.get(0));
      lists.takeOne(NOVEMBER, NUMBER, NAME, language, column + "=" + order.get(1));

      assertThat(lists.only().holds().contains(HoldReason.VALUE_CONFLICT))
          .as(order.toString())
          .isEqualTo(!same);
      if (same) {
        lists.takeOne(DECEMBER, NUMBER, NAME, language, column + "=" + order.get(1));
        assertThat(lists.only().cell(column)).isEqualTo(order.get(1));
      }
    }
  }

  @Test
  void a_question_mark_beside_custody_relation_or_country_is_no_such_thing() {
    RowOutcome row =
        known.takeOne(
            NOVEMBER,
            NUMBER,
            NAME,
            "LANGUAGE=SPANISH",
            "CUSTODY_STATUS=RELEASED?",
            "COUNTRY=US?",
            "PHONE=619-555-0142",
            "FAM_PHONE=+16195550143",
            "FAM_RELATION=MOTHER?");

    assertThat(said(row)).startsWith("no_plan CUSTODY_STATUS, no_country PHONE");
    assertThat(known.only().flags()).contains("custody_word_unknown");
    assertThat(known.only().contacts())
        .extracting(c -> c.status() + " " + c.relation())
        .containsExactly(ContactStatus.AMBIGUOUS + " null", ContactStatus.OK + " unknown");
  }
}
