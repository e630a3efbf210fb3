package org.aviso.intake;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.aviso.person.Column;
import org.aviso.person.Dossier;
import org.aviso.person.Sourced;

/**
 * Which name, relation and language belong to which number or address of the family. The columns
 * hold one relative; a later list may put another one's number there and leave the rest blank, and
 * then what was said of the old relative says nothing of the new one.
 *
 * <p>Kept is what each row and each amendment said of the family; what holds follows from that by
 * date alone, so that lists may arrive in any order:
 *
 * <ul>
 *   <li>Another number than the one that stands begins with nothing but what is said beside it or
 *       later. One that comes back has what it had.
 *   <li>The first number, or the first address, is of the relative there is already, unless the
 *       same row replaces the other one or contradicts what is known of it.
 *   <li>A row says something of the number and the address it names; if it names neither, or only
 *       one that stands, of the other as well. Of a number somebody told a list speaks only by
 *       naming it.
 * </ul>
 *
 * A dossier keeps it among its flags, which never leave it, and only where the fields do not say
 * the same by themselves: somebody named by one list has none.
 */
final class Family {
  static final String FLAG = "family:";

  /** The columns of a number or an address. */
  static final List<Column> WAYS = List.of(Column.FAM_PHONE, Column.FAM_EMAIL);

  /** The columns that describe whose these are. */
  static final List<Column> TRAITS =
      List.of(Column.FAM_RELATION, Column.FAM_NAME, Column.FAM_LANGUAGE);

  // Clean cells have neither in them.
  private static final String BETWEEN = "\n";
  private static final String CELL = "\t";
  private static final int PARTS = 8;

  /**
   * Of one day: lists before what was told, which keeps its turn; of lists what names no number
   * first, for it cannot be meant of one that is new.
   */
  private static final Comparator<Statement> ORDER =
      Comparator.comparing(Statement::last)
          .thenComparing(Statement::told)
          .thenComparing(said -> !said.told && said.names())
          .thenComparing(said -> said.told ? "" : said.written());

  /** Whether two cells of a column mean the same. */
  interface Meaning {
    boolean same(Column column, String one, String other);
  }

  /** What is known of a number in one column, and whether somebody told it. */
  record Trait(String value, boolean told) {}

  /**
   * What one row, or several that say the same, said of the family.
   *
   * @param first the day it was first true, and last when it was last said
   * @param cells contact cells as a dossier keeps them
   */
  private record Statement(
      LocalDate first, LocalDate last, boolean told, Map<Column, String> cells) {

    boolean names() {
      return cells.containsKey(Column.FAM_PHONE) || cells.containsKey(Column.FAM_EMAIL);
    }

    boolean says(Statement other) {
      return told == other.told && cells.equals(other.cells);
    }

    Statement and(Statement other) {
      return new Statement(
          first.isBefore(other.first) ? first : other.first,
          last.isAfter(other.last) ? last : other.last,
          told,
          cells);
    }

    Statement at(LocalDate day) {
      return new Statement(day, day, told, cells);
    }

    String written() {
      List<String> parts = new ArrayList<>(PARTS);
      parts.add(first.toString());
      parts.add(last.toString());
      parts.add(told ? "told" : "");
      for (List<Column> columns : List.of(WAYS, TRAITS)) {
        columns.forEach(column -> parts.add(cells.getOrDefault(column, "")));
      }
      return String.join(CELL, parts);
    }

    static Statement read(String text) {
      String[] parts = text.split(CELL, PARTS);
      Map<Column, String> cells = new EnumMap<>(Column.class);
      int part = 3;
      for (List<Column> columns : List.of(WAYS, TRAITS)) {
        for (Column column : columns) {
          if (!parts[part].isEmpty()) {
            cells.put(column, parts[part]);
          }
          part++;
        }
      }
      return new Statement(
          LocalDate.parse(parts[0]), LocalDate.parse(parts[1]), !parts[2].isEmpty(), cells);
    }
  }

  private static final Family NOTHING = new Family(List.of());

  private final List<Statement> statements;

  private Family(List<Statement> statements) {
    this.statements = statements;
  }

  static Family of(Dossier dossier) {
    for (String flag : dossier.flags()) {
      if (flag.startsWith(FLAG)) {
        List<Statement> statements = new ArrayList<>();
        for (String text : flag.substring(FLAG.length()).split(BETWEEN)) {
          statements.add(Statement.read(text));
        }
        return new Family(statements);
      }
    }
    return saidBy(dossier.fields());
  }

  /** The cells of one row, or of one amendment, have one source. */
  private static Family saidBy(Map<Column, Sourced> fields) {
    Map<Sourced, Map<Column, String>> rows = new LinkedHashMap<>();
    for (List<Column> columns : List.of(WAYS, TRAITS)) {
      for (Column column : columns) {
        Sourced cell = fields.get(column);
        if (cell != null) {
          // An amendment enters one column.
          String row = Merge.told(cell) ? column.name() : "";
          rows.computeIfAbsent(
                  new Sourced(row, cell.asOf(), cell.source(), cell.list(), cell.line()),
                  source -> new EnumMap<>(Column.class))
              .put(column, cell.value());
        }
      }
    }
    Family family = NOTHING;
    for (Map.Entry<Sourced, Map<Column, String>> row : rows.entrySet()) {
      family = family.with(row.getKey().asOf(), Merge.told(row.getKey()), row.getValue());
    }
    return family;
  }

  /** With what a row or an amendment says; the same object if it was known to be said that day. */
  Family with(LocalDate day, boolean told, Map<Column, String> cells) {
    return with(new Statement(day, day, told, cells));
  }

  private Family with(Statement said) {
    List<Statement> all = new ArrayList<>(statements.size() + 1);
    Statement now = said;
    for (Statement one : statements) {
      if (!one.says(said) || (said.told && !one.last.equals(said.last))) {
        all.add(one);
      } else {
        now = now.and(one);
      }
    }
    all.add(now);
    all.sort(ORDER);
    return all.equals(statements) ? this : new Family(all);
  }

  /** What was said of either of two persons who are one. */
  Family and(Family other) {
    Family both = this;
    for (Statement said : other.statements) {
      both = both.with(said);
    }
    return both;
  }

  /** Somebody took the column out. */
  Family without(Column trait) {
    return rewritten(trait, cell -> null);
  }

  /** What was ambiguous in a cell is clear now. */
  Family read(Column way, String before, String now) {
    return rewritten(way, cell -> cell.equals(before) ? now : cell);
  }

  private Family rewritten(Column column, UnaryOperator<String> change) {
    Family family = NOTHING;
    for (Statement said : statements) {
      Map<Column, String> cells = new EnumMap<>(Column.class);
      cells.putAll(said.cells);
      cells.computeIfPresent(column, (key, cell) -> change.apply(cell));
      if (!cells.isEmpty()) {
        family = family.with(new Statement(said.first, said.last, said.told, cells));
      }
    }
    return family;
  }

  /** Somebody took the number, or the address, out: a list may bring another. */
  Family open(Column way) {
    return new Family(
        statements.stream()
            .map(
                said ->
                    said.cells.containsKey(way)
                        ? new Statement(said.first, said.last, false, said.cells)
                        : said)
            .sorted(ORDER)
            .toList());
  }

  boolean names(Column way) {
    return statements.stream().anyMatch(said -> said.cells.containsKey(way));
  }

  /** Whether it takes more than one row to say it. */
  boolean composed() {
    return statements.size() > 1;
  }

  /** Puts it among the flags, unless these fields say it all. */
  void keep(Set<String> flags, Map<Column, Sourced> fields) {
    flags.removeIf(flag -> flag.startsWith(FLAG));
    boolean inOrder = statements.stream().filter(Statement::told).count() < 2;
    if (!statements.isEmpty() && !(inOrder && statements.equals(saidBy(fields).statements))) {
      flags.add(FLAG + String.join(BETWEEN, statements.stream().map(Statement::written).toList()));
    }
  }

  /** What is known of every number and address: by column, then by {@link ContactCell#key}. */
  Map<Column, Map<String, Map<Column, Trait>>> known(Meaning meaning) {
    Telling telling = new Telling(meaning);
    List<Statement> days = new ArrayList<>(statements.size());
    for (Statement said : statements) {
      if (!said.first.equals(said.last)) {
        days.add(said.at(said.first));
      }
      days.add(said.at(said.last));
    }
    days.sort(ORDER);
    days.forEach(telling::hear);
    return Map.of(
        Column.FAM_PHONE, telling.phone.known,
        Column.FAM_EMAIL, telling.email.known);
  }

  /** How a statement speaks of the number, or the address, that stands. */
  private enum Speaks {
    SILENT,
    FIRST,
    SAME,
    OTHER
  }

  /** The numbers, or the addresses. */
  private static final class Way {
    final Column column;
    final Map<String, Map<Column, Trait>> known = new HashMap<>();
    Set<String> standing = Set.of();
    boolean told;

    Way(Column column) {
      this.column = column;
    }

    Set<String> named(Statement said) {
      String cell = said.cells.get(column);
      Set<String> keys = new HashSet<>();
      if (cell != null) {
        for (ContactCell.Part part : ContactCell.parts(cell)) {
          keys.add(ContactCell.key(Merge.kind(column), part.value()));
        }
      }
      return keys;
    }

    Speaks spoken(Set<String> named) {
      return named.isEmpty()
          ? Speaks.SILENT
          : standing.isEmpty()
              ? Speaks.FIRST
              : Collections.disjoint(named, standing) ? Speaks.OTHER : Speaks.SAME;
    }

    /** What is known of each that stands. */
    List<Map<Column, Trait>> relatives() {
      return standing.stream().map(known::get).distinct().toList();
    }
  }

  /** The statements told one after the other. */
  private static final class Telling {
    private final Meaning meaning;
    private final Way phone = new Way(Column.FAM_PHONE);
    private final Way email = new Way(Column.FAM_EMAIL);

    /** What was said before there was a number or an address. */
    private final Map<Column, Trait> nobodys = new EnumMap<>(Column.class);

    Telling(Meaning meaning) {
      this.meaning = meaning;
    }

    void hear(Statement said) {
      Set<String> phones = phone.named(said);
      Set<String> emails = email.named(said);
      Speaks ofPhone = phone.spoken(phones);
      Speaks ofEmail = email.spoken(emails);
      Map<Column, Trait> phonesRelative = relative(said, ofPhone, ofEmail, email);
      Map<Column, Trait> emailsRelative = relative(said, ofEmail, ofPhone, phone);
      boolean phoneToo = meantToo(said, phone, ofPhone, ofEmail);
      boolean emailToo = meantToo(said, email, ofEmail, ofPhone);
      name(said, phone, phones, phonesRelative);
      name(said, email, emails, emailsRelative);
      describe(said, phone, phones, phoneToo);
      describe(said, email, emails, emailToo);
      if (phone.standing.isEmpty() && email.standing.isEmpty()) {
        describe(said, nobodys);
      }
    }

    /** With what a first number begins. */
    private Map<Column, Trait> relative(Statement said, Speaks one, Speaks other, Way others) {
      if (one != Speaks.FIRST || other == Speaks.OTHER) {
        return Map.of();
      }
      List<Map<Column, Trait>> there =
          others.standing.isEmpty() ? List.of(nobodys) : others.relatives();
      return there.size() > 1 || contradicts(said, there) ? Map.of() : there.get(0);
    }

    /** Whether what the statement says is meant of a number it does not name. */
    private boolean meantToo(Statement said, Way way, Speaks one, Speaks other) {
      return one == Speaks.SILENT
          && !way.standing.isEmpty()
          && (said.told || !way.told)
          && switch (other) {
            case SILENT, SAME -> true;
            case FIRST -> !contradicts(said, way.relatives());
            case OTHER -> false;
          };
    }

    private boolean contradicts(Statement said, List<Map<Column, Trait>> relatives) {
      return said.cells.entrySet().stream()
          .anyMatch(
              cell ->
                  relatives.stream()
                      .map(relative -> relative.get(cell.getKey()))
                      .anyMatch(
                          known ->
                              known != null
                                  && !meaning.same(cell.getKey(), cell.getValue(), known.value())));
    }

    private static void name(
        Statement said, Way way, Set<String> named, Map<Column, Trait> relative) {
      if (named.isEmpty() || (way.told && !said.told)) {
        return;
      }
      for (String key : named) {
        if (!way.known.containsKey(key)) {
          Map<Column, Trait> traits = new EnumMap<>(Column.class);
          traits.putAll(relative);
          way.known.put(key, traits);
        }
      }
      way.standing = named;
      way.told = said.told;
    }

    private static void describe(Statement said, Way way, Set<String> named, boolean too) {
      for (String key : too ? way.standing : named) {
        Map<Column, Trait> traits = way.known.get(key);
        if (traits != null) {
          describe(said, traits);
        }
      }
    }

    private static void describe(Statement said, Map<Column, Trait> traits) {
      for (Column trait : TRAITS) {
        String cell = said.cells.get(trait);
        Trait known = traits.get(trait);
        if (cell != null && (said.told || known == null || !known.told)) {
          traits.put(trait, new Trait(cell, said.told));
        }
      }
    }
  }
}
