package org.aviso.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxClockTest {
  private static final Instant START = Instant.parse("2027-01-05T18:00:00Z");
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

  private SandboxClock clock(String setting) {
    return SandboxClock.parse(setting, nanos::get);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          2027-01-05T18:00Z,            10, 2027-01-05T18:00:10Z
          2027-01-05T13:00-05:00,       10, 2027-01-05T18:00:10Z
          2027-01-05T18:00:30Z skip,    10, 2027-01-05T18:00:40Z
          2027-01-05T18:00Z x60,        10, 2027-01-05T18:10:00Z
          '  2027-01-05T18:00Z   x1 ',  10, 2027-01-05T18:00:10Z
          """)
  void starts_when_told_and_runs_as_fast_as_told(String setting, int seconds, Instant expected) {
    SandboxClock clock = clock(setting);

    pass(Duration.ofSeconds(seconds));

    assertThat(clock.instant()).isEqualTo(expected);
  }

  @Test
  void fastest_speed_does_not_overflow_within_a_month() {
    SandboxClock clock = clock("2027-01-05T18:00Z x99999");

    pass(Duration.ofDays(30));

    assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofDays(30).multipliedBy(99_999)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2027-01-05",
        "2027-01-05T18:00",
        "2027-01-05T18:00Z jump",
        "2027-01-05T18:00Z x0",
        "2027-01-05T18:00Z x-1",
        "2027-01-05T18:00Z x100000",
        "2027-13-05T18:00Z",
        "real skip",
        "2027-01-05T18:00Z skip x60"
      })
  void refuses_what_it_cannot_read_saying_what_it_can(String setting) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SandboxClock.parse(setting))
        .withMessageContaining("aviso.sandbox.clock is \"" + setting + "\"")
        .withMessageContaining("2027-01-05T18:00Z")
        .withMessageContaining("skip")
        .withMessageContaining("x60");
  }

  @Test
  void jumps_forward_and_runs_on_from_there() {
    SandboxClock clock = clock("2027-01-05T18:00Z skip");

    clock.skipTo(START.plusSeconds(3600));
    pass(Duration.ofSeconds(5));

    assertThat(clock.instant()).isEqualTo(START.plusSeconds(3605));
  }

  @Test
  void does_not_jump_backwards() {
    SandboxClock clock = clock("2027-01-05T18:00Z skip");
    pass(Duration.ofSeconds(100));

    clock.skipTo(START.plusSeconds(99));

    assertThat(clock.instant()).isEqualTo(START.plusSeconds(100));
  }

  @ParameterizedTest
  @ValueSource(strings = {"real", "2027-01-05T18:00Z", "2027-01-05T18:00Z x60"})
  void only_a_clock_that_says_skip_can_be_moved(String setting) {
    SandboxClock clock = clock(setting);

    assertThat(clock.skips()).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(() -> clock.skipTo(START))
        .withMessageContaining("skip");
  }

  @Test
  void real_is_the_machines_time() {
    Instant before = Instant.now();

    Instant read = SandboxClock.parse("real").instant();

    assertThat(read).isBetween(before, Instant.now());
  }

  @Test
  void the_same_clock_in_another_zone_jumps_along() {
    SandboxClock clock = clock("2027-01-05T18:00Z skip");
    Clock elsewhere = clock.withZone(ZoneId.of("America/Tijuana"));

    clock.skipTo(START.plusSeconds(60));

    assertThat(elsewhere.instant()).isEqualTo(START.plusSeconds(60));
    assertThat(elsewhere.getZone()).isEqualTo(ZoneId.of("America/Tijuana"));
  }

  @Test
  void never_goes_backwards_while_many_threads_read_and_jump() throws Exception {
    SandboxClock clock = SandboxClock.parse("2027-01-05T18:00Z skip");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Boolean>> forwardOnly = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        long stride = thread;
        forwardOnly.add(
            threads.submit(
                () -> {
                  boolean forward = true;
                  Instant last = clock.instant();
                  for (int i = 0; i < 20_000; i++) {
                    clock.skipTo(last.plusNanos(stride * 1000));
                    Instant now = clock.instant();
                    forward &= !now.isBefore(last);
                    last = now;
                  }
                  return forward;
                }));
      }
      for (Future<Boolean> forward : forwardOnly) {
        assertThat(forward.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
