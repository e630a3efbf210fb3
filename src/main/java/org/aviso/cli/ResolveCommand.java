package org.aviso.cli;

import java.util.concurrent.Callable;
import org.aviso.ledger.Widenings;
import org.aviso.ledger.WorkQueue.Doubtful;
import org.aviso.outcome.AttemptState;
import org.aviso.outcome.News;
import org.aviso.outcome.Reason;
import org.aviso.pipeline.Desk;
import org.aviso.pipeline.Release;
import org.aviso.routing.approval.SignedAct;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "resolve",
    description = "Settles an attempt in doubt, on what a person found out at the provider.")
final class ResolveCommand implements Callable<Integer> {
  @Mixin Common common;
  @Mixin By by;
  @Mixin KeyOption key;

  @Parameters(
      paramLabel = "ATTEMPT",
      description = "The attempt's id or reference, as list --json, queue list and show give it.")
  String attempt;

  @Option(
      names = "--as",
      required = true,
      paramLabel = "delivered|not-sent",
      description = "What became of it; not-sent lets it be sent again and needs a --key.")
  String as;

  @Override
  public Integer call() {
    try (Desk desk = common.desk("resolve")) {
      String item = settle(desk, attempt, as, by, key);
      if (common.json) {
        Common.print(
            Common.JSON.createObjectNode().put("attempt", attempt).put("item", item).put("as", as));
        return Aviso.DONE;
      }
      Common.print(
          item
              + (as.equals("delivered")
                  ? " is recorded as delivered\n"
                  : " is recorded as not sent; it is sent again when it is due\n"));
    }
    return Aviso.DONE;
  }

  /** Here and in {@code queue resolve}; the item that was settled, such as {@code D-93}. */
  static String settle(Desk desk, String attempt, String as, By by, KeyOption key) {
    if (!as.equals("delivered") && !as.equals("not-sent")) {
      throw new Refusal("--as is delivered or not-sent");
    }
    if (as.equals("not-sent") && key.file == null) {
      throw new Refusal(
          "--as not-sent lets the message be sent again: that widens and needs a counsel's --key"
              + " FILE; nothing was changed");
    }
    var who = by.get();
    Doubtful found =
        desk.ledger()
            .queue()
            .attempt(attempt.replaceFirst("^D-", ""))
            .orElseThrow(
                () ->
                    new Refusal("there is no such attempt; aviso queue list shows those in doubt"));
    boolean open = as.equals("delivered") ? found.open() : found.state() == AttemptState.IN_DOUBT;
    if (!open) {
      throw new Refusal(
          "the attempt is "
              + found.state().code()
              + (as.equals("delivered")
                  ? ": only one in_doubt or unconfirmed is settled by hand; nothing was changed"
                  : ": only one in_doubt can be said not to have left; nothing was changed"));
    }
    boolean settled =
        as.equals("delivered")
            ? desk.ledger()
                .attempts()
                .learned(found.id(), News.RESOLVED_DELIVERED, Reason.ACCEPTED, null)
                .isPresent()
            : notSent(desk, found, key);
    if (!settled) {
      throw new Refusal("news of the attempt came at this moment; look again with aviso show");
    }
    String item = "D-" + found.id();
    desk.ledger().queue().settle(item, who.actor(), who.systemUser(), who.reason());
    return item;
  }

  private static boolean notSent(Desk desk, Doubtful found, KeyOption key) {
    try {
      SignedAct act = new Release(desk).widen("not-sent", found.reference(), key.open());
      return desk.ledger().widenings().notSent(found.id(), act, System.getProperty("user.name"))
          == Widenings.Answer.DONE;
    } catch (Release.Refused e) {
      throw new Refusal(e.getMessage());
    }
  }
}
