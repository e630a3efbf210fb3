package org.aviso.intake;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.aviso.person.ContactKind;

/**
 * What a phone cell could be a number of, when nothing says which country: asked to stop it, never
 * to use it. So a number too many is named rather than one too few.
 */
public final class UnclearNumber {
  private static final PhoneNumberUtil PHONES = PhoneNumberUtil.getInstance();

  /** Longer national numbers are compared by their last ten digits: a prefix may stand before. */
  private static final int LONGEST_TAIL = 10;

  /** Plans of ten digits whose numbers are written without the area code, by calling code. */
  private static final List<String> LOCAL = List.of("+1", "+52");

  private UnclearNumber() {}

  /** The last digits by which any number this cell could be is known; empty below seven digits. */
  public static Set<String> tails(String cell) {
    Set<String> tails = new LinkedHashSet<>();
    for (String digits : written(cell)) {
      tails.add(tail(digits));
      for (PhoneNumber number : readings(digits)) {
        String national = PHONES.getNationalSignificantNumber(number);
        if (national.length() >= PhoneReader.SHORTEST) {
          tails.add(tail(national));
        }
      }
    }
    return tails;
  }

  /**
   * @param e164 a number that is clear
   * @return every tail under which it may have been stopped
   */
  public static List<String> tailsOf(String e164) {
    String digits = PhoneReader.digits(e164);
    List<String> tails = new ArrayList<>();
    for (int length = PhoneReader.SHORTEST; length <= LONGEST_TAIL; length++) {
      if (length <= digits.length()) {
        tails.add(digits.substring(digits.length() - length));
      }
    }
    return tails;
  }

  /** The numbers this cell could be, in E.164, of every country. */
  public static Set<String> numbers(String cell) {
    Set<String> numbers = new LinkedHashSet<>();
    for (String digits : written(cell)) {
      add(numbers, "+" + digits);
      for (int code : PHONES.getSupportedCallingCodes()) {
        add(numbers, "+" + code + digits);
      }
      for (PhoneNumber number : readings(digits)) {
        add(numbers, PHONES.format(number, PhoneNumberFormat.E164));
      }
      int missing = LONGEST_TAIL - digits.length();
      if (missing > 0) {
        for (String code : LOCAL) {
          for (int area = 0; area < Math.pow(10, missing); area++) {
            add(numbers, code + String.format("%0" + missing + "d", area) + digits);
          }
        }
      }
    }
    return numbers;
  }

  private static void add(Set<String> numbers, String number) {
    String current =
        number.startsWith("+521") && number.length() == 14 ? "+52" + number.substring(4) : number;
    if (Lookups.contact(ContactKind.PHONE, current) != null) {
      numbers.add(current);
    }
  }

  /** The digits of the cell without prefixes and extension; with words in it, of each part too. */
  private static Set<String> written(String cell) {
    String text = PhoneReader.withoutExtension(cell).replaceFirst("[.,]0+$", "");
    Set<String> written = new LinkedHashSet<>();
    List<String> pieces = new ArrayList<>(List.of(text));
    pieces.addAll(List.of(text.split("\\p{L}+")));
    for (String piece : pieces) {
      String digits = PhoneReader.digits(piece).replaceFirst("^0+", "");
      if (digits.length() == 11 && digits.charAt(0) == '1') {
        digits = digits.substring(1);
      }
      if (digits.length() >= PhoneReader.SHORTEST) {
        written.add(digits);
      }
    }
    return written;
  }

  private static List<PhoneNumber> readings(String digits) {
    List<PhoneNumber> readings = new ArrayList<>();
    for (String region : PHONES.getSupportedRegions()) {
      try {
        readings.add(PHONES.parse(digits, region));
      } catch (NumberParseException e) {
        // No number there.
      }
    }
    return readings;
  }

  private static String tail(String digits) {
    return digits.substring(Math.max(0, digits.length() - LONGEST_TAIL));
  }
}
