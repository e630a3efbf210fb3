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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sending process is killed, at random and exactly between claim and result. */
class KilledSenderTest {
  private static final int IN_FLIGHT = 8;

  /** To the first message after a restart; a loaded build machine gets more. */
  private static final Duration AGAIN = Duration.ofSeconds(Effort.FULL ? 10 : 25);

  @TempDir Path folder;

  @Test
  void at_random_instants_on_sqlite() throws Exception {
    atRandomInstants(House.onSqlite(folder), "sqlite", Effort.of(5, 200), Effort.of(250, 10_000));
  }

  @Test
  void at_random_instants_on_postgresql() throws Exception {
    Effort.fullOnly();
    atRandomInstants(House.onPostgres(folder), "postgresql", 200, 10_000);
  }

  @Test
  void exactly_between_claim_and_result_of_a_text() throws Exception {
    Effort.fullOnly();
    betweenClaimAndResult(House.onSqlite(folder), "text", 80);
  }

  @Test
  void exactly_between_claim_and_result_of_a_mail() throws Exception {
    Effort.fullOnly();
    betweenClaimAndResult(House.onSqlite(folder), "mail", 20);
  }

  private void betweenClaimAndResult(House house, String channel, int kills) throws Exception {
    int persons = kills + 10;
    try (Receivers receivers =
        Receivers.start(folder.resolve("received"), Receivers.Manner.WELL.callbacks(0))) {
      house
          .set(receivers.settings())
          .set("aviso.sms.in-flight", "1")
          .set("aviso.email.in-flight", "1");
      boolean texts = channel.equals("text");
      house.drop("list.csv", texts ? persons : 0, texts ? 0 : persons);
      Truth truth = house.truth();
      int written = 0;
      for (int kill = 0; kill < kills; kill++) {
        try (Service service = house.run()) {
          receivers.killAtNext(service.pid(), kill % 2 == 0);
          service.awaitDeath();
        }
        written += kill % 2 == 0 ? 1 : 0;
        assertThat(truth.attempts("sending")).as("claimed, without a result").isEqualTo(1);
      }
      try (Service service = house.run()) {
        await()
            .atMost(Duration.ofMinutes(3))
            .pollInterval(Duration.ofMillis(200))
            .until(truth::settled);
        service.stop();
      }
      long doubtful =
          truth.number("SELECT count(DISTINCT attempt_id) FROM events WHERE code = 'in_doubt'");
      long resent =
          truth.number(
                  "SELECT count(*) FROM events WHERE kind = 'attempt' AND code = 'claimed' AND"
                      + " attempt_id IN (SELECT attempt_id FROM events WHERE code = 'in_doubt')")
              - doubtful;
      // Lease and settling time have both gone by when absence counts.
      long unproved =
          truth.number(
              "SELECT count(*) FROM events d JOIN events p ON p.attempt_id = d.attempt_id AND"
                  + " p.id > d.id AND p.code = 'planned' WHERE d.code = 'claimed' AND"
                  + " p.at - d.at < 6000");
      Effort.say(
          "kill -9 between claim and result, " + channel,
          "%d kills, %d in doubt, %d sent again on proof of absence, %d without; %d stay for a"
              + " person",
          kills,
          doubtful,
          resent,
          unproved,
          truth.attempts("in_doubt"));
      assertThat(doubtful).as("each kill leaves one in doubt").isEqualTo(kills);
      assertThat(resent).as("what was thrown away").isEqualTo(texts ? kills - written : 0);
      assertThat(unproved).isZero();
      assertThat(truth.attempts("in_doubt")).isEqualTo(texts ? 0 : kills);
      truth.reconciles(receivers, persons);
    }
  }

  private void atRandomInstants(House house, String engine, int kills, int persons)
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
