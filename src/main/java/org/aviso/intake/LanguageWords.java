package org.aviso.intake;

import java.util.Optional;
import org.aviso.person.HoldReason;

/** What lists ask of the language table, which the next stage reads. */
public interface LanguageWords {
  /**
   * What keeps a text from being an answer to whoever the cell speaks of.
   *
   * @param cell the list's words, null when blank
   * @param nationality ISO 3166 alpha-2, null when unknown
   * @return {@code no_language}, {@code ambiguous_language} or {@code oral_language}; empty when it
   *     is one language that people read
   */
  Optional<HoldReason> doubt(String cell, String nationality);

  /** Whether two cells mean the same, whatever the nationality. */
  boolean same(String one, String other);

  /** What to write instead of a cell that means no single language, in words for staff. */
  String mend(String cell, String nationality);
}
