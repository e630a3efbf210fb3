package org.aviso.cli;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.aviso.ledger.Brakes;
import org.aviso.pipeline.Desk;
import org.aviso.template.Channel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "channel",
    description =
        "The brake by hand: pause stops a channel before the next message, resume lets go; without"
            + " either, shows what stands still and why.")
final class ChannelCommand implements Callable<Integer> {
  private static final Set<Channel> ALL = EnumSet.of(Channel.SMS, Channel.EMAIL);

  @Mixin Common common;

  enum Action {
    PAUSE,
    RESUME,
    LIST
  }

  @Parameters(
      index = "0",
      arity = "0..1",
      defaultValue = "list",
      description = "pause, resume or list.")
  Action action;

  @Parameters(index = "1", arity = "0..1", paramLabel = "CHANNEL", description = "sms, email, all.")
  String channel;

  @Option(names = "--by", paramLabel = "NAME", description = "Who decided; else the system user.")
  String by;

  @Override
  public Integer call() {
    try (Desk desk = common.desk("channel")) {
      Brakes brakes = desk.ledger().brakes();
      String user = System.getProperty("user.name");
      switch (action) {
        case PAUSE -> brakes.pause(channels(), by == null ? user : by, user);
        case RESUME -> brakes.resume(channels());
        case LIST -> {}
      }
      show(brakes);
    }
    return Aviso.DONE;
  }

  private Set<Channel> channels() {
    return switch (channel == null ? "" : channel.toLowerCase(Locale.ROOT)) {
      case "all" -> ALL;
      case "sms" -> EnumSet.of(Channel.SMS);
      case "email" -> EnumSet.of(Channel.EMAIL);
      default -> throw new Refusal("which channel? sms, email or all");
    };
  }

  private void show(Brakes brakes) {
    var document = Common.JSON.createObjectNode();
    var list = document.putArray("channels");
    StringBuilder text = new StringBuilder();
    for (Channel each : ALL) {
      Brakes.Brake brake =
          brakes.now().stream().filter(b -> b.channel() == each).findFirst().orElse(null);
      long inFlight = brake == null ? brakes.inFlight(each) : brake.inFlight();
      var node = list.addObject();
      node.put("channel", each.code());
      node.put("state", brake == null ? "running" : "paused");
      if (brake != null) {
        node.put("reason", brake.reason());
        node.put("by", brake.actor());
        node.put("since", brake.at().toString());
      }
      node.put("in_flight", inFlight);
      text.append(each.code())
          .append(
              brake == null
                  ? ": running"
                  : ": paused since %s by %s (%s)"
                      .formatted(brake.at(), Common.visible(brake.actor()), brake.reason()))
          .append(", ")
          .append(inFlight)
          .append(inFlight == 1 ? " message" : " messages")
          .append(" in flight\n");
    }
    if (common.json) {
      Common.print(document);
    } else {
      Common.print(text.toString());
    }
  }
}
