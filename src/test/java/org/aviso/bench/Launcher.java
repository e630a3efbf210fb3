package org.aviso.bench;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.aviso.cli.InProcess.Said;

/** How Aviso is started, in processes of its own and without this machine's own settings. */
record Launcher(List<String> command) {
  private static final String PASSPHRASE = "synthetic passphrase of the benchmark";
  private static final String FLAGS = "AVISO_JAVA_OPTS";

  /** The distribution as it is delivered, unpacked below the folder. */
  static Launcher ofDistribution(Path zip, Path folder) throws IOException {
    Path launcher = null;
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        Path file = folder.resolve(entry.getName()).normalize();
        if (entry.isDirectory() || !file.startsWith(folder)) {
          continue;
        }
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
          in.transferTo(out);
        }
        if (file.endsWith("bin/aviso")) {
          launcher = file;
        }
      }
    }
    if (launcher == null || !launcher.toFile().setExecutable(true)) {
      throw new IOException(zip + " is no distribution: it holds no bin/aviso");
    }
    return new Launcher(List.of(launcher.toString()));
  }

  /** Runs a command to its end, without the flags of the runs that are measured. */
  Said run(List<String> arguments, Path folder) throws IOException, InterruptedException {
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    ProcessBuilder builder = builder(arguments, out, err);
    builder.environment().remove(FLAGS);
    int code = builder.start().waitFor();
    return new Said(code, Files.readString(out), Files.readString(err));
  }

  Process start(List<String> arguments, Path out, Path err) throws IOException {
    return builder(arguments, out, err).start();
  }

  private ProcessBuilder builder(List<String> arguments, Path out, Path err) {
    List<String> all = new ArrayList<>(command);
    all.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(all)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(key -> key.startsWith("AVISO_") && !key.equals(FLAGS));
    builder.environment().put("AVISO_COUNSEL_PASSPHRASE", PASSPHRASE);
    return builder;
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin/java").toString();
  }

  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
