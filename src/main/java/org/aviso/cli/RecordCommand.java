package org.aviso.cli;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.aviso.ledger.HandContacts;
import org.aviso.ledger.Records.Followed;
import org.aviso.outcome.HandOutcome;
import org.aviso.person.ContactId;
import org.aviso.person.PersonId;
import org.aviso.pipeline.Desk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "record",
    description =
        "Enters a contact made by hand: the hotline log. What narrows is in force at once: a stop,"
            + " a wrong person, unsafe, a death, a confirmation.")
final class RecordCommand implements Callable<Integer> {
  private static final Set<String> CHANNELS =
      Set.of("call", "letter", "visit", "whatsapp", "other");

  @Mixin Common common;
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "PERSON", description = "A person's id, such as P-4K7Q2M9XWA.")
  String person;

  @Option(
      names = "--channel",
      required = true,
      paramLabel = "call|letter|visit|whatsapp|other",
      description = "How it came about.")
  String channel;

  @Option(
      names = "--direction",
      required = true,
      paramLabel = "in|out",
      description = "Who contacted whom: in is to us.")
  String direction;

  @Option(
      names = "--outcome",
      required = true,
      paramLabel = "O",
      description =
          "reached, told, no_answer, returned, refused, wrong_person, stop_requested, unsafe,"
              + " deceased, confirmed.")
  String outcome;

  @Option(
      names = "--contact",
      paramLabel = "C",
      description = "The number or address, such as C-1; for stop_requested and wrong_person.")
  String contact;

  @Option(
      names = "--by",
      required = true,
      paramLabel = "NAME",
      description = "Who made it; recorded beside the system user.")
  String by;

  @Override
  public Integer call() {
    PersonId id = Arguments.person(person);
    if (!CHANNELS.contains(channel)) {
      throw new Refusal("--channel is call, letter, visit, whatsapp or other");
    }
    if (!direction.equals("in") && !direction.equals("out")) {
      throw new Refusal("--direction is in (they contacted us) or out");
    }
    HandOutcome came = Arguments.outcome(outcome);
    if (came == HandOutcome.SENT) {
      throw new Refusal("sent closes a letter's task: aviso queue resolve ITEM --outcome sent");
    }
    if (came == HandOutcome.RETURNED && !channel.equals("letter")) {
      throw new Refusal("only a letter is returned");
    }
    ContactId at = contact == null ? null : Arguments.contact(contact);
    Optional<Followed> followed;
    try (Desk desk = common.desk("record")) {
      followed = desk.ledger().records().followed(id, at);
      HandContacts.Answer answer =
          desk.ledger()
              .handContacts()
              .record(
                  id,
                  new HandContacts.Made(
                      at,
                      channel,
                      direction,
                      came,
                      Arguments.name(by),
                      System.getProperty("user.name")));
      if (answer.refusal() != null) {
        throw new Refusal(answer.refusal());
      }
    }
    if (followed.isPresent()) {
      spec.commandLine().getErr().println(id + " is " + followed.get().id() + ", as was found out");
      id = followed.get().id();
      at = followed.get().contact();
    }
    if (common.json) {
      Common.print(
          Common.JSON
              .createObjectNode()
              .put("person", id.value())
              .put("channel", channel)
              .put("direction", direction)
              .put("outcome", came.code())
              .put("contact", at == null ? null : at.toString()));
    } else {
      Common.print("%s: %s recorded%s%n".formatted(id, came.code(), Arguments.consequence(came)));
    }
    return Aviso.DONE;
  }
}
