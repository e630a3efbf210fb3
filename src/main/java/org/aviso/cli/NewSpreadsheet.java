package org.aviso.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/**
 * A spreadsheet on its way to people: XLSX, or CSV (UTF-8 with a byte order mark, RFC 4180). Every
 * cell is text; one that a spreadsheet would take for a formula gets an apostrophe before it.
 */
abstract class NewSpreadsheet implements Closeable {
  /** Rows of an XLSX sheet, header included. */
  static final int MOST_ROWS = 1_048_576;

  /**
   * @param choices by column, what may be chosen there; XLSX only
   */
  static NewSpreadsheet xlsx(
      OutputStream out, List<String> columns, Map<String, List<String>> choices)
      throws IOException {
    return new Xlsx(out, columns, choices);
  }

  static NewSpreadsheet csv(OutputStream out, List<String> columns) throws IOException {
    return new Csv(out, columns);
  }

  /** Null cells are blank. */
  abstract void row(List<String> cells) throws IOException;

  /** Writes what is left; the stream itself stays open. */
  @Override
  public abstract void close() throws IOException;

  /**
   * OWASP, CSV Injection: a cell that begins with one of {@code = + - @}, a tab or a line end may
   * be run. Full-width forms are folded by some programs. Blanks before it do not help.
   */
  static String neutral(String cell) {
    if (cell == null) {
      return "";
    }
    String text = cell.stripLeading();
    boolean runs = !text.isEmpty() && "=+-@\uFF1D\uFF0B\uFF0D\uFF20|%".indexOf(text.charAt(0)) >= 0;
    boolean breaks = !cell.isEmpty() && "\t\r\n".indexOf(cell.charAt(0)) >= 0;
    return runs || breaks ? "'" + cell : cell;
  }

  private static final class Csv extends NewSpreadsheet {
    private final CsvWriter writer;
    private final Writer text;

    Csv(OutputStream out, List<String> columns) throws IOException {
      text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
      text.write('\uFEFF'); // Without it Excel reads UTF-8 as the machine's own code page.
      writer = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(text);
      writer.writeRecord(columns);
    }

    @Override
    void row(List<String> cells) {
      writer.writeRecord(cells.stream().map(NewSpreadsheet::neutral).toList());
    }

    @Override
    public void close() throws IOException {
      writer.flush();
      text.flush();
    }
  }

  private static final class Xlsx extends NewSpreadsheet {
    private static final int KEPT_ROWS = 1_000;

    private final Workbook workbook;
    private final Worksheet sheet;
    private final int columns;
    private int next;

    Xlsx(OutputStream out, List<String> columns, Map<String, List<String>> choices)
        throws IOException {
      this.columns = columns.size();
      workbook = new Workbook(out, "Aviso", "1.0");
      sheet = workbook.newWorksheet("relays");
      sheet.freezePane(0, 1);
      for (int i = 0; i < columns.size(); i++) {
        sheet.inlineString(0, i, columns.get(i));
        sheet.style(0, i).bold().set();
        sheet.width(i, 18);
        // Text, so that a day stays as it is typed.
        sheet.style(i).format("@").set();
        List<String> words = choices.get(columns.get(i));
        if (words != null) {
          sheet
              .range(1, i, MOST_ROWS - 1, i)
              .validateWithListByFormula("\"" + String.join(",", words) + "\"")
              .showErrorMessage(false);
        }
      }
      next = 1;
    }

    @Override
    void row(List<String> cells) throws IOException {
      for (int i = 0; i < columns; i++) {
        String cell = neutral(cells.get(i));
        if (!cell.isEmpty()) {
          sheet.inlineString(next, i, cell);
        }
      }
      if (++next % KEPT_ROWS == 0) {
        sheet.flush();
      }
    }

    @Override
    public void close() throws IOException {
      workbook.finish();
    }
  }
}
