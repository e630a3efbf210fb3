package org.aviso.intake;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.aviso.person.Column;
import org.aviso.person.Contact;
import org.aviso.person.ContactKind;
import org.aviso.person.Dossier;
import org.aviso.person.Lookup;

/** The keys under which a person is found again, written one way for all who store or ask. */
public final class Lookups {
  private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");

  /** A flag that holds a personal value: it never leaves the dossier. */
  static final String KNOWN_AS = "known_as:";

  private Lookups() {}

  /** Every key of the dossier, superseded contacts included: a stop may come from an old number. */
  public static List<Lookup> of(Dossier dossier) {
    Set<Lookup> lookups = new LinkedHashSet<>();
    String number = usableNumber(dossier);
    if (number != null) {
      lookups.add(new Lookup(Lookup.Kind.A_NUMBER, number));
    }
    String cell = dossier.cell(Column.A_NUMBER);
    if (number == null && cell != null) {
      lookups.add(unreadable(cell, null));
      lookups.add(unreadable(cell, dossier.cell(Column.LAST_NAME)));
    }
    String subject = usableSubject(dossier.cell(Column.SUBJECT_ID));
    if (subject != null) {
      lookups.add(new Lookup(Lookup.Kind.SUBJECT_ID, subject));
    }
    Lookup name =
        nameAndBirth(
            name(dossier.cell(Column.LAST_NAME), dossier.cell(Column.FIRST_NAME)),
            dossier.cell(Column.DOB),
            number != null || subject != null);
    if (name != null) {
      lookups.add(name);
    }
    lookups.addAll(formerly(dossier));
    for (Contact contact : dossier.contacts()) {
      Lookup lookup = contact(contact.kind(), contact.value());
      if (lookup != null) {
        lookups.add(lookup);
      }
    }
    return List.copyOf(lookups);
  }

  /**
   * Keys the person was known by before somebody corrected a number, a name or a birth date, or
   * found two persons to be one: lists go on naming them by these.
   */
  static Set<Lookup> formerly(Dossier dossier) {
    Set<Lookup> lookups = new LinkedHashSet<>(0);
    for (String flag : dossier.flags()) {
      if (flag.startsWith(KNOWN_AS)) {
        String[] key = flag.substring(KNOWN_AS.length()).split("=", 2);
        lookups.add(new Lookup(Lookup.Kind.valueOf(key[0]), key[1]));
      }
    }
    return lookups;
  }

  /** The dossier, knowing every key that these have and it has no longer. */
  static Dossier knownAs(Dossier dossier, Dossier... before) {
    Set<Lookup> now = new LinkedHashSet<>(of(dossier));
    Set<String> flags = new HashSet<>(dossier.flags());
    for (Dossier former : before) {
      for (Lookup lookup : of(former)) {
        if (lookup.kind() != Lookup.Kind.CONTACT && !now.contains(lookup)) {
          flags.add(KNOWN_AS + lookup.kind() + "=" + lookup.value());
        }
      }
    }
    return new Dossier(dossier.id(), dossier.fields(), dossier.contacts(), dossier.holds(), flags);
  }

  /**
   * The key of a number or an address, whoever has it; null when the value is neither (an ambiguous
   * cell kept as it came). Addresses compare without regard to case.
   */
  public static Lookup contact(ContactKind kind, String value) {
    return switch (kind) {
      case PHONE -> E164.matcher(value).matches() ? new Lookup(Lookup.Kind.CONTACT, value) : null;
      case EMAIL ->
          value.indexOf('@') > 0 && value.indexOf(' ') < 0
              ? new Lookup(Lookup.Kind.CONTACT, value.toLowerCase(Locale.ROOT))
              : null;
    };
  }

  /** Nine digits, or null when the dossier has no A-number that can be used. */
  static String usableNumber(Dossier dossier) {
    String cell = dossier.cell(Column.A_NUMBER);
    if (cell == null || cell.length() != 9) {
      return null;
    }
    for (int i = 0; i < 9; i++) {
      if (cell.charAt(i) < '0' || cell.charAt(i) > '9') {
        return null;
      }
    }
    return NumberReading.filler(cell) ? null : cell;
  }

  /** An id without a digit is a word for none: {@code PENDING}. */
  static String usableSubject(String cell) {
    return cell == null || SpreadsheetDamage.in(cell) || !digit(cell) ? null : cell;
  }

  static boolean digit(String cell) {
    for (int i = 0; i < cell.length(); i++) {
      if (Character.isDigit(cell.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Looked for with the last name where there is one: a filler, or what a spreadsheet makes of
   * numbers, may stand on every row of a list.
   */
  static Lookup unreadable(String cell, String last) {
    return new Lookup(
        Lookup.Kind.UNREADABLE_NUMBER, last == null ? cell : cell + "|" + Folding.of(last));
  }

  /** Folded {@code LAST|FIRST}; null when both are blank. */
  static String name(String last, String first) {
    String name = Folding.of(last) + "|" + Folding.of(first);
    return name.length() == 1 ? null : name;
  }

  /** The person's names, those of the AKA cell and those that were corrected; folded. */
  static List<String> names(Dossier dossier) {
    List<String> names = new ArrayList<>(AkaNames.of(dossier));
    String name = name(dossier.cell(Column.LAST_NAME), dossier.cell(Column.FIRST_NAME));
    if (name != null) {
      names.add(name);
    }
    for (Lookup lookup : formerly(dossier)) {
      if (lookup.kind() == Lookup.Kind.NAME_AND_BIRTH) {
        names.add(lookup.value().substring(0, lookup.value().lastIndexOf('|')));
      }
    }
    return names;
  }

  /**
   * Whether two folded names do not contradict each other: one last name, and one first name or
   * none on either side. Good only beside an equal number: it says little of who somebody is.
   */
  static boolean agree(String one, String other) {
    if (one == null || other == null) {
      return false;
    }
    int first = one.indexOf('|') + 1;
    return first > 1
        && other.startsWith(one.substring(0, first))
        && (one.equals(other) || one.length() == first || other.length() == first);
  }

  /**
   * Null without a name. Without a birth date it is a key only for a person who has no number: else
   * thousands of namesakes would be found.
   */
  static Lookup nameAndBirth(String name, String birth, boolean numbered) {
    if (name == null || (birth == null && numbered)) {
      return null;
    }
    return new Lookup(Lookup.Kind.NAME_AND_BIRTH, name + "|" + (birth == null ? "" : birth));
  }
}
