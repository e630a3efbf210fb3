package org.aviso.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.aviso.intake.Lists.row;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.aviso.person.Column;
import org.aviso.person.Contact;
import org.aviso.person.ContactStatus;
import org.aviso.person.Dossier;
import org.aviso.person.HoldReason;
import org.aviso.person.Owner;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntakeTest {
  private static final String NOVEMBER = "2026-11-01";
  private static final String DECEMBER = "2026-12-01";
  private final Lists known = new Lists();

  @Nested
  class Identity {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "A999-000-123",
          "A999000123",
          "999000123",
          "999 000 123",
          "A# 999-000-123",
          "a999000123",
          "'999000123",
          "=\"999000123\"",
          "A999\u2011000\u2011123"
        })
    void a_number_is_nine_digits_however_it_is_written(String cell) {
      known.takeOne(NOVEMBER, "A_NUMBER=" + cell, "LAST_NAME=EJEMPLO");

      assertThat(known.only().cell(Column.A_NUMBER)).isEqualTo("999000123");
      assertThat(known.only().holds()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "9.99E+08",
          "999000123.0",
          "A999",
          "9990001234",
          "A99900012X",
          "LOPEZ",
          "999,000,123"
        })
    void a_malformed_number_is_kept_and_held(String cell) {
      RowOutcome outcome = known.takeOne(NOVEMBER, "A_NUMBER=" + cell, "LAST_NAME=EJEMPLO");

      assertThat(outcome.outcome()).isEqualTo(Outcome.HELD);
      assertThat(Lists.codes(outcome)).containsExactly("identity_invalid");
      assertThat(known.only().cell(Column.A_NUMBER)).isEqualTo(cell);
      assertThat(known.only().holds()).containsExactly(HoldReason.IDENTITY_INVALID);
    }

    @Test
    void a_number_nobody_can_be_identified_by_is_held_once_and_not_with_each_list() {
      String[] row = {"A_NUMBER=2.05E+08", "PHONE=+16195550142"};
      RowOutcome first = known.takeOne(NOVEMBER, row);

      RowOutcome again = known.takeOne("2026-11-20", row);

      assertThat(first.outcome()).isEqualTo(Outcome.HELD);
      assertThat(again.outcome()).isEqualTo(Outcome.DUPLICATE);
      assertThat(again.person()).isEqualTo(first.person());
      known.only();
    }

    @Test
    void two_such_rows_of_one_list_may_be_two_persons() {
      ListInfo list = new ListInfo("one", LocalDate.of(2026, 11, 1), Lists.TODAY, false);
      ParsedRow row = Lists.row(2, "A_NUMBER=2.05E+08", "PHONE=+16195550142");

      GroupDecision decision = known.take(list, List.of(row, row));

      assertThat(decision.added()).hasSize(2);
    }

    @Test
    void eight_digits_are_padded() {
      known.takeOne(NOVEMBER, "A_NUMBER=99000123", "LAST_NAME=EJEMPLO");

      assertThat(known.only().cell(Column.A_NUMBER)).isEqualTo("099000123");
    }

    @ParameterizedTest(name = "name {0}, birth {1}: {2}")
    @CsvSource(
        textBlock =
            """
            EJEMPLO, 1980-01-02, DUPLICATE
            EJEMPLO, 1999-09-09, HELD
            OTRO,    1980-01-02, HELD
            OTRO,    1999-09-09, CONFLICT
            OTRO,    ,           CONFLICT
            ,        1980-01-02, DUPLICATE
            """)
    void the_same_number_merges_with_a_match_of_name_or_birth_date(
        String name, String birth, String expected) {
      known.takeOne(NOVEMBER, "A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "DOB=1980-01-02");
      RowOutcome second =
          known.takeOne(
              NOVEMBER,
              "A_NUMBER=999000123",
              "LAST_NAME=" + (name == null ? "" : name),
              "DOB=" + (birth == null ? "" : birth));

      assertThat(known.persons()).hasSize(expected.equals("CONFLICT") ? 2 : 1);
      assertThat(second.outcome().name())
          .isEqualTo(expected.equals("CONFLICT") ? "HELD" : expected);
    }

    @ParameterizedTest(name = "{0}, {1} and then {2}, {3}: persons {4}")
    @CsvSource(
        textBlock =
            """
            EJEMPLO, ANA, EJEMPLO, '',  1
            EJEMPLO, ANA, EJEMPLO, FNU, 1
            EJEMPLO, '',  EJEMPLO, ANA, 1
            EJEMPLO, FNU, EJEMPLO, ANA, 1
            EJEMPLO, ANA, EJEMPLO, EVA, 2
            EJEMPLO, ANA, OTRO,    '',  2
            EJEMPLO, ANA, EJEMPL,  '',  2
            EJEMPLO, ANA, LNU,     '',  2
            EJEMPLO, ANA, '',      ANA, 2
            LNU,     ANA, EJEMPLO, '',  2
            LNU,     ANA, LNU,     '',  2
            """)
    void beside_an_equal_number_a_first_name_that_is_not_given_contradicts_none(
        String last, String first, String lastThen, String firstThen, int persons) {
      String[] names = {
        "A_NUMBER=999000123", "LAST_NAME=" + last, "FIRST_NAME=" + first, "DOB=1980-01-02"
      };
      known.takeOne(NOVEMBER, names);
      known.takeOne(
          DECEMBER,
          "A_NUMBER=999000123",
          "LAST_NAME=" + lastThen,
          "FIRST_NAME=" + firstThen,
          "PHONE=+16195550142");

      assertThat(known.persons()).hasSize(persons);
    }

    @Test
    void a_supplement_of_number_last_name_and_phone_finds_the_person_by_an_other_name_too() {
      known.takeOne(NOVEMBER, "A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "AKA=OTRO, EVA");
      RowOutcome supplement =
          known.takeOne(DECEMBER, "A_NUMBER=999000123", "LAST_NAME=OTRO", "PHONE=+16195550142");

      assertThat(supplement.outcome()).isEqualTo(Outcome.ACCEPTED);
      assertThat(known.only().holds()).isEmpty();
    }

    @Test
    void a_padded_number_never_merges_on_the_last_name_alone() {
      known.takeOne(NOVEMBER, "A_NUMBER=99000123", "LAST_NAME=EJEMPLO", "FIRST_NAME=ANA");
      RowOutcome other =
          known.takeOne(DECEMBER, "A_NUMBER=099000123", "LAST_NAME=EJEMPLO", "PHONE=+16195550142");

      assertThat(Lists.codes(other)).containsExactly("identity_conflict");
    }

    @Test
    void of_two_who_share_a_number_the_last_name_alone_says_nothing() {
      known.takeOne(NOVEMBER, "A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "FIRST_NAME=ANA");
      known.takeOne(NOVEMBER, "A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "FIRST_NAME=EVA");
      String[] neither = {"A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "PHONE=+16195550142"};
      RowOutcome held = known.takeOne(DECEMBER, neither);
      RowOutcome again = known.takeOne("2026-12-20", neither);

      assertThat(Lists.codes(held)).containsExactly("identity_conflict");
      assertThat(again.outcome()).isEqualTo(Outcome.DUPLICATE);
      assertThat(known.persons()).hasSize(3);
    }

    @Test
    void without_a_number_a_namesake_of_the_last_name_alone_is_nobody_known() {
      known.takeOne(NOVEMBER, "LAST_NAME=EJEMPLO", "FIRST_NAME=ANA", "PHONE=+16195550142");
      RowOutcome other = known.takeOne(DECEMBER, "LAST_NAME=EJEMPLO", "PHONE=+16195550142");

      assertThat(other.outcome()).isEqualTo(Outcome.ACCEPTED);
      assertThat(known.person(other).flags()).isEmpty();
    }

    @Test
    void a_row_held_for_what_an_earlier_one_said_says_so() {
      known.takeOne(NOVEMBER, "A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "SEX=F");
      known.takeOne(NOVEMBER, "A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "SEX=M");
      RowOutcome later =
          known.takeOne(DECEMBER, "A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "LANGUAGE=MAM");

      assertThat(later.outcome()).isEqualTo(Outcome.HELD);
      assertThat(later.reasons())
          .extracting(RowReason::code, RowReason::rule)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(
                  "value_conflict", "holds the person since before"));
    }

    @Test
    void a_conflict_holds_both() {
      RowOutcome first =
          known.takeOne(NOVEMBER, "A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "DOB=1980-01-02");
      RowOutcome second =
          known.takeOne(NOVEMBER, "A_NUMBER=999000123", "LAST_NAME=OTRO", "DOB=1999-09-09");

      assertThat(Lists.codes(second)).containsExactly("identity_conflict");
      assertThat(known.person(first).holds()).containsExactly(HoldReason.IDENTITY_CONFLICT);
      assertThat(known.person(second).holds()).containsExactly(HoldReason.IDENTITY_CONFLICT);
    }

    @Test
    void a_row_in_conflict_names_the_others_by_id_and_of_many_the_first() {
      String[] first = {"A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "DOB=1980-01-02"};
      String id = known.takeOne(NOVEMBER, first).person().value();
      String rule = "";
      for (int i = 1; i < 5; i++) {
        rule =
            known
                .takeOne(
                    NOVEMBER,
                    "A_NUMBER=999000123",
                    "LAST_NAME=OTRO" + (char) (64 + i),
                    "DOB=1999-09-0" + i)
                .reasons()
                .get(0)
                .rule();
        assertThat(rule).contains("those of " + id);
      }

      assertThat(rule).matches(".* those of (P-\\w{10}, ){2}P-\\w{10} and others; both are held");
      known.takeOne(NOVEMBER, "SUBJECT_ID=S-1", "LAST_NAME=MUESTRA", "DOB=1970-01-02");
      known.takeOne(NOVEMBER, "A_NUMBER=999000124", "LAST_NAME=PRUEBA", "DOB=1971-01-02");
      RowOutcome tied =
          known.takeOne(
              DECEMBER, "A_NUMBER=999000124", "SUBJECT_ID=S-1", "LAST_NAME=PRUEBA", "SEX=F");
      assertThat(tied.reasons().get(0).rule())
          .matches("belongs to another person than the A-number does, to P-\\w{10}; both are held")
          .doesNotContain(tied.person().value());
    }

    @Test
    void both_sides_of_a_conflict_are_recognised_when_the_list_comes_again() {
      List<ParsedRow> rows =
          List.of(
              row(2, "A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "DOB=1980-01-02"),
              row(3, "A_NUMBER=999000123", "LAST_NAME=OTRO", "DOB=1999-09-09"));
      known.take(NOVEMBER, rows);

      assertThat(known.take(DECEMBER, rows).rows())
          .extracting(RowOutcome::outcome)
          .containsOnly(Outcome.DUPLICATE);
      assertThat(known.persons()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LAST_NAME=", "LAST_NAME=LNU", "PHONE=+16195550142"})
    void a_number_without_name_and_birth_date_does_not_become_one_more_person_with_each_list(
        String cell) {
      known.takeOne(NOVEMBER, "A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "DOB=1980-01-02");
      known.takeOne(NOVEMBER, "A_NUMBER=999000123", cell);
      int persons = known.persons().size();
      RowOutcome again = known.takeOne(DECEMBER, "A_NUMBER=999000123", cell);

      assertThat(again.outcome()).isEqualTo(Outcome.DUPLICATE);
      assertThat(known.persons()).hasSize(persons);
    }

    @Test
    void a_padded_number_merges_only_when_name_and_birth_date_match() {
      known.takeOne(NOVEMBER, "A_NUMBER=99000123", "LAST_NAME=EJEMPLO", "DOB=1980-01-02");
      RowOutcome other =
          known.takeOne(NOVEMBER, "A_NUMBER=99000123", "LAST_NAME=EJEMPLO", "DOB=1981-01-02");
      RowOutcome same =
          known.takeOne(
              DECEMBER, "A_NUMBER=099000123", "LAST_NAME=EJEMPLO", "DOB=1980-01-02", "SEX=F");

      assertThat(Lists.codes(other)).containsExactly("identity_conflict");
      assertThat(same.outcome()).isEqualTo(Outcome.HELD);
      assertThat(known.person(same).cell(Column.SEX)).isEqualTo("F");
      assertThat(known.persons()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0, 1, 2", "0, 2, 1", "1, 0, 2"})
    void a_number_said_with_nine_digits_is_suspect_no_longer(String order) {
      List<String[]> lists =
          List.of(
              new String[] {"A_NUMBER=099000123", "LAST_NAME=EJEMPLO", "DOB=1980-01-02"},
              new String[] {"A_NUMBER=99000123", "LAST_NAME=EJEMPLO", "DOB=1980-01-02"},
              new String[] {"A_NUMBER=099000123", "LAST_NAME=EJEMPLO", "PHONE=+16195550142"});
      for (String list : order.split(", ")) {
        known.takeOne(NOVEMBER, lists.get(Integer.parseInt(list)));
      }

      assertThat(known.only().holds()).isEmpty();
      assertThat(known.only().flags()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"888888888", "A111-111-111", "123456789", "A# 123 456 789"})
    void a_filler_is_kept_and_held_and_nobody_is_found_by_it(String cell) {
      RowOutcome one = known.takeOne(NOVEMBER, "A_NUMBER=" + cell, "LAST_NAME=EJEMPLO");
      RowOutcome other = known.takeOne(NOVEMBER, "A_NUMBER=" + cell, "LAST_NAME=OTRO");
      RowOutcome again = known.takeOne(DECEMBER, "A_NUMBER=" + cell, "LAST_NAME=EJEMPLO");

      assertThat(Lists.codes(one)).containsExactly("identity_invalid");
      assertThat(Lists.codes(other)).containsExactly("identity_invalid");
      assertThat(known.person(one).cell(Column.A_NUMBER)).isEqualTo(cell);
      assertThat(known.person(one).holds()).containsExactly(HoldReason.IDENTITY_INVALID);
      assertThat(again.outcome()).isEqualTo(Outcome.DUPLICATE);
      assertThat(again.person()).isEqualTo(one.person());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PENDING", "NOT ASSIGNED", "TBD-"})
    void a_subject_id_without_a_digit_is_kept_and_held_and_nobody_is_found_by_it(String cell) {
      RowOutcome one = known.takeOne(NOVEMBER, "SUBJECT_ID=" + cell, "LAST_NAME=EJEMPLO");
      RowOutcome other = known.takeOne(NOVEMBER, "SUBJECT_ID=" + cell, "LAST_NAME=OTRO");
      RowOutcome again = known.takeOne(DECEMBER, "SUBJECT_ID=" + cell, "LAST_NAME=OTRO");

      assertThat(Lists.codes(one)).containsExactly("identity_invalid");
      assertThat(Lists.codes(other)).containsExactly("identity_invalid");
      assertThat(again.person()).isEqualTo(other.person());
      assertThat(known.persons()).hasSize(2);
    }

    @ParameterizedTest(name = "{0}={1}: {2}")
    @CsvSource(
        textBlock =
            """
            A_NUMBER,   888888888, identity_invalid
            A_NUMBER,   999999999, identity_conflict
            A_NUMBER,   9.99E+08,  identity_invalid
            A_NUMBER,   999000123, identity_conflict
            SUBJECT_ID, PENDING,   identity_invalid
            SUBJECT_ID, S-1,       identity_conflict
            """)
    void one_number_on_every_row_of_a_list_ends_in_time_and_holds_everybody(
        Column column, String cell, String code) {
      int rows = 3_000;
      List<ParsedRow> list = new java.util.ArrayList<>();
      for (int i = 0; i < rows; i++) {
        list.add(
            row(
                i + 2,
                column + "=" + cell,
                "LAST_NAME=EJEMPLO" + (char) ('A' + i % 26) + (char) ('A' + i / 26 % 26),
                "FIRST_NAME=ANA" + (char) ('A' + i / 676),
                "DOB=" + LocalDate.of(1950, 1, 1).plusDays(i),
                "EMAIL=e" + i + "@example.org"));
      }

      GroupDecision first =
          assertTimeoutPreemptively(Duration.ofSeconds(20), () -> known.take(NOVEMBER, list));
      GroupDecision again =
          assertTimeoutPreemptively(Duration.ofSeconds(20), () -> known.take(NOVEMBER, list));

      assertThat(first.rows()).hasSize(rows);
      assertThat(first.added()).hasSize(rows);
      assertThat(first.changed()).isEmpty();
      assertThat(first.rows())
          .filteredOn(row -> Lists.codes(row).contains(code))
          .hasSizeGreaterThanOrEqualTo(rows - 1);
      assertThat(known.persons())
          .allSatisfy(p -> assertThat(p.holds()).extracting(HoldReason::code).contains(code));
      assertThat(again.rows()).extracting(RowOutcome::outcome).containsOnly(Outcome.DUPLICATE);
      assertThat(again.changed()).isEmpty();
    }

    @Test
    void of_many_who_share_a_number_the_next_list_still_finds_each() {
      List<ParsedRow> list = new java.util.ArrayList<>();
      for (int i = 0; i < 60; i++) {
        list.add(
            row(
                i + 2,
                "A_NUMBER=999000123",
                "LAST_NAME=EJEMPLO" + (char) ('A' + i % 26) + (char) ('A' + i / 26),
                "DOB=" + LocalDate.of(1950, 1, 1).plusDays(i)));
      }
      known.take(NOVEMBER, list);

      RowOutcome byName =
          known.takeOne(DECEMBER, "A_NUMBER=999000123", "LAST_NAME=EJEMPLOBA", "SEX=F");
      RowOutcome byBirth =
          known.takeOne(DECEMBER, "A_NUMBER=999000123", "LAST_NAME=OTRO", "DOB=1950-01-02");
      RowOutcome nobody =
          known.takeOne(DECEMBER, "A_NUMBER=999000123", "LAST_NAME=OTRO", "DOB=1999-09-09");

      assertThat(known.person(byName).cell(Column.SEX)).isEqualTo("F");
      assertThat(byBirth.person()).isEqualTo(byName.person());
      assertThat(Lists.codes(nobody)).containsExactly("identity_conflict");
      assertThat(known.persons()).hasSize(61);
    }

    @Test
    void a_padded_number_with_the_same_subject_id_needs_no_more_than_any_other() {
      known.takeOne(NOVEMBER, "SUBJECT_ID=S-1", "LAST_NAME=EJEMPLO", "DOB=1980-01-02");
      String[] cells = {"A_NUMBER=99000123", "SUBJECT_ID=S-1", "LAST_NAME=OTRO", "DOB=1980-01-02"};
      known.takeOne(NOVEMBER, cells);
      known.takeOne(NOVEMBER, cells);

      assertThat(known.persons()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {NOVEMBER, DECEMBER})
    void a_damaged_number_never_replaces_a_sound_one(String date) {
      known.takeOne(NOVEMBER, "SUBJECT_ID=S-1", "A_NUMBER=999000123", "LAST_NAME=EJEMPLO");
      RowOutcome damaged =
          known.takeOne(date, "SUBJECT_ID=S-1", "A_NUMBER=9.99E+08", "LAST_NAME=EJEMPLO");

      assertThat(damaged.outcome()).isEqualTo(Outcome.DUPLICATE);
      assertThat(Lists.codes(damaged)).containsExactly("identity_invalid");
      assertThat(known.only().cell(Column.A_NUMBER)).isEqualTo("999000123");
      assertThat(known.only().holds()).isEmpty();
    }

    @Test
    void a_sound_number_of_the_same_date_mends_a_damaged_one() {
      known.takeOne(NOVEMBER, "SUBJECT_ID=S-1", "A_NUMBER=9.99E+08", "LAST_NAME=EJEMPLO");
      known.takeOne(NOVEMBER, "SUBJECT_ID=S-1", "A_NUMBER=999000123", "LAST_NAME=EJEMPLO");

      assertThat(known.only().cell(Column.A_NUMBER)).isEqualTo("999000123");
      assertThat(known.only().holds()).isEmpty();
    }

    @Test
    void a_row_that_ties_two_persons_together_holds_both() {
      RowOutcome one = known.takeOne(NOVEMBER, "A_NUMBER=999000123", "LAST_NAME=EJEMPLO");
      RowOutcome other = known.takeOne(NOVEMBER, "SUBJECT_ID=S-1", "LAST_NAME=EJEMPLO");
      RowOutcome tie =
          known.takeOne(DECEMBER, "A_NUMBER=999000123", "SUBJECT_ID=S-1", "LAST_NAME=EJEMPLO");

      assertThat(tie.person()).isEqualTo(one.person());
      assertThat(tie.outcome()).isEqualTo(Outcome.HELD);
      assertThat(Lists.codes(tie)).containsExactly("identity_conflict");
      assertThat(known.person(one).holds()).containsExactly(HoldReason.IDENTITY_CONFLICT);
      assertThat(known.person(other).holds()).containsExactly(HoldReason.IDENTITY_CONFLICT);
    }

    @Test
    void two_persons_whom_staff_told_apart_are_not_held_again_by_the_next_list() {
      String[] first = {"A_NUMBER=999000123", "SUBJECT_ID=S-1", "LAST_NAME=EJEMPLO"};
      known.takeOne(NOVEMBER, first);
      known.takeOne(NOVEMBER, "A_NUMBER=999000124", "SUBJECT_ID=S-1", "LAST_NAME=EJEMPLO");
      org.aviso.intake.Identity identity = new org.aviso.intake.Identity(Lists.CONFIG);
      List.copyOf(known.persons()).forEach(person -> known.store(identity.distinct(person)));

      assertThat(known.takeOne(DECEMBER, first).outcome()).isEqualTo(Outcome.DUPLICATE);
      assertThat(known.persons()).allSatisfy(person -> assertThat(person.holds()).isEmpty());
    }

    @Test
    void accents_case_and_hyphens_do_not_make_another_name() {
      known.takeOne(NOVEMBER, "A_NUMBER=999000123", "LAST_NAME=Muñoz-Peña", "FIRST_NAME=José");
      RowOutcome again =
          known.takeOne(NOVEMBER, "A_NUMBER=999000123", "LAST_NAME=MUNOZ PENA", "FIRST_NAME=JOSE");

      assertThat(again.outcome()).isEqualTo(Outcome.DUPLICATE);
    }

    @Test
    void without_a_number_the_subject_id_decides() {
      known.takeOne(NOVEMBER, "SUBJECT_ID=s-1", "LAST_NAME=EJEMPLO");
      RowOutcome again =
          known.takeOne(DECEMBER, "SUBJECT_ID=S-1", "LAST_NAME=EJEMPLO", "A_NUMBER=999000123");
      RowOutcome byNumber = known.takeOne(DECEMBER, "A_NUMBER=999000123", "LAST_NAME=EJEMPLO");

      assertThat(again.outcome()).isEqualTo(Outcome.ACCEPTED);
      assertThat(byNumber.outcome()).isEqualTo(Outcome.DUPLICATE);
      assertThat(known.persons()).hasSize(1);
    }

    @Test
    void one_subject_id_with_two_a_numbers_is_a_conflict() {
      known.takeOne(NOVEMBER, "SUBJECT_ID=S-1", "A_NUMBER=999000123", "LAST_NAME=EJEMPLO");
      RowOutcome other =
          known.takeOne(NOVEMBER, "SUBJECT_ID=S-1", "A_NUMBER=999000124", "LAST_NAME=EJEMPLO");

      assertThat(Lists.codes(other)).containsExactly("identity_conflict");
    }

    @Test
    void a_number_mended_by_a_later_list_ends_the_hold() {
      known.takeOne(NOVEMBER, "SUBJECT_ID=S-1", "A_NUMBER=9.99E+08", "LAST_NAME=EJEMPLO");
      RowOutcome mended =
          known.takeOne(DECEMBER, "SUBJECT_ID=S-1", "A_NUMBER=999000123", "LAST_NAME=EJEMPLO");

      assertThat(mended.outcome()).isEqualTo(Outcome.ACCEPTED);
      assertThat(known.only().holds()).isEmpty();
    }

    @Test
    void a_namesake_without_a_number_is_a_flag_and_held_only_with_a_shared_contact() {
      known.takeOne(
          NOVEMBER, "LAST_NAME=EJEMPLO", "FIRST_NAME=ANA", "DOB=1980-01-02", "PHONE=+16195550142");
      RowOutcome other =
          known.takeOne(
              NOVEMBER,
              "LAST_NAME=EJEMPLO",
              "FIRST_NAME=ANA",
              "DOB=1980-01-02",
              "PHONE=+16195550143");
      RowOutcome sharing =
          known.takeOne(
              NOVEMBER,
              "LAST_NAME=EJEMPLO",
              "FIRST_NAME=ANA",
              "DOB=1980-01-02",
              "PHONE=619-555-0142",
              "COUNTRY=US");

      assertThat(other.outcome()).isEqualTo(Outcome.ACCEPTED);
      assertThat(known.person(other).flags()).containsExactly("possible_duplicate");
      assertThat(sharing.outcome()).isEqualTo(Outcome.HELD);
      assertThat(known.person(sharing).holds()).containsExactly(HoldReason.POSSIBLE_DUPLICATE);
    }

    @Test
    void a_namesake_in_the_same_list_is_never_taken_for_a_repeated_row() {
      String[] cells = {"LAST_NAME=EJEMPLO", "DOB=1980-01-02", "PHONE=+16195550142"};
      GroupDecision decision = known.take(NOVEMBER, List.of(row(2, cells), row(3, cells)));

      assertThat(decision.rows())
          .extracting(RowOutcome::outcome)
          .containsExactly(Outcome.ACCEPTED, Outcome.HELD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DOB=1980-01-02", "SEX=F"})
    void a_later_list_that_repeats_somebody_without_a_number_adds_nobody(String cell) {
      String[] cells = {"LAST_NAME=EJEMPLO", "FIRST_NAME=ANA", cell, "PHONE=+16195550142"};
      known.takeOne(NOVEMBER, cells);

      assertThat(known.takeOne(DECEMBER, cells).outcome()).isEqualTo(Outcome.DUPLICATE);
    }

    @Test
    void two_numbers_make_two_persons_whatever_their_names() {
      known.takeOne(NOVEMBER, "A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "DOB=1980-01-02");
      RowOutcome other =
          known.takeOne(NOVEMBER, "A_NUMBER=999000124", "LAST_NAME=EJEMPLO", "DOB=1980-01-02");

      assertThat(other.outcome()).isEqualTo(Outcome.ACCEPTED);
      assertThat(other.reasons()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNK", "N/A", "0000000000", "000-000-000", "A000000000", "none", "???"})
    void a_placeholder_is_no_number(String cell) {
      RowOutcome first = known.takeOne(NOVEMBER, "A_NUMBER=" + cell, "LAST_NAME=EJEMPLO");
      RowOutcome second = known.takeOne(NOVEMBER, "A_NUMBER=" + cell, "LAST_NAME=OTRO");

      assertThat(first.outcome()).isEqualTo(Outcome.ACCEPTED);
      assertThat(second.outcome()).isEqualTo(Outcome.ACCEPTED);
      assertThat(known.persons()).hasSize(2);
    }

    @Test
    void a_row_that_names_nobody_is_malformed() {
      assertThat(
              Lists.codes(
                  known.takeOne(NOVEMBER, "PHONE=+16195550142", "FIRST_NAME=FNU", "LAST_NAME=LNU")))
          .containsExactly("malformed");
    }

    @Test
    void known_persons_are_asked_at_most_twice_a_group() {
      known.take(
          NOVEMBER,
          List.of(
              row(2, "A_NUMBER=999000123", "LAST_NAME=UNO"),
              row(3, "LAST_NAME=DOS", "DOB=1980-01-02"),
              row(4, "SUBJECT_ID=S-9", "LAST_NAME=TRES")));

      assertThat(known.asked).isEqualTo(2);
    }
  }

  @Nested
  class Supplements {
    private static final String NUMBER = "A_NUMBER=999000123";
    private static final String NAME = "LAST_NAME=EJEMPLO";

    @Test
    void the_newer_value_counts_and_tells_where_it_came_from() {
      known.takeOne(NOVEMBER, NUMBER, NAME, "CUSTODY_STATUS=DETAINED");
      RowOutcome outcome = known.takeOne(DECEMBER, NUMBER, NAME, "CUSTODY_STATUS=RELEASED");

      assertThat(outcome.outcome()).isEqualTo(Outcome.ACCEPTED);
      var custody = known.only().fields().get(Column.CUSTODY_STATUS);
      assertThat(custody.value()).isEqualTo("RELEASED");
      assertThat(custody.asOf()).isEqualTo(DECEMBER);
      assertThat(custody.list()).isEqualTo("list-2");
    }

    @Test
    void an_older_list_that_arrives_late_overwrites_nothing_but_fills_what_was_blank() {
      known.takeOne(DECEMBER, NUMBER, NAME, "LANGUAGE=SPANISH");
      RowOutcome outcome = known.takeOne(NOVEMBER, NUMBER, NAME, "LANGUAGE=MAM", "SEX=F");

      assertThat(known.only().cell(Column.LANGUAGE)).isEqualTo("SPANISH");
      assertThat(known.only().cell(Column.SEX)).isEqualTo("F");
      assertThat(outcome.outcome()).isEqualTo(Outcome.ACCEPTED);
    }

    @Test
    void blank_and_placeholder_cells_delete_nothing() {
      known.takeOne(NOVEMBER, NUMBER, NAME, "LANGUAGE=SPANISH", "PHONE=+16195550142");
      RowOutcome outcome = known.takeOne(DECEMBER, NUMBER, NAME, "LANGUAGE=UNK", "PHONE=  ");

      assertThat(outcome.outcome()).isEqualTo(Outcome.DUPLICATE);
      assertThat(known.only().cell(Column.LANGUAGE)).isEqualTo("SPANISH");
      assertThat(Lists.usable(known.only())).containsExactly("+16195550142");
    }

    @Test
    void
        a_repeated_custody_is_a_duplicate_whose_date_is_refreshed_and_a_blank_one_refreshes_nothing() {
      known.takeOne(NOVEMBER, NUMBER, NAME, "CUSTODY_STATUS=DETAINED", "LANGUAGE=SPANISH");
      RowOutcome outcome = known.takeOne(DECEMBER, NUMBER, NAME, "CUSTODY_STATUS=IN CUSTODY");

      assertThat(outcome.outcome()).isEqualTo(Outcome.DUPLICATE);
      assertThat(known.only().fields().get(Column.CUSTODY_STATUS).asOf()).isEqualTo(DECEMBER);
      assertThat(known.only().fields().get(Column.LANGUAGE).asOf()).isEqualTo(NOVEMBER);
    }

    @Test
    void the_same_date_with_another_value_is_held_until_a_newer_list_settles_it() {
      known.takeOne(NOVEMBER, NUMBER, NAME, "LANGUAGE=SPANISH");
      RowOutcome conflict = known.takeOne(NOVEMBER, NUMBER, NAME, "LANGUAGE=MAM");

      assertThat(conflict.outcome()).isEqualTo(Outcome.HELD);
      assertThat(conflict.reasons())
          .extracting(RowReason::code, RowReason::column)
          .containsExactly(org.assertj.core.groups.Tuple.tuple("value_conflict", "LANGUAGE"));
      assertThat(known.only().holds()).containsExactly(HoldReason.VALUE_CONFLICT);

      known.takeOne(DECEMBER, NUMBER, NAME, "LANGUAGE=MAM");
      assertThat(known.only().holds()).isEmpty();
      assertThat(known.only().flags()).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1} and {2}, then {1} again")
    @CsvSource(
        textBlock =
            """
            PHONE,          +16195550142,  +16195550143
            EMAIL,          a@example.org, b@example.org
            CUSTODY_STATUS, DETAINED,      RELEASED
            LANGUAGE,       SPANISH,       MAM
            """)
    void a_newer_list_settles_a_conflict_by_the_first_value_as_by_the_second(
        Column column, String first, String second) {
      for (String last : List.of(first, second)) {
        Lists lists = new Lists();
        lists.takeOne(NOVEMBER, NUMBER, NAME, column + "=" + first);
        lists.takeOne(NOVEMBER, NUMBER, NAME, column + "=" + second);
        assertThat(lists.only().holds()).contains(HoldReason.VALUE_CONFLICT);
        RowOutcome settling = lists.takeOne(DECEMBER, NUMBER, NAME, column + "=" + last);

        assertThat(lists.only().holds()).as(last).isEmpty();
        assertThat(lists.only().flags()).as(last).isEmpty();
        assertThat(lists.only().cell(column)).isEqualTo(last);
        assertThat(settling.outcome()).as(last).isEqualTo(Outcome.ACCEPTED);
      }
    }

    @Test
    void a_list_not_newer_than_the_conflict_does_not_settle_it() {
      known.takeOne(NOVEMBER, NUMBER, NAME, "PHONE=+16195550142");
      known.takeOne(NOVEMBER, NUMBER, NAME, "PHONE=+16195550143");
      known.takeOne(NOVEMBER, NUMBER, NAME, "PHONE=+16195550142");
      known.takeOne("2026-10-01", NUMBER, NAME, "PHONE=+16195550142");
      known.takeOne(DECEMBER, NUMBER, NAME, "PHONE=", "SEX=F");

      assertThat(known.only().holds()).containsExactly(HoldReason.VALUE_CONFLICT);
    }

    @Test
    void custody_that_differs_on_one_date_is_a_custody_conflict_too() {
      known.takeOne(NOVEMBER, NUMBER, NAME, "CUSTODY_STATUS=DETAINED");
      known.takeOne(NOVEMBER, NUMBER, NAME, "CUSTODY_STATUS=RELEASED");

      assertThat(known.only().holds())
          .containsExactlyInAnyOrder(HoldReason.VALUE_CONFLICT, HoldReason.CUSTODY_CONFLICT);
    }

    @Test
    void detained_after_a_removal_is_a_custody_conflict_unless_encountered_again() {
      known.takeOne(NOVEMBER, NUMBER, NAME, "CUSTODY_STATUS=DETAINED", "REMOVAL_DATE=2026-05-01");
      assertThat(known.only().holds()).containsExactly(HoldReason.CUSTODY_CONFLICT);

      known.takeOne(DECEMBER, NUMBER, NAME, "CUSTODY_STATUS=DETAINED", "ENCOUNTER_DATE=2026-09-01");
      assertThat(known.only().holds()).isEmpty();
    }

    @Test
    void the_rows_own_date_orders_it() {
      known.takeOne(NOVEMBER, NUMBER, NAME, "LANGUAGE=SPANISH", "LIST_DATE=11/20/2026");
      known.takeOne(DECEMBER, NUMBER, NAME, "LANGUAGE=MAM", "LIST_DATE=2026-11-10");

      assertThat(known.only().cell(Column.LANGUAGE)).isEqualTo("SPANISH");
    }

    @Test
    void a_replaced_number_is_superseded_and_the_new_one_is_a_new_contact() {
      known.takeOne(NOVEMBER, NUMBER, NAME, "PHONE=+16195550142", "EMAIL=a@example.org");
      known.takeOne(DECEMBER, NUMBER, NAME, "PHONE=+16195550143");

      assertThat(Lists.contacts(known.only()))
          .isEqualTo(
              "member phone +16195550142 superseded; member email a@example.org ok; member phone"
                  + " +16195550143 ok");
      assertThat(known.only().contacts())
          .extracting(c -> c.id().toString())
          .containsExactly("C-1", "C-2", "C-3");
    }

    @Test
    void a_number_that_comes_back_is_the_contact_it_was() {
      known.takeOne("2026-10-01", NUMBER, NAME, "PHONE=+16195550142");
      known.takeOne(NOVEMBER, NUMBER, NAME, "PHONE=+16195550143");
      RowOutcome back = known.takeOne(DECEMBER, NUMBER, NAME, "PHONE=+16195550142");

      assertThat(back.outcome()).isEqualTo(Outcome.ACCEPTED);
      assertThat(Lists.contacts(known.only()))
          .isEqualTo("member phone +16195550142 ok; member phone +16195550143 superseded");
    }

    @Test
    void another_spelling_of_the_same_number_changes_nothing() {
      known.takeOne(NOVEMBER, NUMBER, NAME, "PHONE=(619) 555-0142", "COUNTRY=US");
      RowOutcome same = known.takeOne(NOVEMBER, NUMBER, NAME, "PHONE=619.555.0142", "COUNTRY=USA");
      RowOutcome later = known.takeOne(DECEMBER, NUMBER, NAME, "PHONE=+16195550142");

      assertThat(same.outcome()).isEqualTo(Outcome.DUPLICATE);
      assertThat(later.outcome()).isEqualTo(Outcome.DUPLICATE);
      assertThat(Lists.contacts(known.only())).isEqualTo("member phone +16195550142 ok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.55E+09", "0000000000", "12345", "6195550143.0"})
    void a_damaged_number_does_not_replace_a_good_one(String cell) {
      known.takeOne(NOVEMBER, NUMBER, NAME, "PHONE=+16195550142");
      known.takeOne(DECEMBER, NUMBER, NAME, "PHONE=" + cell);

      assertThat(Lists.usable(known.only())).containsExactly("+16195550142");
      assertThat(known.only().holds()).isEmpty();
    }

    @Test
    void two_different_numbers_of_one_date_are_held() {
      known.takeOne(NOVEMBER, NUMBER, NAME, "PHONE=+16195550142");
      RowOutcome outcome = known.takeOne(NOVEMBER, NUMBER, NAME, "PHONE=+16195550143");

      assertThat(Lists.codes(outcome)).containsExactly("value_conflict");
      assertThat(outcome.outcome()).isEqualTo(Outcome.HELD);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "a@example.org\nBcc: b@example.org",
          "a@example.org\r\nBcc: b@example.org",
          "a@example.org\u2028bcc : b@example.org",
          "a@example.org Cc b@example.org",
          "To: a@example.org, b@example.org",
          "a@example.org;X-Mailer: b@example.org",
          "a@example.org\uFF0CSubject\uFF1A b@example.org",
          "a@example.org%0ABcc: b@example.org"
        })
    void a_cell_with_a_mails_header_in_it_yields_no_address(String cell) {
      RowOutcome row = known.takeOne(NOVEMBER, NUMBER, NAME, "EMAIL=" + cell);

      assertThat(Lists.usable(known.only())).isEmpty();
      assertThat(Lists.codes(row)).containsOnly("bad_address");
      assertThat(known.only().cell(Column.EMAIL)).isNull();
    }

    @Test
    void two_addresses_on_two_lines_are_two_addresses() {
      known.takeOne(NOVEMBER, NUMBER, NAME, "EMAIL=a@example.org\nb@example.org (sister)");

      assertThat(Lists.usable(known.only())).containsExactly("a@example.org", "b@example.org");
      assertThat(known.only().contacts())
          .extracting(c -> c.owner())
          .containsExactly(Owner.MEMBER, Owner.RELAY);
    }

    @Test
    void two_numbers_each_with_its_note_are_a_relatives_and_the_persons_own() {
      RowOutcome row =
          known.takeOne(NOVEMBER, NUMBER, NAME, "PHONE=213-555-0105 (mother) 213-555-0109 (self)");

      assertThat(row.reasons()).isEmpty();
      assertThat(Lists.contacts(known.only()))
          .isEqualTo("relay phone +12135550105 ok; member phone +12135550109 ok");
    }

    @Test
    void two_numbers_that_cannot_be_told_apart_are_remarked_and_neither_is_used() {
      RowOutcome row =
          known.takeOne(NOVEMBER, NUMBER, NAME, "PHONE=213-555-0105 (mother) 213-555-0109");

      assertThat(Lists.codes(row)).containsExactly("bad_number");
      assertThat(Lists.usable(known.only())).isEmpty();
    }

    @Test
    void a_country_learnt_later_settles_an_ambiguous_number() {
      known.takeOne(NOVEMBER, NUMBER, NAME, "PHONE=(646) 555-0123");
      assertThat(known.only().holds()).containsExactly(HoldReason.AMBIGUOUS_PHONE);

      RowOutcome outcome = known.takeOne(DECEMBER, NUMBER, NAME, "COUNTRY=US");

      assertThat(outcome.outcome()).isEqualTo(Outcome.ACCEPTED);
      assertThat(Lists.usable(known.only())).containsExactly("+16465550123");
    }

    @Test
    void a_move_abroad_does_not_change_what_an_old_number_meant() {
      known.takeOne(NOVEMBER, NUMBER, NAME, "PHONE=(646) 555-0123", "COUNTRY=US");
      known.takeOne(DECEMBER, NUMBER, NAME, "COUNTRY=MX", "CUSTODY_STATUS=REMOVED");

      assertThat(Lists.usable(known.only())).containsExactly("+16465550123");
    }

    @Test
    void a_number_repeated_after_a_move_abroad_means_what_it_meant() {
      known.takeOne(NOVEMBER, NUMBER, NAME, "PHONE=(619) 555-0142 (MOTHER)");
      known.takeOne("2026-11-10", NUMBER, NAME, "REMOVAL_COUNTRY=MX", "CUSTODY_STATUS=REMOVED");
      RowOutcome again = known.takeOne(DECEMBER, NUMBER, NAME, "PHONE=(619) 555-0142 (MOTHER)");

      assertThat(again.outcome()).isEqualTo(Outcome.DUPLICATE);
      assertThat(again.reasons()).isEmpty();
      assertThat(Lists.contacts(known.only())).isEqualTo("relay phone +16195550142 ok");
    }

    @Test
    void a_number_whose_row_names_another_country_is_read_anew() {
      known.takeOne(NOVEMBER, NUMBER, NAME, "PHONE=(646) 555-0123", "COUNTRY=US");
      known.takeOne(DECEMBER, NUMBER, NAME, "PHONE=(646) 555-0123", "COUNTRY=MX");

      assertThat(known.only().holds()).containsExactly(HoldReason.AMBIGUOUS_PHONE);
    }

    @Test
    void a_relative_keeps_the_contact_when_only_the_relation_is_corrected() {
      known.takeOne(
          NOVEMBER, NUMBER, NAME, "FAM_PHONE=+16195550142", "FAM_NAME=ROSA", "FAM_RELATION=AUNT");
      known.takeOne(DECEMBER, NUMBER, NAME, "FAM_RELATION=MOTHER");

      assertThat(known.only().contacts())
          .singleElement()
          .satisfies(
              contact -> {
                assertThat(contact.relation()).isEqualTo("mother");
                assertThat(contact.id().toString()).isEqualTo("C-1");
              });
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        textBlock =
            """
            PHONE=+16195550142 | FAM_PHONE=+16195550142 | FAM_PHONE=+12135550105
            PHONE=+16195550142 | ATTY_PHONE=+16195550142 | ATTY_PHONE=+12135550105
            EMAIL=r@example.org | FAM_EMAIL=R@example.org | FAM_EMAIL=e@example.org
            COUNTRY=US | PHONE=+16195550142 (MOTHER) | PHONE=+16195550142
            COUNTRY=US | FAM_PHONE=+16195550142 | PHONE=+16195550142; FAM_PHONE=+12135550105
            """)
    void what_some_list_gave_to_another_is_not_the_persons_own_because_a_newer_one_is_silent(
        String both, String others, String newer) {
      String[] first = {NUMBER, NAME, both, others};
      List<String> second = new java.util.ArrayList<>(List.of(NUMBER, NAME));
      second.addAll(List.of(newer.split("; ")));
      known.takeOne(NOVEMBER, first);
      RowOutcome row = known.takeOne(DECEMBER, second.toArray(String[]::new));

      assertThat(Lists.codes(row)).containsExactly("value_conflict");
      assertThat(known.only().holds()).containsExactly(HoldReason.VALUE_CONFLICT);
      assertThat(known.only().contacts())
          .filteredOn(Contact::usable)
          .extracting(Contact::owner)
          .doesNotContain(Owner.MEMBER);

      Lists otherOrder = new Lists();
      otherOrder.takeOne(DECEMBER, second.toArray(String[]::new));
      otherOrder.takeOne(NOVEMBER, first);
      assertThat(otherOrder.only().holds()).containsExactly(HoldReason.VALUE_CONFLICT);
      assertThat(otherOrder.only().contacts())
          .filteredOn(Contact::usable)
          .extracting(Contact::owner)
          .doesNotContain(Owner.MEMBER);
    }

    @Test
    void a_newer_list_that_gives_it_to_another_again_ends_the_doubt() {
      known.takeOne("2026-10-01", NUMBER, NAME, "PHONE=+16195550142 (MOTHER)");
      known.takeOne(NOVEMBER, NUMBER, NAME, "PHONE=+16195550142");
      known.takeOne(DECEMBER, NUMBER, NAME, "PHONE=+16195550142 (MOTHER)");

      assertThat(known.only().holds()).isEmpty();
      assertThat(relatives()).containsExactly("+16195550142 mother null null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(LAWYER)", "(WRONG NUMBER)", "?"})
    void a_newer_note_counts_also_where_the_row_names_no_country(String note) {
      known.takeOne(NOVEMBER, NUMBER, NAME, "PHONE=619-555-0142", "COUNTRY=US");
      known.takeOne(DECEMBER, NUMBER, NAME, "PHONE=619-555-0142 " + note);

      assertThat(Lists.usable(known.only())).isEmpty();
      assertThat(known.only().holds()).containsExactly(HoldReason.AMBIGUOUS_PHONE);
    }

    /** The family contacts in use: value, relation, name and language. */
    private List<String> relatives() {
      return known.only().contacts().stream()
          .filter(contact -> contact.owner() == Owner.RELAY && contact.usable())
          .map(c -> c.value() + " " + c.relation() + " " + c.name() + " " + c.languageCell())
          .sorted()
          .toList();
    }

    private void mother(String date, String... more) {
      List<String> cells =
          new java.util.ArrayList<>(
              List.of(
                  NUMBER, NAME, "FAM_NAME=ROSA", "FAM_RELATION=MOTHER", "FAM_LANGUAGE=SPANISH"));
      cells.addAll(List.of(more));
      known.takeOne(date, cells.toArray(String[]::new));
    }

    @Test
    void another_family_number_is_not_of_the_relative_the_old_one_was_of() {
      mother(NOVEMBER, "FAM_PHONE=+16195550142");
      known.takeOne(DECEMBER, NUMBER, NAME, "FAM_PHONE=+12135550105");

      assertThat(relatives()).containsExactly("+12135550105 unknown null null");
    }

    @Test
    void another_family_number_is_nobodys_though_the_old_list_comes_last() {
      known.takeOne(DECEMBER, NUMBER, NAME, "FAM_PHONE=+12135550105");
      mother(NOVEMBER, "FAM_PHONE=+16195550142");

      assertThat(relatives()).containsExactly("+12135550105 unknown null null");
    }

    @Test
    void another_family_number_is_of_whom_its_row_or_a_later_one_says() {
      mother("2026-10-01", "FAM_PHONE=+16195550142");
      known.takeOne(
          NOVEMBER, NUMBER, NAME, "FAM_PHONE=+12135550105", "FAM_RELATION=SISTER", "FAM_NAME=EVA");
      assertThat(relatives()).containsExactly("+12135550105 sibling EVA null");

      known.takeOne(DECEMBER, NUMBER, NAME, "FAM_LANGUAGE=MAM");
      assertThat(relatives()).containsExactly("+12135550105 sibling EVA MAM");
    }

    @Test
    void a_family_number_that_comes_back_has_the_relative_it_had() {
      mother("2026-10-01", "FAM_PHONE=+16195550142");
      known.takeOne(NOVEMBER, NUMBER, NAME, "FAM_PHONE=+12135550105", "FAM_RELATION=SISTER");
      known.takeOne(DECEMBER, NUMBER, NAME, "FAM_PHONE=+16195550142");

      assertThat(relatives()).containsExactly("+16195550142 mother ROSA SPANISH");
    }

    @Test
    void a_family_number_repeated_with_blanks_beside_it_keeps_its_relative() {
      mother(NOVEMBER, "FAM_PHONE=+16195550142");
      known.takeOne(DECEMBER, NUMBER, NAME, "FAM_PHONE=+16195550142");

      assertThat(relatives()).containsExactly("+16195550142 mother ROSA SPANISH");
    }

    @Test
    void number_and_address_of_one_row_are_of_one_relative() {
      mother(NOVEMBER, "FAM_PHONE=+16195550142", "FAM_EMAIL=r@example.org");

      assertThat(relatives())
          .containsExactly("+16195550142 mother ROSA SPANISH", "r@example.org mother ROSA SPANISH");
    }

    @Test
    void a_first_address_is_of_the_relative_whose_number_there_is() {
      mother(NOVEMBER, "FAM_PHONE=+16195550142");
      known.takeOne(DECEMBER, NUMBER, NAME, "FAM_EMAIL=r@example.org");

      assertThat(relatives())
          .containsExactly("+16195550142 mother ROSA SPANISH", "r@example.org mother ROSA SPANISH");
    }

    @Test
    void a_first_number_is_of_the_relative_who_was_named_without_one() {
      mother(NOVEMBER);
      known.takeOne(DECEMBER, NUMBER, NAME, "FAM_PHONE=+16195550142");

      assertThat(relatives()).containsExactly("+16195550142 mother ROSA SPANISH");
    }

    @Test
    void a_first_address_beside_another_number_is_nobodys_either() {
      mother(NOVEMBER, "FAM_PHONE=+16195550142");
      known.takeOne(DECEMBER, NUMBER, NAME, "FAM_PHONE=+12135550105", "FAM_EMAIL=r@example.org");

      assertThat(relatives())
          .containsExactly("+12135550105 unknown null null", "r@example.org unknown null null");
    }

    @Test
    void a_first_address_of_another_relative_takes_nothing_of_the_first_nor_gives() {
      mother(NOVEMBER, "FAM_PHONE=+16195550142");
      known.takeOne(DECEMBER, NUMBER, NAME, "FAM_EMAIL=e@example.org", "FAM_RELATION=SISTER");

      assertThat(relatives())
          .containsExactly("+16195550142 mother ROSA SPANISH", "e@example.org sibling null null");
    }

    @Test
    void an_address_that_stands_keeps_its_relative_when_the_number_is_another_ones() {
      mother(NOVEMBER, "FAM_PHONE=+16195550142", "FAM_EMAIL=r@example.org");
      known.takeOne(DECEMBER, NUMBER, NAME, "FAM_PHONE=+12135550105", "FAM_RELATION=SISTER");

      assertThat(relatives())
          .containsExactly("+12135550105 sibling null null", "r@example.org mother ROSA SPANISH");
    }

    @Test
    void a_number_added_to_the_relatives_own_is_nobodys_and_spoils_nothing() {
      mother(NOVEMBER, "FAM_PHONE=+16195550142");
      known.takeOne(DECEMBER, NUMBER, NAME, "FAM_PHONE=+16195550142; +12135550105");

      assertThat(relatives())
          .containsExactly("+12135550105 unknown null null", "+16195550142 mother ROSA SPANISH");
    }

    @Test
    void what_is_kept_of_the_family_is_no_flag_anybody_sees() {
      mother(NOVEMBER, "FAM_PHONE=+16195550142");
      assertThat(known.only().flags()).isEmpty();

      known.takeOne(DECEMBER, NUMBER, NAME, "FAM_PHONE=+12135550105");

      assertThat(known.only().flags()).isNotEmpty();
      assertThat(new PersonReader(Lists.CONFIG, Duration.ofDays(30)).read(known.only()).flags())
          .isEmpty();
    }

    @Test
    void a_third_value_of_one_date_is_held_and_a_repeated_one_is_a_duplicate() {
      known.takeOne(NOVEMBER, NUMBER, NAME, "PHONE=+16195550142");
      known.takeOne(NOVEMBER, NUMBER, NAME, "PHONE=+16195550143");
      String[] third = {NUMBER, NAME, "PHONE=+16195550144"};

      RowOutcome outcome = known.takeOne(NOVEMBER, third);

      assertThat(outcome.outcome()).isEqualTo(Outcome.HELD);
      assertThat(Lists.codes(outcome)).contains("value_conflict");
      assertThat(known.takeOne(NOVEMBER, third).outcome()).isEqualTo(Outcome.DUPLICATE);
    }

    @Test
    void the_same_list_again_adds_nothing() {
      List<ParsedRow> rows =
          List.of(
              row(
                  2,
                  NUMBER,
                  NAME,
                  "PHONE=+16195550142; +16195550143",
                  "EMAIL=a@example.org",
                  "CUSTODY_STATUS=DETAINED"),
              row(
                  3,
                  "A_NUMBER=999000124",
                  "LAST_NAME=OTRO",
                  "FAM_PHONE=+16195550144",
                  "FAM_RELATION=madre"));
      known.take(NOVEMBER, rows);
      GroupDecision again = known.take(NOVEMBER, rows);

      assertThat(again.rows()).extracting(RowOutcome::outcome).containsOnly(Outcome.DUPLICATE);
      assertThat(again.added()).isEmpty();
      assertThat(again.changed()).isEmpty();
    }

    @Test
    void earlier_rows_of_a_group_are_visible_to_later_ones() {
      GroupDecision decision =
          known.take(
              NOVEMBER,
              List.of(
                  row(2, NUMBER, NAME, "LANGUAGE=SPANISH"),
                  row(3, NUMBER, NAME, "SEX=F"),
                  row(4, NUMBER, NAME, "SEX=F")));

      assertThat(decision.rows())
          .extracting(RowOutcome::outcome)
          .containsExactly(Outcome.ACCEPTED, Outcome.ACCEPTED, Outcome.DUPLICATE);
      assertThat(decision.added())
          .singleElement()
          .satisfies(d -> assertThat(d.cell(Column.SEX)).isEqualTo("F"));
      assertThat(decision.changed()).isEmpty();
    }
  }

  @Nested
  class Contacts {
    private static final String NUMBER = "A_NUMBER=999000123";
    private static final String NAME = "LAST_NAME=EJEMPLO";

    @Test
    void a_bad_number_beside_a_good_address_does_not_hold_the_row() {
      RowOutcome outcome =
          known.takeOne(NOVEMBER, NUMBER, NAME, "PHONE=5.55E+09", "EMAIL=a@example.org");

      assertThat(outcome.outcome()).isEqualTo(Outcome.ACCEPTED);
      assertThat(Lists.codes(outcome)).containsExactly("spreadsheet_damage");
      assertThat(Lists.contacts(known.only()))
          .isEqualTo("member phone 5.55E+09 invalid; member email a@example.org ok");
    }

    @Test
    void an_ambiguous_number_holds_only_when_it_is_the_only_way() {
      RowOutcome alone =
          known.takeOne(NOVEMBER, NUMBER, NAME, "PHONE=(646) 555-0123", "COUNTRY=MX");
      RowOutcome beside =
          known.takeOne(
              NOVEMBER,
              "A_NUMBER=999000124",
              "LAST_NAME=OTRO",
              "PHONE=(646) 555-0123",
              "FAM_PHONE=+16195550142");

      assertThat(alone.outcome()).isEqualTo(Outcome.HELD);
      assertThat(Lists.codes(alone)).contains("ambiguous_phone");
      assertThat(beside.outcome()).isEqualTo(Outcome.ACCEPTED);
    }

    @Test
    void a_relative_noted_in_the_phone_cell_is_a_relay() {
      known.takeOne(NOVEMBER, NUMBER, NAME, "PHONE=619-555-0142 (MOTHER)", "COUNTRY=US");

      assertThat(known.only().contacts())
          .singleElement()
          .satisfies(
              contact -> {
                assertThat(contact.owner()).isEqualTo(Owner.RELAY);
                assertThat(contact.relation()).isEqualTo("mother");
                assertThat(contact.country()).isEqualTo("US");
              });
    }

    @Test
    void a_value_met_twice_is_one_contact_in_its_most_cautious_role() {
      known.takeOne(
          NOVEMBER,
          NUMBER,
          NAME,
          "PHONE=+16195550142",
          "FAM_PHONE=619-555-0142",
          "FAM_RELATION=SISTER",
          "COUNTRY=US");

      assertThat(Lists.contacts(known.only())).isEqualTo("relay phone +16195550142 ok");
    }

    @Test
    void addresses_are_one_whatever_their_case() {
      known.takeOne(NOVEMBER, NUMBER, NAME, "EMAIL=Ana@Example.ORG; ana@example.org");

      assertThat(Lists.contacts(known.only())).isEqualTo("member email Ana@example.org ok");
    }

    @Test
    void an_unknown_relation_is_kept_as_unknown() {
      known.takeOne(
          NOVEMBER,
          NUMBER,
          NAME,
          "FAM_PHONE=+16195550142",
          "FAM_RELATION=LANDLORD",
          "FAM_NAME=SAM",
          "FAM_LANGUAGE=SPANISH");

      assertThat(known.only().contacts())
          .singleElement()
          .satisfies(
              contact -> {
                assertThat(contact.relation()).isEqualTo("unknown");
                assertThat(contact.name()).isEqualTo("SAM");
                assertThat(contact.languageCell()).isEqualTo("SPANISH");
              });
    }

    @Test
    void an_attorneys_number_is_american_and_makes_the_person_represented() {
      known.takeOne(
          NOVEMBER,
          NUMBER,
          NAME,
          "ATTY_NAME=SAM SAMPLE",
          "ATTY_PHONE=(646) 555-0123",
          "COUNTRY=MX");

      assertThat(Lists.contacts(known.only())).isEqualTo("attorney phone +16465550123 ok");
      assertThat(
              new PersonReader(Lists.CONFIG, Duration.ofDays(30))
                  .read(known.only())
                  .represented()
                  .code())
          .isEqualTo("yes");
    }

    @Test
    void a_mistyped_domain_is_flagged_and_not_changed() {
      known.takeOne(NOVEMBER, NUMBER, NAME, "EMAIL=ana@gmial.com");

      assertThat(Lists.usable(known.only())).containsExactly("ana@gmial.com");
      assertThat(known.only().flags()).containsExactly("email_typo");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        textBlock =
            """
            ana@example.org                    | ana@example.org ok
            mailto:ana@example.org             | ana@example.org ok
            <ana@example.org>                  | ana@example.org ok
            ana@example.org, eva@example.com   | ana@example.org ok & eva@example.com ok
            ana@example.org eva@example.com    | ana@example.org ok & eva@example.com ok
            ana@example.org (SISTER)           | ana@example.org ok sibling
            ana.example.org                    | bad_address
            ana @example.org                   | bad_address
            ana@example                        | bad_address
            ana@@example.org                   | bad_address
            ana@example..org                   | bad_address
            .ana@example.org                   | bad_address
            none@none.com                      | placeholder_value
            noemail@example.org                | placeholder_value
            ana@example.org.                   | ana@example.org ok
            ana@example.org; eva@example.com;  | ana@example.org ok & eva@example.com ok
            ana@example.org / eva@example.com  | ana@example.org ok & eva@example.com ok
            ana@example.org y eva@example.com  | ana@example.org ok & eva@example.com ok
            ana@example.org; eva.example.com@  | ana@example.org ok & bad_address
            ana@example.org (self); eva@example.com | ana@example.org ok & eva@example.com ok
            personal ana@example.org; eva@example.com | ana@example.org ok & eva@example.com ok
            ana@example.org; maria@example.org (mother) | ana@example.org ok & maria@example.org ok mother
            maria@example.org (mother); ana@example.org | maria@example.org ok mother & ana@example.org ok
            ana@example.org maria@example.org (mother) | ana@example.org ok & maria@example.org ok mother
            self ana@example.org; mother maria@example.org | ana@example.org ok & maria@example.org ok mother
            maria@example.org madre; ana@example.org self | maria@example.org ok mother & ana@example.org ok
            mamá <maria@example.org>, hermano luis@example.org | maria@example.org ok mother & luis@example.org ok sibling
            maria@example.org (mother) ana@example.org (self) | maria@example.org ok mother & ana@example.org ok
            ana@example.org; maria@example.org (front desk) | ana@example.org ok & bad_address
            ana@example.org; maria@example.org (mother?) | ana@example.org ok & bad_address
            mother maria@example.org           | maria@example.org ok mother
            Maria Lopez <maria@example.org>    | bad_address
            ana@example.org (Irma)             | bad_address
            Irma ana@example.org               | bad_address
            ana@example.org, mother            | bad_address
            """)
    void addresses_in_a_cell(String cell, String expected) {
      assertThat(readAddresses(cell)).isEqualTo(expected);
    }

    private String readAddresses(String cell) {
      return new EmailReader(Lists.CONFIG)
          .read(cell).stream()
              .map(
                  r ->
                      r.status() == ContactStatus.OK
                          ? r.value() + " ok" + (r.relation() == null ? "" : " " + r.relation())
                          : r.reason().code())
              .collect(java.util.stream.Collectors.joining(" & "));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "ana@example.org; mother maria@example.org",
          "maria@example.org, MOTHER; ana@example.org",
          "maria@example.org, MOTHER\nana@example.org, SELF",
          "ana@example.org; maria@example.org mother",
          "ana@example.org; maria@example.org (mother",
          "maria@example.org/mother ana@example.org",
          "maria@example.org\uFF1Bmother ana@example.org",
          "Ana <ana@example.org>; Maria Lopez (mother) <maria@example.org>",
          "mother maria@example.org; ana@example.org",
          "(mother) maria@example.org; ana@example.org",
          "MADRE<maria@example.org>; ana@example.org",
          "mother maria@@example.org; ana@example.org",
          "mother maria@example.org ana@example.org",
          "maria@example.org mother ana@example.org",
          "maria@example.org (mother) ana@example.org",
          "maria@example.org / MOTHER / ana@example.org",
          "MOTHER | maria@example.org | ana@example.org",
          "ana@example.org; maria@example.org; mother",
          "ana@example.org; maria@example.org mother's",
          "ana@example.org ? maria@example.org",
          "ana@example.org maria@example.org mother",
          "sister, maria@example.org, mother, ana@example.org",
          "self, mother, maria@example.org, ana@example.org",
          "ana@example.org\nMOTHER maria@example.org WORK",
          "MOTHER maria@example.org WORK ana@example.org",
          "work ana@example.org; mother maria@example.org",
          "maria@example.org (mother home); ana@example.org (work)"
        })
    void a_note_that_could_be_of_either_address_leaves_none_to_use(String cell) {
      RowOutcome row = known.takeOne(NOVEMBER, NUMBER, NAME, "EMAIL=" + cell);

      assertThat(readAddresses(cell)).isEqualTo("bad_address");
      assertThat(Lists.usable(known.only())).isEmpty();
      assertThat(Lists.codes(row)).containsOnly("bad_address");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "619-555-0142, MOTHER\n213-555-0105, SELF",
          "619-555-0142\nMOTHER, 213-555-0105",
          "619-555-0142\nMOTHER: 213-555-0105",
          "SELF, 619-555-0142\nMOTHER, 213-555-0105"
        })
    void where_a_line_ended_is_not_guessed(String cell) {
      RowOutcome row = known.takeOne(NOVEMBER, NUMBER, NAME, "COUNTRY=US", "PHONE=" + cell);

      assertThat(Lists.usable(known.only())).isEmpty();
      assertThat(Lists.codes(row)).containsExactly("bad_number");
    }

    @Test
    void in_the_cells_of_the_family_a_note_that_could_be_of_either_leaves_none_to_use_as_well() {
      RowOutcome row =
          known.takeOne(
              NOVEMBER,
              NUMBER,
              NAME,
              "COUNTRY=US",
              "FAM_RELATION=SISTER",
              "FAM_PHONE=MOTHER: 619-555-0142 / 213-555-0105",
              "FAM_EMAIL=mother maria@example.org; eva@example.org");

      assertThat(Lists.usable(known.only())).isEmpty();
      assertThat(Lists.codes(row)).containsExactly("bad_number", "bad_address");
    }
  }

  @Test
  void what_a_person_told_outranks_every_list() {
    Dossier dossier;
    known.takeOne(NOVEMBER, "A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "LANGUAGE=SPANISH");
    dossier = known.only();
    var fields = new java.util.EnumMap<>(dossier.fields());
    fields.put(
        Column.LANGUAGE,
        new org.aviso.person.Sourced("MAM", java.time.LocalDate.parse(NOVEMBER), "call", null, 0));
    Dossier told =
        new Dossier(dossier.id(), fields, dossier.contacts(), dossier.holds(), dossier.flags());
    RowOutcome outcome =
        new Intake(Lists.CONFIG)
            .decide(
                List.of(row(2, "A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "LANGUAGE=SPANISH")),
                new ListInfo("later", java.time.LocalDate.parse(DECEMBER), Lists.TODAY, false),
                lookups -> java.util.Map.of(lookups.iterator().next(), List.of(told)))
            .rows()
            .get(0);

    assertThat(outcome.outcome()).isEqualTo(Outcome.DUPLICATE);
  }

  @Test
  void nothing_personal_is_printed() {
    RowOutcome outcome =
        known.takeOne(
            NOVEMBER,
            "A_NUMBER=99900012",
            "LAST_NAME=EJEMPLO",
            "PHONE=12345 EJEMPLO",
            "EMAIL=secret.example",
            "DOB=99/99/99");

    assertThat(
            outcome.toString()
                + known.only()
                + known.only().contacts()
                + known.only().fields().values())
        .doesNotContain("EJEMPLO", "12345", "secret", "99900012");
  }
}
