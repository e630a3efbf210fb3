package org.aviso.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.aviso.ledger.Waves;
import org.aviso.pipeline.Desk;
import org.aviso.pipeline.WaveCost;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "wave",
    description =
        "What a taken list brings to send waits as a wave until counsel lets it go. pause and abort"
            + " bind before the next message; abort puts what was not sent into a new wave.")
final class WaveCommand implements Callable<Integer> {
  @Mixin Common common;

  enum Action {
    LIST,
    SHOW,
    START,
    PAUSE,
    RESUME,
    ABORT
  }

  @Parameters(
      index = "0",
      arity = "0..1",
      defaultValue = "list",
      description = "list, show, start, pause, resume or abort.")
  Action action;

  @Parameters(index = "1", arity = "0..1", paramLabel = "W", description = "The wave's id.")
  String wave;

  @Override
  public Integer call() {
    try (Desk desk = common.desk("wave")) {
      Waves waves = desk.ledger().waves();
      WaveCost cost = new WaveCost(desk);
      if (action == Action.LIST) {
        list(waves.list(), cost);
        return Aviso.DONE;
      }
      if (wave == null) {
        throw new Refusal("which wave? aviso wave list shows them");
      }
      String id = wave.toUpperCase(Locale.ROOT);
      settled(
          id,
          switch (action) {
            case PAUSE -> waves.pause(id);
            case RESUME -> waves.resume(id);
            case ABORT -> waves.abort(id);
            case START -> Waves.Answer.NEEDS_A_START;
            default -> Waves.Answer.DONE;
          });
      show(waves.find(id).orElseThrow(() -> unknown(id)), cost);
      return Aviso.DONE;
    }
  }

  private static Refusal unknown(String id) {
    return new Refusal(
        (id.matches("W-[0-9A-Z]{1,20}") ? id : "that") + " is no wave; aviso wave list shows them");
  }

  private void settled(String id, Waves.Answer answer) {
    switch (answer) {
      case DONE -> {}
      case UNKNOWN -> throw unknown(id);
      case NOT_NOW ->
          throw new Refusal(
              id
                  + " cannot be "
                  + switch (action) {
                    case PAUSE -> "paused: only a running wave can";
                    case RESUME -> "resumed: only a paused wave can";
                    case ABORT -> "aborted: it is already";
                    default -> "started: only a wave that waits can";
                  });
      case CHANGED ->
          throw new Refusal(
              id + " holds something else than a moment ago; look at it again: aviso wave show");
      case NEEDS_A_START ->
          throw new Refusal(
              id
                  + " needs a start signed by counsel, and signing is not to be had yet in this"
                  + " version");
    }
  }

  private void list(List<Waves.Wave> waves, WaveCost cost) {
    if (common.json) {
      ObjectNode document = Common.JSON.createObjectNode();
      var list = document.putArray("waves");
      waves.forEach(one -> list.add(json(one, cost)));
      Common.print(document);
      return;
    }
    if (waves.isEmpty()) {
      Common.print("No waves yet: a taken list makes one for each notice.\n");
    }
    for (Waves.Wave one : waves) {
      Common.print(
          String.format(
              "%s  %-8s  %s  %,d persons, %,d messages, %,d of them to be sent, %s%n",
              one.id(),
              one.state(),
              one.notice(),
              one.persons(),
              one.attempts(),
              one.planned(),
              money(one, cost)));
    }
  }

  private void show(Waves.Wave one, WaveCost cost) {
    if (common.json) {
      Common.print(json(one, cost));
      return;
    }
    Common.print(
        String.format(
            "%s of %s, %s%s%n  %s%n  %,d persons, %,d contacts, %,d messages: %,d to be sent,"
                + " %,d in flight%n%s%s%s%s  cost %s%n  digest %s%n",
            one.id(),
            one.notice(),
            one.state(),
            one.pauseReason() == null ? "" : " (" + one.pauseReason() + ")",
            one.file() == null
                ? "over all persons known when the notice came"
                : "list " + one.file().substring(0, 12),
            one.persons(),
            one.contacts(),
            one.attempts(),
            one.planned(),
            one.inFlight(),
            line("steps", one.bySteps()),
            line("languages", one.byLanguage()),
            line("channels", one.byChannel()),
            line("custody", one.byCustody()),
            money(one, cost),
            one.digest()));
  }

  private static String line(String what, Map<String, Long> counts) {
    StringBuilder line = new StringBuilder("  ").append(what);
    counts.forEach((key, count) -> line.append(String.format("  %s %,d", key, count)));
    return line.append('\n').toString();
  }

  private static String money(Waves.Wave wave, WaveCost cost) {
    return cost.of(wave)
        .map(sum -> "about " + sum.setScale(2, RoundingMode.HALF_UP) + " " + cost.currency())
        .orElse("not known: config/prices.yaml has no price for some of it");
  }

  private static ObjectNode json(Waves.Wave wave, WaveCost cost) {
    ObjectNode node = Common.JSON.createObjectNode();
    node.put("id", wave.id());
    node.put("notice", wave.notice());
    node.put("state", wave.state());
    if (wave.pauseReason() != null) {
      node.put("pause_reason", wave.pauseReason());
    }
    node.put("file", wave.file());
    node.put("entries", wave.persons());
    node.put("contacts", wave.contacts());
    node.put("attempts", wave.attempts());
    node.put("planned", wave.planned());
    node.put("in_flight", wave.inFlight());
    counts(node.putObject("by_language"), wave.byLanguage());
    counts(node.putObject("by_channel"), wave.byChannel());
    counts(node.putObject("by_custody"), wave.byCustody());
    counts(node.putObject("by_step"), wave.bySteps());
    cost.of(wave)
        .ifPresentOrElse(
            sum -> node.put("cost", sum.setScale(2, RoundingMode.HALF_UP)),
            () -> node.putNull("cost"));
    node.put("digest", wave.digest());
    return node;
  }

  private static void counts(ObjectNode node, Map<String, Long> counts) {
    counts.forEach(node::put);
  }
}
