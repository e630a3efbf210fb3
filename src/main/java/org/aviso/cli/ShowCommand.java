package org.aviso.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.aviso.intake.PersonReader;
import org.aviso.ledger.Records.AttemptRecord;
import org.aviso.ledger.Records.EntryRecord;
import org.aviso.ledger.Records.EventRecord;
import org.aviso.person.Column;
import org.aviso.person.Contact;
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
  @Mixin Common common;
  @Mixin Reveal reveal;

  @Parameters(paramLabel = "PERSON", description = "A person's id, such as P-4K7Q2M9XWA.")
  String person;

  @Option(names = "--notice", paramLabel = "N", description = "Only what concerns this notice.")
  String notice;

  @Override
  public Integer call() {
    PersonId id = Arguments.person(person);
    try (Desk desk = common.desk("show")) {
      List<EntryRecord> entries = desk.ledger().records().entriesOf(id);
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
          desk.ledger().records().events(0, null, id, Integer.MAX_VALUE).stream()
              .filter(e -> e.notice() == null || wanted(e.notice()))
              .toList();
      if (common.json) {
        print(new EntryJson(desk.reader(), reveal.on()), entries, events);
      } else {
        print(entries, events, desk.reader());
      }
      return Aviso.DONE;
    }
  }

  private boolean wanted(String which) {
    return notice == null || notice.equals(which);
  }

  private static void print(EntryJson json, List<EntryRecord> entries, List<EventRecord> events) {
    ObjectNode document = Common.JSON.createObjectNode();
    ArrayNode list = document.putArray("entries");
    entries.forEach(entry -> list.add(json.of(entry, entry.attempts())));
    ArrayNode values = document.putArray("values");
    entries.get(0).dossier().fields().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .forEach(field -> values.add(value(field.getKey(), field.getValue())));
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

  private void print(List<EntryRecord> entries, List<EventRecord> events, PersonReader reader) {
    StringBuilder text = new StringBuilder();
    for (EntryRecord entry : entries) {
      text.append(entry.person()).append("  ").append(entry.notice()).append('\n');
      line(text, "state", Standing.of(entry).code());
      line(text, "held because", codes(entry));
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
        text.append('\n');
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
    text.append("  where each value came from\n");
    entries.get(0).dossier().fields().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .forEach(
            field ->
                text.append(
                    String.format(
                        "    %-16s as of %s, %s%s%n",
                        field.getKey(),
                        field.getValue().asOf(),
                        field.getValue().list() == null
                            ? field.getValue().source()
                            : "list "
                                + field.getValue().list().substring(0, 12)
                                + " line "
                                + field.getValue().line(),
                        reveal.on() ? ": " + field.getValue().value() : "")));
    text.append("  history\n");
    events.forEach(event -> text.append("    ").append(LogCommand.text(event)));
    Common.print(text.toString());
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
