package org.aviso.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietHoursTest {
  private static final QuietHours NIGHT = new QuietHours(LocalTime.of(21, 0), LocalTime.of(8, 0));

  private static List<ZoneId> zones(String names) {
    return Arrays.stream(names.split(" ")).map(ZoneId::of).toList();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # wanted,             zones,                                     earliest
          2027-01-05T15:00:00Z, America/New_York,                          2027-01-05T15:00:00Z
          2027-01-05T12:59:59Z, America/New_York,                          2027-01-05T13:00:00Z
          2027-01-05T13:00:00Z, America/New_York,                          2027-01-05T13:00:00Z
          2027-01-06T02:00:00Z, America/New_York,                          2027-01-06T13:00:00Z
          2027-01-06T01:59:59Z, America/New_York,                          2027-01-06T01:59:59Z
          # several zones: the intersection, 8:00 in the west to 21:00 in the east
          2027-01-05T13:00:00Z, America/New_York America/Los_Angeles,      2027-01-05T16:00:00Z
          2027-01-06T03:00:00Z, America/New_York America/Los_Angeles,      2027-01-06T16:00:00Z
          # the night of the change to summer time: 8:00 is an hour earlier in UTC
          2027-03-14T04:00:00Z, America/New_York,                          2027-03-14T12:00:00Z
          # and back
          2027-11-07T03:00:00Z, America/New_York,                          2027-11-07T13:00:00Z
          # a zone off by three quarters
          2027-01-05T01:00:00Z, Asia/Kathmandu,                            2027-01-05T02:15:00Z
          # nothing in common: the first zone alone
          2027-01-05T01:00:00Z, America/New_York Asia/Shanghai Europe/Berlin, 2027-01-05T01:00:00Z
          """)
  void is_deferred_to_the_first_allowed_moment(String wanted, String names, String earliest) {
    assertThat(NIGHT.earliest(Instant.parse(wanted), zones(names))).isEqualTo(earliest);
  }

  @Test
  void a_siesta_does_not_run_over_midnight() {
    var siesta = new QuietHours(LocalTime.of(13, 0), LocalTime.of(15, 0));
    assertThat(siesta.earliest(Instant.parse("2027-01-05T13:30:00Z"), zones("UTC")))
        .isEqualTo("2027-01-05T15:00:00Z");
    assertThat(siesta.earliest(Instant.parse("2027-01-05T23:30:00Z"), zones("UTC")))
        .isEqualTo("2027-01-05T23:30:00Z");
  }

  @Test
  void an_end_in_the_hour_that_comes_twice_is_reached() {
    var early = new QuietHours(LocalTime.of(21, 0), LocalTime.of(1, 30));
    Instant secondTime = Instant.parse("2027-11-07T06:10:00Z"); // 1:10 in New York, again
    assertThat(early.earliest(secondTime, zones("America/New_York")))
        .isEqualTo("2027-11-07T06:30:00Z");
  }

  @Test
  void none_and_no_zone_defer_nothing() {
    Instant night = Instant.parse("2027-01-05T03:00:00Z");
    assertThat(QuietHours.NONE.earliest(night, zones("UTC"))).isEqualTo(night);
    assertThat(NIGHT.earliest(night, List.of())).isEqualTo(night);
  }

  @Property
  void never_early_never_within_quiet_hours_never_dropped(
      @ForAll @LongRange(min = 1_767_225_600L, max = 1_900_000_000L) long second,
      @ForAll @IntRange(min = 0, max = 4) int which) {
    List<ZoneId> zones =
        List.of(
                zones("America/New_York America/Chicago America/Los_Angeles"),
                zones("America/Mexico_City America/Tijuana"),
                zones("Asia/Kolkata"),
                zones("Africa/Casablanca"),
                zones("Australia/Lord_Howe"))
            .get(which);
    Instant wanted = Instant.ofEpochSecond(second);
    Instant earliest = NIGHT.earliest(wanted, zones);
    assertThat(earliest).isBetween(wanted, wanted.plus(1, ChronoUnit.DAYS));
    for (ZoneId zone : zones) {
      LocalTime local = earliest.atZone(zone).toLocalTime();
      assertThat(local).isBetween(LocalTime.of(8, 0), LocalTime.of(20, 59, 59));
    }
  }
}
