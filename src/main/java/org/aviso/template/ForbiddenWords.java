package org.aviso.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.util.ULocale;
import com.networknt.schema.JsonSchema;
import java.lang.Character.UnicodeScript;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
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
 * stands for more letters: {@code asil*}, {@code *庇护*}, {@code коллективн* иск*}. A forbidden word
 * is found with letters that look alike, too, of another script or the same, and one all in
 * capitals with points between them.
 */
public final class ForbiddenWords {
  private static final JsonSchema SCHEMA =
      YamlFile.schema(ForbiddenWords.class.getResource("forbidden-words.schema.json"));

  private static final Normalizer2 COMPATIBLE = Normalizer2.getNFKDInstance();
  private static final String EVERY_LANGUAGE = "all";

  /**
   * Latin, Greek and Cyrillic accents; Arabic vowel marks and the stretcher; characters without
   * width, selectors of variants among them.
   */
  private static final Pattern DROPPED =
      Pattern.compile(
          "[\\u0300-\\u036F\\u0640\\u064B-\\u0655\\u0670\\u115F\\u1160\\u180B-\\u180F\\uFE00-\\uFE0F"
              + "\\x{E0100}-\\x{E01EF}\\p{Cf}]");

  /**
   * Written without blanks between words: beside their letters another script's word stands free.
   */
  private static final Set<UnicodeScript> WITHOUT_BLANKS =
      EnumSet.of(
          UnicodeScript.HAN,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.THAI,
          UnicodeScript.LAO,
          UnicodeScript.KHMER,
          UnicodeScript.MYANMAR);

  /** Letters to Unicode, blanks to the eye. */
  private static final Set<Integer> FILLERS = Set.of(0x3164, 0xFFA0);

  /**
   * @param word as the list has it
   * @param at offset in the text looked at
   */
  public record Hit(String word, int at) {}

  /** What of a word and of a text is compared. */
  private enum Form {
    PLAIN,
    /** Each letter as the Latin one it looks like. */
    ALIKE,
    /** The same with one letter for all that look like i or l, and one for o. */
    SHAPE;

    /** Characters of the alphabets, folded: every text has the same few hundred. */
    private final String[] folded = new String[0x2000];
  }

  /**
   * @param disguised false for a word that is wanted: nobody disguises it
   */
  private record Word(String written, boolean disguised) {
    /** Without the stars at its ends. */
    String bare() {
      return written.replaceAll("^\\*|\\*$", "");
    }

    /** None of its letters would be compared: it would be found nowhere. */
    boolean isEmpty() {
      return Stream.of(Form.values())
          .anyMatch(form -> new Folded(bare(), form).text.replace("*", "").isBlank());
    }
  }

  private static final Pattern CAPITALS = Pattern.compile("\\p{Lu}{2,8}");
  private static final String POINT = "(?:[.\u00B7_-]\\s?)?";

  private final Map<Level, Map<String, List<Word>>> forbidden = new EnumMap<>(Level.class);
  private final Map<String, List<Word>> stop = new HashMap<>();
  private final Map<Place, Sought> inPlace = new ConcurrentHashMap<>();
  private final Map<Level, Sought> anywhere = new ConcurrentHashMap<>();
  private final Map<LanguageTag, WordIndex> stops = new ConcurrentHashMap<>();

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
    ForbiddenWords words = new ForbiddenWords(yaml.root());
    if (words.each().anyMatch(Word::isEmpty)) {
      throw new YamlFile.Malformed(
          new Finding(
              "config/forbidden-words.yaml",
              0,
              "a word has no letter that is compared, and would be found nowhere",
              "delete it, or write it out"));
    }
    return words;
  }

  private Stream<Word> each() {
    return Stream.concat(forbidden.values().stream(), Stream.of(stop))
        .flatMap(lists -> lists.values().stream())
        .flatMap(List::stream);
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
    Sought words =
        anywhere.computeIfAbsent(
            level, key -> sought(key, lists -> lists.values().stream().flatMap(List::stream)));
    return all(text, words).stream().map(Hit::word).distinct().toList();
  }

  private static List<Hit> all(String text, Sought words) {
    SortedMap<Integer, Hit> hits = new TreeMap<>();
    words.plain.in(new Folded(text, Form.PLAIN), (from, to) -> true, hits);
    if (LookAlikes.within(text)) {
      words.alike.in(new Folded(text, Form.ALIKE), (from, to) -> true, hits);
    }
    if (IntStream.range(0, text.length()).anyMatch(at -> LookAlikes.disguised(text, at))) {
      Folded shape = new Folded(text, Form.SHAPE);
      words.shape.in(shape, (from, to) -> shape.disguised(from, to, text), hits);
    }
    return List.copyOf(hits.values());
  }

  private Sought words(Place place) {
    return sought(place.level, lists -> of(lists, place.tag));
  }

  private Sought sought(Level level, Function<Map<String, List<Word>>, Stream<Word>> chosen) {
    return Sought.of(
        forbidden.entrySet().stream()
            .filter(entry -> !level.above(entry.getKey()))
            .flatMap(entry -> chosen.apply(entry.getValue()))
            .toList());
  }

  /** Whether the text holds one of the words that stop, in its language or in all. */
  public boolean tellsHowToStop(String text, LanguageTag tag) {
    SortedMap<Integer, Hit> hits = new TreeMap<>();
    stops
        .computeIfAbsent(tag, key -> new WordIndex(of(stop, key).toList(), Form.PLAIN))
        .in(new Folded(text, Form.PLAIN), (from, to) -> true, hits);
    return !hits.isEmpty();
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
              list.getValue().forEach(word -> of.add(new Word(word.asText(), disguised)));
              words.put(list.getKey(), of);
            });
    return words;
  }

  /** The words of a place in each form. */
  private record Sought(WordIndex plain, WordIndex alike, WordIndex shape) {
    static Sought of(List<Word> words) {
      return new Sought(
          new WordIndex(words, Form.PLAIN),
          new WordIndex(words, Form.ALIKE),
          new WordIndex(words, Form.SHAPE));
    }
  }

  /** Words by the letter they begin with: at most places of a text none does. */
  private static final class WordIndex {
    private static final int SLOTS = 256;

    private final List<List<Entry>> slots =
        Stream.<List<Entry>>generate(ArrayList::new).limit(SLOTS).toList();
    private final int size;

    /**
     * @param number its place among the words
     * @param start its first letters, folded
     * @param inside it may begin inside a word
     * @param open it may go on
     * @param whole from its first letter on
     */
    private record Entry(
        Word word, int number, String start, boolean inside, boolean open, Pattern whole) {
      static Entry of(Word word, int number, Form form) {
        String bare = word.bare();
        String folded = new Folded(bare, form).text.strip();
        boolean pointed = word.disguised && CAPITALS.matcher(bare).matches();
        List<String> parts =
            pointed
                ? folded.codePoints().mapToObj(Character::toString).toList()
                : List.of(folded.split("\\s+"));
        return new Entry(
            word,
            number,
            parts.get(0).replace("*", ""),
            word.written.startsWith("*"),
            word.written.endsWith("*"),
            Pattern.compile(
                parts.stream()
                    .map(Entry::part)
                    .collect(Collectors.joining(pointed ? POINT : "\\s+"))));
      }

      private static String part(String part) {
        return part.endsWith("*")
            ? Pattern.quote(part.substring(0, part.length() - 1)) + "[\\p{L}\\p{M}\\p{N}]*+"
            : Pattern.quote(part);
      }
    }

    WordIndex(List<Word> words, Form form) {
      size = words.size();
      for (int i = 0; i < size; i++) {
        Entry entry = Entry.of(words.get(i), i, form);
        slots.get(entry.start.charAt(0) % SLOTS).add(entry);
      }
    }

    /** Enters where a word stands, unless another was entered for that place. */
    void in(Folded folded, Counts counts, SortedMap<Integer, Hit> hits) {
      String text = folded.text;
      int[] from = new int[size];
      for (int at = 0; at < text.length(); at++) {
        for (Entry entry : slots.get(text.charAt(at) % SLOTS)) {
          if (at < from[entry.number]
              || !text.startsWith(entry.start, at)
              || (!entry.inside && folded.joinedBefore(at))) {
            continue;
          }
          Matcher matcher = entry.whole.matcher(text).region(at, text.length());
          if (matcher.lookingAt() && (entry.open || !folded.joinedAt(matcher.end()))) {
            from[entry.number] = matcher.end();
            if (counts.test(at, matcher.end())) {
              int origin = folded.origins[at];
              hits.putIfAbsent(origin, new Hit(entry.word.written, origin));
            }
          }
        }
      }
    }
  }

  /** Whether what stands at these places of the folded text is the word. */
  private interface Counts {
    boolean test(int from, int to);
  }

  /** A text as words are compared, each character remembering where it came from. */
  private static final class Folded {
    private final String text;
    private final int[] origins;

    Folded(String original, Form form) {
      StringBuilder folded = new StringBuilder(original.length());
      int[] from = new int[original.length()];
      int at = 0;
      while (at < original.length()) {
        int character = original.codePointAt(at);
        int begun = folded.length();
        folded.append(plain(character, form));
        if (folded.length() > from.length) {
          from = Arrays.copyOf(from, 2 * folded.length());
        }
        Arrays.fill(from, begun, folded.length(), at);
        at += Character.charCount(character);
      }
      this.text = folded.toString();
      this.origins = from;
    }

    private static String plain(int character, Form form) {
      if (character >= form.folded.length) {
        return fold(character, form);
      }
      String known = form.folded[character];
      if (known == null) {
        known = fold(character, form);
        form.folded[character] = known;
      }
      return known;
    }

    private static String fold(int character, Form form) {
      if (FILLERS.contains(character)) {
        return " ";
      }
      String alone =
          form == Form.PLAIN ? Character.toString(character) : LookAlikes.latin(character);
      String small =
          (character < 128
                  ? alone // has neither accents nor another form
                  : DROPPED.matcher(COMPATIBLE.normalize(alone)).replaceAll(""))
              .toLowerCase(Locale.ROOT);
      return form == Form.SHAPE ? LookAlikes.shape(small) : small;
    }

    /** Whether what stands before this place is of the same word. */
    boolean joinedBefore(int at) {
      return at > 0 && !Character.isLowSurrogate(text.charAt(at - 1)) && joins(text.charAt(at - 1));
    }

    /** Whether what stands at this place is of the same word. */
    boolean joinedAt(int at) {
      return at < text.length() && joins(text.codePointAt(at));
    }

    private static boolean joins(int character) {
      return switch (Character.getType(character)) {
        case Character.UPPERCASE_LETTER,
            Character.LOWERCASE_LETTER,
            Character.TITLECASE_LETTER,
            Character.MODIFIER_LETTER,
            Character.OTHER_LETTER ->
            !WITHOUT_BLANKS.contains(UnicodeScript.of(character));
        case Character.NON_SPACING_MARK,
            Character.ENCLOSING_MARK,
            Character.COMBINING_SPACING_MARK,
            Character.DECIMAL_DIGIT_NUMBER,
            Character.LETTER_NUMBER,
            Character.OTHER_NUMBER ->
            true;
        default -> false;
      };
    }

    /** Only where a letter of the word is one in disguise: "light" is no "iight". */
    boolean disguised(int from, int to, String original) {
      return IntStream.range(from, to).anyMatch(at -> LookAlikes.disguised(original, origins[at]));
    }
  }
}
