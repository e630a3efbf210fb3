package org.aviso.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.aviso.person.Column;
import org.aviso.person.ContactId;
import org.aviso.person.ContactStatus;
import org.aviso.person.Dossier;
import org.aviso.person.HoldReason;
import org.aviso.person.StatusReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmendTest {
  private static final Amend.Teller CALL = new Amend.Teller("call", LocalDate.of(2026, 11, 10));
  private static final String[] PERSON = {
    "A_NUMBER=999000123",
    "LAST_NAME=EJEMPLO",
    "LANGUAGE=SPANISH",
    "PHONE=+16195550142",
    "COUNTRY=US"
  };

  private final Amend amend = new Amend(Lists.WITH_LANGUAGES);
  private final Identity identity = new Identity(Lists.CONFIG);
  private final Lists known = new Lists();

  private Dossier person() {
    known.takeOne("2026-11-01", PERSON);
    return known.only();
  }

  private static Dossier amended(Amend.Answer answer) {
    return ((Amend.Answer.Amended) answer).dossier();
  }

  /** What a list of December, which differs in everything, makes of the dossier. */
  private static Dossier afterALaterList(Dossier dossier, String... cells) {
    GroupDecision decision =
        new Intake(Lists.CONFIG)
            .decide(
                List.of(Lists.row(2, cells)),
                new ListInfo("later", LocalDate.of(2026, 12, 1), LocalDate.of(2026, 12, 1), false),
                lookups -> Map.of(lookups.iterator().next(), List.of(dossier)));
    return decision.changed().isEmpty() ? dossier : decision.changed().get(0);
  }

  @Test
  void a_told_value_outranks_later_lists_and_a_list_that_differs_raises_a_flag() {
    Dossier told = amended(amend.set(person(), Column.LANGUAGE, "MAM", CALL));
    Dossier later =
        afterALaterList(told, "A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "LANGUAGE=SPANISH");

    assertThat(later.cell(Column.LANGUAGE)).isEqualTo("MAM");
    assertThat(later.fields().get(Column.LANGUAGE).source()).isEqualTo("call");
    assertThat(later.flags()).containsExactly("list_differs");
  }

  @Test
  void a_told_number_replaces_the_lists_and_stays() {
    Dossier told = amended(amend.set(person(), Column.PHONE, "(619) 555-0143", CALL));
    Dossier later =
        afterALaterList(told, "A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "PHONE=+16195550144");

    assertThat(Lists.contacts(told))
        .isEqualTo("member phone +16195550142 superseded; member phone +16195550143 ok");
    assertThat(Lists.usable(later)).containsExactly("+16195550143");
  }

  @Test
  void whose_a_number_is_that_lists_gave_to_two_is_told() {
    known.takeOne(
        "2026-11-01", "A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "PHONE=+16195550142 (MOTHER)");
    known.takeOne("2026-11-02", PERSON);
    assertThat(known.only().holds()).containsExactly(HoldReason.VALUE_CONFLICT);

    Dossier told = amended(amend.set(known.only(), Column.PHONE, "+16195550142", CALL));

    assertThat(told.holds()).isEmpty();
    assertThat(Lists.contacts(told)).isEqualTo("member phone +16195550142 ok");
  }

  @Test
  void a_number_told_twice_over_leaves_only_the_last() {
    Dossier first = amended(amend.set(person(), Column.PHONE, "619 555 0143", CALL));
    Dossier second = amended(amend.set(first, Column.PHONE, "619 555 0144", CALL));

    assertThat(Lists.usable(second)).containsExactly("+16195550144");
  }

  @Test
  void an_added_number_stands_beside_the_lists_own() {
    Dossier told = amended(amend.add(person(), Column.PHONE, "619-555-0143", CALL));
    Dossier later =
        afterALaterList(told, "A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "PHONE=+16195550144");

    assertThat(Lists.usable(told)).containsExactly("+16195550142", "+16195550143");
    assertThat(Lists.usable(later)).containsExactly("+16195550143", "+16195550144");
  }

  @ParameterizedTest
  @ValueSource(strings = {"FAM_PHONE=+16195550109", "PHONE=+16195550109 (MOTHER)"})
  void a_relatives_number_is_the_persons_own_when_they_tell_it(String cell) {
    known.takeOne(
        "2026-11-01",
        "A_NUMBER=999000123",
        "LAST_NAME=EJEMPLO",
        "COUNTRY=US",
        "FAM_RELATION=MOTHER",
        cell);
    Dossier told = amended(amend.set(known.only(), Column.PHONE, "+16195550109", CALL));

    assertThat(Lists.contacts(told)).isEqualTo("member phone +16195550109 ok");
    Dossier later =
        afterALaterList(told, "A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "FAM_PHONE=+16195550109");
    assertThat(Lists.contacts(later)).isEqualTo("member phone +16195550109 ok");
  }

  @Test
  void a_number_taken_out_as_the_familys_is_the_persons_own_when_they_tell_it() {
    known.takeOne(
        "2026-11-01",
        "A_NUMBER=999000123",
        "LAST_NAME=EJEMPLO",
        "COUNTRY=US",
        "FAM_PHONE=+16195550109",
        "FAM_RELATION=MOTHER");
    Dossier out = amended(amend.retire(known.only(), Column.FAM_PHONE, CALL));
    Dossier told = amended(amend.set(out, Column.PHONE, "+16195550109", CALL));

    assertThat(Lists.contacts(told)).isEqualTo("member phone +16195550109 ok");
  }

  @Test
  void what_a_relative_noted_beside_a_number_speaks_is_refused_with_the_way_to_say_it() {
    known.takeOne(
        "2026-11-01",
        "A_NUMBER=999000123",
        "LAST_NAME=EJEMPLO",
        "COUNTRY=US",
        "PHONE=+16195550109 (MOTHER)");
    var refused =
        (Amend.Answer.Refused) amend.set(known.only(), Column.FAM_LANGUAGE, "SPANISH", CALL);
    assertThat(refused.reason().code()).isEqualTo("no_family_contact");

    Dossier family =
        amended(amend.set(known.only(), Column.FAM_PHONE, "+16195550109 (mother)", CALL));
    assertThat(amend.set(family, Column.FAM_LANGUAGE, "SPANISH", CALL))
        .isInstanceOf(Amend.Answer.Amended.class);
  }

  @Test
  void a_retired_number_is_not_brought_back_by_a_list() {
    Dossier retired = amended(amend.retire(person(), Column.PHONE, CALL));
    Dossier later = afterALaterList(retired, PERSON);

    assertThat(Lists.usable(retired)).isEmpty();
    assertThat(Lists.usable(later)).isEmpty();
  }

  @Test
  void a_retired_cell_is_not_filled_again_by_a_list() {
    Dossier retired = amended(amend.retire(person(), Column.LANGUAGE, CALL));
    Dossier later = afterALaterList(retired, PERSON);

    assertThat(later.cell(Column.LANGUAGE)).isNull();
    assertThat(later.flags()).contains("list_differs");
    assertThat(amended(amend.set(later, Column.LANGUAGE, "MAM", CALL)).cell(Column.LANGUAGE))
        .isEqualTo("MAM");
  }

  @Test
  void a_retired_number_takes_those_with_it_that_somebody_added() {
    Dossier added = amended(amend.add(person(), Column.PHONE, "619-555-0143", CALL));
    Dossier both = amended(amend.add(added, Column.FAM_PHONE, "619-555-0144", CALL));

    Dossier retired = amended(amend.retire(both, Column.PHONE, CALL));

    assertThat(Lists.usable(retired)).containsExactly("+16195550144");
  }

  @Test
  void an_added_number_is_retired_though_no_list_has_one() {
    known.takeOne("2026-11-01", "A_NUMBER=999000123", "LAST_NAME=EJEMPLO");
    Dossier added = amended(amend.add(known.only(), Column.PHONE, "+16195550143", CALL));

    Dossier retired = amended(amend.retire(added, Column.PHONE, CALL));

    assertThat(Lists.contacts(retired)).isEqualTo("member phone +16195550143 superseded");
    assertThat(amend.retire(retired, Column.PHONE, CALL)).isInstanceOf(Amend.Answer.Refused.class);
  }

  @ParameterizedTest
  @CsvSource({"EMAIL", "FAM_PHONE", "SEX"})
  void what_is_not_there_cannot_be_taken_out(Column column) {
    Amend.Answer answer = amend.retire(person(), column, CALL);

    assertThat(answer).isInstanceOf(Amend.Answer.Refused.class);
    assertThat(((Amend.Answer.Refused) answer).reason().rule()).contains("nothing", "aviso show");
  }

  @Test
  void one_contact_is_retired_by_its_id() {
    Dossier retired = amend.retire(person(), new ContactId(1), CALL);

    assertThat(Lists.contacts(retired)).isEqualTo("member phone +16195550142 superseded");
  }

  @Test
  void only_a_members_own_contact_can_be_verified() {
    Dossier verified = amend.verify(person(), new ContactId(1));

    assertThat(verified.contacts().get(0).verified()).isTrue();
  }

  @Test
  void a_value_that_cannot_stand_in_a_dossier_is_refused_with_its_rule() {
    Dossier person = person();

    assertThat(amend.set(person, Column.DOB, "someday", CALL))
        .isInstanceOf(Amend.Answer.Refused.class);
    assertThat(amend.set(person, Column.LAST_NAME, "=1+1", CALL))
        .isInstanceOf(Amend.Answer.Refused.class);
    assertThat(amend.set(person, Column.PHONE, "N/A", CALL))
        .isInstanceOf(Amend.Answer.Refused.class);
  }

  @ParameterizedTest(name = "{0} = {1}: {2}, {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          LANGUAGE        | KLINGON     | no_language        | config/languages.yaml
          LANGUAGE        | SPANISCH    | no_language        | SPANISH
          LANGUAGE        | REFUSED     | no_language        | config/languages.yaml
          LANGUAGE        | SPANISH?    | ambiguous_language | question mark
          LANGUAGE        | CREOLE      | ambiguous_language | HAITIAN CREOLE
          LANGUAGE        | MIXTECO     | ambiguous_language | family
          LANGUAGE        | SPANISH/MAM | ambiguous_language | MAM
          LANGUAGE        | UNK         | malformed          | --retire LANGUAGE
          FAM_LANGUAGE    | KLINGON     | no_language        | config/languages.yaml
          FAM_LANGUAGE    | CREOLE      | ambiguous_language | HAITIAN CREOLE
          FAM_RELATION    | LANDLORD    | malformed          | cousin, father
          NATIONALITY     | ATLANTIS    | malformed          | ISO code
          COUNTRY         | HODURAS     | malformed          | HONDURAS
          COUNTRY         | US?         | malformed          | question mark
          REMOVAL_COUNTRY | ATLANTIS    | malformed          | ISO code
          CUSTODY_STATUS  | ON THE MOON | no_plan            | detained, never_detained
          CUSTODY_STATUS  | RELEASED?   | no_plan            | question mark
          DOB             | someday     | malformed          | 1990-01-31
          DOB             | 2030-01-01  | malformed          | up to today
          REMOVAL_DATE    | 2026-13-01  | malformed          | 2027-01-31
          """)
  void a_word_no_table_knows_is_refused_with_what_may_be_entered(
      Column column, String value, String code, String says) {
    Amend.Answer answer = amend.set(person(), column, value, CALL);

    assertThat(answer).isInstanceOf(Amend.Answer.Refused.class);
    RowReason reason = ((Amend.Answer.Refused) answer).reason();
    assertThat(reason.code()).isEqualTo(code);
    assertThat(reason.column()).isEqualTo(column.name());
    assertThat(reason.rule()).contains(says).doesNotContain("counts as", "taken as", "read so");
  }

  @ParameterizedTest(name = "{0} = {1}: {2}, {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          DOB      | 31/12/1980   | malformed    | has the day before the month: write
          A_NUMBER | 12           | identity_invalid | write nine digits
          PHONE    | 55 1234 5678 | no_country   | country code
          PHONE    | 5.55E+09     | spreadsheet_damage | country code
          EMAIL    | a@b          | bad_address  | name@example.org
          """)
  void what_is_doubtful_in_a_value_is_said_with_what_may_be_entered(
      Column column, String value, String code, String says) {
    known.takeOne("2026-11-01", "A_NUMBER=999000123", "LAST_NAME=EJEMPLO");
    Amend.Answer answer = amend.set(known.only(), column, value, CALL);

    RowReason remark = ((Amend.Answer.Amended) answer).remarks().get(0);
    assertThat(remark.code()).isEqualTo(code);
    assertThat(remark.rule()).contains(says).doesNotContain("read so", "may be lost", "the row");
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(
      textBlock =
          """
          LANGUAGE,        MAM
          LANGUAGE,        Español
          LANGUAGE,        IXIL
          FAM_LANGUAGE,    SPA
          FAM_RELATION,    Madre
          NATIONALITY,     HND
          COUNTRY,         Estados Unidos
          CUSTODY_STATUS,  released on bond
          DOB,             1980-12-31
          """)
  void a_word_its_table_knows_is_entered(Column column, String value) {
    Amend.Answer answer = amend.set(person(), column, value, CALL);

    assertThat(((Amend.Answer.Amended) answer).remarks()).isEmpty();
    assertThat(amended(answer).cell(column)).isEqualTo(value);
  }

  @Test
  void a_word_that_means_a_language_by_nationality_is_entered_for_those_people_only() {
    known.takeOne("2026-11-01", "A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "NATIONALITY=HAITI");

    assertThat(amended(amend.set(known.only(), Column.LANGUAGE, "CREOLE", CALL)).holds()).isEmpty();
    assertThat(amend.set(known.only(), Column.FAM_LANGUAGE, "CREOLE", CALL))
        .isInstanceOf(Amend.Answer.Refused.class);
  }

  @Test
  void a_told_value_settles_a_conflict() {
    person();
    known.takeOne("2026-11-01", "A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "LANGUAGE=MAM");
    assertThat(known.only().holds()).containsExactly(HoldReason.VALUE_CONFLICT);

    assertThat(amended(amend.set(known.only(), Column.LANGUAGE, "MAM", CALL)).holds()).isEmpty();
  }

  @Test
  void two_dossiers_found_to_be_one_keep_the_newer_of_each_cell_and_all_contacts() {
    RowOutcome first =
        known.takeOne(
            "2026-11-01",
            "A_NUMBER=999000123",
            "LAST_NAME=EJEMPLO",
            "LANGUAGE=SPANISH",
            "PHONE=+16195550142");
    RowOutcome second =
        known.takeOne(
            "2026-11-05",
            "A_NUMBER=999000123",
            "LAST_NAME=OTRO",
            "LANGUAGE=MAM",
            "EMAIL=a@example.org");
    Dossier one = identity.distinct(identity.same(known.person(first), known.person(second)));

    assertThat(one.id()).isEqualTo(first.person());
    assertThat(one.holds()).isEmpty();
    assertThat(one.cell(Column.LANGUAGE)).isEqualTo("MAM");
    assertThat(Lists.usable(one)).containsExactly("+16195550142", "a@example.org");
    assertThat(one.contacts()).extracting(c -> c.id().number()).containsExactly(1, 2);
    assertThat(identity.contacts(one, known.person(second)))
        .containsExactly(java.util.Map.entry(new ContactId(1), new ContactId(2)));
    assertThat(one.cell(Column.AKA)).isEqualTo("EJEMPLO, ; OTRO, ");
  }

  @Test
  void of_two_found_to_be_one_a_list_settles_only_what_both_said_before_it() {
    String[] own = {"A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "PHONE=+16195550142"};
    RowOutcome first = known.takeOne("2026-11-01", own);
    RowOutcome second =
        known.takeOne(
            "2026-11-20", "A_NUMBER=999000123", "LAST_NAME=OTRO", "FAM_PHONE=+16195550142");
    Dossier one = identity.distinct(identity.same(known.person(first), known.person(second)));
    assertThat(one.holds()).containsExactly(HoldReason.VALUE_CONFLICT);
    Lists lists = new Lists();
    lists.store(one);

    lists.takeOne("2026-11-10", own);
    assertThat(lists.only().holds()).containsExactly(HoldReason.VALUE_CONFLICT);
    lists.takeOne("2026-12-01", own);
    assertThat(lists.only().holds()).isEmpty();
    assertThat(Lists.contacts(lists.only())).isEqualTo("relay phone +16195550142 ok");
  }

  /** Two dossiers of one number, both with the same telephone from a list. */
  private List<Dossier> twoWithOnePhone() {
    String[] other = {"A_NUMBER=999000123", "LAST_NAME=OTRO", "PHONE=+16195550142"};
    Dossier first = person();
    return List.of(first, known.person(known.takeOne("2026-11-01", other)));
  }

  @Test
  void of_two_found_to_be_one_a_number_taken_out_of_either_stays_out() {
    List<Dossier> two = twoWithOnePhone();
    Dossier retired = amended(amend.retire(two.get(1), Column.PHONE, CALL));

    for (Dossier one :
        List.of(identity.same(two.get(0), retired), identity.same(retired, two.get(0)))) {
      assertThat(Lists.usable(one)).isEmpty();
      assertThat(Lists.usable(afterALaterList(identity.distinct(one), PERSON))).isEmpty();
    }
  }

  @Test
  void of_two_found_to_be_one_a_number_told_of_either_outlasts_the_lists() {
    List<Dossier> two = twoWithOnePhone();
    Dossier told = amended(amend.add(two.get(1), Column.PHONE, "+16195550142", CALL));
    Dossier one = identity.distinct(identity.same(two.get(0), told));

    Dossier later =
        afterALaterList(one, "A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "PHONE=+16195550144");

    assertThat(Lists.usable(later)).containsExactly("+16195550142", "+16195550144");
  }

  @Test
  void of_two_that_were_told_the_same_number_the_later_word_counts() {
    List<Dossier> two = twoWithOnePhone();
    Amend.Teller later = new Amend.Teller("letter", LocalDate.of(2026, 11, 12));
    Dossier added = amended(amend.add(two.get(0), Column.PHONE, "+16195550142", CALL));
    Dossier retired = amended(amend.retire(two.get(1), Column.PHONE, later));
    Dossier readded = amended(amend.add(two.get(1), Column.PHONE, "+16195550142", later));
    Dossier retiredBefore = amended(amend.retire(two.get(0), Column.PHONE, CALL));

    assertThat(Lists.usable(identity.same(added, retired))).isEmpty();
    assertThat(Lists.usable(identity.same(retiredBefore, readded))).containsExactly("+16195550142");
  }

  @Test
  void a_stop_that_stands_against_a_number_outlasts_what_was_told_of_the_other() {
    List<Dossier> two = twoWithOnePhone();
    Dossier first = two.get(0);
    Dossier stopped =
        new Dossier(
            first.id(),
            first.fields(),
            List.of(
                first
                    .contacts()
                    .get(0)
                    .withStatus(ContactStatus.SUPPRESSED, StatusReason.STOP_REQUESTED)),
            first.holds(),
            first.flags());
    Dossier told = amended(amend.add(two.get(1), Column.PHONE, "+16195550142", CALL));

    assertThat(Lists.contacts(identity.same(stopped, told)))
        .isEqualTo("member phone +16195550142 suppressed");
  }

  @Test
  void a_list_of_the_day_of_the_call_that_differs_raises_the_flag_too() {
    Dossier told = amended(amend.set(person(), Column.LANGUAGE, "MAM", CALL));
    Lists lists = new Lists();
    lists.store(told);
    lists.takeOne("2026-11-10", "A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "LANGUAGE=SPANISH");

    assertThat(lists.only().cell(Column.LANGUAGE)).isEqualTo("MAM");
    assertThat(lists.only().flags()).containsExactly("list_differs");
  }

  private static final String[] MOTHER = {
    "A_NUMBER=999000123",
    "LAST_NAME=EJEMPLO",
    "FAM_NAME=ROSA",
    "FAM_RELATION=MOTHER",
    "FAM_LANGUAGE=SPANISH",
    "FAM_PHONE=+16195550142"
  };

  private static String relative(Dossier dossier, String value) {
    return dossier.contacts().stream()
        .filter(contact -> contact.value().equals(value))
        .map(c -> c.relation() + " " + c.name() + " " + c.languageCell())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_told_family_number_is_nobodys_until_somebody_says_whose() {
    known.takeOne("2026-11-01", MOTHER);
    Dossier told = amended(amend.set(known.only(), Column.FAM_PHONE, "+16195550143", CALL));
    assertThat(relative(told, "+16195550143")).isEqualTo("unknown null null");

    Dossier later = afterALaterList(told, MOTHER);
    assertThat(relative(later, "+16195550143")).isEqualTo("unknown null null");

    Dossier said = amended(amend.set(later, Column.FAM_RELATION, "SISTER", CALL));
    assertThat(relative(said, "+16195550143")).isEqualTo("sibling null null");
    assertThat(Lists.usable(said)).containsExactly("+16195550143");
  }

  @Test
  void what_was_told_before_the_new_number_was_is_not_said_of_it() {
    known.takeOne("2026-11-01", MOTHER);
    Dossier corrected = amended(amend.set(known.only(), Column.FAM_RELATION, "SISTER", CALL));
    assertThat(relative(corrected, "+16195550142")).isEqualTo("sibling ROSA SPANISH");

    Dossier told = amended(amend.set(corrected, Column.FAM_PHONE, "+16195550143", CALL));
    assertThat(relative(told, "+16195550143")).isEqualTo("unknown null null");
  }

  @Test
  void an_added_family_number_is_of_whom_the_note_beside_it_says() {
    known.takeOne("2026-11-01", MOTHER);
    Dossier noted =
        amended(amend.add(known.only(), Column.FAM_PHONE, "+1 619 555 0143 (sister)", CALL));
    Dossier bare = amended(amend.add(noted, Column.FAM_PHONE, "+1 619 555 0144", CALL));

    assertThat(relative(bare, "+16195550142")).isEqualTo("mother ROSA SPANISH");
    assertThat(relative(bare, "+16195550143")).isEqualTo("sibling null null");
    assertThat(relative(bare, "+16195550144")).isEqualTo("unknown null null");
  }

  @Test
  void a_number_a_list_brings_after_one_was_taken_out_is_nobodys() {
    known.takeOne("2026-11-01", MOTHER);
    Dossier retired = amended(amend.retire(known.only(), Column.FAM_PHONE, CALL));
    Dossier later =
        afterALaterList(
            retired, "A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "FAM_PHONE=+16195550143");

    assertThat(relative(later, "+16195550143")).isEqualTo("unknown null null");
    assertThat(Lists.usable(later)).containsExactly("+16195550143");
  }

  @Test
  void a_relation_taken_out_is_nobodys_any_more_whatever_the_lists_say() {
    known.takeOne("2026-11-01", MOTHER);
    Dossier retired = amended(amend.retire(known.only(), Column.FAM_RELATION, CALL));

    assertThat(relative(retired, "+16195550142")).isEqualTo("unknown ROSA SPANISH");
    assertThat(relative(afterALaterList(retired, MOTHER), "+16195550142"))
        .isEqualTo("unknown ROSA SPANISH");
  }

  @Test
  void of_two_found_to_be_one_each_family_number_keeps_its_relative() {
    RowOutcome first = known.takeOne("2026-11-01", MOTHER);
    RowOutcome second =
        known.takeOne(
            "2026-11-05", "A_NUMBER=999000123", "LAST_NAME=OTRO", "FAM_PHONE=+16195550143");
    Dossier one = identity.same(known.person(first), known.person(second));

    assertThat(relative(one, "+16195550143")).isEqualTo("unknown null null");
    assertThat(Lists.usable(one)).containsExactly("+16195550143");
  }

  @Test
  void two_dossiers_found_to_be_two_are_held_no_longer() {
    RowOutcome first = known.takeOne("2026-11-01", "A_NUMBER=999000123", "LAST_NAME=EJEMPLO");
    RowOutcome second = known.takeOne("2026-11-01", "A_NUMBER=999000123", "LAST_NAME=OTRO");

    assertThat(identity.distinct(known.person(first)).holds()).isEmpty();
    assertThat(identity.distinct(known.person(second)).holds()).isEmpty();
  }
}
