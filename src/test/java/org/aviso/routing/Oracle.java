package org.aviso.routing;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
import org.aviso.person.Ternary;
import org.aviso.template.Channel;
import org.aviso.template.Level;

/**
 * What counsel's files mean, written a second time from their description and sharing nothing with
 * the rules but the data they look at. It is slow and says everything in full; it is never to be
 * mended by looking at the rules.
 *
 * <p>Where the description leaves open which of several true reasons is named, any of them will do:
 * {@link Answer#accepts}.
 */
final class Oracle {
  private static final int CUSTODY_DAYS = 30;
  private static final LanguageTag ENGLISH = new LanguageTag("en");

  /**
   * @param inForce digests of the batches whose approval is valid
   * @param texts usable ones, as {@code tag.to.channel.level}
   * @param audio tags of templates that are to be heard
   * @param unsigned tags of templates no signature covers as they are
   * @param oral languages most speakers do not read
   */
  record World(
      Case given,
      Routing routing,
      List<RelayBatch> batches,
      Set<String> inForce,
      Set<String> texts,
      Set<String> audio,
      Set<String> unsigned,
      Set<String> oral) {}

  /**
   * @param approvals the digests that may be named; empty unless to a relay
   */
  record Message(
      String step,
      ContactId contact,
      Channel channel,
      Owner to,
      Level level,
      LanguageTag tag,
      boolean fallback,
      boolean name,
      Set<String> approvals) {}

  /**
   * @param must reasons that have to be named; empty when something may be sent
   * @param oneOfEach of each of these sets one has to be named
   * @param may all reasons that are true of the entry
   */
  record Answer(
      boolean held,
      Set<HoldReason> must,
      List<Set<HoldReason>> oneOfEach,
      Set<HoldReason> may,
      String plan,
      List<String> steps,
      Set<Message> messages) {

    boolean accepts(Set<HoldReason> named) {
      return named.containsAll(must)
          && may.containsAll(named)
          && oneOfEach.stream().allMatch(set -> set.stream().anyMatch(named::contains));
    }
  }

  /** What a cell means to a reader. */
  private record Reads(LanguageTag tag, HoldReason refused, boolean oral) {}

  private record Template(LanguageTag tag, boolean fallback, boolean audio) {}

  /** Why a contact gets nothing; all that is true of it. */
  private static final class Refused {
    final Set<HoldReason> reasons = EnumSet.noneOf(HoldReason.class);
  }

  private final World world;
  private final Case given;
  private final Person person;
  private final Routing routing;
  private final Reads language;
  private final List<Set<HoldReason>> refusals = new ArrayList<>();
  private final Set<Message> messages = new HashSet<>();

  private Oracle(World world) {
    this.world = world;
    given = world.given();
    person = given.person();
    routing = world.routing();
    language = reads(person.languageCell(), person.nationality());
  }

  static Answer answer(World world) {
    return new Oracle(world).answer();
  }

  private Answer answer() {
    Ternary minor = minor();
    Routing.Plan plan = firstMatch(minor);
    Set<HoldReason> must = EnumSet.noneOf(HoldReason.class);
    must.addAll(person.holds());
    if (given.counselHold()) {
      must.add(HoldReason.COUNSEL_HOLD);
    }
    Set<HoldReason> may = EnumSet.noneOf(HoldReason.class);
    if (language.refused() != null) {
      must.add(language.refused());
    }
    if (plan == null) {
      must.add(HoldReason.NO_PLAN);
      // The person's age is the cause where at another age some plan would match.
      if (minor != Ternary.NO
          && Stream.of(Ternary.values()).anyMatch(other -> firstMatch(other) != null)) {
        must.add(HoldReason.MINOR);
      }
      may.addAll(
          List.of(
              HoldReason.NO_TEMPLATE, HoldReason.ORAL_LANGUAGE, HoldReason.TEMPLATE_UNAPPROVED));
    } else if (language.refused() == null) {
      Template template = template(language.tag());
      if (isHeard(language, template)) {
        if (plan.steps().stream().noneMatch(step -> step.by().contains(Channel.CALL))) {
          must.add(HoldReason.ORAL_LANGUAGE);
        }
      } else if (template == null && writesToMember(plan)) {
        must.add(HoldReason.NO_TEMPLATE);
      } else if (template != null && writesToMember(plan) && unsigned(template)) {
        must.add(HoldReason.TEMPLATE_UNAPPROVED);
      }
    }
    if (plan != null) {
      plan.steps().forEach(step -> send(plan, step));
    }
    refusals.forEach(may::addAll);
    may.addAll(must);
    may.add(HoldReason.NO_CONTACT);
    boolean peopleAct = plan != null && plan.steps().stream().anyMatch(Oracle::byPeople);
    boolean nothingToDo = messages.isEmpty() && !peopleAct;
    if (must.isEmpty() && !nothingToDo) {
      return new Answer(
          false,
          Set.of(),
          List.of(),
          may,
          plan.id(),
          plan.steps().stream().map(Routing.Step::id).toList(),
          messages);
    }
    List<Set<HoldReason>> oneOfEach = new ArrayList<>();
    if (must.isEmpty()) {
      oneOfEach.add(may);
      refusals.stream()
          .filter(reasons -> !reasons.contains(HoldReason.NO_CONTACT))
          .forEach(oneOfEach::add);
    }
    return new Answer(true, must, oneOfEach, may, null, List.of(), Set.of());
  }

  // ---- The plan ---------------------------------------------------------------------------

  /** First match wins. */
  private Routing.Plan firstMatch(Ternary minor) {
    for (Routing.Plan plan : routing.plans()) {
      if (matches(plan.when(), minor)) {
        return plan;
      }
    }
    return null;
  }

  private boolean matches(Routing.When when, Ternary minor) {
    Custody custody = custody();
    boolean custodyFits =
        when.custody().isEmpty()
            ? custody != Custody.UNKNOWN && custody != Custody.DETAINED
            : when.custody().contains(custody);
    boolean minorFits = when.minor().isEmpty() ? minor == Ternary.NO : when.minor().contains(minor);
    boolean representedFits =
        when.represented().isEmpty()
            ? person.represented() == Ternary.NO
            : when.represented().contains(person.represented());
    return custodyFits
        && minorFits
        && representedFits
        && countryFits(when)
        && namedOrAny(when.nationality(), person.nationality())
        && namedOrAny(when.language(), language.tag())
        && facilityFits(when)
        && namedOrAny(when.list(), given.list());
  }

  private static <T> boolean namedOrAny(Set<T> named, T actual) {
    return named.isEmpty() || (actual != null && named.contains(actual));
  }

  /** As in all cells, case says nothing. */
  private boolean facilityFits(Routing.When when) {
    return when.facility().isEmpty()
        || (person.facility() != null
            && when.facility().stream().anyMatch(person.facility()::equalsIgnoreCase));
  }

  /** Without country: contacts in the US. Only phones say where; an attorney's says nothing. */
  private boolean countryFits(Routing.When when) {
    Set<String> phones =
        person.contacts().stream()
            .filter(contact -> contact.owner() != Owner.ATTORNEY)
            .filter(contact -> contact.kind() == ContactKind.PHONE)
            .filter(contact -> contact.status() != ContactStatus.SUPERSEDED)
            .map(Contact::country)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    if (when.country().isEmpty()) {
      // A bad contact does not spoil the good ones beside it.
      boolean email =
          person.contacts().stream()
              .filter(contact -> contact.owner() != Owner.ATTORNEY)
              .filter(contact -> contact.kind() == ContactKind.EMAIL)
              .anyMatch(contact -> contact.status() == ContactStatus.OK);
      return phones.isEmpty() || phones.contains("US") || email;
    }
    return phones.stream().anyMatch(when.country()::contains);
  }

  /** Old custody counts as unknown. */
  private Custody custody() {
    LocalDate since = person.custodyAsOf();
    if (since == null || since.plusDays(CUSTODY_DAYS).isBefore(given.today())) {
      return Custody.UNKNOWN;
    }
    return person.custody();
  }

  private Ternary minor() {
    LocalDate birth = person.birthDate();
    if (birth == null) {
      return Ternary.UNKNOWN;
    }
    return given.today().isBefore(birth.plusYears(18)) ? Ternary.YES : Ternary.NO;
  }

  // ---- Languages --------------------------------------------------------------------------

  /** Bare creole only when nationality is Haiti. */
  private Reads reads(String cell, String nationality) {
    if (cell == null) {
      return new Reads(null, HoldReason.NO_LANGUAGE, false);
    }
    if (cell.equals("creole")) {
      return "HT".equals(nationality)
          ? new Reads(new LanguageTag("ht"), null, world.oral().contains("ht"))
          : new Reads(null, HoldReason.AMBIGUOUS_LANGUAGE, false);
    }
    return new Reads(new LanguageTag(cell), null, world.oral().contains(cell));
  }

  /** The language's own, else along the pairs counsel listed, in counsel's order; else none. */
  private Template template(LanguageTag wanted) {
    if (exists(wanted)) {
      return new Template(wanted, false, world.audio().contains(wanted.value()));
    }
    for (LanguageTag other : routing.fallback().getOrDefault(wanted, List.of())) {
      if (exists(other)) {
        return new Template(other, true, world.audio().contains(other.value()));
      }
    }
    return null;
  }

  private boolean exists(LanguageTag tag) {
    return world.texts().stream().anyMatch(text -> text.startsWith(tag.value() + "."));
  }

  /** Nothing is sent but what counsel signed. */
  private boolean unsigned(Template template) {
    return world.unsigned().contains(template.tag().value());
  }

  /** Text is not an answer where the template is audio, or where speakers do not read. */
  private static boolean isHeard(Reads reader, Template template) {
    if (template != null && template.audio()) {
      return true;
    }
    boolean counselListedAnother = template != null && template.fallback();
    return reader.oral() && !counselListedAnother;
  }

  /** The highest text not above any limit. */
  private Level text(LanguageTag tag, Owner to, Channel channel, Level most) {
    return Stream.of(Level.values())
        .filter(level -> level.ordinal() <= most.ordinal())
        .filter(level -> world.texts().contains(name(tag, to, channel, level)))
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  private static String name(LanguageTag tag, Owner to, Channel channel, Level level) {
    return tag.value() + "." + to.code() + "." + channel.code() + "." + level.name();
  }

  // ---- Steps ------------------------------------------------------------------------------

  private static boolean byPeople(Routing.Step step) {
    return Set.of(Channel.LETTER, Channel.CALL, Channel.VISIT).contains(step.by().get(0));
  }

  private static boolean writesToMember(Routing.Plan plan) {
    return plan.steps().stream().anyMatch(step -> step.to() == Owner.MEMBER && !byPeople(step));
  }

  private void send(Routing.Plan plan, Routing.Step step) {
    if (byPeople(step)) {
      return;
    }
    Set<Set<Contact>> served = new HashSet<>();
    boolean any = false;
    for (Channel channel : step.by()) {
      for (Contact contact : person.contacts()) {
        if (contact.owner() != step.to()
            || contact.kind() != kind(channel)
            || contact.status() == ContactStatus.SUPERSEDED) {
          continue;
        }
        Refused refused = new Refused();
        Message message = message(plan, step, channel, contact, refused);
        if (!refused.reasons.isEmpty()) {
          if (!standsForItsValue(plan, contact)) {
            refused.reasons.add(HoldReason.NO_CONTACT); // what is said of the first is enough
          }
          refusals.add(refused.reasons);
          continue;
        }
        any = true;
        // One message a relay: the first channel it has.
        if (standsForItsValue(plan, contact)
            && (step.to() != Owner.RELAY || served.add(relative(contact)))) {
          messages.add(message);
        }
      }
    }
    if (step.to() == Owner.RELAY && !any) {
      refusals.add(EnumSet.of(HoldReason.RELAY_UNAPPROVED, HoldReason.NO_CONTACT));
    }
  }

  /** Equal values on one entry are one contact: the member's before a relay's, then the oldest. */
  private boolean standsForItsValue(Routing.Plan plan, Contact contact) {
    return same(contact).stream()
        .filter(other -> other.status() != ContactStatus.SUPERSEDED)
        .filter(
            other ->
                plan.steps().stream()
                    .anyMatch(
                        step ->
                            step.to() == other.owner()
                                && step.by().stream()
                                    .anyMatch(
                                        by ->
                                            (by == Channel.SMS || by == Channel.EMAIL)
                                                && kind(by) == other.kind())))
        .min(
            Comparator.comparing((Contact other) -> other.owner().ordinal())
                .thenComparing(other -> other.id().number()))
        .filter(contact::equals)
        .isPresent();
  }

  private static ContactKind kind(Channel channel) {
    return channel == Channel.SMS ? ContactKind.PHONE : ContactKind.EMAIL;
  }

  /**
   * All contacts of the relative behind one, itself included. The same relation with the same name
   * is one relative, and so is the same relation with the same value, however the name is spelled.
   */
  private Set<Contact> relative(Contact contact) {
    Set<Contact> all = new HashSet<>(Set.of(contact));
    while (all.addAll(
        relays().filter(relay -> all.stream().anyMatch(one -> sameRelay(one, relay))).toList())) {}
    return all;
  }

  private static boolean sameRelay(Contact one, Contact other) {
    return one.owner() == Owner.RELAY
        && Objects.equals(one.relation(), other.relation())
        && (Objects.equals(one.name(), other.name())
            || (one.kind() == other.kind() && one.value().equals(other.value())));
  }

  private Stream<Contact> relays() {
    return person.contacts().stream().filter(contact -> contact.owner() == Owner.RELAY);
  }

  private Message message(
      Routing.Plan plan, Routing.Step step, Channel channel, Contact contact, Refused refused) {
    usable(contact, refused);
    reachable(plan, contact, refused);
    if (vetoed(contact)) {
      refused.reasons.addAll(EnumSet.of(HoldReason.RELAY_VETOED, HoldReason.RELAY_UNAPPROVED));
    }
    return switch (step.to()) {
      case MEMBER -> toMember(step, channel, contact, refused);
      case RELAY -> toRelay(step, channel, contact, refused);
      case ATTORNEY -> {
        Template template = template(ENGLISH);
        yield written(
            step,
            channel,
            contact,
            lower(Level.L3, lowestWritten(contact)),
            template,
            false,
            Set.of(),
            refused);
      }
    };
  }

  private Message toMember(Routing.Step step, Channel channel, Contact contact, Refused refused) {
    if (language.refused() != null || isHeard(language, template(language.tag()))) {
      refused.reasons.add(
          language.refused() != null ? language.refused() : HoldReason.ORAL_LANGUAGE);
      return null;
    }
    Map<Channel, Level> levels =
        contact.verified() ? routing.levels().verified() : routing.levels().unverified();
    Level most = lower(levels.get(channel), lowestWritten(contact));
    if (levels.get(channel) == null) {
      refused.reasons.addAll(EnumSet.of(HoldReason.NO_CONTACT, HoldReason.NO_TEMPLATE));
      return null;
    }
    return written(
        step, channel, contact, most, template(language.tag()), false, Set.of(), refused);
  }

  private Message written(
      Routing.Step step,
      Channel channel,
      Contact contact,
      Level most,
      Template template,
      boolean name,
      Set<String> approvals,
      Refused refused) {
    boolean unsigned = template != null && unsigned(template);
    if (unsigned) {
      refused.reasons.add(HoldReason.TEMPLATE_UNAPPROVED);
    }
    Level level =
        template == null || template.audio()
            ? null
            : text(template.tag(), step.to(), channel, most);
    if (level == null) {
      refused.reasons.add(
          template != null && template.audio() ? HoldReason.ORAL_LANGUAGE : HoldReason.NO_TEMPLATE);
    }
    if (level == null || unsigned) {
      return null;
    }
    return new Message(
        step.id(),
        contact.id(),
        channel,
        step.to(),
        level,
        template.tag(),
        template.fallback(),
        name,
        approvals);
  }

  // ---- Contacts ---------------------------------------------------------------------------

  /** All contacts of the entry with this value, itself included: they are one contact. */
  private List<Contact> same(Contact contact) {
    return person.contacts().stream()
        .filter(other -> other.kind() == contact.kind() && other.value().equals(contact.value()))
        .toList();
  }

  private void usable(Contact contact, Refused refused) {
    for (Contact one : same(contact)) {
      switch (one.status()) {
        case OK, SUPERSEDED -> {}
        case AMBIGUOUS ->
            refused.reasons.add(
                one.kind() == ContactKind.PHONE
                    ? HoldReason.AMBIGUOUS_PHONE
                    : HoldReason.NO_CONTACT);
        case SHARED -> refused.reasons.add(HoldReason.SHARED_CONTACT);
        case INVALID, SUPPRESSED, DEAD -> refused.reasons.add(HoldReason.NO_CONTACT);
      }
      Integer threshold = routing.sharedContactThreshold();
      if (threshold != null && given.sharing().getOrDefault(one.id(), 1) >= threshold) {
        refused.reasons.add(HoldReason.SHARED_CONTACT);
      }
    }
  }

  private static void reachable(Routing.Plan plan, Contact contact, Refused refused) {
    Set<String> countries = plan.when().country().isEmpty() ? Set.of("US") : plan.when().country();
    if (contact.kind() == ContactKind.PHONE
        && (contact.country() == null || !countries.contains(contact.country()))) {
      refused.reasons.add(HoldReason.NO_CONTACT);
    }
  }

  /** A veto per person and per contact beats every rule, whoever else the number is said to be. */
  private boolean vetoed(Contact contact) {
    boolean mayHoldAnything = world.batches().stream().anyMatch(batch -> !batch.vetoesKnown());
    // Whoever answers there is not trusted, so it reaches all that value or relative tie to it.
    Set<Contact> tied = new HashSet<>(Set.of(contact));
    for (boolean more = true; more; ) {
      Set<Contact> next = new HashSet<>();
      for (Contact one : tied) {
        next.addAll(same(one));
        next.addAll(relative(one));
      }
      more = tied.addAll(next);
    }
    // Whom a veto means that names none of the person's contacts nobody knows: then all of them.
    boolean meansAnyRelay =
        world.batches().stream()
            .flatMap(batch -> batch.entries().stream())
            .filter(entry -> entry.veto() && entry.person().equals(person.id()))
            .filter(entry -> entry.contact() != null)
            .anyMatch(
                entry -> person.contacts().stream().noneMatch(c -> c.id().equals(entry.contact())));
    boolean unreadable = mayHoldAnything && same(contact).stream().anyMatch(Oracle::ofRelay);
    return unreadable
        || tied.stream()
            .anyMatch(
                one ->
                    given.vetoedRelays().contains(one.id())
                        || (ofRelay(one) && (given.allRelaysVetoed() || meansAnyRelay))
                        || entries(one).stream().anyMatch(RelayBatch.Entry::veto));
  }

  private static boolean ofRelay(Contact contact) {
    return contact.owner() == Owner.RELAY;
  }

  /** What any batch, signed or not, says of this contact. */
  private List<RelayBatch.Entry> entries(Contact contact) {
    return world.batches().stream()
        .flatMap(batch -> batch.entries().stream())
        .filter(entry -> speaksOf(entry, contact))
        .toList();
  }

  private boolean speaksOf(RelayBatch.Entry entry, Contact contact) {
    return entry.person().equals(person.id())
        && (entry.contact() == null
            ? contact.owner() == Owner.RELAY
            : entry.contact().equals(contact.id()));
  }

  /** A lower level binds wherever it stands. */
  private Level lowestWritten(Contact contact) {
    return same(contact).stream()
        .flatMap(one -> entries(one).stream())
        .filter(entry -> !entry.veto())
        .map(RelayBatch.Entry::level)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  private static Level lower(Level one, Level other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.ordinal() < other.ordinal() ? one : other;
  }

  // ---- Relays: all must hold --------------------------------------------------------------

  private Message toRelay(Routing.Step step, Channel channel, Contact contact, Refused refused) {
    Reads reader = reads(contact.languageCell(), null);
    if (reader.refused() != null) {
      refused.reasons.add(reader.refused());
    }
    Set<String> approvals = new HashSet<>();
    boolean name = true;
    for (RelayBatch batch : world.batches()) {
      for (RelayBatch.Entry entry : batch.entries()) {
        if (speaksOf(entry, contact) && approves(entry)) {
          approvals.add(batch.digest());
        }
        // What narrows binds wherever it stands: so does a name that is not to be said.
        name &= entry.veto() || !speaksOf(entry, contact) || entry.name();
      }
    }
    Level most = lower(routing.levels().relay(), lowestWritten(contact));
    if (approvals.isEmpty()) {
      name = false;
      if (approvedAsKind(contact)) {
        approvals.add(routing.digest());
        // More than a legal matter is approved for a person, never for a kind.
        most = lower(lower(most, routing.relay().relations().get(contact.relation())), Level.L1);
      }
    }
    if (approvals.isEmpty() || routing.levels().relay() == null) {
      refused.reasons.add(HoldReason.RELAY_UNAPPROVED);
      return null;
    }
    // Several persons behind one relay are never sent separate identical texts.
    if (!name && given.sharing().getOrDefault(contact.id(), 1) > 1) {
      refused.reasons.add(HoldReason.SHARED_CONTACT);
    }
    if (reader.refused() != null) {
      return null;
    }
    Template template = template(reader.tag());
    if (isHeard(reader, template)) {
      refused.reasons.add(HoldReason.ORAL_LANGUAGE);
      return null;
    }
    return written(step, channel, contact, most, template, name, approvals, refused);
  }

  /** In a batch in force; what widens binds nowhere else. */
  private boolean approves(RelayBatch.Entry entry) {
    return !entry.veto()
        && stands(entry)
        && world.batches().stream()
            .filter(batch -> batch.sound() && world.inForce().contains(batch.digest()))
            .anyMatch(batch -> batch.entries().stream().anyMatch(other -> other == entry));
  }

  /** Not expired, its consent not revoked; the full notice only with the member's consent. */
  private boolean stands(RelayBatch.Entry entry) {
    boolean runs = entry.expires() != null && !given.today().isAfter(entry.expires());
    boolean consents =
        entry.level() != Level.L3
            || (entry.consent() != null && entry.consent().by().equals("member"));
    return runs && consents && !revoked(entry);
  }

  private boolean revoked(RelayBatch.Entry entry) {
    return entry.consent() != null
        && entry.consent().revoked() != null
        && !entry.consent().revoked().isAfter(given.today());
  }

  /** Revoking narrows, so it binds wherever it stands. */
  private boolean consentRevoked(Contact contact) {
    return same(contact).stream()
        .flatMap(one -> entries(one).stream())
        .anyMatch(entry -> !entry.veto() && revoked(entry));
  }

  /**
   * Never in the country of nationality. Nobody here is a national of the United States, so where
   * nationality is not known any other country may be it.
   */
  private boolean approvedAsKind(Contact contact) {
    if (contact.relation() == null
        || !routing.relay().relations().containsKey(contact.relation())
        || consentRevoked(contact)) {
      return false;
    }
    String home = person.nationality();
    return relative(contact).stream()
        .map(Contact::country)
        .filter(Objects::nonNull)
        .noneMatch(country -> home == null ? !country.equals("US") : country.equals(home));
  }
}
