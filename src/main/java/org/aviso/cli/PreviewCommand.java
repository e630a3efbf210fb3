package org.aviso.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.aviso.intake.Outcome;
import org.aviso.intake.RowReason;
import org.aviso.intake.ShownName;
import org.aviso.person.HoldReason;
import org.aviso.pipeline.Desk;
import org.aviso.pipeline.Home;
import org.aviso.pipeline.Preview;
import org.aviso.routing.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "preview",
    description =
        "What would happen: person, language, plan, each rule's verdict, texts. Stores and sends"
            + " nothing.")
final class PreviewCommand implements Callable<Integer> {
  @Mixin Common common;

  @Parameters(paramLabel = "FILE", arity = "0..1", description = "A master list.")
  Path file;

  @Option(names = "--person", paramLabel = "P", description = "A person of this home instead.")
  String person;

  @Option(names = "--texts", description = "Shows the texts as well.")
  boolean texts;

  @Option(
      names = "--fail-on",
      paramLabel = "held|rejected|never",
      defaultValue = "held",
      description = "When to exit with 1.")
  FailOn failOn;

  @Override
  public Integer call() throws IOException {
    if ((file == null) == (person == null)) {
      throw new Refusal("preview takes either a file or --person P");
    }
    if (file != null && !(Files.isReadable(file) && Files.isRegularFile(file))) {
      throw new Refusal(
          ShownName.file(file.toString())
              + ": is no file that can be read; check the name and who may read it");
    }
    Path none = null;
    if (file != null && Files.notExists(common.settings().home().resolve("ledger/aviso.db"))) {
      // Nobody is known yet, and looking ahead makes no home.
      none = Files.createTempDirectory("aviso-preview-");
      common.home = none.toString();
      Home.open(none);
      Desk.open(Common.root(), common.settings(), "preview").close();
    }
    try (Desk desk = common.desk("preview")) {
      Preview preview = new Preview(desk);
      return file == null ? person(preview) : list(preview);
    } finally {
      if (none != null) {
        Common.delete(none);
      }
    }
  }

  private int list(Preview preview) throws IOException {
    Preview.Result result = preview.of(file, file.getFileName().toString());
    if (common.json) {
      ObjectNode document = Common.JSON.createObjectNode();
      document.put("name", result.file().name());
      document.put("sha256", result.file().sha256());
      document.put("state", result.file().state());
      if (result.file().reason() != null) {
        document.put("reason", result.file().reason());
        document.put("explanation", result.file().explanation());
      }
      document.put("format", result.file().format());
      document.put("encoding", result.file().encoding());
      document.put("rows", result.file().rows());
      document.put("accepted", result.file().accepted());
      document.put("held", result.file().held());
      document.put("rejected", result.file().rejected());
      document.put("duplicate", result.file().duplicate());
      ArrayNode details = document.putArray("details");
      result.rows().forEach(row -> details.add(json(row)));
      Common.print(document);
    } else {
      text(result);
    }
    boolean held =
        result.file().held() > 0
            || result.rows().stream()
                .flatMap(r -> r.entries().stream())
                .anyMatch(e -> !e.holds().isEmpty());
    return failOn.code(
        result.file().rejected() > 0 || result.file().state().equals("refused"), held);
  }

  private int person(Preview preview) {
    List<Preview.Entry> entries = preview.of(Arguments.person(person));
    if (entries.isEmpty()) {
      throw new Refusal(person + " is nobody in this home; aviso list shows who is");
    }
    if (common.json) {
      ObjectNode document = Common.JSON.createObjectNode();
      ArrayNode list = document.putArray("entries");
      entries.forEach(entry -> list.add(json(entry)));
      Common.print(document);
    } else {
      entries.forEach(entry -> Common.print(text(entry, true)));
    }
    return failOn.code(false, entries.stream().anyMatch(e -> !e.holds().isEmpty()));
  }

  private ObjectNode json(Preview.Row row) {
    ObjectNode node = Common.JSON.createObjectNode();
    node.put("line", row.outcome().line());
    node.put("outcome", row.outcome().outcome().code());
    row.entries().stream()
        .filter(Preview.Entry::known)
        .findFirst()
        .ifPresent(entry -> node.put("person", entry.person().value()));
    ArrayNode reasons = node.putArray("reasons");
    for (RowReason reason : row.outcome().reasons()) {
      reasons
          .addObject()
          .put("code", reason.code())
          .put("column", reason.column())
          .put("rule", reason.rule());
    }
    ArrayNode entries = node.putArray("entries");
    row.entries().forEach(entry -> entries.add(json(entry)));
    return node;
  }

  private ObjectNode json(Preview.Entry entry) {
    ObjectNode node = Common.JSON.createObjectNode();
    node.put("notice", entry.notice());
    node.put("language", entry.language());
    node.put("plan", entry.plan());
    ArrayNode holds = node.putArray("hold_reasons");
    entry.holds().stream().map(HoldReason::code).forEach(holds::add);
    ArrayNode flags = node.putArray("flags");
    entry.remarks().stream().map(HoldReason::code).forEach(flags::add);
    ArrayNode verdicts = node.putArray("verdicts");
    for (Verdict verdict : entry.verdicts()) {
      verdicts
          .addObject()
          .put("rule", verdict.rule())
          .put("subject", verdict.subject())
          .put("allowed", verdict.allowed())
          .put("because", verdict.because());
    }
    ArrayNode messages = node.putArray("messages");
    for (Preview.PlannedText text : entry.texts()) {
      ObjectNode message = messages.addObject();
      message.put("step", text.step());
      message.put("channel", text.channel().code());
      message.put("to", text.to().code());
      message.put("contact", text.contact().toString());
      message.put("value_masked", text.contactMasked());
      message.put("level", text.level());
      message.put("tag", text.tag());
      message.put("fallback", text.fallback());
      message.put("due", text.due().toString());
      if (text.segments() != null) {
        message.put("encoding", text.segments().encoding());
        message.put("segments", text.segments().segments());
      }
      if (texts) {
        message.put("subject", text.text().subject());
        message.put("text", text.text().text());
      }
    }
    return node;
  }

  private void text(Preview.Result result) {
    if (result.file().state().equals("refused")) {
      Common.print("Refused as a whole: " + result.file().explanation() + "\n");
      return;
    }
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "%s, %s, %s: %,d rows, %,d accepted, %,d rows held, %,d rejected, %,d duplicate%n",
            result.file().name(),
            result.file().format(),
            result.file().encoding(),
            result.file().rows(),
            result.file().accepted(),
            result.file().held(),
            result.file().rejected(),
            result.file().duplicate()));
    result.notes().forEach(note -> text.append(note).append('\n'));
    long segments = 0;
    long held = 0;
    for (Preview.Row row : result.rows()) {
      text.append("line ").append(row.outcome().line()).append(": ");
      text.append(row.outcome().outcome().words());
      row.outcome()
          .reasons()
          .forEach(
              r ->
                  text.append("\n    ")
                      .append(r.code())
                      .append(r.column() == null ? "" : " in " + r.column())
                      .append(": ")
                      .append(r.rule()));
      text.append('\n');
      if (row.outcome().outcome() == Outcome.REJECTED) {
        continue;
      }
      for (Preview.Entry entry : row.entries()) {
        text.append(text(entry, false));
        held += entry.holds().isEmpty() ? 0 : 1;
        segments +=
            entry.texts().stream()
                .filter(t -> t.segments() != null)
                .mapToLong(t -> t.segments().segments())
                .sum();
      }
    }
    text.append(
        String.format(
            "%,d entries would be held. If every step were sent: %,d SMS segments."
                + " Nothing was stored or sent.%n",
            held, segments));
    Common.print(text.toString());
  }

  private String text(Preview.Entry entry, boolean withVerdicts) {
    StringBuilder text = new StringBuilder();
    text.append("    ")
        .append(entry.notice())
        .append(", ")
        .append(entry.language() == null ? "language not known" : entry.language());
    if (!entry.holds().isEmpty()) {
      text.append(", entry held: ");
      text.append(String.join(" ", entry.holds().stream().map(HoldReason::code).toList()));
    } else {
      text.append(", plan ").append(entry.plan());
    }
    text.append('\n');
    for (Verdict verdict : entry.verdicts()) {
      if (withVerdicts || (!verdict.allowed() && !entry.holds().isEmpty())) {
        text.append("      ")
            .append(verdict.allowed() ? "allowed  " : "refused  ")
            .append(verdict.rule())
            .append(" (")
            .append(verdict.subject())
            .append("): ")
            .append(verdict.because())
            .append('\n');
      }
    }
    for (Preview.PlannedText message : entry.texts()) {
      text.append(
          String.format(
              "      %-8s %s %s to %s %s in %s, %s%s, due %s%n",
              message.step(),
              message.channel().code(),
              message.contactMasked(),
              message.to().code(),
              message.contact(),
              message.tag(),
              message.level(),
              message.segments() == null
                  ? ""
                  : ", " + message.segments().segments() + " × " + message.segments().encoding(),
              message.due().truncatedTo(ChronoUnit.SECONDS)));
      if (texts) {
        if (message.text().subject() != null) {
          text.append("        | ").append(message.text().subject()).append('\n');
        }
        message
            .text()
            .text()
            .lines()
            .forEach(l -> text.append("        | ").append(l).append('\n'));
      }
    }
    return text.toString();
  }
}
