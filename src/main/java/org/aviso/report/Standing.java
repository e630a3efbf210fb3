package org.aviso.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.aviso.ledger.Records.AttemptRecord;
import org.aviso.ledger.Records.EntryRecord;
import org.aviso.outcome.EntryMark;
import org.aviso.outcome.EntryState;
import org.aviso.outcome.HandOutcome;
import org.aviso.outcome.TaskState;

/**
 * Where an entry stands, from what the ledger says of it. Worked out each time it is asked, never
 * stored.
 */
public final class Standing {
  private Standing() {}

  public static EntryState of(EntryRecord entry) {
    List<AttemptRecord> latest = latest(entry);
    EntryState state =
        EntryState.of(
            new EntryState.Facts(
                entry.directives().contains("deceased"),
                entry.directives().contains("stop_notices"),
                entry.directives().contains("confirm"),
                entry.directives().contains("reached"),
                entry.directives().contains("told"),
                entry.holds(),
                entry.mark() == EntryMark.SUPERSEDED,
                latest.stream().anyMatch(a -> "stop_requested".equals(a.fact().reason())),
                latest.stream().map(AttemptRecord::fact).toList(),
                entry.waitsToBePlanned()
                    || entry.tasks().stream().anyMatch(task -> task.state().standing())));
    return byHand(state, entry);
  }

  /** A task taken up is begun, and a letter in the mail may yet arrive. */
  private static EntryState byHand(EntryState state, EntryRecord entry) {
    if (state == EntryState.WAITING
        && entry.tasks().stream()
            .anyMatch(t -> t.state() == TaskState.CLAIMED || t.state() == TaskState.DONE)) {
      return EntryState.IN_PROGRESS;
    }
    return (state == EntryState.ROUTES_EXHAUSTED || endedBySuccessor(state, entry))
            && entry.tasks().stream().anyMatch(t -> t.outcome() == HandOutcome.SENT)
        ? EntryState.UNCONFIRMED
        : state;
  }

  private static boolean endedBySuccessor(EntryState state, EntryRecord entry) {
    return state == EntryState.STOPPED_BY_COUNSEL && !entry.directives().contains("stop_notices");
  }

  /** The latest try of each (step, contact), in the order first planned. */
  public static List<AttemptRecord> latest(EntryRecord entry) {
    Map<String, AttemptRecord> latest = new LinkedHashMap<>();
    List<AttemptRecord> tries = new ArrayList<>(entry.attempts());
    tries.sort(Comparator.comparingInt(a -> a.fact().tries()));
    for (AttemptRecord attempt : entry.attempts()) {
      latest.putIfAbsent(slot(attempt), attempt);
    }
    tries.forEach(attempt -> latest.put(slot(attempt), attempt));
    return List.copyOf(latest.values());
  }

  private static String slot(AttemptRecord attempt) {
    return attempt.fact().step() + " " + attempt.fact().contact();
  }
}
