package org.aviso.template;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aviso.person.LanguageTag;
import org.aviso.template.TextName.Part;

/** The rules every text is read by. One flaw makes the text inert, even if approved. */
enum TextRule {
  PLAIN_FIELDS(text -> text.source.flaws()),

  /** {@code {sender}} is no field: a reader would see it as it stands. */
  FIELDS_IN_DOUBLE_BRACES(
      text ->
          Draft.SINGLE_BRACES
              .matcher(text.source.written())
              .results()
              .map(
                  found ->
                      new Flaw(
                          text.source.line(found.start()),
                          "{" + found.group(1) + "} is printed as it stands",
                          "write {{" + found.group(1) + "}}"))
              .toList()),

  FIELDS_WITHIN_LEVEL(
      text ->
          text.source.fields().stream()
              .filter(field -> field.lowest().above(text.name.level()))
              .map(
                  field ->
                      new Flaw(
                          text.source.line(field),
                          "{{" + field.code() + "}} is above level " + text.name.level().shown(),
                          "remove it, or put it into a text of " + field.lowest().shown()))
              .toList()),

  NO_FORBIDDEN_WORD(text -> text.forbidden(text.name.level(), Integer.MAX_VALUE)),

  /** A contact may not be the member's any more: what shows on a locked screen is L1 at most. */
  OPENING_AT_L1(
      text -> {
        if (!text.name.email() || !text.name.level().above(Level.L1)) {
          return List.of();
        }
        return text.forbidden(
            Level.L1, text.name.part() == Part.SUBJECT ? Integer.MAX_VALUE : Draft.OPENING);
      }),

  NOT_EMPTY(
      text ->
          text.visible.isBlank() && text.source.fields().isEmpty()
              ? List.of(new Flaw(1, "the text is empty", "write it, or remove the file"))
              : List.of()),

  SENDER_NAMED(
      text -> {
        Set<Field> fields = text.source.fields();
        boolean named =
            fields.contains(Field.SENDER)
                || (text.name.level().above(Level.L0) && fields.contains(Field.ORGANISATION));
        return named || text.name.part() == Part.SUBJECT
            ? List.of()
            : List.of(new Flaw(1, "the text does not say who sends it", "print {{sender}}"));
      }),

  /** Domain rule: every text message and email says how to stop. The answer to STOP need not. */
  WAY_TO_STOP(
      text -> {
        boolean asked =
            text.name.reply() != Reply.STOP
                && (text.name.sms() || (text.name.email() && text.name.part() != Part.SUBJECT));
        return !asked || text.words.tellsHowToStop(text.visible, text.tag)
            ? List.of()
            : List.of(
                new Flaw(
                    1,
                    "the text names no word that stops further messages",
                    "name one of the stop words in config/forbidden-words.yaml, such as STOP"));
      }),

  /** Where a text cannot be answered, the word STOP reaches nobody: a call must. */
  CALL_IN_WAY(
      text ->
          text.name.sms()
                  && !text.countries.oneWay().isEmpty()
                  && !text.source.fields().contains(Field.CALLBACK_PHONE)
              ? List.of(
                  new Flaw(
                      1,
                      "the text gives no number to call, and in "
                          + String.join(", ", text.countries.oneWay())
                          + " nobody can answer it",
                      "print {{callback_phone}}, or correct config/sms-countries.yaml"))
              : List.of()),

  /** What stands in the name's place is part of the text, and no freer. */
  RELATIVE_WORDED(
      text -> {
        if (!text.source.fields().contains(Field.ASKED_FOR)) {
          return List.of();
        }
        int line = text.source.line(Field.ASKED_FOR);
        String relative = text.meta.yourRelative();
        return relative.isEmpty()
            ? List.of(
                new Flaw(
                    line,
                    "{{asked_for}} needs words for when the name may not be said",
                    "write your_relative in meta.yaml"))
            : text.words.all(relative, text.name.level(), text.tag).stream()
                .map(
                    hit ->
                        new Flaw(
                            line,
                            "your_relative of meta.yaml says \""
                                + hit.word()
                                + "\", which may not be said at level "
                                + text.name.level().shown(),
                            "word it otherwise there"))
                .toList();
      }),

  /** More than one line in a subject is how headers are smuggled in. */
  SUBJECT_ONE_LINE(
      text ->
          text.name.part() == Part.SUBJECT && text.source.written().indexOf('\n') >= 0
              ? List.of(new Flaw(2, "a subject has one line", "join the lines"))
              : List.of()),

  NO_CONTROL_CHARACTERS(
      text -> {
        Matcher control = Draft.CONTROL.matcher(text.source.written());
        return control.find()
            ? List.of(
                new Flaw(
                    text.source.line(control.start()),
                    String.format(
                        "holds the control character U+%04X", (int) control.group().charAt(0)),
                    "remove it"))
            : List.of();
      }),

  /** Twilio refuses longer bodies (21617). */
  SMS_NOT_TOO_LONG(
      text ->
          text.name.sms() && text.source.written().length() > Draft.LONGEST_SMS
              ? List.of(
                  new Flaw(1, "is longer than " + Draft.LONGEST_SMS + " characters", "shorten it"))
              : List.of()),

  HTML_SAYS_LANGUAGE_AND_DIRECTION(
      text -> {
        if (text.name.part() != Part.HTML) {
          return List.of();
        }
        String direction = text.tag.rightToLeft() ? "rtl" : "ltr";
        Matcher html = Draft.HTML_ELEMENT.matcher(text.source.written());
        return html.find()
                && html.group().contains("lang=\"" + text.tag + "\"")
                && html.group().contains("dir=\"" + direction + "\"")
            ? List.of()
            : List.of(
                new Flaw(
                    1,
                    "the html does not say its language and direction",
                    "begin with <html lang=\"" + text.tag + "\" dir=\"" + direction + "\">"));
      }),

  /** Nothing that loads, runs, hides or marks the reader. */
  HTML_HARMLESS(text -> text.name.part() == Part.HTML ? Draft.harmful(text.source) : List.of());

  private final Function<Draft, List<Flaw>> rule;

  TextRule(Function<Draft, List<Flaw>> rule) {
    this.rule = rule;
  }

  /** Empty when the text keeps the rule. */
  List<Flaw> broken(Draft text) {
    return rule.apply(text);
  }

  /** One file with all the rules look at. */
  static final class Draft {
    /** Characters a mail reader shows of a message before it is opened. */
    private static final int OPENING = 150;

    private static final int LONGEST_SMS = 1_600;

    /** Controls, and characters that turn the direction of what follows, out of sight. */
    private static final Pattern CONTROL =
        Pattern.compile("[\\p{Cc}&&[^\\n\\t]]|[\\u202A-\\u202E]");

    /** A field's name in one pair of braces, or in those of a Chinese keyboard. */
    private static final Pattern SINGLE_BRACES =
        Pattern.compile(
            Stream.of(Field.values())
                .map(Field::code)
                .collect(
                    Collectors.joining(
                        "|", "(?:(?<!\\{)\\{|\uFF5B)\\s*(", ")\\s*(?:\\}(?!\\})|\uFF5D)")));

    private static final Pattern HTML_ELEMENT = Pattern.compile("<html\\b[^>]*>");
    private static final Pattern TAG = Pattern.compile("<(/?)([a-zA-Z][a-zA-Z0-9]*)\\b([^<>]*)>");

    /** Elements that end no word: what stands before and after them is read as one. */
    private static final Pattern WITHIN_A_LINE =
        Pattern.compile("(?i)</?(?:span|bdi|bdo|strong|em|b|i|u|small|a)\\b[^<>]*>");

    private static final Pattern HIDDEN =
        Pattern.compile(
            "(?i)\\bdisplay\\s*:\\s*none|\\bvisibility\\s*:\\s*(hidden|collapse)"
                + "|\\b(font-size|opacity|max-height|max-width)\\s*:\\s*0(?![.]?[1-9])");

    /** Characters that take no room, which push a word out of the opening and out of no sight. */
    private static final Pattern UNSEEN =
        Pattern.compile("[\\p{Cf}\\u034F\\u115F\\u1160\\u2800\\u3164\\uFFA0]");

    private static final Pattern GAP = Pattern.compile("[\\s\\p{Z}]+");
    private static final Pattern ENTITY = Pattern.compile("&(amp|lt|gt|quot|#39);");
    private static final Set<String> ELEMENTS =
        Set.of(
            "html",
            "head",
            "meta",
            "title",
            "style",
            "body",
            "header",
            "main",
            "footer",
            "section",
            "article",
            "div",
            "p",
            "span",
            "bdi",
            "bdo",
            "br",
            "hr",
            "h1",
            "h2",
            "h3",
            "h4",
            "ul",
            "ol",
            "li",
            "dl",
            "dt",
            "dd",
            "strong",
            "em",
            "b",
            "i",
            "u",
            "small",
            "a",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "caption",
            "blockquote");

    private final TextName name;
    private final TextSource source;
    private final LanguageTag tag;
    private final TemplateMeta meta;
    private final ForbiddenWords words;
    private final SmsCountries countries;

    /** What a reader sees of it, fields left out. */
    private final String visible;

    Draft(
        TextName name,
        TextSource source,
        LanguageTag tag,
        TemplateMeta meta,
        ForbiddenWords words,
        SmsCountries countries) {
      this.name = name;
      this.source = source;
      this.tag = tag;
      this.meta = meta;
      this.words = words;
      this.countries = countries;
      String bare = source.filled(field -> "");
      this.visible = name.part() == Part.HTML ? withoutMarkup(bare) : bare;
    }

    /**
     * Words are looked for in what is written (attributes, comments) and in what is seen.
     *
     * @param before a word counts that a reader sees begin before so many characters
     */
    private List<Flaw> forbidden(Level level, int before) {
      List<ForbiddenWords.Hit> written = words.all(source.written(), level, tag);
      List<ForbiddenWords.Hit> seen =
          words.all(visible, level, tag).stream().filter(hit -> shownBefore(hit) < before).toList();
      List<Flaw> flaws = new ArrayList<>();
      Set<String> named = new HashSet<>();
      for (ForbiddenWords.Hit hit : before == Integer.MAX_VALUE ? written : seen) {
        named.add(hit.word());
        flaws.add(flaw(hit.word(), level, before, line(hit, written)));
      }
      seen.stream()
          .map(ForbiddenWords.Hit::word)
          .filter(named::add)
          .forEach(word -> flaws.add(flaw(word, level, before, 1)));
      return flaws.stream().distinct().toList();
    }

    /** Characters a reader sees before it; a mail reader shows a gap of any length as one. */
    private int shownBefore(ForbiddenWords.Hit hit) {
      String shown = UNSEEN.matcher(visible.substring(0, hit.at())).replaceAll("");
      String close = GAP.matcher(shown).replaceAll(" ").stripLeading();
      return close.codePointCount(0, close.length());
    }

    /** Of a word that is seen, the line where it is first written; 1 where a field divides it. */
    private int line(ForbiddenWords.Hit hit, List<ForbiddenWords.Hit> written) {
      return written.contains(hit)
          ? source.line(hit.at())
          : written.stream()
              .filter(one -> one.word().equals(hit.word()))
              .map(one -> source.line(one.at()))
              .findFirst()
              .orElse(1);
    }

    private static Flaw flaw(String word, Level level, int before, int line) {
      return new Flaw(
          line,
          "\""
              + word
              + "\" may not be said "
              + (before == OPENING
                  ? "in the first " + OPENING + " characters of an email"
                  : "at level " + level.shown()),
          "word it otherwise, or change config/forbidden-words.yaml");
    }

    private static String withoutMarkup(String html) {
      String lines =
          WITHIN_A_LINE.matcher(html.replaceAll("(?is)<style\\b.*?</style>", " ")).replaceAll("");
      return TAG.matcher(lines)
          .replaceAll(" ")
          .replace("&lt;", "<")
          .replace("&gt;", ">")
          .replace("&quot;", "\"")
          .replace("&#39;", "'")
          .replace("&amp;", "&")
          .replaceAll("\\s+", " ")
          .strip();
    }

    private static List<Flaw> harmful(TextSource source) {
      List<Flaw> flaws = new ArrayList<>();
      String html = source.written().replaceFirst("(?i)^<!doctype html>", "               ");
      Matcher tag = TAG.matcher(html);
      StringBuilder rest = new StringBuilder(html);
      while (tag.find()) {
        for (int i = tag.start(); i < tag.end(); i++) {
          rest.setCharAt(i, html.charAt(i) == '\n' ? '\n' : ' ');
        }
        String attributes = tag.group(3).toLowerCase(Locale.ROOT);
        if (!ELEMENTS.contains(tag.group(2).toLowerCase(Locale.ROOT))) {
          flaws.add(
              new Flaw(
                  source.line(tag.start()),
                  "the element <" + tag.group(2) + "> is not allowed",
                  "use paragraphs, headings, lists and tables"));
        } else if (attributes.contains("{{")) {
          flaws.add(
              new Flaw(
                  source.line(tag.start()),
                  "a field stands inside a tag",
                  "print fields between tags only"));
        } else if (attributes.matches("(?s).*(\\bon\\w+|\\bsrc|\\bbackground|http-equiv)\\s*=.*")
            || attributes.contains("url(")
            || attributes.contains("javascript:")) {
          flaws.add(
              new Flaw(
                  source.line(tag.start()),
                  "an attribute runs or loads something",
                  "remove it: a notice loads nothing"));
        } else if (HIDDEN.matcher(attributes).find()
            || attributes.matches("(?s).*\\shidden\\b.*")) {
          flaws.add(
              new Flaw(
                  source.line(tag.start()),
                  "an attribute hides what is written",
                  "remove it: what is sent is what is seen"));
        }
      }
      int style = html.indexOf("url(");
      if (style >= 0 || html.contains("@import")) {
        flaws.add(
            new Flaw(
                source.line(Math.max(style, 0)),
                "a style loads something",
                "remove it: a notice loads nothing"));
      }
      Matcher hidden = HIDDEN.matcher(rest);
      if (hidden.find()) {
        flaws.add(
            new Flaw(
                source.line(hidden.start()),
                "a style hides what is written",
                "remove it: what is sent is what is seen"));
      }
      int angle = rest.indexOf("<");
      if (angle >= 0) {
        flaws.add(
            new Flaw(
                source.line(angle),
                "\"<\" begins no element (comments travel with the mail)",
                "remove the comment, or write &lt;"));
      }
      Matcher ampersand = Pattern.compile("&").matcher(html);
      Matcher entity = ENTITY.matcher(html);
      while (ampersand.find()) {
        if (!entity.find(ampersand.start()) || entity.start() != ampersand.start()) {
          flaws.add(
              new Flaw(
                  source.line(ampersand.start()),
                  "only the entities &amp; &lt; &gt; &quot; &#39; are allowed",
                  "write the character itself"));
          break;
        }
      }
      return flaws;
    }
  }
}
