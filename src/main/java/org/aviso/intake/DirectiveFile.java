package org.aviso.intake;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.aviso.person.PersonId;

/**
 * A file of decisions on single cases: CSV (RFC 4180), UTF-8, a header of exactly {@code
 * PERSON,ACTION,REASON,BY}, in that order. Every action narrows; one that would widen is no action
 * here.
 *
 * @param rows in the order of the file, those that cannot be read included
 */
public record DirectiveFile(List<Row> rows) {
  /** More than anybody decides by hand; a list of persons is no directive. */
  static final int MOST_BYTES = 8 * 1024 * 1024;

  private static final List<String> HEADER = List.of("PERSON", "ACTION", "REASON", "BY");
  private static final int MOST_CHARACTERS = 500;

  /** A further line of a cell that begins as a row does. */
  private static final Pattern ROW_INSIDE = Pattern.compile("(?i)[\\r\\n][\\s\"]*P-");

  /** As the ledger names them. */
  private static final Map<String, String> ACTIONS =
      Map.of("hold", "hold", "stop-notices", "stop_notices", "veto-relay", "veto_relay");

  /**
   * @param line where it begins, 1 = the header
   * @param fault why it is not applied; null when it is
   */
  public record Row(
      int line, PersonId person, String action, String reason, String by, RowReason fault) {
    @Override
    public String toString() {
      return "Row[" + line + "]";
    }
  }

  /**
   * @throws RefusedFile when not a row of it can be read: {@code empty_file}, {@code undecodable},
   *     {@code no_header}, {@code too_large}
   */
  public static DirectiveFile read(Path file) throws IOException, RefusedFile {
    if (Files.size(file) > MOST_BYTES) {
      throw new RefusedFile("too_large", "a file of directives has 8 MiB at most: split it");
    }
    String text = text(Files.readAllBytes(file));
    List<Row> rows = new ArrayList<>();
    boolean header = true;
    try (RawRows read = new DelimitedRows(new StringReader(text), ',')) {
      while (read.hasNext()) {
        RawRow row = read.next();
        if (row.cells().length == 1 && row.cells()[0].isEmpty()) {
          continue; // A blank line.
        }
        if (header) {
          if (!Stream.of(row.cells()).map(String::strip).toList().equals(HEADER)) {
            throw new RefusedFile(
                "no_header",
                "the first line must be " + String.join(",", HEADER) + " exactly, with commas");
          }
          header = false;
        } else {
          rows.add(row(row));
        }
      }
    }
    if (header) {
      throw new RefusedFile("empty_file", "the file is empty");
    }
    return new DirectiveFile(List.copyOf(rows));
  }

  private static String text(byte[] bytes) throws RefusedFile {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new RefusedFile("undecodable", "the file is not UTF-8: save it as CSV UTF-8");
    }
  }

  private static Row row(RawRow row) {
    int line = row.line();
    if (row.failure() != null) {
      return new Row(line, null, null, null, null, row.failure());
    }
    if (Stream.of(row.cells()).anyMatch(cell -> ROW_INSIDE.matcher(cell).find())) {
      return refused(
          line,
          null,
          "malformed",
          null,
          "has a quote that is not closed and took in the line below: take it out");
    }
    if (row.cells().length != HEADER.size()) {
      return refused(
          line, null, "malformed", null, "must have four cells: PERSON,ACTION,REASON,BY");
    }
    List<String> cells = Stream.of(row.cells()).map(String::strip).toList();
    PersonId person;
    try {
      person = new PersonId(cells.get(0).toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return refused(line, null, "unknown_person", "PERSON", "must be an id such as P-4K7Q2M9XWA");
    }
    String action = ACTIONS.get(cells.get(1).toLowerCase(Locale.ROOT));
    if (action == null) {
      return refused(
          line,
          person,
          "not_narrowing",
          "ACTION",
          "must be hold, stop-notices or veto-relay; what widens needs a counsel's key");
    }
    for (int i = 2; i < HEADER.size(); i++) {
      if (cells.get(i).isEmpty() || cells.get(i).length() > MOST_CHARACTERS) {
        return refused(
            line, person, "empty", HEADER.get(i), "must say something, 500 characters at most");
      }
    }
    return new Row(line, person, action, cells.get(2), cells.get(3), null);
  }

  private static Row refused(int line, PersonId person, String code, String column, String rule) {
    return new Row(line, person, null, null, null, new RowReason(code, column, rule));
  }
}
