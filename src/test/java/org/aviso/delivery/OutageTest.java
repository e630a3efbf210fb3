package org.aviso.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OutageTest {
  private final Outage outage = new Outage();

  private static long second(long seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }

  @Test
  void a_provider_that_is_reached_is_sent_as_many_as_there_is_room_for() {
    assertThat(outage.permits(50, 7, 0)).isEqualTo(50);
    outage.notReached(0);
    outage.reached();
    assertThat(outage.permits(50, 7, 0)).isEqualTo(50);
  }

  @Test
  void while_it_is_not_reached_one_at_a_time_tries_at_growing_distances() {
    int tries = 0;
    for (long second = 0; second < 3600; second++) {
      if (tries == 0 || outage.permits(50, 0, second(second)) > 0) {
        tries++;
        outage.notReached(second(second));
      }
    }
    assertThat(tries).isBetween(60, 70);
    assertThat(outage.permits(50, 1, second(7200))).as("one is on its way").isZero();
    assertThat(outage.permits(50, 0, second(7200))).isEqualTo(1);
    assertThat(outage.permits(0, 0, second(7200))).isZero();
  }

  @Test
  void many_that_fail_at_once_count_as_one_try() {
    for (int message = 0; message < 50; message++) {
      outage.notReached(0);
    }
    assertThat(outage.permits(50, 0, second(1))).isEqualTo(1);
  }

  @Test
  void an_outage_of_some_minutes_is_told_once_and_the_next_one_again() {
    assertThat(outage.notReached(0)).isFalse();
    assertThat(outage.notReached(second(299))).isFalse();
    assertThat(outage.notReached(second(300))).isTrue();
    assertThat(outage.notReached(second(301))).isFalse();
    assertThat(outage.reached()).isTrue();
    assertThat(outage.reached()).isFalse();
    assertThat(outage.notReached(second(400))).isFalse();
    assertThat(outage.notReached(second(700))).isTrue();
  }
}
