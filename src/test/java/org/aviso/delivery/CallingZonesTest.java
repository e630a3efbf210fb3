package org.aviso.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallingZonesTest {
  private static final QuietHours NIGHT = new QuietHours(LocalTime.of(21, 0), LocalTime.of(8, 0));

  @Test
  void an_area_code_says_the_zone() {
    assertThat(CallingZones.of("+12125550101", "US"))
        .containsExactly(ZoneId.of("America/New_York"));
    assertThat(CallingZones.of("+12135550101", "US"))
        .containsExactly(ZoneId.of("America/Los_Angeles"));
  }

  @Test
  void a_number_without_an_area_may_be_in_any_zone_of_its_country() {
    assertThat(CallingZones.of("+50255550101", null))
        .containsExactly(ZoneId.of("America/Guatemala"));
    assertThat(CallingZones.of("+525555550101", "MX")).isNotEmpty();
    assertThat(CallingZones.of("+79165550101", "RU")).isNotEmpty();
  }

  @Test
  void a_value_that_is_no_number_has_the_zones_of_its_country() {
    assertThat(CallingZones.of("5550101", "GT")).containsExactly(ZoneId.of("America/Guatemala"));
    assertThat(CallingZones.of("5550101", null)).isEmpty();
  }

  @Test
  void what_is_allowed_ends_when_the_first_zone_grows_quiet() {
    List<ZoneId> coasts = List.of(ZoneId.of("America/New_York"), ZoneId.of("America/Los_Angeles"));
    Instant noon = Instant.parse("2027-01-05T18:00:00Z");
    assertThat(NIGHT.until(noon, coasts)).isEqualTo("2027-01-06T02:00:00Z");
    assertThat(NIGHT.until(noon, coasts.subList(1, 2))).isEqualTo("2027-01-06T05:00:00Z");
    assertThat(QuietHours.NONE.until(noon, coasts)).isNull();
    assertThat(NIGHT.until(noon, List.of())).isNull();
  }

  @Test
  void an_allowed_evening_ends_at_the_local_hour_on_the_day_clocks_change() {
    List<ZoneId> zone = List.of(ZoneId.of("America/New_York"));
    // 2027-03-14: an hour is lost in the night, so the next evening comes an hour sooner in UTC.
    assertThat(NIGHT.until(Instant.parse("2027-03-13T15:00:00Z"), zone))
        .isEqualTo("2027-03-14T02:00:00Z");
    assertThat(NIGHT.until(Instant.parse("2027-03-14T15:00:00Z"), zone))
        .isEqualTo("2027-03-15T01:00:00Z");
  }
}
