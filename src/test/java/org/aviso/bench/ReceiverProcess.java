package org.aviso.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** A {@link Receiver} that was started, seen from here. */
final class ReceiverProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader said;
  private final Writer orders;
  private final int port;

  private ReceiverProcess(Process process) throws IOException {
    this.process = process;
    this.said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.orders = process.outputWriter();
    this.port = Integer.parseInt(line());
  }

  /**
   * @param kind {@code twilio} or {@code smtp}
   */
  static ReceiverProcess start(String kind, int latencyMillis) throws IOException {
    return new ReceiverProcess(
        new ProcessBuilder(
                Launcher.java(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                Launcher.classPath(),
                Receiver.class.getName(),
                kind,
                String.valueOf(latencyMillis))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  int port() {
    return port;
  }

  /** What it counted since it was asked last. */
  Receiver.Report report() throws IOException {
    orders.write("\n");
    orders.flush();
    return Receiver.Report.read(line());
  }

  private String line() throws IOException {
    String line = said.readLine();
    if (line == null) {
      throw new IOException("a receiving server has ended");
    }
    return line;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
