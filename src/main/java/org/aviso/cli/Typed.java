package org.aviso.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A line typed or piped in, so that it stands in no process list and no history of commands. */
final class Typed {
  private Typed() {}

  /**
   * The next line, and no byte beyond it: another may be asked for. Null when none came.
   *
   * @param what is asked for at a terminal
   */
  static String line(String what) {
    if (System.console() != null) {
      return System.console().readLine("%s: ", what);
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      int one = System.in.read();
      if (one < 0) {
        return null;
      }
      for (; one >= 0 && one != '\n'; one = System.in.read()) {
        line.write(one);
      }
    } catch (IOException e) {
      throw new Refusal("stdin cannot be read");
    }
    return line.toString(StandardCharsets.UTF_8);
  }
}
