package org.aviso.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.aviso.intake.Lookups;
import org.aviso.person.Contact;
import org.aviso.person.Lookup;

/**
 * Which contacts are one relative's. Lists spell names in several ways, so two contacts belong
 * together when name and relation are the same, or relation and number (or address) are.
 */
final class RelayGroups {
  private RelayGroups() {}

  /**
   * @param relays all contacts of a person's relays
   * @return each contact once, in the order given; never empty lists
   */
  static List<List<Contact>> of(List<Contact> relays) {
    List<List<Contact>> groups = new ArrayList<>();
    for (Contact contact : relays) {
      List<Contact> joined = new ArrayList<>();
      List<List<Contact>> others = new ArrayList<>();
      int at = -1;
      for (List<Contact> group : groups) {
        if (group.stream().anyMatch(known -> sameRelay(known, contact))) {
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

  private static boolean sameRelay(Contact one, Contact other) {
    return Objects.equals(one.relation(), other.relation())
        && (Objects.equals(one.name(), other.name()) || value(one).equals(value(other)));
  }

  /** Kind and value; one for all spellings of an address. */
  static String value(Contact contact) {
    Lookup lookup = Lookups.contact(contact.kind(), contact.value());
    return contact.kind() + " " + (lookup == null ? contact.value() : lookup.value());
  }
}
