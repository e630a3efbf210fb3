package org.aviso.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a signature over a file or folder signs: of a file the SHA-256 of its bytes, of a folder the
 * SHA-256 of its sorted {@code sha256␠␠path} lines, as {@code sha256sum * | sort | sha256sum}
 * prints it.
 */
public final class FolderDigest {
  private FolderDigest() {}

  /** SHA-256, lower-case hex. */
  public static String of(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /**
   * @param files path inside the folder, with slashes, to the SHA-256 of the file's bytes
   */
  public static String of(Map<String, String> files) {
    return of(listing(files));
  }

  /** The sorted {@code sha256␠␠path} lines, whose SHA-256 is the folder's. */
  public static byte[] listing(Map<String, String> files) {
    return files.entrySet().stream()
        .map(file -> file.getValue() + "  " + file.getKey() + "\n")
        .sorted()
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Such lines read again: path to SHA-256; empty when they are none. */
  public static Optional<Map<String, String>> listed(byte[] listing) {
    Map<String, String> files = new TreeMap<>();
    for (String line : new String(listing, StandardCharsets.UTF_8).split("\n")) {
      if (!line.matches("[0-9a-f]{64}  .+")
          || files.put(line.substring(66), line.substring(0, 64)) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(files);
  }
}
