package org.aviso.intake;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.aviso.config.YamlFile;
import org.aviso.language.Languages;
import org.aviso.person.Column;
import org.aviso.person.Contact;
import org.aviso.person.ContactStatus;
import org.aviso.person.Dossier;
import org.aviso.person.Lookup;
import org.aviso.person.PersonId;

/** A case that knows persons, and lists in few words. */
final class Lists implements KnownPersons {
  static final IntakeConfig CONFIG = config();
  static final LocalDate TODAY = LocalDate.of(2026, 11, 24);

  private final Map<PersonId, Dossier> stored = new LinkedHashMap<>();

  /** Which languages mean the same, and which nobody understands, is known here only. */
  static final IntakeConfig WITH_LANGUAGES = withLanguages();

  private final Intake intake;
  private int lists;
  int asked;

  Lists() {
    this(CONFIG);
  }

  Lists(IntakeConfig config) {
    this.intake = new Intake(config);
  }

  private static IntakeConfig withLanguages() {
    try {
      return CONFIG.with(Languages.read(Path.of("config/languages.yaml")));
    } catch (YamlFile.Malformed e) {
      throw new IllegalStateException(e);
    }
  }

  private static IntakeConfig config() {
    try {
      return IntakeConfig.read(Path.of("config"));
    } catch (YamlFile.Malformed e) {
      throw new IllegalStateException(e);
    }
  }

  /** Cells as {@code COLUMN=value}; line numbers start at 2. */
  static ParsedRow row(int line, String... cells) {
    Map<Column, String> map = new EnumMap<>(Column.class);
    for (String cell : cells) {
      int equals = cell.indexOf('=');
      map.put(Column.valueOf(cell.substring(0, equals)), cell.substring(equals + 1));
    }
    return new ParsedRow(line, map, null);
  }

  GroupDecision take(String date, List<ParsedRow> rows) {
    lists++;
    return take(new ListInfo("list-" + lists, LocalDate.parse(date), TODAY, false), rows);
  }

  GroupDecision take(ListInfo list, List<ParsedRow> rows) {
    GroupDecision decision = intake.decide(rows, list, this);
    decision.added().forEach(dossier -> stored.put(dossier.id(), dossier));
    decision.changed().forEach(dossier -> stored.put(dossier.id(), dossier));
    return decision;
  }

  /** One row as a list of its own. */
  RowOutcome takeOne(String date, String... cells) {
    return take(date, List.of(row(2, cells))).rows().get(0);
  }

  void store(Dossier dossier) {
    stored.put(dossier.id(), dossier);
  }

  Collection<Dossier> persons() {
    return stored.values();
  }

  Dossier only() {
    if (stored.size() != 1) {
      throw new AssertionError("Expected one person, were: " + stored.size());
    }
    return stored.values().iterator().next();
  }

  Dossier person(RowOutcome outcome) {
    return stored.get(outcome.person());
  }

  static List<String> codes(RowOutcome outcome) {
    return outcome.reasons().stream().map(RowReason::code).toList();
  }

  /** Contacts as {@code owner kind value status}, in the order of their ids. */
  static String contacts(Dossier dossier) {
    return dossier.contacts().stream()
        .sorted((a, b) -> a.id().compareTo(b.id()))
        .map(
            c ->
                c.owner().code()
                    + " "
                    + c.kind().code()
                    + " "
                    + c.value()
                    + " "
                    + c.status().code())
        .collect(Collectors.joining("; "));
  }

  static List<String> usable(Dossier dossier) {
    return dossier.contacts().stream()
        .filter(c -> c.status() == ContactStatus.OK)
        .map(Contact::value)
        .sorted()
        .toList();
  }

  @Override
  public Map<Lookup, List<Dossier>> find(Collection<Lookup> lookups) {
    asked++;
    Map<Lookup, List<Dossier>> found = new HashMap<>();
    for (Dossier dossier : stored.values()) {
      for (Lookup lookup : Lookups.of(dossier)) {
        if (lookups.contains(lookup)) {
          found.computeIfAbsent(lookup, key -> new ArrayList<>()).add(dossier);
        }
      }
    }
    return found;
  }
}
