package org.aviso.routing;

import static org.aviso.person.HoldReason.AMBIGUOUS_PHONE;
import static org.aviso.person.HoldReason.COUNSEL_HOLD;
import static org.aviso.person.HoldReason.MINOR;
import static org.aviso.person.HoldReason.NO_CONTACT;
import static org.aviso.person.HoldReason.NO_PLAN;
import static org.aviso.person.HoldReason.NO_TEMPLATE;
import static org.aviso.person.HoldReason.ORAL_LANGUAGE;
import static org.aviso.person.HoldReason.RELAY_UNAPPROVED;
import static org.aviso.person.HoldReason.RELAY_VETOED;
import static org.aviso.person.HoldReason.SHARED_CONTACT;
import static org.aviso.person.HoldReason.TEMPLATE_UNAPPROVED;
import static org.aviso.routing.Rule.Answer.allowed;
import static org.aviso.routing.Rule.Answer.holds;
import static org.aviso.routing.Rule.Answer.refused;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.aviso.person.Contact;
import org.aviso.person.ContactKind;
import org.aviso.person.ContactStatus;
import org.aviso.person.Custody;
import org.aviso.person.HoldReason;
import org.aviso.person.Owner;
import org.aviso.person.Ternary;
import org.aviso.routing.Rule.Answer;

/**
 * Every rule there is, in the order asked. Domain.md §6 and the contract ("Counsel's files") are
 * their source; the words here are what {@code preview} prints.
 */
final class Rules {
  private Rules() {}

  /** May this entry be noticed at all? */
  static final List<Rule<Entry>> ENTRY =
      List.of(
          new Rule<>("no_counsel_hold", Rules::noCounselHold),
          new Rule<>("record_settled", Rules::recordSettled),
          new Rule<>("plan_matches", Rules::planMatches),
          new Rule<>("language_known", Rules::languageKnown),
          new Rule<>("language_read", Rules::languageRead),
          new Rule<>("template_exists", Rules::templateExists),
          new Rule<>("template_approved", Rules::templateApproved));

  /** Is this plan the entry's? What a plan does not name it does not assume. */
  static final List<Rule<Fit>> PLAN =
      List.of(
          new Rule<>("when.custody", Rules::custody),
          new Rule<>("when.minor", Rules::minor),
          new Rule<>("when.represented", Rules::represented),
          new Rule<>("when.country", Rules::country),
          new Rule<>("when.nationality", fit -> named(fit.when().nationality(), fit::nationality)),
          new Rule<>("when.language", fit -> named(fit.when().language(), fit::language)),
          new Rule<>("when.facility", fit -> named(fit.when().facility(), fit::facility)),
          new Rule<>("when.list", fit -> named(fit.when().list(), fit.entry().given()::list)));

  private static final List<Rule<Candidate>> OF_A_CONTACT =
      List.of(
          new Rule<>("contact_ok", Rules::contactOk),
          new Rule<>("contact_not_shared", Rules::notShared),
          new Rule<>("contact_in_country", Rules::inCountry),
          new Rule<>("contact_only_once", Rules::onlyOnce));

  private static final List<Rule<Candidate>> OF_A_TEXT =
      List.of(
          new Rule<>("text_is_read", Rules::textIsRead),
          new Rule<>("text_approved", Rules::textApproved),
          new Rule<>("text_exists", Rules::textExists),
          new Rule<>("level_within_maximum", Rules::levelWithinMaximum));

  /** May the person's own contact, or the attorney's, be written to? */
  static final List<Rule<Candidate>> CONTACT =
      join(List.of(new Rule<>("value_not_vetoed", Rules::notVetoed)), OF_A_CONTACT, OF_A_TEXT);

  /** May this relay be written to? All must hold. */
  static final List<Rule<Candidate>> RELAY =
      join(
          List.of(
              new Rule<>("relay_not_vetoed", Rules::notVetoed),
              new Rule<>("relay_vetoes_known", Rules::vetoesKnown),
              new Rule<>("relay_allowed_by_routing", Rules::relayAllowed),
              new Rule<>("relay_approved", Rules::relayApproved),
              new Rule<>("relay_approval_not_expired", Rules::approvalNotExpired),
              new Rule<>("relay_kind_not_at_home", Rules::kindNotAtHome),
              new Rule<>("relay_not_of_a_minor", Rules::notOfMinor)),
          OF_A_CONTACT,
          List.of(
              new Rule<>("relay_text_not_identical", Rules::textNotIdentical),
              new Rule<>("relay_language_known", Rules::relayLanguageKnown)),
          OF_A_TEXT);

  // --- the entry

  private static Answer noCounselHold(Entry entry) {
    return holds(
        !entry.given().counselHold(),
        "counsel did not say hold",
        "counsel said hold",
        COUNSEL_HOLD);
  }

  private static Answer recordSettled(Entry entry) {
    Set<HoldReason> holds = entry.person().holds();
    return holds.isEmpty()
        ? allowed("nothing in the lists is left to settle")
        : refused(
            "the lists leave something a person must settle",
            holds.stream().sorted().toArray(HoldReason[]::new));
  }

  private static Answer planMatches(Entry entry) {
    if (entry.plan() != null) {
      return allowed("plan " + entry.plan().id() + " is the first that matches");
    }
    return entry.onlyMinorStandsInTheWay()
        ? refused("no plan names a minor, or one whose age is unknown", NO_PLAN, MINOR)
        : refused("no plan matches", NO_PLAN);
  }

  private static Answer languageKnown(Entry entry) {
    HoldReason reason = entry.language().refused();
    if (entry.together()) {
      return allowed("the language is not known, and counsel listed what is sent together then");
    }
    return reason == null
        ? allowed("the language is known")
        : refused("the language is not known, and it is never guessed", reason);
  }

  private static Answer languageRead(Entry entry) {
    boolean calls = entry.plan() != null && entry.plan().calls();
    return holds(
        !entry.oral() || calls,
        entry.oral() ? "not a language people read; the plan has a call" : "a language people read",
        "not a language people read, and the plan has no call",
        ORAL_LANGUAGE);
  }

  private static Answer templateExists(Entry entry) {
    if ((entry.language().tag() == null && !entry.together()) || entry.oral()) {
      return allowed("there is no language to ask a template for");
    }
    if (entry.plan() != null && !entry.plan().sendsTo(Owner.MEMBER)) {
      return allowed("the plan sends the person no text");
    }
    return holds(
        entry.text() != null,
        "there is a template in the language, or in one counsel listed for it",
        entry.together()
            ? "not every language counsel listed to be sent together has a template"
            : "no template in the language, nor in one counsel listed for it",
        NO_TEMPLATE);
  }

  private static Answer templateApproved(Entry entry) {
    boolean needed = entry.plan() == null || entry.plan().sendsTo(Owner.MEMBER);
    return holds(
        !needed || entry.oral() || entry.text() == null || entry.text().approved(),
        "the template is as counsel approved it, or none is needed",
        "the template is not as counsel approved it",
        TEMPLATE_UNAPPROVED);
  }

  // --- the plan

  private static Answer custody(Fit fit) {
    Custody custody = fit.entry().custody();
    Set<Custody> named = fit.when().custody();
    boolean holds =
        named.isEmpty()
            ? custody != Custody.UNKNOWN && custody != Custody.DETAINED
            : named.contains(custody);
    return condition(holds, "custody is " + custody.code());
  }

  private static Answer minor(Fit fit) {
    Set<Ternary> named = fit.when().minor();
    return condition(
        named.isEmpty() ? fit.entry().minor() == Ternary.NO : named.contains(fit.entry().minor()),
        "minor: " + fit.entry().minor().code());
  }

  private static Answer represented(Fit fit) {
    Set<Ternary> named = fit.when().represented();
    Ternary represented = fit.entry().person().represented();
    return condition(
        named.isEmpty() ? represented == Ternary.NO : named.contains(represented),
        "represented: " + represented.code());
  }

  /**
   * Named countries must hold a phone. Without, only a person all of whose contacts are phones
   * abroad is out: an email address has no place.
   */
  private static Answer country(Fit fit) {
    boolean within =
        fit.entry().phones().anyMatch(phone -> fit.when().reachable().contains(phone.country()));
    boolean unplaced =
        fit.when().country().isEmpty()
            && (fit.entry().phones().findAny().isEmpty() || fit.entry().hasEmail());
    return condition(within || unplaced, "where the contacts are");
  }

  private static <T> Answer named(Set<T> named, Supplier<T> actual) {
    if (named.isEmpty()) {
      return allowed("not named");
    }
    T value = actual.get();
    return condition(value != null && named.contains(value), "named");
  }

  private static Answer condition(boolean holds, String subject) {
    return holds
        ? allowed(subject + ", as the plan wants")
        : refused(subject + ", not as the plan wants");
  }

  // --- any contact

  private static Answer contactOk(Candidate candidate) {
    Contact contact = candidate.contact();
    ContactStatus status = candidate.status();
    HoldReason reason =
        switch (status) {
          case OK, INVALID, SUPPRESSED, SUPERSEDED, DEAD -> NO_CONTACT;
          case AMBIGUOUS -> contact.kind() == ContactKind.PHONE ? AMBIGUOUS_PHONE : NO_CONTACT;
          case SHARED -> SHARED_CONTACT;
        };
    return holds(status == ContactStatus.OK, "status ok", "status " + status.code(), reason);
  }

  private static Answer notShared(Candidate candidate) {
    Integer threshold = candidate.entry().routing().sharedContactThreshold();
    return holds(
        threshold == null || candidate.sharing() < threshold,
        "not on as many records as count as shared",
        "on " + candidate.sharing() + " records; from " + threshold + " on it counts as shared",
        SHARED_CONTACT);
  }

  private static Answer inCountry(Candidate candidate) {
    Contact contact = candidate.contact();
    return holds(
        contact.kind() == ContactKind.EMAIL
            || (contact.country() != null
                && candidate.plan().when().reachable().contains(contact.country())),
        "in a country of the plan",
        "not in a country of the plan (without country: only the United States)",
        NO_CONTACT);
  }

  private static Answer onlyOnce(Candidate candidate) {
    return candidate.sameAs() == null
        ? allowed("no other contact of the entry has this value")
        : refused("the same value as " + candidate.sameAs());
  }

  // --- relays

  private static Answer notVetoed(Candidate candidate) {
    return holds(
        !candidate.vetoed(),
        "no veto",
        candidate.vetoOutlasts()
            ? "vetoed by what counsel signed, though it is no longer in the files"
            : "vetoed",
        RELAY_VETOED);
  }

  private static Answer vetoesKnown(Candidate candidate) {
    return holds(
        candidate.vetoesKnown(),
        "every batch can be read",
        "a batch cannot be read, and it may hold a veto",
        RELAY_UNAPPROVED);
  }

  private static Answer relayAllowed(Candidate candidate) {
    return holds(
        candidate.entry().routing().levels().relay() != null,
        "levels.relay is written",
        "the routing gives relays no level",
        RELAY_UNAPPROVED);
  }

  private static Answer relayApproved(Candidate candidate) {
    Relays.Standing standing = candidate.standing();
    return holds(
        standing.approved() || standing.lapsed() || candidate.kind() != null,
        "listed in a batch, or approved as a kind",
        "neither listed in a batch in force, nor approved as a kind",
        RELAY_UNAPPROVED);
  }

  /** What ended one approval does not end another; a consent taken back ends the kind as well. */
  private static Answer approvalNotExpired(Candidate candidate) {
    Relays.Standing standing = candidate.standing();
    boolean lapsed = standing.lapsed() && candidate.kind() == null;
    return holds(
        standing.approved() || !(lapsed || standing.revoked()),
        "the approval is not over",
        "the approval is over: expired, or the consent was revoked",
        RELAY_UNAPPROVED);
  }

  private static Answer kindNotAtHome(Candidate candidate) {
    return holds(
        candidate.standing().approved() || candidate.kind() == null || !candidate.maybeAtHome(),
        "not approved as a kind in the person's own country",
        "a relay in the person's own country is approved one by one only",
        RELAY_UNAPPROVED);
  }

  private static Answer notOfMinor(Candidate candidate) {
    Ternary minor = candidate.entry().minor();
    return holds(
        minor == Ternary.NO || candidate.plan().when().minor().contains(minor),
        "the person is an adult, or the plan names minors",
        "the person is a minor, or may be, and the plan does not say so",
        MINOR);
  }

  private static Answer textNotIdentical(Candidate candidate) {
    return holds(
        candidate.sharing() < 2 || candidate.nameAllowed(),
        "no one else's relay, or the text may say whom it asks for",
        "the relay of several persons, and the texts would be identical",
        SHARED_CONTACT);
  }

  private static Answer relayLanguageKnown(Candidate candidate) {
    HoldReason reason = candidate.language().refused();
    return reason == null
        ? allowed("the relay's language is known")
        : refused("the relay's language is not known, and the person's is not assumed", reason);
  }

  // --- any text

  private static Answer textIsRead(Candidate candidate) {
    boolean heard = candidate.language().heard(candidate.text());
    return holds(
        !heard, "a text is an answer", "a language that is heard, not read", ORAL_LANGUAGE);
  }

  private static Answer textApproved(Candidate candidate) {
    return holds(
        candidate.text() == null || candidate.text().approved(),
        "the text is as counsel approved it",
        "the text is not as counsel approved it",
        TEMPLATE_UNAPPROVED);
  }

  private static Answer textExists(Candidate candidate) {
    return holds(
        candidate.level() != null,
        "there is a text",
        "no usable text for this reader and channel within the level",
        NO_TEMPLATE);
  }

  private static Answer levelWithinMaximum(Candidate candidate) {
    return holds(
        candidate.level() == null
            || (candidate.max() != null && !candidate.level().above(candidate.max())),
        "within the highest level allowed",
        "above the highest level allowed",
        NO_TEMPLATE);
  }

  @SafeVarargs
  private static <T> List<Rule<T>> join(List<Rule<T>>... lists) {
    return Stream.of(lists).flatMap(List::stream).toList();
  }
}
