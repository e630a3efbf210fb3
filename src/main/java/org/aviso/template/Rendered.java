package org.aviso.template;

import org.aviso.person.LanguageTag;

/**
 * A text ready to leave, NFC. Personal: prints nothing of itself.
 *
 * @param key what it is
 * @param tag the language it is in
 * @param rightToLeft the base direction of text and html
 * @param subject null for SMS
 * @param text plain text, line feeds only, no final one
 * @param html null for SMS
 * @param templateDigest SHA-256 (hex) of the folder of that tag
 */
public record Rendered(
    TextKey key,
    LanguageTag tag,
    boolean rightToLeft,
    String subject,
    String text,
    String html,
    String templateDigest) {
  @Override
  public String toString() {
    return "Rendered[" + key + " " + tag + "]";
  }
}
