package org.aviso.pipeline;

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
import org.aviso.template.Fields;
import org.aviso.template.ForbiddenWords;
import org.aviso.template.Level;
import org.aviso.template.Rendered;
import org.aviso.template.Renderer;
import org.aviso.template.TemplateSet;
import org.aviso.template.TextKey;

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

  Rendering(
      Attempts attempts,
      AtomicReference<Policy> policy,
      PersonReader reader,
      Senders senders,
      ForbiddenWords forbidden) {
    this.attempts = attempts;
    this.policy = policy;
    this.reader = reader;
    this.senders = senders;
    this.forbidden = forbidden;
  }

  public Message.Ready render(Claim claim) {
    Person person = reader.read(attempts.dossier(claim));
    Senders.Identity sender = senders.of(claim.level());
    Rendered rendered =
        text(
            claim.notice(),
            claim.tag(),
            new TextKey(claim.to(), claim.channel(), claim.level()),
            person,
            claim.nameAllowed(),
            claim.reference());
    Contact contact =
        person.contacts().stream()
            .filter(c -> c.id().equals(claim.contact()))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("The claimed contact does not exist"));
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

  Rendered text(
      String notice,
      LanguageTag tag,
      TextKey key,
      Person person,
      boolean nameAllowed,
      String reference) {
    Senders.Identity sender = senders.of(key.level());
    TemplateSet set =
        policy
            .get()
            .notice(notice)
            .flatMap(rules -> rules.set(tag))
            .orElseThrow(() -> new IllegalStateException("The claimed template is gone"));
    String name = sayable(person.firstName(), key.level(), tag);
    return Renderer.render(
        set,
        key,
        new Fields(
            sender.name(),
            sender.organisation(),
            name == null ? "" : name,
            key.to() == Owner.RELAY && nameAllowed ? name : null,
            sender.callbackPhone(),
            sender.callbackHours(),
            reference));
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
              doubtful.tag(),
              new TextKey(doubtful.to(), doubtful.channel(), doubtful.level()),
              reader.read(dossier),
              doubtful.nameAllowed(),
              doubtful.reference())
          .text();
    } catch (RuntimeException e) {
      return null;
    }
  }

  public Message.Unrenderable unrenderable(Claim claim) {
    return new Message.Unrenderable(claim);
  }

  public boolean toRelay(Message.Ready message) {
    return message.claim().to() == Owner.RELAY;
  }

  public boolean bySms(Message.Ready message) {
    return message.claim().channel() == Channel.SMS;
  }
}
