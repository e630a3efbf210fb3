package org.aviso.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.aviso.config.Finding;
import org.aviso.config.Setting;
import org.aviso.config.Settings;
import org.aviso.template.Level;

/**
 * A call-back ({@code L0}) comes from a neutral name, number and address; one that is the
 * organisation's own tells all that the text leaves unsaid.
 */
public final class Neutral {
  private Neutral() {}

  /** What of the neutral identity gives the organisation away. */
  public static List<Finding> findings(Settings settings) {
    List<Finding> findings = new ArrayList<>();
    settings
        .find(Setting.ORGANISATION)
        .ifPresent(
            name ->
                settings
                    .find(Setting.NEUTRAL_NAME)
                    .filter(neutral -> folded(neutral).contains(folded(name)))
                    .ifPresent(
                        neutral ->
                            add(findings, Setting.NEUTRAL_NAME, "says the organisation's name")));
    same(settings, findings, Setting.NEUTRAL_SMS_FROM, Setting.TWILIO_FROM, false);
    same(settings, findings, Setting.NEUTRAL_CALLBACK_PHONE, Setting.CALLBACK_PHONE, false);
    same(settings, findings, Setting.NEUTRAL_EMAIL_FROM, Setting.EMAIL_FROM, true);
    same(settings, findings, Setting.NEUTRAL_REPLY_TO, Setting.EMAIL_REPLY_TO, true);
    same(settings, findings, Setting.NEUTRAL_BOUNCE_DOMAIN, Setting.EMAIL_BOUNCE_DOMAIN, true);
    return findings;
  }

  private static void same(
      Settings settings,
      List<Finding> findings,
      Setting<String> neutral,
      Setting<String> own,
      boolean byDomain) {
    Optional<String> value = settings.find(neutral).map(text -> compared(text, byDomain));
    if (value.isPresent()
        && value.equals(settings.find(own).map(text -> compared(text, byDomain)))) {
      add(findings, neutral, (byDomain ? "has the domain of " : "is the same as ") + own.key());
    }
  }

  private static String compared(String value, boolean byDomain) {
    return byDomain
        ? folded(value.substring(value.lastIndexOf('@') + 1))
        : value.replaceAll("[^0-9A-Za-z+]", "");
  }

  private static String folded(String value) {
    return value.strip().toLowerCase(Locale.ROOT);
  }

  private static void add(List<Finding> findings, Setting<?> setting, String what) {
    findings.add(
        new Finding(
            setting.key(),
            0,
            what + ", and a text of " + Level.L0.shown() + " would give it away",
            "register one that belongs to no organisation"));
  }
}
