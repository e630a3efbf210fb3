package org.aviso.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.aviso.ledger.Records;
import org.aviso.ledger.Records.AttemptRecord;
import org.aviso.ledger.Records.EntryRecord;
import org.aviso.outcome.AttemptState;
import org.aviso.outcome.EntryState;
import org.aviso.person.HoldReason;
import org.aviso.person.Owner;
import org.aviso.template.Channel;

/**
 * Reach of one notice: unique persons with a qualifying outcome ÷ unique persons on the list. What
 * was handed to a relay is shown apart and is never the member's reach; {@code sent} is never
 * {@code reached}.
 *
 * @param states how many entries are in each state, by code; they add up to {@code listTotal}
 * @param reconciles rows of every list, entries and attempts each add up
 */
public record Reach(
    String notice,
    Instant asOf,
    long listTotal,
    SortedMap<String, Long> states,
    long deliveredToMember,
    long handedToRelay,
    long relayConfirmed,
    long memberConfirmed,
    long reached,
    SortedMap<String, Part> byLanguage,
    SortedMap<String, SortedMap<String, Long>> byChannel,
    SortedMap<String, Part> byCustody,
    SortedMap<String, Long> held,
    Map<String, Long> rejectedRows,
    SortedMap<String, Long> attempts,
    boolean reconciles) {

  /** A part of the list. */
  public record Part(long total, long reached, long held) {
    Part plus(boolean isReached, boolean isHeld) {
      return new Part(total + 1, reached + (isReached ? 1 : 0), held + (isHeld ? 1 : 0));
    }
  }

  /**
   * What counsel's routing lets count as reached.
   *
   * @param emailUnbounced an email that was accepted and did not bounce
   * @param relayTold a relay who says they told the member
   */
  public record Rules(boolean emailUnbounced, boolean relayTold) {}

  /** Reached of a hundred, one decimal; 0 for an empty list. */
  public BigDecimal percent() {
    return listTotal == 0
        ? BigDecimal.ZERO.setScale(1)
        : BigDecimal.valueOf(reached * 100L)
            .divide(BigDecimal.valueOf(listTotal), 1, RoundingMode.HALF_UP);
  }

  public static Reach of(Records records, String notice, Rules rules, Instant now) {
    return of(records, notice, true, rules, now);
  }

  /**
   * @param inForce false when the notice's routing was taken away: whoever came since then has no
   *     entry in it
   */
  public static Reach of(
      Records records, String notice, boolean inForce, Rules rules, Instant now) {
    return new Counting(rules).count(records, notice, inForce, now);
  }

  private static final class Counting {
    private final Rules rules;
    private final SortedMap<String, Long> states = new TreeMap<>();
    private final SortedMap<String, Part> byLanguage = new TreeMap<>();
    private final SortedMap<String, SortedMap<String, Long>> byChannel = new TreeMap<>();
    private final SortedMap<String, Part> byCustody = new TreeMap<>();
    private final SortedMap<String, Long> held = new TreeMap<>();
    private final SortedMap<String, Long> attempts = new TreeMap<>();
    private long total;
    private long delivered;
    private long handed;
    private long relayConfirmed;
    private long memberConfirmed;
    private long reached;
    private long tries;

    Counting(Rules rules) {
      this.rules = rules;
    }

    Reach count(Records records, String notice, boolean inForce, Instant now) {
      records.entries(notice, false, this::count);
      boolean sums =
          sum(states) == total
              && sum(attempts) == tries
              && byLanguage.values().stream().mapToLong(Part::total).sum() == total
              && byCustody.values().stream().mapToLong(Part::total).sum() == total
              && (inForce ? records.personCount() == total : records.personCount() >= total)
              && records.rowsReconcile();
      return new Reach(
          notice,
          now,
          total,
          states,
          delivered,
          handed,
          relayConfirmed,
          memberConfirmed,
          reached,
          byLanguage,
          byChannel,
          byCustody,
          held,
          records.rejectedRows(),
          attempts,
          sums);
    }

    private static long sum(SortedMap<String, Long> counts) {
      return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private void count(EntryRecord entry) {
      total++;
      EntryState state = Standing.of(entry);
      states.merge(state.code(), 1L, Long::sum);
      boolean toMember = delivered(entry, Owner.MEMBER);
      boolean confirmed = entry.directives().contains("confirm");
      boolean relayed = state == EntryState.RELAY_CONFIRMED;
      delivered += toMember ? 1 : 0;
      handed += delivered(entry, Owner.RELAY) ? 1 : 0;
      relayConfirmed += relayed ? 1 : 0;
      memberConfirmed += confirmed ? 1 : 0;
      boolean isReached =
          toMember
              || confirmed
              || (rules.relayTold && relayed)
              || (rules.emailUnbounced && unbounced(entry));
      reached += isReached ? 1 : 0;
      boolean isHeld = state == EntryState.HELD;
      part(byLanguage, entry.language() == null ? "unknown" : entry.language(), isReached, isHeld);
      part(byCustody, entry.custody().code(), isReached, isHeld);
      if (isHeld) {
        for (HoldReason reason : entry.holds()) {
          held.merge(reason.code(), 1L, Long::sum);
        }
      }
      for (AttemptRecord attempt : entry.attempts()) {
        tries++;
        String code = attempt.fact().state().code();
        attempts.merge(code, 1L, Long::sum);
        byChannel
            .computeIfAbsent(attempt.fact().channel().code(), c -> new TreeMap<>())
            .merge(code, 1L, Long::sum);
      }
    }

    private static void part(
        SortedMap<String, Part> parts, String key, boolean isReached, boolean isHeld) {
      parts.put(key, parts.getOrDefault(key, new Part(0, 0, 0)).plus(isReached, isHeld));
    }

    private static boolean delivered(EntryRecord entry, Owner to) {
      return entry.attempts().stream()
          .map(AttemptRecord::fact)
          .anyMatch(f -> f.to() == to && f.delivered());
    }

    private static boolean unbounced(EntryRecord entry) {
      return entry.attempts().stream()
          .map(AttemptRecord::fact)
          .anyMatch(
              f ->
                  f.to() == Owner.MEMBER
                      && !f.wrongPerson()
                      && f.channel() == Channel.EMAIL
                      && (f.state() == AttemptState.SENT || f.state() == AttemptState.UNCONFIRMED));
    }
  }
}
