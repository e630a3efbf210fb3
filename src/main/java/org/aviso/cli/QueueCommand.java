package org.aviso.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.aviso.ledger.HandContacts;
import org.aviso.ledger.HandContacts.Answer;
import org.aviso.ledger.WorkQueue;
import org.aviso.ledger.WorkQueue.Item;
import org.aviso.outcome.HandOutcome;
import org.aviso.person.ContactId;
import org.aviso.pipeline.Desk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "queue",
    description = "Everything that needs a person, oldest first.",
    subcommands = {
      QueueCommand.ListItems.class,
      QueueCommand.Claim.class,
      QueueCommand.Resolve.class,
      QueuePrintCommand.class
    })
final class QueueCommand implements Callable<Integer> {
  @Mixin Common common;

  /** Without a word more it lists. */
  @Override
  public Integer call() {
    return list(common, null, false);
  }

  @Command(name = "list", description = "The items, oldest first: what is needed, and how old.")
  static final class ListItems implements Callable<Integer> {
    @Mixin Common common;

    @Option(
        names = "--kind",
        paramLabel = "K",
        description = "Only these: task, held, in_doubt, file, bounce, record.")
    String kind;

    @Option(names = "--all", description = "Tasks that are not due yet as well.")
    boolean all;

    @Override
    public Integer call() {
      return list(common, kind, all);
    }
  }

  private static Integer list(Common common, String kind, boolean all) {
    if (kind != null
        && Arrays.stream(WorkQueue.Kind.values()).noneMatch(k -> k.code().equals(kind))) {
      throw new Refusal(
          "--kind is one of "
              + Arrays.stream(WorkQueue.Kind.values())
                  .map(WorkQueue.Kind::code)
                  .collect(Collectors.joining(", ")));
    }
    try (Desk desk = common.desk("queue list")) {
      Instant now = desk.clock().instant();
      List<Item> items =
          desk.ledger().queue().items().stream()
              .filter(item -> kind == null || item.kind().code().equals(kind))
              .filter(Item::stands)
              .filter(item -> all || due(item, now))
              .toList();
      if (common.json) {
        ObjectNode document = Common.JSON.createObjectNode();
        ArrayNode array = document.putArray("items");
        items.forEach(item -> array.add(json(item, now)));
        Common.print(document);
      } else if (items.isEmpty()) {
        Common.print("nothing needs a person\n");
      } else {
        items.forEach(item -> Common.print(text(item, now)));
      }
      if (!common.json) {
        StillWaves.of(desk.ledger().records().waves()).forEach(line -> Common.print(line + "\n"));
      }
      return Aviso.DONE;
    }
  }

  private static boolean due(Item item, Instant now) {
    return item.kind() != WorkQueue.Kind.TASK || (item.due() != null && !item.due().isAfter(now));
  }

  private static long age(Item item, Instant now) {
    return Math.max(0, Duration.between(item.since(), now).toSeconds());
  }

  private static ObjectNode json(Item item, Instant now) {
    ObjectNode node = Common.JSON.createObjectNode();
    node.put("id", item.id());
    node.put("kind", item.kind().code());
    node.put("person", item.person() == null ? null : item.person().value());
    node.put("notice", item.notice());
    node.put("language", item.language());
    node.put("what", item.what());
    node.put("to", item.to());
    node.put("step", item.step());
    ArrayNode reasons = node.putArray("reasons");
    item.reasons().forEach(reasons::add);
    node.put("needed", QueueWords.needed(item));
    node.put("since", item.since().toString());
    node.put("age_seconds", age(item, now));
    node.put("due", item.due() == null ? null : item.due().toString());
    node.put("claimed_by", item.claimedBy());
    node.put("printed_at", item.printed() == null ? null : item.printed().toString());
    return node;
  }

  private static String text(Item item, Instant now) {
    long seconds = age(item, now);
    String age =
        seconds >= 86_400
            ? seconds / 86_400 + " d"
            : seconds >= 3_600 ? seconds / 3_600 + " h" : seconds / 60 + " min";
    return "%-8s %-8s %6s  %-12s %-7s %s%s%s%n"
        .formatted(
            item.id(),
            item.kind().code(),
            age,
            item.person() == null ? "-" : item.person(),
            item.language() == null ? "-" : item.language(),
            QueueWords.needed(item),
            item.claimedBy() == null ? "" : "; taken by " + Common.visible(item.claimedBy()),
            item.printed() == null ? "" : "; printed");
  }

  @Command(name = "claim", description = "You take an item up; nobody else need.")
  static final class Claim implements Callable<Integer> {
    @Mixin Common common;
    @Spec CommandSpec spec;

    @Parameters(paramLabel = "ITEM", arity = "1..*", description = "Such as T-12, from queue list.")
    List<String> items;

    @Option(names = "--by", required = true, paramLabel = "NAME", description = "Who takes it up.")
    String by;

    @Override
    public Integer call() {
      String name = Arguments.name(by);
      String user = System.getProperty("user.name");
      try (Desk desk = common.desk("queue claim")) {
        HandContacts tasks = desk.ledger().handContacts();
        WorkQueue queue = desk.ledger().queue();
        each(
            common,
            named(desk, items, spec),
            "claimed",
            one ->
                said(
                    one.task()
                        ? tasks.mayClaim(number(one.id()), name)
                        : queue.mayClaim(one.id(), name)),
            one ->
                said(
                    one.task()
                        ? tasks.claim(number(one.id()), name, user)
                        : queue.claim(one.id(), name, user)));
      }
      return Aviso.DONE;
    }
  }

  @Command(
      name = "resolve",
      description = "An item is dealt with: a task by its outcome, an attempt in doubt by --as.")
  static final class Resolve implements Callable<Integer> {
    @Mixin Common common;
    @Mixin KeyOption key;
    @Spec CommandSpec spec;

    @Parameters(paramLabel = "ITEM", arity = "1..*", description = "Such as T-12, from queue list.")
    List<String> items;

    @Option(
        names = "--outcome",
        paramLabel = "O",
        description =
            "Of a task: sent (a letter is in the mail), or what came of it, as for aviso record.")
    String outcome;

    @Option(
        names = "--contact",
        paramLabel = "C",
        description = "The number called, such as C-1; for stop_requested and wrong_person.")
    String contact;

    @Option(
        names = "--as",
        paramLabel = "delivered|not-sent",
        description = "Of an attempt in doubt.")
    String as;

    @Option(
        names = "--reason",
        paramLabel = "T",
        description = "Why, for all but tasks; - reads it from stdin.")
    String reason;

    @Option(names = "--by", required = true, paramLabel = "NAME", description = "Who did it.")
    String by;

    @Override
    public Integer call() {
      try (Desk desk = common.desk("queue resolve")) {
        reason = reason == null ? null : By.said(reason);
        each(
            common,
            named(desk, items, spec),
            "resolved",
            one -> check(desk, one),
            one -> resolve(desk, one));
      }
      return Aviso.DONE;
    }

    /** Refuses what {@link #resolve} would refuse; nothing is changed. */
    private void check(Desk desk, Named named) {
      Item item = named.item;
      switch (item.kind()) {
        case TASK -> {
          if (outcome == null) {
            throw new Refusal(item.id() + " is a task: say what came of it with --outcome");
          }
          Arguments.name(by);
          said(
              desk.ledger()
                  .handContacts()
                  .mayBeDone(number(item.id()), Arguments.outcome(outcome), contact()));
        }
        case HELD ->
            throw new Refusal(
                item.id()
                    + " is held ("
                    + String.join(", ", item.reasons())
                    + "): the hold ends when its cause does. "
                    + QueueWords.needed(item));
        case IN_DOUBT -> {
          if (as == null) {
            throw new Refusal(item.id() + " is in doubt: settle it with --as delivered --reason T");
          }
          because(item).get();
          ResolveCommand.open(desk, named.typed, as, key);
        }
        case FILE, BOUNCE, RECORD -> because(item).get();
      }
    }

    private ContactId contact() {
      return contact == null ? null : Arguments.contact(contact);
    }

    private void resolve(Desk desk, Named named) {
      Item item = named.item;
      String user = System.getProperty("user.name");
      switch (item.kind()) {
        case TASK -> {
          HandOutcome came = Arguments.outcome(outcome);
          said(
              desk.ledger()
                  .handContacts()
                  .done(number(item.id()), came, contact(), Arguments.name(by), user));
          if (came == HandOutcome.SENT && item.printed() == null) {
            spec.commandLine()
                .getErr()
                .println(
                    item.id()
                        + " counts as sent, though its letter was never printed here; the record"
                        + " says so. If another item was meant, tell counsel: it is not opened"
                        + " again");
          }
        }
        case IN_DOUBT -> ResolveCommand.settle(desk, named.typed, as, because(item), key);
        case HELD -> throw new IllegalStateException(item.id() + " was to be refused");
        case FILE, BOUNCE, RECORD ->
            said(
                desk.ledger()
                    .queue()
                    .settle(item.id(), Arguments.name(by), user, because(item).get().reason()));
      }
    }

    private By because(Item item) {
      if (reason == null) {
        throw new Refusal(item.id() + " needs a --reason");
      }
      By who = new By();
      who.name = by;
      who.reason = reason;
      return who;
    }
  }

  /**
   * @param typed of an attempt, perhaps the name of an earlier claim
   */
  private record Named(Item item, String typed) {
    String id() {
      return item.id();
    }

    boolean task() {
      return item.kind() == WorkQueue.Kind.TASK;
    }
  }

  /** Each item once, however often it was typed. */
  private static List<Named> named(Desk desk, List<String> typed, CommandSpec spec) {
    Map<String, Named> named = new LinkedHashMap<>();
    for (String id : typed) {
      Item item = item(desk, id, spec);
      named.putIfAbsent(item.id(), new Named(item, id));
    }
    return List.copyOf(named.values());
  }

  /** All are looked at before anything is done of one; several are one document. */
  private static void each(
      Common common, List<Named> items, String state, Consumer<Named> check, Consumer<Named> act) {
    for (Named item : items) {
      try {
        check.accept(item);
      } catch (Refusal e) {
        throw items.size() == 1
            ? e
            : new Refusal(e.getMessage() + "; nothing is " + state, e.code());
      }
    }
    List<String> done = new ArrayList<>();
    for (Named item : items) {
      try {
        act.accept(item);
      } catch (Refusal e) {
        throw done.isEmpty()
            ? e
            : new Refusal(
                e.getMessage() + "; " + state + " were " + String.join(", ", done), e.code());
      }
      done.add(item.id());
      if (!common.json) {
        Common.print(item.id() + " " + state + "\n");
      }
    }
    if (common.json) {
      List<ObjectNode> documents =
          done.stream()
              .map(id -> Common.JSON.createObjectNode().put("item", id).put("state", state))
              .toList();
      if (documents.size() == 1) {
        Common.print(documents.get(0));
      } else {
        ObjectNode all = Common.JSON.createObjectNode();
        all.putArray("items").addAll(documents);
        Common.print(all);
      }
    }
  }

  private static Item item(Desk desk, String id, CommandSpec spec) {
    Optional<String> now = inPlaceOf(desk, id);
    now.ifPresent(
        one ->
            spec.commandLine()
                .getErr()
                .println(
                    "%s is %s since two persons were found to be one"
                        .formatted(id.toUpperCase(Locale.ROOT), one)));
    return desk.ledger().queue().items().stream()
        .filter(
            item ->
                item.id().equalsIgnoreCase(now.orElse(id)) || ResolveCommand.isOf(item.id(), id))
        .findFirst()
        .orElseThrow(
            () ->
                new Refusal(
                    now.map(one -> one + " is not open any more")
                            .orElse(
                                id.matches("(?i)[a-z]-[0-9]{1,18}(-[0-9]{1,9})?")
                                    ? "there is no open item " + id.toUpperCase(Locale.ROOT)
                                    : "there is no such open item")
                        + "; aviso queue list --all shows what there is"));
  }

  private static Optional<String> inPlaceOf(Desk desk, String id) {
    return id.matches("(?i)T-\\d{1,18}")
        ? desk.ledger().queue().inPlaceOf(number(id)).map(task -> "T-" + task)
        : Optional.empty();
  }

  private static long number(String id) {
    return Long.parseLong(id.substring(2));
  }

  private static void said(Answer answer) {
    if (answer.refusal() != null) {
      throw new Refusal(answer.refusal());
    }
  }
}
