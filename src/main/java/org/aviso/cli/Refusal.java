package org.aviso.cli;

/** A command that cannot be carried out as asked; the message says what, the rule and the mend. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Refusal(String message) {
    super(message);
  }
}
