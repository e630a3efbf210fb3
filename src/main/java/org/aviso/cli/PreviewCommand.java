package org.aviso.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.aviso.config.Setting;
import org.aviso.delivery.Prices;
import org.aviso.intake.RowReason;
import org.aviso.intake.ShownName;
import org.aviso.ledger.LedgerAddress;
import org.aviso.outcome.DueTask;
import org.aviso.person.HoldReason;
import org.aviso.person.PersonId;
import org.aviso.pipeline.Desk;
import org.aviso.pipeline.FileResult;
import org.aviso.pipeline.Home;
import org.aviso.pipeline.Preview;
import org.aviso.pipeline.PreviewTotals;
import org.aviso.routing.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "preview",
    description =
        "What would happen: person, language, plan, each rule's verdict, texts. Stores and sends"
            + " nothing.")
final class PreviewCommand implements Callable<Integer> {
  private static final List<String> NOT_SIGNED =
      List.of(HoldReason.ROUTING_UNAPPROVED.code(), HoldReason.TEMPLATE_UNAPPROVED.code());

  @Mixin Common common;
  @Mixin Reveal reveal;
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "FILE", arity = "0..1", description = "A master list.")
  Path file;

  @Option(names = "--person", paramLabel = "P", description = "A person of this home instead.")
  String person;

  @Option(names = "--texts", description = "Shows the texts as well.")
  boolean texts;

  @Option(
      names = "--as-if-signed",
      description =
          "As if counsel had signed every file as it is now: what a change would do, and how texts"
              + " look that are not signed yet.")
  boolean asIfSigned;

  @Option(
      names = "--fail-on",
      paramLabel = "held|rejected|never",
      defaultValue = "held",
      description = "When to exit with 1.")
  FailOn failOn;

  private final PreviewTotals totals = new PreviewTotals();
  private SortedSet<String> unset = new TreeSet<>();

  @Override
  public Integer call() throws IOException {
    if ((file == null) == (person == null)) {
      throw new Refusal("preview takes either a file or --person P");
    }
    if (file != null && !(Files.isReadable(file) && Files.isRegularFile(file))) {
      throw new Refusal(
          ShownName.file(file.toString())
              + (Files.notExists(file)
                  ? ": there is no such file; check the name"
                  : Files.isDirectory(file)
                      ? ": is a folder; name a list in it"
                      : ": is no file that can be read; check what it is and who may read it"));
    }
    Path none = null;
    if (file != null && !LedgerAddress.exists(common.settings())) {
      // Nobody is known yet, and looking ahead makes no home.
      none = Files.createTempDirectory("aviso-preview-");
      common.home = none.toString();
      for (Setting<?> elsewhere :
          List.of(Setting.LEDGER_URL, Setting.LEDGER_KEY_FILE, Setting.LEDGER_KEY_COMMAND)) {
        common.defines.put(elsewhere.key(), "");
      }
      Home.open(none);
      Desk.open(Common.root(), common.settings(), "preview").close();
    }
    try (Desk desk = common.desk("preview")) {
      if (none == null) {
        reveal.record(desk.ledger(), "preview");
      }
      Preview preview = new Preview(desk, asIfSigned ? desk.policy().asIfSigned() : desk.policy());
      unset = preview.unset();
      Prices prices = desk.tables().prices();
      return file == null ? person(desk, preview, prices) : list(preview, prices);
    } finally {
      if (none != null) {
        Common.delete(none);
      }
    }
  }

  private int list(Preview preview, Prices prices) throws IOException {
    boolean[] needs = new boolean[2];
    Listing listing = common.json ? new JsonListing(prices) : new TextListing(prices);
    preview.of(
        file,
        file.getFileName().toString(),
        new Preview.Sink() {
          @Override
          public void file(FileResult result) {
            needs[0] = result.rejected() > 0 || result.state().equals("refused");
            needs[1] = result.held() > 0;
            listing.file(result);
          }

          @Override
          public void row(Preview.Row row) {
            row.entries().forEach(totals::add);
            listing.row(row);
          }
        });
    listing.end();
    return failOn.code(needs[0], needs[1] || totals.held() > 0);
  }

  /** Writes a list's preview as it comes. */
  private interface Listing {
    void file(FileResult result);

    void row(Preview.Row row);

    void end();
  }

  private final class JsonListing implements Listing {
    private final Prices prices;
    private final JsonGenerator out;

    JsonListing(Prices prices) throws IOException {
      this.prices = prices;
      this.out = Common.JSON.createGenerator(System.out).useDefaultPrettyPrinter();
      out.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    }

    @Override
    public void file(FileResult result) {
      ObjectNode head = Common.JSON.createObjectNode();
      head.put("name", result.name());
      head.put("sha256", result.sha256());
      head.put("state", result.state());
      if (result.reason() != null) {
        head.put("reason", result.reason());
        head.put("explanation", result.explanation());
      }
      head.put("format", result.format());
      head.put("encoding", result.encoding());
      head.put("rows", result.rows());
      head.put("accepted", result.accepted());
      head.put("held", result.held());
      head.put("rejected", result.rejected());
      head.put("duplicate", result.duplicate());
      result.notes().forEach(head.putArray("notes")::add);
      write(
          () -> {
            out.writeStartObject();
            for (var field : head.properties()) {
              out.writeFieldName(field.getKey());
              out.writeTree(field.getValue());
            }
            out.writeArrayFieldStart("details");
          });
    }

    @Override
    public void row(Preview.Row row) {
      write(() -> out.writeTree(json(row)));
    }

    @Override
    public void end() {
      write(
          () -> {
            out.writeEndArray();
            out.writeFieldName("totals");
            out.writeTree(json(totals, prices));
            out.writeEndObject();
            out.flush();
          });
      Common.print("\n");
    }

    private void write(Writing writing) {
      try {
        writing.write();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private interface Writing {
    void write() throws IOException;
  }

  private final class TextListing implements Listing {
    private final Prices prices;
    private boolean taken;

    TextListing(Prices prices) {
      this.prices = prices;
    }

    @Override
    public void file(FileResult result) {
      taken = result.state().equals("taken");
      if (!taken) {
        Common.print(
            result.state().equals("duplicate")
                ? result.name() + ", duplicate: these bytes were taken before; nothing is taken\n"
                : "Refused as a whole: " + result.explanation() + "\n");
        return;
      }
      Common.print(
          String.format(
              "%s, %s, %s: %,d rows, %,d accepted, %,d rows held, %,d rejected, %,d duplicate%n",
              result.name(),
              result.format(),
              result.encoding(),
              result.rows(),
              result.accepted(),
              result.held(),
              result.rejected(),
              result.duplicate()));
      result.notes().forEach(note -> Common.print(note + "\n"));
    }

    @Override
    public void row(Preview.Row row) {
      Common.print(text(row));
    }

    @Override
    public void end() {
      if (taken) {
        Common.print(text(totals, prices));
      }
    }
  }

  private int person(Desk desk, Preview preview, Prices prices) {
    PersonId id = Arguments.followed(desk, spec, Arguments.person(person), null).id();
    List<Preview.Entry> entries = preview.of(id);
    if (entries.isEmpty()) {
      throw new Refusal(id + " is nobody in this home; aviso list shows who is");
    }
    entries.forEach(totals::add);
    if (common.json) {
      ObjectNode document = Common.JSON.createObjectNode();
      ArrayNode list = document.putArray("entries");
      entries.forEach(entry -> list.add(json(entry)));
      document.set("totals", json(totals, prices));
      Common.print(document);
    } else {
      entries.forEach(entry -> Common.print(text(entry, true)));
      Common.print(text(totals, prices));
    }
    return failOn.code(false, totals.held() > 0);
  }

  private ObjectNode json(PreviewTotals totals, Prices prices) {
    ObjectNode node = json(totals.all());
    node.put("currency", prices.currency());
    node.put("example_prices", prices.example());
    node.put("entries", totals.entries());
    node.put("entries_held", totals.held());
    ObjectNode holds = node.putObject("hold_reasons");
    totals.holds().forEach(holds::put);
    if (!unset.isEmpty()) {
      unset.forEach(node.putArray("settings_not_set")::add);
    }
    ObjectNode unpriced = node.putObject("without_price");
    totals.unpriced().forEach(unpriced::put);
    ObjectNode channels = node.putObject("by_channel");
    totals.byChannel().forEach((channel, sum) -> channels.set(channel, json(sum)));
    ObjectNode languages = node.putObject("by_language");
    totals.byLanguage().forEach((tag, sum) -> languages.set(tag, json(sum)));
    return node;
  }

  private static ObjectNode json(PreviewTotals.Sum sum) {
    ObjectNode node = Common.JSON.createObjectNode();
    node.put("messages", sum.messages());
    node.put("segments", sum.segments());
    node.put("cost", sum.cost());
    node.put("messages_without_price", sum.unpriced());
    return node;
  }

  private String text(PreviewTotals totals, Prices prices) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "%n%-12s %10s %10s  cost in %s%s%n",
            "",
            "messages",
            "segments",
            prices.currency(),
            prices.example() ? ", EXAMPLE PRICES of config/prices.yaml" : ""));
    totals.byChannel().forEach((channel, sum) -> text.append(line(channel, sum)));
    totals.byLanguage().forEach((tag, sum) -> text.append(line(tag, sum)));
    text.append(line("all", totals.all()));
    if (!totals.unpriced().isEmpty()) {
      text.append("No price, and so not in the cost: ");
      text.append(
          totals.unpriced().entrySet().stream()
              .map(one -> one.getKey() + " (" + one.getValue() + ")")
              .collect(Collectors.joining(", ")));
      text.append('\n');
    }
    if (!totals.tasks().isEmpty()) {
      text.append(
          totals.tasks().entrySet().stream()
              .map(one -> one.getKey() + " " + one.getValue())
              .collect(Collectors.joining(", ", "Tasks for people: ", "\n")));
    }
    if (!unset.isEmpty()) {
      text.append("Not set, and marked where a text prints it: ");
      text.append(String.join(", ", unset)).append('\n');
    }
    if (totals.held() > 0) {
      text.append(
          totals.holds().entrySet().stream()
              .map(one -> one.getKey() + " " + one.getValue())
              .collect(Collectors.joining(", ", "Held for: ", "\n")));
    }
    if (!asIfSigned && NOT_SIGNED.stream().anyMatch(totals.holds()::containsKey)) {
      text.append("Not signed yet: --as-if-signed shows what would be sent.\n");
    }
    text.append(
        String.format(
            "%,d entries would be held. If every step were sent: %,d SMS segments."
                + " Nothing was stored or sent.%n",
            totals.held(), totals.all().segments()));
    return text.toString();
  }

  private static String line(String name, PreviewTotals.Sum sum) {
    return String.format(
        "%-12s %,10d %,10d  %s%s%n",
        name,
        sum.messages(),
        sum.segments(),
        sum.unpriced() == sum.messages() && sum.messages() > 0
            ? "unknown"
            : sum.cost().toPlainString(),
        sum.unpriced() > 0 ? " and %,d messages without a price".formatted(sum.unpriced()) : "");
  }

  private ObjectNode json(Preview.Row row) {
    ObjectNode node = Common.JSON.createObjectNode();
    node.put("line", row.outcome().line());
    node.put("outcome", row.outcome().outcome().code());
    known(row).ifPresent(person -> node.put("person", person.value()));
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

  /** The id of a person who is stored; of a new one it would be another when the list is taken. */
  private static Optional<PersonId> known(Preview.Row row) {
    return row.entries().stream()
        .filter(Preview.Entry::known)
        .map(Preview.Entry::person)
        .findFirst();
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
    if (entry.ended() != null) {
      node.put("ended", entry.ended());
    }
    ArrayNode tasks = node.putArray("tasks");
    for (DueTask task : entry.tasks()) {
      tasks
          .addObject()
          .put("step", task.step())
          .put("channel", task.channel().code())
          .put("to", task.to().code())
          .put("due", task.due().toString());
    }
    ArrayNode idle = node.putArray("steps_without_contact");
    for (Preview.Idle step : entry.idle()) {
      step.because().forEach(idle.addObject().put("step", step.step()).putArray("because")::add);
    }
    ArrayNode messages = node.putArray("messages");
    for (Preview.PlannedText text : entry.texts()) {
      ObjectNode message = messages.addObject();
      message.put("step", text.step());
      message.put("channel", text.channel().code());
      message.put("to", text.to().code());
      message.put("contact", text.contact().toString());
      message.put("value_masked", text.contactMasked());
      if (reveal.on()) {
        message.put("value", text.contactValue());
      }
      message.put("level", text.level());
      message.put("tag", text.tag());
      message.put("fallback", text.fallback());
      message.put("due", text.due().toString());
      if (text.segments() != null) {
        message.put("encoding", text.segments().encoding());
        message.put("segments", text.segments().segments());
      }
      message.put("cost", text.cost());
      if (text.fault() != null) {
        message.put("fault", text.fault());
      }
      if (texts && text.text() != null) {
        message.put("subject", shown(text, text.text().subject()));
        message.put("text", shown(text, text.text().text()));
      }
    }
    return node;
  }

  private String text(Preview.Row row) {
    StringBuilder text = new StringBuilder();
    text.append("line ").append(row.outcome().line()).append(": ");
    text.append(row.outcome().outcome().words());
    known(row).ifPresent(person -> text.append(' ').append(person));
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
    row.entries().forEach(entry -> text.append(text(entry, false)));
    return text.toString();
  }

  /** As it would look, with the name masked; counted and priced as it is. */
  private String shown(Preview.PlannedText message, String text) {
    return reveal.on() || text == null || message.name() == null
        ? text
        : text.replace(message.name(), "***");
  }

  private String text(Preview.Entry entry, boolean withVerdicts) {
    StringBuilder text = new StringBuilder();
    text.append("    ")
        .append(entry.notice())
        .append(", ")
        .append(entry.language() == null ? entry.undecided() : entry.language());
    if (!entry.holds().isEmpty()) {
      text.append(", entry held: ");
      text.append(String.join(" ", entry.holds().stream().map(HoldReason::code).toList()));
    } else if (entry.plan() == null) {
      text.append(", ").append(entry.ended()).append(": nothing more is sent");
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
              "      %-8s %s %s to %s %s in %s, %s%s, %s, due %s%n",
              message.step(),
              message.channel().code(),
              reveal.on() ? message.contactValue() : message.contactMasked(),
              message.to().code(),
              message.contact(),
              message.tag(),
              message.level(),
              message.segments() == null
                  ? ""
                  : ", " + message.segments().segments() + " × " + message.segments().encoding(),
              message.cost() == null
                  ? "no price for " + (message.country() == null ? "it" : message.country())
                  : "cost " + message.cost().toPlainString(),
              message.due().truncatedTo(ChronoUnit.SECONDS)));
      if (message.fault() != null) {
        text.append("        this text cannot be made: ").append(message.fault()).append('\n');
      } else if (texts) {
        if (message.text().subject() != null) {
          text.append("        | ").append(shown(message, message.text().subject())).append('\n');
        }
        shown(message, message.text().text())
            .lines()
            .forEach(l -> text.append("        | ").append(l).append('\n'));
      }
    }
    for (DueTask task : entry.tasks()) {
      text.append(
          String.format(
              "      %-8s %s to %s, a task for people, due %s%n",
              task.step(),
              task.channel().code(),
              task.to().code(),
              task.due().truncatedTo(ChronoUnit.SECONDS)));
    }
    for (Preview.Idle step : entry.idle()) {
      text.append(
          String.format(
              "      %-8s nobody to write to: %s%n",
              step.step(),
              step.because().isEmpty()
                  ? "no contact this step is for"
                  : String.join("; ", step.because())));
    }
    return text.toString();
  }
}
