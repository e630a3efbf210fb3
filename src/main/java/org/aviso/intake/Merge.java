package org.aviso.intake;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.aviso.person.Column;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.ContactKind;
import org.aviso.person.ContactStatus;
import org.aviso.person.Custody;
import org.aviso.person.Dossier;
import org.aviso.person.HoldReason;
import org.aviso.person.Owner;
import org.aviso.person.PersonId;
import org.aviso.person.Sourced;

/**
 * One row into one dossier, cell by cell: the newer date wins, blank never deletes, what a person
 * told outranks every list, the same date with another value is a conflict. Contacts follow from
 * the cells: one stands as long as the cell it came from stands.
 */
final class Merge {
  static final String LIST = "list";
  static final String PADDED = "padded_number";
  static final String LIST_DIFFERS = "list_differs";
  private static final String CONFLICT = "value_conflict:";

  /** Read in this order; later owners are the more cautious reading of a value met twice. */
  private static final Set<Column> CONTACT_CELLS =
      EnumSet.of(
          Column.PHONE, Column.EMAIL, Column.FAM_PHONE, Column.FAM_EMAIL, Column.ATTY_PHONE, Column.ATTY_EMAIL);

  private static final Set<Column> NAMES =
      EnumSet.of(
          Column.LAST_NAME, Column.FIRST_NAME, Column.MIDDLE_NAME, Column.AKA, Column.FAM_NAME, Column.ATTY_NAME);

  private static final Set<Column> COUNTRIES =
      EnumSet.of(Column.NATIONALITY, Column.COUNTRY, Column.REMOVAL_COUNTRY);

  private final IntakeConfig config;
  private final PhoneReader phones;
  private final EmailReader emails;

  Merge(IntakeConfig config) {
    this.config = config;
    this.phones = new PhoneReader(config);
    this.emails = new EmailReader(config);
  }

  /**
   * @param dossier the new state; the old one itself when nothing changed
   * @param adds the row says something about the person that was not known
   */
  record Merged(Dossier dossier, boolean adds) {}

  /** @param reasons receives what the merge notices about the row */
  Merged into(Dossier known, JudgedRow row, List<RowReason> reasons) {
    return new Merging(known, row, reasons).merged();
  }

  Dossier create(PersonId id, JudgedRow row, List<RowReason> reasons) {
    Dossier nobody = new Dossier(id, Map.of(), List.of(), Set.of(), Set.of());
    return new Merging(nobody, row, reasons).merged().dossier();
  }

  private final class Merging {
    private final Dossier known;
    private final JudgedRow row;
    private final List<RowReason> reasons;
    private final Map<Column, Sourced> fields = new EnumMap<>(Column.class);
    private final List<Contact> contacts;
    private final Set<String> flags;
    private final Set<HoldReason> holds;
    private Whereabouts whereabouts;
    private boolean adds;
    private boolean touched;

    Merging(Dossier known, JudgedRow row, List<RowReason> reasons) {
      this.known = known;
      this.row = row;
      this.reasons = reasons;
      this.fields.putAll(known.fields());
      this.contacts = new ArrayList<>(known.contacts());
      this.flags = new HashSet<>(known.flags());
      this.holds = known.holds().isEmpty() ? EnumSet.noneOf(HoldReason.class) : EnumSet.copyOf(known.holds());
    }

    Merged merged() {
      boolean wasSilent = places(known.fields()).countries().isEmpty();
      for (Map.Entry<Column, String> cell : row.cells().entrySet()) {
        if (!CONTACT_CELLS.contains(cell.getKey())) {
          mergeCell(cell.getKey(), cell.getValue());
        }
      }
      for (Column column : CONTACT_CELLS) {
        String cell = row.cell(column);
        if (cell != null) {
          mergeContactCell(column, cell);
        }
      }
      if (wasSilent && !known.contacts().isEmpty() && !places(fields).countries().isEmpty()) {
        readAgainWhatWasAmbiguous();
      }
      if (flags.addAll(row.flags())) {
        touched = true;
      }
      settleContacts();
      settleHolds();
      boolean changed =
          touched || adds || !holds.equals(known.holds()) || !flags.equals(known.flags());
      return changed
          ? new Merged(new Dossier(known.id(), fields, contacts, holds, flags), adds)
          : new Merged(known, false);
    }

    private void mergeCell(Column column, String value) {
      Sourced current = fields.get(column);
      if (current == null) {
        set(column, value, true);
      } else if (sameMeaning(column, current.value(), value)) {
        if (!told(current) && row.date().isAfter(current.asOf())) {
          set(column, value, false);
        }
      } else if (outranked(column, current)) {
        set(column, value, true);
        flags.remove(CONFLICT + column);
      }
    }

    /** Whether a differing value of this row replaces the current one; notes a conflict if neither may. */
    private boolean outranked(Column column, Sourced current) {
      if (told(current)) {
        if (row.date().isAfter(current.asOf()) && flags.add(LIST_DIFFERS)) {
          touched = true;
        }
        return false;
      }
      if (row.date().equals(current.asOf())) {
        HoldReason code = HoldReason.VALUE_CONFLICT;
        reasons.add(RowReason.of(code, column, "differs from another value of the same date"));
        if (flags.add(CONFLICT + column)) {
          adds = true;
        }
        return false;
      }
      return row.date().isAfter(current.asOf());
    }

    private void set(Column column, String value, boolean news) {
      fields.put(column, row.sourced(value));
      adds |= news;
      touched = true;
    }

    private void mergeContactCell(Column column, String cell) {
      Sourced current = fields.get(column);
      if (current != null && current.value().equals(cell)) {
        mergeCell(column, cell);
        return;
      }
      List<ContactReading> readings = read(column, cell);
      for (ContactReading reading : readings) {
        if (reading.status() != ContactStatus.OK) {
          reasons.add(RowReason.of(reading.reason(), column, reading.rule()));
        }
        if (reading.typo() && flags.add("email_typo")) {
          touched = true;
        }
      }
      if (readings.stream().allMatch(reading -> reading.status() == ContactStatus.INVALID)) {
        // Counts as blank: a damaged cell is no evidence that the old number is wrong.
        readings.forEach(reading -> addContact(column, cell, reading));
      } else if (current == null) {
        set(column, cell, true);
        readings.forEach(reading -> addContact(column, cell, reading));
      } else if (sameValues(column, current.value(), readings)) {
        if (!told(current) && row.date().isAfter(current.asOf())) {
          set(column, cell, false);
          readings.forEach(reading -> addContact(column, cell, reading));
        }
      } else if (outranked(column, current)) {
        set(column, cell, true);
        flags.remove(CONFLICT + column);
        readings.forEach(reading -> addContact(column, cell, reading));
      }
    }

    /** Whether the readings are what the contacts of the current cell already say. */
    private boolean sameValues(Column column, String currentCell, List<ContactReading> readings) {
      Set<String> now = new HashSet<>();
      for (Contact contact : contacts) {
        if (contact.kind() == kind(column) && contact.source().value().equals(currentCell)) {
          now.add(key(contact.kind(), contact.value()));
        }
      }
      return readings.stream().allMatch(reading -> now.contains(key(kind(column), reading.value())))
          && now.size() <= readings.size();
    }

    private List<ContactReading> read(Column column, String cell) {
      if (kind(column) == ContactKind.EMAIL) {
        return emails.read(cell);
      }
      return phones.read(cell, owner(column) == Owner.ATTORNEY ? Whereabouts.UNITED_STATES : whereabouts());
    }

    private Whereabouts whereabouts() {
      if (whereabouts == null) {
        Whereabouts own = Whereabouts.of(row::cell, config);
        whereabouts = own.countries().isEmpty() ? places(fields) : own;
      }
      return whereabouts;
    }

    private Whereabouts places(Map<Column, Sourced> from) {
      return Whereabouts.of(
          column -> {
            Sourced sourced = from.get(column);
            return sourced == null ? null : sourced.value();
          },
          config);
    }

    private void readAgainWhatWasAmbiguous() {
      for (Column column : CONTACT_CELLS) {
        Sourced cell = fields.get(column);
        if (cell == null || kind(column) != ContactKind.PHONE || owner(column) == Owner.ATTORNEY) {
          continue;
        }
        boolean ambiguous =
            contacts.stream()
                .anyMatch(c -> c.status() == ContactStatus.AMBIGUOUS && c.source().value().equals(cell.value()));
        if (!ambiguous) {
          continue;
        }
        for (ContactReading reading : phones.read(cell.value(), places(fields))) {
          if (reading.status() == ContactStatus.OK) {
            addContact(column, cell.value(), reading);
            contacts.replaceAll(
                c ->
                    c.status() == ContactStatus.AMBIGUOUS && c.source().value().equals(cell.value())
                        ? c.withStatus(ContactStatus.SUPERSEDED, null)
                        : c);
          }
        }
      }
    }

    private void addContact(Column column, String cell, ContactReading reading) {
      ContactKind kind = kind(column);
      Owner owner = reading.relation() != null ? Owner.RELAY : owner(column);
      String key = key(kind, reading.value());
      for (int i = 0; i < contacts.size(); i++) {
        Contact existing = contacts.get(i);
        if (existing.kind() == kind && key(kind, existing.value()).equals(key)) {
          contacts.set(i, restated(existing, owner, column, cell, reading));
          return;
        }
      }
      int last = contacts.stream().mapToInt(contact -> contact.id().number()).max().orElse(0);
      contacts.add(contact(new ContactId(last + 1), kind, owner, column, cell, reading, false));
      adds = true;
    }

    /** A list names a contact that is known: it keeps its id; what people and receipts settled stays. */
    private Contact restated(Contact existing, Owner owner, Column column, String cell, ContactReading reading) {
      boolean settled =
          existing.status() != ContactStatus.OK
              && existing.status() != ContactStatus.SUPERSEDED
              && existing.status() != ContactStatus.AMBIGUOUS
              && existing.status() != ContactStatus.INVALID;
      if (told(existing.source())) {
        return existing;
      }
      boolean oldCellStands = standing(existing);
      Owner cautious =
          existing.verified() || (oldCellStands && existing.owner().compareTo(owner) > 0)
              ? existing.owner()
              : owner;
      if (existing.owner() == Owner.RELAY && cautious == Owner.RELAY && owner != Owner.RELAY) {
        return existing;
      }
      Contact now = contact(existing.id(), existing.kind(), cautious, column, cell, reading, existing.verified());
      if (settled) {
        now = now.withStatus(existing.status(), existing.statusReason());
      }
      if (now.status() != existing.status() || now.owner() != existing.owner()) {
        adds = true;
      }
      touched = true;
      return now;
    }

    private Contact contact(
        ContactId id,
        ContactKind kind,
        Owner owner,
        Column column,
        String cell,
        ContactReading reading,
        boolean verified) {
      boolean family = column == Column.FAM_PHONE || column == Column.FAM_EMAIL;
      return new Contact(
          id,
          kind,
          owner,
          reading.value(),
          reading.country(),
          owner == Owner.ATTORNEY ? value(Column.ATTY_NAME) : family ? value(Column.FAM_NAME) : null,
          owner == Owner.RELAY ? relation(reading, family) : null,
          owner == Owner.RELAY && family ? value(Column.FAM_LANGUAGE) : null,
          reading.status(),
          reading.reason(),
          verified,
          row.sourced(cell));
    }

    private String relation(ContactReading reading, boolean family) {
      if (reading.relation() != null) {
        return reading.relation();
      }
      String relation = family ? config.relation(value(Column.FAM_RELATION)) : null;
      return relation == null ? UNKNOWN_RELATION : relation;
    }

    private String value(Column column) {
      Sourced sourced = fields.get(column);
      return sourced == null ? null : sourced.value();
    }

    /** Contacts whose cell is gone are superseded; those of the family cells carry what these say now. */
    private void settleContacts() {
      for (int i = 0; i < contacts.size(); i++) {
        Contact contact = contacts.get(i);
        if (told(contact.source())) {
          continue;
        }
        boolean inUse = contact.status() == ContactStatus.OK || contact.status() == ContactStatus.AMBIGUOUS;
        if (inUse && !standing(contact)) {
          contacts.set(i, contact.withStatus(ContactStatus.SUPERSEDED, null));
        } else if (inUse) {
          Contact named = named(contact);
          if (!named.equals(contact)) {
            contacts.set(i, named);
            touched = true;
          }
        }
      }
    }

    private Contact named(Contact contact) {
      Column column =
          contact.owner() == Owner.RELAY
              ? (contact.kind() == ContactKind.PHONE ? Column.FAM_PHONE : Column.FAM_EMAIL)
              : (contact.kind() == ContactKind.PHONE ? Column.ATTY_PHONE : Column.ATTY_EMAIL);
      if (contact.owner() == Owner.MEMBER || !contact.source().value().equals(value(column))) {
        return contact;
      }
      boolean relay = contact.owner() == Owner.RELAY;
      String relation = contact.relation();
      if (relay && row.cell(Column.FAM_RELATION) != null) {
        String word = config.relation(value(Column.FAM_RELATION));
        relation = word == null ? UNKNOWN_RELATION : word;
      }
      return new Contact(
          contact.id(),
          contact.kind(),
          contact.owner(),
          contact.value(),
          contact.country(),
          value(relay ? Column.FAM_NAME : Column.ATTY_NAME),
          relation,
          relay ? value(Column.FAM_LANGUAGE) : null,
          contact.status(),
          contact.statusReason(),
          contact.verified(),
          contact.source());
    }

    private boolean standing(Contact contact) {
      for (Column column : CONTACT_CELLS) {
        Sourced cell = fields.get(column);
        if (cell != null && kind(column) == contact.kind() && cell.value().equals(contact.source().value())) {
          return true;
        }
      }
      return false;
    }

    /** Holds that follow from the dossier come and go with it; the others stay until a person settles them. */
    private void settleHolds() {
      hold(HoldReason.IDENTITY_INVALID, malformedIdentity());
      hold(HoldReason.VALUE_CONFLICT, flags.stream().anyMatch(flag -> flag.startsWith(CONFLICT)));
      boolean contradiction = contradictsRemoval();
      hold(HoldReason.CUSTODY_CONFLICT, contradiction || flags.contains(CONFLICT + Column.CUSTODY_STATUS));
      if (contradiction && (row.cell(Column.CUSTODY_STATUS) != null || row.cell(Column.REMOVAL_DATE) != null)) {
        reasons.add(
            RowReason.of(HoldReason.CUSTODY_CONFLICT, Column.CUSTODY_STATUS, "contradicts a removal that has taken place"));
      }
      hold(HoldReason.AMBIGUOUS_PHONE, onlyWayIsAmbiguous());
      if (holds.contains(HoldReason.AMBIGUOUS_PHONE) && !known.holds().contains(HoldReason.AMBIGUOUS_PHONE)) {
        reasons.add(
            RowReason.of(HoldReason.AMBIGUOUS_PHONE, Column.PHONE, "is the only way to the person and not certain"));
      }
    }

    private boolean malformedIdentity() {
      Sourced number = fields.get(Column.A_NUMBER);
      Sourced subject = fields.get(Column.SUBJECT_ID);
      return (number != null && NumberReading.of(number.value()).malformed())
          || (subject != null && Lookups.usableSubject(subject.value()) == null);
    }

    private boolean contradictsRemoval() {
      Sourced custody = fields.get(Column.CUSTODY_STATUS);
      return custody != null
          && RowJudge.contradictsRemoval(
              config.custody(custody.value()),
              date(Column.REMOVAL_DATE),
              date(Column.ENCOUNTER_DATE),
              custody.asOf());
    }

    private LocalDate date(Column column) {
      String cell = value(column);
      return cell == null ? null : LocalDate.parse(cell);
    }

    private boolean onlyWayIsAmbiguous() {
      boolean ambiguous = false;
      for (Contact contact : contacts) {
        if (contact.owner() != Owner.ATTORNEY) {
          if (contact.usable()) {
            return false;
          }
          ambiguous |= contact.status() == ContactStatus.AMBIGUOUS;
        }
      }
      return ambiguous;
    }

    private void hold(HoldReason reason, boolean held) {
      if (held) {
        holds.add(reason);
      } else {
        holds.remove(reason);
      }
    }
  }

  static final String UNKNOWN_RELATION = "unknown";

  private static boolean told(Sourced sourced) {
    return !LIST.equals(sourced.source());
  }

  private boolean sameMeaning(Column column, String one, String other) {
    if (one.equals(other)) {
      return true;
    }
    if (column == Column.CUSTODY_STATUS) {
      Custody custody = config.custody(one);
      return custody != null && custody == config.custody(other) || one.equalsIgnoreCase(other);
    }
    if (COUNTRIES.contains(column)) {
      String country = config.country(one);
      return country != null && Objects.equals(country, config.country(other)) || one.equalsIgnoreCase(other);
    }
    return NAMES.contains(column) ? Folding.of(one).equals(Folding.of(other)) : one.equalsIgnoreCase(other);
  }

  private static ContactKind kind(Column column) {
    return switch (column) {
      case EMAIL, FAM_EMAIL, ATTY_EMAIL -> ContactKind.EMAIL;
      default -> ContactKind.PHONE;
    };
  }

  private static Owner owner(Column column) {
    return switch (column) {
      case FAM_PHONE, FAM_EMAIL -> Owner.RELAY;
      case ATTY_PHONE, ATTY_EMAIL -> Owner.ATTORNEY;
      default -> Owner.MEMBER;
    };
  }

  private static String key(ContactKind kind, String value) {
    return kind == ContactKind.EMAIL ? value.toLowerCase(java.util.Locale.ROOT) : value;
  }
}
