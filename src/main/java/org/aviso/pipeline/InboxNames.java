package org.aviso.pipeline;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.aviso.config.SteadyClock;
import org.aviso.intake.ListName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of the inbox under names that the route of files cannot handle: bytes that are no UTF-8, as
 * old archives leave them, a backslash, more characters than leave room for a lock beside the file.
 * They would lie there for ever, unseen; so each is given a plain name and is taken under that.
 */
final class InboxNames {
  private static final Logger LOG = LoggerFactory.getLogger(InboxNames.class);
  private static final Duration EVERY = Duration.ofMillis(500);

  /** Whoever writes the file may still do something to it by its name. */
  private static final Duration AT_REST = Duration.ofSeconds(1);

  private final Path inbox;
  private boolean told;
  private long next = System.nanoTime();

  InboxNames(Path inbox) {
    this.inbox = inbox;
  }

  void look() {
    if (System.nanoTime() - next < 0) {
      return;
    }
    next = System.nanoTime() + EVERY.toNanos();
    makePlain(inbox, IntakeStage::isList);
    makePlain(inbox.resolve(DirectiveStage.FOLDER), DirectiveStage::isDirective);
  }

  private void makePlain(Path folder, Predicate<Path> taken) {
    for (Path file : odd(folder, taken)) {
      try {
        Path plain = free(file);
        Files.move(file, plain);
        told = false;
        LOG.warn(
            "A file of the inbox had a name that cannot be handled and was given a plain one:"
                + " its report names it");
      } catch (FileAlreadyExistsException | NoSuchFileException e) {
        // Somebody else was quicker: at the next look it is clear.
      } catch (IOException e) {
        if (!told) {
          told = true;
          LOG.error(
              "A file of the inbox has a name that cannot be handled, and cannot be renamed ({}):"
                  + " give it a plain one",
              e.getClass().getSimpleName());
        }
      }
    }
  }

  private static List<Path> odd(Path folder, Predicate<Path> taken) {
    Instant rested = SteadyClock.ofThisProcess().instant().minus(AT_REST);
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> !plainName(file).equals(file.getFileName().toString()))
          .filter(taken)
          .filter(file -> changed(file).isBefore(rested))
          .toList();
    } catch (IOException e) {
      return List.of(); // Not there yet, or not to be read: the routes say so.
    }
  }

  private static String plainName(Path file) {
    return ListName.plain(file.getFileName().toString());
  }

  /** A name beside the file that nothing has yet: two odd names may have one plain one. */
  private static Path free(Path file) {
    String plain = plainName(file);
    Path free = file.resolveSibling(plain);
    for (int again = 2; Files.exists(free, LinkOption.NOFOLLOW_LINKS); again++) {
      free = file.resolveSibling(again + "-" + plain);
    }
    return free;
  }

  private static Instant changed(Path file) {
    try {
      return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
    } catch (IOException e) {
      return Instant.MAX;
    }
  }
}
