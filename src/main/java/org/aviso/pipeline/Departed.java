package org.aviso.pipeline;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files just taken away from the inbox, kept open without a name for a while. A sender that paused
 * longer than the take lasted goes on writing into such a file; then it comes back whole, and is
 * taken again.
 */
final class Departed {
  private static final Logger LOG = LoggerFactory.getLogger(Departed.class);
  private static final Duration WATCHED = Duration.ofMinutes(5);
  private static final Duration STILL = Duration.ofSeconds(2);
  private static final int MOST = 100;

  private final Deque<File> files = new ArrayDeque<>();

  private static final class File {
    final Path path;
    final FileChannel bytes;
    final long taken;
    final long until = System.nanoTime() + WATCHED.toNanos();
    long size;
    long still = System.nanoTime();

    File(Path path, FileChannel bytes, long taken) {
      this.path = path;
      this.bytes = bytes;
      this.taken = taken;
      this.size = taken;
    }
  }

  /**
   * @param bytes opened before the file was taken away
   * @param taken how much of it was
   */
  synchronized void watch(Path path, FileChannel bytes, long taken) {
    files.add(new File(path, bytes, taken));
    if (files.size() > MOST) {
      File oldest = files.remove();
      settle(oldest, true);
      close(oldest);
    }
  }

  /** Brings back what grew and has come to rest, lets go of what did not in time. */
  synchronized void look() {
    settle(false);
  }

  /** Brings back whatever grew, at rest or not, and lets go of everything. */
  synchronized void close() {
    settle(true);
  }

  private void settle(boolean last) {
    List<File> done = new ArrayList<>();
    for (File file : files) {
      if (settle(file, last)) {
        done.add(file);
      }
    }
    done.forEach(Departed::close);
    files.removeAll(done);
  }

  /** What cannot be brought back now may be at the next look: its bytes are kept until then. */
  private static boolean settle(File file, boolean last) {
    try {
      return settled(file, last);
    } catch (IOException e) {
      LOG.error(
          "A list that grew after it was taken could not be brought back to the inbox{}",
          last ? ": its later rows are lost, ask for it again" : ", trying again");
      return last;
    }
  }

  private static boolean settled(File file, boolean last) throws IOException {
    long now = System.nanoTime();
    long size = file.bytes.size();
    if (size != file.size) {
      file.size = size;
      file.still = now;
    }
    if (size == file.taken) {
      return last || now - file.until > 0;
    }
    if (!last && now - file.still < STILL.toNanos()) {
      return false;
    }
    bringBack(file);
    return true;
  }

  private static void bringBack(File file) throws IOException {
    Path folder = file.path.getParent();
    String name = file.path.getFileName().toString();
    Path fresh =
        Files.createTempFile(
            folder,
            ".again-",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      try (OutputStream out = Files.newOutputStream(fresh)) {
        file.bytes.position(0);
        // Not closed: if this fails the bytes are needed again.
        Channels.newInputStream(file.bytes).transferTo(out);
      }
      Files.setLastModifiedTime(fresh, FileTime.from(Instant.now().minus(STILL)));
      Path back = file.path;
      for (int i = 1; Files.exists(back); i++) {
        back = folder.resolve("again-" + i + "-" + name);
      }
      Files.move(fresh, back, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
    LOG.warn("A list went on growing after it was taken: it is taken again, whole");
  }

  private static void close(File file) {
    try {
      file.bytes.close();
    } catch (IOException e) {
      LOG.debug("A file did not close");
    }
  }

  static FileChannel open(Path path) throws IOException {
    return FileChannel.open(path, Set.of(StandardOpenOption.READ));
  }
}
