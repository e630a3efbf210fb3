package org.aviso.intake;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aviso.person.Column;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.Dossier;
import org.aviso.person.HoldReason;
import org.aviso.person.Sourced;

/** Settles by a person's word whether two dossiers are one. */
public final class Identity {
  private static final String LOOKALIKE = HoldReason.POSSIBLE_DUPLICATE.code();
  private final Merge merge;

  public Identity(IntakeConfig config) {
    this.merge = new Merge(config);
  }

  /**
   * Everything of both under the first's id: of each cell what was told, else the newer, else the
   * first's. The second's contacts get new ids.
   */
  public Dossier same(Dossier kept, Dossier other) {
    Map<Column, Sourced> fields = new EnumMap<>(Column.class);
    fields.putAll(kept.fields());
    other.fields().forEach((column, sourced) -> fields.merge(column, sourced, Identity::better));
    List<Contact> contacts = new ArrayList<>(kept.contacts());
    int last = contacts.stream().mapToInt(contact -> contact.id().number()).max().orElse(0);
    for (Contact contact : other.contacts()) {
      String key = ContactCell.key(contact.kind(), contact.value());
      if (contacts.stream().noneMatch(c -> ContactCell.key(c.kind(), c.value()).equals(key))) {
        contacts.add(numbered(contact, new ContactId(++last)));
      }
    }
    Set<String> flags = new HashSet<>(kept.flags());
    flags.addAll(other.flags());
    Set<HoldReason> holds = EnumSet.noneOf(HoldReason.class);
    holds.addAll(kept.holds());
    holds.addAll(other.holds());
    return distinct(merge.settled(new Dossier(kept.id(), fields, contacts, holds, flags)));
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
