package org.aviso.template;

import java.util.List;

/**
 * What a carrier makes of an SMS text.
 *
 * @param encoding {@code GSM-7} or {@code UCS-2}
 * @param units septets (an escaped character is two, padding is none) or UTF-16 units
 * @param segments parts it is sent in; an empty text has none
 * @param nonGsm the characters, each once in order of appearance, that force UCS-2
 */
public record SegmentCount(String encoding, int units, int segments, List<String> nonGsm) {
  public static final String GSM_7 = "GSM-7";
  public static final String UCS_2 = "UCS-2";

  public SegmentCount {
    nonGsm = List.copyOf(nonGsm);
  }
}
