package org.aviso.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that stands still (SIGSTOP) for longer than its lease and the settling time. */
class StoppedSenderTest {
  @TempDir Path folder;

  @Test
  void goes_on_and_sends_nothing_twice_on_sqlite() throws Exception {
    Effort.fullOnly();
    House house = House.onSqlite(folder);
    try (Receivers receivers =
        Receivers.start(folder.resolve("received"), Receivers.Manner.WELL.callbacks(0))) {
      house.set(receivers.settings());
      stopped(house, receivers, null, 10, Duration.ofSeconds(12));
    }
  }

  @Test
  void is_overtaken_by_another_process_and_sends_nothing_twice_on_postgresql() throws Exception {
    Effort.fullOnly();
    House house = House.onPostgres(folder);
    try (Receivers receivers =
        Receivers.start(folder.resolve("received"), Receivers.Manner.WELL.callbacks(0))) {
      house.set(receivers.settings());
      house.set("aviso.ledger.key-file", folder.resolve("shared.key").toString());
      stopped(house, receivers, house.beside(), 10, Duration.ofSeconds(20));
    }
  }

  private void stopped(House house, Receivers receivers, House other, int stops, Duration howLong)
      throws Exception {
    Random random = Effort.random("stops");
    int persons = stops * 60;
    for (House each : other == null ? new House[] {house} : new House[] {house, other}) {
      each.set("aviso.sms.in-flight", "4").set("aviso.email.in-flight", "2");
      // Slow enough to last for all the stops.
      each.set("aviso.sms.per-second", "10").set("aviso.email.per-second", "5");
    }
    house.drop("list.csv", persons * 2 / 3, persons - persons * 2 / 3);
    Truth truth = house.truth();
    int withSomething = 0;
    try (Service worker = house.run()) {
      await().atMost(Duration.ofMinutes(1)).until(() -> receivers.bytes() > 0);
      try (Service second = other == null ? null : other.run()) {
        for (int stop = 0; stop < stops; stop++) {
          TimeUnit.MILLISECONDS.sleep(random.nextInt(1_500));
          worker.signal("STOP");
          withSomething += truth.attempts("sending") > 0 ? 1 : 0;
          TimeUnit.MILLISECONDS.sleep(howLong.toMillis());
          worker.signal("CONT");
        }
        await()
            .atMost(Duration.ofMinutes(5))
            .pollInterval(Duration.ofMillis(200))
            .until(truth::settled);
        assertThat(worker.alive()).isTrue();
      }
      worker.stop();
    }
    Effort.say(
        "SIGSTOP past lease and settling, "
            + (other == null ? "sqlite" : "postgresql, two workers"),
        "%d entries, %d stops of %d s, %d with something in flight, %d ever in doubt, %d emails"
            + " stay for a person",
        persons,
        stops,
        howLong.toSeconds(),
        withSomething,
        truth.number("SELECT count(DISTINCT attempt_id) FROM events WHERE code = 'in_doubt'"),
        truth.attempts("in_doubt"));
    truth.reconciles(receivers, persons);
  }
}
