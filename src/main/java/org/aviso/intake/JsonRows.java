package org.aviso.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Persons as JSON objects, flat: one array of them (RFC 8259), or one a line. The first row given
 * is the header: every key seen in the file, found by reading it once before.
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

  private final Map<String, Integer> keys;
  private final Objects objects;
  private boolean headerGiven;

  private JsonRows(Map<String, Integer> keys, Objects objects) {
    this.keys = keys;
    this.objects = objects;
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
    final Map<String, Integer> keys;
    final boolean learning;
    String[] cells;
    int number;
    String failure;

    RowBuilder(Map<String, Integer> keys, boolean learning) {
      this.keys = keys;
      this.learning = learning;
    }

    void begin(int at) {
      number = at;
      failure = null;
      cells = learning ? null : new String[keys.size()];
    }

    void cell(String key, String value) {
      if (learning) {
        keys.putIfAbsent(key, keys.size());
      } else {
        cells[keys.get(key)] = value;
      }
    }
  }

  /**
   * Every key of the file, in the order they are met.
   *
   * @throws RefusedFile truncated or damaged: an array that does not parse to its end
   */
  static Map<String, Integer> keys(Reader text, boolean lines) throws IOException, RefusedFile {
    RowBuilder row = new RowBuilder(new LinkedHashMap<>(), true);
    try (Objects objects = lines ? new Lines(text) : new Elements(text)) {
      int read = 0;
      int failed = 0;
      while (objects.next(row)) {
        read++;
        failed += row.failure == null ? 0 : 1;
        if (row.keys.size() > MAX_KEYS) {
          throw new RefusedFile(
              "damaged", "has more than " + MAX_KEYS + " different keys: it is no list");
        }
      }
      if (failed == read) {
        throw new RefusedFile("no_known_header", "holds no JSON objects: send one object a person");
      }
      return row.keys;
    } catch (com.fasterxml.jackson.core.io.JsonEOFException e) {
      throw new RefusedFile("truncated", "the JSON ends too early: send it again");
    } catch (JsonProcessingException e) {
      throw new RefusedFile("damaged", "the JSON is not well-formed: send it again");
    }
  }

  static JsonRows open(Reader text, boolean lines, Map<String, Integer> keys) throws IOException {
    return new JsonRows(keys, lines ? new Lines(text) : new Elements(text));
  }

  private RowBuilder waiting;

  @Override
  public boolean hasNext() {
    if (!headerGiven || waiting != null) {
      return true;
    }
    RowBuilder row = new RowBuilder(keys, false);
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
      return RawRow.of(0, keys.keySet().toArray(new String[0]));
    }
    RowBuilder row = waiting;
    waiting = null;
    return row.failure == null
        ? RawRow.of(row.number, row.cells)
        : RawRow.failed(row.number, RowReason.of("malformed", null, row.failure));
  }

  @Override
  public void close() throws IOException {
    objects.close();
  }

  /** Elements of one array, numbered from 1. */
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
      if (token == JsonToken.END_ARRAY) {
        return false;
      }
      if (token == null) {
        throw new com.fasterxml.jackson.core.io.JsonEOFException(
            json, null, "The array is not closed");
      }
      row.begin(++number);
      read(json, row);
      return true;
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
        row.failure = "is longer than " + MAX_LINE + " characters";
        return true;
      }
      try (JsonParser json = JSON.createParser(new StringReader(line))) {
        json.nextToken();
        read(json, row);
        if (row.failure == null && json.nextToken() != null) {
          row.failure = "has more than one JSON object";
        }
      } catch (JsonProcessingException e) {
        row.failure = "is not a JSON object";
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
      row.failure = "is not a JSON object";
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      JsonToken value = json.nextToken();
      if (value == null) {
        throw new com.fasterxml.jackson.core.io.JsonEOFException(
            json, null, "The object is not closed");
      }
      if (value.isStructStart()) {
        json.skipChildren();
        row.failure = "has a value that is a list or an object";
      } else if (value != JsonToken.VALUE_NULL) {
        row.cell(key, json.getText());
      } else if (row.learning) {
        row.cell(key, null);
      }
    }
  }
}
