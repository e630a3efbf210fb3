package org.aviso.person;

import com.ibm.icu.util.IllformedLocaleException;
import com.ibm.icu.util.ULocale;

/**
 * A BCP 47 language tag (RFC 5646) in canonical case: {@code es}, {@code zh-Hans}, {@code pa-Arab},
 * {@code fa-AF}.
 */
public record LanguageTag(String value) implements Comparable<LanguageTag> {
  public LanguageTag {
    try {
      value = new ULocale.Builder().setLanguageTag(value).build().toLanguageTag();
    } catch (IllformedLocaleException e) {
      throw new IllegalArgumentException("Not a well-formed BCP 47 tag: " + value, e);
    }
  }

  public ULocale locale() {
    return ULocale.forLanguageTag(value);
  }

  /**
   * By CLDR's likely script; the JDK is wrong for pa-Arab, and ICU for prs unless canonical
   * (fa-AF).
   */
  public boolean rightToLeft() {
    return ULocale.createCanonical(locale()).isRightToLeft();
  }

  @Override
  public int compareTo(LanguageTag other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
