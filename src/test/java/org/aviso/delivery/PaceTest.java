package org.aviso.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void starts_are_evenly_spaced() {
    var pace = new Pace(10, 100);
    assertThat(pace.permits(0)).isEqualTo(10);
    assertThat(List.of(pace.start(0), pace.start(0), pace.start(0)))
        .containsExactly(0L, SECOND / 10, SECOND / 5);
    assertThat(pace.permits(0)).isEqualTo(7);
    assertThat(pace.permits(SECOND)).isEqualTo(10);
  }

  @Test
  void as_fast_as_accepted_is_bounded_by_what_is_in_flight() {
    var pace = new Pace(0, 2);
    assertThat(pace.start(0)).isZero();
    assertThat(pace.start(0)).isZero();
    assertThat(pace.permits(0)).isZero();
    pace.done();
    assertThat(pace.permits(0)).isEqualTo(1);
  }

  @Test
  void a_claim_already_made_always_gets_its_place() {
    var pace = new Pace(0, 2);
    // Two asked for the last place at once, a claim and a text to staff: both have it.
    assertThat(List.of(pace.start(0), pace.start(0), pace.start(0))).containsOnly(0L);
    assertThat(pace.flying()).isEqualTo(3);
    assertThat(pace.permits(0)).isZero();
    pace.done();
    assertThat(pace.permits(0)).as("as many as may be in flight are").isZero();
    pace.done();
    assertThat(pace.permits(0)).isEqualTo(1);
  }

  @Test
  void a_clock_near_its_wrap_changes_nothing() {
    var pace = new Pace(10, 100);
    long late = Long.MAX_VALUE - SECOND / 20;
    pace.start(late);
    assertThat(pace.start(late)).isEqualTo(SECOND / 10);
    assertThat(pace.permits(late + SECOND)).isEqualTo(10);
  }

  @Property
  void no_second_ever_holds_more_than_allowed(
      @ForAll @IntRange(min = 1, max = 50) int perSecond,
      @ForAll @Size(min = 2, max = 200) List<@IntRange(min = 0, max = 500) Integer> pauses) {
    var pace = new Pace(perSecond, 10_000);
    List<Long> starts = new ArrayList<>();
    long now = 0;
    for (int pause : pauses) {
      now += pause * 1_000_000L;
      starts.add(now + pace.start(now));
    }
    for (int i = 0; i + perSecond < starts.size(); i++) {
      // Whole nanoseconds: a spacing is rounded down by less than one.
      assertThat(starts.get(i + perSecond) - starts.get(i)).isGreaterThan(SECOND - perSecond);
    }
  }

  @Property
  void what_may_start_within_a_second_does(@ForAll @IntRange(min = 1, max = 50) int perSecond) {
    var pace = new Pace(perSecond, 10_000);
    pace.start(0);
    int permits = pace.permits(0);
    long last = 0;
    for (int i = 0; i < permits; i++) {
      last = pace.start(0);
    }
    assertThat(last).isLessThan(SECOND);
    assertThat(pace.permits(0)).isZero();
  }
}
