package org.aviso.intake;

import java.util.regex.Pattern;

/** Digits that a spreadsheet took for a quantity: {@code 5.55E+09}, {@code 6195550142.0}. */
final class SpreadsheetDamage {
  private static final Pattern MARKS = Pattern.compile("[+-]?\\d+([.,]\\d+)?[Ee][+-]?\\d+|\\d+[.,]0+");

  private SpreadsheetDamage() {}

  /**
   * A trailing {@code .0} also counts: the digits before it may have lost leading zeros, and a
   * column that went through a number once may have gone through rounding before.
   */
  static boolean in(String cell) {
    return !cell.isEmpty() && cell.charAt(cell.length() - 1) <= '9' && MARKS.matcher(cell).matches();
  }
}
