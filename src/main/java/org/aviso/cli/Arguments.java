package org.aviso.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.aviso.ledger.Records.Followed;
import org.aviso.outcome.HandOutcome;
import org.aviso.person.ContactId;
import org.aviso.person.PersonId;
import org.aviso.pipeline.Desk;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

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

  /**
   * Whom an id names now; where that is another than was typed, it is said.
   *
   * @param contact by the number it has with the id that was typed; null when none was
   */
  static Followed followed(Desk desk, CommandSpec spec, PersonId id, ContactId contact) {
    Followed now =
        desk.ledger().records().followed(id, contact).orElseGet(() -> new Followed(id, contact));
    if (!now.id().equals(id)) {
      spec.commandLine().getErr().println(id + " is " + now.id() + ", as was found out");
    }
    if (contact != null && now.contact() == null) {
      throw new Refusal(id + " has no contact " + contact + "; aviso show lists them");
    }
    return now;
  }

  static ContactId contact(String text) {
    try {
      return ContactId.parse(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new Refusal("a contact is named by its id such as C-1, as aviso show says");
    }
  }

  static HandOutcome outcome(String text) {
    return HandOutcome.find(text)
        .orElseThrow(
            () ->
                new Refusal(
                    "--outcome is one of "
                        + Arrays.stream(HandOutcome.values())
                            .map(HandOutcome::code)
                            .collect(Collectors.joining(", "))));
  }

  /** What follows from it at once, for the line a command prints. */
  static String consequence(HandOutcome outcome) {
    return switch (outcome) {
      case STOP_REQUESTED -> "; the contact is stopped for everyone who shares it";
      case WRONG_PERSON -> "; the contact is suspended for everyone who shares it";
      case UNSAFE -> "; every relay of the person is stopped: tell counsel at once";
      case DECEASED -> "; nothing more is sent";
      case CONFIRMED -> "; the entry is member_confirmed";
      case SENT, REACHED, TOLD, NO_ANSWER, RETURNED, REFUSED -> "";
    };
  }

  static String name(String by) {
    if (by.isBlank()) {
      throw new Refusal("--by must say who");
    }
    return by.strip();
  }

  /** A day, for options. */
  static final class Day implements ITypeConverter<LocalDate> {
    @Override
    public LocalDate convert(String text) {
      try {
        return LocalDate.parse(text);
      } catch (DateTimeException e) {
        throw new TypeConversionException(
            "\"" + Common.visible(text) + "\" is no day; write it as 2027-05-01");
      }
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
