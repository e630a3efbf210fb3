package org.aviso.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.aviso.pipeline.Desk;
import org.aviso.pipeline.Policy;
import org.aviso.report.Reach;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "report", description = "Reach and outcomes in numbers; every figure from the log.")
final class ReportCommand implements Callable<Integer> {
  @Mixin Common common;

  @Option(names = "--notice", paramLabel = "N", description = "Which notice; else each.")
  String notice;

  @Override
  public Integer call() {
    try (Desk desk = common.desk("report")) {
      List<Reach> reaches = reaches(desk);
      if (common.json) {
        if (reaches.size() == 1) {
          Common.print(json(reaches.get(0)));
        } else {
          ObjectNode document = Common.JSON.createObjectNode();
          ArrayNode all = document.putArray("notices");
          reaches.forEach(reach -> all.add(json(reach)));
          Common.print(document);
        }
      } else {
        reaches.forEach(reach -> Common.print(text(reach)));
        desk.ledger()
            .lists()
            .interrupted()
            .forEach(list -> Common.print(CheckCommand.partly(list) + "\n"));
      }
      return Aviso.DONE;
    }
  }

  private List<Reach> reaches(Desk desk) {
    Policy policy = desk.policy();
    Notices.check(desk, notice);
    List<Reach> reaches = new ArrayList<>();
    for (String each : Notices.of(desk)) {
      if (notice == null || notice.equals(each)) {
        reaches.add(
            Reach.of(
                desk.ledger().records(),
                each,
                policy.notices().contains(each),
                policy.reach(each),
                desk.clock().instant()));
      }
    }
    return reaches;
  }

  static ObjectNode json(Reach reach) {
    ObjectNode node = Common.JSON.createObjectNode();
    node.put("notice", reach.notice());
    node.put("as_of", asOf(reach).toString());
    node.put("list_total", reach.listTotal());
    node.put("delivered_to_member", reach.deliveredToMember());
    node.put("handed_to_relay", reach.handedToRelay());
    node.put("relay_confirmed", reach.relayConfirmed());
    node.put("member_confirmed", reach.memberConfirmed());
    node.put("reached", reach.reached());
    node.put("reach_percent", reach.percent());
    node.set("states", counts(reach.states()));
    node.set("by_language", parts(reach.byLanguage()));
    ObjectNode channels = node.putObject("by_channel");
    reach.byChannel().forEach((channel, counts) -> channels.set(channel, counts(counts)));
    node.set("by_custody", parts(reach.byCustody()));
    node.set("held", counts(reach.held()));
    node.set("rejected_rows", counts(reach.rejectedRows()));
    node.set("attempts", counts(reach.attempts()));
    node.put("reconciles", reach.reconciles());
    return node;
  }

  private static ObjectNode counts(Map<String, Long> counts) {
    ObjectNode node = Common.JSON.createObjectNode();
    counts.forEach(node::put);
    return node;
  }

  private static ObjectNode parts(Map<String, Reach.Part> parts) {
    ObjectNode node = Common.JSON.createObjectNode();
    parts.forEach(
        (name, part) ->
            node.putObject(name)
                .put("total", part.total())
                .put("reached", part.reached())
                .put("held", part.held()));
    return node;
  }

  /** To the second: no figure of it is finer. */
  private static Instant asOf(Reach reach) {
    return reach.asOf().truncatedTo(ChronoUnit.SECONDS);
  }

  static String text(Reach reach) {
    StringBuilder text = new StringBuilder();
    text.append("Notice ")
        .append(reach.notice())
        .append(", as of ")
        .append(asOf(reach))
        .append('\n');
    line(text, "persons on the list", reach.listTotal());
    line(text, "delivered to the member", reach.deliveredToMember());
    line(text, "member confirmed", reach.memberConfirmed());
    line(text, "handed to a relay", reach.handedToRelay());
    line(text, "relay confirmed", reach.relayConfirmed());
    text.append(
        String.format("  %-26s %,7d  = %s %%%n", "reached", reach.reached(), reach.percent()));
    text.append("  entries by state\n");
    reach
        .states()
        .forEach((state, count) -> text.append(String.format("    %-24s %,7d%n", state, count)));
    text.append("  entries held, by reason (an entry may have several)\n");
    reach
        .held()
        .forEach((reason, count) -> text.append(String.format("    %-24s %,7d%n", reason, count)));
    text.append("  rows refused\n");
    reach
        .rejectedRows()
        .forEach((code, count) -> text.append(String.format("    %-24s %,7d%n", code, count)));
    text.append("  attempts by state\n");
    reach
        .attempts()
        .forEach((state, count) -> text.append(String.format("    %-24s %,7d%n", state, count)));
    text.append(
        reach.reconciles()
            ? "  Every sum agrees with the lists and the log.\n"
            : "  The sums do NOT agree: do not use these figures, and tell the operator.\n");
    return text.toString();
  }

  private static void line(StringBuilder text, String name, long count) {
    text.append(String.format("  %-26s %,7d%n", name, count));
  }
}
