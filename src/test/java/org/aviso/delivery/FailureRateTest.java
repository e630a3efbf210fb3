package org.aviso.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureRateTest {
  private final FailureRate rate = new FailureRate();

  private int takeUntilFailing(int most, int everyNth) {
    for (int i = 1; i <= most; i++) {
      if (rate.failing(i % everyNth == 0)) {
        return i;
      }
    }
    return 0;
  }

  @Test
  void a_hundred_failures_stop_the_channel_and_fewer_say_nothing() {
    assertThat(takeUntilFailing(99, 1)).isZero();
    assertThat(rate.failing(true)).isTrue();
  }

  @Test
  void half_of_what_is_answered_is_not_more_than_half() {
    assertThat(takeUntilFailing(10_000, 2)).isZero();
  }

  @Test
  void what_began_well_is_forgotten_after_a_hundred_answers() {
    assertThat(takeUntilFailing(500, 1_000)).isZero();
    assertThat(takeUntilFailing(100, 1)).isEqualTo(51);
  }

  @Test
  void the_count_begins_anew_when_somebody_let_go_of_the_brake() {
    assertThat(takeUntilFailing(100, 1)).isEqualTo(100);
    assertThat(takeUntilFailing(99, 1)).isZero();
  }
}
