package org.aviso.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.aviso.ledger.Waves;
import org.aviso.pipeline.Desk;
import org.aviso.pipeline.Release;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "wave",
    description =
        "What a taken list brings to send waits as a wave until counsel lets it go: start signs"
            + " what show shows. pause and abort bind before the next message; abort puts what was"
            + " not sent into a new wave.")
final class WaveCommand implements Callable<Integer> {
  @Mixin Common common;
  @Mixin KeyOption key;

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

  @Option(
      names = "--digest",
      paramLabel = "D",
      description = "Start it only if its digest is still this one, as show printed it.")
  String digest;

  private Release release;

  @Override
  public Integer call() {
    if (action == Action.START && key.file == null) {
      throw new Refusal(
          "wave start lets messages leave and needs a counsel's key: --key FILE; nothing was"
              + " started");
    }
    try (Desk desk = common.desk("wave")) {
      Waves waves = desk.ledger().waves();
      release = new Release(desk);
      if (action == Action.LIST) {
        list(waves.list());
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
            case START -> start(waves.find(id).orElseThrow(() -> unknown(id)));
            default -> Waves.Answer.DONE;
          });
      show(waves.find(id).orElseThrow(() -> unknown(id)), waves.started(id).orElse(null));
      return Aviso.DONE;
    } catch (Release.Refused e) {
      throw new Refusal(e.getMessage());
    }
  }

  private Waves.Answer start(Waves.Wave seen) {
    if (digest != null && !digest.strip().matches("[0-9a-f]{64}")) {
      throw new Refusal(
          "--digest "
              + Common.visible(digest)
              + " is no digest: 64 hexadecimal digits, as aviso wave show "
              + seen.id()
              + " prints them; nothing was started");
    }
    if (digest != null && !release.digest(seen).equals(digest.strip())) {
      return Waves.Answer.CHANGED;
    }
    return release.start(seen, key.open());
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
                    default -> "started: only a wave that is proposed or paused can";
                  });
      case CHANGED ->
          throw new Refusal(
              id
                  + " holds something else than was looked at: its persons, messages or cost"
                  + " changed. Look at it again (aviso wave show "
                  + id
                  + "); nothing was started");
      case UNPLANNED ->
          throw new Refusal(
              "something of "
                  + id
                  + " waits to be planned, so nobody knows yet what it holds: let aviso run plan"
                  + " it, then look at it again; nothing was started");
      case NEEDS_A_START ->
          throw new Refusal(
              id
                  + " stood still too long, or its start holds no more: it needs a new start signed"
                  + " by counsel, aviso wave start "
                  + id
                  + " --key FILE");
    }
  }

  private void list(List<Waves.Wave> waves) {
    if (common.json) {
      ObjectNode document = Common.JSON.createObjectNode();
      var list = document.putArray("waves");
      waves.forEach(one -> list.add(json(one)));
      Common.print(document);
      return;
    }
    if (waves.isEmpty()) {
      Common.print("No waves yet: a taken list makes one for each notice.\n");
    }
    for (Waves.Wave one : waves) {
      Common.print(
          String.format(
              "%s  %-8s  %s  %,d persons, %,d messages, %,d of them to be sent, cost %s%n",
              one.id(),
              one.state(),
              one.notice(),
              one.persons(),
              one.attempts(),
              one.planned(),
              money(one)));
    }
  }

  private void show(Waves.Wave one, Waves.Start start) {
    if (common.json) {
      Common.print(json(one, start));
      return;
    }
    Common.print(
        String.format(
            "%s of %s, %s%s%n  %s%n  %,d persons, %,d contacts, %,d messages: %,d to be sent,"
                + " %,d in flight%n%s%s%s%s  cost %s%n",
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
            money(one)));
    // Of a wave under way the digest changes with every message: what counts is the signed one.
    if (start == null || !one.state().equals("running")) {
      Common.print("  digest " + release.digest(one) + '\n');
    }
    if (start != null) {
      Common.print(
          String.format(
              "  started by %s, key %s, at %s%n  over digest %s%n  %s%n",
              start.by().counsel(),
              start.by().key().substring(0, 16),
              start.by().signedAt(),
              start.by().digest(),
              release
                  .fault(start)
                  .map(why -> "THE SIGNATURE DOES NOT HOLD: " + why)
                  .orElse("the signature verifies")));
      List<String> changed = release.changedSince(start);
      if (!changed.isEmpty()) {
        Common.print(
            "  changed since then: "
                + String.join(", ", changed)
                + "; what they add waits for a start of its own\n");
      }
    }
    boolean letGo = start != null && (one.state().equals("running") || one.state().equals("done"));
    if (one.unplanned() > 0 && letGo) {
      if (one.state().equals("running")) {
        Common.print(
            String.format(
                "  %,d of its entries are planned again under the start; nothing beyond what was"
                    + " signed leaves%n",
                one.unplanned()));
      }
    } else if (one.unplanned() > 0) {
      Common.print(
          String.format(
              "  NOT WHOLLY PLANNED: %,d of its entries wait to be planned, and its figures will"
                  + " change; aviso run plans them%n",
              one.unplanned()));
    }
  }

  private static String line(String what, Map<String, Long> counts) {
    StringBuilder line = new StringBuilder("  ").append(what);
    counts.forEach((key, count) -> line.append(String.format("  %s %,d", key, count)));
    return line.append('\n').toString();
  }

  private String money(Waves.Wave wave) {
    return release
        .cost()
        .of(wave)
        .map(sum -> "about " + release.cost().shown(wave))
        .orElseGet(
            () -> {
              Set<String> unmade = release.cost().unmade(wave);
              if (!unmade.isEmpty()) {
                return "not known: a text of it cannot be made: " + String.join("; ", unmade);
              }
              Set<String> unpriced = release.cost().unpriced(wave);
              return unpriced.isEmpty()
                  ? "not known: a text of it is not in force"
                  : "not known: config/prices.yaml has no price for " + String.join(", ", unpriced);
            });
  }

  private ObjectNode json(Waves.Wave wave, Waves.Start start) {
    ObjectNode node = json(wave);
    if (start != null) {
      ObjectNode by = node.putObject("started_by");
      by.put("counsel", start.by().counsel());
      by.put("fingerprint", start.by().key());
      by.put("at", start.by().signedAt().toString());
      by.put("digest", start.by().digest());
      by.put("signature", start.by().signature());
      by.put("verifies", release.fault(start).isEmpty());
      release.changedSince(start).forEach(by.putArray("changed_since")::add);
    }
    return node;
  }

  private ObjectNode json(Waves.Wave wave) {
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
    node.put("unplanned", wave.unplanned());
    counts(node.putObject("by_language"), wave.byLanguage());
    counts(node.putObject("by_channel"), wave.byChannel());
    counts(node.putObject("by_custody"), wave.byCustody());
    counts(node.putObject("by_step"), wave.bySteps());
    release
        .cost()
        .of(wave)
        .ifPresentOrElse(
            sum -> node.put("cost", sum.setScale(2, RoundingMode.HALF_UP)),
            () -> node.putNull("cost"));
    node.put("digest", release.digest(wave));
    return node;
  }

  private static void counts(ObjectNode node, Map<String, Long> counts) {
    counts.forEach(node::put);
  }
}
