package org.aviso.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * One YAML 1.2 document people wrote, read once and kept with its line numbers.
 *
 * <p>What stands in the file is what it says: tags, anchors and aliases, merge keys, duplicate keys
 * and a second document are refused. {@code no} is a word, not false (YAML 1.2 core schema).
 */
public final class YamlFile {
  /** Bytes, as many as a text may have. */
  public static final int MAX_BYTES = 256 * 1024;

  /** Bytes of a file that lists; a relay batch of a hundred thousand short lines fits. */
  public static final int MAX_LIST_BYTES = 16 * 1024 * 1024;

  /**
   * Bytes of a line in a file larger than {@link #MAX_BYTES}: the parser reads a comment, or a
   * word, in a time that is the square of its length.
   */
  static final int MAX_LINE = 64 * 1024;

  static final int MAX_DEPTH = 40;

  /** Characters; longer digits are text (parsing them costs the square of their number). */
  static final int MAX_NUMBER = 40;

  private final String shownAs;
  private final String digest;
  private final JsonNode root;
  private final Map<String, Integer> lines;

  private YamlFile(String shownAs, String digest, JsonNode root, Map<String, Integer> lines) {
    this.shownAs = shownAs;
    this.digest = digest;
    this.root = root;
    this.lines = lines;
  }

  /**
   * Reads the file's bytes exactly once.
   *
   * @param shownAs the path as its author knows it; findings name it
   */
  public static YamlFile read(Path file, String shownAs) throws Malformed {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in.readNBytes(MAX_BYTES + 1), shownAs);
    } catch (NoSuchFileException e) {
      throw new Malformed(new Finding(shownAs, 0, "there is no such file", "write it"));
    } catch (IOException e) {
      throw new Malformed(
          new Finding(
              shownAs,
              0,
              "cannot be read (" + e.getClass().getSimpleName() + ")",
              "check that it is a file this user may read"));
    }
  }

  /** The same over bytes already read, for instance those whose signature was verified. */
  public static YamlFile of(byte[] bytes, String shownAs) throws Malformed {
    if (bytes.length > MAX_BYTES) {
      throw tooLarge(shownAs, MAX_BYTES, "shorten it");
    }
    return parsed(bytes, shownAs);
  }

  /** The same of a file that lists, up to {@link #MAX_LIST_BYTES}. */
  public static YamlFile ofList(byte[] bytes, String shownAs) throws Malformed {
    if (bytes.length > MAX_LIST_BYTES) {
      throw tooLarge(shownAs, MAX_LIST_BYTES, "divide it into several files");
    }
    if (bytes.length > MAX_BYTES) {
      refuseLongLine(bytes, shownAs);
    }
    return parsed(bytes, shownAs);
  }

  private static void refuseLongLine(byte[] bytes, String shownAs) throws Malformed {
    int line = 1;
    int length = 0;
    for (byte one : bytes) {
      boolean end = one == '\n' || one == '\r';
      length = end ? 0 : length + 1;
      line += one == '\n' ? 1 : 0;
      if (length > MAX_LINE) {
        throw new Malformed(
            new Finding(
                shownAs,
                line,
                "a line is longer than " + MAX_LINE + " bytes",
                "write an entry a line"));
      }
    }
  }

  private static Malformed tooLarge(String shownAs, int max, String mend) {
    return new Malformed(new Finding(shownAs, 0, "is larger than " + max + " bytes", mend));
  }

  private static YamlFile parsed(byte[] bytes, String shownAs) throws Malformed {
    Reading reading = new Reading(shownAs, decoded(bytes, shownAs));
    JsonNode root = reading.document();
    return new YamlFile(shownAs, FolderDigest.of(bytes), root, reading.lines);
  }

  /** Compiles a JSON Schema (2020-12). */
  public static JsonSchema schema(URL schema) {
    try (InputStream in = schema.openStream()) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(
              in,
              SchemaValidatorsConfig.builder()
                  .pathType(PathType.JSON_POINTER)
                  .formatAssertionsEnabled(true)
                  .build());
    } catch (IOException e) {
      throw new UncheckedIOException("Schema cannot be read: " + schema, e);
    }
  }

  /** The document; a JSON null when the file is empty. */
  public JsonNode root() {
    return root;
  }

  /** SHA-256 of the bytes read, lower-case hex. */
  public String digest() {
    return digest;
  }

  public String shownAs() {
    return shownAs;
  }

  /**
   * Line (first is 1) of the key or list item at a JSON pointer (RFC 6901), else of its nearest
   * ancestor that is written in the file.
   */
  public int line(String jsonPointer) {
    String pointer = jsonPointer;
    while (!lines.containsKey(pointer)) {
      int slash = pointer.lastIndexOf('/');
      if (slash < 0) {
        return 1;
      }
      pointer = pointer.substring(0, slash);
    }
    return lines.get(pointer);
  }

  /** A finding at the place of a JSON pointer. */
  public Finding finding(String jsonPointer, String what, String mend) {
    return new Finding(shownAs, line(jsonPointer), what, mend);
  }

  /**
   * What the schema says against the document, by line; empty when nothing. A schema's own {@code
   * description} becomes the mend, so schemas should describe what they want.
   */
  public List<Finding> validate(JsonSchema schema) {
    List<Finding> findings = new ArrayList<>();
    for (ValidationMessage message : schema.validate(root)) {
      findings.add(finding(message, schema.getSchemaNode()));
    }
    findings.sort(Comparator.comparingInt(Finding::line));
    return List.copyOf(findings);
  }

  private Finding finding(ValidationMessage message, JsonNode schema) {
    String pointer = message.getInstanceLocation().toString();
    String fragment = message.getSchemaLocation().getFragment().toString();
    JsonNode rules = schema.at(fragment.substring(0, Math.max(0, fragment.lastIndexOf('/'))));
    String described = rules.path("description").asText("");
    String where = pointer.isEmpty() ? "the file" : pointer.substring(1).replace('/', '.');
    switch (message.getType()) {
      case "additionalProperties", "unevaluatedProperties" -> {
        List<String> known = new ArrayList<>();
        rules.path("properties").fieldNames().forEachRemaining(known::add);
        return finding(
            pointer + "/" + escaped(message.getProperty()),
            where + ": unknown key \"" + message.getProperty() + "\"",
            known.isEmpty() ? "remove it" : "known keys here: " + String.join(", ", known));
      }
      case "required" -> {
        return finding(
            pointer,
            where + ": the key \"" + message.getProperty() + "\" is missing",
            described.isEmpty() ? "add it" : described);
      }
      default -> {
        // The library's own words name the rule, never the value; they begin with the location.
        String rule = message.getMessage().replaceFirst("^[^:]*: ", "");
        return finding(
            pointer, where + ": " + rule, described.isEmpty() ? "correct it" : described);
      }
    }
  }

  private static String escaped(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  private static String decoded(byte[] bytes, String shownAs) throws Malformed {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new Malformed(
          new Finding(shownAs, 0, "is not valid UTF-8", "save it with the encoding UTF-8"));
    }
  }

  /** The file is not a document of the kind this house reads. */
  public static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Finding finding;

    public Malformed(Finding finding) {
      super(finding.toString());
      this.finding = finding;
    }

    public Finding finding() {
      return finding;
    }
  }

  /** Parser events to JSON, remembering where each key and item stood. */
  private static final class Reading {
    private final String shownAs;
    private final Iterator<Event> events;
    private final ScalarResolver scalars = new CoreSchema().getScalarResolver();
    private final JsonNodeFactory json = JsonNodeFactory.instance;
    private final Map<String, Integer> lines = new HashMap<>();

    Reading(String shownAs, String text) {
      this.shownAs = shownAs;
      LoadSettings settings =
          LoadSettings.builder().setLabel(shownAs).setCodePointLimit(MAX_LIST_BYTES).build();
      this.events = new Parse(settings).parseString(text).iterator();
    }

    JsonNode document() throws Malformed {
      try {
        next(); // start of stream
        if (next().getEventId() != Event.ID.DocumentStart) {
          return json.nullNode();
        }
        Event first = next();
        lines.put("", line(first));
        JsonNode root = value(first, "", 0);
        next(); // end of document
        Event after = next();
        if (after.getEventId() != Event.ID.StreamEnd) {
          throw refused(after, "a second document begins", "one document a file: remove the ---");
        }
        return root;
      } catch (MarkedYamlEngineException e) {
        int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
        throw new Malformed(
            new Finding(
                shownAs, line, "is not YAML: " + e.getProblem(), "check indentation and quotes"));
      } catch (YamlEngineException e) {
        // The message can quote the file.
        throw new Malformed(
            new Finding(shownAs, 0, "is not YAML", "remove control and special characters"));
      }
    }

    private JsonNode value(Event event, String pointer, int depth) throws Malformed {
      if (depth > MAX_DEPTH) {
        throw refused(event, "is nested deeper than " + MAX_DEPTH, "flatten it");
      }
      if (event instanceof AliasEvent) {
        throw refused(event, "aliases (*) are refused", "write the value out");
      }
      if (((NodeEvent) event).getAnchor().isPresent()) {
        throw refused(event, "anchors (&) are refused", "write the value out where it is needed");
      }
      if (event instanceof ScalarEvent scalar) {
        refuseTag(event, scalar.getTag());
        return scalar(scalar);
      }
      if (event instanceof SequenceStartEvent list) {
        refuseTag(event, list.getTag());
        return list(pointer, depth);
      }
      refuseTag(event, ((MappingStartEvent) event).getTag());
      return mapping(pointer, depth);
    }

    private ArrayNode list(String pointer, int depth) throws Malformed {
      ArrayNode items = json.arrayNode();
      for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
        String item = pointer + "/" + items.size();
        lines.put(item, line(event));
        items.add(value(event, item, depth + 1));
      }
      return items;
    }

    private ObjectNode mapping(String pointer, int depth) throws Malformed {
      ObjectNode members = json.objectNode();
      for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
        if (!(event instanceof ScalarEvent scalar)) {
          throw refused(event, "a key is not a plain word", "write keys as plain words");
        }
        refuseTag(event, scalar.getTag());
        String key = scalar.getValue();
        if (members.has(key)) {
          throw refused(event, "the key \"" + key + "\" stands twice", "keep one of them");
        }
        String member = pointer + "/" + escaped(key);
        lines.put(member, line(event));
        members.set(key, value(next(), member, depth + 1));
      }
      return members;
    }

    private JsonNode scalar(ScalarEvent event) {
      String text = event.getValue();
      if (!event.isPlain() || text.length() > MAX_NUMBER) {
        return json.textNode(text);
      }
      Tag tag = scalars.resolve(text, true);
      if (tag.equals(Tag.NULL)) {
        return json.nullNode();
      }
      if (tag.equals(Tag.BOOL)) {
        return json.booleanNode(Boolean.parseBoolean(text));
      }
      try {
        if (tag.equals(Tag.INT)) {
          BigInteger number = new BigInteger(text);
          return number.bitLength() < 32
              ? json.numberNode(number.intValue())
              : json.numberNode(number);
        }
        if (tag.equals(Tag.FLOAT)) {
          return json.numberNode(new BigDecimal(text));
        }
      } catch (NumberFormatException e) {
        return json.textNode(text); // 0x1F, .inf and the like: left as written
      }
      return json.textNode(text);
    }

    private void refuseTag(Event event, Optional<String> tag) throws Malformed {
      if (tag.isPresent()) {
        throw refused(event, "tags (!) are refused", "remove the tag, quote the value if needed");
      }
    }

    private Malformed refused(Event event, String what, String mend) {
      return new Malformed(new Finding(shownAs, line(event), what, mend));
    }

    private Event next() {
      return events.next();
    }

    private static int line(Event event) {
      return event.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }
  }
}
