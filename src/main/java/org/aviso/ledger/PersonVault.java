package org.aviso.ledger;

import com.google.crypto.tink.subtle.AesGcmJce;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.aviso.intake.Lookups;
import org.aviso.person.Contact;
import org.aviso.person.ContactKind;
import org.aviso.person.ContactStatus;
import org.aviso.person.Dossier;
import org.aviso.person.Lookup;
import org.aviso.person.PersonId;
import org.aviso.person.StatusReason;

/**
 * Persons, sealed. Each has a data key of its own, wrapped by the ledger's key; the dossier is
 * sealed under it and bound to the person's id, so a record copied into another row does not open.
 */
final class PersonVault {
  private final LedgerKey key;
  private final SecureRandom random = new SecureRandom();

  PersonVault(LedgerKey key) {
    this.key = key;
  }

  /** A person's row as read, not yet opened: opening costs, so it is done where there is time. */
  record SealedPerson(
      long row,
      PersonId id,
      int version,
      byte[] dataKey,
      byte[] record,
      long listId,
      Map<Integer, DossierCodec.State> states) {}

  /** A new person's key and record. */
  record Seal(byte[] dataKey, byte[] record) {}

  Seal seal(Dossier dossier) {
    byte[] dataKey = new byte[32];
    random.nextBytes(dataKey);
    return new Seal(key.seal(dataKey, dossier.id().value()), sealUnder(dataKey, dossier));
  }

  /** Seals a changed dossier under the key the person has. */
  byte[] reseal(byte[] wrappedKey, Dossier dossier) {
    return sealUnder(key.open(wrappedKey, dossier.id().value()), dossier);
  }

  private static byte[] sealUnder(byte[] dataKey, Dossier dossier) {
    try {
      return new AesGcmJce(dataKey)
          .encrypt(
              DossierCodec.encode(dossier), dossier.id().value().getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new LedgerException("Sealing failed", e);
    }
  }

  Dossier open(SealedPerson person) {
    return open(person, person.states::get);
  }

  /** As it was before its person was found to be another, whose contacts they are now. */
  Dossier openFormer(SealedPerson person) {
    return open(person, number -> person.states.getOrDefault(number, DossierCodec.State.GONE));
  }

  private Dossier open(SealedPerson person, IntFunction<DossierCodec.State> states) {
    try {
      byte[] dataKey = key.open(person.dataKey, person.id.value());
      byte[] plain =
          new AesGcmJce(dataKey)
              .decrypt(person.record, person.id.value().getBytes(StandardCharsets.UTF_8));
      return DossierCodec.decode(person.id, plain, states);
    } catch (GeneralSecurityException e) {
      throw new LedgerException(
          "The record of " + person.id + " does not open: it was changed from outside", e);
    }
  }

  /**
   * For looking: a record that does not open is shown as one that holds nothing, with a flag, and
   * keeps nobody from seeing the others.
   */
  Dossier openOrBlank(SealedPerson person) {
    try {
      return open(person);
    } catch (RuntimeException e) {
      return new Dossier(person.id, Map.of(), List.of(), Set.of(), Set.of("unreadable"));
    }
  }

  /** Free text about a person, such as the reason of a directive. */
  byte[] sealText(PersonId id, String text) {
    return key.seal(text.getBytes(StandardCharsets.UTF_8), id.value());
  }

  String openText(PersonId id, byte[] sealed) {
    return new String(key.open(sealed, id.value()), StandardCharsets.UTF_8);
  }

  long look(Lookup lookup) {
    return key.look(lookup.kind().name(), lookup.value());
  }

  /** One look for all spellings of one address; a value that is neither has its own. */
  long contactLook(Contact contact) {
    return contactLook(contact.kind(), contact.value());
  }

  long contactLook(ContactKind kind, String value) {
    Lookup lookup = Lookups.contact(kind, value);
    return look(lookup == null ? new Lookup(Lookup.Kind.CONTACT, value) : lookup);
  }

  /** The last digits of a number. */
  long digitsLook(String tail) {
    return key.look("DIGITS", tail);
  }

  /** Persons by row id, in the order asked, missing ones left out. */
  List<SealedPerson> load(Sql sql, Collection<Long> rows) {
    Map<Long, SealedPerson> found = new HashMap<>();
    for (List<Long> chunk : Sql.chunks(rows)) {
      Object[] values = chunk.toArray();
      Map<Long, Map<Integer, DossierCodec.State>> states = new HashMap<>();
      sql.each(
          "SELECT person_id, number, status, status_reason, verified FROM contacts"
              + " WHERE person_id IN "
              + Sql.places(chunk.size()),
          r ->
              states
                  .computeIfAbsent(r.getLong(1), x -> new LinkedHashMap<>())
                  .put(r.getInt(2), state(r)),
          values);
      sql.each(
          "SELECT id, public_id, version, data_key, record, list_id FROM persons WHERE id IN "
              + Sql.places(chunk.size()),
          r ->
              found.put(
                  r.getLong(1),
                  new SealedPerson(
                      r.getLong(1),
                      new PersonId(r.getString(2)),
                      r.getInt(3),
                      r.getBytes(4),
                      r.getBytes(5),
                      r.getLong(6),
                      states.getOrDefault(r.getLong(1), Map.of()))),
          values);
    }
    List<SealedPerson> persons = new ArrayList<>(found.size());
    for (Long row : rows) {
      SealedPerson person = found.get(row);
      if (person != null) {
        persons.add(person);
      }
    }
    return persons;
  }

  private static DossierCodec.State state(ResultSet r) throws SQLException {
    String reason = r.getString(4);
    return new DossierCodec.State(
        ContactStatus.of(r.getString(3)),
        reason == null ? null : StatusReason.of(reason),
        r.getInt(5) == 1);
  }
}
