package org.aviso.pipeline;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.aviso.config.Finding;
import org.aviso.config.Setting;
import org.aviso.config.Settings;
import org.aviso.ledger.Event;
import org.aviso.ledger.Ledger;
import org.aviso.ledger.LedgerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees that counsel's folder or the templates change while the service runs. From the moment it has
 * seen it nothing is claimed; when the files have come to rest, every entry is planned anew by what
 * they say.
 */
final class PolicyWatch {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyWatch.class);

  /** A change that leaves size and time of a file as they were is found a little later. */
  private static final int EVERY_LOOK_READS = 100;

  /**
   * There are many files of texts, and what is sent is what was read of them, not what is there.
   */
  private static final Duration TEXTS_EACH = Duration.ofMillis(500);

  /** So long nothing must have been written before what is there is read. */
  private static final Duration AT_REST = Duration.ofSeconds(2);

  private final Path rules;
  private final Path texts;
  private final AtomicReference<Policy> policy;
  private final Supplier<Policy> reading;
  private final Ledger ledger;
  private final Clock clock;
  private Seen seen;
  private String adopted;
  private List<Finding> told;
  private long still;
  private int looks;
  private long textsSeen = System.nanoTime();
  private volatile boolean changing;

  PolicyWatch(
      Settings settings,
      AtomicReference<Policy> policy,
      Supplier<Policy> reading,
      Ledger ledger,
      Clock clock) {
    this.clock = clock;
    this.rules = settings.get(Setting.ROUTING_DIR);
    this.texts = settings.get(Setting.TEMPLATES_DIR);
    this.policy = policy;
    this.reading = reading;
    this.ledger = ledger;
    this.seen = outside(true);
    this.adopted = policy.get().digest();
    this.told = policy.get().findings();
  }

  FeedLoop.Next look() {
    boolean textsToo = changing || System.nanoTime() - textsSeen > TEXTS_EACH.toNanos();
    Seen now = outside(textsToo);
    if (textsToo) {
      textsSeen = System.nanoTime();
    }
    if (!now.equals(seen)) {
      // Somebody is writing there: half a file may lack the veto that stands in its other half.
      changing = true;
      seen = now;
      still = System.nanoTime();
    } else if (changing
        ? System.nanoTime() - still > AT_REST.toNanos()
        : ++looks % EVERY_LOOK_READS == 0 || over()) {
      Policy read = read();
      if (outside(true).equals(seen)) {
        adopt(read);
        changing = false;
      }
    }
    return FeedLoop.Next.WATCHING;
  }

  /**
   * Something is being written, and what it will say is not known: nothing is planned or claimed.
   */
  boolean changing() {
    return changing || over();
  }

  /** An approval has expired since the rules were read. */
  private boolean over() {
    return !clock.instant().isBefore(policy.get().until());
  }

  /** What cannot be read allows nothing. Without the ledger nobody knows: all stays as it is. */
  private Policy read() {
    try {
      return reading.get();
    } catch (LedgerException e) {
      throw e;
    } catch (RuntimeException e) {
      Breakages.note("reading counsel's rules", e);
      return Policy.nothing();
    }
  }

  private void adopt(Policy read) {
    ledger.counselMemory().keep(read::remember);
    policy.set(read); // what is in force may last longer now, though it is the same
    if (read.digest().equals(adopted)) {
      return;
    }
    ledger.lists().ensureEntries(read.notices());
    int entries = ledger.lists().planAnew(read.digest());
    ledger.record(
        Event.ofService(
            "policy",
            "changed",
            "{\"digest\":\"%s\",\"entries\":%d}".formatted(read.digest(), entries)));
    if (!read.refused().isEmpty()) {
      ledger.record(Event.ofService("alarm", "live_refused", null));
    }
    // Only now: what failed before is done again at the next look.
    adopted = read.digest();
    LOG.info("Counsel's rules or the templates changed: {} entries are planned anew", entries);
    List<Finding> found = read.findings();
    found.stream()
        .filter(finding -> !told.contains(finding))
        .forEach(finding -> LOG.warn("{}", finding));
    told = found;
  }

  /**
   * One file as the file system shows it.
   *
   * @param size in bytes; -1 when it cannot be read
   */
  private record Outside(Path file, long size, FileTime changed, Object identity) {
    static Outside unreadable(Path file) {
      return new Outside(file, -1, null, null);
    }
  }

  private record Seen(List<Outside> rules, List<Outside> texts) {}

  /**
   * @param textsToo false to take the texts as they were seen last
   */
  private Seen outside(boolean textsToo) {
    return new Seen(files(rules), textsToo ? files(texts) : seen.texts);
  }

  /** All files. */
  private static List<Outside> files(Path folder) {
    List<Outside> all = new ArrayList<>();
    try {
      Files.walkFileTree(
          folder.toRealPath(), // What is read may lie behind a link.
          Set.of(),
          8,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
              all.add(new Outside(file, is.size(), is.lastModifiedTime(), is.fileKey()));
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              all.add(Outside.unreadable(file));
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      all.add(Outside.unreadable(folder));
    }
    return all;
  }
}
