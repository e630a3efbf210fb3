package org.aviso.config;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the text of a setting becomes a value.
 *
 * @param rule what a text must be, in words that complete "is not …"
 * @param reading text and the folder relative paths start from, to the value; any RuntimeException
 *     means the text breaks the rule
 */
record Form<T>(String rule, BiFunction<String, Path, T> reading) {
  private static final Pattern DURATION_TEXT = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
  private static final Pattern CLOCK_TEXT =
      Pattern.compile("(?:(\\d\\S+)|)\\s*(?:skip|x[1-9][0-9]{0,5}|)");

  /** What a notice may print; a line end or a tab in it would break out of its place there. */
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\u2028\\u2029]");

  /** RFC 5321 §4.1.2, without quotes: one dot-atom and one host, as composed mail will have it. */
  private static final Pattern MAILBOX_TEXT =
      Pattern.compile(
          "[\\w!#$%&'*+/=?^`{|}~-]+(\\.[\\w!#$%&'*+/=?^`{|}~-]+)*"
              + "@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");

  static final Form<String> TEXT =
      of(
          "a text of one line, without tabs or control characters",
          text -> matching(text, !CONTROL.matcher(text).find()));
  static final Form<String> MAILBOX =
      of(
          "one bare address such as notices@example.org, without a name or angle brackets",
          text -> matching(text, MAILBOX_TEXT.matcher(text).matches()));
  static final Form<Secret> SECRET = of("a text", Secret::new);
  static final Form<Path> PATH =
      new Form<>("a path", (text, base) -> base.resolve(text).normalize());
  static final Form<Boolean> SWITCH = of("true or false", Form::truth);
  static final Form<Duration> DURATION =
      of("a duration: a number and ms, s, m, h or d, such as 90s", Form::duration);
  static final Form<List<Duration>> DURATIONS =
      of(
          "a list of durations separated by commas, such as 1m,5m,30m",
          text -> parts(text).map(Form::duration).toList());
  static final Form<List<String>> NAMES =
      of("a list separated by commas", text -> parts(text).toList());
  static final Form<Integer> PORT = whole("a port, 0 (a free one) to 65535", 0, 65_535);
  static final Form<Integer> LIMIT =
      of(
          "a whole number from 1, or unlimited",
          text -> text.equals("unlimited") ? Integer.MAX_VALUE : between(text, 1));
  static final Form<BigDecimal> MONEY = of("an amount such as 250 or 99.50", Form::money);
  static final Form<LocalDate> DAY = of("a date such as 2027-01-31", LocalDate::parse);
  static final Form<URI> WEB_ADDRESS =
      of("an address that starts with http:// or https:// and names a host", Form::web);
  static final Form<String> CLOCK =
      of("a clock: real, or 2027-01-05T18:00Z, alone or with skip or x60", Form::clock);

  static <T> Form<T> of(String rule, Function<String, T> reading) {
    return new Form<>(rule, (text, base) -> reading.apply(text));
  }

  static Form<Integer> from(int least) {
    return of("a whole number from " + least, text -> between(text, least));
  }

  static <E extends Enum<E>> Form<E> choice(Class<E> type) {
    return of("one of " + words(type), text -> named(type, text));
  }

  /** {@code all}, or some of the words. */
  static <E extends Enum<E>> Form<Set<E>> choices(Class<E> type) {
    return of(
        "all, or some of " + words(type) + " separated by commas",
        text ->
            text.equals("all")
                ? EnumSet.allOf(type)
                : EnumSet.copyOf(parts(text).map(word -> named(type, word)).toList()));
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String matching(String text, boolean matches) {
    if (!matches) {
      throw new IllegalArgumentException();
    }
    return text;
  }

  private static Form<Integer> whole(String rule, int least, int most) {
    return of(
        rule,
        text -> {
          int number = between(text, least);
          if (number > most) {
            throw new IllegalArgumentException();
          }
          return number;
        });
  }

  private static int between(String text, int least) {
    int number = Integer.parseInt(text);
    if (number < least) {
      throw new IllegalArgumentException();
    }
    return number;
  }

  private static boolean truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException();
    };
  }

  private static Duration duration(String text) {
    Matcher matcher = DURATION_TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException();
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  private static BigDecimal money(String text) {
    var amount = new BigDecimal(text);
    if (amount.signum() <= 0) {
      throw new IllegalArgumentException();
    }
    return amount;
  }

  private static URI web(String text) {
    URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    if (uri.getHost() == null || !Set.of("http", "https").contains(uri.getScheme())) {
      throw new IllegalArgumentException();
    }
    return uri;
  }

  private static String clock(String text) {
    Matcher matcher = CLOCK_TEXT.matcher(text);
    if (text.equals("real")) {
      return text;
    }
    if (!matcher.matches()) {
      throw new IllegalArgumentException();
    }
    if (matcher.group(1) != null) {
      OffsetDateTime.parse(matcher.group(1));
    }
    return text;
  }

  private static <E extends Enum<E>> E named(Class<E> type, String word) {
    return Stream.of(type.getEnumConstants())
        .filter(value -> word(value).equals(word))
        .findFirst()
        .orElseThrow();
  }

  private static String words(Class<? extends Enum<?>> type) {
    return Stream.of(type.getEnumConstants()).map(Form::word).collect(Collectors.joining(", "));
  }

  private static Stream<String> parts(String text) {
    return Stream.of(text.split(",", -1)).map(String::strip).peek(Form::requireFilled);
  }

  private static void requireFilled(String part) {
    if (part.isEmpty()) {
      throw new IllegalArgumentException();
    }
  }
}
