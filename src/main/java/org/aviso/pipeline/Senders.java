package org.aviso.pipeline;

import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.aviso.config.Setting;
import org.aviso.config.Settings;
import org.aviso.template.Fields;
import org.aviso.template.Level;

/**
 * Who a message comes from, by its level: the neutral identity at L0, the organisation above. In
 * the sandbox what is not set is filled with names nobody can mistake for real ones.
 */
final class Senders {
  /** All a message of that level says of its sender. */
  record Identity(
      String name,
      String organisation,
      String smsFrom,
      String emailFrom,
      String replyTo,
      String callbackPhone,
      String callbackHours) {}

  private final Identity neutral;
  private final Identity organisation;
  private final String bounceDomain;
  private final String neutralBounceDomain;
  private final SortedSet<String> unset = new TreeSet<>();

  Senders(Settings settings) {
    this(settings, key -> null);
  }

  /** For looking only: what live mode lacks is said where the text would print it. */
  static Senders marking(Settings settings) {
    return new Senders(settings, key -> "[" + key + " is not set]");
  }

  private Senders(Settings settings, Function<String, String> lacking) {
    boolean sandbox = !settings.live();
    bounceDomain = or(settings, Setting.EMAIL_BOUNCE_DOMAIN, sandbox, "bounces.sample.example");
    neutralBounceDomain = settings.find(Setting.NEUTRAL_BOUNCE_DOMAIN).orElse(null);
    String organisationName =
        printed(settings, Setting.ORGANISATION, "Sample Law Project", lacking);
    organisation =
        new Identity(
            organisationName,
            organisationName,
            settings
                .find(Setting.TWILIO_MESSAGING_SERVICE_SID)
                .orElseGet(() -> or(settings, Setting.TWILIO_FROM, sandbox, "+12125550100")),
            or(settings, Setting.EMAIL_FROM, sandbox, "notices@sample.example"),
            or(settings, Setting.EMAIL_REPLY_TO, sandbox, "reply@sample.example"),
            printed(settings, Setting.CALLBACK_PHONE, "+1 212 555 0100", lacking),
            printed(settings, Setting.CALLBACK_HOURS, "9-17", lacking));
    neutral =
        new Identity(
            printed(settings, Setting.NEUTRAL_NAME, "Sample Message Desk", lacking),
            "",
            or(settings, Setting.NEUTRAL_SMS_FROM, sandbox, "+12125550199"),
            or(settings, Setting.NEUTRAL_EMAIL_FROM, sandbox, "desk@messages.example"),
            or(settings, Setting.NEUTRAL_REPLY_TO, sandbox, "desk@messages.example"),
            printed(settings, Setting.NEUTRAL_CALLBACK_PHONE, "+1 212 555 0199", lacking),
            printed(settings, Setting.NEUTRAL_CALLBACK_HOURS, "9-17", lacking));
  }

  /** Keys of what a text may print that live mode has no value for. */
  SortedSet<String> unset() {
    return unset;
  }

  private String printed(
      Settings settings, Setting<String> setting, String sample, Function<String, String> lacking) {
    String value = or(settings, setting, !settings.live(), sample);
    if (value == null || value.isBlank()) {
      unset.add(setting.key());
      return lacking.apply(setting.key());
    }
    return value;
  }

  private static String or(
      Settings settings, Setting<String> setting, boolean sandbox, String sample) {
    return settings.find(setting).orElse(sandbox ? sample : null);
  }

  /**
   * What a text may print. The organisation's name is there at every level, so that the renderer
   * can refuse a call-back that would say it; no text of L0 can print it as a field.
   *
   * @param asked null: the language's own words for "your relative"
   */
  Fields fields(Level level, String firstName, String asked, String reference) {
    Identity sender = of(level);
    return new Fields(
        sender.name(),
        organisation.organisation(),
        firstName,
        asked,
        sender.callbackPhone(),
        sender.callbackHours(),
        reference);
  }

  /**
   * Domain of the envelope sender and Message-ID: what is set, else the one the mail is from.
   *
   * @return a domain nobody has (RFC 2606 §2) where no mail of that level can be sent
   */
  String bounceDomain(Level level) {
    String set = level == Level.L0 ? neutralBounceDomain : bounceDomain;
    if (set != null) {
      return set;
    }
    String from = of(level).emailFrom();
    return from == null ? "bounces.invalid" : from.substring(from.lastIndexOf('@') + 1);
  }

  /** What every mail server is told we are called: a relay writes it into L0 messages as well. */
  String greeting() {
    boolean neutralSet = neutralBounceDomain != null || neutral.emailFrom() != null;
    return bounceDomain(neutralSet ? Level.L0 : Level.L3);
  }

  Identity of(Level level) {
    return level == Level.L0 ? neutral : organisation;
  }
}
