package org.aviso.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.aviso.config.YamlFile;
import org.aviso.person.LanguageTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a word begins and ends, in whatever it stands. */
class ForbiddenWordsTest {
  @TempDir Path folder;

  private ForbiddenWords words(String... listed) throws Exception {
    Path file = folder.resolve("words.yaml");
    Files.writeString(
        file, "forbidden:\n  L1:\n    all: [" + String.join(", ", listed) + "]\nstop: {}\n");
    return ForbiddenWords.read(file);
  }

  private boolean found(String text, String... listed) throws Exception {
    return words(listed).first(text, Level.L1, new LanguageTag("zh-Hans")).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ICE | \u8BF7\u4E0EICE\u8054\u7CFB                 | true
          asylum* | \u5173\u4E8EAsylum\u7684                | true
          ICE | \u0E01ICE\u0E01                             | true
          ICE | notices                                     | false
          ICE | 9ICE                                        | false
          ICE | \u26A0\uFE0FICE                             | true
          court | court\uFE0F                               | true
          asylum | asy\uFE0Flum                             | true
          asylum | asy\u1160lum                             | true
          court | for\u3164court                            | true
          court | \uD83A\uDD00court                         | true
          court | \uDB40\uDD00court                         | true
          court | courtyard                                 | false
          '"*court"' | forecourt                            | true
          '"*court"' | forecourts                           | false
          'коллективн* иск*' | это коллективный иск         | true
          'коллективн* иск*' | это коллективного  иска.     | true
          'коллективн* иск*' | это коллектив и иск          | false
          'class act*' | a class  action                    | true
          'class act*' | a classy action                    | false
          '"*aa*"' | baaac                                  | true
          DHS | D.H.S.                                      | true
          DHS | D.H.Sx                                      | false
          """)
  void a_word_is_found_where_it_stands_free(String word, String text, boolean found)
      throws Exception {
    assertThat(found(text, word)).isEqualTo(found);
  }

  @Test
  void each_place_is_named_once_and_in_order() throws Exception {
    assertThat(
            words("asil*", "asilo", "ley")
                .all("Asilo, ley; ásilo", Level.L0, new LanguageTag("es")))
        .extracting(ForbiddenWords.Hit::word, ForbiddenWords.Hit::at)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("asil*", 0),
            org.assertj.core.groups.Tuple.tuple("ley", 7),
            org.assertj.core.groups.Tuple.tuple("asil*", 12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"*\"", "\"a*b\"", "\"\\u200D\"", "\"a *b\"", "\" \""})
  void a_word_that_would_be_found_nowhere_is_refused(String word) {
    assertThatThrownBy(() -> words(word)).isInstanceOf(YamlFile.Malformed.class);
  }
}
