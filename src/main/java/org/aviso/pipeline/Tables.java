package org.aviso.pipeline;

import java.nio.file.Path;
import java.util.List;
import org.aviso.config.BadSettings;
import org.aviso.config.YamlFile;
import org.aviso.intake.IntakeConfig;
import org.aviso.language.Languages;
import org.aviso.template.ForbiddenWords;

/**
 * The operators' tables in {@code config/}: names of columns, custody, relations, countries and
 * languages, and the words a level forbids.
 */
public record Tables(IntakeConfig intake, Languages languages, ForbiddenWords forbidden) {
  /**
   * @param folder {@code config/}
   * @throws BadSettings naming file and line
   */
  public static Tables read(Path folder) {
    try {
      return new Tables(
          IntakeConfig.read(folder),
          Languages.read(folder.resolve("languages.yaml")),
          ForbiddenWords.read(folder.resolve("forbidden-words.yaml")));
    } catch (YamlFile.Malformed e) {
      throw new BadSettings(List.of(e.finding()));
    }
  }
}
