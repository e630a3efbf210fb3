package org.aviso.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentsTest {
  @Test
  void an_empty_text_has_no_segment() {
    assertThat(Segments.count("")).isEqualTo(new SegmentCount("GSM-7", 0, 0, List.of()));
  }

  /** Computed by hand: fill is a character repeated, then the tail. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # fill, times, tail, encoding, units, segments
          a,       1, '',    GSM-7,   1, 1
          a,     160, '',    GSM-7, 160, 1
          a,     161, '',    GSM-7, 161, 2
          a,     158, €,     GSM-7, 160, 1
          a,     159, €,     GSM-7, 161, 2
          a,     306, '',    GSM-7, 306, 2
          a,     307, '',    GSM-7, 307, 3
          €,      80, '',    GSM-7, 160, 1
          €,      81, '',    GSM-7, 162, 2
          €,     152, '',    GSM-7, 304, 2
          €,     153, '',    GSM-7, 306, 3
          ñ,     160, '',    GSM-7, 160, 1
          á,       1, '',    UCS-2,   1, 1
          á,      70, '',    UCS-2,  70, 1
          á,      71, '',    UCS-2,  71, 2
          á,     134, '',    UCS-2, 134, 2
          á,     135, '',    UCS-2, 135, 3
          a,      69, á,     UCS-2,  70, 1
          a,     160, á,     UCS-2, 161, 3
          😀,     35, '',    UCS-2,  70, 1
          😀,     36, '',    UCS-2,  72, 2
          😀,     66, '',    UCS-2, 132, 2
          😀,     67, '',    UCS-2, 134, 3
          ሀ,      70, '',    UCS-2,  70, 1
          """)
  void counts_as_computed_by_hand(
      String fill, int times, String tail, String encoding, int units, int segments) {
    SegmentCount count = Segments.count(fill.repeat(times) + tail);
    assertThat(count.encoding()).isEqualTo(encoding);
    assertThat(count.units()).isEqualTo(units);
    assertThat(count.segments()).isEqualTo(segments);
  }

  @Test
  void an_escape_pair_does_not_straddle_two_parts() {
    // 152 + the pair would end at 154: the pair moves, so the second part starts one septet early.
    String text = "a".repeat(152) + "€" + "a".repeat(152);
    assertThat(Segments.count(text).units()).isEqualTo(306);
    assertThat(Segments.count(text).segments()).isEqualTo(3);
    assertThat(Segments.count("a".repeat(151) + "€" + "a".repeat(153)).segments()).isEqualTo(2);
  }

  @Test
  void a_surrogate_pair_does_not_straddle_two_parts() {
    String text = "á".repeat(66) + "😀" + "á".repeat(66);
    assertThat(Segments.count(text).units()).isEqualTo(134);
    assertThat(Segments.count(text).segments()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          @£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà, GSM-7, 42
          ^{}\\[~]|€,                                  GSM-7, 18
          ç,                                          UCS-2, 1
          `,                                          UCS-2, 1
          “,                                          UCS-2, 1
          """)
  void the_alphabet_is_that_of_gsm_03_38(String text, String encoding, int units) {
    assertThat(Segments.count(text).encoding()).isEqualTo(encoding);
    assertThat(Segments.count(text).units()).isEqualTo(units);
  }

  @Test
  void line_feed_costs_one_form_feed_two_and_the_escape_itself_is_no_character() {
    assertThat(Segments.count("a\nb\rc").units()).isEqualTo(5);
    assertThat(Segments.count("\f").units()).isEqualTo(2);
    assertThat(Segments.count("\u001b").encoding()).isEqualTo("UCS-2");
    assertThat(Segments.count("a\tb").nonGsm()).containsExactly("\t");
  }

  @Test
  void combining_accents_are_composed_before_counting() {
    assertThat(Segments.count("e\u0301")).isEqualTo(Segments.count("é"));
    assertThat(Segments.count("e\u0301").encoding()).isEqualTo("GSM-7");
    assertThat(Segments.count("\u2126").encoding()).as("ohm sign is omega").isEqualTo("GSM-7");
  }

  @Test
  void characters_that_force_ucs2_are_named_once_in_order() {
    assertThat(Segments.count("información útil: acción 😀").nonGsm())
        .containsExactly("ó", "ú", "😀");
  }
}
