package org.aviso.cli;

import org.aviso.ledger.Amendments;
import picocli.CommandLine.Option;

/** Who says so, and why. */
final class By {
  @Option(names = "--reason", required = true, paramLabel = "T", description = "Why; kept sealed.")
  String reason;

  @Option(
      names = "--by",
      required = true,
      paramLabel = "NAME",
      description = "Who decided; recorded beside the system user.")
  String name;

  Amendments.By get() {
    if (reason.isBlank() || name.isBlank()) {
      throw new Refusal("--reason and --by must say something");
    }
    return new Amendments.By(name.strip(), System.getProperty("user.name"), reason.strip());
  }
}
