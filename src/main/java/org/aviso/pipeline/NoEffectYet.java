package org.aviso.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.aviso.config.Finding;
import org.aviso.config.Setting;
import org.aviso.config.Settings;

/**
 * Settings that have their names and do nothing yet. Who sets one is told so, by {@code check} and
 * at the start of {@code run}; it stops nothing.
 */
public final class NoEffectYet {
  private NoEffectYet() {}

  /** A finding for each that is not as it is by default. */
  public static List<Finding> findings(Settings settings) {
    List<Finding> findings = new ArrayList<>();
    if (settings.find(Setting.ALERTS_TO).isPresent()) {
      findings.add(
          finding(
              Setting.ALERTS_TO,
              "nothing is mailed yet, no digest and no alarm",
              "look at aviso log, aviso queue list and aviso check"));
    }
    if (settings.get(Setting.ROLES).size() < Settings.Role.values().length) {
      findings.add(
          finding(Setting.ROLES, "has no effect yet: this process does all there is", "write all"));
    }
    if (settings.find(Setting.KAFKA_BROKERS).isPresent()) {
      findings.add(
          finding(
              Setting.KAFKA_BROKERS,
              "has no effect yet: nothing goes through Kafka",
              "take it out; nodes that share an " + Setting.LEDGER_URL.key() + " share the work"));
    }
    if (settings.get(Setting.SMS_OPT_OUT_BY) != Settings.OptOutBy.AVISO) {
      findings.add(
          finding(
              Setting.SMS_OPT_OUT_BY,
              "has no effect yet: Aviso neither hears STOP nor answers it",
              "enter answers by hand (docs/operators.md)"));
    }
    return findings;
  }

  private static Finding finding(Setting<?> setting, String what, String mend) {
    return new Finding(setting.key(), 0, what, mend);
  }
}
