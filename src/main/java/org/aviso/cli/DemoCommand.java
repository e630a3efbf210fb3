package org.aviso.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.aviso.config.Settings;
import org.aviso.intake.Outcome;
import org.aviso.ledger.Records.EntryRecord;
import org.aviso.person.Contact;
import org.aviso.person.HoldReason;
import org.aviso.person.Owner;
import org.aviso.pipeline.FileResult;
import org.aviso.pipeline.Pipeline;
import org.aviso.report.OutcomeTable;
import org.aviso.report.Reach;
import org.aviso.report.Standing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description =
        "The sample list through the whole pipeline, against servers on this machine alone.")
final class DemoCommand implements Callable<Integer> {
  private static final String NOTICE = "class-notice";

  @Mixin Common common;

  @Option(names = "--serve", description = "Keeps the monitor open until Ctrl-C.")
  boolean serve;

  @Option(names = "--keep", description = "Keeps the demo's folder and says where it is.")
  boolean keep;

  private final List<FileResult> files = new CopyOnWriteArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (common.home != null || common.defines.containsKey("aviso.home")) {
      throw new Refusal("the demo makes a home of its own; with --keep it stays, to look at");
    }
    if (common.config != null) {
      throw new Refusal("the demo reads no configuration; -D sets single keys");
    }
    long start = System.nanoTime();
    Path folder = Files.createTempDirectory("aviso-demo-");
    try {
      return demo(folder, start);
    } finally {
      if (keep || serve) {
        System.err.println("the demo's home is " + folder.resolve("home"));
      } else {
        Common.delete(folder);
      }
    }
  }

  private int demo(Path folder, long start) throws IOException, InterruptedException {
    Settings settings = settings(folder);
    DemoCounsel counsel = new DemoCounsel(settings, Common.root());
    counsel.approveAll();
    System.err.println("1/3 taking in samples/master-list.csv");
    dropList(settings);
    try (Pipeline pipeline =
        Pipeline.start(Common.root(), settings, new Pipeline.Options(false, false, files::add))) {
      pipeline.awaitPlanned();
      approveOneRelay(pipeline, folder.resolve("counsel/relays/demo.yaml"));
      counsel.approveAll();
    }
    System.err.println("2/3 sending; the sandbox's clock jumps over days in which nothing is due");
    try (Pipeline pipeline =
        Pipeline.start(Common.root(), settings, new Pipeline.Options(true, true, files::add))) {
      pipeline.awaitQuiet(Duration.ZERO, Duration.ofSeconds(15));
      System.err.println("3/3 done");
      Reach reach =
          Reach.of(
              pipeline.ledger().records(),
              NOTICE,
              new Reach.Rules(false, false),
              pipeline.clock().instant());
      RunCommand.Summary summary =
          RunCommand.Summary.of(
              pipeline.ledger().records(),
              files,
              pipeline.clock().instant(),
              (System.nanoTime() - start) / 1_000_000_000.0);
      List<String> differences = Expected.read(Common.root()).differences(reach, files.get(0));
      if (common.json) {
        var document = summary.json();
        document.set("report", ReportCommand.json(reach));
        Common.print(document);
      } else {
        tell(pipeline, reach, summary);
      }
      differences.forEach(d -> System.err.println("not as the sample expects: " + d));
      if (serve) {
        System.err.println(
            "monitor at "
                + pipeline.monitorUrl().orElseThrow()
                + "?token="
                + pipeline.monitorToken());
        System.err.println("Ctrl-C ends it");
        new CountDownLatch(1).await();
      }
      return differences.isEmpty() ? Aviso.DONE : Aviso.NEEDS_A_PERSON;
    }
  }

  private Settings settings(Path folder) throws IOException {
    copy(Common.root().resolve("routes/counsel"), folder.resolve("counsel"));
    Map<String, String> presets = new LinkedHashMap<>();
    presets.put("aviso.home", folder.resolve("home").toString());
    presets.put("aviso.mode", "sandbox");
    presets.put("aviso.routing.dir", folder.resolve("counsel").toString());
    presets.put("aviso.sandbox.clock", "2027-01-05T18:00Z skip");
    presets.put("aviso.sms.per-second", "0");
    presets.put("aviso.email.per-second", "0");
    presets.put("aviso.twilio.timeout", "500ms");
    presets.put("aviso.lease", "3s");
    presets.put("aviso.in-doubt.settle", "1s");
    presets.put("aviso.webhook.port", "0");
    presets.put("aviso.monitor.port", "0");
    presets.putAll(common.defines);
    // Whatever this machine is configured to send to, in a file or the environment, is not read.
    return Settings.load(null, Map.of(), presets);
  }

  private static void dropList(Settings settings) throws IOException {
    Path inbox = settings.home().resolve("inbox");
    Files.createDirectories(inbox);
    Path list = inbox.resolve("master-list.csv");
    Files.copy(Common.root().resolve("samples/master-list.csv"), list);
    // Nobody is writing it any more: it need not be watched.
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
  }

  /**
   * What counsel would do: one relative, not approved as a kind, is approved by name of person and
   * contact.
   */
  private static void approveOneRelay(Pipeline pipeline, Path batch) throws IOException {
    List<String> lines = new ArrayList<>();
    pipeline
        .ledger()
        .records()
        .entries(
            NOTICE,
            true,
            entry ->
                unapproved(entry)
                    .filter(contact -> lines.isEmpty())
                    .ifPresent(
                        contact ->
                            lines.add(
                                "  - { person: "
                                    + entry.person()
                                    + ", contact: "
                                    + contact.id()
                                    + ", level: L0, expires: 2027-06-30, reason: approved for the"
                                    + " demo }")));
    if (!lines.isEmpty()) {
      Files.createDirectories(batch.getParent());
      Files.writeString(batch, "relays:\n" + lines.get(0) + "\n");
    }
  }

  private static Optional<Contact> unapproved(EntryRecord entry) {
    boolean refused =
        entry.remarks().contains(HoldReason.RELAY_UNAPPROVED)
            || entry.holds().contains(HoldReason.RELAY_UNAPPROVED);
    return refused
        ? entry.dossier().contacts().stream()
            .filter(c -> c.owner() == Owner.RELAY && c.usable())
            .filter(c -> "cousin".equals(c.relation()))
            .findFirst()
        : Optional.empty();
  }

  private static void tell(Pipeline pipeline, Reach reach, RunCommand.Summary summary) {
    StringBuilder text = new StringBuilder();
    text.append("\nWhat became of the messages, each step's latest try\n\n");
    text.append(OutcomeTable.of(pipeline.ledger().records()).text());
    text.append("\nWho is held, and why\n\n");
    pipeline
        .ledger()
        .records()
        .entries(
            NOTICE,
            false,
            entry -> {
              if (Standing.of(entry).code().equals("held")) {
                text.append(
                    String.format(
                        "  %s  %s%n",
                        entry.person(),
                        String.join(" ", entry.holds().stream().map(HoldReason::code).toList())));
              }
            });
    text.append("\nWhich rows were refused, and why\n\n");
    pipeline
        .ledger()
        .lists()
        .remarks(
            summary.files().get(0).sha256(),
            row -> {
              if (row.outcome() == Outcome.REJECTED) {
                row.reasons()
                    .forEach(
                        reason ->
                            text.append(
                                String.format(
                                    "  line %d: %s, %s%n",
                                    row.line(), reason.code(), reason.rule())));
              }
            });
    text.append(
        String.format(
            "%nReach: %d of %d persons = %s %%. Handed to a relay, which is not reach: %d. Sums"
                + " agree: %s.%n",
            reach.reached(),
            reach.listTotal(),
            reach.percent(),
            reach.handedToRelay(),
            reach.reconciles() ? "yes" : "NO"));
    text.append(
        String.format(
            "The sandbox received %d texts and %d emails, earlier tries included; %.1f s in all.%n",
            pipeline.providers().twilio().messages().size(),
            pipeline.providers().mail().mails().size(),
            summary.seconds()));
    text.append(
        "\n"
            + "Where to look next: the same list with its reasons, before anything is stored:\n"
            + "  ./aviso preview samples/master-list.csv --texts --as-if-signed -D"
            + " \"aviso.sandbox.clock=2027-01-05T18:00Z\"\n"
            + "a home of your own: ./aviso run makes var/ and takes what is dropped in var/inbox;"
            + " beside it\n"
            + "  ./aviso list   ./aviso show PERSON   ./aviso log   ./aviso report\n"
            + "nothing of it leaves before two counsel have keys and signed: docs/counsel.md,"
            + " ./aviso approvals\n"
            + "what counsel writes: routes/counsel/class-notice/routing.yaml\n");
    Common.print(text.toString());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        if (DemoCounsel.isSignature(from.relativize(file))) {
          continue;
        }
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
