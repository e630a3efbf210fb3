package org.aviso.cli;

import org.aviso.ledger.Amendments;
import picocli.CommandLine.Option;

/** Who says so, and why. */
final class By {
  @Option(
      names = "--reason",
      required = true,
      paramLabel = "T",
      description =
          "Why; kept sealed. With - it is read from stdin, and stands in no process list.")
  String reason;

  @Option(
      names = "--by",
      required = true,
      paramLabel = "NAME",
      description = "Who decided; recorded beside the system user.")
  String name;

  /** Reads it where it is {@code -}. */
  static String said(String reason) {
    String said = reason.equals("-") ? Typed.line("Reason") : reason;
    if (said == null || said.isBlank()) {
      throw new Refusal("--reason must say something");
    }
    return said.strip();
  }

  /** Asked once: what is typed is not there a second time. */
  Amendments.By get() {
    if (reason.isBlank() || name.isBlank()) {
      throw new Refusal("--reason and --by must say something");
    }
    return new Amendments.By(name.strip(), System.getProperty("user.name"), said(reason));
  }
}
