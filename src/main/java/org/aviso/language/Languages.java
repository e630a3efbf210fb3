package org.aviso.language;

import com.fasterxml.jackson.databind.JsonNode;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.util.ULocale;
import com.networknt.schema.JsonSchema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aviso.config.Finding;
import org.aviso.config.Nearest;
import org.aviso.config.YamlFile;
import org.aviso.intake.LanguageWords;
import org.aviso.language.LanguageDecision.Ambiguous;
import org.aviso.language.LanguageDecision.How;
import org.aviso.language.LanguageDecision.Known;
import org.aviso.language.LanguageDecision.Unknown;
import org.aviso.person.HoldReason;
import org.aviso.person.LanguageTag;

/**
 * The alias table {@code config/languages.yaml}: the only source of what a cell means. Nothing is
 * read as an ISO code or a BCP 47 tag unless the table says so.
 */
public final class Languages implements LanguageWords {
  private static final JsonSchema SCHEMA =
      YamlFile.schema(Languages.class.getResource("languages.schema.json"));

  private static final Normalizer2 COMPATIBLE = Normalizer2.getNFKDInstance();
  private static final Normalizer2 COMPOSED = Normalizer2.getNFCInstance();

  /** Words that join two languages in one cell. */
  private static final Set<String> JOINING = Set.of("AND", "OR", "Y", "E", "O", "U", "ET", "OU");

  /** Whoever wrote it was not sure; compatibility forms are decomposed before. */
  private static final Pattern APOSTROPHES = Pattern.compile("[\\p{Cf}'’‘ʼʻ`´]");

  private static final Pattern ACCENTS = Pattern.compile("[\\u0300-\\u036F]");
  private static final Pattern NO_WORDS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");
  private static final Pattern DOUBT = Pattern.compile("[?\u00BF\u061F]");

  /** Where another language should stand, the cell has nothing. */
  private static final Pattern BROKEN_OFF =
      Pattern.compile("^[^\\p{L}\\p{N}]*[/&+]|[/&+][^\\p{L}\\p{N}]*$");

  /** What parts two languages in one cell, or stands within one name: W/KONJOBAL. */
  private static final Pattern SEPARATOR =
      Pattern.compile("[/,;&+|\\uFF0F\\uFF0C\\uFF1B\\uFF06\\uFF0B\\uFF5C\\u3001\\u060C\\u061B]");

  private static final int OFFERED = 3;
  private static final int LONGEST_CODE = 3;
  private static final int LONGEST_CELL = 200;

  /** Lists say a few hundred things of languages, a million times. */
  private static final int REMEMBERED = 2_000;

  private final YamlFile file;
  private final List<Finding> findings = new ArrayList<>();
  private final Map<LanguageTag, String> names = new LinkedHashMap<>();
  private final Set<LanguageTag> audio = new LinkedHashSet<>();
  private final Map<String, Meaning> meanings = new HashMap<>();
  private final Map<String, String> written = new LinkedHashMap<>();

  /** Every alias as the table spells it: its words and separators a blank apart. */
  private final Set<String> spelled = new HashSet<>();

  private final Set<String> nationalities = new TreeSet<>();
  private final Map<Asked, LanguageDecision> remembered = new ConcurrentHashMap<>();

  private record Asked(String cell, String nationality) {}

  /** All the table says of one alias. */
  private static final class Meaning {
    private final Set<LanguageTag> tags = new LinkedHashSet<>();
    private final Map<String, LanguageTag> byNationality = new LinkedHashMap<>();
    private final Set<LanguageTag> offered = new LinkedHashSet<>();
    private String ask;
    private boolean nobodyKnows;

    /** Stays so, whatever the table says of the word further down. */
    private boolean contradictory;

    LanguageDecision of(String nationality) {
      if (contradictory) {
        Set<LanguageTag> all = new LinkedHashSet<>(tags);
        all.addAll(byNationality.values());
        all.addAll(offered);
        return new Ambiguous(List.copyOf(all), "the table contradicts itself on this word");
      }
      LanguageTag national = nationality == null ? null : byNationality.get(nationality);
      if (national != null) {
        return new Known(national, How.ALIAS_WITH_NATIONALITY);
      }
      if (tags.size() == 1) {
        return new Known(tags.iterator().next(), How.ALIAS);
      }
      if (nobodyKnows) {
        return new Unknown("the list says that the language is unknown");
      }
      if (ask != null) {
        return new Ambiguous(List.copyOf(offered), ask);
      }
      return new Ambiguous(
          byNationality.values().stream().distinct().toList(),
          "the word means one language or another, by nationality: "
              + String.join(", ", byNationality.keySet()));
    }
  }

  private Languages(YamlFile file) {
    this.file = file;
  }

  /** Shown as {@code config/languages.yaml}. */
  public static Languages read(Path file) throws YamlFile.Malformed {
    return read(file, "config/languages.yaml");
  }

  /**
   * @param shownAs the path findings name
   * @throws YamlFile.Malformed when the file is not YAML or not of the form the schema asks for
   */
  public static Languages read(Path file, String shownAs) throws YamlFile.Malformed {
    YamlFile yaml = YamlFile.read(file, shownAs);
    List<Finding> wrong = yaml.validate(SCHEMA);
    if (!wrong.isEmpty()) {
      throw new YamlFile.Malformed(wrong.get(0));
    }
    Languages languages = new Languages(yaml);
    languages.load();
    return languages;
  }

  /**
   * What a cell means.
   *
   * @param cell the list's words; null or blank when the list says nothing
   * @param nationality ISO 3166 alpha-2, null when unknown
   */
  public LanguageDecision decide(String cell, String nationality) {
    if (cell == null || cell.isBlank()) {
      return new Unknown("the cell is blank");
    }
    if (cell.length() > LONGEST_CELL) {
      return new Unknown("the cell is longer than any language's name");
    }
    Asked asked = new Asked(cell, nationality);
    LanguageDecision known = remembered.get(asked);
    if (known != null) {
      return known;
    }
    LanguageDecision decision = read(cell, nationality);
    if (remembered.size() >= REMEMBERED) {
      remembered.clear();
    }
    remembered.put(asked, decision);
    return decision;
  }

  private LanguageDecision read(String cell, String nationality) {
    String key = key(cell);
    if (key.isEmpty()) {
      return new Unknown("the cell holds no letters");
    }
    LanguageDecision decision = words(key, tokens(cell), nationality);
    if (!(decision instanceof Known known)) {
      return decision;
    }
    if (DOUBT.matcher(COMPATIBLE.normalize(cell)).find()) {
      return new Ambiguous(
          List.of(known.tag()), "the cell has a question mark: whoever wrote it was not sure");
    }
    return BROKEN_OFF.matcher(cell).find() ? brokenOff(List.of(known.tag())) : known;
  }

  private LanguageDecision words(String key, List<String> tokens, String nationality) {
    Meaning meaning = together(tokens);
    if (meaning != null) {
      return meaning.of(nationality);
    }
    return several(tokens, nationality)
        .orElseGet(
            () ->
                new Unknown(
                    key.length() <= LONGEST_CODE
                        ? "LANGUAGE \"" + key + "\" is not in " + file.shownAs()
                        : "the language is not in " + file.shownAs()));
  }

  private static Ambiguous brokenOff(Collection<LanguageTag> named) {
    return new Ambiguous(
        List.copyOf(named), "the cell breaks off where another language should stand");
  }

  @Override
  public Optional<HoldReason> doubt(String cell, String nationality) {
    LanguageDecision decision = decide(cell, nationality);
    if (decision instanceof Known known) {
      return audio(known.tag()) ? Optional.of(HoldReason.ORAL_LANGUAGE) : Optional.empty();
    }
    return Optional.of(
        decision instanceof Ambiguous ? HoldReason.AMBIGUOUS_LANGUAGE : HoldReason.NO_LANGUAGE);
  }

  @Override
  public boolean same(String one, String other) {
    return alike(decide(one, null), decide(other, null))
        && nationalities.stream().allMatch(n -> alike(decide(one, n), decide(other, n)));
  }

  private static boolean alike(LanguageDecision one, LanguageDecision other) {
    if (one instanceof Known known) {
      return other instanceof Known same && known.tag().equals(same.tag());
    }
    return one instanceof Ambiguous ambiguous
        && other instanceof Ambiguous same
        && !ambiguous.candidates().isEmpty()
        && ambiguous.candidates().equals(same.candidates());
  }

  @Override
  public String mend(String cell, String nationality) {
    if (decide(cell, nationality) instanceof Ambiguous ambiguous) {
      List<String> offered =
          ambiguous.candidates().stream().map(this::word).flatMap(Optional::stream).toList();
      return ambiguous.because()
          + (offered.isEmpty() ? "" : "; say one language, such as " + String.join(", ", offered));
    }
    List<String> known =
        written.keySet().stream()
            .filter(key -> meanings.get(key).of(nationality) instanceof Known)
            .toList();
    String key = cell.length() > LONGEST_CELL ? "" : key(cell);
    return "write a name or code that stands there"
        + (key.isEmpty()
            ? ""
            : "; the nearest are "
                + String.join(
                    ", ", Nearest.of(key, known, OFFERED).stream().map(written::get).toList()));
  }

  /** A word that means this language to everybody: its name, where that is one. */
  private Optional<String> word(LanguageTag tag) {
    List<String> words =
        written.entrySet().stream()
            .filter(word -> meanings.get(word.getKey()).tags.equals(Set.of(tag)))
            .map(Map.Entry::getValue)
            .toList();
    return words.stream()
        .filter(word -> key(word).equals(key(names.getOrDefault(tag, ""))))
        .findFirst()
        .or(() -> words.stream().findFirst());
  }

  /** True when text is no answer for its readers. */
  public boolean audio(LanguageTag tag) {
    return audio.contains(tag);
  }

  /** The English name, for staff. */
  public Optional<String> name(LanguageTag tag) {
    return Optional.ofNullable(names.get(tag));
  }

  /** Every tag the table knows, in its order. */
  public Set<LanguageTag> tags() {
    return names.keySet();
  }

  /** Whether the tag stands in the table, or is a variant (es-MX) of one that does. */
  public boolean knows(LanguageTag tag) {
    return names.containsKey(tag)
        || names.keySet().stream()
            .anyMatch(known -> known.locale().getLanguage().equals(tag.locale().getLanguage()));
  }

  /** Said of a tag that is none: the rule, and the tag most likely meant. */
  public String noLanguage(String written) {
    String nearest =
        decide(written, null) instanceof Known known
            ? known.tag().value()
            : Nearest.of(written, names.keySet().stream().map(LanguageTag::value).toList(), 1)
                .get(0);
    return "no language of " + file.shownAs() + "; the nearest is " + nearest;
  }

  /** What is contradictory or dangerous in the table; the aliases concerned are held. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** SHA-256 of the file. */
  public String digest() {
    return file.digest();
  }

  /** Several names in one cell: each must be in the table, and only if all mean one is it known. */
  private Optional<LanguageDecision> several(List<String> words, String nationality) {
    Set<LanguageTag> candidates = new LinkedHashSet<>();
    boolean certain = true;
    boolean brokenOff = false;
    boolean nameExpected = true;
    int at = 0;
    while (at < words.size()) {
      int end = words.size();
      while (end > at && together(words.subList(at, end)) == null) {
        end--;
      }
      if (end > at) {
        LanguageDecision one = together(words.subList(at, end)).of(nationality);
        if (one instanceof Known known) {
          candidates.add(known.tag());
        } else {
          certain = false;
          if (one instanceof Ambiguous ambiguous) {
            candidates.addAll(ambiguous.candidates());
          }
        }
        at = end;
        nameExpected = false;
      } else if (JOINING.contains(words.get(at))) {
        brokenOff |= nameExpected;
        nameExpected = true;
        at++;
      } else if (separator(words.get(at))) {
        at++;
      } else {
        return Optional.empty();
      }
    }
    if (brokenOff || nameExpected) {
      return candidates.isEmpty() ? Optional.empty() : Optional.of(brokenOff(candidates));
    }
    if (certain && candidates.size() == 1) {
      return Optional.of(new Known(candidates.iterator().next(), How.NAMED_TWICE));
    }
    return Optional.of(
        new Ambiguous(List.copyOf(candidates), "the cell names more than one language"));
  }

  /**
   * What the table says of these words as one name; null where a separator parts names that each
   * stand in the table, unless the table writes the whole so.
   */
  private Meaning together(List<String> tokens) {
    List<String> parts = new ArrayList<>(1);
    String part = "";
    for (String token : tokens) {
      if (!separator(token)) {
        part = part.isEmpty() ? token : part + " " + token;
      } else if (!part.isEmpty()) {
        parts.add(part);
        part = "";
      }
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    Meaning whole = parts.isEmpty() ? null : meanings.get(String.join(" ", parts));
    boolean several =
        parts.size() > 1
            && meanings.keySet().containsAll(parts)
            && !spelled.contains(String.join(" ", tokens));
    return several ? null : whole;
  }

  private static boolean separator(String token) {
    return SEPARATOR.matcher(token).matches();
  }

  /** The words of a cell, and what separates them. */
  private static List<String> tokens(String cell) {
    List<String> tokens = new ArrayList<>(4);
    Matcher separator = SEPARATOR.matcher(cell);
    int from = 0;
    while (separator.find()) {
      addWords(cell.substring(from, separator.start()), tokens);
      tokens.add(COMPATIBLE.normalize(separator.group()));
      from = separator.end();
    }
    addWords(cell.substring(from), tokens);
    return tokens;
  }

  private static void addWords(String text, List<String> into) {
    String key = key(text);
    if (!key.isEmpty()) {
      into.addAll(Arrays.asList(key.split(" ")));
    }
  }

  private void load() {
    file.root()
        .path("languages")
        .fields()
        .forEachRemaining(entry -> language(entry.getKey(), entry.getValue()));
    int index = 0;
    for (JsonNode family : file.root().path("ask")) {
      String pointer = "/ask/" + index++;
      for (JsonNode alias : family.path("aliases")) {
        Meaning meaning = meaning(alias.asText());
        meaning.ask = family.path("because").asText();
        family.path("offer").forEach(tag -> offer(meaning, tag.asText(), pointer));
        if (!meaning.tags.isEmpty()) {
          contradiction(pointer, alias.asText());
        }
      }
    }
    for (JsonNode alias : file.root().path("unknown")) {
      Meaning meaning = meaning(alias.asText());
      meaning.nobodyKnows = true;
      if (!meaning.tags.isEmpty() || meaning.ask != null) {
        contradiction("/unknown", alias.asText());
      }
    }
  }

  private void language(String written, JsonNode language) {
    String pointer = "/languages/" + written;
    LanguageTag tag;
    try {
      tag = new LanguageTag(written);
    } catch (IllegalArgumentException e) {
      findings.add(
          file.finding(
              pointer,
              "\"" + written + "\" is no BCP 47 tag",
              "write one such as es, zh-Hans or fa-AF"));
      return;
    }
    if (names.putIfAbsent(tag, language.path("name").asText()) != null) {
      findings.add(file.finding(pointer, tag + " stands twice", "join the two"));
    }
    if (language.path("modality").asText().equals("audio")) {
      audio.add(tag);
    }
    for (JsonNode alias : language.path("aliases")) {
      readsOtherwise(alias.asText(), tag)
          .ifPresent(
              iso ->
                  findings.add(
                      file.finding(
                          pointer,
                          "\"" + alias.asText() + "\" is the ISO code of " + iso,
                          "move it to not-iso if " + tag + " is meant all the same")));
      means(alias.asText(), tag, pointer);
    }
    for (JsonNode code : language.path("not-iso")) {
      means(code.asText(), tag, pointer);
    }
    language
        .path("with-nationality")
        .fields()
        .forEachRemaining(
            entry -> {
              nationalities.add(entry.getKey());
              for (JsonNode alias : entry.getValue()) {
                LanguageTag other = meaning(alias.asText()).byNationality.put(entry.getKey(), tag);
                if (other != null && !other.equals(tag)) {
                  contradiction(pointer, alias.asText());
                }
              }
            });
  }

  private void means(String alias, LanguageTag tag, String pointer) {
    Meaning meaning = meaning(alias);
    meaning.tags.add(tag);
    if (meaning.tags.size() > 1) {
      contradiction(pointer, alias);
    }
  }

  private void offer(Meaning meaning, String written, String pointer) {
    LanguageTag tag = new LanguageTag(written);
    meaning.offered.add(tag);
    if (!names.containsKey(tag)) {
      findings.add(
          file.finding(pointer, tag + " is offered but not a language above", "add it above"));
    }
  }

  private void contradiction(String pointer, String alias) {
    meaning(alias).contradictory = true;
    findings.add(
        file.finding(
            pointer, "the alias \"" + alias + "\" has two meanings", "keep it in one place"));
  }

  private Meaning meaning(String alias) {
    written.putIfAbsent(key(alias), alias);
    spelled.add(String.join(" ", tokens(alias)));
    return meanings.computeIfAbsent(key(alias), key -> new Meaning());
  }

  /** The English name of the other language this alias is the ISO 639 code of. */
  private static Optional<String> readsOtherwise(String alias, LanguageTag tag) {
    String iso = IsoCodes.LANGUAGES.get(alias.toLowerCase(Locale.ROOT));
    return iso == null || iso.equals(ULocale.createCanonical(tag.locale()).getLanguage())
        ? Optional.empty()
        : Optional.of(new ULocale(iso).getDisplayName(ULocale.ENGLISH));
  }

  /** Codes of two and three letters to the language CLDR knows them as; made when first needed. */
  private static final class IsoCodes {
    static final Map<String, String> LANGUAGES = new HashMap<>();

    static {
      for (String code : ULocale.getISOLanguages()) {
        String language = ULocale.createCanonical(code).getLanguage();
        LANGUAGES.put(code, language);
        LANGUAGES.putIfAbsent(new ULocale(code).getISO3Language(), language);
      }
    }
  }

  /**
   * What is compared: compatibility forms and case folded, accents and apostrophes dropped,
   * everything else that is neither letter nor digit a space. Vowel signs of other scripts stay.
   */
  private static String key(String words) {
    String folded =
        ACCENTS
            .matcher(COMPATIBLE.normalize(APOSTROPHES.matcher(words).replaceAll("")))
            .replaceAll("");
    return NO_WORDS
        .matcher(COMPOSED.normalize(folded).toUpperCase(Locale.ROOT))
        .replaceAll(" ")
        .strip();
  }
}
