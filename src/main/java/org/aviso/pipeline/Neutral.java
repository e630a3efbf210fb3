package org.aviso.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aviso.config.Finding;
import org.aviso.config.Setting;
import org.aviso.config.Settings;
import org.aviso.template.ForbiddenWords;
import org.aviso.template.Level;

/**
 * A call-back ({@code L0}) comes from a neutral name, number and address; one that is the
 * organisation's own tells all that the text leaves unsaid.
 */
public final class Neutral {
  private static final List<Setting<String>> PRINTED_AT_L0 =
      List.of(
          Setting.NEUTRAL_NAME,
          Setting.NEUTRAL_CALLBACK_PHONE,
          Setting.NEUTRAL_CALLBACK_HOURS,
          Setting.NEUTRAL_SMS_FROM,
          Setting.NEUTRAL_EMAIL_FROM,
          Setting.NEUTRAL_REPLY_TO,
          Setting.NEUTRAL_BOUNCE_DOMAIN);

  private Neutral() {}

  /**
   * What of the neutral identity gives the organisation away, and what texts of L0 and L1 print
   * that says a word they may not say. Names the key and the word of the list, never the value.
   */
  public static List<Finding> findings(Settings settings, ForbiddenWords words) {
    List<Finding> findings = new ArrayList<>();
    for (Setting<String> neutral : PRINTED_AT_L0) {
      forbidden(settings, neutral, Level.L0, words)
          .ifPresent(
              said ->
                  findings.add(
                      new Finding(
                          neutral.key(), 0, said, "choose a name or address without that word")));
    }
    forbidden(settings, Setting.CALLBACK_HOURS, Level.L1, words)
        .ifPresent(
            said ->
                findings.add(
                    new Finding(
                        Setting.CALLBACK_HOURS.key(), 0, said, "write days and hours alone")));
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

  /**
   * The same of the organisation's own name and addresses, which may well be called so: counsel
   * should know what its texts of L1 say, and decide.
   */
  public static List<String> warnings(Settings settings, ForbiddenWords words) {
    return Stream.of(Setting.ORGANISATION, Setting.EMAIL_FROM, Setting.EMAIL_REPLY_TO)
        .flatMap(
            own ->
                forbidden(settings, own, Level.L1, words).stream()
                    .map(
                        said ->
                            "%s: warning: %s; every such text shows it: let counsel decide"
                                .formatted(own.key(), said)))
        .toList();
  }

  private static Optional<String> forbidden(
      Settings settings, Setting<String> printed, Level level, ForbiddenWords words) {
    return settings
        .find(printed)
        .map(value -> words.inAnyLanguage(value, level))
        .filter(found -> !found.isEmpty())
        .map(
            found ->
                found.stream().map(word -> "\"" + word + "\"").collect(Collectors.joining(", "))
                    + " of config/forbidden-words.yaml stands in it, which a text of "
                    + level.shown()
                    + " may not say");
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
