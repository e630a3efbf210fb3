package org.aviso.cli;

import java.nio.file.Path;

/** A command that cannot be carried out as asked; the message says what, the rule and the mend. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  Refusal(String message) {
    this(message, Aviso.CANNOT_START);
  }

  Refusal(String message, int code) {
    super(message);
    this.code = code;
  }

  /**
   * A folder this user may not write, most likely.
   *
   * @param folder where files could not be made
   * @param undone what was not done for it
   */
  static Refusal unwritable(Path folder, String undone) {
    return new Refusal(
        folder
            + " cannot be written by this user: check who owns it, and that the disk is not full; "
            + undone);
  }

  int code() {
    return code;
  }
}
