package org.aviso.cli;

import org.aviso.ledger.Event;
import org.aviso.ledger.Ledger;
import picocli.CommandLine.Option;

/** {@code --reveal}: personal values in the clear, and a record of who asked. */
final class Reveal {
  @Option(names = "--reveal", description = "Shows personal values; recorded with your user name.")
  boolean reveal;

  @Option(names = "--reason", paramLabel = "T", description = "Why values are revealed.")
  String reason;

  boolean on() {
    return reveal;
  }

  /**
   * Before anything is shown. The reason is free text and may name a person, so it is not kept in
   * the clear.
   */
  void record(Ledger ledger, String command) {
    if (reveal) {
      always(ledger, command);
    }
  }

  /** For what cannot be without a name. */
  void always(Ledger ledger, String command) {
    ledger.record(
        Event.ofService(
            "reveal",
            command,
            Common.JSON
                .createObjectNode()
                .put("system_user", System.getProperty("user.name"))
                .put("reason_given", reason != null)
                .toString()));
  }
}
