package org.aviso.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How fast the built distribution notifies a class, and what that takes. {@code bench/README.md}
 * says how it is run and what the figures mean.
 */
@Command(
    name = "bench/run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "How fast the built distribution notifies a class, and what that takes.")
final class Bench implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONGEST = Duration.ofHours(2);

  @Option(
      names = "--entries",
      defaultValue = "20000",
      description = "Persons on the list, at most a million (${DEFAULT-VALUE}).")
  int entries;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "Each from an empty ledger (${DEFAULT-VALUE}).")
  int rounds;

  @Option(
      names = "--intake-only",
      description = "Waves wait: the list is taken and planned, nothing is sent.")
  boolean intakeOnly;

  @Option(
      names = "--supplement",
      description = "The same persons come again, one in a hundred changed.")
  boolean supplement;

  @Option(names = "--seed", defaultValue = "1", description = "Of the list (${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--results",
      paramLabel = "FILE",
      defaultValue = "bench/RESULTS.md",
      description = "Where the tables are appended (${DEFAULT-VALUE}).")
  Path results;

  private final Path project;
  private final Launcher given;
  private final long begun = System.nanoTime();
  private final List<Map<Figure, Double>> lists = new ArrayList<>();
  private final List<Map<Figure, Double>> supplements = new ArrayList<>();
  private Path folder;
  private Launcher aviso;

  Bench(Path project) {
    this(project, null);
  }

  /**
   * @param given how Aviso is started; null: as the distribution that was built
   */
  Bench(Path project, Launcher given) {
    this.project = project;
    this.given = given;
  }

  /** In the project's root, after a build. */
  public static void main(String... arguments) {
    System.exit(new CommandLine(new Bench(Path.of("").toAbsolutePath())).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Path parent = Files.createDirectories(project.resolve("target/bench"));
    folder = Files.createTempDirectory(parent, "run-");
    try {
      String machine = Machine.describe(folder);
      say(machine);
      aviso = given != null ? given : Launcher.ofDistribution(distribution(), folder);
      SyntheticList list = list(LocalDate.now()).write(folder.resolve("list.csv"));
      list(LocalDate.now().plusDays(1)).writeSupplement(folder.resolve("supplement.csv"), 100);
      say(
          "a list of %,d: %,d numbers, %,d addresses",
          entries, list.texts().distinct(), list.mails().distinct());
      LiveCase house =
          LiveCase.make(
              folder, project.resolve("templates"), arguments -> aviso.run(arguments, folder));
      house.set(Map.of("aviso.waves.release", intakeOnly ? "manual" : "auto"));
      say("keys, roll, routing and texts are made and signed");
      for (int round = 1; round <= rounds; round++) {
        round(house, round);
      }
      Table table = new Table();
      table.add("list", lists);
      if (supplement) {
        table.add("supplement", supplements);
      }
      record(machine, table);
      return 0;
    } finally {
      delete(folder);
    }
  }

  private Path distribution() throws IOException {
    try (Stream<Path> files = Files.list(project.resolve("target"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("aviso-.*\\.zip"))
          .findFirst()
          .orElseThrow(
              () -> new IOException("there is no target/aviso-*.zip: bench/run builds it"));
    }
  }

  private SyntheticList list(LocalDate date) {
    return new SyntheticList(entries, seed, date);
  }

  private void round(LiveCase house, int round) throws Exception {
    Path home = folder.resolve("home-" + round);
    lists.add(take(house, home, "list.csv", round));
    if (supplement) {
      supplements.add(take(house, home, "supplement.csv", round));
    }
    delete(home);
  }

  /** One {@code run --once} with this list in the inbox. */
  private Map<Figure, Double> take(LiveCase house, Path home, String name, int round)
      throws Exception {
    drop(folder.resolve(name), Files.createDirectories(home.resolve("inbox")).resolve(name));
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    long start = System.currentTimeMillis();
    Process process =
        aviso.start(
            List.of(
                "run",
                "--once",
                "--json",
                "--fail-on=never",
                "--home=" + home,
                "--config=" + house.configFile()),
            out,
            err);
    Watched watched = Watched.toItsEnd(process, start, LONGEST);
    if (watched.exitCode() != 0) {
      throw new IllegalStateException(
          "run exits with " + watched.exitCode() + ":\n" + Files.readString(err));
    }
    checkTaken(JSON.readTree(out.toFile()));
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    Taken taken = taken(home);
    figures.put(Figure.INTAKE, entries * 1000.0 / taken.millis());
    figures.put(Figure.INTAKE_SECONDS, (taken.finishedAt - start) / 1000.0);
    if (intakeOnly) {
      figures.put(
          Figure.PLANNED, entries * 1000.0 / Math.max(1, taken.plannedAt - taken.finishedAt));
    }
    figures.put(Figure.CPU, watched.cpuSeconds() * 1000 / entries);
    figures.put(
        Figure.CPU_SENDING,
        (watched.cpuSeconds() - watched.cpuSecondsBy(taken.finishedAt)) * 1000 / entries);
    figures.put(Figure.RSS, watched.peakRssMib());
    say(
        "round %d, %s: taken in %.1f s, done after %.1f s",
        round, name, taken.millis() / 1000.0, (watched.endedAt() - start) / 1000.0);
    return figures;
  }

  /** Whole, and lying still for so long that nobody can be writing to it. */
  private static void drop(Path list, Path to) throws IOException {
    Path aside = to.resolveSibling("." + to.getFileName());
    Files.copy(list, aside);
    Files.setLastModifiedTime(aside, FileTime.from(Instant.now().minusSeconds(60)));
    Files.move(aside, to, StandardCopyOption.ATOMIC_MOVE);
  }

  private void checkTaken(JsonNode summary) {
    JsonNode file = summary.path("files").path(0);
    long in = file.path("accepted").asLong() + file.path("duplicate").asLong();
    if (!file.path("state").asText().equals("taken") || in != entries) {
      throw new IllegalStateException("the list is not wholly taken: " + summary);
    }
  }

  /**
   * Milliseconds since 1970 at which a list first stood in the ledger, was wholly in, and the last
   * entry was planned.
   */
  private record Taken(long arrivedAt, long finishedAt, long plannedAt) {
    long millis() {
      return finishedAt - arrivedAt;
    }
  }

  /** Of the newest list. */
  private static Taken taken(Path home) throws SQLException {
    try (Connection ledger =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("ledger/aviso.db"));
        ResultSet row =
            ledger
                .createStatement()
                .executeQuery(
                    "SELECT arrived_at, finished_at, (SELECT max(planned_at) FROM entries)"
                        + " FROM lists ORDER BY id DESC LIMIT 1")) {
      row.next();
      return new Taken(row.getLong(1), row.getLong(2), row.getLong(3));
    }
  }

  private void record(String machine, Table table) throws IOException, InterruptedException {
    String title =
        "## %s, commit %s: %s%n"
            .formatted(
                LocalDate.now(ZoneOffset.UTC),
                Machine.commit(project),
                intakeOnly ? "intake of %,d".formatted(entries) : "%,d entries".formatted(entries));
    String text = "\n%s\n%s.\n\n%s".formatted(title, machine, table.markdown());
    Files.writeString(
        project.resolve(results), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    System.out.print(text);
  }

  private void say(String what, Object... values) {
    System.err.printf(
        Locale.ROOT,
        "[%6.1f s] %s%n",
        (System.nanoTime() - begun) / 1e9,
        String.format(Locale.ROOT, what, values));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
