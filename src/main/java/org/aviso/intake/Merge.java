package org.aviso.intake;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
import org.aviso.person.StatusReason;

/**
 * One row into one dossier, cell by cell: the newer date wins, blank never deletes, what a person
 * told outranks every list, the same date with another value is a conflict. Contacts follow from
 * the cells: a value that no cell says any more is superseded.
 */
final class Merge {
  static final String LIST = "list";
  static final String PADDED = "padded_number";
  static final String LIST_DIFFERS = "list_differs";
  static final String RETIRED = "retired:";
  private static final String CONFLICT = "value_conflict:";

  /** With {@link #CONFLICT} and a column: whose its value is, and not what it is. */
  private static final String OF_WHOM = ":owner";

  /** A value that some list gave to a relative or an attorney, and that no cell gives them now. */
  static final String OTHERS = "others:";

  private static final String UNKNOWN_RELATION = "unknown";
  private static final Whereabouts UNKNOWN_PLACE = new Whereabouts(Set.of(Whereabouts.NOWHERE));

  /** Read in this order; later owners are the more cautious reading of a value met twice. */
  private static final Set<Column> CONTACT_CELLS =
      EnumSet.of(
          Column.PHONE,
          Column.EMAIL,
          Column.FAM_PHONE,
          Column.FAM_EMAIL,
          Column.ATTY_PHONE,
          Column.ATTY_EMAIL);

  private static final Set<Column> IDENTITIES = EnumSet.of(Column.A_NUMBER, Column.SUBJECT_ID);

  private static final Set<Column> NAMES =
      EnumSet.of(
          Column.LAST_NAME,
          Column.FIRST_NAME,
          Column.MIDDLE_NAME,
          Column.AKA,
          Column.FAM_NAME,
          Column.ATTY_NAME);

  private static final Set<Column> COUNTRIES =
      EnumSet.of(Column.NATIONALITY, Column.COUNTRY, Column.REMOVAL_COUNTRY);

  private static final Set<Column> LANGUAGES = EnumSet.of(Column.LANGUAGE, Column.FAM_LANGUAGE);

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

  /**
   * @param reasons receives what the merge notices about the row
   */
  Merged into(Dossier known, JudgedRow row, List<RowReason> reasons) {
    return new Merging(known, row, reasons).merged();
  }

  Dossier create(PersonId id, JudgedRow row, List<RowReason> reasons) {
    Dossier nobody = new Dossier(id, Map.of(), List.of(), Set.of(), Set.of());
    return new Merging(nobody, row, reasons).merged().dossier();
  }

  /** Contacts told in addition to those the cells say. */
  Dossier adding(Dossier known, JudgedRow row) {
    return new Merging(known, row, row.reasons()).added();
  }

  /** The holds that follow from a dossier, after its cells were changed otherwise. */
  Dossier settled(Dossier dossier) {
    JudgedRow nothing =
        new JudgedRow(
            0, Map.of(), null, false, LocalDate.MIN, LIST, null, new ArrayList<>(), Set.of(), null);
    return new Merging(dossier, nothing, nothing.reasons()).resettled();
  }

  /**
   * Where two dossiers of one person contradict each other: other values of the same date, or one
   * number that is the person's own by one and somebody else's by the other. Names may differ.
   *
   * @return flags that hold until the cell is told, and the second's values
   */
  Set<String> conflicts(Dossier one, Dossier other) {
    Set<String> conflicts = new HashSet<>();
    one.fields()
        .forEach(
            (column, cell) -> {
              Sourced second = other.fields().get(column);
              if (second != null
                  && !NAMES.contains(column)
                  && !IDENTITIES.contains(column)
                  && !told(cell)
                  && !told(second)
                  && cell.asOf().equals(second.asOf())
                  && !sameCell(column, cell.value(), second.value())) {
                conflicts.add(CONFLICT + column);
                new Rival(column, second).note(conflicts);
              }
            });
    for (Contact contact : one.contacts()) {
      String key = ContactCell.key(contact.kind(), contact.value());
      for (Contact second : other.contacts()) {
        if (ContactCell.key(second.kind(), second.value()).equals(key)
            && (second.owner() != contact.owner()
                || !Objects.equals(second.relation(), contact.relation()))) {
          Column column = contact.kind() == ContactKind.EMAIL ? Column.EMAIL : Column.PHONE;
          conflicts.add(CONFLICT + column);
          if (second.source() != null) {
            Rival.of(column, second).note(conflicts);
          }
        }
      }
    }
    return conflicts;
  }

  private boolean sameCell(Column column, String one, String other) {
    return CONTACT_CELLS.contains(column)
        ? ContactCell.same(kind(column), one, other)
        : sameMeaning(column, one, other);
  }

  static boolean contactCell(Column column) {
    return CONTACT_CELLS.contains(column);
  }

  private final class Merging {
    private final Dossier known;
    private final JudgedRow row;
    private final List<RowReason> reasons;
    private final Map<Column, Sourced> fields = new EnumMap<>(Column.class);
    private final List<Contact> contacts;
    private final Set<String> flags;
    private final Set<HoldReason> holds;
    private final Map<String, ContactReading> fresh = new HashMap<>();

    /** What the row says of the family. */
    private Map<Column, String> ofFamily = Map.of();

    private Family family;
    private Map<Column, Map<String, Map<Column, Family.Trait>>> relatives;
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
      this.holds =
          known.holds().isEmpty()
              ? EnumSet.noneOf(HoldReason.class)
              : EnumSet.copyOf(known.holds());
    }

    Merged merged() {
      boolean wasSilent = places(known.fields()).silent();
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
      if (wasSilent && !known.contacts().isEmpty() && !places(fields).silent()) {
        readAgainWhatWasAmbiguous();
      }
      remark();
      boolean otherRelative = !ofFamily.isEmpty() && hearsOfFamily();
      if (adds || otherRelative) {
        forgetOthersThatStand();
        deriveContacts();
      }
      settleHolds();
      boolean changed =
          touched || adds || !holds.equals(known.holds()) || !flags.equals(known.flags());
      return changed
          ? new Merged(new Dossier(known.id(), fields, contacts, holds, flags), adds)
          : new Merged(known, false);
    }

    Dossier added() {
      for (Column column : CONTACT_CELLS) {
        String cell = row.cell(column);
        List<ContactReading> readings =
            cell == null ? List.of() : read(column, cell, whereabouts());
        String text = ContactCell.text(readings);
        if (Family.WAYS.contains(column) && !text.isEmpty() && !family().names(column)) {
          // The first there is: of the relative that is known, if one is.
          family = family().with(row.date(), true, Map.of(column, text));
        }
        for (ContactReading reading : readings) {
          Wanted wanted = wanted(column, reading.value(), reading.relation(), row.sourced(cell));
          String key = ContactCell.key(kind(column), reading.value());
          contacts.removeIf(
              c ->
                  ContactCell.key(c.kind(), c.value()).equals(key)
                      && c.status() == ContactStatus.INVALID);
          boolean there = false;
          for (int i = 0; i < contacts.size(); i++) {
            Contact contact = contacts.get(i);
            if (ContactCell.key(contact.kind(), contact.value()).equals(key)) {
              there = true;
              contacts.set(i, wanted.toldAnew(contact, reading));
            }
          }
          if (!there) {
            contacts.add(wanted.contact(nextId(), reading));
          }
        }
      }
      settleHolds();
      return new Dossier(known.id(), fields, contacts, holds, flags);
    }

    Dossier resettled() {
      deriveContacts();
      settleHolds();
      return new Dossier(known.id(), fields, contacts, holds, flags);
    }

    private void saysOfFamily(Column column, String cell) {
      if (ofFamily.isEmpty()) {
        ofFamily = new EnumMap<>(Column.class);
      }
      ofFamily.put(column, cell);
    }

    private void remark() {
      for (String flag : row.flags()) {
        if (!flag.equals(PADDED) || (numberStands() && !numberKnown())) {
          touched |= flags.add(flag);
        }
      }
      if (flags.contains(PADDED) && row.number() != null && !row.padded() && numberKnown()) {
        touched |= flags.remove(PADDED); // With nine digits it is the same: it was no other's.
      }
    }

    /** Before the row, which may have given it a leading zero. */
    private boolean numberKnown() {
      return row.number().digits().equals(Lookups.usableNumber(known));
    }

    private boolean numberStands() {
      return row.number().digits().equals(value(Column.A_NUMBER));
    }

    /** Whether another relation, name or language than before may belong to a contact. */
    private boolean hearsOfFamily() {
      Family now = family().with(row.date(), row.told(), ofFamily);
      if (now == family) {
        return false;
      }
      become(now);
      return family.composed();
    }

    private Family family() {
      if (family == null) {
        family = Family.of(known);
      }
      return family;
    }

    private void become(Family now) {
      family = now;
      relatives = null;
      if (!known.fields().isEmpty()) { // Else this row alone says it.
        family.keep(flags, fields);
      }
    }

    private void mergeCell(Column column, String value) {
      Sourced current = fields.get(column);
      if (flags.contains(RETIRED + column) && !row.told()) {
        flags.add(LIST_DIFFERS);
        return;
      }
      if (Family.TRAITS.contains(column)) {
        saysOfFamily(column, value);
      }
      if (current == null) {
        set(column, value, true);
      } else if (sameMeaning(column, current.value(), value)) {
        if (refreshes(current)) {
          set(column, value, false);
          settle(column);
        }
      } else if (damaged(column, value) && !damaged(column, current.value())) {
        return; // Counts as blank: no evidence that the number we have is wrong.
      } else if (mends(column, value, current)) {
        set(column, value, true);
        settled(column);
      } else if (outranked(column, value, current)) {
        set(column, value, true);
        settle(column);
      }
    }

    /**
     * The row says which of several values is right, be it the one that stands: when somebody told
     * it, or when it is newer than all of them.
     */
    private void settle(Column column) {
      if (row.told() || !Rival.anySince(row.date(), flags, column)) {
        settled(column);
      }
    }

    private void settled(Column column) {
      adds |= flags.remove(CONFLICT + column);
      adds |= row.told() && flags.contains(CONFLICT + column + OF_WHOM);
      Rival.forget(flags, column);
    }

    private boolean mends(Column column, String value, Sourced current) {
      return !told(current) && damaged(column, current.value()) && !damaged(column, value);
    }

    /** Whether the same value said again counts from a later day on, or from a better source. */
    private boolean refreshes(Sourced current) {
      return row.told() || (!told(current) && row.date().isAfter(current.asOf()));
    }

    /**
     * Whether a differing value of this row replaces the current one; notes a conflict if neither
     * may.
     */
    private boolean outranked(Column column, String value, Sourced current) {
      if (row.told()) {
        return true;
      }
      if (told(current)) {
        touched |= flags.add(LIST_DIFFERS); // Whatever its date, it came after somebody had told.
        return false;
      }
      if (row.date().equals(current.asOf())) {
        HoldReason code = HoldReason.VALUE_CONFLICT;
        reasons.add(RowReason.of(code, column, "differs from another value of the same date"));
        adds |= flags.add(CONFLICT + column);
        adds |= new Rival(column, row.sourced(value)).note(flags);
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
      List<ContactReading> readings =
          noted(column, recognised(column, read(column, cell, whereabouts())));
      for (ContactReading reading : readings) {
        if (reading.status() == ContactStatus.INVALID) {
          remember(column, cell, reading);
        } else {
          fresh.putIfAbsent(ContactCell.key(kind(column), reading.value()), reading);
        }
      }
      String text = ContactCell.text(readings);
      if (text.isEmpty()) {
        return; // Counts as blank: a damaged cell is no evidence that the old number is wrong.
      }
      if (Family.WAYS.contains(column)) {
        saysOfFamily(column, text);
      }
      Sourced current = fields.get(column);
      if (current == null) {
        set(column, text, true);
      } else if (ContactCell.same(kind(column), current.value(), text)) {
        if (refreshes(current)) {
          set(column, text, false);
          settle(column);
        }
      } else if (outranked(column, text, current)) {
        set(column, text, true);
        settle(column);
        rememberOthers(column, current.value());
      } else {
        rememberOthers(column, text);
      }
    }

    /**
     * A list may leave out whose number it is, as it may leave out the number: that makes it nobody
     * else's.
     *
     * @param text of a cell, which does not stand
     */
    private void rememberOthers(Column column, String text) {
      for (String key : ofOthers(column, text)) {
        adds |= !standsAsOthers(key) && flags.add(OTHERS + key);
      }
    }

    private void forgetOthersThatStand() {
      flags.removeIf(
          flag -> flag.startsWith(OTHERS) && standsAsOthers(flag.substring(OTHERS.length())));
    }

    private boolean standsAsOthers(String key) {
      return CONTACT_CELLS.stream()
          .anyMatch(
              column -> value(column) != null && ofOthers(column, value(column)).contains(key));
    }

    private List<String> ofOthers(Column column, String text) {
      return ContactCell.parts(text).stream()
          .filter(part -> !part.ambiguous())
          .filter(part -> owner(column) != Owner.MEMBER || part.relation() != null)
          .map(part -> ContactCell.key(kind(column), part.value()))
          .toList();
    }

    private List<ContactReading> read(Column column, String cell, Whereabouts places) {
      return kind(column) == ContactKind.EMAIL
          ? emails.read(cell)
          : phones.read(cell, owner(column) == Owner.ATTORNEY ? Whereabouts.UNITED_STATES : places);
    }

    /**
     * A number that the row repeats without naming a country means what it meant, even if the
     * person has moved since. What makes it uncertain otherwise is news.
     */
    private List<ContactReading> recognised(Column column, List<ContactReading> readings) {
      Sourced current = fields.get(column);
      if (current == null || !Whereabouts.of(row::cell, config).silent()) {
        return readings;
      }
      return readings.stream()
          .map(
              reading ->
                  reading.reason() == StatusReason.NO_COUNTRY
                      ? recognised(reading, current)
                      : reading)
          .toList();
    }

    private ContactReading recognised(ContactReading reading, Sourced current) {
      String digits = PhoneReader.digits(reading.value());
      for (ContactCell.Part part : ContactCell.parts(current.value())) {
        if (!part.ambiguous()
            && digits.length() >= PhoneReader.SHORTEST
            && part.value().endsWith(digits)
            && Objects.equals(part.relation(), reading.relation())) {
          for (Contact contact : contacts) {
            if (contact.value().equals(part.value())) {
              return ContactReading.ok(contact.value(), contact.country(), part.relation());
            }
          }
        }
      }
      return reading;
    }

    private List<ContactReading> noted(Column column, List<ContactReading> readings) {
      for (ContactReading reading : readings) {
        if (reading.status() != ContactStatus.OK) {
          reasons.add(RowReason.of(reading.reason(), column, reading.rule()));
        }
        if (reading.typo() && flags.add("email_typo")) {
          touched = true;
        }
      }
      return readings;
    }

    private Whereabouts whereabouts() {
      if (whereabouts == null) {
        Whereabouts own = Whereabouts.of(row::cell, config);
        whereabouts = own.silent() ? places(fields) : own;
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

    /**
     * The dossier pointed to no country before and does now: what was ambiguous may have become
     * clear.
     */
    private void readAgainWhatWasAmbiguous() {
      Whereabouts places = places(fields);
      for (Column column : CONTACT_CELLS) {
        Sourced cell = fields.get(column);
        if (cell == null || !ContactCell.ambiguous(cell.value()) || told(cell)) {
          continue;
        }
        List<ContactReading> readings =
            noted(column, read(column, ContactCell.asItCame(cell.value()), places));
        String text = ContactCell.text(readings);
        if (!text.isEmpty() && !text.equals(cell.value())) {
          readings.forEach(
              reading -> fresh.put(ContactCell.key(kind(column), reading.value()), reading));
          fields.put(
              column, new Sourced(text, cell.asOf(), cell.source(), cell.list(), cell.line()));
          if (Family.WAYS.contains(column)) {
            become(family().read(column, cell.value(), text));
          }
          adds = true;
        }
      }
    }

    /**
     * A value that cannot be used is kept beside the cells, so that staff see what the list said.
     */
    private void remember(Column column, String cell, ContactReading reading) {
      String key = ContactCell.key(kind(column), reading.value());
      if (contacts.stream().noneMatch(c -> ContactCell.key(c.kind(), c.value()).equals(key))) {
        Wanted wanted = wanted(column, reading.value(), reading.relation(), row.sourced(cell));
        contacts.add(wanted.contact(nextId(), reading));
        adds = true;
      }
    }

    private ContactId nextId() {
      return new ContactId(contacts.stream().mapToInt(c -> c.id().number()).max().orElse(0) + 1);
    }

    /** The contacts are what the cells say now; what they no longer say is superseded. */
    private void deriveContacts() {
      Map<String, Wanted> wanted = new LinkedHashMap<>();
      for (Column column : CONTACT_CELLS) {
        Sourced cell = fields.get(column);
        if (cell != null) {
          for (ContactCell.Part part : ContactCell.parts(cell.value())) {
            String relation =
                part.ambiguous() ? notedRelation(column, part.value()) : part.relation();
            wanted.merge(
                ContactCell.key(kind(column), part.value()),
                wanted(column, part.value(), relation, cell),
                Wanted::moreCautious);
          }
        }
      }
      contest(wanted);
      for (int i = 0; i < contacts.size(); i++) {
        Contact contact = contacts.get(i);
        Wanted now = wanted.remove(ContactCell.key(contact.kind(), contact.value()));
        Contact settled =
            told(contact.source()) && !replacedByTeller(contact) && !toldNow(contact, now)
                ? described(contact, now)
                : settled(contact, now);
        if (!settled.equals(contact)) {
          adds |=
              now != null
                  && (settled.status() != contact.status()
                      || settled.owner() != contact.owner()
                      || !Objects.equals(settled.relation(), contact.relation()));
          touched = true;
          contacts.set(i, settled);
        }
      }
      wanted.forEach(
          (key, value) -> {
            Contact contact = value.contact(nextId(), fresh.get(key));
            contacts.add(
                !row.told() && takenOut(contact)
                    ? contact.withStatus(ContactStatus.SUPERSEDED, null)
                    : contact);
            adds = true;
          });
    }

    /**
     * What is the person's own by a list, and was somebody else's by another, is nobody's to be
     * written to until somebody tells whose it is; or until the person answered from it.
     */
    private void contest(Map<String, Wanted> wanted) {
      flags.removeIf(flag -> flag.startsWith(CONFLICT) && flag.endsWith(OF_WHOM));
      for (String flag : List.copyOf(flags)) {
        String key = flag.startsWith(OTHERS) ? flag.substring(OTHERS.length()) : null;
        Wanted now = key == null ? null : wanted.get(key);
        if (now != null && now.owner == Owner.MEMBER && !told(now.source) && !verified(key)) {
          Column column = now.kind == ContactKind.EMAIL ? Column.EMAIL : Column.PHONE;
          wanted.put(key, now.contested());
          String contested = CONFLICT + column + OF_WHOM;
          if (flags.add(contested) && !known.flags().contains(contested) && !row.told()) {
            reasons.add(
                RowReason.of(
                    HoldReason.VALUE_CONFLICT, column, "was somebody else's in another list"));
          }
        }
      }
    }

    private boolean verified(String key) {
      return contacts.stream()
          .anyMatch(c -> c.verified() && ContactCell.key(c.kind(), c.value()).equals(key));
    }

    /**
     * Somebody took this number out when its country was not known yet: knowing it brings nothing
     * back.
     */
    private boolean takenOut(Contact fresh) {
      String digits = PhoneReader.digits(fresh.value());
      return fresh.kind() == ContactKind.PHONE
          && contacts.stream()
              .filter(c -> c.kind() == ContactKind.PHONE && told(c.source()))
              .filter(c -> c.status() == ContactStatus.SUPERSEDED)
              .map(c -> PhoneReader.digits(c.value()))
              .anyMatch(out -> out.length() >= PhoneReader.SHORTEST && digits.endsWith(out));
    }

    /** Somebody told another value for the cell this contact was told for. */
    private boolean replacedByTeller(Contact contact) {
      return row.told()
          && CONTACT_CELLS.stream()
              .anyMatch(
                  column ->
                      row.cell(column) != null
                          && kind(column) == contact.kind()
                          && owner(column) == contact.owner());
    }

    /** Somebody tells this very value now, whatever was told of it before. */
    private boolean toldNow(Contact contact, Wanted now) {
      return row.told()
          && now != null
          && told(now.source)
          && fresh.containsKey(ContactCell.key(contact.kind(), contact.value()));
    }

    private String notedRelation(Column column, String part) {
      return kind(column) == ContactKind.EMAIL
          ? emails.read(part).get(0).relation()
          : phones.read(part, UNKNOWN_PLACE).get(0).relation();
    }

    /** A number that was told stays as it is; whose it is may be told afterwards. */
    private Contact described(Contact contact, Wanted now) {
      return now != null
              && now.owner == Owner.RELAY
              && contact.owner() == Owner.RELAY
              && told(now.source)
          ? now.restated(contact)
          : contact;
    }

    private Contact settled(Contact contact, Wanted now) {
      boolean inUse =
          contact.status() == ContactStatus.OK || contact.status() == ContactStatus.AMBIGUOUS;
      if (now == null) {
        return inUse ? contact.withStatus(ContactStatus.SUPERSEDED, null) : contact;
      }
      ContactReading reading = fresh.get(ContactCell.key(contact.kind(), contact.value()));
      Contact restated = now.restated(contact);
      boolean listDecides =
          inUse
              || contact.status() == ContactStatus.SUPERSEDED
              || contact.status() == ContactStatus.INVALID;
      return !listDecides || (inUse && reading == null)
          ? restated
          : reading == null
              ? restated.withStatus(ContactStatus.OK, null)
              : restated.withStatus(reading.status(), reading.reason());
    }

    private Wanted wanted(Column column, String value, String noted, Sourced source) {
      Owner owner = noted != null ? Owner.RELAY : owner(column);
      return new Wanted(
          kind(column),
          owner,
          value,
          owner == Owner.ATTORNEY
              ? value(Column.ATTY_NAME)
              : relative(column, value, Column.FAM_NAME),
          owner == Owner.RELAY
              ? relation(noted, relative(column, value, Column.FAM_RELATION))
              : null,
          owner == Owner.RELAY ? relative(column, value, Column.FAM_LANGUAGE) : null,
          source);
    }

    /**
     * What is known of the relative whose number it is; null when nothing is, or when the cell was
     * told and a list says otherwise.
     */
    private String relative(Column way, String value, Column trait) {
      if (!Family.WAYS.contains(way)) {
        return null;
      }
      if (relatives == null) {
        relatives = family().known(Merge.this::sameMeaning);
      }
      Map<Column, Family.Trait> relative =
          relatives.get(way).get(ContactCell.key(kind(way), value));
      if (relative == null) {
        return row.cell(trait); // A number that cannot be used.
      }
      Family.Trait known = relative.get(trait);
      Sourced cell = fields.get(trait);
      return known == null
              || (cell != null
                  && told(cell)
                  && !known.told()
                  && !sameMeaning(trait, cell.value(), known.value()))
          ? null
          : known.value();
    }

    /** What the note beside the number and the cell of the relation say together. */
    private String relation(String noted, String cell) {
      String told = cell == null ? null : config.relation(cell);
      if (noted == null) {
        return told == null ? UNKNOWN_RELATION : told;
      }
      return cell == null || noted.equals(told) ? noted : PhoneReader.UNCLEAR;
    }

    private String value(Column column) {
      Sourced sourced = fields.get(column);
      return sourced == null ? null : sourced.value();
    }

    /**
     * Holds that follow from the dossier come and go with it; the others stay until a person
     * settles them.
     */
    private void settleHolds() {
      hold(HoldReason.IDENTITY_INVALID, malformedIdentity());
      hold(HoldReason.VALUE_CONFLICT, flags.stream().anyMatch(flag -> flag.startsWith(CONFLICT)));
      boolean contradiction = contradictsRemoval();
      hold(
          HoldReason.CUSTODY_CONFLICT,
          contradiction || flags.contains(CONFLICT + Column.CUSTODY_STATUS));
      if (contradiction
          && (row.cell(Column.CUSTODY_STATUS) != null || row.cell(Column.REMOVAL_DATE) != null)) {
        reasons.add(
            RowReason.of(
                HoldReason.CUSTODY_CONFLICT,
                Column.CUSTODY_STATUS,
                "contradicts a removal that has taken place"));
      }
      hold(HoldReason.AMBIGUOUS_PHONE, onlyWayIsAmbiguous());
      if (holds.contains(HoldReason.AMBIGUOUS_PHONE)
          && !known.holds().contains(HoldReason.AMBIGUOUS_PHONE)) {
        reasons.add(
            RowReason.of(
                HoldReason.AMBIGUOUS_PHONE,
                Column.PHONE,
                "is the only way to the person and not certain"));
      }
    }

    private boolean malformedIdentity() {
      return IDENTITIES.stream()
          .anyMatch(column -> value(column) != null && damaged(column, value(column)));
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
          ambiguous |=
              contact.kind() == ContactKind.PHONE && contact.status() == ContactStatus.AMBIGUOUS;
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

  /** Whether the cell is a number of a person that nobody can be found by. */
  static boolean damaged(Column column, String cell) {
    return switch (column) {
      case A_NUMBER -> NumberReading.of(cell).malformed();
      case SUBJECT_ID -> Lookups.usableSubject(cell) == null;
      default -> false;
    };
  }

  static boolean told(Sourced sourced) {
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
      return country != null && Objects.equals(country, config.country(other))
          || one.equalsIgnoreCase(other);
    }
    if (column == Column.FAM_RELATION) {
      String relation = config.relation(one);
      return relation != null && relation.equals(config.relation(other))
          || one.equalsIgnoreCase(other);
    }
    if (LANGUAGES.contains(column)) {
      return one.equalsIgnoreCase(other)
          || config.languages().map(table -> table.same(one, other)).orElse(false);
    }
    return NAMES.contains(column)
        ? Folding.of(one).equals(Folding.of(other))
        : one.equalsIgnoreCase(other);
  }

  static ContactKind kind(Column column) {
    return switch (column) {
      case EMAIL, FAM_EMAIL, ATTY_EMAIL -> ContactKind.EMAIL;
      default -> ContactKind.PHONE;
    };
  }

  static Owner owner(Column column) {
    return switch (column) {
      case FAM_PHONE, FAM_EMAIL -> Owner.RELAY;
      case ATTY_PHONE, ATTY_EMAIL -> Owner.ATTORNEY;
      default -> Owner.MEMBER;
    };
  }

  /** What the cells say of one value; a value in several cells is one contact. */
  private record Wanted(
      ContactKind kind,
      Owner owner,
      String value,
      String name,
      String relation,
      String languageCell,
      Sourced source) {

    /**
     * The role that is told less: a relative's number is not the member's, an attorney's is
     * neither. What a person told outranks what lists say.
     */
    Wanted moreCautious(Wanted later) {
      if (told(source) != told(later.source)) {
        return told(source) ? this : later;
      }
      Wanted chosen = later.owner.compareTo(owner) >= 0 ? later : this;
      Wanted other = chosen == this ? later : this;
      boolean better =
          chosen.owner == Owner.RELAY
              && chosen.relation.equals(UNKNOWN_RELATION)
              && other.owner == Owner.RELAY;
      return new Wanted(
          kind,
          chosen.owner,
          value,
          chosen.name == null && other.owner == chosen.owner ? other.name : chosen.name,
          better ? other.relation : chosen.relation,
          chosen.languageCell,
          source);
    }

    /** Somebody's, and nothing is known of them. */
    Wanted contested() {
      return new Wanted(kind, Owner.RELAY, value, null, PhoneReader.UNCLEAR, null, source);
    }

    Contact contact(ContactId id, ContactReading reading) {
      return new Contact(
          id,
          kind,
          owner,
          reading.value(),
          reading.country(),
          name,
          relation,
          languageCell,
          reading.status(),
          reading.reason(),
          false,
          source);
    }

    /**
     * Somebody told a contact that is known: in use again, unless a stop or a failure stands
     * against it.
     */
    Contact toldAnew(Contact known, ContactReading reading) {
      boolean mayUse =
          known.status() == ContactStatus.SUPERSEDED || known.status() == ContactStatus.AMBIGUOUS;
      return new Contact(
          known.id(),
          kind,
          known.verified() ? known.owner() : owner,
          known.value(),
          known.country(),
          name,
          relation,
          languageCell,
          mayUse ? reading.status() : known.status(),
          mayUse ? reading.reason() : known.statusReason(),
          known.verified(),
          source);
    }

    /**
     * A known contact as the cells describe it now; one the member has used stays the member's own.
     */
    Contact restated(Contact known) {
      boolean own = known.verified();
      return new Contact(
          known.id(),
          kind,
          own ? known.owner() : owner,
          known.value(),
          known.country(),
          own ? known.name() : name,
          own ? known.relation() : relation,
          own ? known.languageCell() : languageCell,
          known.status(),
          known.statusReason(),
          known.verified(),
          known.source());
    }
  }
}
