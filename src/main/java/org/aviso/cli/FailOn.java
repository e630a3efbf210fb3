package org.aviso.cli;

/** When a command that did its work still exits with 1, because something needs a person. */
enum FailOn {
  HELD,
  REJECTED,
  NEVER;

  /**
   * @param held entries or rows held, targets inert, waves waiting
   */
  int code(boolean rejected, boolean held) {
    boolean needs = this == HELD ? rejected || held : this == REJECTED && rejected;
    return needs ? Aviso.NEEDS_A_PERSON : Aviso.DONE;
  }
}
