package org.aviso.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Commands run in this process, several at once: each thread has its own stdin and stdout. For
 * tests of other rooms.
 */
public final class InProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final InputStream stdin = System.in;
  private final PrintStream stdout = System.out;
  private final ThreadLocal<InputStream> in = new ThreadLocal<>();
  private final ThreadLocal<ByteArrayOutputStream> out = new ThreadLocal<>();

  /** What a command came to. */
  public record Said(int code, String out, String err) {
    public JsonNode json() throws IOException {
      return JSON.readTree(out);
    }
  }

  /** Takes the process's streams until it is closed. */
  public InProcess() {
    System.setIn(
        new InputStream() {
          @Override
          public int read() throws IOException {
            return in.get() == null ? -1 : in.get().read();
          }

          @Override
          public int read(byte[] bytes, int from, int most) throws IOException {
            return in.get() == null ? -1 : in.get().read(bytes, from, most);
          }
        });
    System.setOut(
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int one) {
                if (out.get() != null) {
                  out.get().write(one);
                }
              }

              @Override
              public void write(byte[] bytes, int from, int count) {
                if (out.get() != null) {
                  out.get().write(bytes, from, count);
                }
              }
            },
            true,
            StandardCharsets.UTF_8));
  }

  /**
   * @param input what somebody types
   */
  public Said run(String input, List<String> arguments) {
    StringWriter err = new StringWriter();
    in.set(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    out.set(new ByteArrayOutputStream());
    try {
      int code =
          Aviso.commandLine()
              .setErr(new PrintWriter(err, true))
              .execute(arguments.toArray(String[]::new));
      System.out.flush();
      return new Said(code, out.get().toString(StandardCharsets.UTF_8), err.toString());
    } finally {
      in.remove();
      out.remove();
    }
  }

  /** What a command printed with {@code --json}; fails unless it exits with 0. */
  public static JsonNode json(List<String> arguments) throws IOException {
    try (InProcess process = new InProcess()) {
      Said said = process.run("", arguments);
      if (said.code != 0) {
        throw new AssertionError(arguments + " exits with " + said.code + ": " + said.err);
      }
      return said.json();
    }
  }

  @Override
  public void close() {
    System.setIn(stdin);
    System.setOut(stdout);
  }
}
