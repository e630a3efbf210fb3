package org.aviso.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.aviso.ledger.Records.EntryRecord;
import org.aviso.outcome.EntryState;
import org.aviso.person.HoldReason;
import org.aviso.person.Person;
import org.aviso.pipeline.Desk;
import org.aviso.report.Standing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "list", description = "Every entry: a person in a notice, and where it stands.")
final class ListCommand implements Callable<Integer> {
  @Mixin Common common;
  @Mixin Reveal reveal;

  @Option(names = "--notice", paramLabel = "N", description = "Only entries of this notice.")
  String notice;

  @Option(names = "--state", paramLabel = "S", description = "Only entries in this state.")
  String state;

  @Override
  public Integer call() {
    if (state != null
        && Arrays.stream(EntryState.values()).noneMatch(s -> s.code().equals(state))) {
      throw new Refusal(
          "there is no state \""
              + state
              + "\"; there are: "
              + Arrays.stream(EntryState.values())
                  .map(EntryState::code)
                  .collect(Collectors.joining(", ")));
    }
    try (Desk desk = common.desk("list")) {
      Notices.check(desk, notice);
      reveal.record(desk.ledger(), "list");
      if (common.json) {
        EntryJson json = new EntryJson(desk.reader(), reveal.on());
        ObjectNode document = Common.JSON.createObjectNode();
        ArrayNode entries = document.putArray("entries");
        desk.ledger()
            .records()
            .entries(
                notice,
                true,
                entry -> {
                  if (wanted(entry)) {
                    entries.add(json.of(entry, Standing.latest(entry)));
                  }
                });
        Common.print(document);
        return Aviso.DONE;
      }
      Common.print(
          String.format(
              "%-12s  %-14s  %-9s  %-20s  %s%n", "person", "notice", "language", "state", "why"));
      desk.ledger()
          .records()
          .entries(
              notice,
              reveal.on(),
              entry -> {
                if (wanted(entry)) {
                  Common.print(line(entry));
                  if (reveal.on()) {
                    Common.print(revealed(desk.reader().read(entry.dossier())));
                  }
                }
              });
      return Aviso.DONE;
    }
  }

  private boolean wanted(EntryRecord entry) {
    return state == null || Standing.of(entry).code().equals(state);
  }

  /** Below each entry: who it is, and every number and address with its state. */
  private static String revealed(Person person) {
    StringBuilder text = new StringBuilder("    ");
    text.append(person.lastName() == null ? "-" : person.lastName())
        .append(", ")
        .append(person.firstName() == null ? "-" : person.firstName())
        .append(person.aNumber() == null ? "" : "  A" + person.aNumber().digits())
        .append('\n');
    person
        .contacts()
        .forEach(
            c ->
                text.append("    ")
                    .append(c.id())
                    .append("  ")
                    .append(c.owner().code())
                    .append(c.relation() == null ? "" : " (" + c.relation() + ")")
                    .append("  ")
                    .append(c.value())
                    .append("  ")
                    .append(c.status().code())
                    .append('\n'));
    return text.toString();
  }

  private static String line(EntryRecord entry) {
    return String.format(
        "%-12s  %-14s  %-9s  %-20s  %s%n",
        entry.person(),
        entry.notice(),
        entry.language() == null ? "-" : entry.language(),
        Standing.of(entry).code(),
        String.join(" ", entry.holds().stream().map(HoldReason::code).toList()));
  }
}
