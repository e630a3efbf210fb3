package org.aviso.outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * When a failure for now is tried again. The one place where the schedule stands.
 *
 * <p>Only {@code temporary_failure} comes here. A throttled try costs time, never a try.
 */
public final class RetryPolicy {
  private static final Duration DAY = Duration.ofDays(1);

  /** A third try two days after the second makes 72 hours in all. */
  private static final List<Duration> UNREACHABLE = List.of(DAY, DAY.multipliedBy(2));

  private final List<Duration> delays;
  private final DoubleSupplier random;

  /**
   * @param delays before the second try, the third and so on; as many retries as entries
   * @param random in [0, 1), spreads each delay over one to one and a quarter of itself
   */
  public RetryPolicy(List<Duration> delays, DoubleSupplier random) {
    if (delays.isEmpty() || delays.stream().anyMatch(delay -> delay.isNegative())) {
      throw new IllegalArgumentException("Retry delays must be non-negative and at least one");
    }
    this.delays = List.copyOf(delays);
    this.random = random;
  }

  /**
   * When the next try is due.
   *
   * @param failures the temporary failures of one (step, contact), oldest first, at least one
   * @return empty when no try is left
   */
  public Optional<Instant> nextTry(List<AttemptFact> failures) {
    AttemptFact last = failures.get(failures.size() - 1);
    return switch (retryOf(last)) {
      case BACKOFF -> spent(failures, last, delays);
      case BACKOFF_UNSPENT -> Optional.of(due(last, delayAt(delays, failures.size())));
      case NEXT_DAY -> spent(failures, last, delays.stream().map(delay -> DAY).toList());
      case TWICE_IN_THREE_DAYS -> spent(failures, last, UNREACHABLE);
      case ONCE_LONGER_VALIDITY -> spent(failures, last, delays.subList(0, 1));
      case NONE, SAME_TRY -> Optional.empty();
    };
  }

  /**
   * Tries count against the schedule of the last failure, whatever the earlier ones were;
   * throttling never does.
   */
  private Optional<Instant> spent(
      List<AttemptFact> failures, AttemptFact last, List<Duration> schedule) {
    long spent = failures.stream().filter(f -> retryOf(f) != Reason.Retry.BACKOFF_UNSPENT).count();
    return spent > schedule.size()
        ? Optional.empty()
        : Optional.of(due(last, delayAt(schedule, (int) spent)));
  }

  private static Duration delayAt(List<Duration> schedule, int tries) {
    return schedule.get(Math.min(tries, schedule.size()) - 1);
  }

  private Instant due(AttemptFact last, Duration delay) {
    if (last.retryAfter() != null) {
      return last.retryAfter();
    }
    long jitter = (long) (delay.toMillis() * 0.25 * random.getAsDouble());
    return last.changed().plus(delay).plusMillis(jitter);
  }

  private static Reason.Retry retryOf(AttemptFact failure) {
    return Reason.find(failure.reason()).map(Reason::retry).orElse(Reason.Retry.BACKOFF);
  }
}
