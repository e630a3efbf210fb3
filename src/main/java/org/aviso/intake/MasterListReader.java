package org.aviso.intake;

import de.siegmar.fastcsv.reader.CsvParseException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Recognises a master list by its bytes, not by its name, and refuses what is none before any row
 * is looked at.
 */
public final class MasterListReader {
  private static final char[] DELIMITERS = {',', '\t', ';', '|'};
  private static final int HEADER_WITHIN = 20;
  private static final int ORDER_WITHIN = 2_000;
  private static final String TWO_HEADERS =
      "the header has two rows, and whose phone a PHONE is stands in the other one: write all of it"
          + " into one, such as FAMILY PHONE, and take the other out";

  /** Bytes a compressed list may unfold to, and how many times its own size. */
  private static final long MAX_UNFOLDED = 8L << 30;

  private static final long MAX_RATIO = 250;
  private static final int SMALL = 1 << 20;

  private final IntakeConfig config;

  public MasterListReader(IntakeConfig config) {
    this.config = config;
  }

  /**
   * @param file read here and again when its rows are asked for; not kept open
   * @param name as the sender called it: date and the word full are looked for in it
   * @param arrival the day it came: a later date in the name is none of the list's
   * @throws IOException only when the file itself cannot be read
   */
  public MasterList open(Path file, String name, LocalDate arrival)
      throws RefusedFile, IOException {
    return new Opening(file, name, arrival).list();
  }

  /**
   * Tells a disk that fails from a file that is damaged: what a damaged file holds stays so, what a
   * disk failed to give may come at the next try.
   */
  private static final class OwnFile extends FilterInputStream {
    OwnFile(InputStream in) {
      super(in);
    }

    @Override
    public int read() {
      try {
        return in.read();
      } catch (IOException e) {
        throw new UnreadableFile(e);
      }
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
      try {
        return in.read(bytes, from, length);
      } catch (IOException e) {
        throw new UnreadableFile(e);
      }
    }
  }

  /**
   * All members of a compressed file (RFC 1952, §2.2), one behind the other. The JDK passes over
   * what stands behind the last one that it can read; a damaged further member would be lost so.
   */
  private static final class Members extends GZIPInputStream {
    private static final int TRAILER = 8;

    Members(InputStream in) throws IOException {
      super(in, 65_536);
    }

    /** Once read to its end: whether nothing is left over but the zeros that some tapes add. */
    boolean whole() throws IOException {
      for (int i = len - Math.max(inf.getRemaining() - TRAILER, 0); i < len; i++) {
        if (buf[i] != 0) {
          return false;
        }
      }
      int next = in.read();
      while (next == 0) {
        next = in.read();
      }
      return next < 0;
    }
  }

  private final class Opening {
    private final Path file;
    private final String name;
    private final LocalDate arrival;
    private boolean gzip;

    Opening(Path file, String name, LocalDate arrival) {
      this.file = file;
      this.name = name;
      this.arrival = arrival;
    }

    MasterList list() throws RefusedFile, IOException {
      FileKind kind = kind();
      if (kind == FileKind.GZIP) {
        gzip = true;
        unfoldOnce();
        kind = kind();
        if (kind == FileKind.GZIP) {
          throw new RefusedFile(
              "nested_archive", "an archive inside an archive: send the list itself");
        }
      }
      kind.refuse();
      return kind == FileKind.WORKBOOK ? workbook() : text();
    }

    private FileKind kind() throws IOException {
      try (InputStream in = bytes()) {
        return FileKind.of(in);
      }
    }

    private InputStream bytes() throws IOException {
      return gzip ? new GZIPInputStream(own(), 65_536) : own();
    }

    private InputStream own() throws IOException {
      return new BufferedInputStream(new OwnFile(Files.newInputStream(file)), 65_536);
    }

    /** Reads a compressed file to its end: its own checksum says whether it is whole. */
    private void unfoldOnce() throws RefusedFile, IOException {
      long allowed = Math.min(MAX_UNFOLDED, Math.max(SMALL, Files.size(file) * MAX_RATIO));
      try (Members in = new Members(own())) {
        byte[] chunk = new byte[65_536];
        long total = 0;
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
          total += read;
          if (total > allowed) {
            throw new RefusedFile(
                "too_large",
                "unfolds to more than a list can be: ask who sent it for the list alone");
          }
        }
        if (!in.whole()) {
          throw new RefusedFile(
              "damaged",
              "behind the compressed list stands what does not unfold, perhaps more of it: send it"
                  + " again, each part as a file");
        }
      } catch (EOFException e) {
        throw new RefusedFile("truncated", "the compressed file ends too early: send it again");
      } catch (ZipException e) {
        throw new RefusedFile("damaged", "the compressed file is damaged: send it again");
      }
    }

    private MasterList workbook() throws RefusedFile, IOException {
      Workbook workbook =
          gzip ? Workbook.open(this::bytes, Files.size(file)) : Workbook.open(file, this::bytes);
      List<String> ignored = new ArrayList<>();
      RefusedFile refused = null;
      MasterList list = null;
      int place = 0;
      for (Workbook.Sheet sheet : workbook.sheets()) {
        String shown = ShownName.sheet(sheet.name(), ++place);
        if (!sheet.visible()) {
          refuseClaims(workbook, sheet, shown);
          ignored.add("hidden sheet ignored: " + shown);
        } else if (list != null) {
          refuseClaims(workbook, sheet, shown);
          ignored.add("further sheet ignored: " + shown);
        } else {
          MasterList.Opening rows = () -> WorkbookRows.open(workbook, sheet);
          try {
            list = list("xlsx", "UTF-8", rows);
          } catch (RefusedFile e) {
            if (!e.reason().equals("no_known_header")) {
              throw e;
            }
            refused = e;
            refuseClaims(workbook, sheet, shown);
            ignored.add("sheet without a known header ignored: " + shown);
          } catch (UncheckedIOException e) {
            throw new RefusedFile("damaged", "a sheet cannot be read: save the workbook anew");
          }
        }
      }
      if (list == null) {
        throw refused != null
            ? refused
            : new RefusedFile("no_known_header", "the workbook has no visible sheet");
      }
      return list.noting(ignored);
    }

    /**
     * The file is kept as a whole, so a sheet that is not read must hold no claims or interviews
     * either: a row of two cells or more is looked at as a header.
     */
    private void refuseClaims(Workbook workbook, Workbook.Sheet sheet, String shown)
        throws RefusedFile, IOException {
      try (RawRows rows = WorkbookRows.open(workbook, sheet)) {
        for (int i = 0; i < HEADER_WITHIN && rows.hasNext(); i++) {
          List<String> cells =
              Arrays.stream(rows.next().cells())
                  .filter(cell -> cell != null && !cell.isBlank())
                  .toList();
          if (cells.size() > 1 && cells.stream().anyMatch(config::refusedHeader)) {
            throw new RefusedFile(
                "forbidden_column",
                shown + " looks like claim or interview content: ask for the list without it");
          }
        }
      } catch (UncheckedIOException e) {
        throw new RefusedFile("damaged", "a sheet cannot be read: save the workbook anew");
      }
    }

    private MasterList text() throws RefusedFile, IOException {
      TextEncoding encoding;
      try (InputStream in = bytes()) {
        encoding = TextEncoding.of(in);
      }
      int first = firstCharacter(encoding);
      if (first < 0) {
        throw new RefusedFile("empty_file", "the file is empty: ask for it anew");
      }
      return first == '[' || first == '{' ? json(encoding, first == '{') : delimited(encoding);
    }

    private int firstCharacter(TextEncoding encoding) throws IOException {
      try (Reader text = text(encoding)) {
        int first = text.read();
        while (first >= 0 && Character.isWhitespace(first)) {
          first = text.read();
        }
        return first;
      }
    }

    private MasterList json(TextEncoding encoding, boolean lines) throws RefusedFile, IOException {
      JsonRows.Keys keys;
      try (Reader text = text(encoding)) {
        keys = JsonRows.keys(text, lines);
      }
      if (keys.inner().stream().anyMatch(config::refusedHeader)) {
        // The file is kept as a whole, values that are dropped included.
        throw new RefusedFile(
            "forbidden_column",
            "a key inside a value looks like claim or interview content: ask for the list without"
                + " it");
      }
      return list(
          lines ? "jsonl" : "json",
          encoding.name(),
          () -> JsonRows.open(text(encoding), lines, keys, config::column));
    }

    private MasterList delimited(TextEncoding encoding) throws RefusedFile, IOException {
      char best = ',';
      int most = -1;
      for (char delimiter : DELIMITERS) {
        int known = bestHeader(encoding, delimiter);
        if (known > most) {
          most = known;
          best = delimiter;
        }
      }
      char delimiter = best;
      MasterList.Opening rows = () -> new DelimitedRows(text(encoding), delimiter);
      return list(delimiter == '\t' ? "tsv" : "csv", encoding.name(), rows);
    }

    private int bestHeader(TextEncoding encoding, char delimiter) throws IOException {
      int most = 0;
      try (RawRows rows = new DelimitedRows(text(encoding), delimiter)) {
        for (int i = 0; i < HEADER_WITHIN && rows.hasNext(); i++) {
          most = Math.max(most, Header.known(rows.next().cells(), config));
        }
      }
      return most;
    }

    private Reader text(TextEncoding encoding) throws IOException {
      InputStream in = bytes();
      in.skipNBytes(encoding.mark());
      return new BufferedReader(
          new InputStreamReader(
              in,
              encoding
                  .charset()
                  .newDecoder()
                  .onMalformedInput(CodingErrorAction.REPLACE)
                  .onUnmappableCharacter(CodingErrorAction.REPLACE)),
          65_536);
    }

    private MasterList list(String format, String encoding, MasterList.Opening rows)
        throws RefusedFile, IOException {
      Header header = header(rows);
      DateOrders orders = orders(rows, header);
      List<String> notes = new ArrayList<>();
      List<LocalDate> dates = ListName.dates(name);
      LocalDate date = dates.size() == 1 ? dates.get(0) : null;
      if (dates.size() > 1) {
        notes.add(
            "the file's name has several dates and none is used: rows without LIST_DATE are of "
                + arrival
                + ", the day it came");
      } else if (date != null && date.isAfter(ListInfo.latest(arrival))) {
        notes.add(
            "the date in the file's name, "
                + date
                + ", is later than the day it came and is not used: rows without LIST_DATE are of"
                + " that day");
        date = null;
      }
      if (!header.dropped().isEmpty()) {
        notes.add("columns not known and not stored: " + String.join(", ", header.dropped()));
      }
      return new MasterList(
          gzip ? format + ".gz" : format,
          encoding,
          date,
          ListName.full(name),
          notes,
          header,
          config,
          orders,
          rows);
    }

    /** What the first rows show, so that few are read before it is known. */
    private DateOrders orders(MasterList.Opening opening, Header header)
        throws RefusedFile, IOException {
      DateOrders orders = new DateOrders();
      Portions portions = new Portions(header, config);
      boolean first = true;
      try (RawRows rows = opening.open()) {
        for (int i = 0; i < ORDER_WITHIN && rows.hasNext(); i++) {
          RawRow row = rows.next();
          if (row.line() > header.line()) {
            if (first && (header.continuedBy(row, config) || portions.another(row))) {
              throw new RefusedFile("two_headers", TWO_HEADERS);
            }
            first &= Arrays.stream(row.cells()).allMatch(c -> c == null || c.isBlank());
            orders.see(portions.parsed(row));
          }
        }
      } catch (UncheckedIOException | CsvParseException e) {
        // The row where the file breaks off is said when the rows are taken.
      }
      return orders.again();
    }

    private Header header(MasterList.Opening opening) throws RefusedFile, IOException {
      boolean groups = false;
      try (RawRows rows = opening.open()) {
        for (int i = 0; i < HEADER_WITHIN && rows.hasNext(); i++) {
          RawRow row = rows.next();
          if (row.failure() == null && Header.in(row, config)) {
            Header header = Header.of(row, config);
            if (groups) {
              throw new RefusedFile("two_headers", TWO_HEADERS);
            }
            return header;
          }
          groups |= Header.groups(row, config);
        }
      }
      throw new RefusedFile(
          "no_known_header",
          "none of the first "
              + HEADER_WITHIN
              + " rows names columns known here: see config/columns.yaml");
    }
  }
}
