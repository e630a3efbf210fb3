package org.aviso.pipeline;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.aviso.ledger.WorkQueue.Ready;
import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;
import org.aviso.person.Person;
import org.aviso.routing.NoticeTexts;
import org.aviso.template.Channel;
import org.aviso.template.Level;
import org.aviso.template.Rendered;
import org.aviso.template.TextKey;
import org.aviso.template.TextLanguages;

/** The texts of letters, by the rules and templates as they are now. */
public final class Letters {
  private static final TextKey LETTER = new TextKey(Owner.MEMBER, Channel.LETTER, Level.L3);

  private final Policy policy;
  private final Rendering rendering;
  private final Instant now;
  private final ZoneId zone;

  public Letters(Desk desk) {
    this.policy = desk.policy();
    this.rendering =
        new Rendering(
            desk.ledger().attempts(),
            new AtomicReference<>(policy),
            desk.reader(),
            new Senders(desk.settings()),
            desk.tables().forbidden(),
            desk.clock());
    this.now = desk.clock().instant();
    this.zone = desk.clock().getZone();
  }

  /**
   * @param text null when it cannot be printed
   * @param refusal why not, else null; never a personal value
   */
  public record Answer(Rendered text, String refusal) {
    static Answer refused(String why) {
      return new Answer(null, why);
    }

    @Override
    public String toString() {
      return "Answer[" + refusal + "]";
    }
  }

  /** A plan holds for its day, as a claimed message's does: custody and approvals have dates. */
  public boolean ofAnotherDay(Ready task) {
    return !LocalDate.ofInstant(task.planned(), zone).equals(LocalDate.ofInstant(now, zone));
  }

  /** Why a task of the queue is not to be done as it stands; empty when it is. */
  public Optional<String> outOfDate(Ready task) {
    var rules = policy.notice(task.notice());
    if (rules.isEmpty() || !policy.digest().equals(task.policy())) {
      return Optional.of("the rules changed since it was planned: aviso run plans it anew");
    }
    if (ofAnotherDay(task)) {
      return Optional.of("its plan is of another day: aviso run plans it anew, then print");
    }
    Instant until = rules.get().sendUntil();
    return until != null && !now.isBefore(until)
        ? Optional.of("the routing's send-until is over")
        : Optional.empty();
  }

  /** The letter of a task to the member. */
  public Answer text(Ready task, Person person) {
    Optional<String> outOfDate = outOfDate(task);
    if (outOfDate.isPresent()) {
      return Answer.refused(outOfDate.get());
    }
    var rules = policy.notice(task.notice());
    if (!task.to().equals(Owner.MEMBER.code())) {
      return Answer.refused("there are letters to members only; write to the " + task.to());
    }
    Optional<TextLanguages> languages = languages(rules.get(), task);
    if (languages.isEmpty()) {
      return Answer.refused(
          task.language() == null
              ? "the language is not known"
              : "there is no letter people read in " + task.language());
    }
    boolean written =
        rules.get().sets(languages.get()).stream()
            .flatMap(List::stream)
            .allMatch(set -> set.usable(LETTER));
    if (!written) {
      return Answer.refused(
          "member.letter.L3.html is missing in " + languages.get() + ", or has a finding");
    }
    try {
      return new Answer(
          rendering.text(task.notice(), languages.get(), LETTER, person, false, task.reference()),
          null);
    } catch (IllegalArgumentException e) {
      return Answer.refused(e.getMessage());
    }
  }

  /** The reader's, or all that counsel listed for readers whose language nobody knows. */
  private static Optional<TextLanguages> languages(Policy.NoticeRules rules, Ready task) {
    List<LanguageTag> wanted =
        task.language() == null
            ? rules.routing().unknownLanguage()
            : List.of(new LanguageTag(task.language()));
    Map<LanguageTag, List<LanguageTag>> fallback =
        task.language() == null ? Map.of() : rules.routing().fallback();
    List<NoticeTexts.Chosen> chosen =
        wanted.stream().flatMap(tag -> rules.choose(tag, fallback).stream()).toList();
    if (wanted.isEmpty()
        || chosen.size() < wanted.size()
        || chosen.stream().anyMatch(NoticeTexts.Chosen::audio)) {
      return Optional.empty();
    }
    return Optional.of(
        new TextLanguages(
            chosen.stream().flatMap(each -> each.languages().tags().stream()).toList()));
  }
}
