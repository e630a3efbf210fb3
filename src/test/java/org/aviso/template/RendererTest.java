package org.aviso.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ibm.icu.text.Bidi;
import java.nio.file.Path;
import org.aviso.config.YamlFile;
import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RendererTest {
  private static final TextKey RELAY_SMS = new TextKey(Owner.RELAY, Channel.SMS, Level.L0);
  private static final TextKey RELAY_EMAIL = new TextKey(Owner.RELAY, Channel.EMAIL, Level.L0);

  private static TemplateLibrary library;

  @BeforeAll
  static void read() throws YamlFile.Malformed {
    library =
        TemplateLibrary.read(
            Path.of("templates"), ForbiddenWords.read(Path.of("config/forbidden-words.yaml")));
  }

  @Test
  void html_is_escaped_and_text_is_verbatim() {
    Rendered rendered = Renderer.render(set("es"), RELAY_EMAIL, asking("<b>O'Neil & \"co\"</b>"));
    assertThat(rendered.text()).contains("pida a <b>O'Neil & \"co\"</b> que");
    assertThat(rendered.subject()).contains("<b>O'Neil");
    assertThat(rendered.html())
        .contains("&lt;b&gt;O&#39;Neil &amp; &quot;co&quot;&lt;/b&gt;")
        .doesNotContain("<b>");
  }

  @Test
  void a_value_is_never_read_as_a_template() {
    assertThat(Renderer.render(set("es"), RELAY_SMS, asking("{{organisation}}")).text())
        .contains("pida a {{organisation}} que");
  }

  @Test
  void without_a_name_the_relative_is_asked_for() {
    assertThat(Renderer.render(set("es"), RELAY_SMS, asking(null)).text())
        .contains("pida a su familiar que");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nBcc: b", "a\rb", "a\u0000b", "a\u2028b", "a\u0085b"})
  void a_value_with_a_line_end_is_refused_without_repeating_it(String value) {
    assertThatThrownBy(() -> Renderer.render(set("es"), RELAY_EMAIL, asking(value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("asked_for")
        .hasMessageNotContaining("Bcc");
  }

  @Test
  void a_missing_value_is_refused_by_name() {
    Fields fields = new Fields("N", "O", "F", null, " ", "9-17", "R1");
    assertThatThrownBy(() -> Renderer.render(set("es"), RELAY_SMS, fields))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("callback_phone");
  }

  @Test
  void a_call_back_never_says_the_organisation() {
    Fields fields = new Fields("aviso legal", "Aviso Legal", "", null, "+1 202 555 0100", "9", "R");
    assertThatThrownBy(() -> Renderer.render(set("es"), RELAY_SMS, fields))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("L0 call-back");
    assertThatThrownBy(() -> Renderer.reply(set("es"), Reply.HELP, fields))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(
            Renderer.render(set("es"), new TextKey(Owner.MEMBER, Channel.SMS, Level.L1), fields)
                .text())
        .contains("aviso legal");
  }

  @Test
  void the_result_is_composed_and_ends_without_a_line_feed() {
    String text = Renderer.render(set("es"), RELAY_SMS, asking("Jose\u0301")).text();
    assertThat(text).contains("José").doesNotEndWith("\n");
  }

  @Test
  void numbers_and_foreign_words_are_isolated_in_right_to_left_texts() {
    String text = Renderer.render(set("ar"), RELAY_SMS, asking("Ana")).text();
    assertThat(text).contains("\u2066+1 202 555 0100\u2069").contains("\u2066Ana\u2069");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar", "fa-AF", "ur"})
  void a_number_is_shown_in_its_own_order(String tag) {
    String text = Renderer.render(set(tag), RELAY_SMS, asking(null)).text();
    assertThat(shown(text)).contains("+1 202 555 0100").contains("R7K2Q9MX");
    assertThat(shown(text.replaceAll("[\\u2066-\\u2069]", "")))
        .as("without isolation it would not be")
        .doesNotContain("+1 202 555 0100");
  }

  @Test
  void a_value_that_reads_as_the_text_does_costs_no_isolate() {
    assertThat(Renderer.isolated("مريم", true)).isEqualTo("مريم");
    assertThat(Renderer.isolated("Ana", false)).isEqualTo("Ana");
    assertThat(Renderer.isolated("مريم", false)).isEqualTo("\u2068مريم\u2069");
    assertThat(Renderer.isolated("مريم 2", true)).isEqualTo("\u2068مريم 2\u2069");
    assertThat(Renderer.isolated("", true)).isEmpty();
  }

  @Test
  void a_shipped_right_to_left_text_that_begins_with_a_foreign_name_says_its_direction() {
    String text = Renderer.render(set("ar"), RELAY_SMS, asking(null)).text();
    assertThat(text).startsWith("\u200F\u2066Linea\u2069:");
    assertThat(Renderer.render(set("es"), RELAY_SMS, asking(null)).text()).startsWith("Linea:");
    assertThat(Renderer.render(set("ar"), RELAY_EMAIL, asking(null)).html())
        .doesNotContain("\u200F");
  }

  @Test
  void direction_characters_in_a_value_are_dropped() {
    assertThat(Renderer.render(set("es"), RELAY_SMS, asking("A\u202Ena\u2069")).text())
        .contains("pida a Ana que");
  }

  @Test
  void a_rendered_text_prints_nothing_of_itself() {
    assertThat(Renderer.render(set("es"), RELAY_SMS, asking("Ana")).toString())
        .isEqualTo("Rendered[relay.sms.L0 es]");
  }

  /** The order in which a screen shows the characters, base direction right to left. */
  private static String shown(String text) {
    return new Bidi(text, Bidi.DIRECTION_RIGHT_TO_LEFT)
        .writeReordered(Bidi.REMOVE_BIDI_CONTROLS)
        .replaceAll("[\\u2066-\\u2069]", "");
  }

  private static TemplateSet set(String tag) {
    return library.find("class-notice", new LanguageTag(tag)).orElseThrow();
  }

  private static Fields asking(String name) {
    return new Fields(
        "Linea", "Aviso Legal", "Ana", name, "+1 202 555 0100", "9:00-17:00", "R7K2Q9MX");
  }
}
