package org.aviso.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.aviso.SignedHouse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk under the home runs full while the service sends. The home is a tmpfs in a namespace of
 * the service's own ({@code unshare -rm}), which the test reaches below {@code /proc}.
 */
class DiskFullTest {
  @TempDir Path folder;

  @Test
  void stops_sending_loses_nothing_and_goes_on_by_itself() throws Exception {
    Effort.fullOnly();
    assumeTrue(namespaces(), "a disk of one's own takes unshare -rm");
    int points = 20;
    int persons = 1_200;
    Random random = Effort.random("disk");
    House house = House.onSqlite(folder);
    try (Receivers receivers =
        Receivers.start(folder.resolve("received"), Receivers.Manner.WELL.callbacks(0))) {
      house.set(receivers.settings()).set("aviso.sms.per-second", "12");
      house.set("aviso.email.per-second", "8");
      Files.createDirectories(house.home());
      Truth truth = house.truth();
      try (Service service =
          Service.start(
              house,
              List.of(
                  "unshare",
                  "-rm",
                  "sh",
                  "-c",
                  "mount -t tmpfs -o size=600m,mode=0700 none \"$0\" && exec \"$@\"",
                  house.home().toString()),
              Map.of(),
              List.of())) {
        Path inside = Path.of("/proc/" + service.pid() + "/root" + house.home().toAbsolutePath());
        await()
            .atMost(Duration.ofMinutes(1))
            .ignoreExceptions()
            .until(() -> service.said().contains("drop lists in"));
        truth.below(inside);
        house.drop(inside, "list.csv", persons * 6 / 10, persons - persons * 6 / 10);
        int last = 0;
        for (int point = 0; point < points; point++) {
          int before = last;
          await()
              .atMost(Duration.ofMinutes(1))
              .until(() -> receivers.bytes() > 0 && receivers.received().size() > before + 5);
          TimeUnit.MILLISECONDS.sleep(random.nextInt(1_000));
          fill(inside.resolve("filler"));
          TimeUnit.MILLISECONDS.sleep(1_000 + random.nextInt(1_500));
          // The log of the ledger has room of its own that was written before: what still fits in
          // there can be claimed, and leaves.
          last = receivers.received().size();
          Files.delete(inside.resolve("filler"));
        }
        await()
            .atMost(Duration.ofMinutes(3))
            .pollInterval(Duration.ofMillis(500))
            .until(() -> truth.settled() && !truth.retrying());
        assertThat(service.alive()).isTrue();
        // The namespace ends with the service: what it leaves is taken out before.
        service.signal("STOP");
        copy(inside, house.home());
        service.signal("CONT");
        service.stop();
      }
      truth.below(house.home());
      Effort.say(
          "disk full",
          "%d entries, %d times full, %d ever in doubt, %d emails stay for a person",
          persons,
          points,
          truth.number("SELECT count(DISTINCT attempt_id) FROM events WHERE code = 'in_doubt'"),
          truth.attempts("in_doubt"));
      assertThat(truth.number("SELECT count(*) FROM events WHERE code = 'in_doubt'"))
          .as("what was answered while nothing could be stored is stored later")
          .isZero();
      assertThat(truth.texts("PRAGMA integrity_check")).containsExactly("ok");
      truth.reconciles(receivers, persons);
    }
  }

  private static boolean namespaces() throws InterruptedException {
    try {
      return new ProcessBuilder("unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt")
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Leaves not a byte. */
  private static void fill(Path filler) {
    for (int size : new int[] {1 << 20, 4096, 1}) {
      byte[] piece = new byte[size];
      try (OutputStream out =
          Files.newOutputStream(
              filler,
              java.nio.file.StandardOpenOption.CREATE,
              java.nio.file.StandardOpenOption.APPEND)) {
        while (true) {
          out.write(piece);
        }
      } catch (IOException e) {
        // Full.
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> there = Files.list(from)) {
      for (Path each : there.toList()) {
        SignedHouse.copy(each, to.resolve(each.getFileName().toString()));
      }
    }
  }
}
