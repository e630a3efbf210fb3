package org.aviso.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.aviso.ledger.Plans.EntryToPlan;
import org.aviso.ledger.RelayContacts;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.ContactStatus;
import org.aviso.person.Owner;
import org.aviso.person.Person;
import org.aviso.person.PersonId;
import org.aviso.routing.RelayMarks;
import org.aviso.routing.RelayState;

/** Every contact of a relay with what stands of it now, for counsel to decide on. */
public final class RelayCandidates {
  private static final int PAGE = 500;

  private final Desk desk;
  private final Policy policy;
  private final RelayContacts contacts;

  public RelayCandidates(Desk desk, Policy policy) {
    this.desk = desk;
    this.policy = policy;
    this.contacts = desk.ledger().relayContacts();
  }

  /**
   * One contact of one relay.
   *
   * @param language the tag read from the relay's cell, null when it is not known
   * @param others who else is on that number or address
   * @param state token of all that is known of the contact itself
   * @param now by notice
   */
  public record Candidate(
      Person person,
      Contact contact,
      String language,
      RelayContacts.Others others,
      String state,
      Map<String, RelayState> now) {
    @Override
    public String toString() {
      return "Candidate[" + person.id() + " " + contact.id() + "]";
    }
  }

  /** In the order persons came; superseded contacts are left out. */
  public void each(Consumer<Candidate> each) {
    contacts.persons(
        page -> {
          for (List<EntryToPlan> entries : byPerson(page).values()) {
            candidates(entries).forEach(each);
          }
        });
  }

  private Map<PersonId, List<EntryToPlan>> byPerson(Collection<PersonId> persons) {
    Map<PersonId, List<EntryToPlan>> byPerson = new LinkedHashMap<>();
    desk.ledger().plans().of(persons).stream()
        // Of a record that does not open nobody can say what it holds; its entry is held for that.
        .filter(entry -> entry.dossier() != null)
        .forEach(
            entry ->
                byPerson
                    .computeIfAbsent(entry.dossier().id(), one -> new ArrayList<>())
                    .add(entry));
    return byPerson;
  }

  private List<Candidate> candidates(List<EntryToPlan> entries) {
    Person person = desk.reader().read(entries.get(0).dossier());
    Map<ContactId, Map<String, RelayState>> now = now(entries, person);
    List<Contact> relays =
        person.contacts().stream()
            .filter(contact -> contact.owner() == Owner.RELAY)
            .filter(contact -> contact.status() != ContactStatus.SUPERSEDED)
            .toList();
    List<RelayContacts.Others> others = contacts.others(person.id(), relays);
    List<Candidate> candidates = new ArrayList<>(relays.size());
    for (int i = 0; i < relays.size(); i++) {
      Contact contact = relays.get(i);
      candidates.add(
          new Candidate(
              person,
              contact,
              policy.language(contact.languageCell()),
              others.get(i),
              contacts.state(person.id(), contact),
              now.getOrDefault(contact.id(), Map.of())));
    }
    return candidates;
  }

  private Map<ContactId, Map<String, RelayState>> now(List<EntryToPlan> entries, Person person) {
    Map<ContactId, Map<String, RelayState>> now = new HashMap<>();
    Instant instant = desk.clock().instant();
    for (EntryToPlan entry : entries) {
      policy
          .notice(entry.notice())
          .ifPresent(
              rules ->
                  rules
                      .relays(
                          Planning.asCase(
                              policy,
                              entry,
                              person,
                              LocalDate.ofInstant(instant, desk.clock().getZone())))
                      .forEach(
                          state ->
                              now.computeIfAbsent(
                                      state.contact().id(), one -> new LinkedHashMap<>())
                                  .put(entry.notice(), state)));
    }
    return now;
  }

  /** What is known of the persons a marked spreadsheet names. */
  public RelayMarks.Candidates known(Collection<PersonId> persons) {
    Map<PersonId, Map<ContactId, RelayMarks.Candidate>> known = new HashMap<>();
    List<PersonId> all = new ArrayList<>(new HashSet<>(persons));
    for (int from = 0; from < all.size(); from += PAGE) {
      byPerson(all.subList(from, Math.min(all.size(), from + PAGE)))
          .forEach((person, entries) -> known.put(person, known(entries)));
    }
    return new RelayMarks.Candidates() {
      @Override
      public boolean knows(PersonId person) {
        return known.containsKey(person);
      }

      @Override
      public Optional<RelayMarks.Candidate> find(PersonId person, ContactId contact) {
        return Optional.ofNullable(known.getOrDefault(person, Map.of()).get(contact));
      }
    };
  }

  private Map<ContactId, RelayMarks.Candidate> known(List<EntryToPlan> entries) {
    Person person = desk.reader().read(entries.get(0).dossier());
    Map<ContactId, Map<String, RelayState>> now = now(entries, person);
    Map<ContactId, RelayMarks.Candidate> known = new HashMap<>();
    for (Contact contact : person.contacts()) {
      known.put(
          contact.id(),
          new RelayMarks.Candidate(
              contact.owner(),
              contacts.state(person.id(), contact),
              List.copyOf(now.getOrDefault(contact.id(), Map.of()).values()),
              validFor(now.getOrDefault(contact.id(), Map.of()))));
    }
    return known;
  }

  /** Of the notices that approve the contact as a kind; null when none does. */
  private Duration validFor(Map<String, RelayState> now) {
    return now.entrySet().stream()
        .filter(state -> state.getValue().byKind())
        .flatMap(state -> policy.notice(state.getKey()).stream())
        .map(rules -> rules.routing().relay().validFor())
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  /** The ids among the texts; what is none is left out. */
  public static Set<PersonId> ids(Collection<String> texts) {
    Set<PersonId> ids = new HashSet<>();
    for (String text : texts) {
      try {
        ids.add(new PersonId(text));
      } catch (IllegalArgumentException e) {
        // Its row is refused when it is read.
      }
    }
    return ids;
  }
}
