package org.aviso.routing;

import org.aviso.person.ContactId;
import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;
import org.aviso.template.Channel;
import org.aviso.template.Level;
import org.aviso.template.TextLanguages;

/**
 * One message a step would send to one contact.
 *
 * @param to member, relay or attorney
 * @param level the highest text that is not above any limit
 * @param languages the template's tag, which may be a variant or an approved fallback of the
 *     person's language; or several, sent together in this one message
 * @param fallback true when the tag was reached over a pair counsel listed
 * @param nameAllowed relay only: the first name may be said
 * @param approval relay only: digest of the batch or routing that approved this contact, else null
 */
public record PlannedMessage(
    ContactId contact,
    Channel channel,
    Owner to,
    Level level,
    TextLanguages languages,
    boolean fallback,
    boolean nameAllowed,
    String approval) {
  /** In one language. */
  public PlannedMessage(
      ContactId contact,
      Channel channel,
      Owner to,
      Level level,
      LanguageTag tag,
      boolean fallback,
      boolean nameAllowed,
      String approval) {
    this(contact, channel, to, level, TextLanguages.of(tag), fallback, nameAllowed, approval);
  }

  /** The first language of the message. */
  public LanguageTag tag() {
    return languages.first();
  }
}
