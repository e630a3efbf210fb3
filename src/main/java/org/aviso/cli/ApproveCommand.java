package org.aviso.cli;

import java.io.IOException;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.aviso.pipeline.Signatory;
import org.aviso.routing.approval.Standing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "approve",
    description =
        "Signs a target's present bytes with a counsel's key: from then on it is in force.")
final class ApproveCommand implements Callable<Integer> {
  @Mixin Common common;
  @Mixin KeyOption key;

  @Parameters(
      paramLabel = "TARGET",
      description =
          "routing/<notice>, relays/<batch>, templates/<notice>, templates/<notice>/<tag> or"
              + " counsel.")
  String target;

  @Option(
      names = "--expires",
      paramLabel = "DATE",
      description = "The last day (UTC) it is in force; 90 days if not said, of the roll 365.")
  LocalDate expires;

  @Option(names = "--renew", description = "Only if nothing changed since the last approval.")
  boolean renew;

  @Option(names = "--note", paramLabel = "T", description = "Counsel's words, signed with it.")
  String note = "";

  @Override
  public Integer call() throws IOException {
    Signatory signatory = Signatory.of(common.settings(), Common.root());
    Signatory.Result result = signatory.approve(target, key.open(), expires, renew, note);
    if (result instanceof Signatory.Refused refused) {
      throw new Refusal(
          refused.why(), refused.tampered() ? Aviso.FALSE_SIGNATURE : Aviso.CANNOT_START);
    }
    Signatory.Signed signed = (Signatory.Signed) result;
    Standing standing = signed.standing();
    if (common.json) {
      var document = ApprovalsCommand.json(standing);
      document.put("approval", signed.approval().id());
      document.put("digest", signed.approval().digest());
      document.put("expires", signed.approval().expires().toString());
      Common.print(document);
    } else {
      Common.print(
          signed.approval().counsel()
              + " approved "
              + target
              + " up to "
              + signed.approval().expires()
              + " ("
              + signed.approval().id()
              + "); it is "
              + ApprovalsCommand.words(standing)
              + "\n");
    }
    return standing.inForce() ? Aviso.DONE : Aviso.NEEDS_A_PERSON;
  }
}
