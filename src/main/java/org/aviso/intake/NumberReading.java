package org.aviso.intake;

import org.aviso.person.ANumber;

/**
 * An A-number as lists write it: {@code A999-000-123}, {@code 999000123}, {@code A# 99 000 123}.
 *
 * @param number null when blank or malformed
 * @param padded it had eight digits and was given a leading zero: then more is asked before merging
 * @param malformed there is something, but no A-number
 * @param rule what is wrong, null unless malformed
 */
record NumberReading(ANumber number, boolean padded, boolean malformed, String rule) {
  private static final NumberReading BLANK = new NumberReading(null, false, false, null);

  /**
   * @param cell cleaned, may be null
   */
  static NumberReading of(String cell) {
    if (cell == null) {
      return BLANK;
    }
    if (SpreadsheetDamage.in(cell)) {
      return malformed("was damaged by a spreadsheet; digits may be lost");
    }
    StringBuilder digits = new StringBuilder(9);
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      if (c >= '0' && c <= '9') {
        digits.append(c);
      } else if ((c == 'A' || c == 'a') ? digits.length() > 0 : !separator(c)) {
        return malformed("has characters that no A-number has");
      }
    }
    int zeros = 0;
    while (zeros < digits.length() && digits.charAt(zeros) == '0') {
      zeros++;
    }
    if (digits.length() > 0 && zeros == digits.length()) {
      return BLANK;
    }
    return switch (digits.length()) {
      case 9 ->
          filler(digits)
              ? malformed("is a filler and no number: one digit nine times, or 123456789")
              : new NumberReading(new ANumber(digits.toString()), false, false, null);
      case 8 -> new NumberReading(new ANumber("0" + digits), true, false, null);
      default -> malformed("must have nine digits, or eight");
    };
  }

  /**
   * Nine digits nobody has, put where a number had to be: as many persons as rows share them. Nine
   * nines may be one, and are the last of the numbers samples are made of (999 and six digits):
   * shared they are in conflict, as any number is.
   */
  static boolean filler(CharSequence nine) {
    int equal = 1;
    while (equal < nine.length() && nine.charAt(equal) == nine.charAt(0)) {
      equal++;
    }
    return (equal == nine.length() && nine.charAt(0) != '9') || "123456789".contentEquals(nine);
  }

  private static NumberReading malformed(String rule) {
    return new NumberReading(null, false, true, rule);
  }

  private static boolean separator(char c) {
    return c == '-'
        || c == ' '
        || c == '#'
        || c == '.'
        || c == ':'
        || c == '/'
        || (c >= '\u2010' && c <= '\u2015');
  }
}
