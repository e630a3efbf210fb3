package org.aviso.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.aviso.person.Column;
import org.aviso.person.Dossier;
import org.aviso.person.HoldReason;
import org.aviso.person.Lookup;

/** Whatever stands in whatever cell. */
class AnyCellProperties {
  @Provide
  Arbitrary<List<Map<Column, String>>> lists() {
    Arbitrary<String> awkward =
        Arbitraries.of(
            "A999000123",
            "A999000124",
            "99000123",
            "9.99E+08",
            "EJEMPLO",
            "OTRO",
            "1980-01-02",
            "31/12/80",
            "29222",
            "DETAINED",
            "REMOVED",
            "MX",
            "US",
            "646 555 0123",
            "619-555-0142 (MOTHER)",
            "619-555-0142; 619-555-0143",
            "5.55E+09",
            "a@example.org",
            "a@example.org; b@example.org (SISTER)",
            "mother",
            "UNK",
            "?",
            "=1+1",
            "#REF!",
            "S-1",
            "-",
            "; ",
            "? ",
            " (x)",
            "+1",
            "'",
            "x".repeat(501));
    Arbitrary<String> arbitrary = Arbitraries.strings().ofMaxLength(20);
    Arbitrary<String> digits =
        Arbitraries.strings().withChars("0123456789 ()+-./;,x#@").ofMaxLength(24);
    Arbitrary<String> cells =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(4, awkward),
            net.jqwik.api.Tuple.of(1, arbitrary),
            net.jqwik.api.Tuple.of(1, digits));
    Arbitrary<Map<Column, String>> any =
        Arbitraries.maps(Arbitraries.of(Column.class), cells).ofMaxSize(8);
    return Combinators.combine(
            one("A999000123", "A999000124", "99000123", "099000123", "9.99E+08"),
            one("S-1", "S-2"),
            one("EJEMPLO", "OTRO", "LNU"),
            one("ANA", "EVA", "FNU"),
            one("1980-01-02", "1999-09-09"),
            one("+16195550142", "646 555 0123", "619-555-0143 (MOTHER)"),
            any)
        .as(AnyCellProperties::row)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  private static Arbitrary<String> one(String... values) {
    return Arbitraries.of(values).injectNull(0.4);
  }

  private static Map<Column, String> row(
      String number,
      String subject,
      String name,
      String firstName,
      String birth,
      String phone,
      Map<Column, String> any) {
    Map<Column, String> row = new EnumMap<>(Column.class);
    row.putAll(any);
    row.remove(Column.LIST_DATE); // these lists are dated by their names
    put(row, Column.A_NUMBER, number);
    put(row, Column.SUBJECT_ID, subject);
    put(row, Column.LAST_NAME, name);
    put(row, Column.FIRST_NAME, firstName);
    put(row, Column.DOB, birth);
    put(row, Column.PHONE, phone);
    return row;
  }

  private static void put(Map<Column, String> row, Column column, String cell) {
    if (cell != null) {
      row.put(column, cell);
    }
  }

  @Property(tries = 1_000)
  void every_row_ends_in_one_outcome_and_says_nothing_new_the_next_time(
      @ForAll("lists") List<Map<Column, String>> cells) {
    List<ParsedRow> rows =
        java.util.stream.IntStream.range(0, cells.size())
            .mapToObj(i -> new ParsedRow(i + 2, cells.get(i), null))
            .toList();
    Lists known = new Lists();
    List<RowOutcome> first = known.take(list("first", 1), rows).rows();
    if (known.persons().stream().anyMatch(AnyCellProperties::inConflict)) {
      // Row by row the first reading could not know with whom a later row would be in conflict.
      known.take(list("between", 1), rows);
    }
    int persons = known.persons().size();
    List<RowOutcome> again = known.take(list("again", 1), rows).rows();

    assertThat(first)
        .extracting(RowOutcome::line)
        .isEqualTo(rows.stream().map(ParsedRow::line).toList());
    for (int i = 0; i < first.size(); i++) {
      RowOutcome row = first.get(i);
      assertThat(row.outcome() == Outcome.REJECTED).isEqualTo(row.person() == null);
      if (row.outcome() == Outcome.HELD || row.outcome() == Outcome.REJECTED) {
        assertThat(row.reasons()).isNotEmpty();
      }
      if (row.outcome() == Outcome.REJECTED) {
        assertThat(again.get(i).outcome()).isEqualTo(Outcome.REJECTED);
      } else if (canBeFound(known.person(row))) {
        assertThat(again.get(i).outcome()).isEqualTo(Outcome.DUPLICATE);
      }
    }
    if (known.persons().stream().allMatch(AnyCellProperties::canBeFound)) {
      assertThat(known.persons()).hasSize(persons);
    }
  }

  private static boolean inConflict(Dossier dossier) {
    return dossier.holds().contains(HoldReason.IDENTITY_CONFLICT)
        || dossier.holds().contains(HoldReason.VALUE_CONFLICT);
  }

  /** A damaged number and no name is nobody who could be recognised; kept for a person to see. */
  private static boolean canBeFound(Dossier dossier) {
    return Lookups.of(dossier).stream().anyMatch(lookup -> lookup.kind() != Lookup.Kind.CONTACT);
  }

  @Property(tries = 500)
  void what_is_stored_can_be_read_and_found_again(
      @ForAll("lists") List<Map<Column, String>> cells) {
    Lists known = new Lists();
    for (int i = 0; i < cells.size(); i++) {
      known.take(list("list " + i, 1 + i), List.of(new ParsedRow(2, cells.get(i), null)));
    }
    for (Dossier dossier : known.persons()) {
      new PersonReader(Lists.CONFIG, Duration.ofDays(30)).read(dossier);
      for (Lookup lookup : Lookups.of(dossier)) {
        assertThat(known.find(List.of(lookup)).get(lookup)).contains(dossier);
      }
      assertThat(dossier.contacts()).extracting(contact -> contact.id()).doesNotHaveDuplicates();
      assertThat(dossier.fields().values())
          .allSatisfy(field -> assertThat(field.value()).isNotBlank());
    }
  }

  private static ListInfo list(String sha256, int day) {
    return new ListInfo(sha256, LocalDate.of(2026, 11, day), Lists.TODAY, false);
  }
}
