package org.aviso.report;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.aviso.ledger.Records;
import org.aviso.ledger.Records.AttemptRecord;
import org.aviso.person.Owner;

/**
 * Latest tries by language, channel and state: what a look at the pipeline should show first.
 * Counts only.
 */
public final class OutcomeTable {
  private final SortedMap<String, SortedMap<String, Long>> rows = new TreeMap<>();
  private final SortedSet<String> states = new TreeSet<>();

  private OutcomeTable() {}

  public static OutcomeTable of(Records records) {
    OutcomeTable table = new OutcomeTable();
    records.entries(null, false, entry -> Standing.latest(entry).forEach(table::count));
    return table;
  }

  private void count(AttemptRecord attempt) {
    String state = attempt.fact().state().code();
    states.add(state);
    rows.computeIfAbsent(row(attempt), r -> new TreeMap<>()).merge(state, 1L, Long::sum);
  }

  private static String row(AttemptRecord attempt) {
    String channel = attempt.fact().channel().code();
    String way =
        attempt.fact().to() == Owner.MEMBER ? channel : attempt.fact().to().code() + " " + channel;
    return attempt.tag() + "\t" + way;
  }

  /** Aligned columns, zero shown as a dot. */
  public String text() {
    List<List<String>> table = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("language", "channel"));
    head.addAll(states);
    table.add(head);
    rows.forEach(
        (row, counts) -> {
          List<String> line = new ArrayList<>(List.of(row.split("\t")));
          for (String state : states) {
            line.add(counts.containsKey(state) ? String.valueOf(counts.get(state)) : "·");
          }
          table.add(line);
        });
    List<String> total = new ArrayList<>(List.of("all", ""));
    for (String state : states) {
      total.add(
          String.valueOf(rows.values().stream().mapToLong(c -> c.getOrDefault(state, 0L)).sum()));
    }
    table.add(total);
    return aligned(table);
  }

  static String aligned(List<List<String>> table) {
    int columns = table.get(0).size();
    int[] widths = new int[columns];
    for (List<String> line : table) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : table) {
      StringBuilder row = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String cell = line.get(i);
        String pad = " ".repeat(widths[i] - cell.length());
        row.append(i < 2 ? cell + pad : pad + cell).append(i < columns - 1 ? "  " : "");
      }
      text.append(row.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  /** The same as a page of its own; holds nothing but counts, tags and states. */
  public String html() {
    StringBuilder html =
        new StringBuilder(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\""
                + " content=\"width=device-width, initial-scale=1\"><title>Aviso: outcomes</title>"
                + "<style>body{font:16px/1.4 system-ui,sans-serif;margin:2rem;color:#222}"
                + ".wide{overflow-x:auto}table{border-collapse:collapse}"
                + "th,td{padding:.3rem .7rem;border-bottom:1px solid #ddd;text-align:end}"
                + "th:first-child,td:first-child,th:nth-child(2),td:nth-child(2){text-align:start}"
                + "</style></head><body><h1>Outcomes</h1><div class=\"wide\"><table><thead><tr>"
                + "<th>language</th><th>channel</th>");
    states.forEach(s -> html.append("<th>").append(s.replace('_', ' ')).append("</th>"));
    html.append("</tr></thead><tbody>");
    rows.forEach(
        (row, counts) -> {
          html.append("<tr>");
          for (String cell : row.split("\t")) {
            html.append("<td>").append(cell).append("</td>");
          }
          for (String state : states) {
            html.append("<td>")
                .append(counts.containsKey(state) ? counts.get(state) : "·")
                .append("</td>");
          }
          html.append("</tr>");
        });
    return html.append("</tbody></table></div></body></html>\n").toString();
  }
}
