package org.aviso.ledger;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Lists as they came, sealed: {@code <sha256>.enc}, under the ledger's archive key and bound to
 * their digest. Written whole, forced to disk, then renamed: a sealed file is either there or not.
 */
public final class Archive {
  private final LedgerKey key;

  Archive(LedgerKey key) {
    this.key = key;
  }

  /** The file changed while it was read. */
  public static final class StillChanging extends IOException {
    private static final long serialVersionUID = 1L;

    StillChanging() {
      super("The file changed while it was read");
    }
  }

  /** SHA-256 of the file's bytes, in hex. */
  public static String digest(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Seals the file into the folder, unless it is there already.
   *
   * @param sha256 digest of the file, as read a moment ago
   * @throws StillChanging when the bytes sealed are not those digested
   */
  public Path seal(Path file, String sha256, Path folder) throws IOException {
    Path sealed = folder.resolve(sha256 + ".enc");
    if (Files.exists(sealed)) {
      return sealed;
    }
    Files.createDirectories(folder);
    Path fresh =
        Files.createTempFile(
            folder,
            "sealing-",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      MessageDigest digest = Sha256.digest();
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest);
          OutputStream out =
              key.archive()
                  .newEncryptingStream(
                      Files.newOutputStream(fresh), sha256.getBytes(StandardCharsets.US_ASCII))) {
        in.transferTo(out);
      } catch (GeneralSecurityException e) {
        throw new LedgerException("Sealing failed", e);
      }
      if (!HexFormat.of().formatHex(digest.digest()).equals(sha256)) {
        throw new StillChanging();
      }
      Durable.syncFile(fresh);
      move(fresh, sealed);
      Durable.syncFolder(folder);
      return sealed;
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** The plain bytes of a sealed file, checked as they are read. */
  public InputStream open(Path sealed, String sha256) throws IOException {
    try {
      return key.archive()
          .newDecryptingStream(
              Files.newInputStream(sealed), sha256.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new LedgerException("A sealed file does not open", e);
    }
  }

  /** Writes a report. */
  public interface Report {
    void to(OutputStream out) throws IOException;
  }

  /** A report beside a sealed file: whole or not at all, for its owner alone. */
  public static void writeReport(Path file, Report report) throws IOException {
    Path fresh =
        Files.createTempFile(
            file.getParent(),
            "report-",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(fresh))) {
        report.to(out);
      }
      Durable.syncFile(fresh);
      move(fresh, file);
      Durable.syncFolder(file.getParent());
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("The home folder must lie on one file system", e);
    }
  }
}
