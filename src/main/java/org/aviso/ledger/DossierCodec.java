package org.aviso.ledger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.aviso.person.Column;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.ContactKind;
import org.aviso.person.ContactStatus;
import org.aviso.person.Dossier;
import org.aviso.person.HoldReason;
import org.aviso.person.Owner;
import org.aviso.person.PersonId;
import org.aviso.person.Sourced;
import org.aviso.person.StatusReason;

/**
 * A dossier as the bytes that are sealed: compact JSON, each source written once. Contact states
 * are not in it: they stand in the clear, where receipts change them.
 *
 * <pre>{"v":1,"s":[[source,as_of,list,line]…],"f":{"LAST_NAME":["…",0]…},
 *  "c":[{"n":1,"k":"phone","o":"member","v":"…","at":0,…}…],"h":[…],"g":[…]}</pre>
 */
final class DossierCodec {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonFactory FACTORY = JSON.getFactory();

  private DossierCodec() {}

  private record Source(String source, LocalDate asOf, String list, int line) {
    static Source of(Sourced s) {
      return new Source(s.source(), s.asOf(), s.list(), s.line());
    }
  }

  static byte[] encode(Dossier dossier) {
    Map<Source, Integer> sources = new LinkedHashMap<>();
    for (Column column : Column.values()) {
      Sourced sourced = dossier.fields().get(column);
      if (sourced != null) {
        sources.putIfAbsent(Source.of(sourced), sources.size());
      }
    }
    for (Contact contact : dossier.contacts()) {
      if (contact.source() != null) {
        sources.putIfAbsent(Source.of(contact.source()), sources.size());
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("v", 1);
      json.writeArrayFieldStart("s");
      for (Source source : sources.keySet()) {
        json.writeStartArray();
        json.writeString(source.source);
        json.writeString(source.asOf == null ? null : source.asOf.toString());
        json.writeString(source.list);
        json.writeNumber(source.line);
        json.writeEndArray();
      }
      json.writeEndArray();
      json.writeObjectFieldStart("f");
      for (Column column : Column.values()) {
        Sourced sourced = dossier.fields().get(column);
        if (sourced != null) {
          json.writeArrayFieldStart(column.name());
          json.writeString(sourced.value());
          json.writeNumber(sources.get(Source.of(sourced)));
          json.writeEndArray();
        }
      }
      json.writeEndObject();
      json.writeArrayFieldStart("c");
      for (Contact contact : dossier.contacts()) {
        write(json, contact, sources);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("h");
      for (HoldReason hold : orEmpty(dossier.holds())) {
        json.writeString(hold.code());
      }
      json.writeEndArray();
      json.writeArrayFieldStart("g");
      for (String flag : dossier.flags().stream().sorted().toList()) {
        json.writeString(flag);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static EnumSet<HoldReason> orEmpty(Set<HoldReason> holds) {
    return holds.isEmpty() ? EnumSet.noneOf(HoldReason.class) : EnumSet.copyOf(holds);
  }

  private static void write(JsonGenerator json, Contact contact, Map<Source, Integer> sources)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("n", contact.id().number());
    json.writeStringField("k", contact.kind().code());
    json.writeStringField("o", contact.owner().code());
    json.writeStringField("v", contact.value());
    optional(json, "country", contact.country());
    optional(json, "name", contact.name());
    optional(json, "relation", contact.relation());
    optional(json, "language", contact.languageCell());
    if (contact.source() != null) {
      json.writeNumberField("at", sources.get(Source.of(contact.source())));
      json.writeStringField("cell", contact.source().value());
    }
    json.writeEndObject();
  }

  private static void optional(JsonGenerator json, String name, String value) throws IOException {
    if (value != null) {
      json.writeStringField(name, value);
    }
  }

  /** A contact's state as the ledger knows it now. */
  record State(ContactStatus status, StatusReason reason, boolean verified) {
    /** Of one that went over to the person its own was found to be. */
    static final State GONE = new State(ContactStatus.SUPERSEDED, null, false);
  }

  static Dossier decode(PersonId id, byte[] bytes, IntFunction<State> states) {
    try {
      JsonNode root = JSON.readTree(bytes);
      List<Source> sources = new ArrayList<>();
      for (JsonNode s : root.path("s")) {
        sources.add(
            new Source(
                s.get(0).asText(),
                s.get(1).isNull() ? null : LocalDate.parse(s.get(1).asText()),
                s.get(2).isNull() ? null : s.get(2).asText(),
                s.get(3).asInt()));
      }
      Map<Column, Sourced> fields = new EnumMap<>(Column.class);
      root.path("f")
          .properties()
          .forEach(
              f ->
                  fields.put(
                      Column.valueOf(f.getKey()),
                      sourced(
                          f.getValue().get(0).asText(), sources.get(f.getValue().get(1).asInt()))));
      List<Contact> contacts = new ArrayList<>();
      for (JsonNode c : root.path("c")) {
        int number = c.get("n").asInt();
        State state = states.apply(number);
        contacts.add(
            new Contact(
                new ContactId(number),
                ContactKind.of(c.get("k").asText()),
                Owner.of(c.get("o").asText()),
                c.get("v").asText(),
                text(c, "country"),
                text(c, "name"),
                text(c, "relation"),
                text(c, "language"),
                state.status,
                state.reason,
                state.verified,
                c.has("at")
                    ? sourced(c.path("cell").asText(), sources.get(c.get("at").asInt()))
                    : null));
      }
      Set<HoldReason> holds = EnumSet.noneOf(HoldReason.class);
      root.path("h").forEach(h -> holds.add(HoldReason.of(h.asText())));
      Set<String> flags = new HashSet<>();
      root.path("g").forEach(g -> flags.add(g.asText()));
      return new Dossier(id, fields, contacts, holds, flags);
    } catch (IOException e) {
      throw new LedgerException("A sealed record cannot be read", e);
    }
  }

  private static Sourced sourced(String value, Source s) {
    return new Sourced(value, s.asOf, s.source, s.list, s.line);
  }

  private static String text(JsonNode node, String name) {
    JsonNode value = node.get(name);
    return value == null || value.isNull() ? null : value.asText();
  }
}
