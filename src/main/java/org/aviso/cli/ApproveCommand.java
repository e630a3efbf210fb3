package org.aviso.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.aviso.config.Finding;
import org.aviso.config.Settings;
import org.aviso.pipeline.Policy;
import org.aviso.pipeline.RelayLines;
import org.aviso.pipeline.RoutingEffect;
import org.aviso.pipeline.Signatory;
import org.aviso.routing.approval.Counsel;
import org.aviso.routing.approval.InForce;
import org.aviso.routing.approval.SigningKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "approve",
    description =
        "Signs a target's present bytes with a counsel's key: from then on it is in force.")
final class ApproveCommand implements Callable<Integer> {
  @Mixin Common common;
  @Mixin KeyOption key;
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "TARGET",
      arity = "1..*",
      description =
          "routing/<notice>, relays/<batch>, templates/<notice>, templates/<notice>/<tag> or"
              + " counsel; several are signed one after the other, or none where one cannot be.")
  List<String> targets;

  @Option(
      names = "--expires",
      paramLabel = "DATE",
      converter = Arguments.Day.class,
      description = "The last day (UTC) it is in force; 90 days if not said, of the roll 365.")
  LocalDate expires;

  @Option(names = "--renew", description = "Only if nothing changed since the last approval.")
  boolean renew;

  @Option(names = "--note", paramLabel = "T", description = "Counsel's words, signed with it.")
  String note = "";

  @Override
  public Integer call() throws IOException {
    Settings settings = common.settings();
    Signatory signatory = Signatory.of(settings, Common.root());
    SigningKey opened = key.open();
    List<ObjectNode> documents = new ArrayList<>();
    boolean inForce = true;
    int signedSoFar = 0;
    Policy policy = signatory.policy();
    if (!targets.contains(InForce.ROLL)) { // Under a new roll others may sign.
      for (String target : targets) {
        Optional<Signatory.Refused> refused =
            signatory.refusal(policy, target, opened, expires, renew, note);
        if (refused.isPresent()) {
          throw refusal(target, refused.get(), 0);
        }
      }
    }
    for (String target : targets) {
      Optional<RoutingEffect> effect = ApprovalsCommand.effect(common.settings(), policy, target);
      if (!common.json) {
        effect.ifPresent(said -> Common.print(target + ": " + ApprovalsCommand.words(said) + "\n"));
      }
      Signatory.Result result;
      try {
        result = signatory.approve(policy, target, opened, expires, renew, note);
      } catch (IOException e) {
        throw Refusal.unwritable(CounselCommand.approvals(settings), soFar(signedSoFar));
      }
      if (result instanceof Signatory.Refused refused) {
        throw refusal(target, refused, signedSoFar);
      }
      Signatory.Signed signed = (Signatory.Signed) result;
      policy = signed.after();
      signedSoFar++;
      inForce &= signed.standing().inForce();
      String drafts = String.join(", ", policy.drafts(target));
      if (!drafts.isEmpty()) {
        spec.commandLine()
            .getErr()
            .println(
                drafts
                    + ": a placeholder (placeholder: true in meta.yaml), which live mode refuses"
                    + " to run with; sign the certified text in its place");
      }
      if (common.json) {
        ObjectNode document = json(signed);
        effect.ifPresent(said -> ApprovalsCommand.put(document, said));
        documents.add(document);
      } else {
        Common.print(text(target, signed));
      }
    }
    if (documents.size() == 1) {
      Common.print(documents.get(0));
    } else if (common.json) {
      ObjectNode all = Common.JSON.createObjectNode();
      all.putArray("targets").addAll(documents);
      Common.print(all);
    }
    List<Finding> findings = new ArrayList<>();
    for (String target : targets) {
      findings.addAll(policy.remarks(target));
    }
    findings.addAll(RelayLines.findings(Common.root(), settings, policy, targets::contains));
    findings.forEach(finding -> spec.commandLine().getErr().println(finding));
    return inForce && findings.isEmpty() ? Aviso.DONE : Aviso.NEEDS_A_PERSON;
  }

  private Refusal refusal(String target, Signatory.Refused refused, int signed) {
    return new Refusal(
        targets.size() == 1
            ? refused.why()
            : Common.visible(target) + " was not signed: " + refused.why() + "; " + soFar(signed),
        refused.tampered() ? Aviso.FALSE_SIGNATURE : Aviso.CANNOT_START);
  }

  private String soFar(int signed) {
    return signed == 0
        ? "nothing was signed"
        : "signed were " + String.join(", ", targets.subList(0, signed));
  }

  private static ObjectNode json(Signatory.Signed signed) {
    ObjectNode document = ApprovalsCommand.json(signed.standing());
    document.put("approval", signed.approval().id());
    document.put("digest", signed.approval().digest());
    document.put("expires", signed.approval().expires().toString());
    return document;
  }

  private static String text(String target, Signatory.Signed signed) {
    InForce now = signed.after().approved().inForce();
    if (now.proposal().filter(signed.standing()::equals).isPresent()) {
      return signed.approval().counsel()
          + " signed the proposed roll up to "
          + signed.approval().expires()
          + " ("
          + signed.approval().id()
          + "): "
          + String.join("; ", signed.standing().reasons())
          + "; meanwhile the roll of "
          + now.lastRoll().stream()
              .flatMap(roll -> roll.counsel().stream())
              .map(Counsel::name)
              .collect(Collectors.joining(", "))
          + (now.inForce(InForce.ROLL) ? " is in force\n" : " is the last two signed\n");
    }
    return signed.approval().counsel()
        + " approved "
        + target
        + " up to "
        + signed.approval().expires()
        + " ("
        + signed.approval().id()
        + "); it is "
        + ApprovalsCommand.words(signed.standing())
        + "\n";
  }
}
