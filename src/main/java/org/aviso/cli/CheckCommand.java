package org.aviso.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.aviso.config.BadSettings;
import org.aviso.config.Finding;
import org.aviso.config.Settings;
import org.aviso.ledger.LedgerAddress;
import org.aviso.ledger.Lists;
import org.aviso.pipeline.Connections;
import org.aviso.pipeline.CostLimit;
import org.aviso.pipeline.Desk;
import org.aviso.pipeline.LiveStart;
import org.aviso.pipeline.Neutral;
import org.aviso.pipeline.NoEffectYet;
import org.aviso.pipeline.Pipeline;
import org.aviso.pipeline.Policy;
import org.aviso.pipeline.RelayLines;
import org.aviso.pipeline.RouteFiles;
import org.aviso.pipeline.StrayDirectives;
import org.aviso.pipeline.StrayLists;
import org.aviso.pipeline.Supplements;
import org.aviso.pipeline.Tables;
import org.aviso.pipeline.TestSend;
import org.aviso.template.TemplateMatrix;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "check",
    description =
        "What is wrong with configuration, routes, routing, relays, templates and approvals, by"
            + " line.")
final class CheckCommand implements Callable<Integer> {
  @Mixin Common common;

  @Option(
      names = "--connect",
      description =
          "Also logs in at Twilio, the mail relay and the mailbox, and sends nothing there.")
  boolean connect;

  @Override
  public Integer call() {
    List<Finding> blocking = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    List<TemplateMatrix> matrices = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    boolean tampered = false;
    try {
      Settings settings = common.settings();
      Tables tables = Tables.read(Common.root().resolve("config"));
      findings.addAll(tables.languages().findings());
      Policy policy = Policy.read(settings, tables);
      if (LedgerAddress.refused(settings).isEmpty() && LedgerAddress.exists(settings)) {
        try (Desk desk = common.desk("check")) {
          policy = policy.against(desk.ledger().counselMemory().now());
          findings.addAll(RelayLines.findings(desk, policy, target -> true));
          Supplements.check(desk).ifPresent(findings::add);
          Supplements.outlook(settings, Optional.of(desk.ledger())).ifPresent(notes::add);
          findings.addAll(StrayDirectives.rejected(desk.ledger()));
          desk.ledger().lists().interrupted().forEach(list -> notes.add(partly(list)));
        } catch (BadSettings e) {
          blocking.addAll(e.findings());
        }
      } else {
        Supplements.checkBeforeAnyRun(settings).ifPresent(findings::add);
        Supplements.outlook(settings, Optional.empty()).ifPresent(notes::add);
      }
      tampered = policy.approved().inForce().tampered();
      findings.addAll(policy.findings());
      policy.approved().inForce().idle().forEach(idle -> notes.add(idle.toString()));
      policy.approved().inForce().locked().ifPresent(why -> notes.add("counsel: " + why));
      matrices.addAll(policy.matrices(settings));
      findings.addAll(Neutral.findings(settings, tables.forbidden()));
      notes.addAll(Neutral.warnings(settings, tables.forbidden()));
      notes.addAll(policy.overInBatches());
      findings.addAll(TestSend.findings(Common.root().resolve("config")));
      findings.addAll(CostLimit.findings(settings, tables.prices()));
      findings.addAll(StrayDirectives.findings(settings));
      findings.addAll(StrayLists.findings(settings));
      findings.addAll(RouteFiles.check(Common.root().resolve("routes")));
      findings.addAll(NoEffectYet.findings(settings));
      blocking.addAll(Pipeline.refused(settings));
      if (settings.live()) {
        LiveStart live = LiveStart.of(settings, policy);
        tampered |= !live.signatures().isEmpty();
        blocking.addAll(live.findings());
        findings.addAll(LiveStart.remarks(settings, policy));
        notes.add(LiveStart.NOT_HEARD.toString());
      }
      if (connect) {
        for (Connections.Tried tried : new Connections(settings).all()) {
          tried.finding().ifPresentOrElse(findings::add, () -> notes.add(tried.note()));
        }
      }
    } catch (BadSettings e) {
      blocking.addAll(e.findings());
    }
    if (common.json) {
      ObjectNode document = Common.JSON.createObjectNode();
      ArrayNode list = document.putArray("findings");
      blocking.forEach(finding -> add(list, finding, true));
      findings.forEach(finding -> add(list, finding, false));
      MatrixText.json(matrices, document.putArray("templates"));
      notes.forEach(document.putArray("notes")::add);
      Common.print(document);
    } else {
      blocking.forEach(finding -> Common.print(finding + "\n"));
      findings.forEach(finding -> Common.print(finding + "\n"));
      if (blocking.isEmpty() && findings.isEmpty()) {
        Common.print("No findings.\n");
      }
      notes.forEach(note -> Common.print(note + "\n"));
      if (!matrices.isEmpty()) {
        Common.print("\n");
      }
      matrices.forEach(matrix -> Common.print(MatrixText.table(matrix)));
    }
    if (tampered) {
      return Aviso.FALSE_SIGNATURE;
    }
    if (!blocking.isEmpty()) {
      return Aviso.CANNOT_START;
    }
    return findings.isEmpty() ? Aviso.DONE : Aviso.NEEDS_A_PERSON;
  }

  /** No figure is final before it is wholly in. */
  static String partly(Lists.Interrupted list) {
    return "list %s is in up to line %,d and not further: aviso run goes on with it, and until then no figure is final"
        .formatted(list.sha256().substring(0, 12), list.lastLine());
  }

  private static void add(ArrayNode list, Finding finding, boolean blocks) {
    list.addObject()
        .put("file", finding.file())
        .put("line", finding.line())
        .put("what", finding.what())
        .put("mend", finding.mend())
        .put("blocks_start", blocks);
  }
}
