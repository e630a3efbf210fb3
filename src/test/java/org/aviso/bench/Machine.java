package org.aviso.bench;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;

/** What a figure was measured on. */
final class Machine {
  private static final int SYNCS = 200;

  private Machine() {}

  /**
   * In one line: processors, memory, Java, the disk's speed and how busy the machine was with other
   * work before the benchmark began.
   *
   * @param folder on the disk that is used
   */
  static String describe(Path folder) throws IOException {
    var system = ManagementFactory.getOperatingSystemMXBean();
    long memory =
        system instanceof com.sun.management.OperatingSystemMXBean here
            ? here.getTotalMemorySize() >> 30
            : 0;
    return String.format(
        Locale.ROOT,
        "%d cores, %d GiB, %s %s, JDK %s, %,.0f fsyncs/s, load average %.1f",
        system.getAvailableProcessors(),
        memory,
        system.getName(),
        system.getVersion(),
        System.getProperty("java.version"),
        syncsPerSecond(folder),
        system.getSystemLoadAverage());
  }

  /** A page appended and written through, again and again: what a durable commit costs at least. */
  private static double syncsPerSecond(Path folder) throws IOException {
    Path file = Files.createTempFile(folder, "sync", "");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long start = System.nanoTime();
      for (int i = 0; i < SYNCS; i++) {
        channel.write(ByteBuffer.allocate(4096));
        channel.force(false);
      }
      return SYNCS * 1e9 / (System.nanoTime() - start);
    } finally {
      Files.delete(file);
    }
  }

  /** The commit that was measured, with a plus when files differ from it; "unknown" without git. */
  static String commit(Path project) throws IOException, InterruptedException {
    String commit = git(project, "rev-parse", "--short", "HEAD");
    if (commit.isEmpty()) {
      return "unknown";
    }
    boolean changed = !git(project, "status", "--porcelain", "src", "pom.xml", "aviso").isEmpty();
    return changed ? commit + "+" : commit;
  }

  private static String git(Path project, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>(List.of("git", "-C", project.toString()));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try (InputStream said = process.getInputStream()) {
        String text = new String(said.readAllBytes(), StandardCharsets.UTF_8).strip();
        return process.waitFor() == 0 ? text : "";
      }
    } catch (IOException e) {
      return "";
    }
  }
}
