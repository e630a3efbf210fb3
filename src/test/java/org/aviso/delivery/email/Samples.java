package org.aviso.delivery.email;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.aviso.delivery.OutgoingMessage;
import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;
import org.aviso.template.Channel;
import org.aviso.template.Level;
import org.aviso.template.Rendered;
import org.aviso.template.TextKey;

/** Messages to nobody. */
final class Samples {
  static final BounceAddress BOUNCES =
      new BounceAddress(
          "a key of the tests alone".getBytes(StandardCharsets.UTF_8),
          "bounces.example.org",
          "desk.example.org");
  static final Clock NOON = Clock.fixed(Instant.parse("2027-01-05T12:00:00Z"), ZoneOffset.UTC);
  static final MailComposer COMPOSER = new MailComposer(BOUNCES, null, NOON);

  private Samples() {}

  static long ample() {
    return System.nanoTime() + 60_000_000_000L;
  }

  static Rendered text(String tag, String subject, String text, String html) {
    return new Rendered(
        new TextKey(Owner.MEMBER, Channel.EMAIL, Level.L3),
        new LanguageTag(tag),
        new LanguageTag(tag).rightToLeft(),
        subject,
        text,
        html,
        "digest");
  }

  static OutgoingMessage to(String address, Rendered content) {
    return to(address, content, ample());
  }

  static OutgoingMessage to(String address, Rendered content, long sendBefore) {
    return new OutgoingMessage(
        1,
        "REF1",
        Owner.MEMBER,
        Channel.EMAIL,
        address,
        "office@example.org",
        "Oficina de Avisos",
        "reply@example.org",
        content,
        sendBefore);
  }

  static ComposedMail mail(long sendBefore) {
    return COMPOSER.compose(
        to("a999-000-001@example.org", text("es", "Aviso", "Hola", "<p>Hola</p>"), sendBefore));
  }

  static ComposedMail mail() {
    return mail(ample());
  }
}
