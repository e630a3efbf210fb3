package org.aviso.template;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Several languages in one message, one text after the other. One message, not one a language: what
 * was sent to a number once, in whatever languages, is never sent to it again.
 */
final class Together {
  /** Twilio refuses longer bodies (21617); UTF-16 units. */
  static final int LONGEST_SMS = 1_600;

  private static final String BETWEEN_TEXTS = "\n\n";
  private static final String BETWEEN_SUBJECTS = " · ";
  private static final Pattern BODY = Pattern.compile("(?is)<body\\b[^>]*>(.*?)</body>");
  private static final Pattern STYLE = Pattern.compile("(?is)<style\\b.*?</style>");

  private Together() {}

  /**
   * @param texts of one key, in the order they are to be read; at least one
   * @throws IllegalArgumentException when an SMS becomes too long to be sent as one
   */
  static Rendered of(List<Rendered> texts) {
    Rendered first = texts.get(0);
    if (texts.size() == 1) {
      return first;
    }
    String text = texts.stream().map(Rendered::text).collect(Collectors.joining(BETWEEN_TEXTS));
    if (first.key().channel() == Channel.SMS && text.length() > LONGEST_SMS) {
      throw new IllegalArgumentException(
          "The languages together are " + text.length() + " characters, over " + LONGEST_SMS);
    }
    return new Rendered(
        first.key(),
        new TextLanguages(texts.stream().flatMap(one -> one.languages().tags().stream()).toList()),
        first.rightToLeft(),
        first.subject() == null ? null : subject(texts),
        text,
        first.html() == null ? null : html(texts),
        texts.stream().map(Rendered::templateDigest).collect(Collectors.joining("+")));
  }

  /** Each set apart, so that none turns the order of its neighbours. */
  private static String subject(List<Rendered> texts) {
    boolean mixed = texts.stream().map(Rendered::rightToLeft).distinct().count() > 1;
    return texts.stream()
        .map(one -> mixed ? Renderer.setApart(one.subject()) : one.subject())
        .collect(Collectors.joining(BETWEEN_SUBJECTS));
  }

  /** Each body in an element of its own language and direction (WCAG 2.2, 3.1.2). */
  private static String html(List<Rendered> texts) {
    Set<String> styles = new LinkedHashSet<>();
    StringBuilder bodies = new StringBuilder();
    for (Rendered one : texts) {
      Matcher style = STYLE.matcher(one.html());
      while (style.find()) {
        styles.add(style.group());
      }
      Matcher body = BODY.matcher(one.html());
      bodies
          .append(bodies.isEmpty() ? "" : "<hr>\n")
          .append("<div lang=\"")
          .append(one.languages().first())
          .append("\" dir=\"")
          .append(direction(one))
          .append("\">\n")
          .append((body.find() ? body.group(1) : one.html()).strip())
          .append("\n</div>\n");
    }
    Rendered first = texts.get(0);
    return """
    <!DOCTYPE html>
    <html lang="%s" dir="%s">
    <head>
    <meta charset="utf-8">
    <title>%s</title>
    %s</head>
    <body>
    %s</body>
    </html>\
    """
        .formatted(
            first.languages().first(),
            direction(first),
            Renderer.escaped(Objects.requireNonNull(subject(texts))),
            styles.stream().map(style -> style + "\n").collect(Collectors.joining()),
            bodies);
  }

  private static String direction(Rendered text) {
    return text.rightToLeft() ? "rtl" : "ltr";
  }
}
