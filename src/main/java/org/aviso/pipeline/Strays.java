package org.aviso.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.aviso.config.SteadyClock;

/** What lies in a folder and is not what the folder is for, hidden files apart. */
final class Strays {
  /** Until then somebody may be about to give it its name. */
  private static final Duration AT_REST = Duration.ofSeconds(30);

  private Strays() {}

  static List<Path> in(Path folder, Predicate<Path> stray) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .filter(stray)
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Those nobody has touched for half a minute. */
  static List<Path> atRest(Path folder, Predicate<Path> stray) {
    Instant rested = SteadyClock.ofThisProcess().instant().minus(AT_REST);
    return in(folder, stray.and(file -> changed(file).isBefore(rested)));
  }

  private static Instant changed(Path file) {
    try {
      return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
    } catch (IOException e) {
      return Instant.MAX;
    }
  }
}
