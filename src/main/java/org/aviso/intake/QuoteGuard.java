package org.aviso.intake;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Text on its way to the CSV parser, with every line that would swallow its neighbours taken out: a
 * quote that is never closed, or closed in the middle of a cell some lines below, and lines too
 * long to be a row. In its place stands one line with {@link #MARK} and the rule, so that lines
 * keep their numbers and every row is accounted for.
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
  private String nextRecord() throws IOException {
    String line = nextLine();
    if (line == null || line.charAt(0) == MARK || !leavesQuoteOpen(line, false)) {
      return line;
    }
    StringBuilder whole = new StringBuilder(line);
    Deque<String> read = new ArrayDeque<>();
    boolean closed = false;
    while (!closed && read.size() < MAX_LINES && whole.length() < MAX_LINE) {
      String more = nextLine();
      if (more == null) {
        break;
      }
      read.add(more);
      if (more.charAt(0) == MARK || closesInsideCell(more)) {
        break;
      }
      whole.append(more);
      closed = !leavesQuoteOpen(more, true);
    }
    if (closed) {
      return whole.toString();
    }
    while (!read.isEmpty()) {
      waiting.addFirst(read.removeLast());
    }
    return UNCLOSED;
  }

  /** Whether a quoted cell is still open at the end of the line. */
  private boolean leavesQuoteOpen(String line, boolean openBefore) {
    if (!openBefore && line.indexOf('"') < 0) {
      return false;
    }
    boolean open = openBefore;
    boolean cellStart = !openBefore;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (open) {
        if (c == '"') {
          if (i + 1 < line.length() && line.charAt(i + 1) == '"') {
            i++;
          } else {
            open = false;
          }
        }
      } else if (c == delimiter) {
        cellStart = true;
        continue;
      } else if (c == '"' && cellStart) {
        open = true;
      }
      cellStart = false;
    }
    return open;
  }

  /**
   * Whether the quote that would close the open cell has text right behind it: then it opens one.
   */
  private boolean closesInsideCell(String line) {
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) == '"') {
        char next = i + 1 < line.length() ? line.charAt(i + 1) : '\n';
        if (next == '"') {
          i++;
        } else {
          return next != delimiter && next != '\n' && next != '\r' && next != ' ';
        }
      }
    }
    return false;
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
