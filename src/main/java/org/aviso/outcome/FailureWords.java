package org.aviso.outcome;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what mail servers say in words: the codes in a diagnostic, else the phrases where no
 * specific code stands. Phrases are those seen in real bounces; the first that fits counts, policy
 * before address, so that no address is called dead for a fault of ours.
 */
final class FailureWords {
  private static final Pattern ENHANCED =
      Pattern.compile("(?<![0-9.])([245]\\.[0-9]{1,3}\\.[0-9]{1,3})(?![0-9]|\\.[0-9])");
  private static final Pattern REPLY =
      Pattern.compile("(?m)(?<![0-9.\\[:@])([45][0-9]{2})(?=[ #-]|$)");

  private static final Map<Reason, Pattern> PHRASES = new LinkedHashMap<>();

  static {
    phrases(
        Reason.MAILBOX_FULL,
        "mailbox (is |size )?(full|exceed)|over ?quota|quota exceeded|exceed(s|ed)?"
            + " .{0,200}quota|out of quota|disk quota|not enough (disk )?space|insufficient"
            + " (disk|storage|system storage)|mail ?box full|maildir over|full mailbox|account is"
            + " full|user is over|storage (limit|allocation)|would"
            + " exceed|boite.{0,200}plein|mailbox has exceeded|is full");
    phrases(
        Reason.POLICY,
        "spam|blacklist|blocklist|block"
            + " list|blocked|dnsbl|rbl|policy|dmarc|\\bspf\\b|dkim|reputation|reverse dns|ptr"
            + " record|relay(ing)? (access )?denied|relay not permitted|not permitted to"
            + " relay|authentication required|unauthenticated|access denied|banned|too many"
            + " connections|not authorized|unauthorized|virus|starttls|greylist");
    phrases(
        Reason.BAD_ADDRESS,
        "(user|recipient|mailbox|account|address)[^\\n"
            + "]{0,40}(unknown|not found|does ?n[o']t exist|not exist|no longer|invalid|not"
            + " listed|not local)|(unknown|no such|invalid|unrouteable|unrouteable mail) (local"
            + " )?(user|recipient|mailbox|account|address|host|domain|person)|host unknown|unknown"
            + " host|domain (name )?not found|host or domain name not found|does ?n[o']t have"
            + " a[^\\n"
            + "]{0,20}account|bad destination|user doesn't have|no mailbox here|no such"
            + " person|unrouteable");
  }

  private FailureWords() {}

  private static void phrases(Reason reason, String expression) {
    PHRASES.put(reason, Pattern.compile(expression, Pattern.CASE_INSENSITIVE));
  }

  /** The last enhanced code that says more than x.0.0, else any; empty when there is none. */
  static Optional<String> enhancedCode(String text) {
    Matcher matcher = ENHANCED.matcher(text);
    String found = null;
    while (matcher.find()) {
      if (found == null || !vague(matcher.group(1))) {
        found = matcher.group(1);
      }
    }
    return Optional.ofNullable(found);
  }

  /** The last lasting SMTP reply (5xx), else the last passing one (4xx), 0 when there is none. */
  static int reply(String text) {
    Matcher matcher = REPLY.matcher(text);
    int lasting = 0;
    int passing = 0;
    while (matcher.find()) {
      int code = Integer.parseInt(matcher.group(1));
      lasting = code >= 500 && code < 580 ? code : lasting;
      passing = code < 460 ? code : passing;
    }
    return lasting > 0 ? lasting : passing;
  }

  /** What the words say; empty when none is known. */
  static Optional<Reason> reason(String text) {
    return PHRASES.entrySet().stream()
        .filter(phrase -> phrase.getValue().matcher(text).find())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Says that, not what (RFC 3463 x.0.0). */
  static boolean vague(String code) {
    return code == null || code.endsWith(".0.0");
  }
}
