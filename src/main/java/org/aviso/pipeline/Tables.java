package org.aviso.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.aviso.config.BadSettings;
import org.aviso.config.Finding;
import org.aviso.config.FolderDigest;
import org.aviso.config.YamlFile;
import org.aviso.delivery.Prices;
import org.aviso.intake.IntakeConfig;
import org.aviso.language.Languages;
import org.aviso.template.ForbiddenWords;

/**
 * The operators' tables in {@code config/}: names of columns, custody, relations, countries and
 * languages, the words a level forbids, what messages cost.
 */
public record Tables(
    IntakeConfig intake,
    Languages languages,
    ForbiddenWords forbidden,
    Prices prices,
    String digest) {
  /** Nothing is decided by it, so it is no part of the digest. */
  private static final String PRICES = "prices.yaml";

  /**
   * @param folder {@code config/}
   * @throws BadSettings naming file and line
   */
  public static Tables read(Path folder) {
    try {
      return new Tables(
          IntakeConfig.read(folder),
          Languages.read(folder.resolve("languages.yaml")),
          ForbiddenWords.read(folder.resolve("forbidden-words.yaml")),
          Prices.read(folder.resolve(PRICES)),
          digest(folder));
    } catch (YamlFile.Malformed e) {
      throw new BadSettings(List.of(e.finding()));
    } catch (IOException e) {
      throw new BadSettings(
          List.of(
              new Finding(
                  folder.toString(),
                  0,
                  "it cannot be read",
                  "check that it is there and readable")));
    }
  }

  /** Over every table, for a decision made with another one is another decision. */
  private static String digest(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.filter(f -> f.getFileName().toString().endsWith(".yaml")).toList()) {
        if (!file.getFileName().toString().equals(PRICES)) {
          files.put(file.getFileName().toString(), FolderDigest.of(Files.readAllBytes(file)));
        }
      }
    }
    return FolderDigest.of(files);
  }
}
