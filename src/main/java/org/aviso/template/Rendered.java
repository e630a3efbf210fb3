package org.aviso.template;

import org.aviso.person.LanguageTag;

/**
 * A text ready to leave, NFC. Personal: prints nothing of itself.
 *
 * @param key what it is
 * @param languages the language it is in; several when their texts stand one after the other
 * @param rightToLeft the base direction of text and html; the first language's
 * @param subject null for SMS
 * @param text plain text, line feeds only, no final one
 * @param html null for SMS
 * @param templateDigest SHA-256 (hex) of the folder of that tag; of several joined by {@code +}, in
 *     their order
 */
public record Rendered(
    TextKey key,
    TextLanguages languages,
    boolean rightToLeft,
    String subject,
    String text,
    String html,
    String templateDigest) {
  /** In one language. */
  public Rendered(
      TextKey key,
      LanguageTag tag,
      boolean rightToLeft,
      String subject,
      String text,
      String html,
      String templateDigest) {
    this(key, TextLanguages.of(tag), rightToLeft, subject, text, html, templateDigest);
  }

  @Override
  public String toString() {
    return "Rendered[" + key + " " + languages + "]";
  }
}
