package org.aviso.pipeline;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.aviso.intake.RowOutcome;
import org.aviso.intake.RowReason;
import org.aviso.ledger.Archive;
import org.aviso.ledger.Ledger;

/**
 * The report beside a sealed list: {@code <sha256>.report.json} for programs, {@code .report.txt}
 * for staff.
 */
final class ListReports {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Ledger ledger;

  ListReports(Ledger ledger) {
    this.ledger = ledger;
  }

  void write(FileResult file, Path folder) throws IOException {
    Archive.writeReport(
        folder.resolve(file.sha256() + ".report.json"),
        out -> {
          try (JsonGenerator json = JSON.createGenerator(out)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            writeJson(json, file);
          }
        });
    Archive.writeReport(
        folder.resolve(file.sha256() + ".report.txt"),
        out -> {
          try (Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8)) {
            text.write(head(file));
            if (!file.state().equals("refused")) {
              ledger.lists().remarks(file.sha256(), row -> append(text, row));
            }
          }
        });
  }

  /** A million rows may have something to say: they are written as they are read. */
  private void writeJson(JsonGenerator json, FileResult file) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, JsonNode> field : json(file).properties()) {
      json.writeFieldName(field.getKey());
      json.writeTree(field.getValue());
    }
    json.writeArrayFieldStart("details");
    ledger
        .lists()
        .remarks(
            file.sha256(),
            row -> {
              try {
                json.writeTree(detail(row));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    json.writeEndArray();
    json.writeEndObject();
  }

  static ObjectNode json(FileResult file) {
    ObjectNode node = JSON.createObjectNode();
    node.put("name", file.name());
    node.put("sha256", file.sha256());
    node.put("state", file.state());
    if (file.reason() != null) {
      node.put("reason", file.reason());
      node.put("explanation", file.explanation());
    }
    node.put("format", file.format());
    node.put("encoding", file.encoding());
    node.put("rows", file.rows());
    node.put("accepted", file.accepted());
    node.put("held", file.held());
    node.put("rejected", file.rejected());
    node.put("duplicate", file.duplicate());
    file.notes().forEach(node.putArray("notes")::add);
    return node;
  }

  static ObjectNode json(FileResult file, List<RowOutcome> rows) {
    ObjectNode node = json(file);
    ArrayNode details = node.putArray("details");
    rows.forEach(row -> details.add(detail(row)));
    return node;
  }

  private static ObjectNode detail(RowOutcome row) {
    ObjectNode detail = JSON.createObjectNode();
    detail.put("line", row.line());
    detail.put("outcome", row.outcome().code());
    if (row.person() != null) {
      detail.put("person", row.person().value());
    }
    ArrayNode reasons = detail.putArray("reasons");
    for (RowReason reason : row.reasons()) {
      ObjectNode one = reasons.addObject();
      one.put("code", reason.code());
      one.put("column", reason.column());
      one.put("rule", reason.rule());
    }
    return detail;
  }

  static String text(FileResult file, List<RowOutcome> rows) {
    StringBuilder text = new StringBuilder(head(file));
    if (!file.state().equals("refused")) {
      rows.forEach(row -> append(text, row));
    }
    return text.toString();
  }

  private static String head(FileResult file) {
    StringBuilder text = new StringBuilder();
    text.append(file.name()).append("\nSHA-256 ").append(file.sha256()).append('\n');
    if (file.state().equals("refused")) {
      text.append("Refused as a whole: ").append(file.explanation()).append('\n');
      text.append(
          "quarantined".equals(file.reason())
              ? "What was read of it before is kept; the rest of it is not stored.\n"
              : "No row of it was stored; the file itself is kept sealed beside this report. Mend"
                  + " it and drop it again.\n");
      return text.toString();
    }
    text.append(
        String.format(
            "%,d rows: %,d accepted, %,d rows held, %,d rejected, %,d duplicate%n",
            file.rows(), file.accepted(), file.held(), file.rejected(), file.duplicate()));
    file.notes().forEach(note -> text.append("Note: ").append(note).append('\n'));
    return text.toString();
  }

  private static void append(Appendable text, RowOutcome row) {
    try {
      for (RowReason reason : row.reasons()) {
        text.append("line ").append(String.valueOf(row.line())).append(": ");
        text.append(row.outcome().words());
        if (row.person() != null) {
          text.append(' ').append(row.person().value());
        }
        text.append(", ").append(reason.code());
        if (reason.column() != null) {
          text.append(" in ").append(reason.column());
        }
        text.append(": ").append(reason.rule()).append('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
