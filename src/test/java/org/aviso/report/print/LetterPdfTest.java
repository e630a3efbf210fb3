package org.aviso.report.print;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.aviso.config.YamlFile;
import org.aviso.person.Owner;
import org.aviso.template.Channel;
import org.aviso.template.Fields;
import org.aviso.template.ForbiddenWords;
import org.aviso.template.Level;
import org.aviso.template.Rendered;
import org.aviso.template.Renderer;
import org.aviso.template.TemplateLibrary;
import org.aviso.template.TemplateSet;
import org.aviso.template.TextKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LetterPdfTest {
  private static final Fields SAMPLE =
      new Fields(
          "Sample Law Project",
          "Sample Law Project",
          "Ana",
          null,
          "+1 212 555 0100",
          "9-17",
          "R7K2Q9MX00000000");

  static Stream<TemplateSet> sets() throws YamlFile.Malformed {
    return TemplateLibrary.read(
        Path.of("templates"), ForbiddenWords.read(Path.of("config/forbidden-words.yaml")))
        .languages("class-notice")
        .values()
        .stream();
  }

  private static BufferedImage page(byte[] pdf, int number) throws IOException {
    try (PDDocument document = Loader.loadPDF(pdf)) {
      return new PDFRenderer(document).renderImageWithDPI(number, 72);
    }
  }

  private static int ink(BufferedImage page, int fromX, int toX) {
    int ink = 0;
    for (int x = fromX; x < toX; x++) {
      for (int y = 0; y < page.getHeight(); y++) {
        ink += (page.getRGB(x, y) & 0xff) < 128 ? 1 : 0;
      }
    }
    return ink;
  }

  /** With {@code -Daviso.letters=DIR} the pages are kept, to be looked at. */
  @ParameterizedTest
  @MethodSource("sets")
  void a_letter_in_every_language_is_printed_from_the_side_it_is_read(TemplateSet set)
      throws Exception {
    Rendered letter =
        Renderer.render(set, new TextKey(Owner.MEMBER, Channel.LETTER, Level.L3), SAMPLE);
    byte[] bytes;
    try (LetterPdf pdf = new LetterPdf()) {
      pdf.add(List.of("Ana Sample"), letter.html(), SAMPLE.reference());
      bytes = pdf.bytes();
    }
    String folder = System.getProperty("aviso.letters");
    if (folder != null) {
      try (PDDocument document = Loader.loadPDF(bytes)) {
        ImageIO.write(
            new PDFRenderer(document).renderImageWithDPI(0, 90),
            "png",
            new File(folder, set.tag() + ".png"));
      }
    }
    BufferedImage page = page(bytes, 0);
    assertThat(ink(page, 72, 540)).isGreaterThan(2_000);
    assertThat(ink(page, 0, 68) + ink(page, 545, 612)).as("ink in the margins").isZero();
    // The last line of a paragraph is short: it leaves the side empty that is read last.
    assertThat(ink(page, 72, 132) < ink(page, 480, 540)).isEqualTo(set.tag().rightToLeft());
  }

  @ParameterizedTest
  @ValueSource(strings = {"हिन्दी", "ਪੰਜਾਬੀ ਸ੍ਰੀ", "مرحبا", "ጤና ይስጥልኝ", "您好", "Привет"})
  void every_script_of_the_templates_is_shaped_without_an_empty_box(String text) {
    var layout =
        new java.awt.font.TextLayout(
            new LetterFonts().dressed(text, 12, false).getIterator(),
            new java.awt.font.FontRenderContext(null, true, true));
    assertThat(layout.getAdvance()).isGreaterThan(10);
  }

  /** Joined letters are narrower, and another shape, than letters in a row. */
  @Test
  void arabic_letters_join_and_devanagari_letters_change_places() {
    assertThat(width("\u0645\u0631\u062d\u0628\u0627"))
        .isLessThan(width("\u0645\u200c\u0631\u200c\u062d\u200c\u0628\u200c\u0627") - 1);
    // KA VIRAMA SSA is one sign; kept apart by a non-joiner it is two.
    assertThat(width("\u0915\u094d\u0937")).isLessThan(width("\u0915\u094d\u200c\u0937") - 1);
  }

  private static float width(String text) {
    return new java.awt.font.TextLayout(
            new LetterFonts().dressed(text, 40, false).getIterator(),
            new java.awt.font.FontRenderContext(null, true, true))
        .getAdvance();
  }

  @Test
  void a_character_no_font_has_is_refused_and_adds_no_page() throws Exception {
    try (LetterPdf pdf = new LetterPdf()) {
      assertThatThrownBy(() -> pdf.add(List.of("A"), "<p>\u0e01</p>", "R"))
          .hasMessageContaining("U+0E01");
      pdf.add(List.of("A"), "<p>B</p>", "R");
      try (PDDocument document = Loader.loadPDF(pdf.bytes())) {
        assertThat(document.getNumberOfPages()).isEqualTo(1);
      }
    }
  }

  @Test
  void a_number_in_a_text_of_the_other_direction_is_never_torn_apart() {
    assertThat(LetterPdf.unbroken("\u0627\u0644 \u2066+1 212 555 0100\u2069 \u0627\u0644"))
        .isEqualTo("\u0627\u0644 \u2066+1\u00a0212\u00a0555\u00a00100\u2069 \u0627\u0644");
  }

  /** A letter in several languages, each from its own side (template.Together). */
  @Test
  void each_part_is_set_from_the_side_it_is_read_from() throws Exception {
    BufferedImage page =
        page(
            printed(
                "<html dir=\"ltr\"><body><div dir=\"ltr\"><p>Hola</p></div><div"
                    + " dir=\"rtl\"><h1>\u0645\u0631\u062d\u0628\u0627</h1></div></body></html>"),
            0);
    assertThat(ink(page, 72, 130)).as("Hola").isPositive();
    assertThat(ink(page, 480, 545)).as("marhaban").isPositive();
  }

  /** Nothing of a letter stays unprinted for the element it stands in. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<p>A</p><div>B</div>",
        "<p>A</p>B",
        "<ul><li>A<p>B</p></li></ul>",
        "<p>A<br>B</p>",
        "<dl><dt>A</dt><dd>B</dd></dl>",
        "<table><tr><td>A</td></tr><tr><td><b>B</b></td></tr></table>",
        "<section><h2>A</h2><span>B</span></section>"
      })
  void every_word_is_printed_whatever_element_it_stands_in(String html) throws Exception {
    assertThat(ink(page(printed(html), 0), 60, 545))
        .isGreaterThan(ink(page(printed("<p>A</p>"), 0), 60, 545));
  }

  private static byte[] printed(String html) {
    try (LetterPdf pdf = new LetterPdf()) {
      pdf.add(List.of(), html, "R");
      return pdf.bytes();
    }
  }

  @Test
  void the_same_line_in_many_letters_is_stored_once() throws Exception {
    String html = "<p>" + "A sentence that recurs in every letter. ".repeat(40) + "</p>";
    assertThat(size(html, 20)).isLessThan(size(html, 1) * 3);
  }

  private static int size(String html, int letters) {
    try (LetterPdf pdf = new LetterPdf()) {
      for (int i = 0; i < letters; i++) {
        pdf.add(List.of("Ana Sample"), html, "R" + i);
      }
      return pdf.bytes().length;
    }
  }
}
