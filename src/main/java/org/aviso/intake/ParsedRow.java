package org.aviso.intake;

import java.util.Map;
import org.aviso.person.Column;

/**
 * A row as it stands in the file, blank cells left out.
 *
 * @param line first line of the row, 1-based; the element's number in a JSON array, the row's in a
 *     workbook
 * @param cells decoded, otherwise untouched
 * @param parseFailure why the row cannot be read, null when it can
 * @param dateDoubts columns whose dates may have the day first, as the file has shown
 */
public record ParsedRow(
    int line,
    Map<Column, String> cells,
    RowReason parseFailure,
    Map<Column, DateDoubt> dateDoubts) {
  /** A row of whose file nothing is known. */
  public ParsedRow(int line, Map<Column, String> cells, RowReason parseFailure) {
    this(line, cells, parseFailure, Map.of());
  }

  ParsedRow doubting(Map<Column, DateDoubt> doubts) {
    return doubts.isEmpty() ? this : new ParsedRow(line, cells, parseFailure, doubts);
  }

  @Override
  public String toString() {
    return "ParsedRow[line " + line + "]";
  }
}
