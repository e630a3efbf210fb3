package org.aviso.intake;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.Reader;
import java.util.Iterator;

/** Rows of a file with delimiters, parsed by FastCSV (RFC 4180, lenient about line ends). */
final class DelimitedRows implements RawRows {
  private final CsvReader<CsvRecord> reader;
  private final Iterator<CsvRecord> records;

  DelimitedRows(Reader text, char delimiter) {
    this.reader = parser(delimiter).ofCsvRecord(new QuoteGuard(text, delimiter));
    this.records = reader.iterator();
  }

  /** What the guard in front of it must agree with. */
  static CsvReader.CsvReaderBuilder parser(char delimiter) {
    return CsvReader.builder()
        .fieldSeparator(delimiter)
        .skipEmptyLines(false)
        .ignoreDifferentFieldCount(true)
        .detectBomHeader(false);
  }

  @Override
  public boolean hasNext() {
    return records.hasNext();
  }

  @Override
  public RawRow next() {
    CsvRecord csv = records.next();
    int line = Math.toIntExact(csv.getStartingLineNumber());
    String first = csv.getField(0);
    if (!first.isEmpty() && first.charAt(0) == QuoteGuard.MARK) {
      return RawRow.failed(line, RowReason.of("malformed", null, first.substring(1)));
    }
    return RawRow.of(line, csv.getFields().toArray(new String[0]));
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
