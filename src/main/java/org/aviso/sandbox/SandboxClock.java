package org.aviso.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aviso.config.SteadyClock;

/**
 * The clock of {@code aviso.sandbox.clock}: real time, or a time of its own that starts where it is
 * told, runs on the monotonic clock, faster if asked, and can be moved forward. Safe for use by
 * many threads.
 */
public final class SandboxClock extends Clock {
  private static final Pattern SETTING =
      Pattern.compile("([0-9]\\S*)?(?:(?:^|\\s+)(?:(skip)|x([1-9][0-9]{0,4})))?");

  private final AtomicReference<Hand> hand;
  private final boolean skips;
  private final ZoneId zone;

  private SandboxClock(AtomicReference<Hand> hand, boolean skips, ZoneId zone) {
    this.hand = hand;
    this.skips = skips;
    this.zone = zone;
  }

  /**
   * Reads {@code real} | {@code <ISO 8601 time with offset>} | {@code <time> skip} | {@code <time>
   * x60}; without a time {@code skip} and {@code x60} start now.
   *
   * @throws IllegalArgumentException saying what the setting is and what it may be
   */
  public static SandboxClock parse(String setting) {
    return parse(setting, System::nanoTime);
  }

  static SandboxClock parse(String setting, LongSupplier nanoTime) {
    String trimmed = setting == null ? "" : setting.strip();
    if (trimmed.equals("real")) {
      return new SandboxClock(new AtomicReference<>(new SystemHand()), false, ZoneOffset.UTC);
    }
    Matcher matcher = SETTING.matcher(trimmed);
    if (trimmed.isEmpty() || !matcher.matches()) {
      throw notASetting(trimmed);
    }
    long speed = matcher.group(3) == null ? 1 : Long.parseLong(matcher.group(3));
    try {
      Instant start =
          matcher.group(1) == null
              ? Clock.systemUTC().instant()
              : OffsetDateTime.parse(matcher.group(1)).toInstant();
      Hand hand = new RunningHand(start, nanoTime.getAsLong(), speed, nanoTime);
      return new SandboxClock(
          new AtomicReference<>(hand), matcher.group(2) != null, ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      throw notASetting(trimmed);
    }
  }

  private static IllegalArgumentException notASetting(String setting) {
    return new IllegalArgumentException(
        "aviso.sandbox.clock is \""
            + setting
            + "\": it must be real, or a time with its offset such as 2027-01-05T18:00Z, alone or"
            + " followed by skip or by x and a whole number up to 99999, such as x60");
  }

  /** Whether the setting said {@code skip}, so that {@link #skipTo} may be called. */
  public boolean skips() {
    return skips;
  }

  /**
   * Jumps forward; a time already passed changes nothing.
   *
   * @throws IllegalStateException when the setting did not say {@code skip}
   */
  public void skipTo(Instant time) {
    if (!skips) {
      throw new IllegalStateException(
          "aviso.sandbox.clock does not say skip, so the clock cannot be moved");
    }
    hand.updateAndGet(present -> present.movedTo(time));
  }

  @Override
  public Instant instant() {
    return hand.get().instant();
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  /** The same time, moved together with this clock, seen in another zone. */
  @Override
  public Clock withZone(ZoneId other) {
    return new SandboxClock(hand, skips, other);
  }

  private interface Hand {
    Instant instant();

    /** Itself when the time has passed already. */
    Hand movedTo(Instant time);
  }

  private record RunningHand(Instant start, long startedAt, long speed, LongSupplier nanoTime)
      implements Hand {
    @Override
    public Instant instant() {
      return at(nanoTime.getAsLong());
    }

    private Instant at(long now) {
      // As a Duration: a long of nanoseconds times the speed overflows within days.
      return start.plus(Duration.ofNanos(now - startedAt).multipliedBy(speed));
    }

    @Override
    public Hand movedTo(Instant time) {
      // One reading for both: between two the old hand could pass the time the new one starts at.
      long now = nanoTime.getAsLong();
      return time.isAfter(at(now)) ? new RunningHand(time, now, speed, nanoTime) : this;
    }
  }

  /** The machine's clock, as steady as it is in live mode. */
  private static final class SystemHand implements Hand {
    @Override
    public Instant instant() {
      return SteadyClock.ofThisProcess().instant();
    }

    @Override
    public Hand movedTo(Instant time) {
      throw new IllegalStateException("The machine's clock cannot be moved");
    }
  }
}
