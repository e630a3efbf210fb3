package org.aviso.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SteadyClockTest {
  private static final Instant NOON = Instant.parse("2027-01-05T12:00:00Z");

  private Duration off = Duration.ZERO;
  private long nanos = 7;
  private final SteadyClock clock =
      SteadyClock.over(
          new Clock() {
            @Override
            public Instant instant() {
              return NOON.plusNanos(nanos - 7).plus(off);
            }

            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }
          },
          () -> nanos);

  private Instant after(Duration wait) {
    nanos += wait.toNanos();
    return clock.instant();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1H", "-PT1H", "P1D", "-P1D"})
  void a_jump_that_is_taken_back_is_never_seen(Duration jump) {
    off = jump;
    assertThat(after(Duration.ofMinutes(1))).isEqualTo(NOON.plusSeconds(60));
    assertThat(after(Duration.ofMinutes(8))).isEqualTo(NOON.plusSeconds(540));
    off = Duration.ZERO;
    assertThat(after(Duration.ofMinutes(1))).isEqualTo(NOON.plusSeconds(600));
    assertThat(after(Duration.ofMinutes(30))).isEqualTo(NOON.plusSeconds(2_400));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1H", "-PT1H", "P1D", "-P1D"})
  void a_jump_that_stands_for_ten_minutes_is_followed(Duration jump) {
    off = jump;
    assertThat(after(Duration.ofSeconds(1))).isEqualTo(NOON.plusSeconds(1));
    assertThat(after(Duration.ofMinutes(10))).isEqualTo(NOON.plusSeconds(601).plus(jump));
  }

  @Test
  void another_jump_has_to_stand_as_long() {
    off = Duration.ofHours(1);
    after(Duration.ofMinutes(9));
    off = Duration.ofHours(2);
    assertThat(after(Duration.ofMinutes(9))).isEqualTo(NOON.plusSeconds(18 * 60));
  }

  @Test
  void a_small_correction_is_followed_at_once_and_never_backwards() {
    assertThat(after(Duration.ofSeconds(10))).isEqualTo(NOON.plusSeconds(10));
    off = Duration.ofSeconds(1);
    assertThat(after(Duration.ofSeconds(10))).isEqualTo(NOON.plusSeconds(21));
    off = Duration.ofSeconds(-1);
    assertThat(after(Duration.ofMillis(100))).isEqualTo(NOON.plusSeconds(21));
    assertThat(after(Duration.ofSeconds(10))).isEqualTo(NOON.plusMillis(29_100));
  }
}
