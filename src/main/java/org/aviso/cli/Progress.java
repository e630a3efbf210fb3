package org.aviso.cli;

import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
