package org.aviso.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.aviso.config.Setting;
import org.aviso.config.Settings;
import org.aviso.ledger.Records;
import org.aviso.outcome.AttemptState;
import org.aviso.outcome.EntryState;
import org.aviso.pipeline.FileResult;
import org.aviso.pipeline.Pipeline;
import org.aviso.report.OutcomeTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "run",
    description = "The pipeline as a service; with --once, works off what is there and ends.")
final class RunCommand implements Callable<Integer> {
  @Mixin Common common;

  @Option(
      names = "--once",
      description =
          "Takes in the inbox, sends what is due now or within aviso.once.wait, prints a summary.")
  boolean once;

  @Option(
      names = "--receipts",
      description =
          "With --once, in the sandbox: waits for the receipts of the built-in server, so that a"
              + " report afterwards says who was reached.")
  boolean receipts;

  @Option(
      names = "--fail-on",
      paramLabel = "held|rejected|never",
      defaultValue = "held",
      description = "When to exit with 1 though all was done.")
  FailOn failOn;

  private static final String NO_RECEIPT =
      "The built-in sandbox ends with it; what is still sent had no receipt, such as mail that did"
          + " not come back.\n";

  private static final String NOBODY_LISTENS =
      "Receipts and bounces are heard by aviso run, the service; --once opens no listener,"
          + " and the built-in sandbox ends with it: run --once --receipts waits for its.\n";

  private final List<FileResult> files = new CopyOnWriteArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = common.settings();
    if (receipts && !once) {
      throw new Refusal("--receipts goes with --once: the service hears them by itself");
    }
    return once ? once(settings) : serve(settings);
  }

  private int once(Settings settings) throws InterruptedException {
    long start = System.nanoTime();
    try (Ending ending = new Ending();
        Pipeline pipeline =
            Pipeline.start(
                Common.root(), settings, new Pipeline.Options(false, true, receipts, files::add));
        Progress progress = Progress.of(pipeline.ledger().records())) {
      pipeline.settle();
      pipeline.awaitQuiet(
          settings.get(Setting.ONCE_WAIT),
          settings.get(Setting.ONCE_WAIT),
          () -> ending.asked() || !pipeline.standingLists().isEmpty());
      progress.close();
      List<String> standing = pipeline.standingLists();
      for (String sha256 : standing) {
        System.err.printf(
            "nothing was sent: list %s was begun, and nobody goes on with it; drop the same file"
                + " into this home's inbox%n",
            sha256);
      }
      Summary summary =
          Summary.of(
              pipeline.ledger().records(),
              files,
              pipeline.clock().instant(),
              (System.nanoTime() - start) / 1_000_000_000.0);
      long left = pipeline.filesNoList();
      if (left > 0) {
        System.err.printf(
            "%,d files in the inbox are no lists and were left: lists end in .csv .tsv .txt .json"
                + " .jsonl .xlsx, or that and .gz%n",
            left);
      }
      if (common.json) {
        Common.print(summary.json());
      } else {
        Common.print(summary.text());
        if (summary.attempts().containsKey(AttemptState.SENT.code())) {
          Common.print(pipeline.hears() ? NO_RECEIPT : NOBODY_LISTENS);
        }
        Common.print("\nEach step's latest try; earlier ones are in aviso show and aviso log\n\n");
        Common.print(OutcomeTable.of(pipeline.ledger().records()).text());
      }
      return pipeline.tampered()
          ? Aviso.FALSE_SIGNATURE
          : standing.isEmpty()
              ? failOn.code(summary.rejected(), summary.held())
              : Aviso.NEEDS_A_PERSON;
    }
  }

  private int serve(Settings settings) throws InterruptedException {
    try (Ending ending = new Ending();
        Pipeline pipeline =
            Pipeline.start(
                Common.root(), settings, new Pipeline.Options(true, true, RunCommand::tell));
        Progress progress = Progress.ofService(pipeline.ledger().records())) {
      pipeline.webhookUrl().ifPresent(url -> System.err.println("webhooks at " + url));
      pipeline
          .monitorUrl()
          .ifPresent(
              url ->
                  System.err.println("monitor  at " + url + "?token=" + pipeline.monitorToken()));
      System.err.println(
          "drop lists in " + settings.home().resolve("inbox") + "; Ctrl-C ends in order");
      ending.await();
    }
    return Aviso.DONE;
  }

  private static void tell(FileResult file) {
    System.err.printf(
        "%s: %s%s, %,d rows, %,d rows held, %,d rejected%n",
        file.name(),
        file.state(),
        file.explanation() == null ? "" : " (" + file.explanation() + ")",
        file.rows(),
        file.held(),
        file.rejected());
    file.notes().forEach(note -> System.err.println("  " + note));
  }

  /** What a run came to. */
  record Summary(
      List<FileResult> files,
      java.util.Map<String, Long> attempts,
      java.util.SortedMap<String, Long> entries,
      List<Records.WaveRecord> waves,
      Records.Waiting texts,
      double seconds) {

    static Summary of(Records records, List<FileResult> files, Instant now, double seconds) {
      java.util.SortedMap<String, Long> entries = new java.util.TreeMap<>();
      records.entries(
          null,
          false,
          entry -> entries.merge(org.aviso.report.Standing.of(entry).code(), 1L, Long::sum));
      return new Summary(
          List.copyOf(files),
          records.attemptCounts(),
          entries,
          records.waves(),
          records.textsDueAfter(now),
          seconds);
    }

    boolean rejected() {
      return files.stream().anyMatch(f -> f.rejected() > 0 || f.state().equals("refused"));
    }

    boolean held() {
      return entries.containsKey(EntryState.HELD.code())
          || waves.stream().anyMatch(w -> w.state().equals("proposed"));
    }

    ObjectNode json() {
      ObjectNode node = Common.JSON.createObjectNode();
      ArrayNode lists = node.putArray("files");
      ArrayNode directives = node.putArray("directives");
      for (FileResult file : files) {
        if (file.directives()) {
          directives
              .addObject()
              .put("name", file.name())
              .put("sha256", file.sha256())
              .put("state", file.state())
              .put("reason", file.reason())
              .put("rows", file.rows())
              .put("accepted", file.accepted())
              .put("rejected", file.rejected())
              .put("duplicate", file.duplicate());
          continue;
        }
        ObjectNode one = lists.addObject();
        one.put("name", file.name());
        one.put("sha256", file.sha256());
        one.put("state", file.state());
        if (file.reason() != null) {
          one.put("reason", file.reason());
        }
        one.put("format", file.format());
        one.put("encoding", file.encoding());
        one.put("rows", file.rows());
        one.put("accepted", file.accepted());
        one.put("held", file.held());
        one.put("rejected", file.rejected());
        one.put("duplicate", file.duplicate());
        file.notes().forEach(one.putArray("notes")::add);
      }
      ObjectNode states = node.putObject("attempts");
      attempts.forEach(states::put);
      ObjectNode standing = node.putObject("entries");
      entries.forEach(standing::put);
      ArrayNode waveList = node.putArray("waves");
      waves.forEach(
          w ->
              waveList
                  .addObject()
                  .put("id", w.id())
                  .put("state", w.state())
                  .put("attempts", w.attempts()));
      node.put("in_doubt", attempts.getOrDefault(AttemptState.IN_DOUBT.code(), 0L));
      node.put("seconds", Math.round(seconds * 1000) / 1000.0);
      return node;
    }

    String text() {
      StringBuilder text = new StringBuilder();
      for (FileResult file : files) {
        text.append(
            String.format(
                "%s, %s: %,d rows, %,d accepted, %,d rows held, %,d rejected, %,d duplicate%s%n",
                file.name(),
                file.state(),
                file.rows(),
                file.accepted(),
                file.held(),
                file.rejected(),
                file.duplicate(),
                file.explanation() == null ? "" : " (" + file.explanation() + ")"));
        file.notes().forEach(note -> text.append("  ").append(note).append('\n'));
      }
      entries.forEach(
          (state, count) -> text.append(String.format("%,9d entries %s%n", count, state)));
      attempts.forEach(
          (state, count) -> text.append(String.format("%,9d attempts %s%n", count, state)));
      long waiting = entries.getOrDefault(EntryState.HELD.code(), 0L);
      if (waiting > 0) {
        text.append(
            String.format(
                "%,d entries wait for a person: aviso queue list --kind held%n", waiting));
      }
      if (texts.count() > 0) {
        text.append(
            String.format(
                "Text messages that wait for their hour (quiet hours where they go, or after:):"
                    + " %,d, the first until %s%n",
                texts.count(), texts.first().truncatedTo(ChronoUnit.SECONDS)));
      }
      waves.stream()
          .filter(wave -> wave.state().equals("proposed"))
          .forEach(
              wave ->
                  text.append(
                      String.format(
                          "Wave %s waits until counsel starts it: aviso wave show %s%n",
                          wave.id(), wave.id())));
      StillWaves.paused(waves).forEach(line -> text.append(line).append('\n'));
      text.append(String.format("in %.1f s%n", seconds));
      return text.toString();
    }
  }
}
