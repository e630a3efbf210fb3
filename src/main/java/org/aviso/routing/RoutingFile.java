package org.aviso.routing;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.aviso.config.Finding;
import org.aviso.config.YamlFile;

/** What reading a {@code routing.yaml} gave. One with findings is not in force: fail closed. */
public sealed interface RoutingFile {
  /**
   * Nothing is wrong with it.
   *
   * @param written what it was read from, for findings only others can see
   */
  record Sound(Routing routing, YamlFile written) implements RoutingFile {}

  /**
   * Nothing is sent under it.
   *
   * @param digest SHA-256 (hex) of the bytes, null when they are no YAML
   */
  record Faulty(String digest, List<Finding> findings) implements RoutingFile {
    public Faulty {
      findings = List.copyOf(findings);
    }
  }

  /** The key at the beginning of a line, or among others in braces, with its value. */
  Pattern SUPERSEDES =
      Pattern.compile(
          "(?m)(?:^|[{,])[ \\t]*[\"']?supersedes[\"']?[ \\t]*:[ \\t]*[\"']?([a-z0-9-]+)");

  /**
   * What a file with a mistake in it, of whatever kind, says to supersede.
   *
   * @param bytes UTF-8
   */
  static List<String> superseding(byte[] bytes) {
    return SUPERSEDES
        .matcher(new String(bytes, StandardCharsets.UTF_8))
        .results()
        .map((MatchResult found) -> found.group(1))
        .toList();
  }

  /** Reads the file's bytes once. Findings name the path as given. */
  static RoutingFile read(Path file) {
    try {
      return RoutingReader.read(YamlFile.read(file, file.toString()));
    } catch (YamlFile.Malformed e) {
      return new Faulty(null, List.of(e.finding()));
    }
  }

  /**
   * The same over bytes already read.
   *
   * @param shownAs the path findings name
   */
  static RoutingFile of(byte[] bytes, String shownAs) {
    try {
      return RoutingReader.read(YamlFile.of(bytes, shownAs));
    } catch (YamlFile.Malformed e) {
      return new Faulty(null, List.of(e.finding()));
    }
  }
}
