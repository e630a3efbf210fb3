package org.aviso.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receivers that refuse, stall and drop, before and after they have taken a message. */
class StormTest {
  private static final String TEXTS =
      "429=20,5xx-after=10,5xx-before=5,hang-after=2.5,hang-before=2.5,reset-after=2.5,reset-before=2.5";
  private static final String MAILS =
      "421=5,451=5,451-dot=5,drop-rcpt=3,drop-before-dot=3,drop-after-dot=3";

  @TempDir Path folder;

  @Test
  void ends_in_one_state_each_on_sqlite() throws Exception {
    storm(House.onSqlite(folder), "sqlite", Effort.of(30, 10_000));
  }

  @Test
  void ends_in_one_state_each_on_postgresql() throws Exception {
    Effort.fullOnly();
    storm(House.onPostgres(folder), "postgresql", 10_000);
  }

  private void storm(House house, String engine, int persons) throws Exception {
    try (Receivers receivers =
        Receivers.start(
            folder.resolve("received"),
            Receivers.Manner.WELL.fates(TEXTS, MAILS).listed(1000, false))) {
      house
          .set(receivers.settings())
          .set("aviso.sms.in-flight", "48")
          .set("aviso.email.in-flight", "16");
      if (Effort.FULL) {
        // A tested process that gets no processor for two seconds must not take that for silence of
        // the provider: of more than half of a hundred it would rightly stop the channel.
        house.set("aviso.twilio.timeout", "5s").set("aviso.smtp.timeout", "5s");
      } else {
        // Each round of doubt takes lease and settling time.
        house.set("aviso.lease", "2s").set("aviso.in-doubt.settle", "1500ms");
      }
      house.drop("list.csv", persons * 6 / 10, persons - persons * 6 / 10);
      Truth truth = house.truth();
      long begun = System.nanoTime();
      try (Service service = house.run()) {
        await()
            .atMost(Duration.ofMinutes(Effort.of(2, 30)))
            .pollInterval(Duration.ofMillis(200))
            .until(() -> braked(truth) || truth.settled() && !truth.retrying());
        assertThat(braked(truth)).as("a channel stands still").isFalse();
        service.stop();
      }
      Effort.say(
          "storm, " + engine,
          "%d entries in %.0f s, %d tries, %d ever in doubt, %d throttled, %d emails stay for a"
              + " person",
          persons,
          (System.nanoTime() - begun) / 1e9,
          truth.number("SELECT count(*) FROM attempts"),
          truth.number("SELECT count(DISTINCT attempt_id) FROM events WHERE code = 'in_doubt'"),
          truth.number("SELECT count(*) FROM attempts WHERE reason = 'throttled'"),
          truth.attempts("in_doubt"));
      truth.reconciles(receivers, persons);
    }
  }

  private static boolean braked(Truth truth) {
    return truth.number("SELECT count(*) FROM brakes") > 0;
  }
}
