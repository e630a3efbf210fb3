package org.aviso.intake;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * A spreadsheet we gave out and people filled in: XLSX, or text with commas, semicolons or tabs,
 * recognised by its bytes. Columns go by their names, in any order.
 */
public final class Spreadsheet {
  private static final char[] DELIMITERS = {',', ';', '\t'};
  private static final int HEADER_WITHIN = 20;
  private static final int MOST_ROWS = 500_000;

  private Spreadsheet() {}

  /**
   * @param line row of the sheet, or line of the text; the first is 1
   * @param cells by column, only those asked for; blank cells are left out
   * @param unreadable why the row cannot be read, else null
   */
  public record Row(int line, Map<String, String> cells, RowReason unreadable) {
    public Row {
      cells = Map.copyOf(cells);
    }

    @Override
    public String toString() {
      return "Row[" + line + "]";
    }
  }

  /**
   * The rows below the header, blank ones left out.
   *
   * @param columns lower case, words joined by underscores; all must be there
   * @throws RefusedFile the whole file cannot be taken: no_known_header, missing_column,
   *     duplicate_column, undecodable, damaged, too_large …
   */
  public static List<Row> read(Path file, Collection<String> columns)
      throws RefusedFile, IOException {
    FileKind kind;
    try (InputStream in = bytes(file)) {
      kind = FileKind.of(in);
    }
    kind.refuse();
    try {
      return switch (kind) {
        case WORKBOOK -> workbook(file, columns);
        case TEXT -> text(file, columns);
        default -> throw new RefusedFile("unknown_format", "save it as XLSX or CSV");
      };
    } catch (UncheckedIOException e) {
      throw new RefusedFile("damaged", "it cannot be read to its end: save it anew");
    }
  }

  private static InputStream bytes(Path file) throws IOException {
    return new BufferedInputStream(Files.newInputStream(file), 65_536);
  }

  private static List<Row> workbook(Path file, Collection<String> columns)
      throws RefusedFile, IOException {
    Workbook workbook = Workbook.open(file, () -> bytes(file));
    for (Workbook.Sheet sheet : workbook.sheets()) {
      if (sheet.visible()) {
        try (RawRows rows = WorkbookRows.open(workbook, sheet)) {
          Map<String, Integer> header = header(rows, columns);
          if (header != null) {
            return below(rows, header, columns);
          }
        }
      }
    }
    throw noHeader(columns);
  }

  private static List<Row> text(Path file, Collection<String> columns)
      throws RefusedFile, IOException {
    TextEncoding encoding;
    try (InputStream in = bytes(file)) {
      encoding = TextEncoding.of(in);
    }
    for (char delimiter : DELIMITERS) {
      try (InputStream in = bytes(file)) {
        in.skipNBytes(encoding.mark());
        RawRows rows =
            new DelimitedRows(
                new BufferedReader(new InputStreamReader(in, encoding.charset())), delimiter);
        Map<String, Integer> header = header(rows, columns);
        if (header != null) {
          return below(rows, header, columns);
        }
      }
    }
    throw noHeader(columns);
  }

  /** Place of each column; null when none of the first rows is a header. */
  private static Map<String, Integer> header(RawRows rows, Collection<String> columns)
      throws RefusedFile {
    for (int i = 0; i < HEADER_WITHIN && rows.hasNext(); i++) {
      RawRow row = rows.next();
      Map<String, Integer> places = new HashMap<>();
      String twice = null;
      for (int at = 0; at < row.cells().length; at++) {
        String name = named(row.cells()[at]);
        if (columns.contains(name) && places.put(name, at) != null) {
          twice = name;
        }
      }
      if (places.size() >= 2) {
        if (twice != null) {
          throw new RefusedFile(
              "duplicate_column", "the column " + twice + " stands twice: remove one");
        }
        TreeSet<String> missing = new TreeSet<>(columns);
        missing.removeAll(places.keySet());
        if (!missing.isEmpty()) {
          throw new RefusedFile(
              "missing_column",
              "the columns " + String.join(", ", missing) + " are missing: leave them as exported");
        }
        return places;
      }
    }
    return null;
  }

  private static List<Row> below(
      RawRows rows, Map<String, Integer> places, Collection<String> columns) throws RefusedFile {
    List<Row> all = new ArrayList<>();
    while (rows.hasNext()) {
      RawRow raw = rows.next();
      Map<String, String> cells = new HashMap<>();
      for (String column : columns) {
        int at = places.get(column);
        String cell = at < raw.cells().length ? raw.cells()[at] : null;
        if (cell != null && !cell.isBlank()) {
          cells.put(column, cell.strip());
        }
      }
      if (raw.failure() != null || !cells.isEmpty()) {
        all.add(new Row(raw.line(), cells, raw.failure()));
      }
      if (all.size() > MOST_ROWS) {
        throw new RefusedFile(
            "too_large", "has more than " + MOST_ROWS + " rows: divide it into several");
      }
    }
    return all;
  }

  private static String named(String cell) {
    return cell == null ? "" : cell.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s-]+", "_");
  }

  private static RefusedFile noHeader(Collection<String> columns) {
    return new RefusedFile(
        "no_known_header",
        "none of the first "
            + HEADER_WITHIN
            + " rows names the columns "
            + String.join(", ", new TreeSet<>(columns)));
  }
}
