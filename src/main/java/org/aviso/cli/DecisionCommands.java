package org.aviso.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.aviso.ledger.Amendments;
import org.aviso.ledger.Directives;
import org.aviso.ledger.Records.Followed;
import org.aviso.person.ContactId;
import org.aviso.person.PersonId;
import org.aviso.pipeline.Desk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Decisions on single cases. All of them narrow what is sent, so they need no key and bind from the
 * moment the command returns: no message they forbid is claimed afterwards.
 */
final class DecisionCommands {
  private DecisionCommands() {}

  /** What every decision has. */
  abstract static class Decision implements Callable<Integer> {
    @Mixin Common common;
    @Mixin By by;
    @Spec CommandSpec spec;

    @Parameters(paramLabel = "PERSON", description = "The person's id.")
    String person;

    private final String action;
    private final String said;

    Decision(String action, String said) {
      this.action = action;
      this.said = said;
    }

    String contact() {
      return null;
    }

    @Override
    public Integer call() {
      PersonId id = Arguments.person(person);
      ContactId contact = contact() == null ? null : Arguments.contact(contact());
      Amendments.By decidedBy = by.get();
      try (Desk desk = common.desk(action)) {
        Optional<Followed> followed = desk.ledger().records().followed(id, contact);
        if (followed.isPresent()) {
          spec.commandLine()
              .getErr()
              .println(id + " is " + followed.get().id() + ", as was found out");
        }
        if (!decided(desk.ledger().directives(), id, contact, decidedBy)) {
          throw new Refusal(
              id
                  + (contact == null ? " is nobody in this home" : " has no contact " + contact)
                  + "; aviso list and aviso show say who and which");
        }
        tell(
            followed.map(Followed::id).orElse(id), followed.map(Followed::contact).orElse(contact));
      }
      return Aviso.DONE;
    }

    boolean decided(Directives directives, PersonId id, ContactId contact, Amendments.By by) {
      return directives.decide(id, action, contact, by.reason(), by.actor(), by.systemUser());
    }

    private void tell(PersonId id, ContactId contact) {
      if (common.json) {
        var document = Common.JSON.createObjectNode();
        document.put("person", id.value());
        document.put("action", action);
        if (contact != null) {
          document.put("contact", contact.toString());
        }
        Common.print(document);
      } else {
        Common.print(id + (contact == null ? "" : " " + contact) + ": " + said + "\n");
      }
    }
  }

  @Command(name = "hold", description = "Nothing is sent of this person until counsel says unhold.")
  static final class Hold extends Decision {
    Hold() {
      super("hold", "held; nothing more is claimed for this person");
    }
  }

  @Command(
      name = "stop-notices",
      description = "Ends the notices of this person: nothing more is planned.")
  static final class StopNotices extends Decision {
    StopNotices() {
      super("stop_notices", "stopped; nothing more is planned for this person");
    }
  }

  @Command(
      name = "confirm",
      description = "The person, or somebody for them, confirmed that the notice arrived.")
  static final class Confirm extends Decision {
    Confirm() {
      super("confirm", "confirmed; steps that ask \"unless: confirmed\" are spared");
    }
  }

  @Command(
      name = "veto-relay",
      description = "This relay, or without --contact every relay, is told nothing more.")
  static final class VetoRelay extends Decision {
    @Option(names = "--contact", paramLabel = "C", description = "One relay, such as C-2.")
    String contact;

    VetoRelay() {
      super("veto_relay", "vetoed; the veto beats every approval");
    }

    @Override
    String contact() {
      return contact;
    }
  }

  @Command(
      name = "suppress",
      description = "This number or address is used no more, whoever shares it.")
  static final class Suppress extends Decision {
    @Option(
        names = "--contact",
        required = true,
        paramLabel = "C",
        description = "The contact, such as C-1.")
    String contact;

    Suppress() {
      super("suppress", "suppressed for everybody who shares it");
    }

    @Override
    String contact() {
      return contact;
    }

    @Override
    boolean decided(Directives directives, PersonId id, ContactId contact, Amendments.By by) {
      return directives.suppress(id, contact, by.reason(), by.actor(), by.systemUser());
    }
  }
}
