package org.aviso.routing;

import org.aviso.person.HoldReason;
import org.aviso.person.LanguageTag;

/** What the rules ask of the language tables. */
@FunctionalInterface
public interface CellLanguages {
  /**
   * @param cell the list's words, null when blank
   * @param nationality ISO 3166 alpha-2, null when unknown
   */
  Read read(String cell, String nationality);

  /**
   * @param tag null when refused
   * @param refused {@code no_language} or {@code ambiguous_language}; null when the tag is known
   * @param oral most of its speakers do not read it
   */
  record Read(LanguageTag tag, HoldReason refused, boolean oral) {
    public static Read written(LanguageTag tag) {
      return new Read(tag, null, false);
    }

    /**
     * Text is no answer: speakers do not read the language, or its template is to be heard. Where
     * counsel listed another language for it, that one's template decides.
     *
     * @param text the template chosen, null when there is none
     */
    boolean heard(NoticeTexts.Chosen text) {
      if (text == null) {
        return oral;
      }
      return text.audio() || (oral && !text.fallback());
    }

    public static Read refused(HoldReason reason) {
      return new Read(null, reason, false);
    }
  }
}
