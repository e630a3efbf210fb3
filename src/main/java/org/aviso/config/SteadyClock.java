package org.aviso.config;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machine's clock, except that a jump is not believed at once. Time runs on by the monotonic
 * clock; when somebody sets the machine's, that is followed after it has stood for ten minutes.
 *
 * <p>A clock that was wrong for a moment thus makes nothing due early and dates nothing into the
 * future, where a next try would wait for that day, and does not let an attempt in doubt look older
 * than it is. Small corrections, such as NTP's, are followed at once but never backwards. Safe for
 * use by many threads.
 */
public final class SteadyClock extends Clock {
  private static final Logger LOG = LoggerFactory.getLogger(SteadyClock.class);
  private static final Duration SMALL = Duration.ofSeconds(2);
  private static final Duration BELIEVED = Duration.ofMinutes(10);
  private static final SteadyClock OF_THIS_PROCESS =
      new SteadyClock(new Hand(Clock.systemUTC(), System::nanoTime), ZoneOffset.UTC);

  private final Hand hand;
  private final ZoneId zone;

  private SteadyClock(Hand hand, ZoneId zone) {
    this.hand = hand;
    this.zone = zone;
  }

  /** One for all, in UTC: what one part of the process dates another compares. */
  public static SteadyClock ofThisProcess() {
    return OF_THIS_PROCESS;
  }

  static SteadyClock over(Clock machine, LongSupplier nanoTime) {
    return new SteadyClock(new Hand(machine, nanoTime), ZoneOffset.UTC);
  }

  @Override
  public Instant instant() {
    return hand.instant();
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new SteadyClock(hand, other);
  }

  private static final class Hand {
    private final Clock machine;
    private final LongSupplier nanoTime;
    private Instant known;
    private long knownAt;
    private Duration jump;
    private long jumpedAt;

    Hand(Clock machine, LongSupplier nanoTime) {
      this.machine = machine;
      this.nanoTime = nanoTime;
      this.known = machine.instant();
      this.knownAt = nanoTime.getAsLong();
    }

    synchronized Instant instant() {
      long nanos = nanoTime.getAsLong();
      Instant said = machine.instant();
      Instant steady = known.plusNanos(nanos - knownAt);
      Duration off = Duration.between(steady, said);
      if (off.abs().compareTo(SMALL) <= 0) {
        if (jump != null) {
          LOG.warn("The machine's clock is right again");
        }
        jump = null;
        // Not before what was told already.
        return set(said.isAfter(known) ? said : known, nanos);
      }
      if (jump == null || jump.minus(off).abs().compareTo(SMALL) > 0) {
        jump = off;
        jumpedAt = nanos;
        LOG.warn(
            "The machine's clock was set by {} s; followed when it has stood", off.toSeconds());
      }
      if (nanos - jumpedAt < BELIEVED.toNanos()) {
        return steady;
      }
      LOG.warn("The machine's clock stood for ten minutes: followed, by {} s", off.toSeconds());
      jump = null;
      return set(said, nanos);
    }

    private Instant set(Instant now, long nanos) {
      known = now;
      knownAt = nanos;
      return now;
    }
  }
}
