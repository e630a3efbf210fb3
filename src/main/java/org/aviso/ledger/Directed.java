package org.aviso.ledger;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** Directives in force for one person, by action. */
final class Directed {
  static final Directed NONE = new Directed();
  private static final String CONFIRM = "confirm";

  private final Set<String> actions = new HashSet<>();
  private Instant confirmed = Instant.MIN;

  void add(String action, Instant at) {
    actions.add(action);
    if (action.equals(CONFIRM) && at.isAfter(confirmed)) {
      confirmed = at;
    }
  }

  /**
   * Those that bear on an entry. Who confirmed one notice has not confirmed one that came later.
   *
   * @param madeAt when the entry was made
   */
  Set<String> on(Instant madeAt) {
    if (!actions.contains(CONFIRM) || !confirmed.isBefore(madeAt)) {
      return Set.copyOf(actions);
    }
    Set<String> others = new HashSet<>(actions);
    others.remove(CONFIRM);
    return Set.copyOf(others);
  }
}
