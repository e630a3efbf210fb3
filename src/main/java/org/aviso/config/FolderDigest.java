package org.aviso.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
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
    String lines =
        files.entrySet().stream()
            .map(file -> file.getValue() + "  " + file.getKey() + "\n")
            .sorted()
            .collect(Collectors.joining());
    return of(lines.getBytes(StandardCharsets.UTF_8));
  }
}
