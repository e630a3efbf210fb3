package org.aviso.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.aviso.intake.Lookups;
import org.aviso.person.Contact;
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

  Relatives(Case given, Routing routing, Relays relays) {
    this.given = given;
    this.routing = routing;
    this.relays = relays;
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
    Relays.Standing standing = relays.of(given.person().id(), contact.id(), given.today());
    Level kind =
        contact.relation() == null ? null : routing.relay().relations().get(contact.relation());
    Level most = lower(routing.levels().relay(), standing.ceiling());
    return new RelayState(
        contact,
        relative.stream().anyMatch(this::vetoed),
        standing,
        kind,
        relative.stream().anyMatch(this::maybeAtHome),
        routing.levels().relay(),
        standing.approved() ? most : lower(most, kind));
  }

  /** A veto is of whoever answers there, whatever a list calls them. */
  boolean vetoed(Contact contact) {
    return groups.stream()
        .flatMap(List::stream)
        .anyMatch(relay -> value(relay).equals(value(contact)) && vetoedItself(relay));
  }

  private boolean vetoedItself(Contact relay) {
    return given.allRelaysVetoed()
        || given.vetoedRelays().contains(relay.id())
        || relays.of(given.person().id(), relay.id(), given.today()).vetoed();
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

  private static Level lower(Level one, Level other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.above(other) ? other : one;
  }
}
