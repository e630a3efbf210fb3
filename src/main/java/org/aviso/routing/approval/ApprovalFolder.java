package org.aviso.routing.approval;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.aviso.config.Finding;
import org.aviso.config.FolderDigest;

/**
 * The files of counsel's folder that say what is signed, as they were at one instant: each read
 * once, links refused.
 *
 * <p>{@code approvals/} holds a file an approval, a file a narrowing record, and {@code kept/},
 * where whatever was signed is kept under its SHA-256: files as they were, folders as their sorted
 * {@code sha256␠␠path} lines.
 */
public final class ApprovalFolder {
  static final String ROLL = "counsel.yaml";
  static final String PROPOSED = "counsel.pending.yaml";
  private static final String APPROVALS = "approvals";
  private static final int MAX_BYTES = 1024 * 1024;

  private final Path root;
  private final byte[] roll;
  private final byte[] proposed;
  private final SortedMap<String, byte[]> records = new TreeMap<>();
  private final List<Finding> findings = new ArrayList<>();

  private ApprovalFolder(Path root) {
    this.root = root;
    this.roll = bytes(root.resolve(ROLL)).orElse(null);
    this.proposed = bytes(root.resolve(PROPOSED)).orElse(null);
    Path folder = root.resolve(APPROVALS);
    if (Files.isSymbolicLink(folder)) {
      found(folder, "is a link", "put the folder itself here");
    } else if (Files.isDirectory(folder)) {
      list(folder);
    }
  }

  /** Never throws: what cannot be read is a finding, and nothing in force. */
  public static ApprovalFolder read(Path counsel) {
    return new ApprovalFolder(counsel);
  }

  private void list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".yaml")) {
          // What cannot be read still counts by its name: it may be a record that narrows.
          records.put(name, bytes(file).orElse(new byte[0]));
        } else if (!name.equals("kept") && !name.endsWith(".md")) {
          found(file, "is not read: approvals end in .yaml", "remove it");
        }
      }
    } catch (IOException e) {
      found(folder, "cannot be read", "check that this user may read it");
    }
  }

  /** Whether anything was ever signed of the target, valid or not. */
  public boolean names(String target) {
    String start = target.replace('/', '.') + ".A-";
    return records.keySet().stream().anyMatch(name -> name.startsWith(start));
  }

  public Optional<byte[]> roll() {
    return Optional.ofNullable(roll);
  }

  Optional<byte[]> proposed() {
    return Optional.ofNullable(proposed);
  }

  /** The bytes of the roll that would be signed now: of the proposed one, else the present one. */
  public Optional<byte[]> rollBytesToSign() {
    return proposed().or(this::roll);
  }

  /** By file name; empty where a file could not be read. */
  SortedMap<String, byte[]> records() {
    return records;
  }

  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  String shown(String record) {
    return root.resolve(APPROVALS).resolve(record).toString();
  }

  String shownRoll() {
    return root.resolve(ROLL).toString();
  }

  /** Bytes that were once signed, or a folder's listing; what does not have this digest is not. */
  public Optional<byte[]> kept(String digest) {
    if (!digest.matches("[0-9a-f]{64}")) {
      return Optional.empty();
    }
    try (InputStream in =
        Files.newInputStream(
            root.resolve(APPROVALS).resolve("kept").resolve(digest), LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(in.readAllBytes()).filter(b -> FolderDigest.of(b).equals(digest));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Path to digest, of a folder's listing that was kept. */
  public Optional<Map<String, String>> listing(String digest) {
    return kept(digest).flatMap(FolderDigest::listed);
  }

  /** The listing an approval signed. */
  public Optional<Map<String, String>> listingOf(String approval) {
    return records.entrySet().stream()
        .filter(record -> record.getKey().endsWith("." + approval + ".yaml"))
        .findFirst()
        .flatMap(record -> listing(Approval.read(record.getValue()).digest()));
  }

  private Optional<byte[]> bytes(Path file) {
    if (Files.isSymbolicLink(file)) {
      found(file, "is a link", "put the file itself here");
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length <= MAX_BYTES) {
        return Optional.of(bytes);
      }
      found(file, "is larger than " + MAX_BYTES + " bytes", "remove it");
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      found(file, "cannot be read", "check that it is a file this user may read");
    }
    return Optional.empty();
  }

  private void found(Path path, String what, String mend) {
    findings.add(new Finding(path.toString(), 0, what, mend));
  }

  // --- writing; each file appears whole or not at all

  /** Keeps what was signed, so that it can be shown and compared. */
  public void keep(byte[] bytes) throws IOException {
    Path file = root.resolve(APPROVALS).resolve("kept").resolve(FolderDigest.of(bytes));
    if (kept(FolderDigest.of(bytes)).isEmpty()) {
      write(file, bytes);
    }
  }

  public void add(Approval approval) throws IOException {
    write(root.resolve(APPROVALS).resolve(approval.fileName()), approval.file());
  }

  /** From now on the counsel signs no more; what was signed before runs to its expiry. */
  public void retire(Counsel counsel, Instant at, String systemUser) throws IOException {
    narrow("retire." + counsel.fingerprint(), at, systemUser);
  }

  /** Nothing of this counsel is in force any more. */
  public void revoke(Counsel counsel, Instant at, String systemUser) throws IOException {
    narrow("revoke." + counsel.fingerprint(), at, systemUser);
  }

  /** This one approval is in force no more. */
  public void withdraw(String approval, Instant at, String systemUser) throws IOException {
    narrow("withdraw." + approval, at, systemUser);
  }

  private void narrow(String name, Instant at, String systemUser) throws IOException {
    Path file = root.resolve(APPROVALS).resolve(name + ".yaml");
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    write(file, Narrowing.file(name, at, systemUser));
  }

  /** Adds a person to the roll that is proposed; it is nobody's until two counsel sign it. */
  public void propose(Counsel counsel) throws IOException {
    Roll now =
        Roll.of(
            proposed != null
                ? proposed
                : roll != null
                    ? roll
                    : "counsel: []\n".getBytes(java.nio.charset.StandardCharsets.UTF_8),
            "");
    write(root.resolve(PROPOSED), now.with(counsel));
  }

  /** The roll that would be signed now: the proposed one, else the present one. */
  public Optional<Roll> rollToSign() {
    return Optional.ofNullable(proposed != null ? proposed : roll)
        .map(bytes -> Roll.of(bytes, root.resolve(proposed != null ? PROPOSED : ROLL).toString()));
  }

  /** Somebody has proposed another roll. */
  public boolean isProposed() {
    return proposed != null;
  }

  /** What was proposed becomes the roll. */
  public void adopt() throws IOException {
    Files.move(
        root.resolve(PROPOSED),
        root.resolve(ROLL),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private void write(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    Path whole = Files.createTempFile(root, ".writing-", ".tmp");
    try {
      Files.write(whole, bytes);
      Files.setPosixFilePermissions(
          whole, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(whole);
    }
  }
}
