package org.aviso.ledger;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Directives in force for one person, by action, each with when it was given last. */
final class Directed {
  static final Directed NONE = new Directed();

  /** What says that a notice arrived, and so nothing of one that came later. */
  private static final Set<String> OF_A_NOTICE = Set.of("confirm", "reached", "told");

  private final Map<String, Instant> actions = new HashMap<>();

  void add(String action, Instant at) {
    actions.merge(action, at, (one, other) -> one.isAfter(other) ? one : other);
  }

  /**
   * Those that bear on an entry. Who confirmed one notice, or was reached with it, has not
   * confirmed one that came later.
   *
   * @param madeAt when the entry was made
   */
  Set<String> on(Instant madeAt) {
    return actions.entrySet().stream()
        .filter(one -> !OF_A_NOTICE.contains(one.getKey()) || !one.getValue().isBefore(madeAt))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }
}
