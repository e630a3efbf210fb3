package org.aviso.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.util.ULocale;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.aviso.config.YamlFile;
import org.aviso.language.Languages;
import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The texts and word lists in the repository, as they stand. */
class ShippedTemplatesTest {
  static final Fields SAMPLE =
      new Fields(
          "Linea de llamadas",
          "Aviso Legal Team",
          "Ana",
          null,
          "+1 202 555 0100",
          "Mon-Fri 9:00-17:00",
          "R7K2Q9MX");

  private static TemplateLibrary library;

  @BeforeAll
  static void read() throws YamlFile.Malformed {
    library = library();
  }

  private static TemplateLibrary library() throws YamlFile.Malformed {
    return TemplateLibrary.read(
        Path.of("templates"), ForbiddenWords.read(Path.of("config/forbidden-words.yaml")));
  }

  static Stream<TemplateSet> sets() throws YamlFile.Malformed {
    return library().languages("class-notice").values().stream();
  }

  @Test
  void they_are_free_of_findings() {
    assertThat(library.findings()).isEmpty();
  }

  @Test
  void they_speak_at_least_fourteen_languages_in_at_least_six_scripts() {
    assertThat(library.languages("class-notice")).hasSizeGreaterThanOrEqualTo(14);
    assertThat(
            library.languages("class-notice").keySet().stream()
                .map(tag -> ULocale.addLikelySubtags(tag.locale()).getScript())
                .distinct())
        .hasSizeGreaterThanOrEqualTo(6);
    assertThat(library.languages("class-notice").keySet().stream().filter(LanguageTag::rightToLeft))
        .hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void every_language_of_theirs_is_in_the_alias_table() throws YamlFile.Malformed {
    Languages languages = Languages.read(Path.of("config/languages.yaml"));
    for (LanguageTag tag : library.languages("class-notice").keySet()) {
      if (!tag.value().equals("zh-Hans")) { // the script is counsel's choice
        assertThat(languages.tags()).contains(tag);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("sets")
  void all_are_placeholders(TemplateSet set) {
    assertThat(set.meta().placeholder()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("sets")
  void a_text_message_fits_into_few_segments(TemplateSet set) {
    for (TextKey key : set.usable()) {
      if (key.channel() == Channel.SMS) {
        String text = Renderer.render(set, key, SAMPLE).text();
        assertThat(text.length()).as(set.tag() + " " + key).isLessThanOrEqualTo(320);
        assertThat(Segments.count(text).segments())
            .as(set.tag() + " " + key)
            .isLessThanOrEqualTo(5);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("sets")
  void every_text_of_the_notice_renders(TemplateSet set) {
    assertThat(set.usable().stream().filter(key -> key.to() != Owner.ATTORNEY))
        .containsExactly(
            new TextKey(Owner.MEMBER, Channel.SMS, Level.L1),
            new TextKey(Owner.MEMBER, Channel.EMAIL, Level.L3),
            new TextKey(Owner.MEMBER, Channel.LETTER, Level.L3),
            new TextKey(Owner.RELAY, Channel.SMS, Level.L0),
            new TextKey(Owner.RELAY, Channel.EMAIL, Level.L0));
    for (TextKey key : set.usable()) {
      Rendered rendered = Renderer.render(set, key, SAMPLE);
      String said = key.channel() == Channel.LETTER ? rendered.html() : rendered.text();
      assertThat(said).doesNotContain("{{", "}}").contains("+1 202 555 0100");
      assertThat(rendered.rightToLeft()).isEqualTo(set.tag().rightToLeft());
      if (key.to() == Owner.RELAY) {
        assertThat(rendered.text()).contains(set.meta().yourRelative());
      }
    }
    assertThat(Renderer.reply(set, Reply.STOP, SAMPLE)).contains("555 0100");
    assertThat(Renderer.reply(set, Reply.HELP, SAMPLE)).contains("STOP");
  }
}
