package org.aviso.ledger;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.PersonId;

/**
 * Whom an id names now. Somebody found two persons to be one: who writes the id that is no longer
 * used means that person all the same.
 *
 * @param asked as it was written
 * @param contact the one asked for, by the number it has with this person; null when none was asked
 *     for, or this person has no such contact
 */
record Whoever(long row, PersonId id, PersonId asked, ContactId contact) {
  boolean merged() {
    return !id.equals(asked);
  }

  /** Empty when nobody ever had the id. */
  static Optional<Whoever> of(Sql sql, PersonVault vault, PersonId asked, ContactId contact) {
    Row first = row(sql, "public_id", asked.value());
    if (first == null) {
      return Optional.empty();
    }
    Row last = first;
    while (last.into != null) {
      last = row(sql, "id", last.into);
    }
    return Optional.of(
        new Whoever(
            last.id,
            new PersonId(last.person),
            asked,
            contact == null ? null : contact(sql, vault, first, last, contact)));
  }

  private static ContactId contact(
      Sql sql, PersonVault vault, Row first, Row last, ContactId asked) {
    if (first.id == last.id) {
      return sql.one(
              "SELECT number FROM contacts WHERE person_id = ? AND number = ?",
              r -> asked,
              last.id,
              asked.number())
          .orElse(null);
    }
    return vault.load(sql, List.of(first.id)).stream()
        .flatMap(person -> contacts(vault, person))
        .filter(contact -> contact.id().equals(asked))
        .flatMap(contact -> same(sql, vault, last.id, contact).stream())
        .findFirst()
        .orElse(null);
  }

  /** Those of a record that does not open are nobody's. */
  private static Stream<Contact> contacts(PersonVault vault, PersonVault.SealedPerson former) {
    try {
      return vault.openFormer(former).contacts().stream();
    } catch (RuntimeException e) {
      return Stream.empty();
    }
  }

  private static Optional<ContactId> same(Sql sql, PersonVault vault, long row, Contact contact) {
    return sql.one(
        "SELECT number FROM contacts WHERE person_id = ? AND look = ? ORDER BY number LIMIT 1",
        r -> new ContactId(r.getInt(1)),
        row,
        vault.contactLook(contact));
  }

  private record Row(long id, String person, Long into) {}

  private static Row row(Sql sql, String column, Object value) {
    return sql.one(
            "SELECT id, public_id, merged_into FROM persons WHERE " + column + " = ?",
            r -> new Row(r.getLong(1), r.getString(2), Sql.longOrNull(r, "merged_into")),
            value)
        .orElse(null);
  }
}
