package org.aviso.reliability;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code aviso run} in a JVM of its own. */
final class Service implements AutoCloseable {
  private final Process process;
  private final Path said;

  private Service(Process process, Path said) {
    this.process = process;
    this.said = said;
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin/java").toString();
  }

  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /**
   * @param before what stands before {@code java}, such as a namespace of its own
   * @param environment added to ours
   */
  static Service start(
      House house, List<String> before, Map<String, String> environment, List<String> arguments)
      throws IOException {
    Path said = house.folder().resolve("service.log");
    List<String> command = new ArrayList<>(before);
    command.addAll(
        List.of(
            java(),
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            // Camel lets it outrank what the service would choose (five seconds).
            "-Daviso.sweep.period=500",
            "-Daviso.root=" + house.root(),
            "-cp",
            classPath(),
            "org.aviso.cli.Aviso",
            "run",
            "--config",
            house.configuration().toString()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.appendTo(said.toFile()));
    builder.environment().putAll(environment);
    return new Service(builder.start(), said);
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** SIGKILL; returns when it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Somebody else kills it. */
  void awaitDeath() {
    await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(5)).until(() -> !alive());
  }

  /** SIGTERM; returns when it has ended in order. */
  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the service does not end in order");
    }
  }

  /** SIGSTOP or SIGCONT. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).start().waitFor();
  }

  String said() throws IOException {
    return Files.exists(said) ? Files.readString(said) : "";
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
