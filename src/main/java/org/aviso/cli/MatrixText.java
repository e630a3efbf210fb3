package org.aviso.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.aviso.template.TemplateMatrix;
import org.aviso.template.TemplateMatrix.Cell;
import org.aviso.template.TemplateMatrix.Row;

/** Languages against texts, as {@code check} shows them. */
final class MatrixText {
  private MatrixText() {}

  static String table(TemplateMatrix matrix) {
    StringBuilder table = new StringBuilder();
    long complete = matrix.rows().stream().filter(Row::complete).count();
    table.append(
        String.format(
            "%s: %d languages, %d complete%s%n",
            matrix.notice(),
            matrix.rows().size(),
            complete,
            matrix.rows().stream().anyMatch(Row::placeholder) ? " (* a draft, not for live)" : ""));
    int widest = 8;
    for (Row row : matrix.rows()) {
      widest = Math.max(widest, name(row).length());
    }
    String first = "  %-" + (widest + 4) + "s";
    table.append(String.format(first, "language"));
    matrix.texts().forEach(text -> table.append("  ").append(text));
    table.append('\n');
    for (Row row : matrix.rows()) {
      table.append(String.format(first, name(row) + (row.rightToLeft() ? " rtl" : "")));
      for (String text : matrix.texts()) {
        String shown = shown(row.cells().get(text));
        table.append(String.format("  %-" + text.length() + "s", shown));
      }
      table.append('\n');
    }
    return table.toString().replaceAll("(?m) +$", "") + "\n";
  }

  private static String name(Row row) {
    return row.tag() + (row.placeholder() ? "*" : "") + (row.audio() ? " audio" : "");
  }

  private static String shown(Cell cell) {
    return switch (cell.state()) {
      case COMPLETE ->
          cell.segments() == null
              ? "ok"
              : cell.segments().segments() + "×" + cell.segments().encoding();
      case INCOMPLETE -> "PART MISSING";
      case INERT -> "FINDING";
      case MISSING -> "MISSING";
      case NOT_NEEDED -> "-";
    };
  }

  static void json(List<TemplateMatrix> matrices, ArrayNode templates) {
    for (TemplateMatrix matrix : matrices) {
      ObjectNode notice = templates.addObject();
      notice.put("notice", matrix.notice());
      ArrayNode languages = notice.putArray("languages");
      for (Row row : matrix.rows()) {
        ObjectNode language = languages.addObject();
        language.put("tag", row.tag().value());
        language.put("direction", row.rightToLeft() ? "rtl" : "ltr");
        language.put("modality", row.audio() ? "audio" : "text");
        language.put("placeholder", row.placeholder());
        language.put("complete", row.complete());
        ObjectNode texts = language.putObject("texts");
        row.cells()
            .forEach(
                (name, cell) -> {
                  ObjectNode text = texts.putObject(name);
                  text.put("state", cell.state().code());
                  if (cell.segments() != null) {
                    text.put("encoding", cell.segments().encoding());
                    text.put("units", cell.segments().units());
                    text.put("segments", cell.segments().segments());
                  }
                });
      }
    }
  }
}
