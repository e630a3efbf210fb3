package org.aviso.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The provider accepts, and the ledger cannot store that it did. */
class UnrecordableResultTest {
  @TempDir Path folder;

  @Test
  void leaves_each_in_doubt_and_sends_none_again() throws Exception {
    int persons = Effort.of(40, 1_000);
    House house = House.onSqlite(folder);
    try (Receivers receivers =
        Receivers.start(folder.resolve("received"), Receivers.Manner.WELL.callbacks(0))) {
      house.set(receivers.settings());
      Truth truth = house.truth();
      try (Service service = house.run()) {
        await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> truth.number("SELECT count(*) FROM events WHERE code = 'started'") > 0);
        truth.execute(
            "CREATE TRIGGER no_result BEFORE INSERT ON events WHEN NEW.kind = 'attempt' AND"
                + " NEW.code = 'sent' BEGIN SELECT RAISE(ABORT, 'as the test wants it'); END");
        house.drop("list.csv", persons, 0);
        await()
            .atMost(Duration.ofMinutes(Effort.of(1, 5)))
            .pollInterval(Duration.ofMillis(200))
            .until(() -> truth.attempts("in_doubt") == persons);
        // The sweeper finds each at the provider and cannot store that either.
        TimeUnit.SECONDS.sleep(Effort.of(2, 30));
        long doubtful = truth.attempts("in_doubt");
        long received = receivers.received().size();
        truth.execute("DROP TRIGGER no_result");
        await()
            .atMost(Duration.ofMinutes(2))
            .pollInterval(Duration.ofMillis(200))
            .until(truth::settled);
        service.stop();
        Effort.say(
            "results that cannot be stored",
            "%d results refused, %d in doubt, %d messages received; all settled when it could be"
                + " stored",
            persons,
            doubtful,
            received);
        assertThat(doubtful).isEqualTo(persons);
        assertThat(received).isEqualTo(persons);
        assertThat(truth.attempts("sent")).isEqualTo(persons);
      }
      truth.reconciles(receivers, persons);
    }
  }
}
