package org.aviso.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.Normalizer2;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class SegmentsPropertyTest {
  @Property
  void gsm_texts_never_need_more_parts_than_padding_could_explain(@ForAll("gsm") String text) {
    SegmentCount count = Segments.count(text);
    assertThat(count.encoding()).isEqualTo("GSM-7");
    // Each part but the last loses at most one septet to a pair that did not fit.
    assertBounds(count, 160, 153);
  }

  @Property
  void any_text_fills_its_parts(@ForAll String text) {
    SegmentCount count = Segments.count(text);
    if (count.encoding().equals("UCS-2")) {
      assertThat(count.units()).isEqualTo(Normalizer2.getNFCInstance().normalize(text).length());
      assertBounds(count, 70, 67);
    }
  }

  @Property
  void a_longer_text_never_has_fewer_segments(
      @ForAll("gsm") String text, @ForAll @IntRange(min = 0, max = 400) int cut) {
    String shorter = text.substring(0, Math.min(cut, text.length()));
    assertThat(Segments.count(shorter).segments())
        .isLessThanOrEqualTo(Segments.count(text).segments());
  }

  @Property
  void counting_the_composed_text_changes_nothing(@ForAll String text) {
    assertThat(Segments.count(Normalizer2.getNFCInstance().normalize(text)))
        .isEqualTo(Segments.count(text));
  }

  @Provide
  Arbitrary<String> gsm() {
    return Arbitraries.strings()
        .withChars("abcXYZ 019éñü€[]{}~^|\\\n")
        .ofMinLength(0)
        .ofMaxLength(700);
  }

  private static void assertBounds(SegmentCount count, int single, int part) {
    if (count.units() <= single) {
      assertThat(count.segments()).isEqualTo(count.units() == 0 ? 0 : 1);
      return;
    }
    assertThat(count.segments() * part).isGreaterThanOrEqualTo(count.units());
    assertThat((count.segments() - 1) * (part - 1)).isLessThan(count.units());
  }
}
