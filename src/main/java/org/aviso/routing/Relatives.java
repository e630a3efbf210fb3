package org.aviso.routing;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.aviso.intake.Lookups;
import org.aviso.person.Contact;
import org.aviso.person.ContactStatus;
import org.aviso.person.Lookup;
import org.aviso.person.Owner;
import org.aviso.template.Level;

/**
 * One person's relays under one routing. Lists spell names in several ways, so two contacts are one
 * relative's when name and relation are the same, or relation and number (or address) are.
 */
final class Relatives {
  private final Case given;
  private final Routing routing;
  private final Relays relays;
  private final List<List<Contact>> groups;
  private final boolean allVetoed;

  Relatives(Case given, Routing routing, Relays relays) {
    this.given = given;
    this.routing = routing;
    this.relays = relays;
    this.allVetoed = given.allRelaysVetoed() || relays.vetoesOneUnknown(given.person());
    this.groups = grouped(given.person().contacts().stream().filter(Relatives::ofRelay).toList());
  }

  /** The contacts of each relative, each contact once, in the order of contacts. */
  List<List<Contact>> groups() {
    return groups;
  }

  /**
   * What stands of one contact of a relay; what narrows one contact of a relative narrows them all.
   */
  RelayState of(Contact contact) {
    List<Contact> relative =
        groups.stream().filter(group -> group.contains(contact)).findFirst().orElseThrow();
    Relays.Standing standing = standing(contact);
    for (Contact same : same(contact)) {
      standing = standing.narrowedBy(standing(same));
    }
    Level kind =
        contact.relation() == null ? null : routing.relay().relations().get(contact.relation());
    Level most = Level.lower(routing.levels().relay(), standing.ceiling());
    return new RelayState(
        contact,
        vetoed(contact),
        standing,
        kind,
        relative.stream().anyMatch(this::maybeAtHome),
        routing.levels().relay(),
        standing.approved() ? most : Level.lower(most, kind));
  }

  /** The lowest level any batch gives this value, whoever it is said to belong to. */
  Level ceiling(Contact contact) {
    return same(contact).stream().map(one -> standing(one).ceiling()).reduce(null, Level::lower);
  }

  /**
   * A veto is of whoever answers there, whatever a list calls them: it reaches every contact that a
   * value or a relative ties to the one it names.
   */
  boolean vetoed(Contact contact) {
    return tied(contact).stream().anyMatch(this::vetoedItself);
  }

  /** Vetoed, and by nothing that stands in a file or was decided by hand. */
  boolean vetoOutlasts(Contact contact) {
    return relays.written() != relays
        && vetoed(contact)
        && !new Relatives(given, routing, relays.written()).vetoed(contact);
  }

  /** Of the same value or relative, and of theirs in turn; the contact itself too. */
  Set<Contact> tied(Contact contact) {
    Set<Contact> tied = new LinkedHashSet<>(Set.of(contact));
    int before;
    do {
      before = tied.size();
      for (Contact one : List.copyOf(tied)) {
        tied.addAll(same(one));
        groups.stream().filter(group -> group.contains(one)).forEach(tied::addAll);
      }
    } while (tied.size() > before);
    return tied;
  }

  private boolean vetoedItself(Contact contact) {
    return (ofRelay(contact) && allVetoed)
        || given.vetoedRelays().contains(contact.id())
        || standing(contact).vetoed();
  }

  /** Some list says it is a relay's. */
  boolean isOfRelay(Contact contact) {
    return same(contact).stream().anyMatch(Relatives::ofRelay);
  }

  /** Only OK where all contacts of this value are; a superseded one says nothing of the others. */
  ContactStatus status(Contact contact) {
    return Stream.concat(
            Stream.of(contact),
            same(contact).stream().filter(one -> one.status() != ContactStatus.SUPERSEDED))
        .map(Contact::status)
        .filter(status -> status != ContactStatus.OK)
        .findFirst()
        .orElse(ContactStatus.OK);
  }

  /** Equal values on one entry are one contact. */
  private List<Contact> same(Contact contact) {
    return given.person().contacts().stream()
        .filter(other -> value(other).equals(value(contact)))
        .toList();
  }

  private Relays.Standing standing(Contact contact) {
    return relays.of(given, contact);
  }

  /** Where nationality is not known, any country but the one noticed from may be home. */
  private boolean maybeAtHome(Contact relay) {
    if (relay.country() == null) {
      return false;
    }
    String home = given.person().nationality();
    return home == null ? !relay.country().equals("US") : relay.country().equals(home);
  }

  private static boolean ofRelay(Contact contact) {
    return contact.owner() == Owner.RELAY;
  }

  private static List<List<Contact>> grouped(List<Contact> relays) {
    List<List<Contact>> groups = new ArrayList<>();
    for (Contact contact : relays) {
      List<List<Contact>> others = new ArrayList<>();
      List<Contact> joined = new ArrayList<>();
      int at = -1;
      for (List<Contact> group : groups) {
        if (group.stream().anyMatch(known -> sameRelative(known, contact))) {
          at = at < 0 ? others.size() : at;
          joined.addAll(group);
        } else {
          others.add(group);
        }
      }
      joined.add(contact);
      others.add(at < 0 ? others.size() : at, joined);
      groups = others;
    }
    return groups;
  }

  private static boolean sameRelative(Contact one, Contact other) {
    return Objects.equals(one.relation(), other.relation())
        && (Objects.equals(one.name(), other.name()) || value(one).equals(value(other)));
  }

  /** Kind and value; one for all spellings of an address. */
  static String value(Contact contact) {
    Lookup lookup = Lookups.contact(contact.kind(), contact.value());
    return contact.kind() + " " + (lookup == null ? contact.value() : lookup.value());
  }
}
