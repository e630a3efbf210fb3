package org.aviso.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.aviso.config.Finding;
import org.aviso.config.FolderDigest;
import org.aviso.config.Setting;
import org.aviso.intake.RefusedFile;
import org.aviso.intake.RowReason;
import org.aviso.intake.Spreadsheet;
import org.aviso.ledger.Event;
import org.aviso.pipeline.Desk;
import org.aviso.pipeline.RelayCandidates;
import org.aviso.pipeline.RelayLines;
import org.aviso.pipeline.WholeFile;
import org.aviso.routing.RelayBatch;
import org.aviso.routing.RelayBatchFile;
import org.aviso.routing.RelayMarks;
import org.aviso.routing.RelayMarks.Marked;
import org.aviso.routing.RelayMarks.Outcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "import",
    description =
        "Makes a batch of the spreadsheet counsel marked. A veto in it binds at once; all else when"
            + " counsel has signed the batch.")
final class RelaysImportCommand implements Callable<Integer> {
  @Mixin Common common;
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The marked spreadsheet, .xlsx or .csv.")
  Path file;

  @Option(
      names = "--name",
      paramLabel = "BATCH",
      description = "The batch's name; marked- and today's date when not given.")
  String name;

  @Option(
      names = "--fail-on",
      paramLabel = "held|rejected|never",
      defaultValue = "held",
      description = "When to exit with 1.")
  FailOn failOn;

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new Refusal(file + ": is no file that can be read; check the name and who may read it");
    }
    if (name != null && !name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
      throw new Refusal("the name of a batch is of small letters, digits and hyphens, at most 63");
    }
    try (Desk desk = common.desk("relays")) {
      LocalDate today = LocalDate.ofInstant(desk.clock().instant(), desk.clock().getZone());
      String batch = name != null ? name : "marked-" + today;
      Path target = target(desk, batch);
      Set<String> columns = new HashSet<>(RelayMarks.MARKS);
      columns.addAll(RelayMarks.KEYS);
      List<Spreadsheet.Row> rows;
      try {
        rows = Spreadsheet.read(file, columns);
      } catch (RefusedFile e) {
        return refused(e);
      }
      RelayMarks marks =
          new RelayMarks(
              new RelayCandidates(desk, desk.policy())
                  .known(
                      RelayCandidates.ids(
                          rows.stream()
                              .map(row -> row.cells().get("person"))
                              .filter(Objects::nonNull)
                              .toList())),
              today);
      List<Marked> marked = marks.read(rows);
      List<RelayBatch.Entry> entries =
          marked.stream().map(Marked::entry).filter(Objects::nonNull).toList();
      byte[] bytes = entries.isEmpty() ? null : bytes(batch, entries);
      if (bytes != null) {
        write(target, batch, bytes);
      }
      ObjectNode totals = totals(marked);
      desk.ledger().record(event(totals, bytes));
      tell(bytes == null ? null : batch, target, totals, marked);
      List<Finding> findings =
          bytes == null
              ? List.of()
              : RelayLines.findings(desk, desk.policy(), ("relays/" + batch)::equals);
      findings.forEach(finding -> spec.commandLine().getErr().println(finding));
      return failOn.code(
          totals.path("refused").asInt() > 0,
          !findings.isEmpty() || marked.stream().anyMatch(row -> !row.reasons().isEmpty()));
    }
  }

  private static Path target(Desk desk, String batch) {
    Path folder = desk.settings().get(Setting.ROUTING_DIR).resolve("relays");
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new Refusal(folder + " is no folder: make it, batches lie in it");
    }
    Path target = folder.resolve(batch + ".yaml");
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw taken(batch);
    }
    return target;
  }

  private static Refusal taken(String batch) {
    return new Refusal(
        "the batch " + batch + " is there already and is not overwritten: --name names another");
  }

  private static byte[] bytes(String batch, List<RelayBatch.Entry> entries) {
    byte[] bytes = RelayBatchFile.write(batch, entries);
    if (bytes.length > RelayBatchFile.largest()) {
      throw new Refusal("the batch would be larger than one is read: divide the spreadsheet");
    }
    return bytes;
  }

  /** Beside the folder of batches, where nothing is read while it is written. */
  private static void write(Path target, String batch, byte[] bytes) {
    try {
      WholeFile.write(target, target.getParent().getParent(), "rw-r-----", out -> out.write(bytes));
    } catch (FileAlreadyExistsException e) {
      throw taken(batch);
    } catch (IOException e) {
      throw Refusal.unwritable(target.getParent(), "no batch was written");
    }
  }

  private int refused(RefusedFile e) {
    if (common.json) {
      ObjectNode document = Common.JSON.createObjectNode();
      document.put("batch", (String) null);
      document.put("state", "refused");
      document.put("reason", e.reason());
      document.put("explanation", e.getMessage());
      Common.print(document);
    } else {
      Common.print("Refused as a whole: " + e.getMessage() + "\n");
    }
    return failOn.code(true, true);
  }

  private static ObjectNode totals(List<Marked> marked) {
    Map<String, Integer> approved = new TreeMap<>();
    int[] counts = new int[Outcome.values().length];
    for (Marked row : marked) {
      counts[row.outcome().ordinal()]++;
      if (row.outcome() == Outcome.APPROVED) {
        approved.merge(row.entry().level().name(), 1, Integer::sum);
      }
    }
    ObjectNode totals = Common.JSON.createObjectNode();
    totals.put("rows", marked.size());
    ObjectNode levels = totals.putObject("approved");
    approved.forEach(levels::put);
    totals.put("vetoed", counts[Outcome.VETOED.ordinal()]);
    totals.put("lowered", counts[Outcome.LOWERED.ordinal()]);
    totals.put("unmarked", counts[Outcome.UNMARKED.ordinal()]);
    totals.put("refused", counts[Outcome.REFUSED.ordinal()]);
    totals.put("two_counsel", marked.stream().filter(Marked::needsTwoCounsel).count());
    return totals;
  }

  private static Event event(ObjectNode totals, byte[] bytes) {
    ObjectNode detail = totals.deepCopy();
    detail.put("sha256", bytes == null ? null : FolderDigest.of(bytes));
    detail.put("system_user", System.getProperty("user.name"));
    return Event.ofService("relays", "imported", detail.toString());
  }

  private void tell(String batch, Path target, ObjectNode totals, List<Marked> marked) {
    if (common.json) {
      ObjectNode document = Common.JSON.createObjectNode();
      document.put("batch", batch);
      document.put("state", "read");
      document.put("file", batch == null ? null : target.toString());
      document.setAll(totals);
      ArrayNode details = document.putArray("details");
      marked.stream()
          .filter(RelaysImportCommand::worthSaying)
          .forEach(row -> details.add(json(row)));
      Common.print(document);
      return;
    }
    StringBuilder text = new StringBuilder();
    for (Marked row : marked) {
      for (RowReason reason : row.reasons()) {
        text.append(
            "row %d: %s, %s %s (%s)%n"
                .formatted(
                    row.line(),
                    row.outcome().code(),
                    reason.column() == null ? "the row" : reason.column(),
                    reason.rule(),
                    reason.code()));
      }
    }
    List<String> levels = new ArrayList<>();
    totals
        .path("approved")
        .properties()
        .forEach(
            level ->
                levels.add(
                    level.getValue().asInt()
                        + " at "
                        + org.aviso.template.Level.valueOf(level.getKey()).shown()));
    text.append(
        "%d rows: approved %s, vetoed %d, lowered %d, left unmarked %d, refused %d%n"
            .formatted(
                totals.path("rows").asInt(),
                levels.isEmpty() ? "none" : String.join(", ", levels),
                totals.path("vetoed").asInt(),
                totals.path("lowered").asInt(),
                totals.path("unmarked").asInt(),
                totals.path("refused").asInt()));
    if (totals.path("two_counsel").asInt() > 0) {
      text.append(
          "%d of them at L2 case name or L3 full notice: two different counsel sign the batch%n"
              .formatted(totals.path("two_counsel").asInt()));
    }
    text.append(
        batch == null
            ? "Nothing was marked that could be taken: no batch was written.\n"
            : "Written: %s, to be signed as relays/%s. Vetoes and lower levels in it bind at once.%n"
                .formatted(target, batch));
    Common.print(text.toString());
  }

  private static boolean worthSaying(Marked row) {
    return !row.reasons().isEmpty() || row.needsTwoCounsel();
  }

  private static ObjectNode json(Marked row) {
    ObjectNode node = Common.JSON.createObjectNode();
    node.put("line", row.line());
    node.put("outcome", row.outcome().code());
    node.put("person", row.person() == null ? null : row.person().value());
    node.put("contact", row.contact() == null ? null : row.contact().toString());
    node.put("two_counsel", row.needsTwoCounsel());
    ArrayNode reasons = node.putArray("reasons");
    row.reasons()
        .forEach(
            reason ->
                reasons
                    .addObject()
                    .put("code", reason.code())
                    .put("column", reason.column())
                    .put("rule", reason.rule()));
    return node;
  }
}
