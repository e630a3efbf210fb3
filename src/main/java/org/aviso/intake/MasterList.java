package org.aviso.intake;

import de.siegmar.fastcsv.reader.CsvParseException;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** A file that was recognised as a master list, to be closed. */
public final class MasterList implements Closeable {
  /** Reads the file once from its beginning. */
  interface Opening {
    RawRows open() throws IOException;
  }

  /** More blank lines than this are given as rows before it is known whether any row follows. */
  private static final int MOST_BLANK = 10_000;

  private static final RowReason BROKEN_OFF =
      RowReason.of(
          "undecodable",
          null,
          "from here on the file cannot be read: it is cut off or damaged; send it again");

  private final String format;
  private final String encoding;
  private final LocalDate listDate;
  private final boolean full;
  private final List<String> notes;
  private final Header header;
  private final IntakeConfig config;
  private final SurplusCells surplus;
  private final DateOrders orders;
  private final Opening opening;
  private final List<Groups> open = new ArrayList<>();
  private DateOrders read;
  private Portions portions;

  /**
   * @param config what columns and cells mean
   * @param orders what the first rows show of the order of day and month
   */
  MasterList(
      String format,
      String encoding,
      LocalDate listDate,
      boolean full,
      List<String> notes,
      Header header,
      IntakeConfig config,
      DateOrders orders,
      Opening opening) {
    this.format = format;
    this.encoding = encoding;
    this.listDate = listDate;
    this.full = full;
    this.notes = List.copyOf(notes);
    this.header = header;
    this.config = config;
    this.surplus = new SurplusCells(config);
    this.orders = orders;
    this.opening = opening;
    this.read = orders;
    this.portions = new Portions(header, config);
  }

  /**
   * What the file is, whatever its name says: csv, tsv, json, jsonl or xlsx, with .gz when
   * compressed.
   */
  public String format() {
    return format;
  }

  /** IANA name of the character set. */
  public String encoding() {
    return encoding;
  }

  /**
   * The date {@code YYYY-MM-DD} in the file's name; null when there is none, or several, or it is
   * to come.
   */
  public LocalDate listDate() {
    return listDate;
  }

  /** Whether the file's name contains the word full: it claims to hold everybody. */
  public boolean full() {
    return full;
  }

  /**
   * What staff should know of the file: columns that were dropped, sheets that were ignored, and
   * what only its later rows show, as far as they were read.
   */
  public List<String> notes() {
    List<String> all = new ArrayList<>(notes);
    all.addAll(portions.notes());
    all.addAll(read.notes());
    return all;
  }

  MasterList noting(List<String> more) {
    List<String> all = new ArrayList<>(notes);
    all.addAll(more);
    return new MasterList(format, encoding, listDate, full, all, header, config, orders, opening);
  }

  /**
   * The rows in order, in memory a group at a time. Blank lines between rows are rows that say
   * nothing; those at the end of the file are none. Where a file cannot be read any further, one
   * rejected row says so, so that nobody takes the list for whole.
   *
   * @param size rows a group, at least 1
   * @param afterLine rows up to and with this line are skipped, for taking up a list again; 0 =
   *     none
   */
  public Iterator<List<ParsedRow>> groups(int size, int afterLine) {
    if (size < 1) {
      throw new IllegalArgumentException("A group has at least one row, was: " + size);
    }
    Groups groups = new Groups(size, Math.max(afterLine, header.line()));
    open.add(groups);
    return groups;
  }

  /** Closes what the rows are read from, whether read to the end or not. */
  @Override
  public void close() throws IOException {
    for (Groups groups : open) {
      groups.close();
    }
    open.clear();
  }

  private final class Groups implements Iterator<List<ParsedRow>> {
    private final int size;
    private final int afterLine;
    private final Deque<ParsedRow> ready = new ArrayDeque<>();
    private final List<ParsedRow> blank = new ArrayList<>();
    private final DateOrders dates = orders.again();
    private final Portions below = new Portions(header, config);
    private List<ParsedRow> next = List.of();
    private RawRows rows;

    /** The last line read, skipped ones too. */
    private int lastLine;

    private boolean over;

    Groups(int size, int afterLine) {
      this.size = size;
      this.afterLine = afterLine;
      this.lastLine = header.line();
      read = dates;
      portions = below;
    }

    @Override
    public boolean hasNext() {
      if (next.isEmpty() && !over) {
        next = read();
      }
      return !next.isEmpty();
    }

    @Override
    public List<ParsedRow> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      List<ParsedRow> group = next;
      next = List.of();
      return group;
    }

    private List<ParsedRow> read() {
      List<ParsedRow> group = new ArrayList<>(size);
      try {
        if (rows == null) {
          rows = opening.open();
        }
        while (group.size() < size) {
          if (!ready.isEmpty()) {
            group.add(ready.removeFirst());
          } else if (rows.hasNext()) {
            take(rows.next());
          } else {
            over = true;
            break;
          }
        }
      } catch (IOException | UncheckedIOException | CsvParseException e) {
        over = true;
        group.addAll(ready);
        if (lastLine >= afterLine) { // Else it was said before the list was taken up again.
          group.add(new ParsedRow(lastLine + 1, Map.of(), BROKEN_OFF));
        }
      }
      return group;
    }

    private void take(RawRow raw) {
      if (raw.line() <= header.line()) {
        return;
      }
      lastLine = raw.line();
      ParsedRow parsed = surplus.checked(below.parsed(raw), raw.cells().length, header.columns());
      dates.see(parsed);
      if (raw.line() <= afterLine) {
        return;
      }
      ParsedRow row = parsed.doubting(dates.doubts());
      boolean blankLine =
          row.parseFailure() == null && row.cells().isEmpty() && raw.cells().length <= 1;
      if (blankLine && blank.size() < MOST_BLANK) {
        blank.add(row);
      } else {
        ready.addAll(blank);
        blank.clear();
        ready.add(row);
      }
    }

    void close() throws IOException {
      over = true;
      if (rows != null) {
        rows.close();
      }
    }
  }
}
