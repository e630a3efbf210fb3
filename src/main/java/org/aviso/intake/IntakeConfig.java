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
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.aviso.config.YamlFile;
import org.aviso.person.Column;
import org.aviso.person.Custody;

/**
 * What the operators' files say about lists: names of columns, of custody, relations and countries,
 * words that say nothing and words that must not come in.
 */
public final class IntakeConfig {
  /** Among the relations: the words for the person themself. */
  private static final String SELF = "self";

  private static final Pattern DOUBT = Pattern.compile("[?\u00BF\u061F\uFF1F]");

  /** ISO codes that are words for none on lists: not available, no, not recorded. */
  private static final Set<String> RATHER_NONE = Set.of("NA", "NO", "NR");

  private static final int LONGEST_ABBREVIATION = 3;

  /** Words for a relative that are first names as well. */
  private static final Set<String> FIRST_NAMES = Set.of("IRMA", "MARI", "MAE", "AMI", "AMIE");

  private final Vocabulary columns;
  private final Vocabulary custody;
  private final Vocabulary relations;
  private final Vocabulary countries;
  private final Set<String> placeholders;
  private final Set<String> noAttorney;
  private final List<String> refusedWords;
  private final List<String> refusedPhrases;
  private final Optional<LanguageWords> languages;

  private IntakeConfig(
      Vocabulary columns,
      Vocabulary custody,
      Vocabulary relations,
      Vocabulary countries,
      Set<String> placeholders,
      Set<String> noAttorney,
      List<String> refusedWords,
      List<String> refusedPhrases,
      Optional<LanguageWords> languages) {
    this.columns = columns;
    this.custody = custody;
    this.relations = relations;
    this.countries = countries;
    this.placeholders = Set.copyOf(placeholders);
    this.noAttorney = Set.copyOf(noAttorney);
    this.refusedWords = List.copyOf(refusedWords);
    this.refusedPhrases = List.copyOf(refusedPhrases);
    this.languages = languages;
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
    Set<String> noAttorney = new HashSet<>();
    for (String word : words(columns, "/no-attorney")) {
      noAttorney.add(Folding.of(word));
    }
    return new IntakeConfig(
        Vocabulary.read(columns, "/columns"),
        Vocabulary.read(custody, ""),
        Vocabulary.read(file(folder, "relations.yaml"), ""),
        Vocabulary.read(file(folder, "countries.yaml"), "", isoCountries()),
        placeholders,
        noAttorney,
        words(columns, "/refused-words").stream().map(Folding::words).toList(),
        words(columns, "/refused-phrases").stream().map(w -> w.toLowerCase(Locale.ROOT)).toList(),
        Optional.empty());
  }

  /**
   * The same with the language table. Without it nothing is said of languages, and they are
   * compared by their letters.
   */
  public IntakeConfig with(LanguageWords table) {
    return new IntakeConfig(
        columns,
        custody,
        relations,
        countries,
        placeholders,
        noAttorney,
        refusedWords,
        refusedPhrases,
        Optional.of(table));
  }

  Optional<LanguageWords> languages() {
    return languages;
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
    return cell.length() <= MAX_PLACEHOLDER
        && placeholders.contains(
            cell.replace(" /", "/").replace("/ ", "/").toUpperCase(Locale.ROOT));
  }

  /** Whether a cell of ATTY_NAME says that there is none. */
  boolean noAttorney(String cell) {
    return noAttorney.contains(Folding.of(cell));
  }

  /** Whether what no table knows as a country may be a word for none. */
  boolean noCountry(String cell) {
    return country(cell) == null && (abbreviation(cell) || RATHER_NONE.contains(Folding.of(cell)));
  }

  private static final int MAX_PLACEHOLDER = 24;
  private static final int OFFERED = 3;

  /** Blank is unknown; null when the word is not listed, or the cell doubts it. */
  Custody custody(String cell) {
    if (cell == null) {
      return Custody.UNKNOWN;
    }
    String name = certain(custody, cell);
    return name == null ? null : Custody.of(name);
  }

  /** Canonical relation, or null when the word is not listed, or doubted. */
  String relation(String word) {
    String relation = certain(relations, word);
    return SELF.equals(relation) ? null : relation;
  }

  /** The same of a note beside a number, where a first name may stand: {@code (Irma)}. */
  String noted(String note) {
    return FIRST_NAMES.contains(Folding.of(note)) ? null : relation(note);
  }

  /** Whether a note beside a number says that it is the person's own. */
  boolean own(String note) {
    return SELF.equals(certain(relations, note));
  }

  /** ISO 3166 alpha-2 of a name or code, or null. */
  String country(String cell) {
    return certain(countries, cell);
  }

  /** Our names of what a column may say. */
  List<String> names(Column column) {
    return vocabulary(column).names().stream().filter(name -> !name.equals(SELF)).toList();
  }

  /** Words near to one its table does not know. */
  List<String> nearest(Column column, String cell) {
    return vocabulary(column).nearest(cell, OFFERED).stream().filter(word -> !own(word)).toList();
  }

  private Vocabulary vocabulary(Column column) {
    return switch (column) {
      case CUSTODY_STATUS -> custody;
      case FAM_RELATION -> relations;
      case NATIONALITY, COUNTRY, REMOVAL_COUNTRY -> countries;
      default -> throw new IllegalArgumentException("No table for " + column);
    };
  }

  /** Whoever writes a question mark beside a word is not sure of it. */
  static boolean doubted(String cell) {
    return DOUBT.matcher(cell).find();
  }

  /** Short for words, such as N/D: no code, though it has the letters of one. */
  private static boolean abbreviation(String cell) {
    return (cell.indexOf('/') >= 0 || cell.indexOf('\\') >= 0)
        && Folding.of(cell).length() <= LONGEST_ABBREVIATION;
  }

  private static String certain(Vocabulary words, String cell) {
    return cell == null || doubted(cell) || abbreviation(cell) ? null : words.meaning(cell);
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
      if (!RATHER_NONE.contains(code)) {
        words.put(code, code);
      }
    }
    return words;
  }
}
