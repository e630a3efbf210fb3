package org.aviso.intake;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A date as lists write it.
 *
 * @param date null when it cannot be read or stands for unknown
 * @param dayFirst the cell can only be read with the day before the month, against the custom of
 *     the list
 * @param eitherWay the cell can be read with the day first as well; it was read with the month
 *     first
 * @param unreadable the cell says something, but no date
 */
record DateReading(LocalDate date, boolean dayFirst, boolean eitherWay, boolean unreadable) {
  private static final DateReading UNREADABLE = new DateReading(null, false, false, true);
  private static final DateReading PLACEHOLDER = new DateReading(null, false, false, false);

  private static final Pattern TIME =
      Pattern.compile(
          "[T ]\\d{1,2}:\\d{2}(:\\d{2}(\\.\\d+)?)?\\s*([AaPp][Mm])?(Z|[+-]\\d{2}:?\\d{2})?$");
  private static final Pattern YEAR_FIRST =
      Pattern.compile("(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})");
  private static final Pattern YEAR_LAST =
      Pattern.compile("(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{4}|\\d{2})");
  private static final Pattern COMPACT = Pattern.compile("(19|20)(\\d{2})(\\d{2})(\\d{2})");
  private static final Pattern SERIAL = Pattern.compile("(\\d{4,5})(\\.\\d+)?");
  private static final Pattern DAY_NAMED_MONTH =
      Pattern.compile("(\\d{1,2})[- /]([A-Za-z]{3,9})\\.?,?[- /](\\d{4}|\\d{2})");
  private static final Pattern NAMED_MONTH_DAY =
      Pattern.compile("([A-Za-z]{3,9})\\.?[- ](\\d{1,2})(?:st|nd|rd|th)?,?[- ](\\d{4}|\\d{2})");
  private static final List<String> MONTHS =
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
  private static final LocalDate SERIAL_ZERO = LocalDate.of(1899, 12, 30);
  private static final int OLDEST = 120;
  private static final int FIRST_SERIAL = 1_462; // 1904-01-01; below it a number is a typing slip
  private static final int LAST_SERIAL = 73_050; // 2099-12-31

  /**
   * @param cell cleaned, not null
   * @param latest a date after it is impossible; two-digit years are read so that it holds
   */
  static DateReading of(String cell, LocalDate latest) {
    String text = cell;
    if (text.length() > 10) {
      text = TIME.matcher(text).replaceFirst("");
    }
    try {
      return read(text, latest);
    } catch (DateTimeException e) {
      return UNREADABLE;
    }
  }

  private static DateReading read(String text, LocalDate latest) {
    Matcher m = YEAR_FIRST.matcher(text);
    if (m.matches()) {
      return checked(number(m, 1), number(m, 2), number(m, 3), latest);
    }
    m = YEAR_LAST.matcher(text);
    if (m.matches()) {
      int first = number(m, 1);
      int second = number(m, 2);
      boolean dayFirst = first > 12 && second <= 12;
      int month = dayFirst ? second : first;
      int day = dayFirst ? first : second;
      DateReading read = checked(year(m.group(3), month, day, latest), month, day, latest);
      boolean eitherWay = first <= 12 && second <= 12 && first != second;
      return read.date() == null || !dayFirst && !eitherWay
          ? read
          : new DateReading(read.date(), dayFirst, eitherWay, false);
    }
    m = COMPACT.matcher(text);
    if (m.matches()) {
      return checked(number(m, 1) * 100 + number(m, 2), number(m, 3), number(m, 4), latest);
    }
    m = DAY_NAMED_MONTH.matcher(text);
    if (m.matches()) {
      int month = month(m.group(2));
      return checked(year(m.group(3), month, number(m, 1), latest), month, number(m, 1), latest);
    }
    m = NAMED_MONTH_DAY.matcher(text);
    if (m.matches()) {
      int month = month(m.group(1));
      return checked(year(m.group(3), month, number(m, 2), latest), month, number(m, 2), latest);
    }
    m = SERIAL.matcher(text);
    if (m.matches()) {
      int days = number(m, 1);
      if (days >= FIRST_SERIAL && days <= LAST_SERIAL) {
        LocalDate date = SERIAL_ZERO.plusDays(days);
        return checked(date.getYear(), date.getMonthValue(), date.getDayOfMonth(), latest);
      }
    }
    return UNREADABLE;
  }

  private static DateReading checked(int year, int month, int day, LocalDate latest) {
    if (month == 0 && day == 0 || year == 1900 && month == 1 && day == 1 || year == 9999) {
      return PLACEHOLDER;
    }
    LocalDate date = LocalDate.of(year, month, day);
    if (date.isAfter(latest) || date.isBefore(latest.minusYears(OLDEST))) {
      return UNREADABLE;
    }
    return new DateReading(date, false, false, false);
  }

  /** Two digits mean the latest such year that is not after {@code latest}. */
  private static int year(String digits, int month, int day, LocalDate latest) {
    int number = Integer.parseInt(digits);
    if (digits.length() == 4 || month == 0 && day == 0) {
      return number;
    }
    int year = latest.getYear() / 100 * 100 + number;
    return LocalDate.of(year, month, 1).withDayOfMonth(1).plusDays(day - 1L).isAfter(latest)
        ? year - 100
        : year;
  }

  private static int month(String name) {
    return MONTHS.indexOf(name.substring(0, 3).toUpperCase(Locale.ROOT)) + 1;
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }
}
