package org.aviso.ledger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
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
  private static final JsonFactory FACTORY = new JsonFactory();

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

  /** Read as it was written, its sources before what refers to them. */
  static Dossier decode(PersonId id, byte[] bytes, IntFunction<State> states) {
    List<Source> sources = new ArrayList<>();
    Map<Column, Sourced> fields = new EnumMap<>(Column.class);
    List<Contact> contacts = new ArrayList<>();
    Set<HoldReason> holds = EnumSet.noneOf(HoldReason.class);
    Set<String> flags = new HashSet<>();
    try (JsonParser json = FACTORY.createParser(bytes)) {
      json.nextToken();
      for (String part = json.nextFieldName(); part != null; part = json.nextFieldName()) {
        json.nextToken();
        switch (part) {
          case "s" -> {
            while (json.nextToken() == JsonToken.START_ARRAY) {
              sources.add(source(json));
            }
          }
          case "f" -> {
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
              json.nextToken();
              String value = json.nextTextValue();
              fields.put(Column.valueOf(name), sourced(value, sources.get(json.nextIntValue(0))));
              json.nextToken();
            }
          }
          case "c" -> {
            while (json.nextToken() == JsonToken.START_OBJECT) {
              contacts.add(contact(json, sources, states));
            }
          }
          case "h" -> {
            while (json.nextToken() == JsonToken.VALUE_STRING) {
              holds.add(HoldReason.of(json.getText()));
            }
          }
          case "g" -> {
            while (json.nextToken() == JsonToken.VALUE_STRING) {
              flags.add(json.getText());
            }
          }
          default -> json.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new LedgerException("A sealed record cannot be read", e);
    }
    return new Dossier(id, fields, contacts, holds, flags);
  }

  private static Source source(JsonParser json) throws IOException {
    String source = json.nextTextValue();
    String asOf = json.nextTextValue();
    String list = json.nextTextValue();
    int line = json.nextIntValue(0);
    json.nextToken();
    return new Source(source, asOf == null ? null : LocalDate.parse(asOf), list, line);
  }

  private static Contact contact(JsonParser json, List<Source> sources, IntFunction<State> states)
      throws IOException {
    int number = 0;
    Source at = null;
    Map<String, String> texts = new HashMap<>();
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      switch (name) {
        case "n" -> number = json.nextIntValue(0);
        case "at" -> at = sources.get(json.nextIntValue(0));
        default -> texts.put(name, json.nextTextValue());
      }
    }
    State state = states.apply(number);
    return new Contact(
        new ContactId(number),
        ContactKind.of(texts.get("k")),
        Owner.of(texts.get("o")),
        texts.get("v"),
        texts.get("country"),
        texts.get("name"),
        texts.get("relation"),
        texts.get("language"),
        state.status,
        state.reason,
        state.verified,
        at == null ? null : sourced(texts.get("cell"), at));
  }

  private static Sourced sourced(String value, Source s) {
    return new Sourced(value, s.asOf, s.source, s.list, s.line);
  }
}
