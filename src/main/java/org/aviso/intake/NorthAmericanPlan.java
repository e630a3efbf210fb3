package org.aviso.intake;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Numbers behind +1, judged by form and area code alone. libphonenumber's stricter opinion of the
 * exchange is not asked: it calls some of the range kept for fiction (555-0100 to 555-0199)
 * invalid, which tests and the sample lists are written with, and it costs ten times as much.
 */
final class NorthAmericanPlan {
  private static final PhoneNumberUtil PHONES = PhoneNumberUtil.getInstance();
  private static final int[] USUAL_REST = {2_345_678, 7_625_678, 4_205_678, 5_550_123};
  private static final AtomicReferenceArray<String> COUNTRIES = new AtomicReferenceArray<>(1000);

  private NorthAmericanPlan() {}

  /**
   * ISO 3166 alpha-2 of ten digits, or null when they are no number of the plan (area code
   * unassigned, or area code or exchange beginning with 0 or 1).
   */
  static String country(String tenDigits) {
    if (tenDigits.length() != 10 || tenDigits.charAt(0) < '2' || tenDigits.charAt(3) < '2') {
      return null;
    }
    int area = Integer.parseInt(tenDigits.substring(0, 3));
    String country = COUNTRIES.get(area);
    if (country == null) {
      country = ask(area);
      COUNTRIES.set(area, country);
    }
    return country.isEmpty() ? null : country;
  }

  private static String ask(int area) {
    for (int rest : USUAL_REST) {
      PhoneNumber number =
          new PhoneNumber().setCountryCode(1).setNationalNumber(area * 10_000_000L + rest);
      if (PHONES.isValidNumber(number)) {
        return PHONES.getRegionCodeForNumber(number);
      }
    }
    return "";
  }
}
