package org.aviso.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.ibm.icu.util.ULocale;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.aviso.config.YamlFile;
import org.aviso.person.Column;
import org.aviso.person.Custody;

/**
 * What the operators' files say about lists: names of columns, of custody, relations and countries,
 * words that say nothing and words that must not come in.
 */
public final class IntakeConfig {
  private final Vocabulary columns;
  private final Vocabulary custody;
  private final Vocabulary relations;
  private final Vocabulary countries;
  private final Set<String> placeholders;
  private final List<String> refusedWords;
  private final List<String> refusedPhrases;

  private IntakeConfig(
      Vocabulary columns,
      Vocabulary custody,
      Vocabulary relations,
      Vocabulary countries,
      Set<String> placeholders,
      List<String> refusedWords,
      List<String> refusedPhrases) {
    this.columns = columns;
    this.custody = custody;
    this.relations = relations;
    this.countries = countries;
    this.placeholders = Set.copyOf(placeholders);
    this.refusedWords = List.copyOf(refusedWords);
    this.refusedPhrases = List.copyOf(refusedPhrases);
  }

  /**
   * @param folder holds columns.yaml, custody.yaml, relations.yaml, countries.yaml
   * @throws YamlFile.Malformed naming file and line of what is wrong
   */
  public static IntakeConfig read(Path folder) throws YamlFile.Malformed {
    YamlFile columns = file(folder, "columns.yaml");
    YamlFile custody = file(folder, "custody.yaml");
    expectNames(columns, "/columns", names(Column.values()));
    expectNames(custody, "", custodyNames());
    Set<String> placeholders = new HashSet<>();
    for (String word : words(columns, "/placeholders")) {
      placeholders.add(word.toUpperCase(Locale.ROOT));
    }
    return new IntakeConfig(
        Vocabulary.read(columns, "/columns"),
        Vocabulary.read(custody, ""),
        Vocabulary.read(file(folder, "relations.yaml"), ""),
        Vocabulary.read(file(folder, "countries.yaml"), "", isoCountries()),
        placeholders,
        words(columns, "/refused-words").stream().map(Folding::words).toList(),
        words(columns, "/refused-phrases").stream().map(w -> w.toLowerCase(Locale.ROOT)).toList());
  }

  /** The column a header names, or null. */
  Column column(String header) {
    String name = columns.meaning(header);
    return name == null ? null : Column.valueOf(name);
  }

  /** Whether a header announces what a person told an officer or a court. */
  boolean refusedHeader(String header) {
    String words = " " + Folding.words(header) + " ";
    return refusedWords.stream().anyMatch(word -> words.contains(" " + word + " "));
  }

  /** Whether a cell repeats what a person told an officer or a court. */
  boolean refusedPhrase(String cell) {
    String text = cell.toLowerCase(Locale.ROOT);
    return refusedPhrases.stream().anyMatch(text::contains);
  }

  /** Whether a trimmed cell says nothing. */
  boolean placeholder(String cell) {
    return cell.length() <= MAX_PLACEHOLDER && placeholders.contains(cell.toUpperCase(Locale.ROOT));
  }

  private static final int MAX_PLACEHOLDER = 24;

  /** Blank is unknown; null when the word is not listed. */
  Custody custody(String cell) {
    if (cell == null) {
      return Custody.UNKNOWN;
    }
    String name = custody.meaning(cell);
    return name == null ? null : Custody.of(name);
  }

  /** Canonical relation, or null when the word is not listed. */
  String relation(String word) {
    return relations.meaning(word);
  }

  /** ISO 3166 alpha-2 of a name or code, or null. */
  String country(String cell) {
    return countries.meaning(cell);
  }

  private static YamlFile file(Path folder, String name) throws YamlFile.Malformed {
    return YamlFile.read(folder.resolve(name), "config/" + name);
  }

  private static Set<String> words(YamlFile file, String pointer) {
    Set<String> words = new LinkedHashSet<>();
    for (JsonNode word : file.root().at(pointer)) {
      words.add(word.asText());
    }
    return words;
  }

  private static void expectNames(YamlFile file, String pointer, Set<String> allowed)
      throws YamlFile.Malformed {
    for (var names = file.root().at(pointer).fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!allowed.contains(name)) {
        throw new YamlFile.Malformed(
            file.finding(
                pointer + "/" + name,
                "unknown name \"" + name + "\"",
                "known names: " + String.join(", ", allowed)));
      }
    }
  }

  private static Set<String> names(Column[] columns) {
    Set<String> names = new LinkedHashSet<>();
    for (Column column : columns) {
      names.add(column.name());
    }
    return names;
  }

  private static Set<String> custodyNames() {
    Set<String> names = new LinkedHashSet<>();
    for (Custody custody : Custody.values()) {
      names.add(custody.code());
    }
    return names;
  }

  private static Map<String, String> isoCountries() {
    Map<String, String> words = new HashMap<>();
    for (ULocale language : List.of(ULocale.FRENCH, new ULocale("es"), ULocale.ENGLISH)) {
      for (String code : Locale.getISOCountries()) {
        words.put(Folding.of(new ULocale("", code).getDisplayCountry(language)), code);
      }
    }
    for (String code : Locale.getISOCountries()) {
      words.put(new Locale("", code).getISO3Country(), code);
      words.put(code, code);
    }
    return words;
  }
}
