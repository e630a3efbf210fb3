package org.aviso.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.aviso.person.Column;
import org.aviso.person.ContactStatus;
import org.aviso.person.Dossier;

/** Supplements of one person: whatever they say, in whatever order they come. */
class MergeProperties {
  /** What one list says of the person; its place in the list gives its date. */
  @Provide
  Arbitrary<List<List<String>>> supplements() {
    Arbitrary<String> custody = cell("CUSTODY_STATUS", "DETAINED", "RELEASED", "REMOVED");
    Arbitrary<String> language = cell("LANGUAGE", "SPANISH", "SPA", "MAM", "SPANISH?", "UNK");
    Arbitrary<String> phone =
        cell(
            "PHONE",
            "+16195550142",
            "(619) 555-0143",
            "619-555-0142 / 619-555-0144",
            "619-555-0145 (MOTHER)",
            "619-555-0145",
            "5.55E+09",
            "0000000000");
    Arbitrary<String> email = cell("EMAIL", "a@example.org", "b@example.org", "nonsense");
    Arbitrary<List<String>> family =
        Combinators.combine(
                cell("FAM_PHONE", "+16195550145", "+16195550146", "+16195550145; +16195550147"),
                cell("FAM_EMAIL", "f@example.org", "g@example.org"),
                cell("FAM_RELATION", "MOTHER", "MADRE", "SISTER"),
                cell("FAM_NAME", "ROSA", "EVA"),
                cell("FAM_LANGUAGE", "SPANISH", "MAM"))
            .as(List::of);
    Arbitrary<String> attorney = cell("ATTY_EMAIL", "x@example.com", "a@example.org");
    Arbitrary<String> name = cell("FIRST_NAME", "ANA", "Ana", "FNU");
    return Combinators.combine(name, custody, language, phone, email, family, attorney)
        .as(
            (n, a, b, c, d, f, g) -> {
              List<String> cells =
                  new ArrayList<>(
                      List.of(
                          "A_NUMBER=999000123",
                          "LAST_NAME=EJEMPLO",
                          "COUNTRY=US",
                          n,
                          a,
                          b,
                          c,
                          d,
                          g));
              cells.addAll(f);
              return cells;
            })
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  private static Arbitrary<String> cell(String column, String... values) {
    return Arbitraries.of(values)
        .injectNull(0.4)
        .map(value -> column + "=" + (value == null ? "" : value));
  }

  @Property(tries = 300)
  void the_order_in_which_lists_of_different_dates_arrive_does_not_matter(
      @ForAll("supplements") List<List<String>> supplements, @ForAll Random random) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < supplements.size(); i++) {
      order.add(i);
    }
    Lists inOrder = taken(supplements, order);
    Collections.shuffle(order, random);
    Lists shuffled = taken(supplements, order);

    assertThat(state(shuffled.only())).isEqualTo(state(inOrder.only()));
  }

  /**
   * Values that can be used and that no list gave to another, in every column in which there may be
   * rivals.
   */
  private static final List<String> LAST =
      List.of(
          "A_NUMBER=999000123",
          "LAST_NAME=EJEMPLO",
          "COUNTRY=US",
          "FIRST_NAME=ANA",
          "CUSTODY_STATUS=RELEASED",
          "LANGUAGE=MAM",
          "PHONE=619-555-0143 / 619-555-0144",
          "EMAIL=b@example.org",
          "FAM_PHONE=+16195550146",
          "FAM_EMAIL=f@example.org",
          "FAM_RELATION=MOTHER",
          "FAM_NAME=ROSA",
          "FAM_LANGUAGE=SPANISH",
          "ATTY_EMAIL=x@example.com");

  @Property(tries = 300)
  void rivals_of_one_date_are_settled_by_a_newer_list_whenever_each_arrives(
      @ForAll("supplements") List<List<String>> supplements,
      @ForAll("supplements") List<List<String>> rivals,
      @ForAll Random random) {
    List<ListInfo> lists = new ArrayList<>();
    List<List<String>> all = new ArrayList<>();
    for (List<List<String>> some : List.of(supplements, rivals)) {
      for (int i = 0; i < some.size(); i++) {
        lists.add(list(lists.size(), i));
        all.add(some.get(i));
      }
    }
    lists.add(list(lists.size(), 10));
    all.add(LAST);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      order.add(i);
    }
    Dossier inOrder = taken(lists, all, order).only();
    Collections.shuffle(order, random);
    Dossier shuffled = taken(lists, all, order).only();

    assertThat(inOrder.holds()).isEmpty();
    assertThat(state(shuffled)).isEqualTo(state(inOrder));
  }

  @Property(tries = 200)
  void a_relative_is_never_described_by_what_was_said_of_another_number_alone(
      @ForAll("supplements") List<List<String>> supplements) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < supplements.size(); i++) {
      order.add(i);
    }
    List<String> another =
        List.of("A_NUMBER=999000123", "LAST_NAME=EJEMPLO", "FAM_PHONE=+16195550149");
    Lists known = taken(supplements, order);
    boolean named = known.only().cell(Column.FAM_PHONE) != null;

    known.take(list(supplements.size()), List.of(Lists.row(2, another.toArray(new String[0]))));

    if (named) {
      assertThat(known.only().contacts())
          .filteredOn(contact -> contact.value().equals("+16195550149"))
          .singleElement()
          .satisfies(
              contact -> {
                assertThat(contact.relation()).isEqualTo("unknown");
                assertThat(contact.name()).isNull();
                assertThat(contact.languageCell()).isNull();
              });
    }
  }

  /** Rows of one person whose number some lists write with eight digits. */
  @Provide
  Arbitrary<List<List<String>>> padded() {
    return Combinators.combine(
            Arbitraries.of("A_NUMBER=99000123", "A_NUMBER=099000123"),
            cell("SEX", "F"),
            cell("PHONE", "+16195550142", "+16195550143"))
        .as((n, s, p) -> List.of(n, "LAST_NAME=EJEMPLO", "DOB=1980-01-02", s, p))
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  @Property(tries = 200)
  void a_number_is_suspect_only_while_every_list_writes_it_with_eight_digits(
      @ForAll("padded") List<List<String>> supplements, @ForAll Random random) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < supplements.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, random);
    Dossier person = taken(supplements, order).only();

    assertThat(person.flags().contains("padded_number"))
        .isEqualTo(supplements.stream().allMatch(row -> row.contains("A_NUMBER=99000123")));
    assertThat(person.holds()).isEmpty();
  }

  private static Lists taken(
      List<ListInfo> lists, List<List<String>> supplements, List<Integer> order) {
    Lists known = new Lists(Lists.WITH_LANGUAGES);
    for (int i : order) {
      known.take(lists.get(i), List.of(Lists.row(2, supplements.get(i).toArray(new String[0]))));
    }
    return known;
  }

  @Property(tries = 200)
  void a_list_that_comes_again_changes_nothing(
      @ForAll("supplements") List<List<String>> supplements) {
    Lists known = new Lists(Lists.WITH_LANGUAGES);
    for (int i = 0; i < supplements.size(); i++) {
      ListInfo list = list(i);
      List<ParsedRow> rows = List.of(Lists.row(2, supplements.get(i).toArray(new String[0])));
      known.take(list, rows);
      GroupDecision again = known.take(list, rows);

      assertThat(again.rows().get(0).outcome()).isEqualTo(Outcome.DUPLICATE);
      assertThat(again.changed()).isEmpty();
      assertThat(again.added()).isEmpty();
    }
  }

  private static Lists taken(List<List<String>> supplements, List<Integer> order) {
    Lists known = new Lists(Lists.WITH_LANGUAGES);
    for (int i : order) {
      known.take(list(i), List.of(Lists.row(2, supplements.get(i).toArray(new String[0]))));
    }
    return known;
  }

  private static ListInfo list(int number) {
    return list(number, number);
  }

  private static ListInfo list(int number, int day) {
    return new ListInfo(
        "list " + number, LocalDate.of(2026, 1, 1).plusDays(day), Lists.TODAY, false);
  }

  /**
   * All that counts: the fields with their dates, the contacts in use, holds. Ids and history
   * differ.
   */
  private static Map<String, Object> state(Dossier dossier) {
    Map<String, Object> state = new TreeMap<>();
    dossier
        .fields()
        .forEach(
            (column, sourced) -> state.put(column.name(), sourced.value() + " " + sourced.asOf()));
    state.put(
        "contacts",
        dossier.contacts().stream()
            .filter(contact -> contact.status() != ContactStatus.SUPERSEDED)
            .map(
                c ->
                    c.owner()
                        + " "
                        + c.value()
                        + " "
                        + c.status()
                        + " "
                        + c.relation()
                        + " "
                        + c.name()
                        + " "
                        + c.languageCell())
            .collect(Collectors.toCollection(TreeSet::new)));
    state.put("holds", new TreeSet<>(dossier.holds()));
    return state;
  }
}
