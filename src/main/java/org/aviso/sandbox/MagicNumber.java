package org.aviso.sandbox;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What becomes of a text, by the last two digits of a fictitious number +1 … 555 01xx. Every other
 * is delivered.
 */
enum MagicNumber {
  DELIVERED("queued", "sent", "delivered"),
  /** 90: not a number one can text. */
  INVALID,
  /** 91: the phone is off. */
  UNREACHABLE("queued", "sent", "undelivered:30003"),
  /** 92: said STOP before. */
  OPTED_OUT,
  /** 93: no such phone. */
  UNKNOWN("queued", "failed:30005"),
  /** 94: sent, and no receipt ever comes. */
  SILENT("queued", "sent"),
  /** 95: accepted, but the answer comes when the client has given up. */
  SLOW("queued", "sent", "delivered"),
  /** 96: refused once for haste. */
  THROTTLED("queued", "sent", "delivered"),
  /** 97: accepted, but the answer says otherwise. */
  BROKEN_AFTER("queued", "sent", "delivered"),
  /** 98: broken once, and not accepted. */
  BROKEN_BEFORE("queued", "sent", "delivered");

  private static final Pattern FICTITIOUS = Pattern.compile("\\+1\\d{3}55501(\\d\\d)");
  private static final int FIRST = 90;

  /**
   * The statuses it passes through after acceptance, each with its error code after a colon where
   * it has one.
   */
  final List<String> life;

  MagicNumber(String... life) {
    this.life = List.of(life);
  }

  static MagicNumber of(String to) {
    Matcher matcher = FICTITIOUS.matcher(to);
    int ending = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    return ending < FIRST || ending - FIRST + 1 >= values().length
        ? DELIVERED
        : values()[ending - FIRST + 1];
  }
}
