package org.aviso.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.aviso.config.Finding;
import org.aviso.config.YamlFile;
import org.aviso.person.ContactId;
import org.aviso.person.PersonId;
import org.aviso.template.Level;

/** One file of {@code relays/}. */
final class RelayReader {
  private static final JsonSchema SCHEMA =
      YamlFile.schema(RelayReader.class.getResource("relays.schema.json"));

  private final YamlFile file;
  private final List<Finding> findings;
  private final List<Integer> lines = new ArrayList<>();
  private boolean vetoesKnown = true;

  private RelayReader(YamlFile file) {
    this.file = file;
    this.findings = new ArrayList<>(file.validate(SCHEMA));
  }

  /** What a file gave; the batch stands even when there are findings, for what narrows in it. */
  record Read(RelayBatch batch, List<Finding> findings) {}

  /**
   * @param name of the batch
   * @param digest of the bytes
   */
  static Read of(byte[] bytes, String name, String digest, String shownAs) {
    try {
      RelayReader reader = new RelayReader(YamlFile.ofList(bytes, shownAs));
      List<RelayBatch.Entry> entries = reader.entries();
      boolean sound = reader.findings.isEmpty();
      return new Read(
          new RelayBatch(
              name,
              digest,
              sound,
              reader.vetoesKnown,
              entries,
              new RelayBatch.Written(shownAs, reader.lines)),
          reader.findings);
    } catch (YamlFile.Malformed e) {
      return new Read(new RelayBatch(name, digest, false, false, List.of()), List.of(e.finding()));
    }
  }

  private List<RelayBatch.Entry> entries() {
    JsonNode relays = file.root().path("relays");
    vetoesKnown = relays.isArray();
    boolean keepsSchema = findings.isEmpty();
    Set<String> approved = new HashSet<>();
    List<RelayBatch.Entry> entries = new ArrayList<>();
    for (int i = 0; i < relays.size(); i++) {
      JsonNode entry = relays.path(i);
      if (keepsSchema) {
        check("/relays/" + i, entry, approved);
      }
      Optional<RelayBatch.Entry> read = entry(entry);
      if (read.isPresent()) {
        entries.add(read.get());
        lines.add(file.line("/relays/" + i));
      } else {
        vetoesKnown = false;
      }
    }
    return entries;
  }

  private void check(String pointer, JsonNode entry, Set<String> approved) {
    if (entry.has("veto")) {
      Stream.of("level", "name", "expires", "consent")
          .filter(entry::has)
          .forEach(
              key ->
                  found(
                      pointer + "/" + key,
                      "\"" + key + "\" does not go with a veto",
                      "remove it; a veto is whole"));
      return;
    }
    Stream.of("contact", "level", "expires")
        .filter(key -> !entry.has(key))
        .forEach(
            key ->
                found(
                    pointer,
                    "an approval needs \"" + key + "\"",
                    "add it; an approval names one contact, a level and its last day"));
    if (entry.path("level").asText().equals("L3")
        && !entry.at("/consent/by").asText().equals("member")) {
      found(
          pointer,
          "L3 full notice to a relay needs the member's own consent on record",
          "add consent: { form, by: member, date }, or lower the level");
    }
    if (!approved.add(entry.path("person").asText() + " " + entry.path("contact").asText())) {
      found(pointer, "the same contact stands twice in this file", "keep one of them");
    }
  }

  /**
   * What can be relied on, whatever else is wrong; empty when not even the person can be read. An
   * entry without a level that can be read is a veto, one without a contact concerns all.
   */
  private static Optional<RelayBatch.Entry> entry(JsonNode entry) {
    ContactId contact = contact(entry.path("contact").asText());
    Level level = level(entry.path("level").asText());
    String reason = entry.path("reason").asText(null);
    return person(entry.path("person").asText())
        .map(
            person ->
                entry.has("veto") || level == null
                    ? RelayBatch.Entry.veto(person, contact, reason)
                    : new RelayBatch.Entry(
                        person,
                        contact,
                        false,
                        level,
                        entry.path("name").asBoolean(),
                        day(entry.path("expires")),
                        entry.has("consent") ? consent(entry.path("consent")) : null,
                        reason));
  }

  private static RelayBatch.Consent consent(JsonNode consent) {
    return new RelayBatch.Consent(
        consent.path("form").asText(null),
        consent.path("by").asText(null),
        day(consent.path("date")),
        consent.path("scope").asText(null),
        consent.path("recorded-by").asText(null),
        day(consent.path("revoked")));
  }

  private static Optional<PersonId> person(String text) {
    try {
      return Optional.of(new PersonId(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static ContactId contact(String text) {
    try {
      return ContactId.parse(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Level level(String text) {
    return Stream.of(Level.values())
        .filter(level -> level.name().equals(text))
        .findFirst()
        .orElse(null);
  }

  private static LocalDate day(JsonNode day) {
    try {
      return day.isTextual() ? LocalDate.parse(day.asText()) : null;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private void found(String pointer, String what, String mend) {
    findings.add(file.finding(pointer, what, mend));
  }
}
