package org.aviso.routing.approval;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A record that narrows, unsigned: {@code retire.<fingerprint>.yaml}, {@code
 * revoke.<fingerprint>.yaml}, {@code withdraw.<approval>.yaml}. It binds by its name alone, so that
 * a damaged one still does.
 *
 * @param subject a fingerprint, or an approval's id
 * @param at when; {@code Instant.MIN} where it cannot be read, which narrows most
 */
record Narrowing(Kind kind, String subject, Instant at) {
  private static final Pattern NAME =
      Pattern.compile("(retire|revoke|withdraw)\\.([A-Za-z0-9-]+)\\.yaml");
  private static final Pattern AT = Pattern.compile("(?m)^at: \"([^\"]+)\"$");

  /** What it takes away. */
  enum Kind {
    RETIRE,
    REVOKE,
    WITHDRAW;

    /** The name of such a record's file, without {@code .yaml}. */
    String of(String subject) {
      return name().toLowerCase(Locale.ROOT) + "." + subject;
    }
  }

  /** Empty when the name is no narrowing record's. */
  static Optional<Narrowing> of(String file, byte[] bytes) {
    return of(file, at(bytes));
  }

  /** The same of a record whose moment is known. */
  static Optional<Narrowing> of(String file, Instant at) {
    Matcher matcher = NAME.matcher(file);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Kind kind = Kind.valueOf(matcher.group(1).toUpperCase(Locale.ROOT));
    return Optional.of(new Narrowing(kind, matcher.group(2), at));
  }

  /** Of its file, without {@code .yaml}. */
  String name() {
    return kind.of(subject);
  }

  /** The earlier of two moments that could be read. */
  static Instant earlier(Instant one, Instant other) {
    if (one.equals(Instant.MIN) || other.equals(Instant.MIN)) {
      return one.equals(Instant.MIN) ? other : one;
    }
    return one.isBefore(other) ? one : other;
  }

  private static Instant at(byte[] bytes) {
    Matcher matcher = AT.matcher(new String(bytes, StandardCharsets.UTF_8));
    try {
      return matcher.find() ? Instant.parse(matcher.group(1)) : Instant.MIN;
    } catch (DateTimeException e) {
      return Instant.MIN;
    }
  }

  static byte[] file(String name, Instant at, String systemUser) {
    int dot = name.indexOf('.');
    return ("# Narrows, at once. Its name alone binds; what it says is for the record.\n"
            + name.substring(0, dot)
            + ": \""
            + name.substring(dot + 1)
            + "\"\nat: \""
            + at
            + "\"\nsystem-user: \""
            + systemUser.replaceAll("[^A-Za-z0-9._-]", "?")
            + "\"\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}
