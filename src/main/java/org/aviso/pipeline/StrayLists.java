package org.aviso.pipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.aviso.config.Finding;
import org.aviso.config.Settings;
import org.aviso.intake.ShownName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lies in {@code inbox/} and is never taken, for its name ends as no list's does, or it is a
 * link. It may be a list all the same, so it is said, once in the log and as long as it lies there
 * by {@code check}; it stays where it is.
 */
public final class StrayLists {
  private static final Logger LOG = LoggerFactory.getLogger(StrayLists.class);
  private static final Duration EVERY = Duration.ofSeconds(5);

  /** Camel's own mark beside a list that is read; after a kill it may stay for a while. */
  private static final String LOCK = ".camelLock";

  private final Path inbox;
  private final Set<Path> told = new HashSet<>();
  private long next = System.nanoTime();

  StrayLists(Path inbox) {
    this.inbox = inbox;
  }

  void look() {
    if (System.nanoTime() - next < 0) {
      return;
    }
    next = System.nanoTime() + EVERY.toNanos();
    for (Path file : atRest(inbox)) {
      if (told.add(file)) {
        // A name may name somebody: whoever has the file finds it, nobody else reads it here.
        LOG.warn("A file in inbox/ is no list by its name and is left: aviso check names it");
      }
    }
  }

  /** What {@code check} says of them. */
  public static List<Finding> findings(Settings settings) {
    return atRest(settings.home().resolve("inbox")).stream()
        .map(
            file ->
                new Finding(
                    "inbox/" + ShownName.file(file.getFileName().toString()),
                    0,
                    "is left: lists are files, no links, that end in " + IntakeStage.ENDINGS,
                    "rename it, or take it away"))
        .toList();
  }

  /** How many there are, those that may yet get their name included. */
  static long count(Path inbox) {
    return Strays.in(inbox, StrayLists::stray).size();
  }

  private static List<Path> atRest(Path inbox) {
    return Strays.atRest(inbox, StrayLists::stray);
  }

  private static boolean stray(Path file) {
    return Files.isRegularFile(file)
        && !IntakeStage.isList(file)
        && !file.getFileName().toString().endsWith(LOCK);
  }
}
