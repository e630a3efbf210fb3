package org.aviso.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import org.aviso.person.ContactId;
import org.aviso.person.PersonId;

/** Reads what people type; what is wrong is said with the rule. */
final class Arguments {
  private Arguments() {}

  static PersonId person(String text) {
    try {
      return new PersonId(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new Refusal("a person is named by an id such as P-4K7Q2M9XWA, as aviso list shows");
    }
  }

  static ContactId contact(String text) {
    try {
      return ContactId.parse(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new Refusal("a contact is named by its id such as C-1, as aviso show says");
    }
  }

  /** A date (its first instant in UTC) or an instant, ISO 8601; null stays null. */
  static Instant time(String text) {
    if (text == null) {
      return null;
    }
    try {
      return text.length() == 10
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new Refusal("\"" + text + "\" is no time; write 2027-01-05 or 2027-01-05T18:00:00Z");
    }
  }
}
