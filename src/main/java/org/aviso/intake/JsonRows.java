package org.aviso.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Function;
import org.aviso.person.Column;

/**
 * Persons as JSON objects, flat: arrays of them (RFC 8259), one behind the other where portions
 * were put together, or one object a line. The first row given is the header: every key seen in the
 * file, found by reading it once before. A value that is a list or an object is dropped with its
 * key where the key is no known column; where it is one, the row fails.
 */
final class JsonRows implements RawRows {
  private static final int MAX_LINE = 65_536;
  private static final int MAX_KEYS = 1_000;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(50)
                  .maxStringLength(MAX_LINE)
                  .maxNameLength(1_000)
                  .maxNumberLength(200)
                  .build())
          .build();

  private final Keys keys;
  private final Objects objects;
  private final Function<String, Column> columns;
  private boolean headerGiven;

  private JsonRows(Keys keys, Objects objects, Function<String, Column> columns) {
    this.keys = keys;
    this.objects = objects;
    this.columns = columns;
  }

  /**
   * The keys of a file.
   *
   * @param places of the objects' own keys, in the order they are met
   * @param inner keys of what stands inside their values
   */
  record Keys(Map<String, Integer> places, Set<String> inner) {
    private boolean tooMany() {
      return places.size() + inner.size() > MAX_KEYS;
    }
  }

  /** Where objects come from; a row number with each. */
  private interface Objects extends AutoCloseable {
    /** The next object into {@code row}; false at the end. */
    boolean next(RowBuilder row) throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Collects keys and cells of one object. */
  private static final class RowBuilder {
    final Keys keys;
    final Function<String, Column> columns;
    String[] cells;
    int number;
    RowReason failure;

    /**
     * @param columns what a key means, null for none; itself null: the keys are being learned
     */
    RowBuilder(Keys keys, Function<String, Column> columns) {
      this.keys = keys;
      this.columns = columns;
    }

    boolean learning() {
      return columns == null;
    }

    void begin(int at) {
      number = at;
      failure = null;
      cells = learning() ? null : new String[keys.places().size()];
    }

    void fail(Column column, String rule) {
      failure = RowReason.of("malformed", column, rule);
    }

    void cell(String key, String value) {
      if (learning()) {
        keys.places().putIfAbsent(key, keys.places().size());
      } else {
        cells[keys.places().get(key)] = value;
      }
    }

    /** A list or an object, read to its end. */
    void nested(String key, JsonParser json) throws IOException {
      if (learning()) {
        cell(key, null);
        learnInner(json);
        return;
      }
      json.skipChildren();
      Column column = columns.apply(key);
      if (column != null) {
        fail(column, "is a list or an object: send one value");
      }
    }

    private void learnInner(JsonParser json) throws IOException {
      for (int depth = 1; depth > 0; ) {
        JsonToken token = json.nextToken();
        if (token == null) {
          throw new JsonEOFException(json, null, "The value is not closed");
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (token == JsonToken.FIELD_NAME && !keys.tooMany()) {
          keys.inner().add(json.currentName());
        }
      }
    }
  }

  /**
   * Every key of the file.
   *
   * @throws RefusedFile truncated or damaged: an array that does not parse to its end, or something
   *     else behind it
   */
  static Keys keys(Reader text, boolean lines) throws IOException, RefusedFile {
    Keys keys = new Keys(new LinkedHashMap<>(), new HashSet<>());
    RowBuilder row = new RowBuilder(keys, null);
    try (Objects objects = lines ? new Lines(text) : new Elements(text)) {
      int read = 0;
      int failed = 0;
      while (objects.next(row)) {
        read++;
        failed += row.failure == null ? 0 : 1;
        if (keys.tooMany()) {
          throw new RefusedFile(
              "damaged", "has more than " + MAX_KEYS + " different keys: it is no list");
        }
      }
      if (failed == read) {
        throw new RefusedFile("no_known_header", "holds no JSON objects: send one object a person");
      }
      return keys;
    } catch (NoArray e) {
      throw new RefusedFile(
          "damaged",
          "behind element "
              + e.after
              + " its array ends, and what stands there is no further array of objects: send one"
              + " array, or one object a line");
    } catch (JsonEOFException e) {
      throw new RefusedFile("truncated", "the JSON ends too early: send it again");
    } catch (JsonProcessingException e) {
      throw new RefusedFile("damaged", "the JSON is not well-formed: send it again");
    }
  }

  /**
   * @param columns what a key means; null for none
   */
  static JsonRows open(Reader text, boolean lines, Keys keys, Function<String, Column> columns)
      throws IOException {
    return new JsonRows(keys, lines ? new Lines(text) : new Elements(text), columns);
  }

  private RowBuilder waiting;

  @Override
  public boolean hasNext() {
    if (!headerGiven || waiting != null) {
      return true;
    }
    RowBuilder row = new RowBuilder(keys, columns);
    try {
      waiting = objects.next(row) ? row : null;
    } catch (IOException e) {
      throw new UncheckedIOException("The JSON cannot be read any further", new IOException());
    }
    return waiting != null;
  }

  @Override
  public RawRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    if (!headerGiven) {
      headerGiven = true;
      return RawRow.of(0, keys.places().keySet().toArray(new String[0]));
    }
    RowBuilder row = waiting;
    waiting = null;
    return row.failure == null
        ? RawRow.of(row.number, row.cells)
        : RawRow.failed(row.number, row.failure);
  }

  @Override
  public void close() throws IOException {
    objects.close();
  }

  /** Behind an array stands something else. */
  private static final class NoArray extends IOException {
    private static final long serialVersionUID = 1L;
    private final int after;

    NoArray(int after) {
      super("An array is followed by something else");
      this.after = after;
    }
  }

  /** Elements of one array, or of several one behind the other; numbered through, from 1. */
  private static final class Elements implements Objects {
    private final JsonParser json;
    private int number;

    Elements(Reader text) throws IOException {
      this.json = JSON.createParser(text);
      json.nextToken(); // the array's bracket, seen before this was chosen
    }

    @Override
    public boolean next(RowBuilder row) throws IOException {
      JsonToken token = json.nextToken();
      while (token == JsonToken.END_ARRAY) {
        if (!anotherArray()) {
          return false;
        }
        token = json.nextToken();
      }
      if (token == null) {
        throw new JsonEOFException(json, null, "The array is not closed");
      }
      row.begin(++number);
      read(json, row);
      return true;
    }

    private boolean anotherArray() throws IOException {
      JsonToken token;
      try {
        token = json.nextToken();
      } catch (JsonProcessingException e) {
        throw new NoArray(number);
      }
      if (token != null && token != JsonToken.START_ARRAY) {
        throw new NoArray(number);
      }
      return token != null;
    }

    @Override
    public void close() throws IOException {
      json.close();
    }
  }

  /** One object a physical line, numbered by line; a line that is none is a row that failed. */
  private static final class Lines implements Objects {
    private final Reader text;
    private int number;
    private boolean over;

    Lines(Reader text) {
      this.text = text;
    }

    @Override
    public boolean next(RowBuilder row) throws IOException {
      String line = line();
      while (line != null && line.isBlank()) {
        line = line();
      }
      if (line == null) {
        return false;
      }
      row.begin(number);
      if (line.length() > MAX_LINE) {
        row.fail(null, "is longer than " + MAX_LINE + " characters");
        return true;
      }
      try (JsonParser json = JSON.createParser(new StringReader(line))) {
        json.nextToken();
        read(json, row);
        if (row.failure == null && json.nextToken() != null) {
          row.fail(null, "has more than one JSON object");
        }
      } catch (JsonProcessingException e) {
        row.fail(null, "is not a JSON object");
      }
      return true;
    }

    private String line() throws IOException {
      if (over) {
        return null;
      }
      StringBuilder line = new StringBuilder();
      int c = text.read();
      while (c >= 0 && c != '\n') {
        if (line.length() <= MAX_LINE) {
          line.append((char) c);
        }
        c = text.read();
      }
      over = c < 0;
      number++;
      return over && line.length() == 0 ? null : line.toString();
    }

    @Override
    public void close() throws IOException {
      text.close();
    }
  }

  /** Reads the value at the parser's token as a flat object, to its end. */
  private static void read(JsonParser json, RowBuilder row) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      row.fail(null, "is not a JSON object");
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      JsonToken value = json.nextToken();
      if (value == null) {
        throw new JsonEOFException(json, null, "The object is not closed");
      }
      if (value.isStructStart()) {
        row.nested(key, json);
      } else if (value != JsonToken.VALUE_NULL) {
        row.cell(key, json.getText());
      } else if (row.learning()) {
        row.cell(key, null);
      }
    }
  }
}
