package org.aviso.intake;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Text on its way to the CSV parser, with every line that would swallow its neighbours taken out: a
 * quote that is never closed, or closed in the middle of a cell, there or some lines below, and
 * lines too long to be a row. In its place stands one line with {@link #MARK} and the rule, so that
 * lines keep their numbers and every row is accounted for.
 */
final class QuoteGuard extends Reader {
  /** A noncharacter; one that stands in the text is taken out, so that none is taken for it. */
  static final char MARK = '\uFFFF';

  /** What stands for bytes that are no text: no row is taken with it. */
  private static final char NO_TEXT = '\uFFFD';

  /** Characters of one physical line. */
  private static final int MAX_LINE = 65_536;

  /** Lines one quoted cell may run over. */
  private static final int MAX_LINES = 25;

  private static final String UNCLOSED = MARK + "has a quote that is not closed\n";
  private static final String TOO_LONG = MARK + "is longer than " + MAX_LINE + " characters\n";

  private final Reader text;
  private final char delimiter;
  private final char[] buffer = new char[16_384];
  private int at;
  private int end;
  private final Deque<String> waiting = new ArrayDeque<>();
  private String out = "";
  private int outAt;

  /** A quoted cell of the row that is followed is open. */
  private boolean open;

  /** Something stands behind a quoted cell of it. */
  private boolean broken;

  QuoteGuard(Reader text, char delimiter) {
    this.text = text;
    this.delimiter = delimiter;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int done = 0;
    while (done < length) {
      if (outAt == out.length()) {
        if (done > 0 && length - done < MAX_LINE / 16) {
          break;
        }
        out = nextRecord();
        outAt = 0;
        if (out == null) {
          out = "";
          break;
        }
      }
      int count = Math.min(length - done, out.length() - outAt);
      out.getChars(outAt, outAt + count, target, offset + done);
      outAt += count;
      done += count;
    }
    return done == 0 ? -1 : done;
  }

  /** One row with its line end, possibly several lines; null at the end of the text. */
  String nextRecord() throws IOException {
    String line = nextLine();
    if (line == null || line.indexOf('"') < 0) {
      return line;
    }
    open = false;
    broken = false;
    follow(line);
    if (!open) {
      return line;
    }
    StringBuilder whole = new StringBuilder(line);
    Deque<String> read = new ArrayDeque<>();
    while (open && !broken && read.size() < MAX_LINES && whole.length() < MAX_LINE) {
      String more = nextLine();
      if (more == null) {
        break;
      }
      read.add(more);
      if (more.charAt(0) == MARK) {
        break;
      }
      int lineEnd = whole.length() - 1;
      if (whole.charAt(lineEnd) == '\r') {
        // Behind a cell with one alone in it the parser passes over the line feed that ends the
        // row.
        whole.setCharAt(lineEnd, '\n');
      }
      whole.append(more);
      follow(more);
    }
    if (!open && !broken) {
      return whole.toString();
    }
    while (!read.isEmpty()) {
      waiting.addFirst(read.removeLast());
    }
    return UNCLOSED;
  }

  /**
   * Follows a line as the parser does: in a cell that begins with a quote each further one closes
   * or opens it, in any other cell it is a character. A row of several lines has to be without
   * fault: behind a quote that closes, only blanks until the cell is over.
   */
  private void follow(String line) {
    boolean inside = open;
    boolean quoted = open;
    boolean cellStart = !open;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (inside) {
        inside = c != '"';
      } else if (c == delimiter) {
        quoted = false;
        cellStart = true;
        continue;
      } else if (c == '"' && (quoted || cellStart)) {
        broken |= quoted && line.charAt(i - 1) != '"';
        inside = true;
        quoted = true;
      } else {
        broken |= quoted && c != ' ' && c != '\n' && c != '\r';
      }
      cellStart = false;
    }
    open = inside;
  }

  /** A physical line with its end; one that is too long is read to its end and replaced. */
  private String nextLine() throws IOException {
    if (!waiting.isEmpty()) {
      return waiting.removeFirst();
    }
    StringBuilder line = null;
    int length = 0;
    while (true) {
      if (at == end && !fill()) {
        return line == null ? null : length > MAX_LINE ? TOO_LONG : line.toString();
      }
      int start = at;
      while (at < end && buffer[at] != '\n' && buffer[at] != '\r') {
        at++;
      }
      boolean ended = at < end;
      if (ended) {
        at++;
      }
      boolean carriageReturn = ended && buffer[at - 1] == '\r';
      length += at - start;
      if (line == null && ended && length <= MAX_LINE && (!carriageReturn || at < end)) {
        if (carriageReturn && buffer[at] == '\n') {
          at++;
        }
        return new String(buffer, start, at - start);
      }
      if (line == null) {
        line = new StringBuilder(Math.min(length, MAX_LINE) + 16);
      }
      if (length <= MAX_LINE) {
        line.append(buffer, start, at - start);
      }
      if (ended) {
        if (carriageReturn && (at < end || fill()) && buffer[at] == '\n') {
          at++;
          line.append('\n');
        }
        return length > MAX_LINE ? TOO_LONG : line.toString();
      }
    }
  }

  private boolean fill() throws IOException {
    int count = text.read(buffer, 0, buffer.length);
    at = 0;
    end = Math.max(count, 0);
    for (int i = 0; i < end; i++) {
      if (buffer[i] == MARK) {
        buffer[i] = NO_TEXT;
      }
    }
    return count > 0;
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
