package org.aviso.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aviso.intake.RefusedFile;

/**
 * Remembers, across the death of the process too, where the reader of a list was: a file that kills
 * it twice at one place is not read a third time. Between {@link #begin} and {@link #passed} lies
 * reading and deciding alone, nothing that waits for a disk or the ledger.
 */
final class ReaderGuard {
  private static final int TRIES = 2;
  private static final Pattern MARK = Pattern.compile("(\\d+) (\\d+)");

  private final Path file;
  private int line = -1;
  private int deaths;
  private int before;

  private ReaderGuard(Path file) {
    this.file = file;
  }

  /**
   * @param folder where marks are kept, one for each list under way
   */
  static ReaderGuard of(Path folder, String sha256) throws IOException {
    Files.createDirectories(folder);
    ReaderGuard guard = new ReaderGuard(folder.resolve(sha256));
    if (Files.exists(guard.file)) {
      Matcher mark = MARK.matcher(Files.readString(guard.file));
      if (mark.matches()) {
        guard.line = Integer.parseInt(mark.group(1));
        guard.deaths = Integer.parseInt(mark.group(2));
      }
    }
    return guard;
  }

  /**
   * What comes after this line is read now; unless {@link #passed} is said, it broke.
   *
   * @throws RefusedFile when it broke here twice before
   */
  void begin(int after) throws RefusedFile {
    before = after == line ? deaths : 0;
    check(after, before);
    mark(after, before + 1);
  }

  /**
   * @throws RefusedFile when it broke twice somewhere
   */
  void check() throws RefusedFile {
    check(line, deaths);
  }

  private static void check(int after, int deaths) throws RefusedFile {
    if (deaths >= TRIES) {
      throw new RefusedFile(
          "quarantined",
          "the reader broke on it twice, after line "
              + after
              + ": it is set aside; open it, save it anew and drop it again");
    }
  }

  /** It did not break this time. What broke at the same line before still counts. */
  void passed() {
    mark(line, before);
  }

  private void mark(int at, int died) {
    line = at;
    deaths = died;
    try {
      Files.writeString(file, at + " " + died);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The list is taken or refused. */
  void done() throws IOException {
    Files.deleteIfExists(file);
  }
}
