package org.aviso.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.aviso.config.BadSettings;
import org.aviso.config.Finding;
import org.aviso.config.Settings;
import org.aviso.pipeline.Desk;
import org.aviso.pipeline.Pipeline;
import org.aviso.pipeline.Policy;
import org.aviso.pipeline.RouteFiles;
import org.aviso.pipeline.Supplements;
import org.aviso.pipeline.Tables;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "check",
    description =
        "What is wrong with configuration, routes, routing, relays and templates, by line.")
final class CheckCommand implements Callable<Integer> {
  @Mixin Common common;

  @Override
  public Integer call() {
    List<Finding> blocking = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    try {
      Settings settings = common.settings();
      Tables tables = Tables.read(Common.root().resolve("config"));
      findings.addAll(tables.languages().findings());
      findings.addAll(Policy.read(settings, tables).findings());
      findings.addAll(RouteFiles.check(Common.root().resolve("routes")));
      blocking.addAll(Pipeline.refused(settings));
      if (Files.exists(settings.home().resolve("ledger/aviso.db"))) {
        try (Desk desk = common.desk("check")) {
          Supplements.check(desk).ifPresent(findings::add);
          Supplements.outlook(settings, Optional.of(desk.ledger())).ifPresent(notes::add);
        }
      } else {
        Supplements.checkBeforeAnyRun(settings).ifPresent(findings::add);
        Supplements.outlook(settings, Optional.empty()).ifPresent(notes::add);
      }
    } catch (BadSettings e) {
      blocking.addAll(e.findings());
    }
    if (common.json) {
      ObjectNode document = Common.JSON.createObjectNode();
      ArrayNode list = document.putArray("findings");
      blocking.forEach(finding -> add(list, finding, true));
      findings.forEach(finding -> add(list, finding, false));
      notes.forEach(document.putArray("notes")::add);
      Common.print(document);
    } else {
      blocking.forEach(finding -> Common.print(finding + "\n"));
      findings.forEach(finding -> Common.print(finding + "\n"));
      notes.forEach(note -> Common.print(note + "\n"));
      if (blocking.isEmpty() && findings.isEmpty()) {
        Common.print("No findings.\n");
      }
    }
    if (!blocking.isEmpty()) {
      return Aviso.CANNOT_START;
    }
    return findings.isEmpty() ? Aviso.DONE : Aviso.NEEDS_A_PERSON;
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
