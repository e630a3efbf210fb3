package org.aviso.template;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aviso.person.LanguageTag;

/**
 * The languages one message is written in: one, or several together when the reader's is not known
 * and counsel listed what to send then. Shown and stored as {@code es} or {@code es+zh-Hans}; no
 * BCP 47 tag holds a plus sign.
 *
 * @param tags in the order of the texts, each once, at least one
 */
public record TextLanguages(List<LanguageTag> tags) {
  private static final String AND = "+";

  /** Those of texts that exist: few, and read again with every message. */
  private static final Map<String, TextLanguages> KNOWN = new ConcurrentHashMap<>();

  public TextLanguages {
    tags = List.copyOf(new LinkedHashSet<>(tags));
    if (tags.isEmpty()) {
      throw new IllegalArgumentException("A text is in some language");
    }
  }

  public static TextLanguages of(LanguageTag tag) {
    return new TextLanguages(List.of(tag));
  }

  /**
   * Of what {@link #code()} gave.
   *
   * @throws IllegalArgumentException when a part is no BCP 47 tag
   */
  public static TextLanguages of(String code) {
    return KNOWN.computeIfAbsent(code, TextLanguages::parsed);
  }

  private static TextLanguages parsed(String code) {
    return new TextLanguages(Stream.of(code.split("\\+", -1)).map(LanguageTag::new).toList());
  }

  /** The name in files, JSON and the database. */
  public String code() {
    return tags.stream().map(LanguageTag::value).collect(Collectors.joining(AND));
  }

  /** The first; the only one unless several are sent together. */
  public LanguageTag first() {
    return tags.get(0);
  }

  @Override
  public String toString() {
    return code();
  }
}
