package org.aviso.cli;

import java.io.Console;
import java.util.Arrays;

/** Of a counsel's key: from {@code AVISO_COUNSEL_PASSPHRASE}, else asked at the terminal. */
final class Passphrase {
  static final String VARIABLE = "AVISO_COUNSEL_PASSPHRASE";

  /** Who finds the key file tries short ones first. */
  static final int SHORTEST = 8;

  private Passphrase() {}

  /**
   * @param fresh it is being chosen: asked twice, and not too short; of one that a script gives,
   *     that is only said
   */
  static char[] ask(boolean fresh) {
    String given = System.getenv(VARIABLE);
    if (given != null && !given.isEmpty()) {
      if (fresh && given.length() < SHORTEST) {
        System.err.println(
            VARIABLE
                + " has fewer than "
                + SHORTEST
                + " characters: whoever finds the key tries those"
                + " first");
      }
      return given.toCharArray();
    }
    Console console = System.console();
    if (console == null) {
      throw new Refusal("there is no terminal to ask for the passphrase: set " + VARIABLE);
    }
    char[] said = console.readPassword("Passphrase: ");
    if (said == null || said.length == 0) {
      throw new Refusal("a key is never without a passphrase");
    }
    if (fresh) {
      longEnough(said);
    }
    if (fresh && !Arrays.equals(said, console.readPassword("Once more: "))) {
      throw new Refusal("the two were not the same; nothing was made");
    }
    return said;
  }

  static char[] longEnough(char[] chosen) {
    if (chosen.length < SHORTEST) {
      throw new Refusal(
          "a passphrase has at least " + SHORTEST + " characters; several words are best");
    }
    return chosen;
  }
}
