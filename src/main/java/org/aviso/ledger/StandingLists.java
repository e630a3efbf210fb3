package org.aviso.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lists that were begun and that no home goes on with. While there is one nothing is sent, and no
 * time ends that: a row still to come may hold somebody. So somebody is told. Counts on the
 * monotonic clock.
 */
public final class StandingLists {
  private static final long WORTH_SAYING = Duration.ofMinutes(5).toNanos();

  private final Ledger ledger;
  private Map<String, Seen> seen = Map.of();

  private record Seen(int lastLine, long since, boolean said) {}

  public StandingLists(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * Raises an alarm, once a list, when no row of it was committed for minutes.
   *
   * @param nanoTime {@code System.nanoTime()}
   * @return digests of those said now
   */
  public synchronized List<String> look(long nanoTime) {
    Map<String, Seen> now = new HashMap<>();
    List<String> said = new ArrayList<>();
    for (Lists.Interrupted list : ledger.lists().interrupted()) {
      Seen before = seen.get(list.sha256());
      if (before == null || before.lastLine != list.lastLine()) {
        before = new Seen(list.lastLine(), nanoTime, false);
      }
      boolean say = !before.said && nanoTime - before.since >= WORTH_SAYING;
      if (say) {
        ledger.record(
            Event.ofService("alarm", "list_stands", "{\"list\":\"" + list.sha256() + "\"}"));
        said.add(list.sha256());
      }
      now.put(list.sha256(), new Seen(before.lastLine, before.since, before.said || say));
    }
    seen = now;
    return said;
  }

  /** Digests of those that were said and stand still. */
  public synchronized List<String> said() {
    return seen.entrySet().stream()
        .filter(list -> list.getValue().said)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }
}
