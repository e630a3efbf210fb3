package org.aviso.outcome;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.aviso.delivery.ProviderAnswer;
import org.aviso.template.Channel;

/**
 * The meaning of providers' answers, decided here and nowhere else.
 *
 * <p>SMS by Twilio's error codes (www.twilio.com/docs/api/errors), email by SMTP reply (RFC 5321
 * §4.2) and enhanced status code (RFC 3463). What no table lists is permanent, unclassified and
 * announced: a default retry would write to a person again and again for a reason nobody has read.
 */
public final class Verdicts {
  private static final Map<Integer, Reason> TWILIO = new HashMap<>();

  static {
    twilio(Reason.BAD_ADDRESS, 21211, 21614, 21635, 30005, 30006);
    twilio(Reason.STOP_REQUESTED, 21610, 30004);
    twilio(Reason.CONTENT_REFUSED, 21602, 21617, 30007, 30019, 30110);
    twilio(
        Reason.ACCOUNT,
        20003,
        21408,
        21606,
        21608,
        21609,
        21612,
        21703,
        21704,
        30002,
        30024,
        30032,
        30034);
    twilio(Reason.THROTTLED, 20429);
    twilio(Reason.TRANSIENT, 20500, 20503, 21611, 30001, 30017, 30022, 30450, 30500);
    twilio(Reason.DAILY_LIMIT, 30023, 30027);
    twilio(Reason.UNREACHABLE, 30003);
    twilio(Reason.VALIDITY_EXPIRED, 30036);
    twilio(Reason.FATE_UNKNOWN, 30008, 30410);
  }

  private static final Set<Integer> NO_ENTRY = Set.of(401, 403, 404, 407);
  private static final Set<Integer> SMTP_AUTHENTICATION = Set.of(530, 534, 535, 538);

  private Verdicts() {}

  private static void twilio(Reason reason, int... codes) {
    for (int code : codes) {
      TWILIO.put(code, reason);
    }
  }

  /**
   * What an answer to our own call means; the attempt is {@code sending}, or in doubt when the
   * answer is late.
   */
  public static Judgement judge(Channel channel, ProviderAnswer answer) {
    if (answer instanceof ProviderAnswer.Accepted) {
      return new Judgement(News.ACCEPTED, Reason.ACCEPTED, null, null);
    }
    if (answer instanceof ProviderAnswer.NotSent) {
      return new Judgement(News.NOT_HANDED_OVER, Reason.NOT_HANDED_OVER, null, null);
    }
    if (answer instanceof ProviderAnswer.Unknown) {
      return new Judgement(News.NO_ANSWER, Reason.NO_ANSWER, null, null);
    }
    var refused = (ProviderAnswer.Refused) answer;
    Reason reason =
        channel == Channel.EMAIL
            ? ofSmtp(refused.httpStatus(), refused.code())
            : ofTwilio(refused.httpStatus(), refused.code());
    String code = refused.code() == null ? String.valueOf(refused.httpStatus()) : refused.code();
    return new Judgement(refusal(reason), reason, code, refused.retryAfter());
  }

  /** What an error code means that stands in a receipt; null or unreadable is unclassified. */
  static Reason ofTwilioCode(String code) {
    Integer number = number(code);
    return number == null ? Reason.UNCLASSIFIED : TWILIO.getOrDefault(number, Reason.UNCLASSIFIED);
  }

  private static Reason ofTwilio(int httpStatus, String code) {
    if (httpStatus == 429) {
      return Reason.THROTTLED; // documented as never processed, whatever the code says
    }
    if (code == null && httpStatus == 408) {
      return Reason.NO_ANSWER; // RFC 9110 §15.5.9: whoever says so did not wait for all of it
    }
    if (code == null && NO_ENTRY.contains(httpStatus)) {
      return Reason.ACCOUNT; // no error document at all: a wrong address, a proxy, a closed account
    }
    return ofTwilioCode(code);
  }

  /**
   * What an SMTP reply means.
   *
   * @param reply SMTP reply code; 0 when only the enhanced code is known
   * @param enhanced as {@code 5.1.1}; null when none came
   */
  static Reason ofSmtp(int reply, String enhanced) {
    if (SMTP_AUTHENTICATION.contains(reply)) {
      return Reason.ACCOUNT;
    }
    if (enhanced != null && !enhanced.endsWith(".0.0")) {
      return ofEnhanced(enhanced);
    }
    if (reply == 552) {
      return Reason.MAILBOX_FULL;
    }
    if (reply >= 400 && reply < 500 || enhanced != null && enhanced.startsWith("4")) {
      return Reason.TRANSIENT;
    }
    return reply == 550 || reply == 551 || reply == 553
        ? Reason.MAILBOX_UNAVAILABLE
        : Reason.UNCLASSIFIED;
  }

  private static Reason ofEnhanced(String enhanced) {
    String detail = enhanced.substring(enhanced.indexOf('.') + 1);
    if (detail.equals("2.2")) {
      return Reason.MAILBOX_FULL; // soft even as 5.2.2
    }
    if (enhanced.startsWith("4")) {
      return Reason.TRANSIENT;
    }
    return switch (detail) {
      case "1.7", "1.8", "1.9" ->
          Reason.POLICY; // the sender's address or system, not the recipient's
      case "7.8", "7.9", "7.11" -> Reason.ACCOUNT;
      case "2.3", "3.4" -> Reason.MESSAGE_REFUSED; // too big
      default -> ofSubject(detail.substring(0, 1));
    };
  }

  private static Reason ofSubject(String subject) {
    return switch (subject) {
      case "1" -> Reason.BAD_ADDRESS;
      case "2", "4" -> Reason.MAILBOX_UNAVAILABLE;
      case "6" -> Reason.MESSAGE_REFUSED;
      case "7" -> Reason.POLICY;
      default -> Reason.UNCLASSIFIED;
    };
  }

  private static News refusal(Reason reason) {
    return switch (reason.failure()) {
      case NONE -> News.ACCEPTED;
      case TEMPORARY -> News.REFUSED_FOR_NOW;
      case PERMANENT -> News.REFUSED_FOR_GOOD;
      case TECHNICAL -> News.REFUSED_TECHNICALLY;
      case UNKNOWN -> News.NO_ANSWER;
      case NOT_SENT -> News.NOT_HANDED_OVER;
    };
  }

  /** The news when the same reason is reported later, by a receipt or a bounce. */
  static News report(Reason reason) {
    return switch (reason.failure()) {
      case NONE -> News.REPORTED_UNDERWAY;
      case TEMPORARY -> News.REPORTED_FAILED_FOR_NOW;
      case PERMANENT -> News.REPORTED_FAILED_FOR_GOOD;
      case TECHNICAL -> News.REPORTED_FAILED_TECHNICALLY;
      case UNKNOWN, NOT_SENT -> News.REPORTED_FATE_UNKNOWN;
    };
  }

  private static Integer number(String code) {
    return code != null && code.matches("[0-9]{1,9}") ? Integer.valueOf(code) : null;
  }
}
