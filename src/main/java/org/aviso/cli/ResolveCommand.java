package org.aviso.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.aviso.ledger.WorkQueue.Doubtful;
import org.aviso.outcome.News;
import org.aviso.outcome.Reason;
import org.aviso.pipeline.Desk;
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

  @Option(names = "--key", paramLabel = "FILE", description = "A counsel's key; not to be had yet.")
  String key;

  @Override
  public Integer call() {
    try (Desk desk = common.desk("resolve")) {
      settle(desk, attempt, as, by);
    }
    if (common.json) {
      Common.print(Common.JSON.createObjectNode().put("attempt", attempt).put("as", as));
    } else {
      Common.print("attempt " + attempt + " is recorded as delivered\n");
    }
    return Aviso.DONE;
  }

  /** Here and in {@code queue resolve}. */
  static void settle(Desk desk, String attempt, String as, By by) {
    if (as.equals("not-sent")) {
      throw new Refusal(
          "--as not-sent lets the message be sent again: that widens and needs a counsel's --key,"
              + " which this version cannot take yet; nothing was changed");
    }
    if (!as.equals("delivered")) {
      throw new Refusal("--as is delivered or not-sent");
    }
    var who = by.get();
    Optional<Doubtful> found = desk.ledger().queue().attempt(attempt.replaceFirst("^D-", ""));
    if (found.isEmpty()) {
      throw new Refusal("there is no such attempt; aviso queue list shows those in doubt");
    }
    if (!found.get().open()) {
      throw new Refusal(
          "the attempt is "
              + found.get().state().code()
              + ": only one in_doubt or unconfirmed is settled by hand; nothing was changed");
    }
    long id = found.get().id();
    if (desk.ledger()
        .attempts()
        .learned(id, News.RESOLVED_DELIVERED, Reason.ACCEPTED, null)
        .isEmpty()) {
      throw new Refusal("news of the attempt came at this moment; look again with aviso show");
    }
    desk.ledger().queue().settle("D-" + id, who.actor(), who.systemUser(), who.reason());
  }
}
