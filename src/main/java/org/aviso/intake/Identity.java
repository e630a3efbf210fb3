package org.aviso.intake;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aviso.person.Column;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.ContactStatus;
import org.aviso.person.Dossier;
import org.aviso.person.HoldReason;
import org.aviso.person.PersonId;
import org.aviso.person.Sourced;

/** Settles by a person's word whether two dossiers are one. */
public final class Identity {
  private static final String APART = "distinct_from:";
  private static final String LOOKALIKE = HoldReason.POSSIBLE_DUPLICATE.code();

  /** Source of what follows from two persons being one. */
  private static final String IDENTITY = "identity";

  /** What lists and staff make of a contact; all else is what became of using it. */
  private static final Set<ContactStatus> USUAL =
      EnumSet.of(
          ContactStatus.OK,
          ContactStatus.AMBIGUOUS,
          ContactStatus.INVALID,
          ContactStatus.SUPERSEDED);

  private final Merge merge;

  public Identity(IntakeConfig config) {
    this.merge = new Merge(config);
  }

  /**
   * Everything of both under the first's id: of each cell what was told, else the newer, else the
   * first's. The second's contacts get new ids; of one both have, what was told counts. Holds stay:
   * {@link #distinct} lifts those for looking like somebody else.
   */
  public Dossier same(Dossier kept, Dossier other) {
    Map<Column, Sourced> fields = new EnumMap<>(Column.class);
    fields.putAll(kept.fields());
    other.fields().forEach((column, sourced) -> fields.merge(column, sourced, Identity::better));
    Set<String> conflicts = merge.conflicts(kept, other);
    List<Contact> contacts = new ArrayList<>(kept.contacts());
    int last = contacts.stream().mapToInt(contact -> contact.id().number()).max().orElse(0);
    for (Contact contact : other.contacts()) {
      String key = ContactCell.key(contact.kind(), contact.value());
      boolean there = false;
      for (int i = 0; i < contacts.size(); i++) {
        Contact known = contacts.get(i);
        if (ContactCell.key(known.kind(), known.value()).equals(key)) {
          there = true;
          contacts.set(i, better(known, contact));
        }
      }
      if (!there) {
        contacts.add(numbered(contact, new ContactId(++last)));
      }
    }
    otherNames(kept, other).ifPresent(names -> fields.put(Column.AKA, names));
    Set<String> flags = new HashSet<>(kept.flags());
    flags.addAll(other.flags());
    flags.addAll(conflicts);
    if (soundNumber(kept) || soundNumber(other)) {
      flags.remove(Merge.PADDED);
    }
    Family.of(kept).and(Family.of(other)).keep(flags, fields);
    Set<HoldReason> holds = EnumSet.noneOf(HoldReason.class);
    holds.addAll(kept.holds());
    holds.addAll(other.holds());
    return Lookups.knownAs(
        merge.settled(new Dossier(kept.id(), fields, contacts, holds, flags)), kept, other);
  }

  /**
   * Under every name either was listed with the person is known from now on; else the next list
   * would bring the conflict back.
   */
  private static Optional<Sourced> otherNames(Dossier kept, Dossier other) {
    Set<String> names = new LinkedHashSet<>();
    for (Dossier dossier : List.of(kept, other)) {
      if (dossier.cell(Column.AKA) != null) {
        names.addAll(List.of(dossier.cell(Column.AKA).split(AkaNames.BETWEEN)));
      }
      if (dossier.cell(Column.LAST_NAME) != null) {
        names.add(AkaNames.written(dossier));
      }
    }
    Sourced from = other.fields().get(Column.LAST_NAME);
    return from == null || names.isEmpty()
        ? Optional.empty()
        : Optional.of(new Sourced(String.join("; ", names), from.asOf(), IDENTITY, null, 0));
  }

  /** It was said with nine digits. */
  private static boolean soundNumber(Dossier dossier) {
    return Lookups.usableNumber(dossier) != null && !dossier.flags().contains(Merge.PADDED);
  }

  /** Both have a number of the same kind, and the numbers differ. */
  public static boolean twoNumbers(Dossier one, Dossier other) {
    return differ(Lookups.usableNumber(one), Lookups.usableNumber(other))
        || differ(
            Lookups.usableSubject(one.cell(Column.SUBJECT_ID)),
            Lookups.usableSubject(other.cell(Column.SUBJECT_ID)));
  }

  private static boolean differ(String one, String other) {
    return one != null && other != null && !one.equals(other);
  }

  /** Under which ids the other's contacts stand in what both became. */
  public Map<ContactId, ContactId> contacts(Dossier merged, Dossier other) {
    Map<String, ContactId> byValue = new HashMap<>();
    merged
        .contacts()
        .forEach(c -> byValue.putIfAbsent(ContactCell.key(c.kind(), c.value()), c.id()));
    Map<ContactId, ContactId> ids = new HashMap<>();
    other
        .contacts()
        .forEach(c -> ids.put(c.id(), byValue.get(ContactCell.key(c.kind(), c.value()))));
    return ids;
  }

  /** Remembers that the person is not the other one; the holds stay as they are. */
  public Dossier toldApart(Dossier dossier, PersonId other) {
    Set<String> flags = new HashSet<>(dossier.flags());
    flags.add(APART + other);
    return new Dossier(dossier.id(), dossier.fields(), dossier.contacts(), dossier.holds(), flags);
  }

  /** Whether somebody said of either that it is not the other. */
  public static boolean toldApart(Dossier dossier, PersonId other, Dossier otherDossier) {
    return dossier.flags().contains(APART + other)
        || otherDossier.flags().contains(APART + dossier.id());
  }

  /** No longer held for looking like somebody else. */
  public Dossier distinct(Dossier dossier) {
    Set<HoldReason> holds = EnumSet.noneOf(HoldReason.class);
    holds.addAll(dossier.holds());
    holds.remove(HoldReason.IDENTITY_CONFLICT);
    holds.remove(HoldReason.POSSIBLE_DUPLICATE);
    Set<String> flags = new HashSet<>(dossier.flags());
    flags.remove(LOOKALIKE);
    return new Dossier(dossier.id(), dossier.fields(), dossier.contacts(), holds, flags);
  }

  private static Sourced better(Sourced kept, Sourced other) {
    boolean keptTold = !Merge.LIST.equals(kept.source());
    boolean otherTold = !Merge.LIST.equals(other.source());
    if (keptTold != otherTold) {
      return keptTold ? kept : other;
    }
    return other.asOf().isAfter(kept.asOf()) ? other : kept;
  }

  /**
   * One contact of both: as somebody told it, of two who did the later, of one day what takes it
   * out. A stop or a failure that stands against it stays, and so does that the member has used it.
   */
  private static Contact better(Contact kept, Contact other) {
    if (!Merge.told(other.source()) || (Merge.told(kept.source()) && !laterTold(other, kept))) {
      return kept;
    }
    Contact told = kept.verified() ? kept.withSource(other.source()) : numbered(other, kept.id());
    return USUAL.contains(kept.status())
        ? told.withStatus(other.status(), other.statusReason())
        : told.withStatus(kept.status(), kept.statusReason());
  }

  private static boolean laterTold(Contact one, Contact other) {
    int days = one.source().asOf().compareTo(other.source().asOf());
    return days > 0 || (days == 0 && one.status() == ContactStatus.SUPERSEDED);
  }

  private static Contact numbered(Contact contact, ContactId id) {
    return new Contact(
        id,
        contact.kind(),
        contact.owner(),
        contact.value(),
        contact.country(),
        contact.name(),
        contact.relation(),
        contact.languageCell(),
        contact.status(),
        contact.statusReason(),
        contact.verified(),
        contact.source());
  }
}
