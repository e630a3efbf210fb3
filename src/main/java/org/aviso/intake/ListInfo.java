package org.aviso.intake;

import java.time.LocalDate;
import java.util.Objects;

/**
 * What orders a list among the others.
 *
 * @param sha256 digest of the file's bytes, lower-case hex
 * @param listDate from the file's name, null when it has none that can be
 * @param arrival the day the file was taken
 * @param full the list claims to hold everybody
 */
public record ListInfo(String sha256, LocalDate listDate, LocalDate arrival, boolean full) {
  public ListInfo {
    Objects.requireNonNull(sha256, "sha256");
    Objects.requireNonNull(arrival, "arrival");
  }

  /** No list is later than this: where it was made it may be the next day already. */
  static LocalDate latest(LocalDate arrival) {
    return arrival.plusDays(1);
  }

  /** The date of every row that has no LIST_DATE of its own. */
  public LocalDate date() {
    return listDate == null ? arrival : listDate;
  }
}
