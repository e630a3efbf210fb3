package org.aviso.delivery;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberToTimeZonesMapper;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.TimeZone.SystemTimeZoneType;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Where a called party's clock stands: the time zones of a number's area by libphonenumber's table,
 * else those of its country by CLDR. A mobile number may have travelled; nobody can know that.
 */
public final class CallingZones {
  private CallingZones() {}

  /**
   * The zones a number may be in.
   *
   * @param number E.164
   * @param country ISO 3166 alpha-2, null when unknown
   * @return empty when neither says anything
   */
  public static List<ZoneId> of(String number, String country) {
    List<ZoneId> zones = known(ofNumber(number));
    return zones.isEmpty() && country != null ? known(ofCountry(country)) : zones;
  }

  private static Collection<String> ofNumber(String number) {
    try {
      return PhoneNumberToTimeZonesMapper.getInstance()
          .getTimeZonesForNumber(PhoneNumberUtil.getInstance().parse(number, null));
    } catch (NumberParseException e) {
      return List.of();
    }
  }

  private static Collection<String> ofCountry(String country) {
    return TimeZone.getAvailableIDs(SystemTimeZoneType.CANONICAL_LOCATION, country, null);
  }

  private static List<ZoneId> known(Collection<String> names) {
    List<ZoneId> zones = new ArrayList<>(names.size());
    for (String name : names) {
      if (!name.equals(PhoneNumberToTimeZonesMapper.getUnknownTimeZone())) {
        try {
          zones.add(ZoneId.of(name));
        } catch (DateTimeException e) {
          // The two tables are of different years: a zone the JDK does not know is left out.
        }
      }
    }
    return zones;
  }
}
