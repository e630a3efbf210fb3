package org.aviso.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.aviso.config.YamlFile;
import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TogetherTest {
  private static final TextKey SMS = new TextKey(Owner.MEMBER, Channel.SMS, Level.L1);
  private static final TextKey EMAIL = new TextKey(Owner.MEMBER, Channel.EMAIL, Level.L3);

  private static TemplateLibrary library;

  @BeforeAll
  static void read() throws YamlFile.Malformed {
    library =
        TemplateLibrary.read(
            Path.of("templates"), ForbiddenWords.read(Path.of("config/forbidden-words.yaml")));
  }

  private static List<TemplateSet> sets(String... tags) {
    return Stream.of(tags)
        .map(tag -> library.find("class-notice", new LanguageTag(tag)).orElseThrow())
        .toList();
  }

  private static Rendered together(TextKey key, String... tags) {
    return Renderer.render(sets(tags), key, set -> ShippedTemplatesTest.SAMPLE);
  }

  @Test
  void an_sms_holds_the_texts_in_the_order_listed() {
    Rendered both = together(SMS, "es", "ar");
    assertThat(both.text())
        .isEqualTo(together(SMS, "es").text() + "\n\n" + together(SMS, "ar").text());
    assertThat(both.languages().code()).isEqualTo("es+ar");
    assertThat(both.templateDigest())
        .isEqualTo(sets("es").get(0).digest() + "+" + sets("ar").get(0).digest());
  }

  @Test
  void an_email_says_of_each_text_its_language_and_direction() {
    Rendered both = together(EMAIL, "es", "ar");
    assertThat(both.html())
        .startsWith("<!DOCTYPE html>\n<html lang=\"es\" dir=\"ltr\">")
        .contains("<div lang=\"es\" dir=\"ltr\">", "<div lang=\"ar\" dir=\"rtl\">")
        .containsOnlyOnce("<body>")
        .containsOnlyOnce("</html>");
    assertThat(both.subject())
        .as("each set apart, for one reads from the right")
        .matches(
            "\u2068[^\u2069]+\u2069 · \u2068[^\u2069]+(\u2066[^\u2069]*\u2069)?[^\u2069]*\u2069")
        .doesNotContain("\n");
  }

  @Test
  void one_language_is_as_it_always_was() {
    assertThat(together(EMAIL, "es"))
        .isEqualTo(Renderer.render(sets("es").get(0), EMAIL, ShippedTemplatesTest.SAMPLE));
  }

  @Test
  void what_is_over_1600_characters_is_no_single_message() {
    String[] all =
        library.languages("class-notice").keySet().stream()
            .map(LanguageTag::value)
            .toArray(String[]::new);
    assertThat(Renderer.fits(sets(all), SMS)).isFalse();
    assertThat(Renderer.fits(sets("es", "en", "ar"), SMS)).isTrue();
    assertThatThrownBy(() -> together(SMS, all))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1600");
    assertThat(together(EMAIL, all).languages().tags()).hasSize(all.length);
  }

  @Test
  void languages_are_written_and_read_as_tags_joined_by_plus() {
    assertThat(TextLanguages.of("es+zh-Hans").tags())
        .extracting(LanguageTag::value)
        .containsExactly("es", "zh-Hans");
    assertThat(TextLanguages.of("es+es").code()).isEqualTo("es");
    assertThatThrownBy(() -> TextLanguages.of("es+")).isInstanceOf(IllegalArgumentException.class);
  }
}
