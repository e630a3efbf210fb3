package org.aviso.intake;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.aviso.person.ContactKind;
import org.aviso.person.ContactStatus;

/**
 * A phone or email cell as a dossier keeps it: {@code +16195550142; +16195550143 (mother)}, and
 * {@code ? (646) 555-0123} for what is ambiguous. Unlike the list's own words it means the same
 * wherever the person lives later on.
 */
final class ContactCell {
  private static final String BETWEEN = "; ";
  private static final String AMBIGUOUS = "? ";

  private ContactCell() {}

  /**
   * @param value a number or address; as it came when ambiguous
   * @param relation noted beside it, or null; not filled in when ambiguous
   */
  record Part(String value, String relation, boolean ambiguous) {}

  /** The words of an ambiguous part, without what would part them further. */
  static String whole(String words) {
    return words.replace(';', ',');
  }

  /** What may be used or may become clear; empty when there is nothing such. */
  static String text(List<ContactReading> readings) {
    StringBuilder text = new StringBuilder();
    for (ContactReading reading : readings) {
      if (reading.status() == ContactStatus.INVALID) {
        continue;
      }
      text.append(text.length() > 0 ? BETWEEN : "");
      if (reading.status() == ContactStatus.AMBIGUOUS) {
        text.append(AMBIGUOUS).append(reading.value());
      } else {
        text.append(reading.value());
        if (reading.relation() != null) {
          text.append(" (").append(reading.relation()).append(')');
        }
      }
    }
    return text.toString();
  }

  static List<Part> parts(String text) {
    List<Part> parts = new ArrayList<>(2);
    for (String part : text.split(BETWEEN)) {
      int note = part.indexOf(" (");
      if (part.startsWith(AMBIGUOUS)) {
        parts.add(new Part(part.substring(AMBIGUOUS.length()), null, true));
      } else if (note > 0 && part.endsWith(")")) {
        parts.add(
            new Part(part.substring(0, note), part.substring(note + 2, part.length() - 1), false));
      } else {
        parts.add(new Part(part, null, false));
      }
    }
    return parts;
  }

  static boolean ambiguous(String text) {
    return text.startsWith(AMBIGUOUS) || text.contains(BETWEEN + AMBIGUOUS);
  }

  /** To be read once more. */
  static String asItCame(String text) {
    return (BETWEEN + text).replace(BETWEEN + AMBIGUOUS, BETWEEN).substring(BETWEEN.length());
  }

  /** Whether two cells name the same values, in whatever order. */
  static boolean same(ContactKind kind, String one, String other) {
    return one.equals(other) || keys(kind, one).equals(keys(kind, other));
  }

  private static Set<String> keys(ContactKind kind, String text) {
    Set<String> keys = new HashSet<>();
    for (Part part : parts(text)) {
      keys.add(key(kind, part.value()) + " " + part.relation());
    }
    return keys;
  }

  /** Equal for equal contacts of a person. */
  static String key(ContactKind kind, String value) {
    return kind == ContactKind.EMAIL ? "@" + value.toLowerCase(Locale.ROOT) : value;
  }
}
