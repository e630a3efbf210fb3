package org.aviso.intake;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** A file that was recognised as a master list. Holds nothing open itself. */
public final class MasterList {
  /** Reads the file once from its beginning. */
  interface Opening {
    RawRows open() throws IOException;
  }

  private final String format;
  private final String encoding;
  private final LocalDate listDate;
  private final boolean full;
  private final List<String> notes;
  private final Header header;
  private final Opening opening;

  MasterList(
      String format,
      String encoding,
      LocalDate listDate,
      boolean full,
      List<String> notes,
      Header header,
      Opening opening) {
    this.format = format;
    this.encoding = encoding;
    this.listDate = listDate;
    this.full = full;
    this.notes = List.copyOf(notes);
    this.header = header;
    this.opening = opening;
  }

  /** What the file is, whatever its name says: csv, tsv, json, jsonl or xlsx. */
  public String format() {
    return format;
  }

  /** IANA name of the character set. */
  public String encoding() {
    return encoding;
  }

  /** The date {@code YYYY-MM-DD} in the file's name, or null. */
  public LocalDate listDate() {
    return listDate;
  }

  /** Whether the file's name contains the word full: it claims to hold everybody. */
  public boolean full() {
    return full;
  }

  /** What staff should know of the file: columns that were dropped, sheets that were ignored. */
  public List<String> notes() {
    return notes;
  }

  public Groups groups(int size) {
    return groups(size, 0);
  }

  /**
   * The rows in order, in memory a group at a time.
   *
   * @param size rows a group, at least 1
   * @param afterLine rows up to and with this line are skipped, for taking up a list again; 0 = none
   * @throws UncheckedIOException when the file breaks off or cannot be read any further, here and
   *     from the iterator; rows given so far are good
   */
  public Groups groups(int size, int afterLine) {
    if (size < 1) {
      throw new IllegalArgumentException("A group has at least one row, was: " + size);
    }
    try {
      return new Groups(opening.open(), size, Math.max(afterLine, header.line()));
    } catch (IOException e) {
      throw new UncheckedIOException("The list cannot be opened again", e);
    }
  }

  /** Groups of rows; to be closed. */
  public final class Groups implements Iterator<List<ParsedRow>>, Closeable {
    private final RawRows rows;
    private final int size;
    private final int afterLine;
    private List<ParsedRow> next = List.of();

    private Groups(RawRows rows, int size, int afterLine) {
      this.rows = rows;
      this.size = size;
      this.afterLine = afterLine;
    }

    @Override
    public boolean hasNext() {
      if (next.isEmpty()) {
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
      while (group.size() < size && rows.hasNext()) {
        RawRow row = rows.next();
        if (row.line() > afterLine) {
          group.add(header.parsed(row));
        }
      }
      return group;
    }

    @Override
    public void close() throws IOException {
      rows.close();
    }
  }
}
