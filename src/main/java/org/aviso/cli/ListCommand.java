package org.aviso.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "list", description = "Every entry: a person in a notice, and where it stands.")
final class ListCommand implements Callable<Integer> {
  private static final String FORM = "%-12s  %-14s  %-9s  %-20s  %-20s  %s%n";

  @Mixin Common common;
  @Mixin Reveal reveal;
  @Spec CommandSpec spec;

  @Option(names = "--notice", paramLabel = "N", description = "Only entries of this notice.")
  String notice;

  @Option(names = "--state", paramLabel = "S", description = "Only entries in this state.")
  String state;

  @Option(
      names = "--flag",
      paramLabel = "F",
      description = "Only entries with this flag, such as ambiguous_date.")
  String flag;

  private final Set<String> flags = new TreeSet<>();

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
                  if (wanted(desk, entry)) {
                    entries.add(json.of(entry, Standing.latest(entry)));
                  }
                });
        Common.print(document);
        sayFlags();
        return Aviso.DONE;
      }
      Common.print(String.format(FORM, "person", "notice", "language", "state", "why", "flags"));
      desk.ledger()
          .records()
          .entries(
              notice,
              true,
              entry -> {
                if (wanted(desk, entry)) {
                  Person person = desk.reader().read(entry.dossier());
                  Common.print(line(entry, person));
                  if (reveal.on()) {
                    Common.print(revealed(person));
                  }
                }
              });
      sayFlags();
      return Aviso.DONE;
    }
  }

  private boolean wanted(Desk desk, EntryRecord entry) {
    if (flag != null) {
      Set<String> has = EntryJson.flags(entry, desk.reader().read(entry.dossier()));
      flags.addAll(has);
      if (!has.contains(flag)) {
        return false;
      }
    }
    return state == null || Standing.of(entry).code().equals(state);
  }

  /** Which flags there are is known once every entry was looked at. */
  private void sayFlags() {
    if (flag != null && !flags.contains(flag)) {
      spec.commandLine()
          .getErr()
          .println(
              "no entry has the flag \""
                  + Common.visible(flag)
                  + "\"; "
                  + (flags.isEmpty() ? "none has any" : "there are: " + String.join(", ", flags)));
    }
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

  private static String line(EntryRecord entry, Person person) {
    Set<String> flags = EntryJson.flags(entry, person);
    return String.format(
        FORM,
        entry.person(),
        entry.notice(),
        entry.language() == null ? "-" : entry.language(),
        Standing.of(entry).code(),
        entry.holds().isEmpty()
            ? "-"
            : String.join(" ", entry.holds().stream().map(HoldReason::code).toList()),
        flags.isEmpty() ? "-" : String.join(" ", flags));
  }
}
