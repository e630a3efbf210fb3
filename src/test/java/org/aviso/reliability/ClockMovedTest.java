package org.aviso.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody sets the machine's clock. Only the tested process sees it: a library made from {@code
 * src/test/c/moved_clock.c} stands between it and the system, which takes a C compiler.
 */
class ClockMovedTest {
  private static final long HOUR = 3_600;
  private static final long DAY = 24 * HOUR;

  @TempDir Path folder;

  @Test
  void by_an_hour_and_a_day_either_way_sends_nothing_twice_early_or_late() throws Exception {
    Effort.fullOnly();
    int persons = 600;
    House house = House.onSqlite(folder);
    // The provider takes what it refuses to confirm, and lists it late: who trusts a clock that
    // ran away believes too soon that it was never sent.
    house
        .set("aviso.in-doubt.settle", "12s")
        .set("aviso.sms.per-second", "12")
        .set("aviso.email.per-second", "8");
    try (Receivers receivers =
        Receivers.start(
            folder.resolve("received"),
            Receivers.Manner.WELL
                .fates("429=15,5xx-after=15,5xx-before=5", "451=15")
                .callbacks(0)
                .listed(6_000, false))) {
      house.set(receivers.settings());
      house.drop("list.csv", persons * 6 / 10, persons - persons * 6 / 10);
      Truth truth = house.truth();
      try (FileChannel clock = clock();
          Service service =
              Service.start(
                  house,
                  List.of(),
                  Map.of(
                      "LD_PRELOAD", library().toString(),
                      "MOVED_CLOCK", folder.resolve("clock").toString()),
                  List.of())) {
        await().atMost(Duration.ofMinutes(1)).until(() -> receivers.bytes() > 0);
        long begun = System.nanoTime();
        for (long by : new long[] {HOUR, 0, -HOUR, 0, DAY, 0, -DAY, 0}) {
          TimeUnit.SECONDS.sleep(4);
          move(clock, by);
        }
        await()
            .atMost(Duration.ofMinutes(3))
            .pollInterval(Duration.ofMillis(200))
            .until(() -> truth.settled() && !truth.retrying());
        double seconds = (System.nanoTime() - begun) / 1e9;
        service.stop();
        Effort.say(
            "clock moved by an hour and a day, either way and back",
            "%d entries in %.0f s, %d tries, %d ever in doubt, %d stay for a person",
            persons,
            seconds,
            truth.number("SELECT count(*) FROM attempts"),
            truth.number("SELECT count(DISTINCT attempt_id) FROM events WHERE code = 'in_doubt'"),
            truth.attempts("in_doubt"));
        assertThat(firstSecond(receivers)).as("the pace of a second").isLessThanOrEqualTo(45);
      }
      truth.reconciles(receivers, persons);
    }
  }

  @Test
  void over_the_night_the_clocks_change_nothing_leaves_in_quiet_hours() throws Exception {
    Effort.fullOnly();
    int persons = 40;
    // Los Angeles, the night of 13 March 2027: eight in the morning is 15:00 UTC, not 16:00.
    House house =
        House.onSqlite(folder)
            .routing(
                House.usualRouting()
                    .replace(
                        "quiet-hours: none", "quiet-hours: { from: \"21:00\", to: \"08:00\" }"))
            .set("aviso.sandbox.clock", "2027-03-14T05:30Z x1800")
            .set("aviso.custody.max-age", "400d")
            .set("aviso.receipt.deadline", "4000h")
            // A process that gets no processor for that long takes it for silence: in doubt.
            .set("aviso.twilio.timeout", "15s");
    try (Receivers receivers =
        Receivers.start(folder.resolve("received"), Receivers.Manner.WELL.callbacks(0))) {
      house.set(receivers.settings());
      StringBuilder rows = new StringBuilder(House.HEADER);
      for (int i = 0; i < persons; i++) {
        rows.append(
            "A999-000-%03d,SAMPLE,ANA,01/02/1980,ENGLISH,RELEASED,US,+121355501%02d,,,,,,2027-03-13%n"
                .formatted(i, i));
      }
      house.drop("list.csv", rows.toString());
      Truth truth = house.truth();
      try (Service service = house.run()) {
        await()
            .atMost(Duration.ofMinutes(2))
            .until(() -> truth.attempts("sent", "delivered") == persons);
        service.stop();
      }
      long first =
          truth.number("SELECT min(at) FROM events WHERE kind = 'attempt' AND code = 'claimed'");
      Effort.say(
          "over the change of clocks",
          "%d entries planned at 21:30 in Los Angeles on 13 March 2027, first claimed at %s",
          persons,
          Instant.ofEpochMilli(first));
      assertThat(Instant.ofEpochMilli(first))
          .isBetween(Instant.parse("2027-03-14T15:00:00Z"), Instant.parse("2027-03-14T15:59:00Z"));
      truth.reconciles(receivers, persons);
    }
  }

  private FileChannel clock() throws IOException {
    FileChannel clock =
        FileChannel.open(
            folder.resolve("clock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    move(clock, 0);
    return clock;
  }

  private static void move(FileChannel clock, long seconds) throws IOException {
    clock.write(ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(seconds).flip(), 0);
  }

  private Path library() throws IOException, InterruptedException {
    Path source = Path.of(System.getProperty("aviso.root")).resolve("src/test/c/moved_clock.c");
    Path library = folder.resolve("moved_clock.so");
    int answer;
    try {
      answer =
          new ProcessBuilder(
                  "cc",
                  "-shared",
                  "-fPIC",
                  "-O2",
                  "-o",
                  library.toString(),
                  source.toString(),
                  "-ldl")
              .inheritIO()
              .start()
              .waitFor();
    } catch (IOException e) {
      answer = -1;
    }
    assumeTrue(answer == 0, "moving the clock of one process takes a C compiler (cc)");
    return library;
  }

  /** The most messages that arrived within one second. */
  private static long firstSecond(Receivers receivers) throws IOException {
    return receivers.received().stream()
        .collect(
            java.util.stream.Collectors.groupingBy(
                r -> r.at() / 1000, java.util.stream.Collectors.counting()))
        .values()
        .stream()
        .mapToLong(Long::longValue)
        .max()
        .orElse(0);
  }
}
