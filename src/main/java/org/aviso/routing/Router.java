package org.aviso.routing;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.aviso.person.Contact;
import org.aviso.person.ContactKind;
import org.aviso.person.ContactStatus;
import org.aviso.person.Custody;
import org.aviso.person.HoldReason;
import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;
import org.aviso.person.Person;
import org.aviso.person.Ternary;
import org.aviso.template.Channel;
import org.aviso.template.Level;
import org.aviso.template.TextKey;
import org.aviso.template.TextLanguages;

/**
 * Counsel's rules of one notice, asked of one case at a time. A function of what it is given: no
 * clock, no files, no history; safe for any number of threads.
 */
public final class Router {
  private static final CellLanguages.Read ATTORNEYS_READ =
      CellLanguages.Read.written(TextKey.ATTORNEYS_READ);

  private final Routing routing;
  private final Relays relays;
  private final NoticeTexts texts;
  private final CellLanguages languages;
  private final Duration custodyMaxAge;

  /**
   * @param texts of the routing's notice
   * @param custodyMaxAge older custody counts as unknown (whole days)
   */
  public Router(
      Routing routing,
      Relays relays,
      NoticeTexts texts,
      CellLanguages languages,
      Duration custodyMaxAge) {
    this.routing = routing;
    this.relays = relays;
    this.texts = texts;
    this.languages = languages;
    this.custodyMaxAge = custodyMaxAge;
  }

  /** What counsel's files say today of each of the person's relays, in the order of contacts. */
  public List<RelayState> relays(Case given) {
    Relatives relatives = new Relatives(given, routing, relays);
    return given.person().contacts().stream()
        .filter(contact -> contact.owner() == Owner.RELAY)
        .map(relatives::of)
        .toList();
  }

  public Decision decide(Case given) {
    List<Verdict> verdicts = new ArrayList<>();
    Entry entry = matched(read(given), verdicts);
    Set<HoldReason> held = new LinkedHashSet<>();
    Rule.ask(Rules.ENTRY, entry, "entry", verdicts)
        .forEach(refusal -> held.addAll(refusal.reasons()));
    if (!held.isEmpty()) {
      return new Decision.Held(List.copyOf(held), verdicts);
    }
    return new Planning(entry, verdicts).decision();
  }

  private Entry read(Case given) {
    Person person = given.person();
    CellLanguages.Read language = languages.read(person.languageCell(), person.nationality());
    return new Entry(
        given,
        routing,
        language,
        own(language),
        custodyOn(given.today(), person),
        person.minorOn(given.today()),
        null,
        false);
  }

  /** What the person reads; or, when nobody knows that, what counsel listed for it. */
  private NoticeTexts.Chosen own(CellLanguages.Read language) {
    return language.refused() == HoldReason.NO_LANGUAGE && !routing.unknownLanguage().isEmpty()
        ? together()
        : template(language);
  }

  /** All that counsel listed or nothing: who reads the one left out would be told nothing. */
  private NoticeTexts.Chosen together() {
    List<LanguageTag> tags = new ArrayList<>();
    boolean approved = true;
    for (LanguageTag listed : routing.unknownLanguage()) {
      Optional<NoticeTexts.Chosen> chosen = texts.choose(listed, Map.of());
      if (chosen.isEmpty() || chosen.get().audio()) {
        return null;
      }
      tags.addAll(chosen.get().languages().tags());
      approved &= chosen.get().approved();
    }
    return new NoticeTexts.Chosen(new TextLanguages(tags), false, false, approved);
  }

  /** The highest level at which every language of the message has a text and all fit into one. */
  private Optional<Level> highest(TextLanguages languages, Owner to, Channel channel, Level max) {
    if (languages.tags().size() == 1) {
      return texts.highest(languages.first(), to, channel, max);
    }
    return Stream.of(Level.values())
        .filter(level -> !level.above(max))
        .sorted(Comparator.reverseOrder())
        .filter(
            level ->
                languages.tags().stream()
                    .allMatch(
                        tag ->
                            texts
                                .highest(tag, to, channel, level)
                                .filter(level::equals)
                                .isPresent()))
        .filter(level -> texts.fits(languages, to, channel, level))
        .findFirst();
  }

  private NoticeTexts.Chosen template(CellLanguages.Read language) {
    return language.tag() == null
        ? null
        : texts.choose(language.tag(), routing.fallback()).orElse(null);
  }

  private Custody custodyOn(LocalDate today, Person person) {
    LocalDate asOf = person.custodyAsOf();
    boolean old = asOf == null || asOf.plusDays(custodyMaxAge.toDays()).isBefore(today);
    return old ? Custody.UNKNOWN : person.custody();
  }

  private Entry matched(Entry entry, List<Verdict> verdicts) {
    boolean minorIsTheCause = false;
    for (Routing.Plan plan : routing.plans()) {
      List<Verdict> asked = new ArrayList<>();
      List<Rule.Answer> refusals = Rule.ask(Rules.PLAN, new Fit(entry, plan), plan.id(), asked);
      verdicts.addAll(asked);
      if (refusals.isEmpty()) {
        return entry.with(plan, false);
      }
      minorIsTheCause |=
          entry.minor() != Ternary.NO
              && asked.stream()
                  .filter(verdict -> !verdict.allowed())
                  .allMatch(verdict -> verdict.rule().equals("when.minor"));
    }
    return entry.with(null, minorIsTheCause);
  }

  /** The steps of one entry's plan, worked out contact by contact. */
  private final class Planning {
    private final Entry entry;
    private final Routing.Plan plan;
    private final List<Verdict> verdicts;
    private final Set<HoldReason> refusals = new LinkedHashSet<>();
    private final Map<String, Contact> representative = new LinkedHashMap<>();
    private final Relatives relatives;

    Planning(Entry entry, List<Verdict> verdicts) {
      this.entry = entry;
      this.plan = entry.plan();
      this.verdicts = verdicts;
      this.relatives = new Relatives(entry.given(), routing, relays);
      entry.person().contacts().stream()
          .filter(contact -> contact.status() != ContactStatus.SUPERSEDED)
          .filter(contact -> plan.steps().stream().anyMatch(step -> addresses(step, contact)))
          .sorted(Comparator.comparing(Contact::owner).thenComparing(Contact::id))
          .forEach(contact -> representative.putIfAbsent(value(contact), contact));
    }

    Decision decision() {
      List<PlannedStep> steps = plan.steps().stream().map(this::planned).toList();
      boolean nothingToDo =
          steps.stream().allMatch(step -> step.task() == null && step.messages().isEmpty());
      refusals.remove(HoldReason.NO_CONTACT);
      List<HoldReason> reasons = List.copyOf(refusals);
      if (nothingToDo) {
        return new Decision.Held(
            reasons.isEmpty() ? List.of(HoldReason.NO_CONTACT) : reasons, verdicts);
      }
      return new Decision.Planned(plan.id(), steps, reasons, verdicts);
    }

    private PlannedStep planned(Routing.Step step) {
      return new PlannedStep(
          step.id(),
          step.after(),
          step.unless(),
          step.firstOnly(),
          step.repeat(),
          step.task() ? step.by().get(0) : null,
          step.to(),
          step.task() ? List.of() : messages(step));
    }

    private List<PlannedMessage> messages(Routing.Step step) {
      return switch (step.to()) {
        case MEMBER, ATTORNEY -> toEachContact(step);
        case RELAY -> toEachRelay(step);
      };
    }

    private List<PlannedMessage> toEachContact(Routing.Step step) {
      Channel channel = step.by().get(0);
      List<PlannedMessage> messages = new ArrayList<>();
      for (Contact contact : contactsOf(step.to())) {
        if (contact.kind() == kindFor(channel)) {
          message(step, channel, candidate(contact, channel), Rules.CONTACT)
              .ifPresent(messages::add);
        }
      }
      return messages;
    }

    /**
     * One message a relay: the first channel it has, and of that the first contact that may be
     * used.
     */
    private List<PlannedMessage> toEachRelay(Routing.Step step) {
      List<PlannedMessage> messages = new ArrayList<>();
      relatives.groups().forEach(one -> toRelay(step, one).ifPresent(messages::add));
      return messages;
    }

    private Optional<PlannedMessage> toRelay(Routing.Step step, List<Contact> relay) {
      for (Channel channel : step.by()) {
        for (Contact contact : relay) {
          if (contact.kind() == kindFor(channel)) {
            Optional<PlannedMessage> message =
                message(step, channel, relayCandidate(contact, channel), Rules.RELAY);
            if (message.isPresent()) {
              return message;
            }
          }
        }
      }
      return Optional.empty();
    }

    private Optional<PlannedMessage> message(
        Routing.Step step, Channel channel, Candidate candidate, List<Rule<Candidate>> rules) {
      Contact contact = candidate.contact();
      List<Rule.Answer> refused =
          Rule.ask(rules, candidate, step.id() + " " + contact.id(), verdicts);
      if (!refused.isEmpty()) {
        // Nobody need settle anything of a number that was replaced, nor approve one that is none.
        boolean approvable =
            candidate.status() != ContactStatus.INVALID
                || !refused.get(0).reasons().contains(HoldReason.RELAY_UNAPPROVED);
        if (contact.status() != ContactStatus.SUPERSEDED && approvable) {
          refusals.addAll(refused.get(0).reasons());
        }
        return Optional.empty();
      }
      return Optional.of(
          new PlannedMessage(
              contact.id(),
              channel,
              contact.owner(),
              candidate.level(),
              candidate.text().languages(),
              candidate.text().fallback(),
              candidate.nameAllowed(),
              approval(candidate)));
    }

    private String approval(Candidate candidate) {
      if (candidate.contact().owner() != Owner.RELAY) {
        return null;
      }
      return candidate.standing().approved() ? candidate.standing().approval() : routing.digest();
    }

    private Candidate candidate(Contact contact, Channel channel) {
      boolean own = contact.owner() == Owner.MEMBER;
      Level max = own ? routing.levels().forMember(contact.verified(), channel) : Level.L3;
      return candidate(
          contact,
          channel,
          relatives.vetoed(contact) || (!relays.vetoesKnown() && relatives.isOfRelay(contact)),
          Relays.Standing.SILENT,
          null,
          false,
          own ? entry.language() : ATTORNEYS_READ,
          max == null ? null : Level.lower(max, relatives.ceiling(contact)));
    }

    private Candidate relayCandidate(Contact contact, Channel channel) {
      RelayState relay = relatives.of(contact);
      return candidate(
          contact,
          channel,
          relay.vetoed(),
          relay.standing(),
          relay.kind(),
          relay.maybeAtHome(),
          languages.read(contact.languageCell(), null),
          relay.most());
    }

    private Candidate candidate(
        Contact contact,
        Channel channel,
        boolean vetoed,
        Relays.Standing standing,
        Level kind,
        boolean maybeAtHome,
        CellLanguages.Read language,
        Level max) {
      NoticeTexts.Chosen text = contact.owner() == Owner.MEMBER ? entry.text() : template(language);
      Contact first = representative.get(value(contact));
      return new Candidate(
          entry,
          plan,
          contact,
          relatives.status(contact),
          entry.given().sharing().getOrDefault(contact.id(), 1),
          first == null || first.id().equals(contact.id()) ? null : first.id(),
          vetoed,
          relatives.vetoOutlasts(contact),
          relays.vetoesKnown(),
          standing,
          kind,
          maybeAtHome,
          language,
          text,
          max,
          text == null || max == null
              ? null
              : highest(text.languages(), contact.owner(), channel, max).orElse(null));
    }

    private List<Contact> contactsOf(Owner owner) {
      return entry.person().contacts().stream()
          .filter(contact -> contact.owner() == owner)
          .toList();
    }
  }

  private static boolean addresses(Routing.Step step, Contact contact) {
    return !step.task()
        && step.to() == contact.owner()
        && step.by().stream().anyMatch(channel -> kindFor(channel) == contact.kind());
  }

  private static String value(Contact contact) {
    return Relatives.value(contact);
  }

  private static ContactKind kindFor(Channel channel) {
    return channel == Channel.EMAIL ? ContactKind.EMAIL : ContactKind.PHONE;
  }
}
