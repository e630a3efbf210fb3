package org.aviso.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a service says while it reads a long list. */
class ProgressTest {
  @Test
  void a_service_says_how_many_rows_were_read_while_there_are_more_and_then_nothing() {
    AtomicLong rows = new AtomicLong(1_000);
    List<String> said = new CopyOnWriteArrayList<>();
    try (Progress progress =
        Progress.ofService(rows::get, Duration.ofMillis(20), line -> said.add(line))) {
      rows.set(25_000);
      await().untilAsserted(() -> assertThat(said).containsExactly("25,000 rows read"));
      rows.set(60_000);
      await().untilAsserted(() -> assertThat(said).hasSize(2));
      await()
          .during(Duration.ofMillis(200))
          .untilAsserted(() -> assertThat(said).endsWith("60,000 rows read").hasSize(2));
    }
  }
}
