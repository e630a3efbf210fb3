package org.aviso.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;

/**
 * When a text message may not ring: local to the called party, deferred and never dropped.
 *
 * @param from quiet from this local time on
 * @param to until this one, which is already allowed; earlier than {@code from}: over midnight;
 *     equal: never quiet
 */
public record QuietHours(LocalTime from, LocalTime to) {
  /** {@code quiet-hours: none}. */
  public static final QuietHours NONE = new QuietHours(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT);

  private static final Duration LONGEST_SEARCH = Duration.ofDays(3);

  /**
   * The earliest moment, not before the wanted one, that is quiet in none of the zones.
   *
   * <p>Where the zones lie so far apart that no such moment exists the first zone alone counts.
   * Without a zone nothing is deferred.
   *
   * @param zones where the called party may be, the likeliest first
   */
  public Instant earliest(Instant wanted, List<ZoneId> zones) {
    Instant limit = wanted.plus(LONGEST_SEARCH);
    Instant moment = wanted;
    while (moment.isBefore(limit)) {
      Instant next = moment;
      for (ZoneId zone : zones) {
        next = leave(next, zone);
      }
      if (next.equals(moment)) {
        return moment;
      }
      moment = next;
    }
    return leave(wanted, zones.get(0));
  }

  /**
   * Until when a moment that {@link #earliest} gave stays allowed: the next one that is quiet in
   * some zone; where no moment suits all zones, in the first. Null when it is never quiet.
   */
  public Instant until(Instant allowed, List<ZoneId> zones) {
    if (from.equals(to) || zones.isEmpty()) {
      return null;
    }
    boolean inAll = zones.stream().allMatch(zone -> leave(allowed, zone).equals(allowed));
    return (inAll ? zones : zones.subList(0, 1))
        .stream().map(zone -> begin(allowed, zone)).min(Instant::compareTo).orElseThrow();
  }

  /** The next time the quiet hours begin in a zone. */
  private Instant begin(Instant moment, ZoneId zone) {
    ZonedDateTime local = moment.atZone(zone);
    ZonedDateTime today = local.toLocalDate().atTime(from).atZone(zone);
    return today.toInstant().isAfter(moment)
        ? today.toInstant()
        : local.toLocalDate().plusDays(1).atTime(from).atZone(zone).toInstant();
  }

  private Instant leave(Instant moment, ZoneId zone) {
    ZonedDateTime local = moment.atZone(zone);
    if (!quiet(local.toLocalTime())) {
      return moment;
    }
    boolean overMidnight = to.isBefore(from) && !local.toLocalTime().isBefore(from);
    LocalDate day = overMidnight ? local.toLocalDate().plusDays(1) : local.toLocalDate();
    ZonedDateTime end = day.atTime(to).atZone(zone);
    if (!end.toInstant().isAfter(moment)) {
      end = end.withLaterOffsetAtOverlap(); // the hour that comes twice in autumn
    }
    return end.toInstant();
  }

  private boolean quiet(LocalTime time) {
    return from.isBefore(to)
        ? !time.isBefore(from) && time.isBefore(to)
        : to.isBefore(from) && (!time.isBefore(from) || time.isBefore(to));
  }
}
