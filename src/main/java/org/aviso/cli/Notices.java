package org.aviso.cli;

import java.util.Set;
import java.util.TreeSet;
import org.aviso.pipeline.Desk;

/** The notices a command may be asked about: those with a routing, and those with entries. */
final class Notices {
  private Notices() {}

  static Set<String> of(Desk desk) {
    Set<String> notices = new TreeSet<>(desk.policy().notices());
    notices.addAll(desk.ledger().records().notices());
    return notices;
  }

  /**
   * @param notice null for all
   * @throws Refusal when there is none of that name
   */
  static void check(Desk desk, String notice) {
    Set<String> notices = notice == null ? Set.of() : of(desk);
    if (notice != null && !notices.contains(notice)) {
      throw new Refusal(
          "there is no notice \"" + notice + "\"; there are: " + String.join(", ", notices));
    }
  }
}
