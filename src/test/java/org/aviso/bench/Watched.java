package org.aviso.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process from its start to its end, with what it used: looked at twenty times a second, so that
 * at most the last twentieth of a second's work is missed.
 */
final class Watched {
  private static final long LOOK_MILLIS = 50;
  private static final Duration LONGEST = Duration.ofHours(2);

  private record Look(long at, double cpuSeconds) {}

  private final List<Look> looks = new ArrayList<>();
  private long endedAt;
  private int exitCode;
  private long peakRssKib;

  private Watched() {}

  /**
   * Waits for the end; what takes too long is ended, and broke.
   *
   * @param startedAt milliseconds since 1970
   */
  static Watched toItsEnd(Process process, long startedAt) throws InterruptedException {
    Watched watched = new Watched();
    watched.looks.add(new Look(startedAt, 0));
    try {
      while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        watched.look(process);
        if (System.currentTimeMillis() - startedAt > LONGEST.toMillis()) {
          throw new IllegalStateException("not done after " + LONGEST.toSeconds() + " s");
        }
      }
    } finally {
      process.destroyForcibly();
    }
    watched.endedAt = System.currentTimeMillis();
    watched.exitCode = process.exitValue();
    return watched;
  }

  private void look(Process process) {
    long now = System.currentTimeMillis();
    process
        .info()
        .totalCpuDuration()
        .ifPresent(used -> looks.add(new Look(now, used.toNanos() / 1e9)));
    peakRssKib = Math.max(peakRssKib, highWater(process.pid()));
  }

  /** Linux keeps it; elsewhere 0. */
  private static long highWater(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
      return 0;
    } catch (IOException e) {
      return 0; // It has just ended.
    }
  }

  int exitCode() {
    return exitCode;
  }

  /** Milliseconds since 1970. */
  long endedAt() {
    return endedAt;
  }

  double peakRssMib() {
    return peakRssKib / 1024.0;
  }

  double cpuSeconds() {
    return looks.get(looks.size() - 1).cpuSeconds;
  }

  /** What it had used by then, in seconds. */
  double cpuSecondsBy(long at) {
    double used = 0;
    for (Look look : looks) {
      if (look.at > at) {
        break;
      }
      used = look.cpuSeconds;
    }
    return used;
  }
}
