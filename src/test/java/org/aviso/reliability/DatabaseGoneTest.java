package org.aviso.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.aviso.ledger.CuttingProxy;
import org.aviso.ledger.EmbeddedServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The network between the service and its PostgreSQL is cut while it sends. */
class DatabaseGoneTest {
  @TempDir Path folder;

  @Test
  void stops_sending_loses_nothing_and_goes_on_by_itself() throws Exception {
    Effort.fullOnly();
    int persons = 1_000;
    int seconds = 30;
    House house = House.onPostgres(folder);
    try (Receivers receivers =
            Receivers.start(folder.resolve("received"), Receivers.Manner.WELL.callbacks(0));
        CuttingProxy proxy = new CuttingProxy(EmbeddedServer.port())) {
      house.set(receivers.settings()).set("aviso.sms.per-second", "20");
      house.set("aviso.email.per-second", "10");
      String direct = house.ledgerUrl();
      house.set(
          "aviso.ledger.url",
          direct.replace(":" + EmbeddedServer.port() + "/", ":" + proxy.port() + "/"));
      house.drop("list.csv", persons * 6 / 10, persons - persons * 6 / 10);
      Truth truth = house.truth();
      try (Service service = house.run()) {
        await().atMost(Duration.ofMinutes(1)).until(() -> receivers.received().size() > 100);
        proxy.cut();
        // What was claimed before goes out; then nothing does.
        TimeUnit.SECONDS.sleep(3);
        int early = receivers.received().size();
        TimeUnit.SECONDS.sleep(seconds - 3);
        int late = receivers.received().size();
        assertThat(service.alive()).isTrue();
        proxy.mend();
        long mended = System.nanoTime();
        await().atMost(Duration.ofSeconds(30)).until(() -> receivers.received().size() > late);
        double again = (System.nanoTime() - mended) / 1e9;
        await()
            .atMost(Duration.ofMinutes(3))
            .pollInterval(Duration.ofMillis(200))
            .until(() -> truth.settled() && !truth.retrying());
        Effort.say(
            "database gone for 30 s, postgresql",
            "%d entries, %d messages left in the last %d s of it, sending again after %.1f s, %d"
                + " ever in doubt, %d emails stay for a person",
            persons,
            late - early,
            seconds - 3,
            again,
            truth.number("SELECT count(DISTINCT attempt_id) FROM events WHERE code = 'in_doubt'"),
            truth.attempts("in_doubt"));
        assertThat(late).isEqualTo(early);
        service.stop();
      }
      house.set("aviso.ledger.url", direct);
      truth.reconciles(receivers, persons);
    }
  }
}
