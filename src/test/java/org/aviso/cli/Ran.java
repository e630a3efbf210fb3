package org.aviso.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A command as it is run from the command line, in this process, with what it said. */
record Ran(int code, String out, String err) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Ran of(List<String> arguments) {
    return of("", arguments);
  }

  /**
   * @param input what somebody types
   */
  static Ran of(String input, List<String> arguments) {
    InputStream stdin = System.in;
    PrintStream stdout = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter err = new StringWriter();
    try {
      System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      int code =
          Aviso.commandLine()
              .setErr(new PrintWriter(err, true))
              .execute(arguments.toArray(String[]::new));
      return new Ran(code, out.toString(StandardCharsets.UTF_8), err.toString());
    } finally {
      System.setIn(stdin);
      System.setOut(stdout);
    }
  }

  JsonNode json() throws IOException {
    return JSON.readTree(out);
  }
}
