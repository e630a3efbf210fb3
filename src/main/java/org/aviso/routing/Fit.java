package org.aviso.routing;

import java.util.Locale;
import org.aviso.person.LanguageTag;

/** One plan held against one entry. */
record Fit(Entry entry, Routing.Plan plan) {
  Routing.When when() {
    return plan.when();
  }

  String nationality() {
    return entry.person().nationality();
  }

  LanguageTag language() {
    return entry.language().tag();
  }

  String facility() {
    String facility = entry.person().facility();
    return facility == null ? null : folded(facility);
  }

  /** Facilities are compared without regard to case and spacing. */
  static String folded(String facility) {
    return facility.strip().replaceAll("\\s+", " ").toUpperCase(Locale.ROOT);
  }
}
