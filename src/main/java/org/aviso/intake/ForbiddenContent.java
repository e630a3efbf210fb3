package org.aviso.intake;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.aviso.person.Column;

/** What a cell of a master list must not hold. */
final class ForbiddenContent {
  /** Characters; the longest honest cell, a full address in one field, stays far below. */
  static final int MAX_CELL = 500;

  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
  private static final int SHORTEST_PHRASE = 5;
  private static final Pattern FORMULA =
      Pattern.compile(
          "^\\s*(=(?!\\s*\"[^\"]*\"\\s*$)|@\\w+\\(|[+-][A-Za-z]+\\w*[(!|]|[+-].*\\|.*!).*",
          Pattern.DOTALL);
  private static final Pattern MARKUP =
      Pattern.compile(
          "<\\s*/?\\s*(script|img|a|iframe|svg|html|b|i|p|div|style)(?:[\\s/>]|$)",
          Pattern.CASE_INSENSITIVE);

  private final IntakeConfig config;

  ForbiddenContent(IntakeConfig config) {
    this.config = config;
  }

  /** The reason to reject the row of this raw cell, or null. */
  RowReason in(Column column, String cell) {
    boolean letters = false;
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      if (c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7F) {
        return RowReason.of("malformed", column, "contains a control character");
      }
      if (c == '\uFFFD') {
        return RowReason.of(
            "undecodable", column, "contains bytes that are no text in the file's encoding");
      }
      if (c >= '\u202A' && c <= '\u202E' || c >= '\u2066' && c <= '\u2069') {
        return RowReason.of(
            "forbidden_content", column, "contains a mark that reverses how text is shown");
      }
      if (Character.isSurrogate(c) && !pairedAt(cell, i)) {
        return RowReason.of("undecodable", column, "contains half a character");
      }
      letters |= c > '9';
    }
    if (cell.length() > MAX_CELL) {
      return RowReason.of("malformed", column, "is longer than " + MAX_CELL + " characters");
    }
    if (!letters) {
      return null;
    }
    char first = cell.stripLeading().charAt(0);
    if ((first == '=' || first == '@' || first == '+' || first == '-')
        && FORMULA.matcher(cell).matches()) {
      return RowReason.of("forbidden_content", column, "is a spreadsheet formula");
    }
    if (cell.indexOf('<') >= 0 && MARKUP.matcher(cell).find()) {
      return RowReason.of("forbidden_content", column, "contains markup");
    }
    if (cell.length() >= SHORTEST_PHRASE && config.refusedPhrase(cell)) {
      return RowReason.of("forbidden_content", column, "contains words of a claim or an interview");
    }
    return null;
  }

  private static boolean pairedAt(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }

  /**
   * Whether text is UTF-8 that was once read as Windows-1252 or Latin-1 ({@code MUÃ‘OZ}): its
   * characters, taken back to bytes, are well-formed UTF-8.
   *
   * @param cell as it came: cleaning takes off marks that this goes by
   */
  static boolean mojibake(String cell) {
    for (int i = 0; i < cell.length(); i++) {
      if (cell.charAt(i) > 127) {
        return decodedTwice(cell, WINDOWS_1252) || decodedTwice(cell, StandardCharsets.ISO_8859_1);
      }
    }
    return false;
  }

  private static boolean decodedTwice(String cell, Charset wrong) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(wrong.newEncoder().encode(CharBuffer.wrap(cell)));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
