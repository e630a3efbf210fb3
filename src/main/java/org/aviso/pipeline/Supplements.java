package org.aviso.pipeline;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.aviso.config.Finding;
import org.aviso.config.Setting;
import org.aviso.config.Settings;
import org.aviso.ledger.Event;
import org.aviso.ledger.Ledger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The government must go on supplementing its list: by {@code aviso.supplement.expected-by} a list
 * must have come since that date was set. If none has when the day is over, an alarm says so, once.
 */
public final class Supplements {
  private static final Logger LOG = LoggerFactory.getLogger(Supplements.class);
  private static final String EXPECTED = "supplement_expected";
  private static final String OVERDUE = "supplement_overdue";

  private final Ledger ledger;
  private final LocalDate expectedBy;
  private final Clock clock;
  private boolean told;

  Supplements(Ledger ledger, Settings settings, Clock clock) {
    this.ledger = ledger;
    this.expectedBy = settings.find(Setting.SUPPLEMENT_EXPECTED_BY).orElse(null);
    this.clock = clock;
  }

  /** At a start: from now on a list is expected. */
  void expect() {
    if (expectedBy != null && said(ledger, EXPECTED, expectedBy).isEmpty()) {
      ledger.record(Event.ofService("service", EXPECTED, detail(expectedBy)));
    }
    told = expectedBy == null || said(ledger, OVERDUE, expectedBy).isPresent();
  }

  /**
   * @param listWaits a list lies in the inbox: it may be the one that is expected
   */
  void look(BooleanSupplier listWaits) {
    if (told || !over(expectedBy, clock) || listWaits.getAsBoolean()) {
      return;
    }
    if (overdue(ledger, expectedBy, clock)) {
      ledger.record(Event.ofService("alarm", OVERDUE, detail(expectedBy)));
      LOG.error("{}", finding(expectedBy));
    }
    // A list that has come stays come: there is nothing more to look for.
    told = true;
  }

  /** What {@code check} says of it. */
  public static Optional<Finding> check(Desk desk) {
    return desk.settings()
        .find(Setting.SUPPLEMENT_EXPECTED_BY)
        .filter(day -> overdue(desk.ledger(), day, desk.clock()))
        .map(Supplements::finding);
  }

  /** The same where nothing has run yet, so that no list can have come. */
  public static Optional<Finding> checkBeforeAnyRun(Settings settings) {
    return settings
        .find(Setting.SUPPLEMENT_EXPECTED_BY)
        .filter(day -> over(day, Desk.clock(settings)))
        .map(Supplements::finding);
  }

  /** What is being watched for, in plain words; empty when no day is set or it is over. */
  public static Optional<String> outlook(Settings settings, Optional<Ledger> ledger) {
    return settings
        .find(Setting.SUPPLEMENT_EXPECTED_BY)
        .filter(day -> !over(day, Desk.clock(settings)))
        .map(
            day ->
                "A list is expected by %s: %s."
                    .formatted(
                        day,
                        ledger
                            .flatMap(home -> said(home, EXPECTED, day).map(at -> came(home, at)))
                            .map(came -> came ? "one has come" : "none has come yet")
                            .orElse("the next run begins to watch for it")));
  }

  private static boolean overdue(Ledger ledger, LocalDate day, Clock clock) {
    if (!over(day, clock)) {
      return false;
    }
    Instant since = said(ledger, EXPECTED, day).orElse(Instant.EPOCH);
    return !came(ledger, since);
  }

  private static boolean came(Ledger ledger, Instant since) {
    return ledger.records().lists().stream()
        .anyMatch(list -> list.state().equals("taken") && !list.arrivedAt().isBefore(since));
  }

  private static boolean over(LocalDate day, Clock clock) {
    return LocalDate.ofInstant(clock.instant(), clock.getZone()).isAfter(day);
  }

  private static Optional<Instant> said(Ledger ledger, String code, LocalDate day) {
    return ledger.records().announced(code, detail(day));
  }

  private static String detail(LocalDate day) {
    return "{\"by\":\"" + day + "\"}";
  }

  private static Finding finding(LocalDate day) {
    return new Finding(
        Setting.SUPPLEMENT_EXPECTED_BY.key(),
        0,
        "no list has come, though one was expected by " + day,
        "ask for it; when the next one is expected, set the key to that day");
  }
}
