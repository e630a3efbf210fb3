package org.aviso.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;

/** A command run in this process, for tests of other rooms. */
public final class InProcess {
  private InProcess() {}

  /** What it printed with {@code --json}; fails unless it exits with 0. */
  public static JsonNode json(List<String> arguments) throws IOException {
    Ran ran = Ran.of(arguments);
    if (ran.code() != 0) {
      throw new AssertionError(arguments + " exits with " + ran.code() + ": " + ran.err());
    }
    return ran.json();
  }
}
