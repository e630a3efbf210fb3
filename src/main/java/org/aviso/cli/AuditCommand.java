package org.aviso.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.aviso.ledger.Verification;
import org.aviso.ledger.Verification.Breach;
import org.aviso.ledger.Verification.Code;
import org.aviso.pipeline.Desk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "audit",
    description = "The record of what happened: whether it is as it was written.",
    subcommands = AuditCommand.Verify.class,
    synopsisSubcommandLabel = "verify")
final class AuditCommand implements Callable<Integer> {
  @Mixin Common common;

  @Override
  public Integer call() {
    throw new Refusal("audit takes one command: audit verify");
  }

  @Command(
      name = "verify",
      description =
          "Recomputes the chain of every writer's events and every checkpoint's signature. Exit 1"
              + " when something was changed, added, taken out or cut off.")
  static final class Verify implements Callable<Integer> {
    @Mixin Common common;

    @Override
    public Integer call() {
      try (Desk desk = common.desk("audit")) {
        Verification verified = desk.ledger().audit().verify();
        if (common.json) {
          Common.print(json(verified));
        } else {
          Common.print(text(verified));
        }
        return verified.intact() ? Aviso.DONE : Aviso.NEEDS_A_PERSON;
      }
    }

    private static ObjectNode json(Verification verified) {
      ObjectNode document = Common.JSON.createObjectNode();
      document.put("intact", verified.intact());
      document.put("writers", verified.writers());
      document.put("links", verified.links());
      document.put("events", verified.events());
      document.put("checkpoints", verified.checkpoints());
      document.put(
          "last_checkpoint",
          verified.lastCheckpoint() == null ? null : verified.lastCheckpoint().toString());
      document.put("unsigned_links", verified.unsignedLinks());
      document.put("found", verified.found());
      ArrayNode findings = document.putArray("findings");
      for (Breach breach : verified.findings()) {
        ObjectNode finding = findings.addObject();
        finding.put("code", breach.code().code());
        finding.put("writer", breach.writer());
        finding.put("number", breach.number());
        finding.put("message", said(breach));
      }
      return document;
    }

    private static String text(Verification verified) {
      StringBuilder text = new StringBuilder();
      verified.findings().forEach(breach -> text.append(said(breach)).append('\n'));
      if (verified.found() > verified.findings().size()) {
        text.append("and %d more%n".formatted(verified.found() - verified.findings().size()));
      }
      text.append(
          "%d events in %d links of %d writers; %d checkpoints, the last %s; %d links since%n"
              .formatted(
                  verified.events(),
                  verified.links(),
                  verified.writers(),
                  verified.checkpoints(),
                  verified.lastCheckpoint() == null ? "never" : "at " + verified.lastCheckpoint(),
                  verified.unsignedLinks()));
      text.append(
          verified.intact()
              ? "Intact: everything is as it was written.\n"
              : "NOT INTACT: keep the ledger as it is, copy it, and tell counsel.\n");
      return text.toString();
    }

    private static String said(Breach breach) {
      boolean checkpoint =
          breach.code() == Code.CHECKPOINT_CHANGED || breach.code() == Code.CHECKPOINT_MISSING;
      return (breach.writer() == null ? "" : "writer " + breach.writer() + " ")
          + (breach.number() == null
              ? ""
              : (checkpoint ? "checkpoint " : breach.writer() == null ? "event " : "link ")
                  + breach.number()
                  + ": ")
          + breach.code().words()
          + " ("
          + breach.code().code()
          + ")";
    }
  }
}
