package org.aviso.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.ibm.icu.util.ULocale;
import com.networknt.schema.JsonSchema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aviso.config.Finding;
import org.aviso.config.FolderDigest;
import org.aviso.config.YamlFile;
import org.aviso.language.Languages;
import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;
import org.aviso.template.TemplateChoice.Chosen;
import org.aviso.template.TemplateChoice.None;

/**
 * All texts of all notices, read and checked once. Files are {@code
 * templates/<notice>/<tag>/meta.yaml} and texts named as {@link TextKey} says; links are not
 * followed. Every byte is read once: what is checked and digested is what is rendered.
 */
public final class TemplateLibrary {
  private static final JsonSchema SCHEMA =
      YamlFile.schema(TemplateLibrary.class.getResource("meta.schema.json"));

  private static final String META = "meta.yaml";
  private static final int MAX_BYTES = 256 * 1024;
  private static final int LONG_SMS = 320;

  /** What stands for a meta.yaml that says nothing to rely on. */
  private static final TemplateMeta UNKNOWN = new TemplateMeta(false, "?", "", "", "", true);

  /** Not one language's scripts but a reader's choice: no likely script stands in for it. */
  private static final Set<String> SCRIPT_MUST_BE_SAID = Set.of("zh", "yue", "cdo", "wuu", "hak");

  private final Path folder;
  private final ForbiddenWords words;
  private final SmsCountries countries;
  private final Optional<Languages> known;
  private final SortedMap<String, SortedMap<LanguageTag, TemplateSet>> notices = new TreeMap<>();
  private final Map<TemplateSet, SortedMap<TextName, TextSource>> written = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private final Map<LanguageTag, Optional<Reading>> readings = new ConcurrentHashMap<>();

  private TemplateLibrary(
      Path folder, ForbiddenWords words, SmsCountries countries, Optional<Languages> known) {
    this.folder = folder;
    this.words = words;
    this.countries = countries;
    this.known = known;
  }

  /** Reads the folder; what is wrong with it is among the {@link #findings()}. */
  public static TemplateLibrary read(Path templates, ForbiddenWords words) {
    return read(templates, words, SmsCountries.allTwoWay());
  }

  /**
   * As {@link #read(Path, ForbiddenWords)}.
   *
   * @param countries where a text message cannot be answered
   */
  public static TemplateLibrary read(Path templates, ForbiddenWords words, SmsCountries countries) {
    return read(templates, words, countries, Optional.empty());
  }

  /**
   * As {@link #read(Path, ForbiddenWords, SmsCountries)}; a folder named as none of these languages
   * is not read.
   */
  public static TemplateLibrary read(
      Path templates, ForbiddenWords words, SmsCountries countries, Languages languages) {
    return read(templates, words, countries, Optional.of(languages));
  }

  private static TemplateLibrary read(
      Path templates, ForbiddenWords words, SmsCountries countries, Optional<Languages> known) {
    TemplateLibrary library = new TemplateLibrary(templates, words, countries, known);
    for (Path notice : library.list(templates)) {
      if (library.isFolder(
          notice, "[a-z0-9][a-z0-9-]*", "a folder for each notice, in lower case")) {
        library.readNotice(notice);
      }
    }
    return library;
  }

  /** By file and line. Advice and gaps are among them; only a file's own flaw makes it inert. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  public Set<String> notices() {
    return notices.keySet();
  }

  /** The languages a notice is written in, in order; empty when there is no such notice. */
  public SortedMap<LanguageTag, TemplateSet> languages(String notice) {
    return notices.getOrDefault(notice, new TreeMap<>());
  }

  /**
   * The notice's languages against its texts.
   *
   * @param fields usual values of a level, for counting segments
   */
  public TemplateMatrix matrix(String notice, Function<Level, Fields> fields) {
    Map<TemplateSet, Set<TextName>> present = new LinkedHashMap<>();
    languages(notice).values().forEach(set -> present.put(set, written.get(set).keySet()));
    return TemplateMatrix.of(notice, present, fields);
  }

  /** The languages people read the notice in; those that are heard are left out. */
  public List<LanguageTag> read(String notice) {
    return readSets(notice).map(TemplateSet::tag).toList();
  }

  /**
   * Of these, the languages in which such a text is not written at all. What is wrong with one that
   * is written is among the {@link #findings()}.
   */
  public List<LanguageTag> unwritten(String notice, Owner to, Channel channel, Level max) {
    return readSets(notice)
        .filter(set -> written(set, to, channel).allMatch(level -> level.above(max)))
        .map(TemplateSet::tag)
        .toList();
  }

  /** Whether a finding names a file of such a text: as missing, or with what is wrong in it. */
  public boolean named(String notice, LanguageTag tag, Owner to, Channel channel, Level max) {
    return Stream.of(Level.values())
        .filter(level -> !level.above(max))
        .map(
            level ->
                shown(folder.resolve(notice).resolve(tag.value()))
                    + "/"
                    + new TextKey(to, channel, level)
                    + ".")
        .anyMatch(text -> findings.stream().anyMatch(finding -> finding.file().startsWith(text)));
  }

  /** The levels such a text is written at in this language, or in any when the tag is null. */
  public SortedSet<Level> levels(String notice, LanguageTag tag, Owner to, Channel channel) {
    return readSets(notice)
        .filter(set -> tag == null || set.tag().equals(tag))
        .flatMap(set -> written(set, to, channel))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Stream<TemplateSet> readSets(String notice) {
    return languages(notice).values().stream().filter(set -> !set.meta().audio());
  }

  private Stream<Level> written(TemplateSet set, Owner to, Channel channel) {
    return written.get(set).keySet().stream()
        .map(TextName::key)
        .filter(key -> key != null && key.to() == to && key.channel() == channel)
        .map(TextKey::level);
  }

  /** The texts of exactly this tag. */
  public Optional<TemplateSet> find(String notice, LanguageTag tag) {
    return Optional.ofNullable(languages(notice).get(tag));
  }

  /**
   * The texts for a reader of a language: of exactly that tag; else of a variant of the same
   * language in the same script; else of the first language counsel listed for it. Never another.
   *
   * @param fallbackPairs wanted language to the languages counsel allows instead, in order
   */
  public TemplateChoice choose(
      String notice, LanguageTag wanted, Map<LanguageTag, List<LanguageTag>> fallbackPairs) {
    Optional<TemplateSet> own = exactOrVariant(notice, wanted);
    if (own.isPresent()) {
      return new Chosen(own.get(), false);
    }
    for (LanguageTag instead : fallbackPairs.getOrDefault(wanted, List.of())) {
      Optional<TemplateSet> fallback = exactOrVariant(notice, instead);
      if (fallback.isPresent()) {
        return new Chosen(fallback.get(), true);
      }
    }
    return new None(
        notice + " is not written in " + wanted + " and counsel listed no language instead");
  }

  private Optional<TemplateSet> exactOrVariant(String notice, LanguageTag wanted) {
    SortedMap<LanguageTag, TemplateSet> sets = languages(notice);
    if (sets.containsKey(wanted)) {
      return Optional.of(sets.get(wanted));
    }
    Optional<Reading> reading = reading(wanted);
    List<LanguageTag> variants =
        sets.keySet().stream()
            .filter(tag -> reading.isPresent() && reading(tag).equals(reading))
            .toList();
    if (variants.size() > 1) {
      // Several: only the one of the region most readers of the wanted tag are of.
      variants = variants.stream().filter(tag -> region(tag).equals(region(wanted))).toList();
    }
    return variants.size() == 1 ? Optional.of(sets.get(variants.get(0))) : Optional.empty();
  }

  /** CLDR's likely script takes longer to find than a plan to make; the tags are few. */
  private Optional<Reading> reading(LanguageTag tag) {
    return readings.computeIfAbsent(tag, Reading::of);
  }

  /** What a reader must know to read a text: the language, and its script. */
  private record Reading(String language, String script) {
    static Optional<Reading> of(LanguageTag tag) {
      ULocale locale = ULocale.createCanonical(tag.locale());
      if (SCRIPT_MUST_BE_SAID.contains(locale.getLanguage()) && locale.getScript().isEmpty()) {
        return Optional.empty();
      }
      // Dari is Persian to CLDR, and a language of its own to its readers (ISO 639-3 prs).
      boolean dari = locale.getLanguage().equals("fa") && locale.getCountry().equals("AF");
      return Optional.of(
          new Reading(
              dari ? "prs" : locale.getLanguage(), ULocale.addLikelySubtags(locale).getScript()));
    }
  }

  private static String region(LanguageTag tag) {
    return ULocale.addLikelySubtags(ULocale.createCanonical(tag.locale())).getCountry();
  }

  private void readNotice(Path folder) {
    String notice = folder.getFileName().toString();
    SortedMap<LanguageTag, TemplateSet> sets = new TreeMap<>();
    for (Path language : list(folder)) {
      String name = language.getFileName().toString();
      if (!isFolder(language, "[A-Za-z0-9-]+", "a folder for each language")) {
        continue;
      }
      tag(name)
          .ifPresentOrElse(
              tag -> {
                if (isLanguage(tag, language)) {
                  sets.put(tag, readSet(notice, tag, language));
                }
              },
              () ->
                  findings.add(
                      new Finding(
                          shown(language),
                          0,
                          "\"" + name + "\" is no BCP 47 tag in its usual case",
                          "name it such as es, zh-Hans or fa-AF")));
    }
    notices.put(notice, sets);
    compareLanguages(notice, sets);
  }

  /** A folder of any other name would seem to be a language, and nobody would be sent its texts. */
  private boolean isLanguage(LanguageTag tag, Path language) {
    boolean known = this.known.isEmpty() || this.known.get().knows(tag);
    if (!known) {
      findings.add(
          new Finding(
              shown(language),
              0,
              "\"" + tag + "\" is " + this.known.get().noLanguage(tag.value()),
              "rename the folder, or add the language there; until then its texts are not read"));
    }
    return known;
  }

  private static Optional<LanguageTag> tag(String name) {
    try {
      return Optional.of(new LanguageTag(name)).filter(tag -> tag.value().equals(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private TemplateSet readSet(String notice, LanguageTag tag, Path folder) {
    SortedMap<TextName, TextSource> sources = new TreeMap<>();
    Map<String, String> digests = new HashMap<>();
    Optional<byte[]> metaBytes = Optional.empty();
    for (Path file : list(folder)) {
      String name = file.getFileName().toString();
      Optional<TextName> text = TextName.of(name);
      boolean isMeta = name.equals(META);
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || (text.isEmpty() && !isMeta)) {
        findings.add(
            new Finding(
                shown(file),
                0,
                Files.isSymbolicLink(file) ? "is a link" : "is no file a template may hold",
                "name texts such as member.sms.L1.txt, or remove it"));
        continue;
      }
      Optional<byte[]> bytes = bytes(file);
      bytes.ifPresent(read -> digests.put(name, FolderDigest.of(read)));
      if (isMeta) {
        metaBytes = bytes;
      } else {
        bytes
            .flatMap(read -> decoded(read, file))
            .ifPresent(words -> sources.put(text.orElseThrow(), new TextSource(words)));
      }
    }
    Optional<TemplateMeta> meta = meta(metaBytes, folder, tag);
    // The texts are read whatever meta.yaml is like: who mends it should not find the next fault.
    SortedMap<TextName, TextSource> sound = sound(sources, folder, tag, meta.orElse(UNKNOWN));
    if (meta.isEmpty()) {
      sound.clear();
    }
    TemplateSet set =
        new TemplateSet(notice, tag, FolderDigest.of(digests), meta.orElse(UNKNOWN), sound);
    written.put(set, sources);
    return set;
  }

  private SortedMap<TextName, TextSource> sound(
      SortedMap<TextName, TextSource> sources, Path folder, LanguageTag tag, TemplateMeta meta) {
    SortedMap<TextName, TextSource> sound = new TreeMap<>();
    sources.forEach(
        (name, source) -> {
          TextRule.Draft draft = new TextRule.Draft(name, source, tag, meta, words, countries);
          List<Flaw> flaws =
              Stream.of(TextRule.values()).flatMap(rule -> rule.broken(draft).stream()).toList();
          String file = shown(folder.resolve(name.file()));
          flaws.forEach(
              flaw -> findings.add(new Finding(file, flaw.line(), flaw.what(), flaw.mend())));
          if (flaws.isEmpty()) {
            sound.put(name, source);
          }
          if (name.sms() && source.written().length() > LONG_SMS) {
            findings.add(
                new Finding(
                    file,
                    0,
                    "is " + source.written().length() + " characters long, keep under " + LONG_SMS,
                    "shorten it; see ./aviso segments"));
          }
        });
    return sound;
  }

  /** Empty when nothing can be relied on: then every text of the folder is inert. */
  private Optional<TemplateMeta> meta(Optional<byte[]> bytes, Path folder, LanguageTag tag) {
    String file = shown(folder.resolve(META));
    if (bytes.isEmpty()) {
      findings.add(new Finding(file, 0, "there is no " + META, "copy one and change it"));
      return Optional.empty();
    }
    YamlFile yaml;
    try {
      yaml = YamlFile.of(bytes.get(), file);
    } catch (YamlFile.Malformed e) {
      findings.add(e.finding());
      return Optional.empty();
    }
    List<Finding> wrong = yaml.validate(SCHEMA);
    findings.addAll(wrong);
    JsonNode root = yaml.root();
    String direction = tag.rightToLeft() ? "rtl" : "ltr";
    if (!root.path("direction").asText(direction).equals(direction)) {
      findings.add(
          yaml.finding(
              "/direction",
              tag + " is written " + direction,
              "write direction: " + direction + ", or correct the folder's tag"));
      return Optional.empty();
    }
    if (!wrong.isEmpty()) {
      return Optional.empty(); // a mistyped "placeholder" must not make a draft final
    }
    JsonNode placeholder = root.path("placeholder");
    return Optional.of(
        new TemplateMeta(
            root.path("modality").asText().equals("audio"),
            root.path("your_relative").asText(""),
            root.path("translator").asText(""),
            root.path("certificate").asText(""),
            root.path("reviewed").asText(""),
            !placeholder.isMissingNode()
                && !(placeholder.isBoolean() && !placeholder.asBoolean())));
  }

  /** Names what one language has and another lacks. */
  private void compareLanguages(String notice, SortedMap<LanguageTag, TemplateSet> sets) {
    Set<TextName> all = new TreeSet<>();
    List<TemplateSet> read = sets.values().stream().filter(set -> !set.meta().audio()).toList();
    for (TemplateSet set : read) {
      for (TextName name : written.get(set).keySet()) {
        if (name.key() != null && name.key().to() == Owner.ATTORNEY) {
          continue; // written in the one language attorneys practise in
        }
        if (name.key() == null) {
          all.add(name);
        } else {
          TextName.parts(name.key()).forEach(part -> all.add(TextName.of(name.key(), part)));
        }
      }
    }
    for (Reply reply : Reply.values()) {
      all.add(TextName.of(reply));
    }
    for (TextName name : all) {
      long having = read.stream().filter(set -> written.get(set).containsKey(name)).count();
      boolean obsolete = name.key() != null && having > 0 && having * 2 < read.size();
      for (TemplateSet set : read) {
        if (obsolete && written.get(set).containsKey(name)) {
          findings.add(
              new Finding(
                  shown(folder.resolve(notice).resolve(set.tag().value()).resolve(name.file())),
                  0,
                  "only " + having + " of " + read.size() + " languages have this text",
                  "remove it if it is obsolete, or translate it into the others"));
        }
        if (!obsolete && !written.get(set).containsKey(name)) {
          findings.add(
              new Finding(
                  shown(folder.resolve(notice).resolve(set.tag().value()).resolve(name.file())),
                  0,
                  "is missing: " + set.tag() + " lacks a text others have",
                  "translate it"));
        }
      }
      compareFields(notice, name, read);
    }
  }

  private void compareFields(String notice, TextName name, List<TemplateSet> sets) {
    List<TemplateSet> having =
        sets.stream().filter(set -> written.get(set).containsKey(name)).toList();
    for (Field field : Field.values()) {
      List<TemplateSet> printing =
          having.stream()
              .filter(set -> written.get(set).get(name).fields().contains(field))
              .toList();
      if (printing.size() == having.size() || printing.isEmpty()) {
        continue;
      }
      boolean most = printing.size() * 2 > having.size();
      for (TemplateSet set : having) {
        if (printing.contains(set) != most) {
          findings.add(
              new Finding(
                  shown(folder.resolve(notice).resolve(set.tag().value()).resolve(name.file())),
                  most ? 0 : written.get(set).get(name).line(field),
                  (most ? "does not print {{" : "prints {{")
                      + field.code()
                      + "}}, as "
                      + printing.size()
                      + " of "
                      + having.size()
                      + " languages do",
                  "let all languages say the same"));
        }
      }
    }
  }

  private boolean isFolder(Path path, String name, String rule) {
    boolean fits =
        Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
            && path.getFileName().toString().matches(name);
    if (!fits) {
      findings.add(
          new Finding(
              shown(path),
              0,
              Files.isSymbolicLink(path) ? "is a link" : "does not belong here",
              "here stands " + rule + "; move it elsewhere"));
    }
    return fits;
  }

  private List<Path> list(Path folder) {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.sorted().toList();
    } catch (IOException e) {
      findings.add(unreadable(folder, e));
      return List.of();
    }
  }

  private Optional<byte[]> bytes(Path file) {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length <= MAX_BYTES) {
        return Optional.of(bytes);
      }
      findings.add(
          new Finding(shown(file), 0, "is larger than " + MAX_BYTES + " bytes", "shorten it"));
    } catch (IOException e) {
      findings.add(unreadable(file, e));
    }
    return Optional.empty();
  }

  private Finding unreadable(Path path, IOException e) {
    return new Finding(
        shown(path),
        0,
        "cannot be read (" + e.getClass().getSimpleName() + ")",
        "check that it exists and this user may read it");
  }

  private Optional<String> decoded(byte[] bytes, Path file) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (CharacterCodingException e) {
      findings.add(
          new Finding(shown(file), 0, "is not valid UTF-8", "save it with the encoding UTF-8"));
      return Optional.empty();
    }
  }

  /** {@code templates/class-notice/es/member.sms.L1.txt}, wherever the folder lies. */
  private String shown(Path path) {
    return folder.getFileName() + "/" + folder.relativize(path).toString().replace('\\', '/');
  }
}
