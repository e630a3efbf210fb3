package org.aviso.ledger;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.aviso.outcome.AttemptState;
import org.aviso.outcome.HandOutcome;
import org.aviso.outcome.News;
import org.aviso.outcome.Reason;

/** Every word an {@link Event} may say happened, so that nobody asks for one that never comes. */
public final class EventWords {
  /** Besides states, news and the reasons that raise an alarm. */
  private static final Set<String> OTHERS =
      Set.of(
          "aborted",
          "absent_persons",
          "amended",
          "approval_gone",
          "changed",
          "channel_paused",
          "claimed",
          "complaint",
          "confirm",
          "cost_limit",
          "daily_limit",
          "deceased",
          "directives_refused",
          "directives_rejected",
          "directives_stray",
          "distinct_from",
          "done",
          "dropped_again",
          "exported",
          "held",
          "hold",
          "imported",
          "list",
          "list_quarantined",
          "list_stands",
          "live_refused",
          "merged_into",
          "not_ours",
          "not_printed",
          "not_sent",
          "opened",
          "other_address",
          "paused",
          "planned",
          "printed",
          "printed_again",
          "proposed",
          "provider_unreachable",
          "refused",
          "relay_unknown",
          "replaced",
          "reply",
          "resumed",
          "rows",
          "running",
          "same_as",
          "second_message",
          "show",
          "started",
          "stop_notices",
          "stopped",
          "superseded",
          "suppress",
          "supplement_expected",
          "supplement_overdue",
          "taken",
          "taking",
          "unhold",
          "unhold_suppression",
          "unhold_veto",
          "unknown",
          "unplannable",
          "unreadable",
          "veto_relay",
          "wave_paused",
          "widening_void",
          "withdrawn");

  private EventWords() {}

  /** In alphabetical order. */
  public static Set<String> all() {
    Set<String> words = new TreeSet<>(OTHERS);
    Arrays.stream(AttemptState.values()).map(AttemptState::code).forEach(words::add);
    Arrays.stream(HandOutcome.values()).map(HandOutcome::code).forEach(words::add);
    for (News news : News.values()) {
      words.add(news.code());
      words.add("not_applied_" + news.code());
    }
    Arrays.stream(Reason.values())
        .filter(reason -> reason.alarm() != Reason.Alarm.NONE)
        .map(Reason::code)
        .forEach(words::add);
    return words;
  }
}
