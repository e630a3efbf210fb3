package org.aviso.ledger;

import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.aviso.intake.KnownPersons;
import org.aviso.intake.Lookups;
import org.aviso.intake.PersonReader;
import org.aviso.person.Contact;
import org.aviso.person.Dossier;
import org.aviso.person.Lookup;
import org.aviso.person.Person;
import org.aviso.person.PersonId;

/** The rows of persons: found by what is known of them, inserted, updated. */
final class Persons {
  /** Counts every commit that adds or changes a dossier. */
  private static final String CHANGES = "dossier_changes";

  private static final String COUNT_CHANGES = "SELECT last FROM counters WHERE name = ?";

  private final Database database;
  private final PersonVault vault;
  private final Supplier<PersonReader> reader;
  private final Clock clock;

  Persons(Database database, PersonVault vault, Supplier<PersonReader> reader, Clock clock) {
    this.database = database;
    this.vault = vault;
    this.reader = reader;
    this.clock = clock;
  }

  /**
   * A person not stored yet, sealed, with all that stands in the clear: what is costly is done
   * before the transaction.
   *
   * @param looks the keys to be found by
   * @param contactLooks one for each contact, in order
   */
  record Added(
      Dossier dossier, PersonVault.Seal seal, Person person, long[] looks, long[] contactLooks) {}

  /**
   * A dossier that is another now, sealed.
   *
   * @param row 0 when the person was added by the group before, whose rows are not known yet
   * @param dataKey the person's own, wrapped
   * @param news a plan could see the difference
   */
  record Changed(
      long row, Dossier before, Dossier after, byte[] dataKey, byte[] record, boolean news) {}

  Added seal(Dossier dossier) {
    return new Added(
        dossier,
        vault.seal(dossier),
        reader.get().read(dossier),
        lookups(dossier).stream().mapToLong(vault::look).toArray(),
        dossier.contacts().stream().mapToLong(vault::contactLook).toArray());
  }

  private Changed changed(long row, Dossier before, Dossier after, byte[] dataKey) {
    return new Changed(
        row,
        before,
        after,
        dataKey,
        vault.reseal(dataKey, after),
        reader.get().plansMayDiffer(before, after, today()));
  }

  /** How many commits have added or changed a dossier so far, as the transaction sees it. */
  static long changes(Sql sql) {
    return sql.number(COUNT_CHANGES, CHANGES);
  }

  /** Notes in the transaction that dossiers change. */
  static void countChange(Transaction tx) {
    tx.ids(CHANGES, 1);
  }

  /** What is known at one instant. */
  Snapshot snapshot() {
    return new Snapshot();
  }

  /** What is known at one instant, and which dossiers were looked at. */
  final class Snapshot implements KnownPersons, AutoCloseable {
    private final Sql sql = database.openReader();
    private final Map<PersonId, PersonVault.SealedPerson> seen = new HashMap<>();
    private final Map<PersonId, Dossier> dossiers = new HashMap<>();
    private final long changes;

    private Snapshot() {
      try {
        sql.connection().setAutoCommit(false);
      } catch (SQLException e) {
        throw new LedgerException("The ledger could not be read", e);
      }
      changes = Persons.changes(sql);
    }

    long changes() {
      return changes;
    }

    /** By numbers and names; a contact is no evidence of who somebody is. */
    @Override
    public Map<Lookup, List<Dossier>> find(Collection<Lookup> lookups) {
      Set<Long> looks = new HashSet<>();
      lookups.forEach(lookup -> looks.add(vault.look(lookup)));
      Set<Long> rows = new LinkedHashSet<>();
      for (List<Long> chunk : Sql.chunks(looks)) {
        sql.each(
            "SELECT person_id FROM lookups WHERE look IN " + Sql.places(chunk.size()),
            r -> rows.add(r.getLong(1)),
            chunk.toArray());
      }
      Map<Lookup, List<Dossier>> found = new HashMap<>();
      for (PersonVault.SealedPerson person : vault.load(sql, rows)) {
        seen.put(person.id(), person);
        Dossier dossier = vault.open(person);
        dossiers.put(person.id(), dossier);
        for (Lookup lookup : Lookups.of(dossier)) {
          if (lookups.contains(lookup)) {
            found.computeIfAbsent(lookup, x -> new ArrayList<>()).add(dossier);
          }
        }
      }
      return found;
    }

    /** Seals the new state of a dossier that was found here. */
    Changed seal(Dossier after) {
      PersonVault.SealedPerson was = seen.get(after.id());
      return changed(was.row(), dossiers.get(after.id()), after, was.dataKey());
    }

    @Override
    public void close() {
      sql.close();
    }
  }

  /** Seals the new state of a dossier whose last one is not committed yet. */
  Changed reseal(Dossier before, byte[] dataKey, long row, Dossier after) {
    return changed(row, before, after, dataKey);
  }

  /**
   * Inserts persons with an entry in each notice, to be planned.
   *
   * @return their rows
   */
  Map<PersonId, Long> insert(
      Transaction tx, long list, List<Added> added, Collection<String> notices) {
    Map<PersonId, Long> rows = new HashMap<>();
    if (added.isEmpty()) {
      return rows;
    }
    long first = tx.ids("persons", added.size());
    long entry = tx.ids("entries", Math.max(1, added.size() * notices.size()));
    List<Object[]> persons = new ArrayList<>(added.size());
    List<Object[]> lookups = new ArrayList<>(added.size() * 2);
    List<Object[]> contacts = new ArrayList<>(added.size() * 2);
    List<Object[]> entries = new ArrayList<>(added.size());
    long id = first;
    for (Added a : added) {
      Person person = a.person;
      persons.add(
          new Object[] {
            id,
            a.dossier.id().value(),
            1,
            a.seal.dataKey(),
            a.seal.record(),
            list,
            person.custody().code(),
            person.custodyAsOf() == null ? null : person.custodyAsOf().toString(),
            person.nationality(),
            tx.now()
          });
      rows.put(a.dossier.id(), id);
      for (long look : a.looks) {
        lookups.add(new Object[] {look, id});
      }
      for (int i = 0; i < a.contactLooks.length; i++) {
        contacts.add(row(id, a.dossier.contacts().get(i), a.contactLooks[i]));
      }
      for (String notice : notices) {
        entries.add(new Object[] {entry++, id, notice, tx.now()});
      }
      id++;
    }
    Sql sql = tx.sql();
    sql.updateAll(
        "INSERT INTO persons (id, public_id, version, data_key, record, list_id, custody,"
            + " custody_as_of, nationality, changed_at) VALUES (?,?,?,?,?,?,?,?,?,?)",
        persons);
    // In the index's order: neighbours are written together.
    lookups.sort((one, other) -> Long.compare((long) one[0], (long) other[0]));
    sql.updateAll(
        "INSERT INTO lookups (look, person_id) VALUES (?,?) ON CONFLICT DO NOTHING", lookups);
    sql.updateAll(
        "INSERT INTO contacts (person_id, number, kind, owner, look, country, status,"
            + " status_reason, verified) VALUES (?,?,?,?,?,?,?,?,?)",
        contacts);
    sql.updateAll(
        "INSERT INTO entries (id, person_id, notice, to_plan, hold_reasons, remarks, more_steps,"
            + " open_tasks, made_at) VALUES (?,?,?,1,'','',0,0,?)",
        entries);
    meetOthers(tx, first, id - 1);
    UnclearStops.meet(
        tx, vault, added.stream().flatMap(a -> a.dossier.contacts().stream()).toList());
    return rows;
  }

  /** Writes a changed dossier. Its entries are planned anew if there is news. */
  void update(Transaction tx, long row, Changed c) {
    Person person = reader.get().read(c.after);
    Sql sql = tx.sql();
    sql.update(
        "UPDATE persons SET version = version + 1, record = ?, custody = ?, custody_as_of = ?,"
            + " nationality = ?, changed_at = ? WHERE id = ?",
        c.record,
        person.custody().code(),
        person.custodyAsOf() == null ? null : person.custodyAsOf().toString(),
        person.nationality(),
        tx.now(),
        row);
    Set<Lookup> known = lookups(c.before);
    List<Object[]> lookups = new ArrayList<>();
    for (Lookup lookup : lookups(c.after)) {
      if (!known.contains(lookup)) {
        lookups.add(new Object[] {vault.look(lookup), row});
      }
    }
    sql.updateAll(
        "INSERT INTO lookups (look, person_id) VALUES (?,?) ON CONFLICT DO NOTHING", lookups);
    if (!c.before.contacts().equals(c.after.contacts())) {
      List<Contact> news = new ArrayList<>(c.after.contacts());
      news.removeAll(c.before.contacts());
      for (Contact contact : news) {
        sql.update(
            "INSERT INTO contacts (person_id, number, kind, owner, look, country, status,"
                + " status_reason, verified) VALUES (?,?,?,?,?,?,?,?,?)"
                + " ON CONFLICT (person_id, number) DO UPDATE SET owner = excluded.owner,"
                + " country = excluded.country, status = excluded.status,"
                + " status_reason = excluded.status_reason, verified = excluded.verified",
            row(row, contact, vault.contactLook(contact)));
      }
      meetOthers(tx, row, row);
      UnclearStops.meet(tx, vault, news);
    }
    if (c.news) {
      sql.update("UPDATE entries SET to_plan = to_plan + 1 WHERE person_id = ?", row);
      tx.record(Event.ofPerson(row, "changed", null));
    }
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), clock.getZone());
  }

  /**
   * New contacts meet what is known of their value: stopped before, or others' as well, whose plans
   * may depend on how many share it.
   */
  private static void meetOthers(Transaction tx, long firstPerson, long lastPerson) {
    Sql sql = tx.sql();
    String stoppedBy = Directives.STOPPED_BY.formatted("contacts.look");
    sql.update(
        "UPDATE contacts SET status = CASE %s WHEN 'hard_bounce' THEN 'dead' ELSE 'suppressed' END,"
                .formatted(stoppedBy)
            + " status_reason = "
            + stoppedBy
            + " WHERE person_id BETWEEN ? AND ? AND status = 'ok'"
            + " AND look IN (SELECT look FROM suppressions WHERE lifted_by IS NULL)",
        firstPerson,
        lastPerson);
    sql.update(
        "UPDATE entries SET to_plan = to_plan + 1 WHERE person_id IN (SELECT o.person_id"
            + " FROM contacts c JOIN contacts o ON o.look = c.look"
            + " WHERE c.person_id BETWEEN ? AND ? AND o.person_id NOT BETWEEN ? AND ?)",
        firstPerson,
        lastPerson,
        firstPerson,
        lastPerson);
  }

  /** A person is looked for by numbers and names; contacts have a table of their own. */
  private static Set<Lookup> lookups(Dossier dossier) {
    Set<Lookup> lookups = new LinkedHashSet<>(Lookups.of(dossier));
    lookups.removeIf(lookup -> lookup.kind() == Lookup.Kind.CONTACT);
    return lookups;
  }

  private static Object[] row(long person, Contact contact, long look) {
    return new Object[] {
      person,
      contact.id().number(),
      contact.kind().code(),
      contact.owner().code(),
      look,
      contact.country(),
      contact.status().code(),
      contact.statusReason() == null ? null : contact.statusReason().code(),
      contact.verified()
    };
  }
}
