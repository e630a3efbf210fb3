package org.aviso.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
import org.aviso.person.Ternary;
import org.aviso.template.Channel;
import org.aviso.template.Level;
import org.junit.jupiter.api.Test;

/** The rules and their second reading, {@link Oracle}, asked the same 10,000 cases. */
class OracleAgreesTest {
  private static final int CASES = 10_000;
  private static final int OFTEN = 50;
  private static final Set<HoldReason> ASKED_ELSEWHERE =
      EnumSet.of(HoldReason.ROUTING_UNAPPROVED, HoldReason.IN_DOUBT);

  /** Implied by a rule asked before: shown to bind in EachRuleBindsTest. */
  private static final Set<String> IMPLIED = Set.of("relay_not_of_a_minor", "level_within_maximum");

  @Test
  void the_rules_and_their_second_reading_agree_on_every_case() {
    List<String> disagreements = new ArrayList<>();
    Map<HoldReason, Integer> reasons = new TreeMap<>();
    Map<String, Integer> refusals = new TreeMap<>();
    Map<String, Integer> seen = new TreeMap<>();
    for (long seed = 0; seed < CASES; seed++) {
      Oracle.World world = new Drawn(seed).world();
      Decision decision = decide(world);
      String difference = difference(Oracle.answer(world), decision);
      if (difference != null) {
        disagreements.add(seed + ": " + difference);
      }
      decision.verdicts().stream()
          .filter(verdict -> !verdict.allowed())
          .map(Verdict::rule)
          .distinct()
          .forEach(rule -> refusals.merge(rule, 1, Integer::sum));
      count(decision, reasons, seen);
    }

    assertThat(disagreements).as("%d cases; the first few", disagreements.size()).isEmpty();
    assertThat(reasons.keySet()).containsAll(EnumSet.complementOf(EnumSet.copyOf(ASKED_ELSEWHERE)));
    assertThat(reasons)
        .allSatisfy((reason, times) -> assertThat(times).isGreaterThanOrEqualTo(OFTEN));
    assertThat(refusals.keySet()).containsAll(names());
    assertThat(refusals)
        .allSatisfy((rule, times) -> assertThat(times).isGreaterThanOrEqualTo(OFTEN));
    assertThat(seen.keySet()).hasSize(8);
    assertThat(seen).allSatisfy((what, times) -> assertThat(times).isGreaterThanOrEqualTo(OFTEN));
  }

  private static Set<String> names() {
    return Stream.of(Rules.ENTRY, Rules.PLAN, Rules.CONTACT, Rules.RELAY)
        .flatMap(List::stream)
        .map(Rule::name)
        .filter(name -> !IMPLIED.contains(name))
        .collect(Collectors.toSet());
  }

  private static void count(
      Decision decision, Map<HoldReason, Integer> reasons, Map<String, Integer> seen) {
    if (decision instanceof Decision.Held held) {
      held.reasons().forEach(reason -> reasons.merge(reason, 1, Integer::sum));
      seen.merge("held", 1, Integer::sum);
    } else if (decision instanceof Decision.Planned planned) {
      seen.merge("planned", 1, Integer::sum);
      planned.steps().stream()
          .flatMap(step -> step.messages().stream())
          .forEach(
              message -> {
                seen.merge(message.to().code(), 1, Integer::sum);
                if (message.fallback()) {
                  seen.merge("fallback", 1, Integer::sum);
                }
                if (message.nameAllowed()) {
                  seen.merge("name", 1, Integer::sum);
                }
                if (message.to() == Owner.RELAY && message.channel() == Channel.EMAIL) {
                  seen.merge("relay's email", 1, Integer::sum);
                }
              });
    }
  }

  private static Decision decide(Oracle.World world) {
    Relays relays = Relays.of(world.batches()).approvedBy(world.inForce()::contains);
    CellLanguages cells =
        (cell, nationality) -> {
          if ("creole".equals(cell)) {
            return "HT".equals(nationality)
                ? CellLanguages.Read.written(new LanguageTag("ht"))
                : CellLanguages.Read.refused(HoldReason.AMBIGUOUS_LANGUAGE);
          }
          return cell == null
              ? CellLanguages.Read.refused(HoldReason.NO_LANGUAGE)
              : new CellLanguages.Read(new LanguageTag(cell), null, world.oral().contains(cell));
        };
    return new Router(
            world.routing(),
            relays,
            new Given.Texts(world.texts(), world.audio(), world.unsigned()),
            cells,
            Duration.ofDays(30))
        .decide(world.given());
  }

  /** Null when both say the same. */
  private static String difference(Oracle.Answer answer, Decision decision) {
    if (decision instanceof Decision.Held held) {
      Set<HoldReason> named = Set.copyOf(held.reasons());
      if (!answer.held()) {
        return "held for " + named + ", the oracle sends " + answer.messages();
      }
      return !named.isEmpty() && answer.accepts(named)
          ? null
          : "held for " + named + ", the oracle wants " + answer;
    }
    Decision.Planned planned = (Decision.Planned) decision;
    if (answer.held()) {
      return "planned " + planned.steps() + ", the oracle holds for " + answer;
    }
    List<String> steps = planned.steps().stream().map(PlannedStep::id).toList();
    if (!planned.plan().equals(answer.plan()) || !steps.equals(answer.steps())) {
      return "plan " + planned.plan() + steps + ", the oracle's " + answer.plan() + answer.steps();
    }
    if (!answer.may().containsAll(planned.remarks())) {
      return "remarks " + planned.remarks() + ", true are " + answer.may();
    }
    return sameMessages(planned, answer.messages())
        ? null
        : "messages " + planned.steps() + ", the oracle's " + answer.messages();
  }

  private static boolean sameMessages(Decision.Planned planned, Set<Oracle.Message> expected) {
    List<Boolean> found = new ArrayList<>();
    for (PlannedStep step : planned.steps()) {
      for (PlannedMessage message : step.messages()) {
        found.add(expected.stream().anyMatch(other -> same(step.id(), message, other)));
      }
    }
    return found.size() == expected.size() && !found.contains(false);
  }

  private static boolean same(String step, PlannedMessage message, Oracle.Message other) {
    boolean approval =
        message.to() == Owner.RELAY
            ? other.approvals().contains(message.approval())
            : message.approval() == null;
    return approval
        && new Oracle.Message(
                step,
                message.contact(),
                message.channel(),
                message.to(),
                message.level(),
                message.tag(),
                message.fallback(),
                message.nameAllowed(),
                other.approvals())
            .equals(other);
  }

  /** A world drawn from one number, so that a disagreement is one number too. */
  private static final class Drawn {
    private static final LocalDate TODAY = Given.TODAY;
    private static final List<String> LISTS = List.of("a".repeat(64), "b".repeat(64));

    /** The country is the number's, so it goes with the value. */
    private static final String[] COUNTRIES = {"US", "US", "US", "US", "GT", "MX", "HT", null};

    private final Random random;
    private final Map<ContactId, Integer> sharing = new HashMap<>();
    private final Set<ContactId> vetoed = new HashSet<>();

    Drawn(long seed) {
      random = new Random(seed * 0x9E3779B97F4A7C15L);
    }

    Oracle.World world() {
      List<Contact> contacts = contacts();
      Person person = person(contacts);
      Case given =
          new Case(person, sharing, one(40), one(25), vetoed, pick(LISTS), TODAY, List.of());
      List<RelayBatch> batches = new ArrayList<>();
      for (String digest : List.of("d1", "d2")) {
        if (one(2)) {
          batches.add(batch(digest, contacts));
        }
      }
      return new Oracle.World(
          given,
          routing(),
          batches,
          one(5) ? Set.of("d2") : Set.of("d1", "d2"),
          texts(),
          one(10) ? Set.of("wo") : Set.of(),
          one(4) ? Set.of(pick(List.of("en", "en", "wo", "es"))) : Set.of(),
          Set.of("mam", "knj"));
    }

    private Person person(List<Contact> contacts) {
      return new Person(
          Given.PERSON,
          null,
          "Ana",
          "Muestra",
          one(12) ? null : TODAY.minusYears(one(8) ? 17 : 18).minusDays(random.nextInt(3) - 1),
          one(8) ? null : pick(List.of("GT", "GT", "HT", "MX")),
          one(3) ? pick(Arrays.asList("en", "wo", "mam", "knj", "creole", "fr", null)) : "es",
          one(5) ? pick(List.of(Custody.values())) : Custody.RELEASED,
          one(30) ? null : TODAY.minusDays(one(8) ? 30 + random.nextInt(3) : random.nextInt(20)),
          pick(Arrays.asList(null, "Example House", "Other House")),
          one(5) ? pick(List.of(Ternary.values())) : Ternary.NO,
          contacts,
          holds(),
          Set.of());
    }

    private Set<HoldReason> holds() {
      if (!one(20)) {
        return Set.of();
      }
      List<HoldReason> all =
          List.of(
              HoldReason.IDENTITY_INVALID,
              HoldReason.IDENTITY_CONFLICT,
              HoldReason.POSSIBLE_DUPLICATE,
              HoldReason.CUSTODY_CONFLICT,
              HoldReason.VALUE_CONFLICT);
      return EnumSet.of(pick(all), pick(all));
    }

    private List<Contact> contacts() {
      List<Contact> contacts = new ArrayList<>();
      Map<String, Integer> records = new HashMap<>();
      int number = random.nextInt(6);
      for (int i = 1; i <= number; i++) {
        ContactId id = new ContactId(i);
        boolean phone = !one(3);
        int which = random.nextInt(8);
        Owner owner = one(8) ? Owner.ATTORNEY : one(2) ? Owner.MEMBER : Owner.RELAY;
        String value = phone ? "+1619555010" + which : "e" + which + "@example.org";
        boolean relay = owner == Owner.RELAY;
        contacts.add(
            new Contact(
                id,
                phone ? ContactKind.PHONE : ContactKind.EMAIL,
                owner,
                value,
                phone ? COUNTRIES[which] : null,
                relay && !one(4) ? pick(List.of("Rosa", "Luis")) : null,
                relay ? pick(Arrays.asList("mother", "mother", "sibling", "cousin", null)) : null,
                one(4) ? pick(Arrays.asList("en", "wo", "mam", "knj", "creole", null)) : "es",
                one(4) ? pick(List.of(ContactStatus.values())) : ContactStatus.OK,
                null,
                one(3),
                null));
        // On how many records a value stands is a fact of the value.
        sharing.put(id, records.computeIfAbsent(value, any -> one(5) ? 2 + random.nextInt(4) : 1));
        if (one(12)) {
          vetoed.add(id);
        }
      }
      return contacts;
    }

    private RelayBatch batch(String digest, List<Contact> contacts) {
      List<RelayBatch.Entry> entries = new ArrayList<>();
      for (Contact contact : contacts) {
        if (one(2)) {
          entries.add(entry(one(15) ? new PersonId("P-0000000001") : Given.PERSON, contact.id()));
        }
      }
      if (one(20)) {
        entries.add(RelayBatch.Entry.veto(Given.PERSON, null, "drawn"));
      }
      if (one(30)) {
        entries.add(RelayBatch.Entry.veto(Given.PERSON, new ContactId(99), "drawn"));
      }
      return new RelayBatch(digest, digest, !one(6), !one(12), entries);
    }

    private RelayBatch.Entry entry(PersonId person, ContactId contact) {
      if (one(10)) {
        return RelayBatch.Entry.veto(person, contact, "drawn");
      }
      Level level = pick(List.of(Level.values()));
      LocalDate given = TODAY.minusDays(random.nextInt(20));
      RelayBatch.Consent consent =
          level == Level.L3 || one(3)
              ? new RelayBatch.Consent(
                  "oral",
                  level == Level.L3 || one(2) ? "member" : "attorney",
                  given,
                  null,
                  null,
                  one(3) ? given.plusDays(random.nextInt(25)) : null)
              : null;
      LocalDate expires = one(3) ? TODAY.plusDays(random.nextInt(3) - 1) : TODAY.plusDays(90);
      return new RelayBatch.Entry(person, contact, false, level, one(2), expires, consent, "drawn");
    }

    private Routing routing() {
      Map<Channel, Level> unverified = Map.of(Channel.SMS, level(), Channel.EMAIL, level());
      List<Routing.Plan> plans = new ArrayList<>();
      for (int i = 0; i <= 3; i++) {
        plans.add(new Routing.Plan("p" + i, i == 3 ? wide() : when(), steps()));
      }
      if (one(10)) {
        plans.remove(3);
      }
      return new Routing(
          "n",
          1,
          null,
          one(2)
              ? Map.of()
              : Map.of(
                  new LanguageTag("mam"), List.of(new LanguageTag("en"), new LanguageTag("es")),
                  new LanguageTag("fr"), List.of(new LanguageTag("wo")),
                  new LanguageTag("knj"), List.of(new LanguageTag("es"))),
          List.of(),
          new Routing.Levels(
              unverified,
              one(2) ? unverified : Map.of(Channel.SMS, Level.L3, Channel.EMAIL, Level.L3),
              one(12) ? null : level()),
          new Routing.Kinds(
              Duration.ofDays(180),
              one(4) ? Map.of() : Map.of("mother", Level.L1, "sibling", Level.L0)),
          null,
          one(4) ? null : 4,
          null,
          false,
          null,
          false,
          null,
          plans,
          "r");
    }

    private Level level() {
      return one(2) ? Level.L3 : pick(List.of(Level.values()));
    }

    private Routing.When wide() {
      return new Routing.When(
          Set.of(Custody.RELEASED, Custody.REMOVED, Custody.DETAINED),
          Set.of(),
          Set.of(),
          Set.of(),
          Set.of(),
          one(3) ? Set.of() : Set.of(Ternary.YES, Ternary.NO, Ternary.UNKNOWN),
          one(3) ? Set.of() : Set.of(Ternary.YES, Ternary.NO, Ternary.UNKNOWN),
          Set.of());
    }

    private Routing.When when() {
      return new Routing.When(
          some(Custody.values()),
          some("US", "GT", "MX", "HT"),
          one(4) ? some("GT", "HT") : Set.of(),
          one(4) ? some(new LanguageTag("es"), new LanguageTag("mam")) : Set.of(),
          one(4) ? some("EXAMPLE HOUSE", "OTHER HOUSE") : Set.of(),
          some(Ternary.values()),
          some(Ternary.values()),
          one(6) ? Set.of(LISTS.get(0)) : Set.of());
    }

    /** Nothing half of the time, else each with even odds. */
    @SafeVarargs
    private <T> Set<T> some(T... all) {
      return one(2)
          ? Set.of()
          : Stream.of(all).filter(each -> one(2)).collect(Collectors.toUnmodifiableSet());
    }

    private List<Routing.Step> steps() {
      List<Routing.Step> steps = new ArrayList<>();
      if (!one(3)) {
        steps.add(step("text", Owner.MEMBER, Channel.SMS));
      }
      if (one(2)) {
        steps.add(step("mail", Owner.MEMBER, Channel.EMAIL));
      }
      if (!one(3)) {
        steps.add(
            one(2)
                ? step("family", Owner.RELAY, Channel.SMS, Channel.EMAIL)
                : step("family", Owner.RELAY, one(2) ? Channel.SMS : Channel.EMAIL));
      }
      if (one(3)) {
        steps.add(step("attorney", Owner.ATTORNEY, one(2) ? Channel.SMS : Channel.EMAIL));
      }
      if (steps.isEmpty() || one(6)) {
        Channel task = pick(List.of(Channel.LETTER, Channel.CALL, Channel.VISIT));
        steps.add(step("people", Owner.MEMBER, task));
      }
      return steps;
    }

    private Routing.Step step(String id, Owner to, Channel... by) {
      return new Routing.Step(
          id, to, List.of(by), Duration.ZERO, PlannedStep.Unless.NEVER, false, false);
    }

    /** In Spanish nearly everything, in the others what luck brings; none in French. */
    private Set<String> texts() {
      Set<String> texts = new HashSet<>();
      for (String tag : List.of("es", "en", "wo", "knj")) {
        for (Owner to : Owner.values()) {
          for (Channel channel : List.of(Channel.SMS, Channel.EMAIL)) {
            for (Level level : Level.values()) {
              if (tag.equals("es") ? !one(6) : one(2)) {
                texts.add(tag + "." + to.code() + "." + channel.code() + "." + level);
              }
            }
          }
        }
      }
      return texts;
    }

    private boolean one(int in) {
      return random.nextInt(in) == 0;
    }

    private <T> T pick(List<T> values) {
      return values.get(random.nextInt(values.size()));
    }
  }
}
