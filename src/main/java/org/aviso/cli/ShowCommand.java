package org.aviso.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.aviso.intake.PersonReader;
import org.aviso.intake.Rival;
import org.aviso.ledger.Records;
import org.aviso.ledger.Records.Against;
import org.aviso.ledger.Records.AmendmentRecord;
import org.aviso.ledger.Records.AttemptRecord;
import org.aviso.ledger.Records.EntryRecord;
import org.aviso.ledger.Records.EventRecord;
import org.aviso.ledger.Records.HandRecord;
import org.aviso.outcome.TaskFact;
import org.aviso.person.Column;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.Dossier;
import org.aviso.person.HoldReason;
import org.aviso.person.PersonId;
import org.aviso.person.Sourced;
import org.aviso.pipeline.Desk;
import org.aviso.report.Standing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "One person's whole history, and where each value came from.")
final class ShowCommand implements Callable<Integer> {
  /** So many others who look alike the text names; the JSON names all. */
  private static final int SHOWN = 10;

  @Mixin Common common;
  @Mixin Reveal reveal;

  @Parameters(paramLabel = "PERSON", description = "A person's id, such as P-4K7Q2M9XWA.")
  String person;

  @Option(names = "--notice", paramLabel = "N", description = "Only what concerns this notice.")
  String notice;

  private List<PersonId> alike = List.of();
  private ListNames lists;

  @Override
  public Integer call() {
    PersonId asked = Arguments.person(person);
    try (Desk desk = common.desk("show")) {
      Records records = desk.ledger().records();
      Optional<PersonId> into = records.mergedInto(asked);
      PersonId id = into.orElse(asked);
      List<EntryRecord> entries = records.entriesOf(id);
      if (entries.isEmpty()) {
        throw new Refusal(id + " is nobody in this home; aviso list shows who is");
      }
      Notices.check(desk, notice);
      entries = entries.stream().filter(e -> wanted(e.notice())).toList();
      if (entries.isEmpty()) {
        throw new Refusal(
            id + " has no entry in " + notice + "; without --notice every entry is shown");
      }
      reveal.record(desk.ledger(), "show");
      List<EventRecord> events =
          records.events(0, null, id, Integer.MAX_VALUE).stream()
              .filter(e -> e.notice() == null || wanted(e.notice()))
              .toList();
      List<AmendmentRecord> amendments = records.amendments(id);
      alike = alike(desk, entries);
      if (common.json) {
        print(asked, into, new EntryJson(desk.reader(), reveal.on()), entries, amendments, events);
      } else {
        lists = new ListNames(records);
        into.ifPresent(one -> Common.print(asked + " is " + one + ", as was found out:\n"));
        print(
            entries,
            amendments,
            events,
            desk.reader(),
            records.madeByHand(id),
            records.against(id));
      }
      return Aviso.DONE;
    }
  }

  /** Whom the person is to be told apart from, or is; nobody unless something waits for that. */
  private static List<PersonId> alike(Desk desk, List<EntryRecord> entries) {
    Dossier dossier = entries.get(0).dossier();
    boolean asked =
        dossier.holds().contains(HoldReason.IDENTITY_CONFLICT)
            || dossier.holds().contains(HoldReason.POSSIBLE_DUPLICATE)
            || dossier.flags().contains(HoldReason.POSSIBLE_DUPLICATE.code());
    return asked ? desk.ledger().lists().alike(dossier) : List.of();
  }

  private boolean wanted(String which) {
    return notice == null || notice.equals(which);
  }

  private void print(
      PersonId asked,
      Optional<PersonId> into,
      EntryJson json,
      List<EntryRecord> entries,
      List<AmendmentRecord> amendments,
      List<EventRecord> events) {
    ObjectNode document = Common.JSON.createObjectNode();
    into.ifPresent(one -> document.put("asked_for", asked.value()).put("merged_into", one.value()));
    ArrayNode list = document.putArray("entries");
    entries.forEach(entry -> list.add(json.of(entry, entry.attempts())));
    ArrayNode values = document.putArray("values");
    entries.get(0).dossier().fields().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .forEach(field -> values.add(value(field.getKey(), field.getValue())));
    ArrayNode rivals = document.putArray("rivals");
    Rival.of(entries.get(0).dossier()).forEach(rival -> rivals.add(json(rival)));
    alike.stream().map(PersonId::value).forEach(document.putArray("alike")::add);
    ArrayNode entered = document.putArray("amendments");
    amendments.forEach(amendment -> entered.add(json(amendment)));
    ArrayNode history = document.putArray("events");
    events.forEach(event -> history.add(LogCommand.json(event)));
    Common.print(document);
  }

  private static ObjectNode value(Column column, Sourced sourced) {
    ObjectNode node = Common.JSON.createObjectNode();
    node.put("column", column.name());
    node.put("as_of", String.valueOf(sourced.asOf()));
    node.put("source", sourced.source());
    node.put("sha256", sourced.list());
    node.put("line", sourced.line());
    return node;
  }

  private ObjectNode json(Rival rival) {
    ObjectNode node = value(rival.column(), rival.said());
    node.put("value_masked", rival.masked());
    if (reveal.on()) {
      node.put("value", rival.said().value());
    }
    return node;
  }

  private ObjectNode json(AmendmentRecord amendment) {
    ObjectNode node = Common.JSON.createObjectNode();
    node.put("at", amendment.at().toString());
    node.put("action", amendment.action());
    node.put("what", amendment.what());
    node.put("source", amendment.source());
    node.put("by", amendment.by());
    node.put("system_user", amendment.systemUser());
    if (reveal.on()) {
      node.put("reason", amendment.reason());
    }
    return node;
  }

  private void print(
      List<EntryRecord> entries,
      List<AmendmentRecord> amendments,
      List<EventRecord> events,
      PersonReader reader,
      List<HandRecord> byHand,
      Map<ContactId, Against> against) {
    StringBuilder text = new StringBuilder();
    for (EntryRecord entry : entries) {
      text.append(entry.person()).append("  ").append(entry.notice()).append('\n');
      line(text, "state", Standing.of(entry).code());
      line(text, "held because", codes(entry));
      if (!alike.isEmpty()) {
        line(text, "alike", alikeShown());
      }
      Set<String> flags = EntryJson.flags(entry, reader.read(entry.dossier()));
      line(text, "flags", flags.isEmpty() ? "-" : String.join(" ", flags));
      line(
          text,
          "language",
          (entry.language() == null ? "-" : entry.language())
              + " ("
              + entry.languageSource()
              + ")");
      line(text, "custody", entry.custody().code());
      line(text, "plan", entry.plan() == null ? "-" : entry.plan());
      text.append("  contacts\n");
      for (Contact contact : entry.dossier().contacts()) {
        text.append("    ").append(contact.id()).append("  ").append(contact.owner().code());
        text.append(contact.relation() == null ? "" : " (" + contact.relation() + ")");
        text.append("  ").append(reveal.on() ? contact.value() : contact.masked());
        text.append("  ").append(contact.status().code());
        text.append(
            contact.statusReason() == null ? "" : " (" + contact.statusReason().code() + ")");
        text.append(against(against.get(contact.id()))).append('\n');
      }
      text.append("  tasks\n");
      for (TaskFact task : entry.tasks()) {
        text.append(
            String.format(
                "    T-%d  %-10s %-6s %s%s%n",
                task.id(),
                task.step(),
                task.channel().code(),
                task.state().code(),
                task.outcome() == null ? "" : " (" + task.outcome().code() + ")"));
      }
      text.append("  attempts\n");
      for (AttemptRecord attempt : entry.attempts()) {
        var fact = attempt.fact();
        text.append(
            String.format(
                "    %-10s %-6s %-6s %s  %-15s %s %s%s%n",
                fact.step(),
                fact.channel().code(),
                fact.contact(),
                attempt.tag(),
                fact.level().shown(),
                fact.state().code(),
                fact.tries() > 1 ? "try " + fact.tries() + " " : "",
                fact.reason() == null ? "" : "(" + fact.reason() + ")"));
      }
    }
    text.append("  made by hand\n");
    byHand.forEach(
        made ->
            text.append(
                String.format(
                    "    %s  %s %s  %s%s%n",
                    made.at(),
                    made.channel(),
                    made.direction(),
                    made.outcome(),
                    made.contact() == null ? "" : "  C-" + made.contact())));
    text.append("  where each value came from\n");
    entries.get(0).dossier().fields().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .forEach(
            field ->
                text.append(
                    String.format(
                        "    %-16s %s%s%n",
                        field.getKey(),
                        origin(field.getValue()),
                        reveal.on() ? ": " + field.getValue().value() : "")));
    List<Rival> rivals = Rival.of(entries.get(0).dossier());
    text.append(rivals.isEmpty() ? "" : "  what contradicts them\n");
    rivals.forEach(
        rival ->
            text.append(
                String.format(
                    "    %-16s %s: %s%n",
                    rival.column(),
                    origin(rival.said()),
                    reveal.on() ? rival.said().value() : rival.masked())));
    text.append(amendments.isEmpty() ? "" : "  amendments\n");
    amendments.forEach(amendment -> text.append("    ").append(text(amendment)));
    text.append("  history\n");
    events.forEach(event -> text.append("    ").append(LogCommand.text(event, lists)));
    Common.print(text.toString());
  }

  private String alikeShown() {
    String first =
        alike.stream().limit(SHOWN).map(PersonId::value).collect(Collectors.joining(" "));
    return alike.size() > SHOWN ? first + " and %,d more".formatted(alike.size() - SHOWN) : first;
  }

  private static String against(Against against) {
    if (against == null) {
      return "";
    }
    return (against.stopped() == null ? "" : ", stopped (" + against.stopped() + ")")
        + (against.vetoedBy() == null
            ? ""
            : ", vetoed by %s on %s"
                .formatted(
                    Common.visible(against.vetoedBy()),
                    against.vetoedAt().truncatedTo(ChronoUnit.SECONDS)));
  }

  private String origin(Sourced value) {
    return "as of "
        + value.asOf()
        + ", "
        + (value.list() == null
            ? value.source()
            : "list " + lists.shown(value.list()) + " line " + value.line());
  }

  private String text(AmendmentRecord amendment) {
    return String.format(
        "%s  %s %s%s, by %s (%s)%s%n",
        amendment.at(),
        amendment.action(),
        amendment.what(),
        amendment.source() == null ? "" : ", " + amendment.source(),
        Common.visible(amendment.by()),
        amendment.systemUser(),
        reveal.on()
            ? ", because: " + Common.visible(amendment.reason())
            : ", reason shown with --reveal");
  }

  private static String codes(EntryRecord entry) {
    return entry.holds().isEmpty()
        ? "-"
        : String.join(" ", entry.holds().stream().map(HoldReason::code).toList());
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format("  %-14s %s%n", name, value));
  }
}
