package org.aviso.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.PersonId;

/** Who has relays, who else is on their numbers, and whether a contact is still what it was. */
public final class RelayContacts {
  private static final int PAGE = 500;

  /** More ids on one number than these tell counsel nothing. */
  private static final int MOST_OTHERS = 20;

  private final Database database;
  private final PersonVault vault;
  private final LedgerKey key;

  RelayContacts(Database database, PersonVault vault, LedgerKey key) {
    this.database = database;
    this.vault = vault;
    this.key = key;
  }

  /**
   * Other persons with the same number or address, whoever it belongs to.
   *
   * @param count all of them
   * @param some the first of them
   */
  public record Others(long count, List<PersonId> some) {
    public Others {
      some = List.copyOf(some);
    }
  }

  /** Ids of all persons who have a relay's contact in use, some hundred at a time. */
  public void persons(Consumer<List<PersonId>> each) {
    long after = 0;
    while (true) {
      List<Long> rows = new ArrayList<>();
      List<PersonId> page = new ArrayList<>();
      try (Sql sql = database.openReader()) {
        sql.each(
            "SELECT p.id, p.public_id FROM persons p WHERE p.id > ? AND p.merged_into IS NULL AND"
                + " EXISTS (SELECT 1 FROM contacts c WHERE c.person_id = p.id AND c.owner ="
                + " 'relay' AND c.status <> 'superseded') ORDER BY p.id LIMIT ?",
            r -> {
              rows.add(r.getLong(1));
              page.add(new PersonId(r.getString(2)));
            },
            after,
            PAGE);
      }
      if (page.isEmpty()) {
        return;
      }
      each.accept(page);
      after = rows.get(rows.size() - 1);
    }
  }

  /** Ids of the contacts of these persons, superseded ones too; whom nobody knows is left out. */
  public Map<PersonId, Set<ContactId>> contacts(Collection<PersonId> persons) {
    Map<PersonId, Set<ContactId>> contacts = new HashMap<>();
    for (List<PersonId> chunk : Sql.chunks(persons)) {
      try (Sql sql = database.openReader()) {
        sql.each(
            "SELECT p.public_id, c.number FROM persons p LEFT JOIN contacts c ON c.person_id = p.id"
                + " WHERE p.merged_into IS NULL AND p.public_id IN "
                + Sql.places(chunk.size()),
            r -> {
              Set<ContactId> own =
                  contacts.computeIfAbsent(new PersonId(r.getString(1)), one -> new HashSet<>());
              int number = r.getInt(2);
              if (number > 0) {
                own.add(new ContactId(number));
              }
            },
            chunk.stream().map(PersonId::value).toArray());
      }
    }
    return contacts;
  }

  /**
   * @param contacts of the person
   * @return in the order asked
   */
  public List<Others> others(PersonId person, List<Contact> contacts) {
    Map<Long, Others> byLook = new HashMap<>();
    List<Others> all = new ArrayList<>(contacts.size());
    try (Sql sql = database.openReader()) {
      for (Contact contact : contacts) {
        all.add(
            byLook.computeIfAbsent(vault.contactLook(contact), look -> others(sql, person, look)));
      }
    }
    return all;
  }

  private static Others others(Sql sql, PersonId person, long look) {
    String who =
        " FROM contacts o JOIN persons p ON p.id = o.person_id WHERE o.look = ?"
            + " AND o.status <> 'superseded' AND p.merged_into IS NULL AND p.public_id <> ?";
    List<PersonId> some =
        sql.list(
            "SELECT p.public_id" + who + " GROUP BY p.id, p.public_id ORDER BY p.id LIMIT ?",
            r -> new PersonId(r.getString(1)),
            look,
            person.value(),
            MOST_OTHERS);
    long count =
        some.size() < MOST_OTHERS
            ? some.size()
            : sql.number("SELECT count(DISTINCT p.id)" + who, look, person.value());
    return new Others(count, some);
  }

  /**
   * Of all that is known of the contact itself: value, owner, relation, name, language, country and
   * status. Keyed, so that nobody without the ledger's key learns a number by trying.
   *
   * @return S and 16 hex digits, which no spreadsheet takes for a number; another when anything of
   *     it changed
   */
  public String state(PersonId person, Contact contact) {
    String all =
        String.join(
            "\n",
            person.value(),
            contact.id().toString(),
            contact.kind().code(),
            contact.owner().code(),
            contact.value(),
            String.valueOf(contact.country()),
            String.valueOf(contact.name()),
            String.valueOf(contact.relation()),
            String.valueOf(contact.languageCell()),
            contact.status().code());
    return "S%016x".formatted(key.look("relay_state", all));
  }
}
