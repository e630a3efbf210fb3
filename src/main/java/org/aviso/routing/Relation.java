package org.aviso.routing;

import java.util.Set;

/** How counsel's words for relations map to those of {@code config/relations.yaml}. */
final class Relation {
  private Relation() {}

  /** {@code parent} covers both; {@code brother} and {@code sister} are one kind on the lists. */
  static Set<String> covers(String written) {
    return switch (written) {
      case "parent" -> Set.of("mother", "father");
      case "brother", "sister" -> Set.of("sibling");
      default -> Set.of(written);
    };
  }
}
