package org.aviso.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/**
 * Rows of one sheet, streamed. A formula is its cached value, a date cell an ISO date, a number its
 * plain digits; an error is its name, such as {@code #REF!}, and a formula without a cached value
 * is one. A text that the workbook does not hold fails its row.
 */
final class WorkbookRows implements RawRows {
  private static final int MAX_COLUMNS = 1_000;

  /** Characters of one row, as of a line of text. */
  private static final int MAX_ROW = 65_536;

  private static final int LONGEST_NUMBER = 40;

  /** What a spreadsheet shows for a formula it could not work out; here: has not yet. */
  private static final String NOT_CALCULATED = "#CALC!";

  private final Workbook workbook;
  private final InputStream in;
  private final WorkbookXml xml;
  private int width;
  private int lastRow;
  private RawRow waiting;
  private boolean over;

  private WorkbookRows(Workbook workbook, InputStream in) throws XMLStreamException {
    this.workbook = workbook;
    this.in = in;
    this.xml = new WorkbookXml(in);
  }

  static WorkbookRows open(Workbook workbook, Workbook.Sheet sheet) throws IOException {
    InputStream in = workbook.bytes(sheet.part());
    if (in == null) {
      throw new IOException("The workbook names a sheet it does not hold");
    }
    try {
      return new WorkbookRows(workbook, in);
    } catch (XMLStreamException e) {
      in.close();
      throw new IOException("The sheet cannot be read");
    }
  }

  @Override
  public boolean hasNext() {
    if (waiting == null && !over) {
      try {
        waiting = read();
        over = waiting == null;
      } catch (XMLStreamException | RuntimeException e) {
        over = true;
        // The cause is left out: parsers repeat what they choke on.
        throw new UncheckedIOException("The sheet cannot be read any further", new IOException());
      }
    }
    return waiting != null;
  }

  @Override
  public RawRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    RawRow row = waiting;
    waiting = null;
    return row;
  }

  private RawRow read() throws XMLStreamException {
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.START_ELEMENT && xml.name().equals("row")) {
        RawRow row = row();
        if (row.failure() != null || Arrays.stream(row.cells()).anyMatch(Objects::nonNull)) {
          return row; // A sheet's blank rows are no rows: spreadsheets write thousands of them.
        }
      }
      if (event == XMLStreamConstants.END_ELEMENT && xml.name().equals("sheetData")) {
        return null;
      }
    }
    return null;
  }

  private RawRow row() throws XMLStreamException {
    String number = xml.attribute("r");
    int line = number == null ? lastRow + 1 : Integer.parseInt(number);
    if (line <= lastRow) {
      throw new XMLStreamException("Rows are out of order");
    }
    lastRow = line;
    List<String> cells = new ArrayList<>(width);
    RowReason failure = null;
    int length = 0;
    while (true) {
      int event = xml.next();
      if (event == XMLStreamConstants.END_ELEMENT && xml.name().equals("row")) {
        break;
      }
      if (event == XMLStreamConstants.START_ELEMENT && xml.name().equals("c")) {
        int column = column(xml.attribute("r"), cells.size());
        if (column >= MAX_COLUMNS) {
          failure = RowReason.of("malformed", null, "has more than " + MAX_COLUMNS + " columns");
          column = 0;
        }
        while (cells.size() <= column) {
          cells.add(null);
        }
        try {
          String cell = cell();
          length += cell == null ? 0 : cell.length();
          if (length > MAX_ROW) {
            failure = RowReason.of("malformed", null, "is longer than " + MAX_ROW + " characters");
          } else {
            cells.set(column, cell);
          }
        } catch (NoSuchText e) {
          failure =
              RowReason.of("undecodable", null, "refers to a text that the workbook does not hold");
        }
      }
    }
    if (failure != null) {
      return RawRow.failed(line, failure);
    }
    width = Math.max(width, cells.size());
    // Blank cells at the end of a row are not written: the row is as wide as the header all the
    // same.
    return RawRow.of(line, Arrays.copyOf(cells.toArray(new String[0]), width));
  }

  /** A shared text is named that does not exist. */
  private static final class NoSuchText extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private String cell() throws XMLStreamException, NoSuchText {
    String type = xml.attribute("t");
    String style = xml.attribute("s");
    String value = null;
    StringBuilder inline = null;
    boolean formula = false;
    int phonetic = 0;
    while (true) {
      int event = xml.next();
      if (event == XMLStreamConstants.END_ELEMENT) {
        String name = xml.name();
        if (name.equals("c")) {
          break;
        }
        phonetic -= name.equals("rPh") ? 1 : 0;
      } else if (event == XMLStreamConstants.START_ELEMENT) {
        switch (xml.name()) {
          case "f" -> formula = true;
          case "v" -> value = xml.text();
          case "rPh" -> phonetic++;
          case "t" -> {
            String piece = xml.text();
            if (phonetic == 0) {
              inline = WorkbookXml.add(inline == null ? new StringBuilder() : inline, piece);
            }
          }
          default -> {}
        }
      }
    }
    if (inline != null) {
      return Workbook.unescaped(inline.toString());
    }
    if (value == null && formula) {
      return NOT_CALCULATED;
    }
    if (value == null || value.isEmpty()) {
      return null;
    }
    return switch (type == null ? "n" : type) {
      case "s" -> shared(value);
      case "b" -> value.equals("1") ? "TRUE" : "FALSE";
      case "n" -> number(value, style);
      default -> Workbook.unescaped(value);
    };
  }

  private String shared(String value) throws NoSuchText {
    try {
      int index = Integer.parseInt(value.strip());
      if (index >= 0 && index < workbook.sharedTexts()) {
        return workbook.sharedText(index);
      }
    } catch (NumberFormatException e) {
      // Said below: it names no text either.
    }
    throw new NoSuchText();
  }

  private String number(String value, String style) {
    if (value.length() > LONGEST_NUMBER) {
      return value;
    }
    try {
      BigDecimal number = new BigDecimal(value);
      if (Math.abs(number.scale()) > LONGEST_NUMBER) {
        return value;
      }
      if (style != null && workbook.dateStyle(Integer.parseInt(style)) && number.signum() > 0) {
        return workbook.date(Math.min(number.longValue(), 3_000_000)).toString();
      }
      // What is stored is exact, however it is shown: 6.1955E9 in the file is no damage.
      BigDecimal plain = number.stripTrailingZeros();
      return plain.scale() <= 0 ? plain.toPlainString() : value;
    } catch (NumberFormatException e) {
      return value;
    }
  }

  /** Column of a reference such as {@code AB12}, 0-based; the next one when there is none. */
  private static int column(String reference, int next) {
    if (reference == null) {
      return next;
    }
    int column = 0;
    for (int i = 0; i < reference.length() && i < 4; i++) {
      char c = reference.charAt(i);
      if (c < 'A' || c > 'Z') {
        break;
      }
      column = column * 26 + (c - 'A' + 1);
    }
    return column == 0 ? next : column - 1;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
