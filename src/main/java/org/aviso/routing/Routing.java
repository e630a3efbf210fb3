package org.aviso.routing;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aviso.person.Custody;
import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;
import org.aviso.person.Ternary;
import org.aviso.template.Channel;
import org.aviso.template.Level;

/**
 * Counsel's {@code routing.yaml} of one notice: who is told what, over which ways, in which order.
 *
 * @param sendUntil last day anything leaves; null: no end
 * @param fallback for a language without template of its own, the others counsel accepts, best
 *     first
 * @param unknownLanguage languages sent together when the person's is unknown; empty: hold
 * @param quietHours SMS only, local to the called party; null: none
 * @param sharedContactThreshold from so many persons on, a contact is shared; null: never
 * @param resendEmailInDoubt one further try, flagged; else an email in doubt is held
 * @param autoWaves {@code waves: auto} is written
 * @param supersedes the notice this one replaces, null when none
 * @param plans the first that matches is the entry's
 * @param digest SHA-256 (hex) of the file's bytes
 */
public record Routing(
    String notice,
    int version,
    LocalDate sendUntil,
    Map<LanguageTag, List<LanguageTag>> fallback,
    List<LanguageTag> unknownLanguage,
    Levels levels,
    Kinds relay,
    QuietHours quietHours,
    Integer sharedContactThreshold,
    Reach reach,
    boolean resendEmailInDoubt,
    Verify verify,
    boolean autoWaves,
    String supersedes,
    List<Plan> plans,
    String digest) {
  public Routing {
    fallback = Map.copyOf(fallback);
    unknownLanguage = List.copyOf(unknownLanguage);
    plans = List.copyOf(plans);
  }

  /**
   * The highest disclosure.
   *
   * @param unverified by channel, for a member's contact that may be a stranger's by now
   * @param verified by channel, for a contact shown to be the member's own
   * @param relay null: no relay may be told anything
   */
  public record Levels(Map<Channel, Level> unverified, Map<Channel, Level> verified, Level relay) {
    public Levels {
      unverified = Map.copyOf(unverified);
      verified = Map.copyOf(verified);
    }

    Level forMember(boolean isVerified, Channel channel) {
      return (isVerified ? verified : unverified).get(channel);
    }
  }

  /**
   * Relays approved as a kind.
   *
   * @param validFor how long an approval holds, counted from its signature
   * @param relations canonical relation to the highest level it may be told
   */
  public record Kinds(Duration validFor, Map<String, Level> relations) {
    public Kinds {
      relations = Map.copyOf(relations);
    }
  }

  /** From inclusive, to exclusive; usually across midnight. */
  public record QuietHours(LocalTime from, LocalTime to) {}

  /** What else counts as reached. */
  public record Reach(boolean emailUnbounced, boolean relayTold) {}

  /** What makes a member's contact verified. */
  public record Verify(boolean byInbound, boolean byStaff) {}

  public record Plan(String id, When when, List<Step> steps) {
    public Plan {
      steps = List.copyOf(steps);
    }

    boolean sendsTo(Owner owner) {
      return steps.stream().anyMatch(step -> step.to() == owner && !step.task());
    }

    boolean calls() {
      return steps.stream().anyMatch(step -> step.by().contains(Channel.CALL));
    }
  }

  /** What a plan asks of an entry; all must hold. Empty: not named, and then nothing is assumed. */
  public record When(
      Set<Custody> custody,
      Set<String> country,
      Set<String> nationality,
      Set<LanguageTag> language,
      Set<String> facility,
      Set<Ternary> minor,
      Set<Ternary> represented,
      Set<String> list) {
    public When {
      custody = Set.copyOf(custody);
      country = Set.copyOf(country);
      nationality = Set.copyOf(nationality);
      language = Set.copyOf(language);
      facility = Set.copyOf(facility);
      minor = Set.copyOf(minor);
      represented = Set.copyOf(represented);
      list = Set.copyOf(list);
    }

    /** Where a contact may be: the countries named, else the United States. */
    public Set<String> reachable() {
      return country.isEmpty() ? Set.of("US") : country;
    }
  }

  /**
   * One step.
   *
   * @param to whom it is for
   * @param by the channels in the order tried; only a relay step has more than one
   * @param firstOnly {@code contacts: first}
   */
  public record Step(
      String id,
      Owner to,
      List<Channel> by,
      Duration after,
      PlannedStep.Unless unless,
      boolean firstOnly,
      boolean repeat) {
    public Step {
      by = List.copyOf(by);
    }

    /** Done by people, not sent. */
    public boolean task() {
      return switch (by.get(0)) {
        case SMS, EMAIL -> false;
        case LETTER, CALL, VISIT -> true;
      };
    }
  }
}
