package org.aviso.template;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.aviso.template.TextName.Part;

/**
 * Puts the fields into a text. Plain texts take them verbatim, html escapes them; both keep them
 * from turning the direction of the words around them.
 */
public final class Renderer {
  /** Unicode isolates (UAX #9): left-to-right, first-strong, and the end of either. */
  private static final char LEFT_TO_RIGHT = '\u2066';

  private static final char FIRST_STRONG = '\u2068';
  private static final char END = '\u2069';

  private static final int USUAL_FIELD = 32;

  private static final Pattern CONTROL = Pattern.compile("\\p{Cc}|[\\u2028\\u2029]");
  private static final Pattern DIRECTION =
      Pattern.compile("[\\u200E\\u200F\\u061C\\u202A-\\u202E\\u2066-\\u2069]");

  private Renderer() {}

  /**
   * @throws IllegalArgumentException when the text is missing or has a finding, when a value it
   *     prints is missing or would break out of its place (a line end, a control character), or
   *     when a text of L0 would say the organisation. The message names the field, never the value
   */
  public static Rendered render(TemplateSet template, TextKey key, Fields fields) {
    boolean rightToLeft = template.rightToLeft();
    String subject = null;
    String text = null;
    String html = null;
    for (Part part : TextName.parts(key).toList()) {
      String filled = fill(template, TextName.of(key, part), fields);
      switch (part) {
        case SUBJECT -> subject = filled;
        case TEXT -> text = filled;
        case HTML -> html = filled;
      }
    }
    return new Rendered(key, template.tag(), rightToLeft, subject, text, html, template.digest());
  }

  /**
   * The same text in several languages, one after the other in one message.
   *
   * @param templates in the order they are to be read
   * @throws IllegalArgumentException as {@link #render(TemplateSet, TextKey, Fields)}, or when an
   *     SMS becomes too long to be sent as one
   */
  public static Rendered render(
      List<TemplateSet> templates, TextKey key, Function<TemplateSet, Fields> fields) {
    return Together.of(templates.stream().map(set -> render(set, key, fields.apply(set))).toList());
  }

  /**
   * Whether these texts, one after the other, can be sent as one message; each field is reckoned at
   * {@value #USUAL_FIELD} characters.
   */
  public static boolean fits(List<TemplateSet> templates, TextKey key) {
    if (key.channel() != Channel.SMS) {
      return true;
    }
    int length = 0;
    for (TemplateSet template : templates) {
      length +=
          template
                  .source(TextName.of(key, Part.TEXT))
                  .filled(field -> "x".repeat(USUAL_FIELD))
                  .length()
              + 2;
    }
    return length <= Together.LONGEST_SMS;
  }

  /**
   * An automatic answer, level L0.
   *
   * @throws IllegalArgumentException as {@link #render}
   */
  public static String reply(TemplateSet template, Reply reply, Fields fields) {
    return fill(template, TextName.of(reply), fields);
  }

  private static String fill(TemplateSet template, TextName name, Fields fields) {
    boolean rightToLeft = template.rightToLeft();
    for (Field field : template.source(name).fields()) {
      // The checks make such a text inert; this holds whatever they say.
      if (field.lowest().above(name.level())) {
        throw new IllegalArgumentException(
            name.file() + " prints " + field.code() + " above level " + name.level().shown());
      }
    }
    UnaryOperator<String> escape =
        name.part() == Part.HTML ? Renderer::escaped : UnaryOperator.identity();
    String filled =
        Normalizer2.getNFCInstance()
            .normalize(
                template
                    .source(name)
                    .filled(
                        field ->
                            escape.apply(isolated(value(field, fields, template), rightToLeft))));
    refuseOrganisation(name, filled, fields.organisation());
    return name.part() == Part.SUBJECT ? filled.strip() : filled;
  }

  /** Whoever chose the values or wrote the words: a call-back never says who counsel is. */
  private static void refuseOrganisation(TextName name, String filled, String organisation) {
    if (name.level() == Level.L0
        && organisation != null
        && !organisation.isBlank()
        && UCharacter.foldCase(filled, true)
            .contains(UCharacter.foldCase(organisation.strip(), true))) {
      throw new IllegalArgumentException(
          name.file() + " would say the organisation; at " + Level.L0.shown() + " it may not");
    }
  }

  private static String value(Field field, Fields fields, TemplateSet template) {
    String value = field.of(fields);
    if (field == Field.ASKED_FOR && (value == null || value.isBlank())) {
      value = template.meta().yourRelative();
    }
    String shown = value == null ? "" : DIRECTION.matcher(value).replaceAll("").strip();
    if (shown.isEmpty()) {
      if (field == Field.FIRST_NAME) {
        return ""; // many lists have none
      }
      throw new IllegalArgumentException("Field " + field.code() + " is empty; the text prints it");
    }
    if (CONTROL.matcher(value).find()) {
      throw new IllegalArgumentException(
          "Field " + field.code() + " holds a line end or control character");
    }
    return shown;
  }

  /**
   * A number in a right-to-left line would come out with its groups in reverse, a name of the other
   * direction would drag punctuation along. A value that reads as the text does is left bare: each
   * isolate costs an SMS two units.
   */
  static String isolated(String value, boolean rightToLeft) {
    boolean hasRightToLeft = value.codePoints().anyMatch(Renderer::readsRightToLeft);
    boolean hasOther =
        value
            .codePoints()
            .anyMatch(
                character ->
                    !readsRightToLeft(character)
                        && !Character.isWhitespace(character)
                        && Character.getDirectionality(character)
                            != Character.DIRECTIONALITY_NONSPACING_MARK);
    if (value.isEmpty() || (rightToLeft ? hasRightToLeft && !hasOther : !hasRightToLeft)) {
      return value;
    }
    return (hasRightToLeft ? FIRST_STRONG : LEFT_TO_RIGHT) + value + END;
  }

  private static boolean readsRightToLeft(int character) {
    byte direction = Character.getDirectionality(character);
    return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
        || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
  }

  /** In an isolate of its own; its first strong letter gives the direction. */
  static String setApart(String text) {
    return FIRST_STRONG + text + END;
  }

  static String escaped(String value) {
    StringBuilder escaped = new StringBuilder(value.length() + 16);
    for (int i = 0; i < value.length(); i++) {
      char character = value.charAt(i);
      switch (character) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(character);
      }
    }
    return escaped.toString();
  }
}
