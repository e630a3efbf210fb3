package org.aviso.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.ContactKind;
import org.aviso.person.ContactStatus;
import org.aviso.person.Custody;
import org.aviso.person.Owner;
import org.aviso.person.Person;
import org.aviso.person.Ternary;
import org.aviso.template.Channel;
import org.aviso.template.Level;

/** What holds for every case under every routing, said without the rules' own words. */
class RouterProperties {
  private static final String[] COUNTRIES = {"US", "GT", "MX"};
  private static final String[] RELATIONS = {"mother", "sibling", "cousin"};
  private static final String[] LANGUAGES = {"es", "en", "wo", "knj", "creole", null};

  private static int planned;
  private static int toRelays;

  /** A world drawn from one number, so that a counterexample is one number too. */
  private static final class World {
    final Random random;
    final Routing routing;
    final List<RelayBatch> batches = new ArrayList<>();
    final Set<ContactId> vetoed = new HashSet<>();
    final Map<ContactId, Integer> sharing = new HashMap<>();
    final Case given;
    final Decision decision;

    World(long seed) {
      random = new Random(seed);
      routing = Given.routingOf(yaml());
      List<Contact> contacts = contacts();
      for (Contact contact : contacts) {
        if (one(10)) {
          vetoed.add(contact.id());
        }
        sharing.put(contact.id(), 1 + random.nextInt(5) * random.nextInt(2));
      }
      given =
          new Case(
              new Person(
                  Given.PERSON,
                  null,
                  "Ana",
                  "Muestra",
                  one(6) ? null : Given.TODAY.minusYears(one(6) ? 10 : 30),
                  one(8) ? null : pick(COUNTRIES),
                  one(3) ? pick(LANGUAGES) : "es",
                  pick(Custody.values()),
                  Given.TODAY.minusDays(one(8) ? 40 : 3),
                  null,
                  one(6) ? Ternary.YES : Ternary.NO,
                  contacts,
                  Set.of(),
                  Set.of()),
              sharing,
              one(20),
              one(20),
              vetoed,
              "a".repeat(64),
              Given.TODAY,
              List.of());
      batches.add(batch(contacts));
      decision =
          new Router(
                  routing,
                  Relays.of(batches),
                  Given.Texts.usual(),
                  Given::read,
                  java.time.Duration.ofDays(30))
              .decide(given);
    }

    private String yaml() {
      StringBuilder yaml =
          new StringBuilder("notice: n\nversion: 1\nlevels:\n")
              .append("  member-unverified: { sms: " + level() + ", email: " + level() + " }\n")
              .append("  member-verified: { sms: " + level() + ", email: " + level() + " }\n");
      if (!one(8)) {
        yaml.append("  relay: " + level() + "\n");
      }
      yaml.append("relay: { relations: { mother: L" + random.nextInt(2) + " } }\nplans:\n");
      for (int i = 0; i < 3; i++) {
        List<String> when = new ArrayList<>();
        if (one(2)) {
          when.add("custody: [" + pick(Custody.values()).code() + ", released]");
        }
        if (one(4)) {
          when.add("minor: [" + pick(Ternary.values()).code() + ", no]");
        }
        if (one(4)) {
          when.add("represented: [yes, no]");
        }
        if (one(3)) {
          when.add("country: [" + pick(COUNTRIES) + "]");
        }
        if (i == 2) { // the last takes nearly everybody, so that enough is planned
          when =
              List.of(
                  "custody: [detained, released, removed, unknown]",
                  "minor: [yes, no, unknown]",
                  "represented: [yes, no]");
        }
        yaml.append("  - id: p" + i + "\n    when: { " + String.join(", ", when) + " }\n");
        yaml.append("    steps:\n");
        yaml.append("      - { id: family, send: relay, by: [sms, email] }\n");
        if (one(2)) {
          yaml.append("      - { id: text, send: sms, to: member }\n");
          yaml.append("      - { id: mail, send: email, to: member }\n");
        }
      }
      // "custody: [released, released]" is refused by the schema; the second word is then enough.
      return yaml.toString()
          .replace("[released, released]", "[released]")
          .replace("[no, no]", "[no]");
    }

    private List<Contact> contacts() {
      List<Contact> contacts = new ArrayList<>();
      int number = random.nextInt(6);
      for (int i = 1; i <= number; i++) {
        boolean phone = random.nextInt(4) > 0;
        Owner owner = one(2) ? Owner.MEMBER : Owner.RELAY;
        contacts.add(
            new Contact(
                new ContactId(i),
                phone ? ContactKind.PHONE : ContactKind.EMAIL,
                owner,
                phone
                    ? "+1619555010" + random.nextInt(6)
                    : "e" + random.nextInt(6) + "@example.org",
                phone ? (one(10) ? null : pick(COUNTRIES)) : null,
                null,
                owner == Owner.RELAY ? pick(RELATIONS) : null,
                one(3) ? pick(LANGUAGES) : "es",
                one(3) ? pick(ContactStatus.values()) : ContactStatus.OK,
                null,
                one(2),
                null));
      }
      return contacts;
    }

    private RelayBatch batch(List<Contact> contacts) {
      List<RelayBatch.Entry> entries = new ArrayList<>();
      for (Contact contact : contacts) {
        if (one(2)) {
          entries.add(
              new RelayBatch.Entry(
                  Given.PERSON,
                  contact.id(),
                  one(8),
                  pick(Level.values()),
                  one(2),
                  Given.TODAY.plusDays(random.nextInt(9) - 2),
                  null,
                  "drawn"));
        }
      }
      return new RelayBatch("drawn", "d", !one(4), !one(20), entries);
    }

    private String level() {
      return "L" + random.nextInt(4);
    }

    private boolean one(int in) {
      return random.nextInt(in) == 0;
    }

    private <T> T pick(T[] values) {
      return values[random.nextInt(values.length)];
    }

    Contact contact(ContactId id) {
      return given.person().contacts().stream()
          .filter(contact -> contact.id().equals(id))
          .findFirst()
          .orElseThrow();
    }
  }

  @Provide
  Arbitrary<Long> worlds() {
    return Arbitraries.longs();
  }

  @Property(tries = 5000)
  void no_message_leaves_what_counsel_allowed(@ForAll("worlds") long seed) {
    World world = new World(seed);
    if (!(world.decision instanceof Decision.Planned decision)) {
      assertThat(((Decision.Held) world.decision).reasons()).isNotEmpty();
      return;
    }
    planned++;
    Routing.Plan plan =
        world.routing.plans().stream()
            .filter(one -> one.id().equals(decision.plan()))
            .findFirst()
            .orElseThrow();
    Person person = world.given.person();
    boolean old = person.custodyAsOf().isBefore(Given.TODAY.minusDays(30));
    Custody custody = old ? Custody.UNKNOWN : person.custody();

    assertThat(world.given.counselHold()).isFalse();
    if (custody == Custody.DETAINED || custody == Custody.UNKNOWN) {
      assertThat(plan.when().custody()).contains(custody);
    }
    if (person.minorOn(Given.TODAY) != Ternary.NO) {
      assertThat(plan.when().minor()).contains(person.minorOn(Given.TODAY));
    }
    if (person.represented() != Ternary.NO) {
      assertThat(plan.when().represented()).contains(person.represented());
    }
    Set<String> values = new TreeSet<>();
    for (PlannedStep step : decision.steps()) {
      for (PlannedMessage message : step.messages()) {
        Contact contact = world.contact(message.contact());
        assertThat(contact.status()).isEqualTo(ContactStatus.OK);
        assertThat(message.to()).isEqualTo(contact.owner());
        assertThat(contact.kind() == ContactKind.EMAIL)
            .isEqualTo(message.channel() == Channel.EMAIL);
        assertThat(world.sharing.get(contact.id())).isLessThan(4);
        assertThat(values.add(contact.value())).as("a value once").isTrue();
        if (contact.kind() == ContactKind.PHONE) {
          assertThat(plan.when().country().isEmpty() ? Set.of("US") : plan.when().country())
              .contains(contact.country());
        }
        if (contact.owner() == Owner.RELAY) {
          toRelays++;
          relayIsApproved(world, contact, message);
        } else {
          Map<Channel, Level> levels =
              contact.verified()
                  ? world.routing.levels().verified()
                  : world.routing.levels().unverified();
          assertThat(message.level()).isLessThanOrEqualTo(levels.get(message.channel()));
        }
      }
    }
  }

  private static void relayIsApproved(World world, Contact contact, PlannedMessage message) {
    RelayBatch batch = world.batches.get(0);
    List<RelayBatch.Entry> entries =
        batch.entries().stream().filter(entry -> contact.id().equals(entry.contact())).toList();
    assertThat(world.given.allRelaysVetoed()).isFalse();
    assertThat(world.vetoed).doesNotContain(contact.id());
    assertThat(entries).noneMatch(RelayBatch.Entry::veto);
    assertThat(batch.vetoesKnown()).isTrue();
    assertThat(message.level()).isLessThanOrEqualTo(world.routing.levels().relay());
    entries.forEach(entry -> assertThat(message.level()).isLessThanOrEqualTo(entry.level()));

    boolean listed =
        batch.sound() && entries.stream().anyMatch(entry -> !entry.expires().isBefore(Given.TODAY));
    if (!listed) {
      assertThat(contact.relation()).isEqualTo("mother");
      assertThat(message.level())
          .isLessThanOrEqualTo(world.routing.relay().relations().get("mother"));
      if (contact.country() != null) {
        assertThat(contact.country()).isNotEqualTo(world.given.person().nationality());
      }
      assertThat(message.nameAllowed()).isFalse();
    }
    assertThat(message.approval()).isEqualTo(listed ? "d" : world.routing.digest());
    assertThat(message.tag().value()).isEqualTo(contact.languageCell());
  }

  /** A property that never saw a message would prove nothing. */
  @AfterProperty
  void enough_was_seen() {
    assertThat(planned).isGreaterThan(300);
    assertThat(toRelays).isGreaterThan(100);
  }
}
