package org.aviso.intake;

import java.text.Normalizer;

/**
 * Takes off a cell what is not its content: spaces, marks of spreadsheets, invisible characters.
 */
final class CellCleaner {
  private final IntakeConfig config;

  CellCleaner(IntakeConfig config) {
    this.config = config;
  }

  /** NFC, trimmed, inner runs of blanks one space; null when the cell says nothing. */
  String clean(String cell) {
    if (cell == null) {
      return null;
    }
    String text = plain(cell) ? cell : visible(cell);
    text = text.strip();
    if (text.startsWith("=\"") && text.endsWith("\"") && text.length() > 2) {
      // ="0123": how spreadsheets are told to leave digits alone.
      text = text.substring(2, text.length() - 1).strip();
    } else if (text.startsWith("'") && text.length() > 1 && text.indexOf('\'', 1) < 0) {
      text = text.substring(1).strip();
    }
    return text.isEmpty() || config.placeholder(text) ? null : text;
  }

  private static boolean plain(String cell) {
    char before = 'x';
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      if (c > 126 || c < ' ' || (c == ' ' && before == ' ')) {
        return false;
      }
      before = c;
    }
    return true;
  }

  private static String visible(String cell) {
    StringBuilder out = new StringBuilder(cell.length());
    boolean gap = false;
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
        gap = true;
      } else if (!invisible(c)) {
        if (gap && out.length() > 0) {
          out.append(' ');
        }
        gap = false;
        out.append(c);
      }
    }
    return Normalizer.normalize(out, Normalizer.Form.NFC);
  }

  /**
   * Marks without meaning in a cell: soft hyphen, zero-width space, direction marks, BOM. The
   * joiners U+200C and U+200D stay: several scripts are spelled with them.
   */
  private static boolean invisible(char c) {
    return c == '\u00AD'
        || c == '\u200B'
        || c == '\u200E'
        || c == '\u200F'
        || c == '\u061C'
        || c == '\u2060'
        || c == '\uFEFF';
  }
}
