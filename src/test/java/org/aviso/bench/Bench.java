package org.aviso.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.aviso.bench.baseline.Baseline;
import org.aviso.ledger.EmbeddedServer;
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
  /** Of the supplement's rows every so manieth is changed. */
  private static final int CHANGED_EVERY = 100;

  /** Beyond it the baseline's rate does not change. */
  private static final int BASELINE_ENTRIES = 20_000;

  private static final int CEILING_MILLIS = 2_000;

  enum LedgerKind {
    sqlite,
    postgresql
  }

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
      names = "--ledger",
      defaultValue = "sqlite",
      description = "sqlite, or postgresql as a server of its own, durable (${DEFAULT-VALUE}).")
  LedgerKind ledger;

  @Option(names = "--in-flight", description = "Of each channel (the product's default: 32).")
  Integer inFlight;

  @Option(
      names = "--latency",
      paramLabel = "MS",
      defaultValue = "0",
      description = "How long a provider takes to answer (${DEFAULT-VALUE}).")
  int latency;

  @Option(
      names = "--baseline",
      paramLabel = "ENTRIES",
      description =
          "Sent by the stock route in each round, 0 = none (20,000 at most; with a latency none).")
  Integer baseline;

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
  private final Path parent;
  private final long begun = System.nanoTime();
  private final Map<String, List<Map<Figure, Double>>> measured = new LinkedHashMap<>();
  private Path folder;
  private Launcher aviso;
  private LiveCase.Commands commands;
  private LiveCase house;
  private Receivers receivers;
  private SyntheticList list;
  private SyntheticList baselineList;

  private Bench(Path project) {
    this(project, project.resolve("target/bench"), null, null);
  }

  /**
   * @param parent where a folder is made, and removed at the end
   * @param aviso how the runs that are measured are started; null: as the distribution that was
   *     built
   * @param commands how the case is set up; null: in the same way
   */
  Bench(Path project, Path parent, Launcher aviso, LiveCase.Commands commands) {
    this.project = project;
    this.parent = parent;
    this.aviso = aviso;
    this.commands = commands;
  }

  /** In the project's root, after a build. */
  public static void main(String... arguments) {
    System.exit(
        new CommandLine(new Bench(Path.of("").toAbsolutePath()))
            .setExecutionExceptionHandler(
                (broken, command, parsed) -> {
                  if (!(broken instanceof IllegalStateException)) {
                    throw broken;
                  }
                  System.err.println("bench: " + broken.getMessage());
                  return 1;
                })
            .execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    folder = Files.createTempDirectory(Files.createDirectories(parent), "run-");
    try (Receivers both = Receivers.start(latency)) {
      receivers = both;
      String machine = Machine.describe(folder);
      say("%s", machine);
      String ceiling = latency > 0 ? "" : ceiling();
      if (aviso == null) {
        aviso = Launcher.ofDistribution(distribution(), folder);
        commands = arguments -> aviso.run(arguments, folder);
      }
      writeLists();
      makeHouse();
      for (int round = 1; round <= rounds; round++) {
        if (baselineList != null) {
          keep("baseline", baseline(round));
        }
        Path home = Files.createDirectories(folder.resolve("home"));
        String ledgerUrl = ledger == LedgerKind.sqlite ? null : EmbeddedServer.freshUrl();
        keep(
            "Aviso", intakeOnly ? intake(round, home, ledgerUrl) : sending(round, home, ledgerUrl));
        if (supplement) {
          keep("Aviso, supplement", supplement(round, home, ledgerUrl));
        }
        delete(home);
      }
      record(machine, ceiling);
      delete(folder);
      return 0;
    } catch (Exception e) {
      say("what there is to look at lies in %s", folder);
      throw e;
    }
  }

  private void keep(String what, Map<Figure, Double> figures) {
    measured.computeIfAbsent(what, first -> new ArrayList<>()).add(figures);
  }

  // --- what is made before the rounds

  /** What the receiving servers take from a sender that does nothing else. */
  private String ceiling() throws IOException {
    int millis = Math.min(CEILING_MILLIS, entries); // a short run asks for a rough figure
    // The first time warms them up.
    Ceiling.ofTwilio(receivers.texts().port(), millis);
    Ceiling.ofSmtp(receivers.mails().port(), millis);
    String ceiling =
        String.format(
            Locale.ROOT,
            "The receiving servers take %,.0f texts/s or %,.0f mails/s",
            Ceiling.ofTwilio(receivers.texts().port(), millis),
            Ceiling.ofSmtp(receivers.mails().port(), millis));
    receivers.report();
    say("%s", ceiling);
    return ceiling + ".\n";
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

  private void writeLists() throws IOException {
    LocalDate today = LocalDate.now();
    list = new SyntheticList(entries, seed, today).write(folder.resolve("list.csv"));
    if (supplement) {
      new SyntheticList(entries, seed, today.plusDays(1))
          .writeSupplement(folder.resolve("supplement.csv"), CHANGED_EVERY);
    }
    int stock =
        intakeOnly
            ? 0
            : baseline != null
                ? Math.min(baseline, entries)
                : latency > 0 ? 0 : Math.min(BASELINE_ENTRIES, entries);
    if (stock > 0) {
      baselineList =
          new SyntheticList(stock, seed, today)
              .write(Files.createDirectories(folder.resolve("baseline")).resolve("list.csv"));
    }
    say(
        "a list of %,d: %,d numbers, %,d addresses",
        entries, list.texts().distinct(), list.mails().distinct());
  }

  private void makeHouse() throws IOException, InterruptedException {
    house = LiveCase.make(folder, project.resolve("templates"), commands);
    Map<String, String> more = new LinkedHashMap<>();
    more.put("aviso.waves.release", intakeOnly ? "manual" : "auto");
    more.put("aviso.twilio.base-url", "http://127.0.0.1:" + receivers.texts().port());
    more.put("aviso.smtp.port", String.valueOf(receivers.mails().port()));
    if (inFlight != null) {
      more.put("aviso.sms.in-flight", inFlight.toString());
      more.put("aviso.email.in-flight", inFlight.toString());
    }
    house.set(more);
    say("keys, roll, routing and texts are made and signed");
  }

  // --- rounds

  private Map<Figure, Double> intake(int round, Path home, String ledgerUrl) throws Exception {
    AvisoRun run =
        run(home, "list.csv", ledgerUrl).mustHaveTaken(entries).mustHave(entries, "planned");
    AvisoRun.Times times = run.times();
    Map<Figure, Double> figures = intakeFigures(run);
    figures.put(Figure.FIRST_TENTH, run.firstTenth());
    figures.put(Figure.LAST_TENTH, run.lastTenth());
    figures.put(
        Figure.PLANNED, entries * 1000.0 / Math.max(1, times.plannedAt() - times.takenAt()));
    say(
        "round %d: %,.0f rows/s taken, %,.0f entries/s planned",
        round, figures.get(Figure.INTAKE), figures.get(Figure.PLANNED));
    return figures;
  }

  private Map<Figure, Double> sending(int round, Path home, String ledgerUrl) throws Exception {
    AvisoRun run =
        run(home, "list.csv", ledgerUrl).mustHaveTaken(entries).mustHave(entries, "sent");
    Receivers.Heard heard = receivers.report();
    heard.mustBe("Aviso", list);
    Map<Figure, Double> figures = intakeFigures(run);
    sendingFigures(figures, run.watched(), run.times().startedAt(), heard);
    figures.put(
        Figure.CPU_SENDING,
        (run.watched().cpuSeconds() - run.watched().cpuSecondsBy(run.times().takenAt()))
            * 1000
            / entries);
    if (latency > 0 && inFlight != null) {
      double limit = inFlight * 1000.0 / latency;
      figures.put(
          Figure.OF_LIMIT,
          heard.texts().messages()
              * 100_000.0
              / (heard.texts().lastAt() - heard.texts().firstAt())
              / limit);
    }
    say(
        "round %d: %,d messages, each person once; %,.0f notices/s in all, %,.0f while sending",
        round, heard.messages(), figures.get(Figure.WHOLE), figures.get(Figure.SENDING));
    return figures;
  }

  private Map<Figure, Double> supplement(int round, Path home, String ledgerUrl) throws Exception {
    AvisoRun run = run(home, "supplement.csv", ledgerUrl).mustHaveTaken(entries);
    long more = receivers.report().messages();
    if (more > 0) {
      throw new IllegalStateException(more + " messages were sent to persons who had theirs");
    }
    Map<Figure, Double> figures = intakeFigures(run);
    figures.put(Figure.FIRST_TENTH, run.firstTenth());
    figures.put(Figure.LAST_TENTH, run.lastTenth());
    say("round %d, supplement: %,.0f rows/s taken", round, figures.get(Figure.INTAKE));
    return figures;
  }

  private AvisoRun run(Path home, String name, String ledgerUrl) throws Exception {
    drop(folder.resolve(name), Files.createDirectories(home.resolve("inbox")).resolve(name));
    return AvisoRun.once(aviso, house.configFile(), home, ledgerUrl);
  }

  private Map<Figure, Double> baseline(int round) throws Exception {
    long start = System.currentTimeMillis();
    Path said = folder.resolve("baseline.txt");
    Process process =
        new ProcessBuilder(
                Launcher.java(),
                "-cp",
                Launcher.classPath(),
                Baseline.class.getName(),
                project.resolve("bench/baseline").toString(),
                folder.resolve("baseline").toString(),
                house.texts().toString(),
                String.valueOf(receivers.texts().port()),
                String.valueOf(receivers.mails().port()))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    Watched watched = Watched.toItsEnd(process, start);
    Receivers.Heard heard = receivers.report();
    if (watched.exitCode() != 0) {
      throw new IllegalStateException("the baseline broke:\n" + Files.readString(said));
    }
    heard.mustBe("baseline", baselineList);
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    sendingFigures(figures, watched, start, heard);
    say("round %d, baseline: %,.0f notices/s in all", round, figures.get(Figure.WHOLE));
    return figures;
  }

  private Map<Figure, Double> intakeFigures(AvisoRun run) {
    AvisoRun.Times times = run.times();
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    figures.put(Figure.INTAKE, entries * 1000.0 / (times.takenAt() - times.arrivedAt()));
    figures.put(Figure.TAKEN_AFTER, (times.takenAt() - times.startedAt()) / 1000.0);
    figures.put(Figure.CPU, run.watched().cpuSeconds() * 1000 / entries);
    figures.put(Figure.RSS, run.watched().peakRssMib());
    return figures;
  }

  private static void sendingFigures(
      Map<Figure, Double> figures, Watched watched, long start, Receivers.Heard heard) {
    figures.put(Figure.WHOLE, heard.messages() * 1000.0 / (watched.endedAt() - start));
    figures.put(Figure.FIRST, (heard.firstAt() - start) / 1000.0);
    figures.put(Figure.SENDING, heard.messages() / heard.sendingSeconds());
    figures.put(Figure.CPU, watched.cpuSeconds() * 1000 / heard.messages());
    figures.put(Figure.RSS, watched.peakRssMib());
    figures.put(Figure.TEXTS_IN_FLIGHT, (double) heard.texts().peak());
    figures.put(Figure.MAILS_IN_FLIGHT, (double) heard.mails().peak());
  }

  /** Whole, and lying still for so long that nobody can be writing to it. */
  private static void drop(Path from, Path to) throws IOException {
    Path aside = to.resolveSibling("." + to.getFileName());
    Files.copy(from, aside);
    Files.setLastModifiedTime(aside, FileTime.from(Instant.now().minusSeconds(60)));
    Files.move(aside, to, StandardCopyOption.ATOMIC_MOVE);
  }

  // --- what it came to

  private void record(String machine, String ceiling) throws IOException, InterruptedException {
    Table table = new Table();
    Map<String, Map<Figure, Double>> medians = new LinkedHashMap<>();
    measured.forEach((what, rounds) -> medians.put(what, table.add(what, rounds)));
    if (baselineList != null) {
      table.compare(medians.get("Aviso"), medians.get("baseline"));
    }
    String text =
        "\n## %s, commit %s: %s\n\n%s.\n%s\n%s"
            .formatted(
                LocalDate.now(ZoneOffset.UTC),
                Machine.commit(project),
                what(),
                machine,
                ceiling,
                table.markdown());
    Files.writeString(
        project.resolve(results), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    System.out.print(text);
  }

  private String what() {
    List<String> what = new ArrayList<>();
    what.add("%,d entries".formatted(entries));
    if (intakeOnly) {
      what.add("intake only");
    }
    what.add(ledger == LedgerKind.sqlite ? "SQLite" : "PostgreSQL");
    if (latency > 0) {
      what.add("providers answer after " + latency + " ms");
    }
    if (inFlight != null) {
      what.add(inFlight + " in flight");
    }
    if (seed != 1) {
      what.add("seed " + seed);
    }
    String flags = System.getenv("AVISO_JAVA_OPTS");
    if (flags != null && !flags.isBlank()) {
      what.add("`" + flags.strip() + "`");
    }
    return String.join(", ", what);
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
