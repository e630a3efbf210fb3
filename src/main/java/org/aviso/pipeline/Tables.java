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
import org.aviso.template.SmsCountries;

/**
 * The operators' tables in {@code config/}: names of columns, custody, relations, countries and
 * languages, the words a level forbids, where a text message cannot be answered, what messages
 * cost.
 */
public record Tables(
    IntakeConfig intake,
    Languages languages,
    ForbiddenWords forbidden,
    SmsCountries smsCountries,
    Prices prices,
    String digest) {
  private static final String PRICES = "prices.yaml";

  /**
   * @param folder {@code config/}
   * @throws BadSettings naming file and line
   */
  public static Tables read(Path folder) {
    try {
      Languages languages = Languages.read(folder.resolve("languages.yaml"));
      return new Tables(
          IntakeConfig.read(folder).with(languages),
          languages,
          ForbiddenWords.read(folder.resolve("forbidden-words.yaml")),
          SmsCountries.read(folder.resolve("sms-countries.yaml")),
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

  /**
   * Over every table, for a decision made with another one is another decision. Staff's own
   * addresses and prices decide nothing.
   */
  private static boolean decides(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".yaml") && !name.equals(Seeds.FILE) && !name.equals(PRICES);
  }

  private static String digest(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.filter(Tables::decides).toList()) {
        files.put(file.getFileName().toString(), FolderDigest.of(Files.readAllBytes(file)));
      }
    }
    return FolderDigest.of(files);
  }
}
