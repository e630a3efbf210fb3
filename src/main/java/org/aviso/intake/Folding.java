package org.aviso.intake;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Text as two people would agree it is the same: upper case, without accents, spaces and
 * punctuation. {@code Peña-Núñez} and {@code PENA NUNEZ} are one. Vowel signs of other scripts
 * stay: without them names of different people would become equal.
 */
final class Folding {
  private Folding() {}

  /** Letters and digits only; empty when there are none. Null stays empty too. */
  static String of(String text) {
    return folded(text, false);
  }

  /** The same with words kept apart by one space. */
  static String words(String text) {
    return folded(text, true);
  }

  private static String folded(String text, boolean keepWords) {
    if (text == null) {
      return "";
    }
    String source = ascii(text) ? text : Normalizer.normalize(text, Normalizer.Form.NFD);
    StringBuilder out = new StringBuilder(source.length());
    boolean gap = false;
    for (int i = 0; i < source.length(); i++) {
      char c = source.charAt(i);
      if (c >= '\u0300' && c <= '\u036F') {
        continue;
      }
      if (c == '#' || c > 127 ? spoken(c) : asciiSpoken(c)) {
        if (gap && keepWords && out.length() > 0) {
          out.append(' ');
        }
        gap = false;
        out.append(c >= 'a' && c <= 'z' ? (char) (c - 32) : c);
      } else {
        gap = true;
      }
    }
    return source == text && ascii(text) ? out.toString() : out.toString().toUpperCase(Locale.ROOT);
  }

  private static boolean asciiSpoken(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  private static boolean spoken(char c) {
    return c == '#'
        || Character.isLetterOrDigit(c)
        || Character.isSurrogate(c)
        || Character.getType(c) == Character.NON_SPACING_MARK
        || Character.getType(c) == Character.COMBINING_SPACING_MARK;
  }

  private static boolean ascii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 127) {
        return false;
      }
    }
    return true;
  }
}
