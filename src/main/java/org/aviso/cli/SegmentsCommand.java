package org.aviso.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.aviso.template.SegmentCount;
import org.aviso.template.Segments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "segments",
    description = "Encoding and segments of texts as SMS: a text a file, or - for standard input.")
final class SegmentsCommand implements Callable<Integer> {
  @Mixin Common common;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files in UTF-8, or -.")
  List<String> files;

  @Option(names = "--json-lines", description = "Each line is a JSON string, a text of its own.")
  boolean lines;

  @Override
  public Integer call() {
    List<ObjectNode> counts = new ArrayList<>();
    for (String file : files) {
      for (String text : texts(file)) {
        SegmentCount count = Segments.count(text);
        if (!common.json) {
          Common.print(
              String.format(
                  "%s: %s, %d units, %d segments%s%n",
                  file,
                  count.encoding(),
                  count.units(),
                  count.segments(),
                  count.nonGsm().isEmpty()
                      ? ""
                      : ", outside GSM-7: " + String.join(" ", count.nonGsm())));
        } else if (lines) {
          Common.printLine(json(count));
        } else {
          counts.add(json(count));
        }
      }
    }
    if (common.json && !lines) {
      if (counts.size() == 1) {
        Common.print(counts.get(0));
      } else {
        ArrayNode all = Common.JSON.createArrayNode();
        counts.forEach(all::add);
        Common.print(all);
      }
    }
    return Aviso.DONE;
  }

  private static ObjectNode json(SegmentCount count) {
    ObjectNode node = Common.JSON.createObjectNode();
    node.put("encoding", count.encoding());
    node.put("units", count.units());
    node.put("segments", count.segments());
    ArrayNode outside = node.putArray("non_gsm");
    count.nonGsm().forEach(outside::add);
    return node;
  }

  private List<String> texts(String file) {
    String content = read(file);
    if (!lines) {
      return List.of(content.endsWith("\n") ? content.substring(0, content.length() - 1) : content);
    }
    List<String> texts = new ArrayList<>();
    int number = 0;
    for (String line : new BufferedReader(new StringReader(content)).lines().toList()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      JsonNode text = json(line);
      if (text == null || !text.isTextual()) {
        throw new Refusal(
            file + ":" + number + ": with --json-lines each line is one JSON string; this is none");
      }
      texts.add(text.textValue());
    }
    return texts;
  }

  /** Null when it is none. */
  private static JsonNode json(String line) {
    try {
      return Common.JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static String read(String file) {
    try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(in.readAllBytes()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new Refusal(file + ": texts are UTF-8, this is not; save it as UTF-8");
    } catch (IOException e) {
      throw new Refusal(file + ": cannot be read; check the name and who may read it");
    }
  }
}
