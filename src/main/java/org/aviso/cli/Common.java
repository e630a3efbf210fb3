package org.aviso.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.aviso.config.Settings;
import org.aviso.ledger.LedgerAddress;
import org.aviso.pipeline.Desk;
import picocli.CommandLine.Option;

/** The options every command has, and what they give. */
final class Common {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern OBEYED = Pattern.compile("[\\p{Cc}&&[^\n\t]]");

  @Option(names = "--json", description = "One JSON document on stdout.")
  boolean json;

  @Option(names = "--home", paramLabel = "DIR", description = "The case's folder (aviso.home).")
  String home;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration; config/aviso.properties when there is one.")
  Path config;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = "Sets one configuration key; may be repeated.")
  Map<String, String> defines = new LinkedHashMap<>();

  @Option(names = "--debug", description = "Shows stack traces of internal errors.")
  void setDebug(boolean debug) {
    System.setProperty("aviso.debug", String.valueOf(debug));
  }

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this and exits.")
  boolean help;

  /** Where {@code routes/}, {@code templates/} and {@code config/} lie. */
  static Path root() {
    return Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();
  }

  Settings settings(Map<String, String> presets) {
    Map<String, String> all = new LinkedHashMap<>(presets);
    all.putAll(defines);
    if (home != null) {
      all.put("aviso.home", home);
    }
    Path standard = root().resolve("config/aviso.properties");
    Path file = config != null ? config : Files.exists(standard) ? standard : null;
    return Settings.load(file, System.getenv(), all);
  }

  Settings settings() {
    return settings(Map.of());
  }

  /** The ledger and tables, for commands that look or decide beside the service. */
  Desk desk(String purpose) {
    Settings settings = settings();
    if (!LedgerAddress.exists(settings)) {
      throw new Refusal(
          "there is no home at " + settings.home() + ": aviso run makes one; --home names another");
    }
    return Desk.open(root(), settings, purpose);
  }

  static void print(JsonNode node) {
    try {
      System.out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node));
      System.out.flush();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What somebody typed, with nothing in it that a terminal obeys. */
  static String visible(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
  }

  /** One object a line. */
  static void printLine(JsonNode node) {
    System.out.println(node);
    System.out.flush();
  }

  /** What a terminal would obey is shown as it is written in JSON. */
  static void print(String text) {
    System.out.print(
        OBEYED
            .matcher(text)
            .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0))));
    System.out.flush();
  }

  /** A temporary folder with all that is in it. */
  static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (IOException | UncheckedIOException e) {
      System.err.println("a temporary folder could not be removed: " + folder);
    }
  }
}
