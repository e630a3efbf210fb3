package org.aviso.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.aviso.LiveHouse;
import org.aviso.cli.InProcess.Said;

/**
 * A case in live mode, set up as {@code docs/live-journey.sh} does it, by the product's own
 * commands: two counsel's keys, the roll, a routing that lets waves go by themselves, and the
 * project's texts in twelve languages as if they were final.
 */
final class LiveCase {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROUTING =
      """
      notice: class-notice
      version: 1
      levels:
        member-unverified: { sms: L1, email: L3 }
        member-verified: { sms: L3, email: L3 }
        relay: L0
      quiet-hours: none
      shared-contact-threshold: none
      waves: auto
      plans:
        - id: at-liberty
          when: { custody: [released] }
          steps:
            - { id: text, send: sms, to: member }
            - { id: mail, send: email, to: member }
      """;

  /** Runs a command of Aviso to its end. */
  interface Commands {
    Said run(List<String> arguments) throws IOException, InterruptedException;
  }

  private final Path folder;
  private final Commands aviso;
  private final Map<String, String> keys;

  private LiveCase(Path folder, Commands aviso) {
    this.folder = folder;
    this.aviso = aviso;
    this.keys = LiveHouse.at(folder).keys();
  }

  /**
   * @param texts the project's templates
   */
  static LiveCase make(Path folder, Path texts, Commands aviso)
      throws IOException, InterruptedException {
    LiveCase made = new LiveCase(folder, aviso);
    LiveHouse house = LiveHouse.at(folder);
    Files.createDirectories(house.routing().getParent());
    Files.writeString(house.routing(), ROUTING);
    for (String tag : LiveHouse.LANGUAGES.keySet()) {
      copyAsFinal(texts.resolve(LiveHouse.NOTICE).resolve(tag), house.templates(tag));
    }
    made.keys.keySet().removeIf(key -> key.startsWith("aviso.imap."));
    made.keys.put("aviso.waves.release", "auto");
    made.keys.put("aviso.sms.per-second", "0");
    made.keys.put("aviso.email.per-second", "0");
    made.sign();
    return made;
  }

  private static void copyAsFinal(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        String text = Files.readString(file);
        Files.writeString(
            to.resolve(file.getFileName()),
            file.endsWith("meta.yaml") ? text.replaceAll("(?m)^placeholder:.*\n?", "") : text);
      }
    }
  }

  private void sign() throws IOException, InterruptedException {
    Path first = folder.resolve("first.key");
    Path second = folder.resolve("second.key");
    keys.put(
        "aviso.counsel.fingerprints",
        keygen("First Counsel", first) + "," + keygen("Second Counsel", second));
    config();
    // The first of two signatures leaves one to be given: 1.
    run(1, "approve", "counsel", "--key", first.toString());
    run(0, "approve", "counsel", "--key", second.toString());
    run(
        0,
        "approve",
        "routing/" + LiveHouse.NOTICE,
        "templates/" + LiveHouse.NOTICE,
        "--key",
        first.toString());
  }

  private String keygen(String name, Path file) throws IOException, InterruptedException {
    config();
    String said =
        run(0, "counsel", "keygen", "--name", name, "--out", file.toString(), "--json").out();
    return JSON.readTree(said).get("fingerprint").asText();
  }

  private Said run(int expected, String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("--config", configFile().toString()));
    Said said = aviso.run(all);
    if (said.code() != expected) {
      throw new IllegalStateException(
          "aviso " + all + " exits with " + said.code() + ":\n" + said.err() + said.out());
    }
    return said;
  }

  LiveCase set(Map<String, String> more) throws IOException {
    keys.putAll(more);
    config();
    return this;
  }

  /** The folder of the notice's texts. */
  Path texts() {
    return LiveHouse.at(folder).templates("en").getParent();
  }

  Path configFile() {
    return folder.resolve("aviso.properties");
  }

  private void config() throws IOException {
    Files.write(
        configFile(),
        keys.entrySet().stream().map(key -> key.getKey() + "=" + key.getValue()).toList());
  }
}
