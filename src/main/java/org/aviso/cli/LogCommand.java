package org.aviso.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.aviso.config.Nearest;
import org.aviso.ledger.EventWords;
import org.aviso.ledger.Records.EventRecord;
import org.aviso.person.PersonId;
import org.aviso.pipeline.Desk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "log", description = "The delivery log: what happened, in the order it happened.")
final class LogCommand implements Callable<Integer> {
  private static final int PAGE = 1_000;

  @Mixin Common common;

  @Option(names = "--follow", description = "Goes on until interrupted.")
  boolean follow;

  @Option(names = "--since", paramLabel = "T", description = "From this date or instant on.")
  String since;

  @Option(names = "--status", paramLabel = "S", description = "Only what says this.")
  String status;

  @Option(names = "--person", paramLabel = "P", description = "Only what concerns this person.")
  String person;

  @Option(names = "--notice", paramLabel = "N", description = "Only what concerns this notice.")
  String notice;

  @Override
  public Integer call() throws InterruptedException {
    if (status != null && !EventWords.all().contains(status)) {
      throw new Refusal(
          "nothing in the log says \""
              + Common.visible(status)
              + "\"; near to it are "
              + String.join(", ", Nearest.of(status, EventWords.all(), 5)));
    }
    Instant from = Arguments.time(since);
    PersonId who = person == null ? null : Arguments.person(person);
    try (Desk desk = common.desk("log")) {
      Notices.check(desk, notice);
      ListNames lists = new ListNames(desk.ledger().records());
      long after = 0;
      while (true) {
        List<EventRecord> events = desk.ledger().records().events(after, from, who, PAGE);
        for (EventRecord event : events) {
          after = event.id();
          if ((status == null || status.equals(event.code()))
              && (notice == null || notice.equals(event.notice()))) {
            if (common.json) {
              Common.printLine(json(event));
            } else {
              Common.print(text(event, lists));
            }
          }
        }
        if (events.size() < PAGE && !follow) {
          return Aviso.DONE;
        }
        if (events.isEmpty()) {
          TimeUnit.MILLISECONDS.sleep(500);
        }
      }
    }
  }

  static ObjectNode json(EventRecord event) {
    ObjectNode node = Common.JSON.createObjectNode();
    node.put("id", event.id());
    node.put("at", event.at().toString());
    node.put("kind", event.kind());
    node.put("status", event.code());
    put(node, "person", event.person());
    put(node, "notice", event.notice());
    put(node, "step", event.step());
    if (event.contact() != null) {
      node.put("contact", "C-" + event.contact());
    }
    put(node, "channel", event.channel());
    put(node, "tag", event.tag());
    put(node, "reference", event.reference());
    put(node, "list", event.list());
    if (event.detail() != null) {
      try {
        node.set("detail", Common.JSON.readTree(event.detail()));
      } catch (JsonProcessingException e) {
        node.put("detail", event.detail());
      }
    }
    return node;
  }

  private static void put(ObjectNode node, String name, String value) {
    if (value != null) {
      node.put(name, value);
    }
  }

  static String text(EventRecord event, ListNames lists) {
    StringBuilder line = new StringBuilder();
    line.append(event.at())
        .append("  ")
        .append(String.format("%-8s %-18s", event.kind(), event.code()));
    add(line, event.person());
    add(line, event.step());
    add(line, event.channel());
    add(line, event.tag());
    add(line, event.list() == null ? null : "list " + lists.shown(event.list()));
    add(line, event.detail());
    return line.append('\n').toString();
  }

  private static void add(StringBuilder line, String value) {
    if (value != null) {
      line.append("  ").append(value);
    }
  }
}
