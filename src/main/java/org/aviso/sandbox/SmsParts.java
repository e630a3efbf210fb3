package org.aviso.sandbox;

/**
 * How many parts a text takes, counted on the receiving side, without a look at how the sending
 * side counts (3GPP TS 23.038 §6.2.1; 160 and 153 septets, 70 and 67 UTF-16 units).
 */
final class SmsParts {
  private static final String SINGLE =
      "@£$¥èéùìòÇ\n"
          + "Øø\r"
          + "ÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
          + "abcdefghijklmnopqrstuvwxyzäöñüà";
  private static final String ESCAPED = "^{}\\[~]|€\f";

  private SmsParts() {}

  static int of(String text) {
    boolean gsm = text.chars().allMatch(c -> SINGLE.indexOf(c) >= 0 || ESCAPED.indexOf(c) >= 0);
    int parts = pack(text, gsm, gsm ? 160 : 70);
    return parts <= 1 ? parts : pack(text, gsm, gsm ? 153 : 67);
  }

  /**
   * Fills parts of a capacity in order; an escape sequence and a surrogate pair stay in one part.
   */
  private static int pack(String text, boolean gsm, int capacity) {
    int parts = text.isEmpty() ? 0 : 1;
    int used = 0;
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      int units = gsm ? (ESCAPED.indexOf(character) >= 0 ? 2 : 1) : Character.charCount(character);
      if (used + units > capacity) {
        parts++;
        used = 0;
      }
      used += units;
      i += Character.charCount(character);
    }
    return parts;
  }
}
