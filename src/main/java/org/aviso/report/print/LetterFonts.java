package org.aviso.report.print;

import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.font.TextAttribute;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.AttributedString;
import java.util.ArrayList;
import java.util.List;

/** The fonts that are printed with, and which of them prints which part of a text. */
final class LetterFonts {
  private static final List<String> FILES =
      List.of(
          "NotoSans-Regular.ttf",
          "NotoNaskhArabic-Regular.ttf",
          "NotoSansEthiopic-Regular.ttf",
          "NotoSansDevanagari-Regular.ttf",
          "NotoSansGurmukhi-Regular.ttf",
          "NotoSansSC-GB2312.otf");

  private final List<Font> fonts = new ArrayList<>();

  LetterFonts() {
    for (String file : FILES) {
      try (InputStream in = LetterFonts.class.getResourceAsStream(file)) {
        fonts.add(Font.createFont(Font.TRUETYPE_FONT, in));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (FontFormatException e) {
        throw new IllegalStateException("The font " + file + " cannot be read", e);
      }
    }
  }

  /**
   * The text with a font on each part of it.
   *
   * @throws Unprintable when no font has a character: an empty box is no notice
   */
  AttributedString dressed(String text, float size, boolean rightToLeft) {
    AttributedString dressed = new AttributedString(text);
    dressed.addAttribute(
        TextAttribute.RUN_DIRECTION,
        rightToLeft ? TextAttribute.RUN_DIRECTION_RTL : TextAttribute.RUN_DIRECTION_LTR);
    Font current = null;
    int from = 0;
    int at = 0;
    while (at < text.length()) {
      int character = text.codePointAt(at);
      Font font = font(character, current);
      if (current != null && font != current) {
        dressed.addAttribute(TextAttribute.FONT, current.deriveFont(size), from, at);
        from = at;
      }
      current = font;
      at += Character.charCount(character);
    }
    if (current != null) {
      dressed.addAttribute(TextAttribute.FONT, current.deriveFont(size), from, text.length());
    }
    return dressed;
  }

  /** A blank or a comma goes with the words before it. */
  private Font font(int character, Font current) {
    boolean unseen = Character.getType(character) == Character.FORMAT;
    if (current != null && (unseen || current.canDisplay(character))) {
      return current;
    }
    return fonts.stream()
        .filter(font -> unseen || font.canDisplay(character))
        .findFirst()
        .orElseThrow(() -> new Unprintable(character));
  }

  /** A character no font here has. */
  static final class Unprintable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unprintable(int character) {
      super(String.format("no font has the character U+%04X", character));
    }
  }
}
