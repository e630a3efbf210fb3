package org.aviso.cli;

import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.aviso.intake.Identity;
import org.aviso.ledger.Amendments;
import org.aviso.person.PersonId;
import org.aviso.pipeline.Desk;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "identity",
    description =
        "Settles who is who: two persons are one, and what was sent to either counts as sent; or"
            + " they are two, and neither waits for the other.")
final class IdentityCommand implements Callable<Integer> {
  @Mixin Common common;
  @Mixin By by;

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
    PersonId one = Arguments.person(person);
    boolean same = other.same != null;
    PersonId second = Arguments.person(same ? other.same : other.distinct);
    try (Desk desk = common.desk("identity")) {
      if (same && desk.policy().relaysName(second)) {
        throw new Refusal(
            "counsel's relay files speak of "
                + second
                + ": what they say must name "
                + one
                + " first, or a veto would be lost");
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
