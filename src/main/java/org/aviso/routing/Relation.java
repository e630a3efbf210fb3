package org.aviso.routing;

import java.util.Set;

/** How counsel's words for relations map to those of {@code config/relations.yaml}. */
final class Relation {
  private Relation() {}

  /**
   * {@code parent} covers mother and father as well; {@code brother} and {@code sister} are one
   * kind on the lists.
   */
  static Set<String> covers(String written) {
    return switch (written) {
      case "parent" -> Set.of("mother", "father", "parent");
      case "brother", "sister" -> Set.of("sibling");
      default -> Set.of(written);
    };
  }
}
