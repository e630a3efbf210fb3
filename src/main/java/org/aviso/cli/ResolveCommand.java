package org.aviso.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  /** An attempt's id, as the queue names it or bare, and which claim of it. */
  private static final Pattern NAME = Pattern.compile("(?i)(?:D-)?([0-9]{1,18})(?:-[0-9]{1,9})?");

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

  /** The attempt, when it may be settled so; nothing is changed. */
  static Doubtful open(Desk desk, String attempt, String as, KeyOption key) {
    if (!as.equals("delivered") && !as.equals("not-sent")) {
      throw new Refusal("--as is delivered or not-sent");
    }
    if (as.equals("not-sent") && key.file == null) {
      throw new Refusal(
          "--as not-sent lets the message be sent again: that widens and needs a counsel's --key"
              + " FILE; nothing was changed");
    }
    Matcher name = NAME.matcher(attempt);
    Doubtful found =
        desk.ledger()
            .queue()
            .attempt(name.matches() ? name.group(1) : attempt)
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
    if (as.equals("not-sent") && !named(found, attempt)) {
      throw new Refusal(
          attempt
              + " names another claim than the one in doubt now, which is "
              + found.item()
              + ": look at the provider whether that one left, then name it; nothing was changed");
    }
    return found;
  }

  /** Here and in {@code queue resolve}; the item that was settled, such as {@code D-93}. */
  static String settle(Desk desk, String attempt, String as, By by, KeyOption key) {
    var who = by.get();
    Doubtful found = open(desk, attempt, as, key);
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
    String item = found.item();
    desk.ledger().queue().settle(item, who.actor(), who.systemUser(), who.reason());
    return item;
  }

  /** That a message left counts whichever claim stands; that it did not, for the claim named. */
  private static boolean named(Doubtful found, String attempt) {
    String item = attempt.toUpperCase(Locale.ROOT);
    boolean first = found.item().equals("D-" + found.id());
    return item.startsWith("D-") || item.matches("[0-9]+-[0-9]+")
        ? found.item().equals(item.startsWith("D-") ? item : "D-" + item)
        : first;
  }

  /** Whether both name claims of one attempt. */
  static boolean isOf(String item, String other) {
    Matcher one = NAME.matcher(item);
    Matcher two = NAME.matcher(other);
    return item.startsWith("D-")
        && one.matches()
        && two.matches()
        && other.regionMatches(true, 0, "D-", 0, 2)
        && one.group(1).equals(two.group(1));
  }

  private static boolean notSent(Desk desk, Doubtful found, KeyOption key) {
    try {
      SignedAct act = new Release(desk).widen("not-sent", found.reference(), key.open());
      return desk.ledger().widenings().notSent(found, act, System.getProperty("user.name"))
          == Widenings.Answer.DONE;
    } catch (Release.Refused e) {
      throw new Refusal(e.getMessage());
    }
  }
}
