package org.aviso.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The sending process is killed at random instants, and begins again. */
final class Kills {
  private static final int IN_FLIGHT = 8;

  /** To the first message after a restart; a loaded build machine gets more. */
  private static final Duration AGAIN = Duration.ofSeconds(Effort.FULL ? 10 : 25);

  private Kills() {}

  static void atRandomInstants(House house, Path folder, String engine, int kills, int persons)
      throws Exception {
    Random random = Effort.random("kills " + engine);
    try (Receivers receivers = Receivers.start(folder.resolve("received"), Receivers.Manner.WELL)) {
      house
          .set(receivers.settings())
          .set("aviso.sms.in-flight", String.valueOf(IN_FLIGHT))
          .set("aviso.email.in-flight", String.valueOf(IN_FLIGHT / 2));
      house.drop("list.csv", persons * 6 / 10, persons - persons * 6 / 10);
      Truth truth = house.truth();
      // About as many messages a life as the list lasts for: a message takes 150 ms.
      int life = (int) (2L * persons * 150 / (IN_FLIGHT * 3 / 2) / (kills + 2));
      int withSomething = 0;
      int longest = 0;
      int killed = 0;
      List<Duration> starts = new ArrayList<>();
      Set<String> inFlight = Set.of();
      Map<String, Long> everInFlight = new HashMap<>();
      while (killed < kills) {
        long started = System.nanoTime();
        try (Service service = house.run()) {
          if (killed > 0 && random.nextInt(10) == 0) {
            // Before it has begun.
            TimeUnit.MILLISECONDS.sleep(random.nextInt(3_000));
          } else {
            // What the receiver was still writing for the dead one is no sign of life.
            TimeUnit.MILLISECONDS.sleep(500);
            long arrived = receivers.bytes();
            await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> receivers.bytes() > arrived);
            if (killed > 0) {
              starts.add(Duration.ofNanos(System.nanoTime() - started));
            }
            if (house.ledgerUrl() == null && killed > 0) {
              assertThat(putInDoubtAtStart(truth))
                  .as("in doubt after kill " + killed + ": what was in flight, and nothing else")
                  .isEqualTo(inFlight);
            }
            TimeUnit.MILLISECONDS.sleep(random.nextInt(life + 1));
          }
          service.kill();
        }
        killed++;
        long lastEvent = truth.number("SELECT coalesce(max(id), 0) FROM events");
        inFlight = Set.copyOf(truth.texts("SELECT id FROM attempts WHERE state = 'sending'"));
        inFlight.forEach(id -> everInFlight.put(id, lastEvent));
        longest = Math.max(longest, inFlight.size());
        withSomething += inFlight.isEmpty() ? 0 : 1;
        // In PostgreSQL what earlier processes held stands beside it until its lease ends.
        assertThat(
                truth.number(
                    "SELECT count(*) FROM attempts WHERE state = 'sending' AND claimed_by ="
                        + " (SELECT max(id) FROM writers WHERE purpose = 'run')"))
            .as("in flight")
            .isLessThanOrEqualTo(IN_FLIGHT * 3 / 2);
        assertThat(receivers.byReference().values()).as("kill " + killed).allMatch(n -> n == 1);
        assertThat(truth.settled()).as("the list outlasts the kills").isFalse();
      }
      try (Service service = house.run()) {
        await()
            .atMost(Duration.ofMinutes(Effort.of(2, 20)))
            .pollInterval(Duration.ofMillis(200))
            .until(truth::settled);
        service.stop();
      }
      Effort.say(
          "kill -9 at random, " + engine,
          "%d entries, %d kills, %d left something without a result, at most %d, %d attempts in"
              + " all; %d emails stay for a person; from a start to the next message %.1f s at the"
              + " median, %.1f s at most",
          persons,
          kills,
          withSomething,
          longest,
          everInFlight.size(),
          truth.attempts("in_doubt"),
          seconds(starts, 0.5),
          seconds(starts, 1));
      for (Map.Entry<String, Long> one : everInFlight.entrySet()) {
        assertThat(
                truth.number(
                    "SELECT count(*) FROM events WHERE code = 'in_doubt' AND attempt_id = "
                        + one.getKey()
                        + " AND id > "
                        + one.getValue()))
            .as("what was in flight was in doubt afterwards")
            .isPositive();
      }
      assertThat(withSomething).as("kills that count").isGreaterThanOrEqualTo((kills + 1) / 2);
      truth.reconciles(receivers, persons);
      assertThat(starts).as("sending again").allMatch(start -> start.compareTo(AGAIN) < 0);
    }
  }

  private static double seconds(List<Duration> starts, double quantile) {
    List<Duration> sorted = starts.stream().sorted().toList();
    return sorted.get((int) Math.round(quantile * (sorted.size() - 1))).toMillis() / 1000.0;
  }

  /** Recovery comes first: it is what a writer's first group records. */
  private static Set<String> putInDoubtAtStart(Truth truth) throws SQLException {
    return Set.copyOf(
        truth.texts(
            "SELECT attempt_id FROM events WHERE code = 'in_doubt' AND link = 1 AND writer_id ="
                + " (SELECT max(id) FROM writers WHERE purpose = 'run')"));
  }
}
