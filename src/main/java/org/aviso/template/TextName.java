package org.aviso.template;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.aviso.person.Owner;

/**
 * The name of a text's file: {@code <to>.<channel>.<level>[.<part>]} or {@code reply.<which>.txt}.
 *
 * @param file as it stands in the folder
 * @param key null for a reply
 * @param reply null for a text
 */
record TextName(String file, TextKey key, Reply reply, Part part) implements Comparable<TextName> {
  enum Part {
    SUBJECT(".subject.txt"),
    TEXT(".txt"),
    HTML(".html");

    private final String ending;

    Part(String ending) {
      this.ending = ending;
    }
  }

  private static final Pattern TEXT =
      Pattern.compile(
          "(member|relay|attorney)\\.(sms|email|letter)\\.(L[0-3])((\\.subject)?\\.txt|\\.html)");
  private static final Pattern REPLY = Pattern.compile("reply\\.(stop|help)\\.txt");

  /** Empty when no text is named so. */
  static Optional<TextName> of(String file) {
    Matcher reply = REPLY.matcher(file);
    if (reply.matches()) {
      return Optional.of(of(reply.group(1).equals("stop") ? Reply.STOP : Reply.HELP));
    }
    Matcher text = TEXT.matcher(file);
    if (!text.matches()) {
      return Optional.empty();
    }
    TextKey key =
        new TextKey(
            Owner.of(text.group(1)), Channel.of(text.group(2)), Level.valueOf(text.group(3)));
    return parts(key).map(part -> of(key, part)).filter(name -> name.file.equals(file)).findFirst();
  }

  static TextName of(TextKey key, Part part) {
    return new TextName(key + part.ending, key, null, part);
  }

  static TextName of(Reply reply) {
    return new TextName("reply." + reply.code() + ".txt", null, reply, Part.TEXT);
  }

  /** The files that make up one text. */
  static Stream<Part> parts(TextKey key) {
    return switch (key.channel()) {
      case SMS -> Stream.of(Part.TEXT);
      case EMAIL -> Stream.of(Part.values());
      case LETTER -> Stream.of(Part.HTML);
      case CALL, VISIT -> Stream.of();
    };
  }

  Level level() {
    return key == null ? Level.L0 : key.level();
  }

  boolean sms() {
    return key == null || key.channel() == Channel.SMS;
  }

  boolean email() {
    return key != null && key.channel() == Channel.EMAIL;
  }

  @Override
  public int compareTo(TextName other) {
    return file.compareTo(other.file);
  }
}
