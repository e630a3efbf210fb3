package org.aviso.routing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;
import org.aviso.template.Channel;
import org.aviso.template.Level;
import org.aviso.template.TextLanguages;

/** What the rules ask of one notice's templates. Texts that may not be used do not exist here. */
public interface NoticeTexts {
  /**
   * The template for a reader: the tag itself, a variant that is safe, or the first there is of
   * those counsel listed for it.
   */
  Optional<Chosen> choose(LanguageTag wanted, Map<LanguageTag, List<LanguageTag>> fallback);

  /** The highest level not above {@code max} that has a usable text. */
  Optional<Level> highest(LanguageTag tag, Owner to, Channel channel, Level max);

  /**
   * Whether the texts of these languages, one after the other, are short enough for one message of
   * the channel.
   */
  default boolean fits(TextLanguages languages, Owner to, Channel channel, Level level) {
    return true;
  }

  /**
   * @param languages the template's; several are sent together
   * @param fallback reached over a pair counsel listed
   * @param audio the template is to be heard ({@code modality: audio}); no text in it is an answer
   * @param approved its texts are in force
   */
  record Chosen(TextLanguages languages, boolean fallback, boolean audio, boolean approved) {
    public Chosen(LanguageTag tag, boolean fallback, boolean audio) {
      this(TextLanguages.of(tag), fallback, audio, true);
    }
  }
}
