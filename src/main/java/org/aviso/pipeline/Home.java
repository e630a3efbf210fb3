package org.aviso.pipeline;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.aviso.config.BadSettings;
import org.aviso.config.Finding;

/**
 * The folder of one case: inbox, archive, rejected, ledger, log, keys. For its owner alone (0700).
 */
public record Home(Path path) {
  /** Makes what is missing, and closes to others what is open to them. */
  public static Home open(Path path) {
    if (path.toString().matches(".*[%{}?].*")) {
      throw new BadSettings(
          List.of(
              new Finding(
                  "aviso.home",
                  0,
                  "the path of the home holds one of % { } ?, which an endpoint would read as"
                      + " something else",
                  "choose another folder")));
    }
    try {
      for (String folder :
          List.of(
              "",
              "inbox",
              "inbox/directives",
              "taking",
              "taking/marks",
              "taking/directives",
              "archive",
              "rejected",
              "ledger",
              "log",
              "keys")) {
        Path made = path.resolve(folder);
        Files.createDirectories(made);
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwx------"));
      }
      return new Home(path);
    } catch (IOException e) {
      throw new BadSettings(
          List.of(
              new Finding(
                  path.toString(),
                  0,
                  "the home folder cannot be made or written",
                  "check aviso.home and who owns the folder")));
    }
  }

  /** Whether every folder is there again, of which somebody took one away. */
  boolean restored() {
    try {
      open(path);
      return true;
    } catch (BadSettings e) {
      return false;
    }
  }

  Path inbox() {
    return path.resolve("inbox");
  }

  /**
   * The copy of the list being taken; what an earlier process left is worth nothing, its file is in
   * the inbox.
   */
  Path taking() {
    return path.resolve("taking");
  }

  Path archive() {
    return path.resolve("archive");
  }

  Path rejected() {
    return path.resolve("rejected");
  }

  /**
   * Held by the one process that sends from this home; let go by the operating system when that
   * process dies.
   *
   * @throws BadSettings when another process holds it
   */
  FileLock lock() {
    Path file = path.resolve("run.lock");
    try {
      FileChannel channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
      channel.close();
    } catch (OverlappingFileLockException e) {
      // The same process twice: refused below like any other.
    } catch (IOException e) {
      throw new BadSettings(
          List.of(
              new Finding(
                  file.toString(), 0, "the lock cannot be taken", "check who owns the folder")));
    }
    throw new BadSettings(
        List.of(
            new Finding(
                path.toString(),
                0,
                "another run works on this home",
                "wait for it to end or stop it; every other command works beside it")));
  }
}
