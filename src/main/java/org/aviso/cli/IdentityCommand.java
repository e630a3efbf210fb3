package org.aviso.cli;

import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.aviso.intake.Identity;
import org.aviso.ledger.Amendments;
import org.aviso.person.PersonId;
import org.aviso.pipeline.Desk;
import org.aviso.pipeline.Policy;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "identity",
    description =
        "Settles who is who: two persons are one, and what was sent to either counts as sent; or"
            + " they are two, and neither waits for the other.")
final class IdentityCommand implements Callable<Integer> {
  @Mixin Common common;
  @Mixin By by;
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "A", description = "A person's id; of two that are one, the one kept.")
  String person;

  @ArgGroup(multiplicity = "1")
  Other other;

  /** One of these. */
  static final class Other {
    @Option(names = "--same-as", paramLabel = "B", description = "B is A.")
    String same;

    @Option(names = "--distinct-from", paramLabel = "B", description = "B is somebody else.")
    String distinct;
  }

  @Override
  public Integer call() {
    PersonId first = Arguments.person(person);
    boolean same = other.same != null;
    PersonId typed = Arguments.person(same ? other.same : other.distinct);
    try (Desk desk = common.desk("identity")) {
      PersonId one = Arguments.followed(desk, spec, first, null).id();
      PersonId second = Arguments.followed(desk, spec, typed, null).id();
      if (same && !one.equals(second) && desk.policy().relaysName(second)) {
        throw new Refusal(relays(desk.policy(), one, second));
      }
      Identity identity = new Identity(desk.tables().intake());
      Amendments ledger = desk.ledger().amendments();
      Amendments.Settled settled =
          same
              ? ledger.same(one, second, identity, by.get())
              : ledger.distinct(one, second, identity, by.get());
      if (settled.refusal() != null) {
        throw new Refusal(settled.refusal());
      }
      tell(one, second, same, settled);
      return Aviso.DONE;
    }
  }

  /** What counsel says of the other's relays would approve nothing of the one kept. */
  private static String relays(Policy policy, PersonId one, PersonId second) {
    return "counsel's relay files speak of %s (%s): what they say must name %s first, or a veto would be lost. Ask counsel to replace the lines of %s by lines of %s and to sign the file%s; nothing was changed"
        .formatted(
            second,
            String.join(", ", policy.relayFiles(second)),
            one,
            second,
            one,
            policy.relaysName(one)
                ? ""
                : "; or keep that id: aviso identity %s --same-as %s".formatted(second, one));
  }

  private void tell(PersonId one, PersonId second, boolean same, Amendments.Settled settled) {
    if (common.json) {
      var document = Common.JSON.createObjectNode();
      document.put("person", one.value());
      document.put(same ? "same_as" : "distinct_from", second.value());
      var list = document.putArray("still_like");
      settled.stillLike().forEach(id -> list.add(id.value()));
      Common.print(document);
    } else {
      Common.print(
          same
              ? second + " is " + one + " from now on; what was sent to either counts as sent\n"
              : one + " and " + second + " are two persons; neither waits for the other\n");
      if (!settled.stillLike().isEmpty()) {
        Common.print(
            one
                + " still looks like "
                + settled.stillLike().stream()
                    .map(PersonId::value)
                    .collect(Collectors.joining(", "))
                + ": settle that as well\n");
      }
    }
  }
}
