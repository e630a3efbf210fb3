package org.aviso.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.Normalizer2;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Stream;
import org.aviso.config.YamlFile;
import org.aviso.person.Owner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All texts of all languages as they leave, with a name that tries to break out of its place. */
class EveryTextRendersTest {
  private static final String HOSTILE =
      "A\u202Ena\u2066 <script>&\"' {{sender}} مريم e\u0301 \uD83D\uDE00";
  private static final Fields FIELDS =
      new Fields(
          "Sample Message Desk",
          "Sample Law Project",
          HOSTILE,
          HOSTILE,
          "+1 212 555 0100",
          "9:00-17:00",
          "R7K2Q9MXAB3CD4EF");

  static Stream<TemplateSet> sets() throws YamlFile.Malformed {
    TemplateLibrary library =
        TemplateLibrary.read(
            Path.of("templates"),
            ForbiddenWords.read(Path.of("config/forbidden-words.yaml")),
            SmsCountries.read(Path.of("config/sms-countries.yaml")));
    assertThat(library.findings()).isEmpty();
    return library.notices().stream()
        .flatMap(notice -> library.languages(notice).values().stream());
  }

  @ParameterizedTest
  @MethodSource("sets")
  void whatever_the_name_each_text_is_whole(TemplateSet set) {
    for (TextKey key : set.usable()) {
      Rendered rendered = Renderer.render(set, key, FIELDS);
      if (key.channel() == Channel.LETTER) {
        sound(rendered.html());
        continue;
      }
      sound(rendered.text());
      assertThat(rendered.text()).as("verbatim").doesNotContain("&lt;", "&amp;");
      if (key.channel() == Channel.EMAIL) {
        sound(rendered.subject());
        assertThat(rendered.subject()).doesNotContain("\n", "\r");
        sound(rendered.html());
        assertThat(rendered.html())
            .doesNotContain("<script")
            .contains("dir=\"" + (set.tag().rightToLeft() ? "rtl" : "ltr") + "\"");
      } else {
        SegmentCount count = Segments.count(rendered.text());
        if (key.to() == Owner.RELAY) {
          assertThat(count.encoding()).as("the name stands in it").isEqualTo(SegmentCount.UCS_2);
        }
        assertThat(count.segments()).as(set.tag() + " " + key).isLessThanOrEqualTo(6);
      }
      if (key.to() == Owner.RELAY) {
        assertThat(rendered.text()).doesNotContain("Sample Law Project");
      }
    }
    for (Reply reply : Reply.values()) {
      sound(Renderer.reply(set, reply, FIELDS));
    }
  }

  private static void sound(String text) {
    assertThat(Normalizer2.getNFCInstance().isNormalized(text)).isTrue();
    assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .as("no half of a surrogate pair")
        .isEqualTo(text);
    assertThat(text).doesNotContainPattern("[\\u202A-\\u202E]").doesNotContain("{{organisation");
    for (String line : text.split("\n", -1)) {
      isolatesEndWhereTheyBegan(line);
    }
  }

  private static void isolatesEndWhereTheyBegan(String line) {
    Deque<Character> open = new ArrayDeque<>();
    for (char character : line.toCharArray()) {
      if (character >= '\u2066' && character <= '\u2068') {
        open.push(character);
      } else if (character == '\u2069') {
        assertThat(open).isNotEmpty();
        open.pop();
      }
    }
    assertThat(open).isEmpty();
  }
}
