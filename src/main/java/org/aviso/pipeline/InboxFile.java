package org.aviso.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

/**
 * A file of the inbox and the copy that is worked on. Whatever is done to the file meanwhile, what
 * is sealed, read and digested are the same bytes; and the file is taken away only if it is still
 * the one that was copied.
 *
 * @param copy under a name of ours, its owner's alone
 * @param sha256 of the copy, in hex
 */
record InboxFile(Path file, Path copy, String sha256, Seen seen) {

  /** What tells a file from another one, or from itself after a change. */
  private record Seen(Object key, long size, long modified) {
    static Seen of(Path file) throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Seen(
          attributes.fileKey(), attributes.size(), attributes.lastModifiedTime().toMillis());
    }
  }

  /**
   * One list is taken at a time: what else lies in the folder was left by a take that broke off.
   */
  static InboxFile copy(Path file, Path folder) throws IOException {
    try (Stream<Path> left = Files.list(folder)) {
      for (Path old : left.filter(Files::isRegularFile).toList()) {
        Files.deleteIfExists(old);
      }
    }
    Seen seen = Seen.of(file);
    Path copy =
        Files.createTempFile(
            folder,
            "list-",
            ".taking",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    MessageDigest digest = sha256Digest();
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = new DigestOutputStream(Files.newOutputStream(copy), digest)) {
      in.transferTo(out);
    } catch (IOException e) {
      Files.deleteIfExists(copy);
      throw e;
    }
    return new InboxFile(file, copy, HexFormat.of().formatHex(digest.digest()), seen);
  }

  /**
   * Takes copy and file away; false when the file is another one by now, which is left.
   *
   * @param departed told of the file, which somebody may still be writing to
   */
  boolean remove(Departed departed) throws IOException {
    Files.deleteIfExists(copy);
    FileChannel bytes = null;
    try {
      bytes = Departed.open(file);
      if (!Seen.of(file).equals(seen)) {
        bytes.close();
        return false;
      }
      Files.delete(file);
      departed.watch(file, bytes, seen.size());
      return true;
    } catch (NoSuchFileException e) {
      if (bytes != null) {
        bytes.close();
      }
      return true;
    }
  }

  private static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return "InboxFile[" + sha256 + "]";
  }
}
