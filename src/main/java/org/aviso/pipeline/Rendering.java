package org.aviso.pipeline;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.aviso.delivery.OutgoingMessage;
import org.aviso.intake.PersonReader;
import org.aviso.ledger.Attempts;
import org.aviso.ledger.Attempts.Claim;
import org.aviso.ledger.Attempts.InDoubt;
import org.aviso.person.Contact;
import org.aviso.person.Dossier;
import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;
import org.aviso.person.Person;
import org.aviso.template.Channel;
import org.aviso.template.ForbiddenWords;
import org.aviso.template.Level;
import org.aviso.template.Rendered;
import org.aviso.template.Renderer;
import org.aviso.template.TemplateSet;
import org.aviso.template.TextKey;
import org.aviso.template.TextLanguages;

/**
 * A claim becomes a message: the text of its tag and level, the sender of its level, the contact's
 * address.
 */
final class Rendering {
  /** Letters and marks of any script, blanks, apostrophe, hyphen, full stop; at most 40. */
  private static final Pattern NAME = Pattern.compile("\\p{L}[\\p{L}\\p{M} '\u2019.-]{0,39}");

  private final Attempts attempts;
  private final AtomicReference<Policy> policy;
  private final PersonReader reader;
  private final Senders senders;
  private final ForbiddenWords forbidden;
  private final Clock clock;

  Rendering(
      Attempts attempts,
      AtomicReference<Policy> policy,
      PersonReader reader,
      Senders senders,
      ForbiddenWords forbidden,
      Clock clock) {
    this.attempts = attempts;
    this.policy = policy;
    this.reader = reader;
    this.senders = senders;
    this.forbidden = forbidden;
    this.clock = clock;
  }

  public Message render(Claim claim) {
    if (outdated(claim)) {
      return new Message.Outdated(claim);
    }
    Person person = reader.read(attempts.dossier(claim));
    Senders.Identity sender = senders.of(claim.level());
    Contact contact =
        person.contacts().stream()
            .filter(c -> c.id().equals(claim.contact()))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("The claimed contact does not exist"));
    refuseAboveCeiling(claim, person, contact);
    Rendered rendered =
        text(
            claim.notice(),
            claim.languages(),
            new TextKey(claim.to(), claim.channel(), claim.level()),
            person,
            claim.nameAllowed(),
            claim.reference());
    return new Message.Ready(
        claim,
        new OutgoingMessage(
            claim.attempt(),
            claim.reference(),
            claim.to(),
            claim.channel(),
            contact.value(),
            claim.channel() == Channel.SMS ? sender.smsFrom() : sender.emailFrom(),
            claim.channel() == Channel.SMS ? null : sender.name(),
            claim.channel() == Channel.SMS ? null : sender.replyTo(),
            rendered,
            claim.sendBefore()));
  }

  /** An approval may end, and a day, while a claim waits for its turn. */
  private boolean outdated(Claim claim) {
    return !policy.get().digest().equals(claim.terms().policy())
        || !today().equals(claim.terms().day());
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), clock.getZone());
  }

  public boolean outdated(Message message) {
    return message instanceof Message.Outdated;
  }

  /**
   * The rules keep each level when they plan. This looks at counsel's files once more before a text
   * is made, and at none of what the rules said.
   */
  void refuseAboveCeiling(Claim claim, Person person, Contact contact) {
    Level ceiling =
        policy
            .get()
            .notice(claim.notice())
            .flatMap(rules -> rules.ceiling(person, contact, claim.channel(), today()))
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "Counsel's files allow this contact no level at all"));
    if (contact.owner() != claim.to() || claim.level().above(ceiling)) {
      throw new IllegalStateException(
          "A text of "
              + claim.level().shown()
              + " to a "
              + contact.owner().code()
              + " who may be told "
              + ceiling.shown()
              + " at most");
    }
  }

  Rendered text(
      String notice,
      TextLanguages languages,
      TextKey key,
      Person person,
      boolean nameAllowed,
      String reference) {
    List<TemplateSet> sets =
        policy
            .get()
            .notice(notice)
            .flatMap(rules -> rules.sets(languages))
            .orElseThrow(() -> new IllegalStateException("The claimed template is gone"));
    return Renderer.render(
        sets,
        key,
        set -> {
          String name = sayable(person.firstName(), key.level(), set.tag());
          return senders.fields(
              key.level(),
              name == null ? "" : name,
              key.to() == Owner.RELAY && nameAllowed ? name : null,
              reference);
        });
  }

  /**
   * A cell of a list is nobody's approved text: printed only if it is a name by its form and says
   * nothing its level forbids; else null, and the text does without.
   */
  String sayable(String name, Level level, LanguageTag tag) {
    boolean sayable =
        name != null && NAME.matcher(name).matches() && forbidden.first(name, level, tag).isEmpty();
    return sayable ? name : null;
  }

  /**
   * The text an attempt in doubt was sent with, if rules and templates are still the same; else
   * null.
   */
  String textAgain(InDoubt doubtful, Dossier dossier) {
    try {
      return text(
              doubtful.notice(),
              doubtful.languages(),
              new TextKey(doubtful.to(), doubtful.channel(), doubtful.level()),
              reader.read(dossier),
              doubtful.nameAllowed(),
              doubtful.reference())
          .text();
    } catch (RuntimeException e) {
      return null;
    }
  }

  /** A text that could not be made: the template's fault, unless the rules changed meanwhile. */
  public Message unrenderable(Claim claim) {
    return outdated(claim) ? new Message.Outdated(claim) : new Message.Unrenderable(claim);
  }

  public boolean toRelay(Message.Ready message) {
    return message.claim().to() == Owner.RELAY;
  }

  public boolean bySms(Message.Ready message) {
    return message.claim().channel() == Channel.SMS;
  }
}
