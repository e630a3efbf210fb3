package org.aviso.template;

import com.ibm.icu.text.Normalizer2;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Counts the parts an SMS is sent in (GSM 03.38 default alphabet with its extension table, 3GPP TS
 * 23.040 §9.2.3.24.1 for the concatenation header).
 *
 * <p>Easy to get wrong: {@code é ñ ¿ ¡ ü à ò} are in the alphabet, {@code á í ó ú} and {@code ç}
 * are not. Neither an escape pair nor a surrogate pair may straddle two parts.
 */
public final class Segments {
  private static final String BASIC =
      "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
          + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
  private static final String ESCAPED = "\f^{}\\[~]|€";

  private static final int GSM_SINGLE = 160;
  private static final int GSM_PART = 153;
  private static final int UCS_SINGLE = 70;
  private static final int UCS_PART = 67;

  private Segments() {}

  /** Counts the NFC form of exactly this text; a file's final line feed is the caller's to drop. */
  public static SegmentCount count(String text) {
    String sent = Normalizer2.getNFCInstance().normalize(text);
    Set<String> nonGsm = new LinkedHashSet<>();
    sent.codePoints()
        .filter(character -> septets(character) == 0)
        .forEach(character -> nonGsm.add(Character.toString(character)));
    return nonGsm.isEmpty()
        ? counted(SegmentCount.GSM_7, sent.chars().map(Segments::septets).toArray(), nonGsm)
        : counted(
            SegmentCount.UCS_2, sent.codePoints().map(Character::charCount).toArray(), nonGsm);
  }

  private static SegmentCount counted(String encoding, int[] widths, Set<String> nonGsm) {
    boolean gsm = encoding.equals(SegmentCount.GSM_7);
    int units = 0;
    for (int width : widths) {
      units += width;
    }
    int segments =
        units <= (gsm ? GSM_SINGLE : UCS_SINGLE)
            ? Math.min(units, 1)
            : parts(widths, gsm ? GSM_PART : UCS_PART);
    return new SegmentCount(encoding, units, segments, List.copyOf(nonGsm));
  }

  /** What does not fit whole into a part begins the next. */
  private static int parts(int[] widths, int capacity) {
    int parts = 1;
    int used = 0;
    for (int width : widths) {
      if (used + width > capacity) {
        parts++;
        used = 0;
      }
      used += width;
    }
    return parts;
  }

  /** 1, 2 for the extension table, 0 when the alphabet lacks the character. */
  private static int septets(int character) {
    if (BASIC.indexOf(character) >= 0) {
      return 1;
    }
    return ESCAPED.indexOf(character) >= 0 ? 2 : 0;
  }
}
