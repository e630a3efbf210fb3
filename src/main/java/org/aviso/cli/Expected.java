package org.aviso.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.aviso.pipeline.FileResult;
import org.aviso.report.Reach;

/** What the sample list should come to: {@code samples/master-list.expected.json}, written by hand from its README. */
record Expected(JsonNode figures) {
  static Expected read(Path root) throws IOException {
    return new Expected(
        Common.JSON.readTree(
            Files.readAllBytes(root.resolve("samples/master-list.expected.json"))));
  }

  /** Each figure that is another; empty when all went as expected. */
  List<String> differences(Reach reach, FileResult file) {
    List<String> differences = new ArrayList<>();
    var actual = ReportCommand.json(reach);
    actual.put("rows", file.rows());
    actual.put("accepted_rows", file.accepted());
    actual.put("held_rows", file.held());
    compare("", figures, actual, differences);
    return differences;
  }

  private static void compare(
      String path, JsonNode expected, JsonNode actual, List<String> differences) {
    if (!expected.isObject()) {
      if (!expected.asText().equals(actual.asText())) {
        differences.add(path + " is " + actual.asText("missing") + ", expected " + expected.asText());
      }
      return;
    }
    TreeSet<String> names = new TreeSet<>();
    expected.fieldNames().forEachRemaining(names::add);
    if (!path.isEmpty()) {
      actual.fieldNames().forEachRemaining(names::add);
    }
    for (String name : names) {
      compare(
          path.isEmpty() ? name : path + "." + name,
          expected.path(name),
          actual.path(name),
          differences);
    }
  }
}
