package org.aviso.intake;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.aviso.person.Column;
import org.aviso.person.Contact;
import org.aviso.person.Dossier;
import org.aviso.person.HoldReason;
import org.aviso.person.Lookup;
import org.aviso.person.PersonId;

/** Decides what a group of rows says about whom. Stores nothing. */
public final class Intake {
  /** So many others a rule names. */
  private static final int NAMED = 3;

  private final IntakeConfig config;
  private final RowJudge judge;
  private final Merge merge;

  public Intake(IntakeConfig config) {
    this.config = config;
    this.judge = new RowJudge(config);
    this.merge = new Merge(config);
  }

  /**
   * @param rows in the order of the file; each sees what the rows before it added
   * @param known asked at most twice
   */
  public GroupDecision decide(List<ParsedRow> rows, ListInfo list, KnownPersons known) {
    return new Group(rows, list, known).decide();
  }

  private enum Numbers {
    EQUAL,
    /** Equal because one was given a leading zero: more is asked. */
    PADDED,
    CONTRADICT
  }

  /** Who is known, as far as this group of rows is concerned. */
  private final class Group {
    private final List<JudgedRow> rows = new ArrayList<>();
    private final KnownPersons known;
    private final Map<PersonId, Dossier> persons = new LinkedHashMap<>();
    private final Map<Lookup, Set<PersonId>> index = new HashMap<>();
    private final Set<PersonId> added = new LinkedHashSet<>();
    private final Set<PersonId> changed = new LinkedHashSet<>();

    /** The numbers that many persons share. */
    private final Map<Lookup, Crowd> crowds = new HashMap<>();

    /** What the row that is decided says by itself; null until somebody asks. */
    private Dossier alone;

    Group(List<ParsedRow> rows, ListInfo list, KnownPersons known) {
      this.known = known;
      for (ParsedRow row : rows) {
        JudgedRow judged = judge.judge(row, list);
        this.rows.add(judged.rejection() == null && namesNobody(judged) ? nobody(row) : judged);
      }
    }

    private static boolean namesNobody(JudgedRow row) {
      return row.name() == null
          && row.cell(Column.A_NUMBER) == null
          && row.cell(Column.SUBJECT_ID) == null;
    }

    private static JudgedRow nobody(ParsedRow row) {
      return JudgedRow.rejected(
          row, RowReason.of("malformed", null, "names nobody: no number and no name"));
    }

    GroupDecision decide() {
      Set<Lookup> cells = lookups(row -> true, Group::numbers);
      cells.addAll(lookups(row -> true, Group::unreadable));
      learn(cells);
      learn(lookups(row -> numbers(row).stream().noneMatch(index::containsKey), Group::names));
      List<RowOutcome> outcomes = new ArrayList<>(rows.size());
      for (JudgedRow row : rows) {
        outcomes.add(decide(row));
      }
      return new GroupDecision(outcomes, dossiers(added), dossiers(changed));
    }

    private Set<Lookup> lookups(
        Predicate<JudgedRow> wanted, java.util.function.Function<JudgedRow, List<Lookup>> keys) {
      Set<Lookup> lookups = new LinkedHashSet<>();
      for (JudgedRow row : rows) {
        if (row.rejection() == null && wanted.test(row)) {
          lookups.addAll(keys.apply(row));
        }
      }
      return lookups;
    }

    private void learn(Collection<Lookup> lookups) {
      if (lookups.isEmpty()) {
        return;
      }
      known
          .find(lookups)
          .forEach(
              (lookup, dossiers) -> {
                for (Dossier dossier : dossiers) {
                  persons.putIfAbsent(dossier.id(), dossier);
                  index.computeIfAbsent(lookup, key -> new LinkedHashSet<>()).add(dossier.id());
                }
              });
    }

    private static List<Lookup> numbers(JudgedRow row) {
      List<Lookup> lookups = new ArrayList<>(2);
      if (row.number() != null) {
        lookups.add(new Lookup(Lookup.Kind.A_NUMBER, row.number().digits()));
      }
      String subject = Lookups.usableSubject(row.cell(Column.SUBJECT_ID));
      if (subject != null) {
        lookups.add(new Lookup(Lookup.Kind.SUBJECT_ID, subject));
      }
      return lookups;
    }

    private static List<Lookup> unreadable(JudgedRow row) {
      String cell = row.number() == null ? row.cell(Column.A_NUMBER) : null;
      return cell == null
          ? List.of()
          : List.of(Lookups.unreadable(cell, row.cell(Column.LAST_NAME)));
    }

    private static List<Lookup> names(JudgedRow row) {
      Lookup lookup = Lookups.nameAndBirth(row.name(), row.cell(Column.DOB), numbered(row));
      return lookup == null ? List.of() : List.of(lookup);
    }

    private static boolean numbered(JudgedRow row) {
      return row.number() != null || Lookups.usableSubject(row.cell(Column.SUBJECT_ID)) != null;
    }

    private RowOutcome decide(JudgedRow row) {
      if (row.rejection() != null) {
        return new RowOutcome(row.line(), Outcome.REJECTED, null, row.reasons());
      }
      alone = null;
      Lookup shared = sharedNumber(row);
      List<Dossier> sameNumber = shared == null ? List.of() : mayBe(shared, row);
      List<Dossier> matching =
          sameNumber.stream().filter(dossier -> matches(dossier, row)).toList();
      if (matching.size() > 1) {
        List<Dossier> exact =
            matching.stream().filter(d -> sameName(d, row) && sameBirth(d, row)).toList();
        matching = exact.isEmpty() ? matching : exact.subList(0, 1);
      }
      if (matching.isEmpty()) {
        matching = sameNumber.stream().filter(dossier -> agrees(dossier, row)).toList();
      }
      if (matching.size() == 1) {
        return merged(matching.get(0), row);
      }
      for (Dossier dossier : sameNumber) {
        if (saysNothingNew(dossier, row)) {
          return new RowOutcome(row.line(), Outcome.DUPLICATE, dossier.id(), row.reasons());
        }
      }
      if (shared != null) {
        return conflict(shared, row);
      }
      for (Lookup lookup : unreadable(row)) {
        for (Dossier dossier : found(lookup)) {
          if (repeats(dossier, row)) {
            return new RowOutcome(row.line(), Outcome.DUPLICATE, dossier.id(), row.reasons());
          }
        }
      }
      return newcomer(row);
    }

    /** The row's A-number, if anybody has it; else its SUBJECT_ID; null when nobody has either. */
    private Lookup sharedNumber(JudgedRow row) {
      for (Lookup lookup : numbers(row)) {
        if (index.containsKey(lookup)) {
          return lookup;
        }
      }
      return null;
    }

    /** Who of those with that number can be meant; of a few, all. */
    private List<Dossier> mayBe(Lookup number, JudgedRow row) {
      return index.get(number).size() <= Crowd.FROM
          ? found(number)
          : crowd(number).mayBe(row).stream().map(persons::get).toList();
    }

    private Crowd crowd(Lookup number) {
      return crowds.computeIfAbsent(
          number,
          key -> {
            Crowd crowd = new Crowd();
            found(key).forEach(crowd::add);
            return crowd;
          });
    }

    private void holdAll(Lookup number) {
      List<Dossier> holders =
          index.get(number).size() <= Crowd.FROM
              ? found(number)
              : crowd(number).free().stream().map(persons::get).toList();
      for (Dossier holder : holders) {
        if (!holder.holds().contains(HoldReason.IDENTITY_CONFLICT)) {
          put(held(holder, HoldReason.IDENTITY_CONFLICT));
        }
      }
    }

    private boolean matches(Dossier dossier, JudgedRow row) {
      return switch (numbers(dossier, row)) {
        case CONTRADICT -> false;
        case PADDED -> sameName(dossier, row) && sameBirth(dossier, row);
        case EQUAL -> sameName(dossier, row) || sameBirth(dossier, row);
      };
    }

    /**
     * Where nobody matches: a first name that is not given contradicts none. Asked of equal numbers
     * only.
     */
    private boolean agrees(Dossier dossier, JudgedRow row) {
      return numbers(dossier, row) == Numbers.EQUAL
          && Lookups.names(dossier).stream().anyMatch(name -> Lookups.agree(name, row.name()));
    }

    /** How far the numbers say that the row means somebody who was found by one of them. */
    private Numbers numbers(Dossier dossier, JudgedRow row) {
      String number = Lookups.usableNumber(dossier);
      Set<Lookup> formerly = Lookups.formerly(dossier);
      boolean byNumber =
          row.number() != null
              && (row.number().digits().equals(number)
                  || formerly.contains(new Lookup(Lookup.Kind.A_NUMBER, row.number().digits())));
      if (!byNumber && row.number() != null && number != null) {
        return Numbers.CONTRADICT; // One SUBJECT_ID, two A-numbers.
      }
      String subject = Lookups.usableSubject(row.cell(Column.SUBJECT_ID));
      boolean bySubject =
          subject != null
              && (subject.equals(dossier.cell(Column.SUBJECT_ID))
                  || formerly.contains(new Lookup(Lookup.Kind.SUBJECT_ID, subject)));
      boolean padded =
          byNumber && !bySubject && (row.padded() || dossier.flags().contains(Merge.PADDED));
      return padded ? Numbers.PADDED : Numbers.EQUAL;
    }

    private boolean sameName(Dossier dossier, JudgedRow row) {
      String name = row.name();
      return name != null
          && row.cell(Column.LAST_NAME) != null
          && (name.equals(
                  Lookups.name(dossier.cell(Column.LAST_NAME), dossier.cell(Column.FIRST_NAME)))
              || AkaNames.of(dossier).contains(name)
              || names(row).stream().anyMatch(Lookups.formerly(dossier)::contains));
    }

    private boolean sameBirth(Dossier dossier, JudgedRow row) {
      String birth = row.cell(Column.DOB);
      return birth != null && birth.equals(dossier.cell(Column.DOB));
    }

    private RowOutcome merged(Dossier dossier, JudgedRow row) {
      List<RowReason> reasons = row.reasons();
      Merge.Merged merged = merge.into(dossier, row, reasons);
      Dossier now = merged.dossier();
      if (newSubjectOfOthers(dossier, now)) {
        Lookup subject = new Lookup(Lookup.Kind.SUBJECT_ID, now.cell(Column.SUBJECT_ID));
        reasons.add(
            RowReason.of(
                HoldReason.IDENTITY_CONFLICT,
                Column.SUBJECT_ID,
                "belongs to another person than the A-number does, to "
                    + named(index.get(subject), now.id())
                    + "; both are held"));
        now = held(now, HoldReason.IDENTITY_CONFLICT);
        holdAll(subject);
      }
      if (now != dossier) {
        put(now);
      }
      Outcome outcome =
          !merged.adds()
              ? Outcome.DUPLICATE
              : now.holds().isEmpty() ? Outcome.ACCEPTED : Outcome.HELD;
      return outcome(row, outcome, now);
    }

    /** A held row says why, be it only that the person is held by what an earlier row said. */
    private RowOutcome outcome(JudgedRow row, Outcome outcome, Dossier person) {
      if (outcome == Outcome.HELD) {
        List<String> said = row.reasons().stream().map(RowReason::code).toList();
        person.holds().stream()
            .filter(hold -> !said.contains(hold.code()))
            .sorted()
            .forEach(
                hold ->
                    row.reasons().add(RowReason.of(hold, null, "holds the person since before")));
      }
      config.languages().ifPresent(table -> remarkLanguages(table, row, outcome, person));
      return new RowOutcome(row.line(), outcome, person.id(), row.reasons());
    }

    /**
     * A language nobody understood is remarked and holds no row: whether it holds the entry is
     * counsel's routing to say.
     */
    private void remarkLanguages(
        LanguageWords table, JudgedRow row, Outcome outcome, Dossier person) {
      String said = row.cell(Column.LANGUAGE);
      if (said != null || outcome != Outcome.DUPLICATE) {
        String nationality = config.country(person.cell(Column.NATIONALITY));
        String stands = person.cell(Column.LANGUAGE);
        table
            .doubt(stands, nationality)
            .flatMap(still -> table.doubt(said == null ? stands : said, nationality))
            .ifPresent(doubt -> remarkLanguage(doubt, Column.LANGUAGE, row, stands == null));
      }
      String family = row.cell(Column.FAM_LANGUAGE);
      if (family != null) {
        table
            .doubt(person.cell(Column.FAM_LANGUAGE), null)
            .flatMap(still -> table.doubt(family, null))
            .ifPresent(doubt -> remarkLanguage(doubt, Column.FAM_LANGUAGE, row, false));
      }
    }

    /** The rule never says which language: of some there is one speaker on a list. */
    private static void remarkLanguage(
        HoldReason doubt, Column column, JudgedRow row, boolean blank) {
      String rule =
          switch (doubt) {
            case AMBIGUOUS_LANGUAGE ->
                "may be one language or another, or is doubted; none is assumed";
            case ORAL_LANGUAGE -> "is a language most speakers do not read; a text is no answer";
            default ->
                blank
                    ? "is blank; no language is assumed"
                    : "says no language that config/languages.yaml knows; none is assumed";
          };
      row.reasons().add(RowReason.of(doubt, column, rule));
    }

    /** A row may tie two persons together whom earlier rows knew by one number each. */
    private boolean newSubjectOfOthers(Dossier before, Dossier now) {
      String subject = Lookups.usableSubject(now.cell(Column.SUBJECT_ID));
      if (subject == null || subject.equals(before.cell(Column.SUBJECT_ID))) {
        return false; // Said when it was new, and perhaps settled by a person since.
      }
      Set<PersonId> holders =
          index.getOrDefault(new Lookup(Lookup.Kind.SUBJECT_ID, subject), Set.of());
      return holders.size() > (holders.contains(now.id()) ? 1 : 0);
    }

    private RowOutcome conflict(Lookup number, JudgedRow row) {
      Column column = row.number() != null ? Column.A_NUMBER : Column.SUBJECT_ID;
      row.reasons()
          .add(
              RowReason.of(
                  HoldReason.IDENTITY_CONFLICT,
                  column,
                  "belongs to another name and birth date as well, those of "
                      + named(index.get(number), null)
                      + "; both are held"));
      holdAll(number);
      return added(held(create(row), HoldReason.IDENTITY_CONFLICT), row);
    }

    private RowOutcome newcomer(JudgedRow row) {
      List<Dossier> lookalikes = new ArrayList<>();
      for (Lookup lookup : names(row)) {
        for (Dossier dossier : found(lookup)) {
          if (!toldApart(dossier, row)) {
            lookalikes.add(dossier);
          }
        }
      }
      List<Dossier> corrected =
          lookalikes.stream()
              .filter(other -> names(row).stream().anyMatch(Lookups.formerly(other)::contains))
              .limit(NAMED + 1)
              .toList();
      if (!numbered(row)) {
        for (Dossier lookalike : lookalikes) {
          if (repeats(lookalike, row)) {
            return new RowOutcome(row.line(), Outcome.DUPLICATE, lookalike.id(), row.reasons());
          }
        }
      }
      Dossier person = create(row);
      if ((!corrected.isEmpty() || row.cell(Column.DOB) != null) && !lookalikes.isEmpty()) {
        List<Dossier> sharing =
            lookalikes.stream()
                .filter(other -> shareContact(other, person))
                .limit(NAMED + 1)
                .toList();
        row.reasons()
            .add(
                RowReason.of(
                    HoldReason.POSSIBLE_DUPLICATE,
                    null,
                    !corrected.isEmpty()
                        ? "has the name that another person, "
                            + named(corrected)
                            + ", had before it was corrected"
                        : !sharing.isEmpty()
                            ? "has name, birth date and a contact of " + named(sharing)
                            : "has name and birth date of " + named(lookalikes)));
        Dossier flagged = flagged(person, HoldReason.POSSIBLE_DUPLICATE.code());
        return added(
            corrected.isEmpty() && sharing.isEmpty()
                ? flagged
                : held(flagged, HoldReason.POSSIBLE_DUPLICATE),
            row);
      }
      return added(person, row);
    }

    private static String named(List<Dossier> others) {
      return named(others.stream().limit(NAMED + 1).map(Dossier::id).toList(), null);
    }

    /**
     * By their ids, which are no personal values: whoever settles it needs them. Of many the first
     * are looked at alone.
     *
     * @param but not this one; null for all
     */
    private static String named(Collection<PersonId> others, PersonId but) {
      List<PersonId> some = others.stream().filter(id -> !id.equals(but)).limit(NAMED + 1).toList();
      String first =
          some.stream().limit(NAMED).map(PersonId::value).collect(Collectors.joining(", "));
      return some.size() > NAMED ? first + " and others" : first;
    }

    /** Both have a number of the same kind, and the numbers differ: two persons. */
    private boolean toldApart(Dossier dossier, JudgedRow row) {
      boolean numbers = row.number() != null && Lookups.usableNumber(dossier) != null;
      boolean subjects =
          Lookups.usableSubject(row.cell(Column.SUBJECT_ID)) != null
              && Lookups.usableSubject(dossier.cell(Column.SUBJECT_ID)) != null;
      return numbers || subjects;
    }

    /** A later list says word for word what is known of somebody without a number. */
    private boolean repeats(Dossier dossier, JudgedRow row) {
      return dossier.fields().values().stream().noneMatch(field -> row.list().equals(field.list()))
          && saysNothingNew(dossier, row);
    }

    /**
     * Whether every cell of the row already stands in the dossier. A row without name and birth
     * date matches nobody, and would otherwise become one more person with each supplement.
     */
    private boolean saysNothingNew(Dossier dossier, JudgedRow row) {
      if (alone == null) {
        alone = merge.create(dossier.id(), row, new ArrayList<>());
      }
      return alone.fields().entrySet().stream()
              .allMatch(field -> known(dossier, field.getKey(), field.getValue().value()))
          && alone.contacts().stream()
              .allMatch(
                  c -> dossier.contacts().stream().anyMatch(d -> d.value().equals(c.value())));
    }

    private static boolean known(Dossier dossier, Column column, String cell) {
      String current = dossier.cell(column);
      return cell.equals(current) || (current != null && Merge.damaged(column, cell));
    }

    private boolean shareContact(Dossier one, Dossier other) {
      Set<Lookup> values = new HashSet<>();
      for (Contact contact : one.contacts()) {
        values.add(Lookups.contact(contact.kind(), contact.value()));
      }
      values.remove(null);
      return other.contacts().stream()
          .anyMatch(contact -> values.contains(Lookups.contact(contact.kind(), contact.value())));
    }

    private Dossier create(JudgedRow row) {
      return merge.create(PersonId.random(), row, row.reasons());
    }

    private RowOutcome added(Dossier person, JudgedRow row) {
      added.add(person.id());
      put(person);
      return outcome(row, person.holds().isEmpty() ? Outcome.ACCEPTED : Outcome.HELD, person);
    }

    private void put(Dossier dossier) {
      persons.put(dossier.id(), dossier);
      if (!added.contains(dossier.id())) {
        changed.add(dossier.id());
      }
      for (Lookup lookup : Lookups.of(dossier)) {
        if (lookup.kind() != Lookup.Kind.CONTACT) {
          index.computeIfAbsent(lookup, key -> new LinkedHashSet<>()).add(dossier.id());
          Crowd crowd = crowds.get(lookup);
          if (crowd != null) {
            crowd.add(dossier);
          }
        }
      }
    }

    private List<Dossier> found(Lookup lookup) {
      Set<PersonId> ids = index.get(lookup);
      return ids == null ? List.of() : ids.stream().map(persons::get).toList();
    }

    private List<Dossier> dossiers(Set<PersonId> ids) {
      return ids.stream().map(persons::get).toList();
    }

    private static Dossier held(Dossier dossier, HoldReason reason) {
      Set<HoldReason> holds = EnumSet.of(reason);
      holds.addAll(dossier.holds());
      return new Dossier(
          dossier.id(), dossier.fields(), dossier.contacts(), holds, dossier.flags());
    }

    private static Dossier flagged(Dossier dossier, String flag) {
      Set<String> flags = new HashSet<>(dossier.flags());
      flags.add(flag);
      return new Dossier(
          dossier.id(), dossier.fields(), dossier.contacts(), dossier.holds(), flags);
    }
  }
}
