package org.aviso.cli;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.aviso.ledger.Records.Followed;
import org.aviso.ledger.Widenings;
import org.aviso.person.ContactId;
import org.aviso.person.PersonId;
import org.aviso.pipeline.Desk;
import org.aviso.pipeline.Release;
import org.aviso.routing.approval.SignedAct;
import org.aviso.routing.approval.SigningKey;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "unhold",
    description =
        "Lifts what somebody decided: a hold, a veto or a suppression. That widens, so a counsel"
            + " signs it.")
final class UnholdCommand implements Callable<Integer> {
  @Mixin Common common;
  @Mixin KeyOption key;
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "PERSON", description = "The person's id.")
  String person;

  @ArgGroup Kind kind;

  /** At most one of the two. */
  static final class Kind {
    @Option(
        names = "--veto",
        description = "The vetoes of relays, or with --contact that one's, instead of the hold.")
    boolean veto;

    @Option(
        names = "--suppression",
        description = "The number or address of --contact may be used again, by all who share it.")
    boolean suppression;
  }

  @Option(names = "--contact", paramLabel = "C", description = "The contact, such as C-1.")
  String contact;

  @Option(
      names = "--all",
      description = "All holds or vetoes there are, whoever decided them; else only a single one.")
  boolean all;

  @Override
  public Integer call() {
    PersonId asked = Arguments.person(person);
    ContactId named = contact == null ? null : Arguments.contact(contact);
    boolean veto = kind != null && kind.veto;
    boolean suppression = kind != null && kind.suppression;
    if (suppression && named == null) {
      throw new Refusal("--suppression needs a --contact: it lifts the stop of one number");
    }
    if (!veto && !suppression && named != null) {
      throw new Refusal("--contact goes with --veto or --suppression: a hold is the person's");
    }
    if (suppression && all) {
      throw new Refusal("--all goes with a hold or --veto: a stop is lifted one reason at a time");
    }
    String act = veto ? "unhold-veto" : suppression ? "unhold-suppression" : "unhold";
    SigningKey open = key.open();
    try (Desk desk = common.desk(act)) {
      Followed followed = Arguments.followed(desk, spec, asked, named);
      PersonId id = followed.id();
      ContactId of = followed.contact();
      SignedAct signed =
          new Release(desk).widen(act, id.value() + (of == null ? "" : " " + of), open);
      Widenings widenings = desk.ledger().widenings();
      String user = System.getProperty("user.name");
      Widenings.Lifted lifted =
          suppression
              ? widenings.unsuppress(id, of, signed, user)
              : new Widenings.Lifted(
                  veto
                      ? widenings.unveto(id, of, all, signed, user)
                      : widenings.unhold(id, all, signed, user),
                  null,
                  null);
      switch (lifted.answer()) {
        case DONE -> tell(id, of, signed, lifted);
        case UNKNOWN ->
            throw new Refusal(
                id
                    + (of == null ? " is nobody in this home" : " has no contact " + of)
                    + "; aviso list and aviso show say who and which");
        case SEVERAL -> throw new Refusal(several(id, veto, widenings.inForce(id, veto, of)));
        case NOTHING ->
            throw new Refusal(
                lifted.standing() == null
                    ? nothing(id, of, veto, suppression)
                    : of
                        + " of "
                        + id
                        + " is not suppressed but dead ("
                        + lifted.standing()
                        + "), and a dead number stays so; nothing was changed");
      }
    } catch (Release.Refused e) {
      throw new Refusal(e.getMessage());
    }
    return Aviso.DONE;
  }

  private static String several(PersonId id, boolean veto, List<Widenings.Decided> decided) {
    return "%s is %s more than once: %s. Look at each, then say --all to lift them; nothing was changed"
        .formatted(
            id,
            veto ? "vetoed" : "held",
            decided.stream()
                .map(
                    one ->
                        (one.contact() == null ? "" : one.contact() + " ")
                            + "on "
                            + one.at().truncatedTo(ChronoUnit.SECONDS)
                            + " by "
                            + Common.visible(one.actor()))
                .collect(Collectors.joining(", ")));
  }

  private static String nothing(PersonId id, ContactId of, boolean veto, boolean suppression) {
    return suppression
        ? of + " of " + id + " is not suppressed; nothing was changed"
        : veto
            ? "nobody vetoed "
                + (of == null ? "the relays of " + id : of + " of " + id + " by itself")
                + " with veto-relay; a veto in a relay batch ends when its file is changed and"
                + " signed. Nothing was changed"
            : id
                + " is not held by a person: other holds end when their cause does (aviso show"
                + " names it). A veto of relays is lifted with --veto [--contact C], the stop of a"
                + " number with --suppression --contact C; stop-notices and confirm are not lifted."
                + " Nothing was changed";
  }

  private void tell(PersonId id, ContactId of, SignedAct signed, Widenings.Lifted lifted) {
    if (common.json) {
      var document = Common.JSON.createObjectNode();
      document.put("person", id.value());
      document.put("action", signed.act().replace('-', '_'));
      if (of != null) {
        document.put("contact", of.toString());
      }
      if (lifted.lifted() != null) {
        document.put("lifted", lifted.lifted());
        document.put("standing", lifted.standing());
      }
      document.put("counsel", signed.counsel());
      document.put("fingerprint", signed.key());
      document.put("signature", signed.signature());
      Common.print(document);
    } else {
      Common.print(
          id
              + (of == null ? "" : " " + of)
              + ": lifted"
              + (lifted.lifted() == null ? "" : ": " + lifted.lifted() + ",")
              + " by "
              + signed.counsel()
              + (lifted.standing() == null
                  ? "; what may be sent now is planned anew\n"
                  : "; still stopped: " + lifted.standing() + "\n"));
    }
  }
}
