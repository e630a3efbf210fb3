package org.aviso.routing;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.aviso.person.Contact;
import org.aviso.person.Owner;
import org.aviso.person.Person;
import org.aviso.template.Channel;
import org.aviso.template.Level;

/**
 * The highest level a contact may be told, worked out from counsel's files alone. Asked when a text
 * is made, long after the {@link Router}, and of nothing the router said: a mistake in one of the
 * two is caught by the other.
 */
public final class Ceiling {
  private Ceiling() {}

  /** Empty: nothing may be told. What narrows a contact narrows every contact of its value. */
  public static Optional<Level> of(
      Routing routing,
      Relays relays,
      Person person,
      Contact contact,
      Channel channel,
      LocalDate today) {
    List<Contact> same =
        person.contacts().stream()
            .filter(other -> Relatives.value(other).equals(Relatives.value(contact)))
            .toList();
    boolean allVetoed = !relays.vetoesKnown() || relays.vetoesOneUnknown(person);
    if (allVetoed && same.stream().anyMatch(one -> one.owner() == Owner.RELAY)) {
      return Optional.empty();
    }
    List<Relays.Standing> sameValue =
        same.stream().map(other -> relays.of(person.id(), other, today)).toList();
    if (sameValue.stream().anyMatch(Relays.Standing::vetoed)) {
      return Optional.empty();
    }
    Level lowest = sameValue.stream().map(Relays.Standing::ceiling).reduce(null, Level::lower);
    return own(routing, relays, person, contact, channel, today)
        .map(level -> Level.lower(level, lowest));
  }

  private static Optional<Level> own(
      Routing routing,
      Relays relays,
      Person person,
      Contact contact,
      Channel channel,
      LocalDate today) {
    return switch (contact.owner()) {
      case MEMBER -> {
        var levels =
            contact.verified() ? routing.levels().verified() : routing.levels().unverified();
        yield Optional.ofNullable(levels.get(channel));
      }
      case ATTORNEY -> Optional.of(Level.L3);
      case RELAY -> relay(routing, relays, person, contact, today);
    };
  }

  private static Optional<Level> relay(
      Routing routing, Relays relays, Person person, Contact contact, LocalDate today) {
    Relays.Standing listed = relays.of(person.id(), contact.id(), today);
    Level kind =
        contact.relation() == null ? null : routing.relay().relations().get(contact.relation());
    Level own = listed.approval() != null ? listed.ceiling() : kind;
    if (listed.vetoed() || own == null || routing.levels().relay() == null) {
      return Optional.empty();
    }
    Level lowest = own;
    for (Level limit : new Level[] {routing.levels().relay(), listed.ceiling()}) {
      if (limit != null && lowest.above(limit)) {
        lowest = limit;
      }
    }
    return Optional.of(lowest);
  }
}
