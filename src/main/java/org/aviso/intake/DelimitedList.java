package org.aviso.intake;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.aviso.person.Column;

/** A list of delimited text (RFC 4180 and its relatives), read as what it is, whatever its name says. */
final class DelimitedList implements MasterList {
  private static final char[] DELIMITERS = {',', '\t', ';', '|'};
  private static final int LONGEST_CELL = 64 * 1024;
  private static final int LONGEST_HEADER = 256 * 1024;

  private final String format;
  private final String encoding;
  private final LocalDate listDate;
  private final boolean full;
  private final List<String> notes = new ArrayList<>();
  private final List<Column> columns = new ArrayList<>();
  private final CsvReader<CsvRecord> reader;
  private final Iterator<CsvRecord> records;

  private DelimitedList(
      CsvReader<CsvRecord> reader,
      String format,
      String encoding,
      LocalDate listDate,
      boolean full,
      IntakeConfig config)
      throws RefusedFile {
    this.reader = reader;
    this.records = reader.iterator();
    this.format = format;
    this.encoding = encoding;
    this.listDate = listDate;
    this.full = full;
    header(config);
  }

  static DelimitedList open(
      Path file, boolean gzip, LocalDate listDate, boolean full, IntakeConfig config)
      throws RefusedFile, IOException {
    TextEncoding.Opening opening =
        () -> {
          InputStream in = new BufferedInputStream(Files.newInputStream(file), 64 * 1024);
          return gzip ? new GZIPInputStream(in, 64 * 1024) : in;
        };
    CsvReader<CsvRecord> reader = null;
    try {
      TextEncoding encoding = TextEncoding.detect(opening);
      char delimiter = delimiter(opening, encoding);
      InputStream in = opening.open();
      in.skipNBytes(encoding.skip());
      Reader text = new InputStreamReader(in, encoding.charset());
      reader =
          CsvReader.builder()
              .fieldSeparator(delimiter)
              .skipEmptyLines(false)
              .maxBufferSize(1024 * 1024)
              .acceptCharsAfterQuotes(true)
              .ofCsvRecord(text);
      return new DelimitedList(
          reader,
          (delimiter == '\t' ? "tsv" : "csv") + (gzip ? ".gz" : ""),
          encoding.charset().name(),
          listDate,
          full,
          config);
    } catch (ZipException | java.io.EOFException e) {
      close(reader);
      throw new RefusedFile(
          "truncated", "the compressed file is cut off or damaged; copy it again from its source");
    } catch (UncheckedIOException e) {
      close(reader);
      throw new RefusedFile(
          "truncated", "the file is cut off or damaged; copy it again from its source");
    } catch (RefusedFile e) {
      close(reader);
      throw e;
    }
  }

  private static void close(CsvReader<CsvRecord> reader) throws IOException {
    if (reader != null) {
      reader.close();
    }
  }

  /** The one that stands most often in the first line, outside quotes; a comma when none does. */
  private static char delimiter(TextEncoding.Opening opening, TextEncoding encoding)
      throws IOException {
    try (InputStream in = opening.open()) {
      in.skipNBytes(encoding.skip());
      Reader text = new InputStreamReader(in, encoding.charset());
      int[] counts = new int[DELIMITERS.length];
      boolean quoted = false;
      boolean content = false;
      for (int i = 0; i < LONGEST_HEADER; i++) {
        int c = text.read();
        if (c < 0 || (content && !quoted && (c == '\n' || c == '\r'))) {
          break;
        }
        content |= c > ' ';
        quoted ^= c == '"';
        for (int d = 0; d < DELIMITERS.length && !quoted; d++) {
          counts[d] += c == DELIMITERS[d] ? 1 : 0;
        }
      }
      int best = 0;
      for (int d = 1; d < counts.length; d++) {
        best = counts[d] > counts[best] ? d : best;
      }
      return DELIMITERS[best];
    }
  }

  private void header(IntakeConfig config) throws RefusedFile {
    CsvRecord header = first();
    Set<Column> seen = EnumSet.noneOf(Column.class);
    List<String> refused = new ArrayList<>();
    List<String> dropped = new ArrayList<>();
    for (String name : header.getFields()) {
      Column column = config.column(name);
      if (column == null && config.refusedHeader(name)) {
        refused.add(printable(name));
      } else if (column == null) {
        if (!name.isBlank()) {
          dropped.add(printable(name));
        }
      } else if (!seen.add(column)) {
        throw new RefusedFile(
            "duplicate_column",
            "two columns both mean " + column + "; remove one, or change config/columns.yaml");
      }
      columns.add(column);
    }
    if (!refused.isEmpty()) {
      throw new RefusedFile(
          "forbidden_column",
          "columns that hold what a person told an officer or a court may not come in: "
              + String.join(", ", refused)
              + "; remove them and drop the file again");
    }
    if (seen.isEmpty()) {
      throw new RefusedFile(
          "no_known_header",
          "the first line names no known column; it must be the header (config/columns.yaml)");
    }
    boolean numbered = seen.contains(Column.A_NUMBER) || seen.contains(Column.SUBJECT_ID);
    if (!numbered || !seen.contains(Column.LAST_NAME)) {
      throw new RefusedFile(
          "missing_column",
          "a list needs LAST_NAME and one of A_NUMBER and SUBJECT_ID; missing: "
              + (numbered ? "" : "A_NUMBER or SUBJECT_ID ")
              + (seen.contains(Column.LAST_NAME) ? "" : "LAST_NAME"));
    }
    if (!dropped.isEmpty()) {
      notes.add("columns not known and not stored: " + String.join(", ", dropped));
    }
  }

  private CsvRecord first() throws RefusedFile {
    try {
      while (records.hasNext()) {
        CsvRecord record = records.next();
        if (!blank(record)) {
          return record;
        }
      }
    } catch (CsvParseException e) {
      throw new RefusedFile(
          "no_known_header", "the first line cannot be read as a header; export the list again");
    }
    throw new RefusedFile("empty_file", "the file holds no line; export the list again");
  }

  /** A header is no personal value, but it comes from outside: short, and nothing but letters and digits. */
  private static String printable(String name) {
    String plain = name.replaceAll("[^\\p{L}\\p{N} _#/-]", "").strip();
    return plain.length() > 40 ? plain.substring(0, 40) + "…" : plain;
  }

  private static boolean blank(CsvRecord record) {
    return record.getFields().stream().allMatch(String::isBlank);
  }

  @Override
  public String format() {
    return format;
  }

  @Override
  public String encoding() {
    return encoding;
  }

  @Override
  public LocalDate listDate() {
    return listDate;
  }

  @Override
  public boolean full() {
    return full;
  }

  @Override
  public List<String> notes() {
    return List.copyOf(notes);
  }

  @Override
  public Iterator<List<ParsedRow>> groups(int size, int afterLine) {
    return new Groups(size, afterLine);
  }

  private final class Groups implements Iterator<List<ParsedRow>> {
    private final int size;
    private final int afterLine;
    private List<ParsedRow> next;
    private boolean over;
    private int lastLine;

    Groups(int size, int afterLine) {
      this.size = size;
      this.afterLine = afterLine;
    }

    @Override
    public boolean hasNext() {
      if (next == null && !over) {
        next = read();
      }
      return next != null && !next.isEmpty();
    }

    @Override
    public List<ParsedRow> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      List<ParsedRow> group = next;
      next = null;
      return group;
    }

    private List<ParsedRow> read() {
      List<ParsedRow> group = new ArrayList<>(size);
      try {
        while (group.size() < size && records.hasNext()) {
          CsvRecord record = records.next();
          lastLine = (int) record.getStartingLineNumber();
          if (lastLine > afterLine) {
            group.add(row(lastLine, record));
          }
        }
        over = group.size() < size;
      } catch (CsvParseException | UncheckedIOException e) {
        // What follows cannot be read any more; it is one rejected row, so that nobody thinks the list was whole.
        over = true;
        int line = Math.max(lastLine, afterLine) + 1;
        group.add(
            new ParsedRow(
                line,
                Map.of(),
                RowReason.of(
                    "undecodable",
                    null,
                    "from here on the file cannot be read: it is cut off, or a quote is never closed")));
      }
      return group;
    }
  }

  private ParsedRow row(int line, CsvRecord record) {
    if (blank(record)) {
      return new ParsedRow(
          line, Map.of(), RowReason.of("empty", null, "the row is empty"));
    }
    List<String> fields = record.getFields();
    int count = fields.size();
    while (count > columns.size() && fields.get(count - 1).isBlank()) {
      count--; // delimiters at the end of a line mean nothing
    }
    if (count != columns.size()) {
      return new ParsedRow(
          line,
          Map.of(),
          RowReason.of(
              "shifted_row",
              null,
              "has " + count + " cells where the header has " + columns.size() + "; a stray delimiter?"));
    }
    Map<Column, String> cells = new EnumMap<>(Column.class);
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      String cell = fields.get(i);
      if (cell.length() > LONGEST_CELL) {
        return new ParsedRow(
            line,
            Map.of(),
            RowReason.of("malformed", column, "a cell is longer than any such value can be"));
      }
      if (column != null && !cell.isBlank()) {
        cells.put(column, cell);
      }
    }
    return new ParsedRow(line, cells, null);
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
