package org.aviso.person;

import java.util.Locale;

/** Why an entry waits for a person instead of being noticed. */
public enum HoldReason {
  IDENTITY_INVALID,
  IDENTITY_CONFLICT,
  POSSIBLE_DUPLICATE,
  NO_LANGUAGE,
  AMBIGUOUS_LANGUAGE,
  ORAL_LANGUAGE,
  NO_TEMPLATE,
  TEMPLATE_UNAPPROVED,
  ROUTING_UNAPPROVED,
  NO_PLAN,
  NO_CONTACT,
  AMBIGUOUS_PHONE,
  SHARED_CONTACT,
  CUSTODY_CONFLICT,
  VALUE_CONFLICT,
  RELAY_UNAPPROVED,
  RELAY_VETOED,
  MINOR,
  COUNSEL_HOLD,
  IN_DOUBT;

  /** The name in files, JSON and the database: lower case, words joined by underscores. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException when no such code exists
   */
  public static HoldReason of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
