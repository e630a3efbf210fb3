package org.aviso.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.aviso.person.LanguageTag;
import org.aviso.template.ForbiddenWords;
import org.aviso.template.Level;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenderingTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Ana                                | true
          José María O'Neill-Pérez           | true
          ਗੁਰਪ੍ਰੀਤ                                | true
          አበበ                                | true
          ANA A999000001                     | false
          ANA ASYLUM                         | false
          http://evil.example                | false
          ana@example.org                    | false
          {{sender}}                         | false
          a\u202Eb                           | false
          """)
  void only_a_name_is_printed_as_a_name(String name, boolean printed) throws Exception {
    Rendering rendering =
        new Rendering(
            null,
            null,
            null,
            null,
            ForbiddenWords.read(ROOT.resolve("config/forbidden-words.yaml")),
            null);
    assertThat(
            rendering.sayable(name.replace("\\u202E", "\u202E"), Level.L0, new LanguageTag("es"))
                != null)
        .isEqualTo(printed);
  }
}
