package org.aviso.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every status callback of every text, three times over and in no order. */
class ShuffledCallbacksTest {
  @TempDir Path folder;

  private record Told(Receivers.Received text, String status, String error) {}

  @Test
  void end_in_the_right_state_and_none_regresses() throws Exception {
    Effort.fullOnly();
    int texts = 2_500;
    House house = House.onSqlite(folder);
    try (Receivers receivers =
        Receivers.start(folder.resolve("received"), Receivers.Manner.WELL.wait(20).callbacks(0))) {
      house.set(receivers.settings());
      house.drop("list.csv", texts, 0);
      Truth truth = house.truth();
      try (Service service = house.run()) {
        await()
            .atMost(Duration.ofMinutes(3))
            .pollInterval(Duration.ofMillis(100))
            .until(() -> truth.attempts("sent") == texts);
        Map<String, String> expected = new TreeMap<>();
        List<Told> told = new ArrayList<>();
        for (Receivers.Received text : receivers.received()) {
          boolean delivered = text.reference().hashCode() % 3 != 0;
          expected.put(text.reference(), delivered ? "delivered" : "permanent_failure");
          for (int times = 0; times < 3; times++) {
            told.add(new Told(text, "queued", null));
            told.add(new Told(text, "sending", null));
            told.add(new Told(text, "sent", null));
            told.add(
                delivered
                    ? new Told(text, "delivered", null)
                    : new Told(text, "undelivered", "30005"));
          }
        }
        Collections.shuffle(told, Effort.random("callbacks"));
        assertThat(post(told)).as("answers").containsOnlyKeys(204);
        assertThat(truth.texts("SELECT reference || ' ' || state FROM attempts"))
            .containsExactlyInAnyOrderElementsOf(
                expected.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
        // A state that was reached and left again would stand twice among the events applied.
        assertThat(
                truth.number(
                    "SELECT count(*) FROM events WHERE kind = 'receipt'"
                        + " AND code IN ('delivered', 'permanent_failure')"))
            .isEqualTo(texts);
        assertThat(
                truth.number(
                    "SELECT count(*) FROM events a JOIN events b ON b.attempt_id = a.attempt_id AND"
                        + " b.id > a.id WHERE a.kind = 'receipt' AND a.code IN ('delivered',"
                        + " 'permanent_failure') AND b.kind = 'receipt' AND b.code NOT LIKE"
                        + " 'not_applied%' AND b.code NOT LIKE 'reported_%'"))
            .as("states entered after the last one")
            .isZero();
        Effort.say(
            "callbacks shuffled and tripled",
            "%d texts, %d callbacks three times each, %d posted, %d not applied",
            texts,
            told.size() / 3,
            told.size(),
            truth.number("SELECT count(*) FROM events WHERE code LIKE 'not_applied%'"));
        service.stop();
      }
      truth.reconciles(receivers, texts);
    }
  }

  private static Map<Integer, Long> post(List<Told> told) throws InterruptedException {
    Callbacks callbacks =
        new Callbacks(ReceiverProcess.ACCOUNT, ReceiverProcess.TOKEN, 100, Effort.SEED);
    Semaphore free = new Semaphore(32);
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    for (Told one : told) {
      free.acquire();
      answers.add(
          callbacks
              .post(one.text.id(), one.text.to(), one.text.callback(), one.status, one.error)
              .whenComplete((status, lost) -> free.release()));
    }
    Map<Integer, Long> counts = new TreeMap<>();
    answers.forEach(answer -> counts.merge(answer.join(), 1L, Long::sum));
    return counts;
  }
}
