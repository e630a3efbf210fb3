package org.aviso.language;

import java.util.List;
import java.util.Locale;
import org.aviso.person.LanguageTag;

/** What a list's cell for a language means. */
public sealed interface LanguageDecision {
  /** How a tag was reached. */
  enum How {
    ALIAS,
    ALIAS_WITH_NATIONALITY,
    NAMED_TWICE;

    /** The name in JSON and the database: lower case, words joined by underscores. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  record Known(LanguageTag tag, How how) implements LanguageDecision {}

  /**
   * A person must say which.
   *
   * @param candidates to offer, the likeliest first; may be empty
   * @param because in plain words, never the cell's
   */
  record Ambiguous(List<LanguageTag> candidates, String because) implements LanguageDecision {
    public Ambiguous {
      candidates = List.copyOf(candidates);
    }
  }

  /**
   * @param because in plain words; quotes the cell only when it looks like a code
   */
  record Unknown(String because) implements LanguageDecision {}
}
