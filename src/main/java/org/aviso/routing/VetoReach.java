package org.aviso.routing;

import java.util.List;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.Owner;
import org.aviso.person.Person;

/** How far a veto goes: to all that is tied to its contact, and never to another person. */
public final class VetoReach {
  private VetoReach() {}

  /**
   * The contacts a veto reaches.
   *
   * @param vetoed null, or one the person does not have: all their relays
   */
  public static List<Contact> of(Case given, ContactId vetoed) {
    List<Contact> named =
        given.person().contacts().stream().filter(one -> one.id().equals(vetoed)).toList();
    Relatives relatives = new Relatives(given, null, Relays.none());
    return (named.isEmpty() ? relays(given.person()) : named)
        .stream().flatMap(one -> relatives.tied(one).stream()).distinct().toList();
  }

  /** Whether anything vetoes a contact: a batch, signed or not, or a decision by hand. */
  public static boolean reaches(Case given, Relays relays, Contact contact) {
    return new Relatives(given, null, relays).vetoed(contact);
  }

  /** The person's relays on the same number or address. */
  public static List<Contact> onTheSame(Person person, Contact contact) {
    return relays(person).stream()
        .filter(one -> Relatives.value(one).equals(Relatives.value(contact)))
        .toList();
  }

  private static List<Contact> relays(Person person) {
    return person.contacts().stream().filter(one -> one.owner() == Owner.RELAY).toList();
  }
}
