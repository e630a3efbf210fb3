package org.aviso.pipeline;

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

  Senders(Settings settings) {
    boolean sandbox = !settings.live();
    String organisationName = or(settings, Setting.ORGANISATION, sandbox, "Sample Law Project");
    organisation =
        new Identity(
            organisationName,
            organisationName,
            or(settings, Setting.TWILIO_FROM, sandbox, "+12125550100"),
            or(settings, Setting.EMAIL_FROM, sandbox, "notices@sample.example"),
            or(settings, Setting.EMAIL_REPLY_TO, sandbox, "reply@sample.example"),
            or(settings, Setting.CALLBACK_PHONE, sandbox, "+1 212 555 0100"),
            or(settings, Setting.CALLBACK_HOURS, sandbox, "9-17"));
    neutral =
        new Identity(
            or(settings, Setting.NEUTRAL_NAME, sandbox, "Sample Message Desk"),
            "",
            or(settings, Setting.NEUTRAL_SMS_FROM, sandbox, "+12125550199"),
            or(settings, Setting.NEUTRAL_EMAIL_FROM, sandbox, "desk@messages.example"),
            or(settings, Setting.NEUTRAL_REPLY_TO, sandbox, "desk@messages.example"),
            or(settings, Setting.NEUTRAL_CALLBACK_PHONE, sandbox, "+1 212 555 0199"),
            or(settings, Setting.NEUTRAL_CALLBACK_HOURS, sandbox, "9-17"));
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

  Identity of(Level level) {
    return level == Level.L0 ? neutral : organisation;
  }
}
