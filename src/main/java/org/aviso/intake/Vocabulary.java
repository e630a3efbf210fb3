package org.aviso.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.aviso.config.Nearest;
import org.aviso.config.YamlFile;

/**
 * Which words on a list mean which of our names; spelling is compared as {@link Folding} does.
 * Written by operators as {@code name: [word, word]}.
 */
final class Vocabulary {
  private static final int SHORTEST_WORD = 4;

  private final Map<String, String> meanings;

  private Vocabulary(Map<String, String> meanings) {
    this.meanings = Map.copyOf(meanings);
  }

  /**
   * @param pointer JSON pointer of the mapping, empty for the whole file
   * @throws YamlFile.Malformed when a word stands under two names, or the shape is another
   */
  static Vocabulary read(YamlFile file, String pointer) throws YamlFile.Malformed {
    return read(file, pointer, Map.of());
  }

  /** The same over words known beforehand, which the file may overrule. */
  static Vocabulary read(YamlFile file, String pointer, Map<String, String> known)
      throws YamlFile.Malformed {
    JsonNode names = file.root().at(pointer);
    if (!names.isObject()) {
      throw new YamlFile.Malformed(
          file.finding(pointer, "a mapping of names is missing", "write name: [word, word]"));
    }
    Map<String, String> own = new HashMap<>();
    Iterator<String> keys = names.fieldNames();
    while (keys.hasNext()) {
      String name = keys.next();
      String at = pointer + "/" + name;
      put(own, name, name, file, at);
      JsonNode words = names.get(name);
      if (!words.isArray()) {
        throw new YamlFile.Malformed(
            file.finding(at, name + " is not a list of words", "write name: [word, word]"));
      }
      for (int i = 0; i < words.size(); i++) {
        put(own, words.get(i).asText(), name, file, at + "/" + i);
      }
    }
    Map<String, String> all = new HashMap<>(known);
    all.putAll(own);
    return new Vocabulary(all);
  }

  private static void put(
      Map<String, String> into, String word, String name, YamlFile file, String at)
      throws YamlFile.Malformed {
    String before = into.put(Folding.of(word), name);
    if (before != null && !before.equals(name)) {
      throw new YamlFile.Malformed(
          file.finding(
              at,
              "\"" + word + "\" stands under " + before + " and " + name,
              "keep one of them: a word means one thing"));
    }
  }

  /** Our names, in alphabetical order. */
  List<String> names() {
    return meanings.values().stream().distinct().sorted().toList();
  }

  /** The words nearest to one that is not listed; codes are near to everything and left out. */
  List<String> nearest(String word, int most) {
    return Nearest.of(
        Folding.of(word),
        meanings.keySet().stream().filter(w -> w.length() >= SHORTEST_WORD).sorted().toList(),
        most);
  }

  /** Our name, or null when the word is not listed. */
  String meaning(String word) {
    return word == null ? null : meanings.get(Folding.of(word));
  }
}
