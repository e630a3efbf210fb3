package org.aviso.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.util.ULocale;
import com.networknt.schema.JsonSchema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.aviso.config.Finding;
import org.aviso.config.YamlFile;
import org.aviso.person.LanguageTag;

/**
 * {@code config/forbidden-words.yaml}: what a text of a level may not say, and the words by which a
 * text tells how to stop. A word forbidden at a level is forbidden at every lower one.
 *
 * <p>A word is found as a whole word, whatever its case and accents; {@code *} before or after it
 * stands for more letters: {@code asil*}, {@code *庇护*}. A forbidden word is found with letters that
 * look alike, too, of another script or the same, and one all in capitals with points between them.
 */
public final class ForbiddenWords {
  private static final JsonSchema SCHEMA =
      YamlFile.schema(ForbiddenWords.class.getResource("forbidden-words.schema.json"));

  private static final Normalizer2 COMPATIBLE = Normalizer2.getNFKDInstance();
  private static final String EVERY_LANGUAGE = "all";

  /**
   * Latin, Greek and Cyrillic accents; Arabic vowel marks and the stretcher; invisible characters.
   */
  private static final Pattern DROPPED =
      Pattern.compile("[\\u0300-\\u036F\\u0640\\u064B-\\u0655\\u0670\\p{Cf}]");

  /**
   * @param word as the list has it
   * @param at offset in the text looked at
   */
  public record Hit(String word, int at) {}

  /**
   * @param alike the same with each letter as the Latin one it looks like
   * @param shape the same with one letter for all that look like i or l, and one for o
   */
  private record Word(String written, Pattern pattern, Pattern alike, Pattern shape) {}

  /** What of a word is compared. */
  private enum Form {
    PLAIN,
    ALIKE,
    SHAPE
  }

  private static final Pattern CAPITALS = Pattern.compile("\\p{Lu}{2,8}");
  private static final String POINT = "(?:[.\u00B7_-]\\s?)?";

  private final Map<Level, Map<String, List<Word>>> forbidden = new EnumMap<>(Level.class);
  private final Map<String, List<Word>> stop = new HashMap<>();
  private final Map<Place, List<Word>> inPlace = new ConcurrentHashMap<>();

  /** Where a word is looked for; every text has its own tag, and there are few. */
  private record Place(Level level, LanguageTag tag) {}

  private ForbiddenWords(JsonNode root) {
    root.path("forbidden")
        .fields()
        .forEachRemaining(
            level -> forbidden.put(Level.valueOf(level.getKey()), words(level.getValue(), true)));
    stop.putAll(words(root.path("stop"), false));
  }

  /** Shown as {@code config/forbidden-words.yaml}. */
  public static ForbiddenWords read(Path file) throws YamlFile.Malformed {
    YamlFile yaml = YamlFile.read(file, "config/forbidden-words.yaml");
    List<Finding> wrong = yaml.validate(SCHEMA);
    if (!wrong.isEmpty()) {
      throw new YamlFile.Malformed(wrong.get(0));
    }
    return new ForbiddenWords(yaml.root());
  }

  /** The first word, by position, that a text of this level may not say. */
  public Optional<Hit> first(String text, Level level, LanguageTag tag) {
    return all(text, level, tag).stream().findFirst();
  }

  /** Every place of every word that a text of this level may not say, in order; one a place. */
  public List<Hit> all(String text, Level level, LanguageTag tag) {
    return all(text, inPlace.computeIfAbsent(new Place(level, tag), this::words));
  }

  /** The words of every language's list that a text of this level may not say, as listed. */
  public List<String> inAnyLanguage(String text, Level level) {
    List<Word> words =
        forbidden.entrySet().stream()
            .filter(entry -> !level.above(entry.getKey()))
            .flatMap(entry -> entry.getValue().values().stream())
            .flatMap(List::stream)
            .toList();
    return all(text, words).stream().map(Hit::word).distinct().toList();
  }

  private static List<Hit> all(String text, List<Word> words) {
    Folded plain = new Folded(text, Form.PLAIN);
    Optional<Folded> alike =
        LookAlikes.within(text) ? Optional.of(new Folded(text, Form.ALIKE)) : Optional.empty();
    Optional<Folded> shape =
        IntStream.range(0, text.length()).anyMatch(at -> LookAlikes.disguised(text, at))
            ? Optional.of(new Folded(text, Form.SHAPE))
            : Optional.empty();
    SortedMap<Integer, Hit> hits = new TreeMap<>();
    for (Word word : words) {
      plain.all(word, word.pattern).forEach(hit -> hits.putIfAbsent(hit.at(), hit));
      alike.ifPresent(
          other -> other.all(word, word.alike).forEach(hit -> hits.putIfAbsent(hit.at(), hit)));
      shape.ifPresent(
          other -> other.disguised(word, text).forEach(hit -> hits.putIfAbsent(hit.at(), hit)));
    }
    return List.copyOf(hits.values());
  }

  private List<Word> words(Place place) {
    return forbidden.entrySet().stream()
        .filter(entry -> !place.level.above(entry.getKey()))
        .flatMap(entry -> of(entry.getValue(), place.tag))
        .toList();
  }

  /** Whether the text holds one of the words that stop, in its language or in all. */
  public boolean tellsHowToStop(String text, LanguageTag tag) {
    Folded folded = new Folded(text, Form.PLAIN);
    return of(stop, tag).anyMatch(word -> !folded.all(word, word.pattern).isEmpty());
  }

  /** The lists for all languages, for the language, and for the very tag. */
  private static Stream<Word> of(Map<String, List<Word>> lists, LanguageTag tag) {
    return Stream.of(
            EVERY_LANGUAGE, ULocale.createCanonical(tag.locale()).getLanguage(), tag.value())
        .distinct()
        .flatMap(key -> lists.getOrDefault(key, List.of()).stream());
  }

  private static Map<String, List<Word>> words(JsonNode lists, boolean disguised) {
    Map<String, List<Word>> words = new HashMap<>();
    lists
        .fields()
        .forEachRemaining(
            list -> {
              List<Word> of = new ArrayList<>();
              list.getValue().forEach(word -> of.add(word(word.asText(), disguised)));
              words.put(list.getKey(), of);
            });
    return words;
  }

  private static Word word(String written, boolean disguised) {
    return new Word(
        written,
        pattern(written, Form.PLAIN, disguised),
        disguised ? pattern(written, Form.ALIKE, true) : null,
        disguised ? pattern(written, Form.SHAPE, true) : null);
  }

  private static Pattern pattern(String written, Form form, boolean disguised) {
    String bare = written.replaceAll("^\\*|\\*$", "");
    String folded = new Folded(bare, form).text.strip();
    String words =
        disguised && CAPITALS.matcher(bare).matches()
            ? folded
                .codePoints()
                .mapToObj(letter -> Pattern.quote(Character.toString(letter)))
                .collect(Collectors.joining(POINT))
            : Stream.of(folded.split("\\s+"))
                .map(Pattern::quote)
                .collect(Collectors.joining("\\s+"));
    return Pattern.compile(
        (written.startsWith("*") ? "" : "(?<![\\p{L}\\p{M}\\p{N}])")
            + words
            + (written.endsWith("*") ? "" : "(?![\\p{L}\\p{M}\\p{N}])"));
  }

  /** A text as words are compared, each character remembering where it came from. */
  private static final class Folded {
    private final String text;
    private final int[] origins;

    Folded(String original, Form form) {
      StringBuilder folded = new StringBuilder(original.length());
      List<Integer> from = new ArrayList<>(original.length());
      int at = 0;
      while (at < original.length()) {
        int character = original.codePointAt(at);
        String plain = plain(character, form);
        folded.append(plain);
        for (int i = 0; i < plain.length(); i++) {
          from.add(at);
        }
        at += Character.charCount(character);
      }
      this.text = folded.toString();
      this.origins = from.stream().mapToInt(Integer::intValue).toArray();
    }

    private static String plain(int character, Form form) {
      String alone =
          form == Form.PLAIN ? Character.toString(character) : LookAlikes.latin(character);
      String small =
          (character < 128
                  ? alone // has neither accents nor another form
                  : DROPPED.matcher(COMPATIBLE.normalize(alone)).replaceAll(""))
              .toLowerCase(Locale.ROOT);
      return form == Form.SHAPE ? LookAlikes.shape(small) : small;
    }

    /** Only where a letter of the word is one in disguise: "light" is no "iight". */
    List<Hit> disguised(Word word, String original) {
      return word.shape
          .matcher(text)
          .results()
          .filter(
              found ->
                  IntStream.range(found.start(), found.end())
                      .anyMatch(at -> LookAlikes.disguised(original, origins[at])))
          .map(found -> new Hit(word.written, origins[found.start()]))
          .toList();
    }

    List<Hit> all(Word word, Pattern pattern) {
      return pattern
          .matcher(text)
          .results()
          .map(found -> new Hit(word.written, origins[found.start()]))
          .toList();
    }
  }
}
