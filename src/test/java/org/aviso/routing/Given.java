package org.aviso.routing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.ContactKind;
import org.aviso.person.ContactStatus;
import org.aviso.person.Custody;
import org.aviso.person.HoldReason;
import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;
import org.aviso.person.Person;
import org.aviso.person.PersonId;
import org.aviso.person.StatusReason;
import org.aviso.person.Ternary;
import org.aviso.template.Channel;
import org.aviso.template.Level;
import org.aviso.template.TextLanguages;

/**
 * A case in words: {@code given().released().phone().decidedUnder(routing)}. To begin with an adult
 * from Guatemala who reads Spanish, without attorney, released, with no contact at all.
 */
final class Given {
  static final LocalDate TODAY = LocalDate.of(2026, 11, 24);
  static final PersonId PERSON = new PersonId("P-4K7Q2M9XWA");

  private final List<Contact> contacts = new ArrayList<>();
  private final Map<ContactId, Integer> sharing = new HashMap<>();
  private final Set<ContactId> vetoed = new HashSet<>();
  private final Set<HoldReason> holds = EnumSet.noneOf(HoldReason.class);
  private boolean counselHold;
  private boolean allVetoed;
  private LocalDate birth = LocalDate.of(1990, 1, 1);
  private String nationality = "GT";
  private String language = "es";
  private Custody custody = Custody.RELEASED;
  private LocalDate custodyAsOf = TODAY.minusDays(2);
  private String facility;
  private Ternary represented = Ternary.NO;
  private String list = "a".repeat(64);
  private Relays relays = Relays.none();
  private List<RelayBatch.Entry> formerLines = List.of();
  private Texts texts = Texts.usual();

  static Given given() {
    return new Given();
  }

  Given custody(Custody value) {
    custody = value;
    return this;
  }

  Given custodyAsOf(LocalDate day) {
    custodyAsOf = day;
    return this;
  }

  Given born(LocalDate day) {
    birth = day;
    return this;
  }

  Given from(String country) {
    nationality = country;
    return this;
  }

  Given reading(String cell) {
    language = cell;
    return this;
  }

  Given at(String place) {
    facility = place;
    return this;
  }

  Given onList(String digest) {
    list = digest;
    return this;
  }

  Given represented(Ternary value) {
    represented = value;
    return this;
  }

  Given holds(HoldReason... reasons) {
    holds.addAll(List.of(reasons));
    return this;
  }

  Given counselSaysHold() {
    counselHold = true;
    return this;
  }

  Given allRelaysVetoed() {
    allVetoed = true;
    return this;
  }

  Given vetoed(int contact) {
    vetoed.add(new ContactId(contact));
    return this;
  }

  Given with(Texts others) {
    texts = others;
    return this;
  }

  Given with(Relays others) {
    relays = others;
    return this;
  }

  Given listed(String entries) {
    return with(relays("relays:\n" + entries));
  }

  /** Entries of an id the person had, of the contacts as they are now. */
  Given formerly(String entries) {
    formerLines =
        relays("relays:\n" + entries).batches().stream()
            .flatMap(batch -> batch.entries().stream())
            .toList();
    return this;
  }

  /** Batches with the digests d1, d2 … */
  static Relays relays(String... yaml) {
    List<RelayBatch> batches = new ArrayList<>();
    for (String one : yaml) {
      String name = "b" + (batches.size() + 1);
      batches.add(
          RelayReader.of(
                  one.getBytes(StandardCharsets.UTF_8),
                  name,
                  "d" + (batches.size() + 1),
                  "relays/" + name + ".yaml")
              .batch());
    }
    return Relays.of(batches);
  }

  Given phone() {
    return contact(Owner.MEMBER, ContactKind.PHONE, number(), "US", null, null, null);
  }

  Given phone(String value, String country) {
    return contact(Owner.MEMBER, ContactKind.PHONE, value, country, null, null, null);
  }

  Given email() {
    return contact(
        Owner.MEMBER, ContactKind.EMAIL, "p" + next() + "@example.org", null, null, null, null);
  }

  Given attorneyEmail() {
    return contact(
        Owner.ATTORNEY, ContactKind.EMAIL, "a" + next() + "@example.org", null, "Lee", null, null);
  }

  Given attorney(String value, String country) {
    return contact(Owner.ATTORNEY, ContactKind.PHONE, value, country, "Lee", null, null);
  }

  /** A relative's phone in the United States, who reads Spanish. */
  Given relay(String relation) {
    return relay(relation, number(), "US", "es");
  }

  Given relay(String relation, String value, String country, String languageCell) {
    return contact(Owner.RELAY, ContactKind.PHONE, value, country, "Rosa", relation, languageCell);
  }

  Given relayCalled(String name, String relation, String value) {
    return relay(relation, value, "US", "es", name);
  }

  Given relay(String relation, String value, String country, String languageCell, String name) {
    return contact(Owner.RELAY, ContactKind.PHONE, value, country, name, relation, languageCell);
  }

  Given relayEmail(String relation) {
    return contact(
        Owner.RELAY,
        ContactKind.EMAIL,
        "r" + next() + "@example.org",
        null,
        "Rosa",
        relation,
        "es");
  }

  private int next() {
    return contacts.size() + 1;
  }

  private String number() {
    return "+1619555010" + next();
  }

  private Given contact(
      Owner owner,
      ContactKind kind,
      String value,
      String country,
      String name,
      String relation,
      String languageCell) {
    contacts.add(
        new Contact(
            new ContactId(next()),
            kind,
            owner,
            value,
            country,
            name,
            relation,
            languageCell,
            ContactStatus.OK,
            null,
            false,
            null));
    return this;
  }

  /** Says of the contact named last. */
  Given which(ContactStatus status) {
    return last(
        latest ->
            latest.withStatus(status, status == ContactStatus.OK ? null : StatusReason.BAD_NUMBER));
  }

  Given verified() {
    return last(latest -> latest.withVerified(true));
  }

  Given sharedBy(int persons) {
    sharing.put(new ContactId(contacts.size()), persons);
    return this;
  }

  private Given last(java.util.function.UnaryOperator<Contact> change) {
    contacts.set(contacts.size() - 1, change.apply(contacts.get(contacts.size() - 1)));
    return this;
  }

  Case asCase() {
    return new Case(
        new Person(
            PERSON,
            null,
            "Ana",
            "Muestra",
            birth,
            nationality,
            language,
            custody,
            custodyAsOf,
            facility,
            represented,
            contacts,
            holds,
            Set.of()),
        sharing,
        counselHold,
        allVetoed,
        vetoed,
        list,
        TODAY,
        formerLines);
  }

  Decision decidedUnder(Routing routing) {
    return router(routing).decide(asCase());
  }

  List<RelayState> relaysUnder(Routing routing) {
    return router(routing).relays(asCase());
  }

  Optional<Level> ceilingUnder(Routing routing, int contact, Channel channel) {
    return Ceiling.of(
        routing, relays, asCase().person(), contacts.get(contact - 1), channel, TODAY);
  }

  private Router router(Routing routing) {
    return new Router(routing, relays, texts, Given::read, Duration.ofDays(30));
  }

  /** The cell is the tag; {@code creole} could be several; {@code knj} is heard, not read. */
  static CellLanguages.Read read(String cell, String nationality) {
    if (cell == null) {
      return CellLanguages.Read.refused(HoldReason.NO_LANGUAGE);
    }
    if (cell.equals("creole")) {
      return CellLanguages.Read.refused(HoldReason.AMBIGUOUS_LANGUAGE);
    }
    return new CellLanguages.Read(new LanguageTag(cell), null, cell.equals("knj"));
  }

  /** A routing from its plans alone; the rest as counsel's example has it. */
  static Routing routing(String plans) {
    return routing("relations: { mother: L0, sibling: L0 }", plans);
  }

  static Routing routing(String relations, String plans) {
    return routingOf(
        """
        notice: class-notice
        version: 1
        languages: { fallback: { mam: [es] } }
        levels:
          member-unverified: { sms: L1, email: L3 }
          member-verified: { sms: L3, email: L3 }
          relay: L1
        relay: { %s }
        plans:
        """
                .formatted(relations)
            + plans);
  }

  static Routing routingOf(String yaml) {
    RoutingFile file = RoutingFile.of(yaml.getBytes(StandardCharsets.UTF_8), "routing.yaml");
    if (file instanceof RoutingFile.Faulty faulty) {
      throw new AssertionError(faulty.findings().toString());
    }
    return ((RoutingFile.Sound) file).routing();
  }

  /**
   * Templates as a set of {@code tag.to.channel.level}.
   *
   * @param unsigned tags whose texts counsel did not approve as they are
   */
  record Texts(Set<String> keys, Set<String> audio, Set<String> unsigned) implements NoticeTexts {
    static Texts usual() {
      return of(
          "es.member.sms.L1",
          "es.member.sms.L3",
          "es.member.email.L3",
          "es.relay.sms.L0",
          "es.relay.sms.L1",
          "es.relay.email.L0",
          "en.relay.sms.L0",
          "en.attorney.email.L3");
    }

    static Texts of(String... keys) {
      return new Texts(Set.of(keys), Set.of(), Set.of());
    }

    Texts heard(String tag) {
      return new Texts(keys, Set.of(tag), unsigned);
    }

    @Override
    public Optional<Chosen> choose(
        LanguageTag wanted, Map<LanguageTag, List<LanguageTag>> fallback) {
      if (has(wanted)) {
        return Optional.of(chosen(wanted, false));
      }
      return fallback.getOrDefault(wanted, List.of()).stream()
          .filter(this::has)
          .findFirst()
          .map(tag -> chosen(tag, true));
    }

    private Chosen chosen(LanguageTag tag, boolean fallback) {
      return new Chosen(
          TextLanguages.of(tag),
          fallback,
          audio.contains(tag.value()),
          !unsigned.contains(tag.value()));
    }

    private boolean has(LanguageTag tag) {
      return keys.stream().anyMatch(key -> key.startsWith(tag + "."));
    }

    @Override
    public Optional<Level> highest(LanguageTag tag, Owner to, Channel channel, Level max) {
      for (int level = max.ordinal(); level >= 0; level--) {
        String key = tag + "." + to.code() + "." + channel.code() + "." + Level.values()[level];
        if (keys.contains(key)) {
          return Optional.of(Level.values()[level]);
        }
      }
      return Optional.empty();
    }
  }
}
