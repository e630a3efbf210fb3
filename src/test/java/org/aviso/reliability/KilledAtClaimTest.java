package org.aviso.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sending process is killed exactly between claim and result. */
class KilledAtClaimTest {
  @TempDir Path folder;

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
}
