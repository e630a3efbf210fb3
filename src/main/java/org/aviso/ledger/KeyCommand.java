package org.aviso.ledger;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.aviso.config.BadSettings;
import org.aviso.config.Finding;
import org.aviso.config.Setting;

/**
 * {@code aviso.ledger.key-command}, run by {@code sh}. What it prints stays in memory: it is in no
 * log and no message, and what it says on stderr is not shown either.
 */
final class KeyCommand {
  static final Duration LONGEST = Duration.ofSeconds(30);
  private static final int LARGEST = 64 * 1024;

  private KeyCommand() {}

  /**
   * @throws BadSettings when it does not end in time, or not with 0
   */
  static byte[] output(String command, Duration longest) {
    Process process = null;
    try {
      process =
          new ProcessBuilder("sh", "-c", command)
              // What is typed or piped in is meant for somebody else.
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      Process started = process;
      byte[] printed =
          CompletableFuture.supplyAsync(() -> read(started))
              .get(longest.toMillis(), TimeUnit.MILLISECONDS);
      if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new TimeoutException();
      }
      if (process.exitValue() != 0) {
        throw refused(
            "it ended with " + process.exitValue() + " and not with 0",
            "run it as this user to see why");
      }
      return printed;
    } catch (IOException | ExecutionException e) {
      throw refused("it cannot be run, or read from", "check that this user may run sh and it");
    } catch (TimeoutException e) {
      throw refused(
          "it did not end within " + longest.toSeconds() + " seconds",
          "run it as this user to see why");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused("it was interrupted", "start again");
    } finally {
      if (process != null) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }

  static BadSettings refused(String what, String mend) {
    return new BadSettings(List.of(new Finding(Setting.LEDGER_KEY_COMMAND.key(), 0, what, mend)));
  }

  /** No key is longer. */
  private static byte[] read(Process process) {
    try {
      return process.getInputStream().readNBytes(LARGEST);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
