package org.aviso.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.aviso.outcome.Bounce;
import org.aviso.outcome.BounceReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "classify-bounce", description = "The verdict on bounce messages, one a file.")
final class ClassifyBounceCommand implements Callable<Integer> {
  @Mixin Common common;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Messages as RFC 5322 files.")
  List<Path> files;

  @Override
  public Integer call() {
    BounceReader reader = new BounceReader(null);
    for (Path file : files) {
      Bounce bounce = reader.read(read(file));
      if (common.json) {
        Common.printLine(json(file, bounce));
      } else {
        Common.print(text(file, bounce));
      }
    }
    return Aviso.DONE;
  }

  private static ObjectNode json(Path file, Bounce bounce) {
    ObjectNode node = Common.JSON.createObjectNode();
    node.put("file", file.toString());
    node.put("kind", bounce.kind().code());
    ArrayNode recipients = node.putArray("recipients");
    bounce
        .recipients()
        .forEach(
            r ->
                recipients
                    .addObject()
                    .put("address", r.address())
                    .put("action", r.action())
                    .put("status", r.status())
                    .put("class", r.fate().code())
                    .put("reason", r.reason().code()));
    if (bounce.attempt() != null) {
      node.put("attempt", bounce.attempt());
    }
    return node;
  }

  private static String text(Path file, Bounce bounce) {
    StringBuilder text = new StringBuilder(file + ": " + bounce.kind().code() + "\n");
    bounce
        .recipients()
        .forEach(
            r ->
                text.append("  ")
                    .append(r.address())
                    .append("  ")
                    .append(r.action())
                    .append(' ')
                    .append(r.status() == null ? "-" : r.status())
                    .append("  ")
                    .append(r.fate().code())
                    .append("  ")
                    .append(r.reason().code())
                    .append('\n'));
    return text.toString();
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new Refusal(file + ": cannot be read; check the name and who may read it");
    }
  }
}
