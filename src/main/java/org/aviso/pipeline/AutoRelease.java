package org.aviso.pipeline;

import java.util.function.Supplier;
import org.aviso.config.Setting;
import org.aviso.config.Settings;

/**
 * Which waves start by themselves. {@code auto} is the operator's word; in live mode it needs
 * counsel's as well: {@code waves: auto} in the approved routing.
 */
final class AutoRelease {
  private AutoRelease() {}

  /**
   * Whether a wave of the notice starts by itself.
   *
   * @param rules asked in live mode alone
   */
  static boolean atOnce(Settings settings, Supplier<Policy> rules, String notice) {
    if (settings.get(Setting.WAVES_RELEASE) != Settings.Release.AUTO) {
      return false;
    }
    return !settings.live()
        || rules
            .get()
            .notice(notice)
            .filter(approved -> approved.routing().autoWaves())
            .isPresent();
  }
}
