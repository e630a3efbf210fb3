package org.aviso.intake;

import java.util.Set;
import java.util.regex.Pattern;

/** Digits that a spreadsheet took for a quantity: {@code 5.55E+09}, {@code 6195550142.0}. */
final class SpreadsheetDamage {
  private static final Pattern MARKS = Pattern.compile("[+-]?\\d+([.,]\\d+)?[Ee][+-]?\\d+|\\d+[.,]0+");

  private static final Set<String> ERRORS =
      Set.of("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!");

  private SpreadsheetDamage() {}

  /** A cell that is the spreadsheet's own complaint. */
  static boolean error(String cell) {
    return cell.charAt(0) == '#' && (ERRORS.contains(cell) || cell.startsWith("####"));
  }

  /**
   * A trailing {@code .0} also counts: the digits before it may have lost leading zeros, and a
   * column that went through a number once may have gone through rounding before.
   */
  static boolean in(String cell) {
    return !cell.isEmpty() && cell.charAt(cell.length() - 1) <= '9' && MARKS.matcher(cell).matches();
  }
}
