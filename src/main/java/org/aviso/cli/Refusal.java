package org.aviso.cli;

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

  int code() {
    return code;
  }
}
