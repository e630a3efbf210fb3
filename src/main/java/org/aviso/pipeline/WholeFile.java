package org.aviso.pipeline;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import org.aviso.ledger.Durable;

/**
 * A new file that is there whole or not at all, for its owner alone until it is. What is there
 * already is never replaced.
 */
public final class WholeFile {
  private WholeFile() {}

  /** Writes all of the content. */
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * @param file must not exist
   * @param beside folder on the same file system for the file while it is written
   * @param permissions of the finished file, such as {@code rw-------}
   * @throws FileAlreadyExistsException when something of that name is there
   */
  public static void write(Path file, Path beside, String permissions, Content content)
      throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Path begun = beside.resolve("." + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel channel =
          FileChannel.open(
              begun,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 65_536);
        content.writeTo(out);
        out.flush();
        channel.force(true);
      }
      Files.setPosixFilePermissions(begun, PosixFilePermissions.fromString(permissions));
      publish(begun, file);
    } finally {
      Files.deleteIfExists(begun);
    }
    Durable.syncFolder(file.toAbsolutePath().getParent());
  }

  /** A second name fails where the name is taken; a move would replace what is there. */
  private static void publish(Path begun, Path file) throws IOException {
    try {
      Files.createLink(file, begun);
    } catch (UnsupportedOperationException e) {
      Files.move(begun, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
