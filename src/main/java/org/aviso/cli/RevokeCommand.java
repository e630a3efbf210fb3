package org.aviso.cli;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.aviso.pipeline.Approved;
import org.aviso.pipeline.Signatory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "revoke",
    description = "Takes one approval back, at once; what it was for is inert without another.")
final class RevokeCommand implements Callable<Integer> {
  @Mixin Common common;

  @Parameters(paramLabel = "APPROVAL", description = "Its id, as aviso approvals shows it.")
  String approval;

  @Override
  public Integer call() {
    approval = approval.toUpperCase(Locale.ROOT);
    Signatory signatory = Signatory.ofFiles(common.settings(), Common.root());
    Approved approved = signatory.policy().approved();
    if (approved.inForce().approvals().stream().noneMatch(one -> one.id().equals(approval))) {
      throw new Refusal("there is no such approval: aviso approvals shows the ids");
    }
    try {
      approved
          .folder()
          .withdraw(approval, approved.inForce().next(), System.getProperty("user.name"));
    } catch (IOException e) {
      throw Refusal.unwritable(
          CounselCommand.approvals(common.settings()), "nothing was taken back");
    }
    if (common.json) {
      Common.print(Common.JSON.createObjectNode().put("revoked", approval));
    } else {
      Common.print(approval + " is in force no more\n");
    }
    return Aviso.DONE;
  }
}
