package org.aviso.cli;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.aviso.ledger.Records;

/** Progress on stderr: a bar on a terminal, else a line every ten seconds. Counts only. */
final class Progress implements AutoCloseable {
  private final Records records;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "progress");
            thread.setDaemon(true);
            return thread;
          });
  private final ProgressBar bar;

  private Progress(Records records) {
    this.records = records;
    if (System.console() != null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("attempts")
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(500)
              .build();
      clock.scheduleWithFixedDelay(this::move, 1, 1, TimeUnit.SECONDS);
    } else {
      bar = null;
      clock.scheduleWithFixedDelay(this::tell, 10, 10, TimeUnit.SECONDS);
    }
  }

  static Progress of(Records records) {
    return new Progress(records);
  }

  /** Of a service while it reads lists. */
  private Progress(LongSupplier rows, Duration every, Consumer<String> out) {
    this.records = null;
    this.bar = null;
    AtomicLong last = new AtomicLong(rows.getAsLong());
    clock.scheduleWithFixedDelay(
        () -> {
          long now = rows.getAsLong();
          if (now != last.getAndSet(now)) {
            out.accept("%,d rows read".formatted(now));
          }
        },
        every.toMillis(),
        every.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  /**
   * A line whenever rows were added since the last, at most one a period.
   *
   * @param rows how many were read so far, of all lists
   * @param out takes the line
   */
  static Progress ofService(LongSupplier rows, Duration every, Consumer<String> out) {
    return new Progress(rows, every, out);
  }

  /** On a terminal every five seconds, else every thirty. */
  static Progress ofService(Records records) {
    return ofService(
        records::rowCount,
        Duration.ofSeconds(System.console() != null ? 5 : 30),
        System.err::println);
  }

  private void move() {
    Map<String, Long> counts = records.attemptCounts();
    long all = sum(counts);
    bar.maxHint(all);
    bar.stepTo(all - counts.getOrDefault("planned", 0L));
    bar.setExtraMessage(" " + records.rowCount() + " rows read");
  }

  private void tell() {
    Map<String, Long> counts = records.attemptCounts();
    System.err.printf(
        "%,d rows read, %,d of %,d attempts made%n",
        records.rowCount(), sum(counts) - counts.getOrDefault("planned", 0L), sum(counts));
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    if (bar != null) {
      bar.close();
    }
  }
}
