package org.aviso.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.aviso.intake.GroupDecision;
import org.aviso.intake.KnownPersons;
import org.aviso.intake.Lookups;
import org.aviso.intake.Outcome;
import org.aviso.intake.PersonReader;
import org.aviso.intake.RowOutcome;
import org.aviso.intake.RowReason;
import org.aviso.person.Contact;
import org.aviso.person.Dossier;
import org.aviso.person.Lookup;
import org.aviso.person.Person;
import org.aviso.person.PersonId;

/**
 * Lists on their way into the ledger: a list is known by its digest, its rows are committed in
 * groups, each group whole or not at all, and a list that was interrupted goes on after its last
 * committed row.
 */
public final class Lists {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CHANGES = "dossier_changes";

  private final Database database;
  private final LedgerWriter writer;
  private final PersonVault vault;
  private final LedgerKey key;
  private final Supplier<PersonReader> reader;
  private final Clock clock;

  Lists(
      Database database,
      LedgerWriter writer,
      PersonVault vault,
      LedgerKey key,
      Supplier<PersonReader> reader,
      Clock clock) {
    this.database = database;
    this.writer = writer;
    this.vault = vault;
    this.key = key;
    this.reader = reader;
    this.clock = clock;
  }

  /**
   * What is known of a list.
   *
   * @param state {@code taking}, {@code taken} or {@code refused}
   * @param lastLine rows up to here are committed
   */
  public record Known(
      long row, String sha256, String state, String reason, int lastLine, Instant arrivedAt) {
    public boolean finished() {
      return !state.equals("taking");
    }
  }

  public Optional<Known> find(String sha256) {
    try (Sql sql = database.openReader()) {
      return sql.one(
          "SELECT id, sha256, state, reason, last_line, arrived_at FROM lists WHERE sha256 = ?",
          r ->
              new Known(
                  r.getLong(1),
                  r.getString(2),
                  r.getString(3),
                  r.getString(4),
                  r.getInt(5),
                  Instant.ofEpochMilli(r.getLong(6))),
          sha256);
    }
  }

  /**
   * Notes that a list is being taken; one begun before goes on where it stood, one refused begins.
   */
  public Known begin(
      String sha256, String name, String format, String encoding, LocalDate date, boolean full) {
    writer.write(
        tx -> {
          int added = insert(tx, sha256, name, "taking", null, format, encoding, date, full, null);
          int taken =
              added == 1
                  ? 1
                  : tx.sql()
                      .update(
                          "UPDATE lists SET state = 'taking', reason = NULL, format = ?,"
                              + " encoding = ?, list_date = ?, is_full = ? WHERE sha256 = ?"
                              + " AND state = 'refused'",
                          format,
                          encoding,
                          date.toString(),
                          full,
                          sha256);
          if (taken == 1) {
            tx.record(Event.ofList(rowOf(tx, sha256), "taking", "{\"format\":\"" + format + "\"}"));
          }
          return null;
        });
    return find(sha256).orElseThrow();
  }

  /** Notes that a file was refused as a whole. */
  public Known refuse(String sha256, String name, String reason) {
    writer.write(
        tx -> {
          Instant now = tx.now();
          int added = insert(tx, sha256, name, "refused", reason, null, null, today(), false, now);
          if (added == 0) {
            tx.sql()
                .update(
                    "UPDATE lists SET state = 'refused', reason = ?, finished_at = ?"
                        + " WHERE sha256 = ? AND state = 'taking'",
                    reason,
                    now,
                    sha256);
          }
          tx.record(Event.ofList(rowOf(tx, sha256), "refused", "{\"reason\":\"" + reason + "\"}"));
          return null;
        });
    return find(sha256).orElseThrow();
  }

  private int insert(
      Transaction tx,
      String sha256,
      String name,
      String state,
      String reason,
      String format,
      String encoding,
      LocalDate date,
      boolean full,
      Instant finished) {
    return tx.sql()
        .update(
            "INSERT INTO lists (id, sha256, name, state, reason, format, encoding, list_date,"
                + " is_full, last_line, accepted, held, rejected, duplicate, arrived_at,"
                + " finished_at) VALUES (?,?,?,?,?,?,?,?,?,0,0,0,0,0,?,?)"
                + " ON CONFLICT (sha256) DO NOTHING",
            tx.ids("lists", 1),
            sha256,
            key.seal(name.getBytes(StandardCharsets.UTF_8), sha256),
            state,
            reason,
            format,
            encoding,
            date.toString(),
            full,
            tx.now(),
            finished);
  }

  private static long rowOf(Transaction tx, String sha256) {
    return tx.sql().number("SELECT id FROM lists WHERE sha256 = ?", sha256);
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), clock.getZone());
  }

  /**
   * Decides and commits one group of rows. Deciding reads what is known and costs time, so it is
   * done outside the transaction; if a dossier changed meanwhile, it is done again.
   *
   * @param decide the intake stage's decision, given what is known
   * @param lastLine the last row of the group
   * @param notices an added person gets an entry in each
   */
  public GroupDecision take(
      Known list,
      Function<KnownPersons, GroupDecision> decide,
      int lastLine,
      Collection<String> notices) {
    while (true) {
      try (Snapshot snapshot = new Snapshot()) {
        GroupDecision decision = decide.apply(snapshot);
        List<SealedDossier> added = new ArrayList<>(decision.added().size());
        for (Dossier dossier : decision.added()) {
          added.add(new SealedDossier(dossier, vault.seal(dossier)));
        }
        List<Resealed> changed = new ArrayList<>(decision.changed().size());
        for (Dossier dossier : decision.changed()) {
          PersonVault.SealedPerson was = snapshot.seen.get(dossier.id());
          changed.add(new Resealed(was.row(), dossier, vault.reseal(was.dataKey(), dossier)));
        }
        Commit commit =
            writer.write(
                tx ->
                    commit(tx, list, snapshot.change, decision, added, changed, lastLine, notices));
        if (commit != Commit.OUTDATED) {
          return decision;
        }
      }
    }
  }

  /** What is known now, for looking ahead; nothing is stored. */
  public <T> T look(Function<KnownPersons, T> work) {
    try (Snapshot snapshot = new Snapshot()) {
      return work.apply(snapshot);
    }
  }

  private enum Commit {
    DONE,
    /** The group is in already, by another process. */
    ALREADY,
    /** A dossier changed since it was read: decide again. */
    OUTDATED
  }

  private record SealedDossier(Dossier dossier, PersonVault.Seal seal) {}

  private record Resealed(long row, Dossier dossier, byte[] record) {}

  /** What is known at one instant, and which dossiers were looked at. */
  private final class Snapshot implements KnownPersons, AutoCloseable {
    private final Sql sql = database.openReader();
    private final Map<PersonId, PersonVault.SealedPerson> seen = new HashMap<>();
    private final long change;

    Snapshot() {
      try {
        sql.connection().setAutoCommit(false);
      } catch (SQLException e) {
        throw new LedgerException("The ledger could not be read", e);
      }
      change = sql.number("SELECT last FROM counters WHERE name = ?", CHANGES);
    }

    @Override
    public Map<Lookup, List<Dossier>> find(Collection<Lookup> lookups) {
      Map<Long, Set<Lookup>> byLook = new HashMap<>();
      lookups.forEach(l -> byLook.computeIfAbsent(vault.look(l), x -> new HashSet<>()).add(l));
      Set<Long> rows = new LinkedHashSet<>();
      for (List<Long> chunk : PersonVault.chunks(byLook.keySet())) {
        String places = Sql.places(chunk.size());
        sql.each(
            "SELECT person_id FROM lookups WHERE look IN "
                + places
                + " UNION SELECT person_id FROM contacts WHERE look IN "
                + places,
            r -> rows.add(r.getLong(1)),
            java.util.stream.Stream.concat(chunk.stream(), chunk.stream()).toArray());
      }
      Map<Lookup, List<Dossier>> found = new HashMap<>();
      for (PersonVault.SealedPerson person : vault.load(sql, rows)) {
        seen.put(person.id(), person);
        Dossier dossier = vault.open(person);
        for (Lookup lookup : Lookups.of(dossier)) {
          if (lookups.contains(lookup)) {
            found.computeIfAbsent(lookup, x -> new ArrayList<>()).add(dossier);
          }
        }
      }
      return found;
    }

    @Override
    public void close() {
      sql.close();
    }
  }

  private Commit commit(
      Transaction tx,
      Known list,
      long change,
      GroupDecision decision,
      List<SealedDossier> added,
      List<Resealed> changed,
      int lastLine,
      Collection<String> notices) {
    Sql sql = tx.sql();
    if (sql.number("SELECT last_line FROM lists WHERE id = ?", list.row) >= lastLine) {
      return Commit.ALREADY;
    }
    if (sql.number("SELECT last FROM counters WHERE name = ?", CHANGES) != change) {
      return Commit.OUTDATED;
    }
    tx.ids(CHANGES, 1);
    Map<PersonId, Long> rows = new HashMap<>();
    changed.forEach(c -> rows.put(c.dossier.id(), c.row));
    insert(tx, list, added, notices, rows);
    for (Resealed c : changed) {
      update(tx, c);
    }
    remark(tx, list, decision, rows);
    long[] counts = new long[Outcome.values().length];
    decision.rows().forEach(r -> counts[r.outcome().ordinal()]++);
    sql.update(
        "UPDATE lists SET last_line = ?, accepted = accepted + ?, held = held + ?,"
            + " rejected = rejected + ?, duplicate = duplicate + ? WHERE id = ?",
        lastLine,
        counts[Outcome.ACCEPTED.ordinal()],
        counts[Outcome.HELD.ordinal()],
        counts[Outcome.REJECTED.ordinal()],
        counts[Outcome.DUPLICATE.ordinal()],
        list.row);
    tx.record(
        Event.ofList(
            list.row,
            "rows",
            "{\"last_line\":"
                + lastLine
                + ",\"added\":"
                + added.size()
                + ",\"changed\":"
                + changed.size()
                + "}"));
    return Commit.DONE;
  }

  private void insert(
      Transaction tx,
      Known list,
      List<SealedDossier> added,
      Collection<String> notices,
      Map<PersonId, Long> rows) {
    if (added.isEmpty()) {
      return;
    }
    long first = tx.ids("persons", added.size());
    long entry = tx.ids("entries", Math.max(1, added.size() * notices.size()));
    List<Object[]> persons = new ArrayList<>(added.size());
    List<Object[]> lookups = new ArrayList<>(added.size() * 2);
    List<Object[]> contacts = new ArrayList<>(added.size() * 3);
    List<Object[]> entries = new ArrayList<>(added.size());
    long id = first;
    for (SealedDossier a : added) {
      Person person = reader.get().read(a.dossier);
      persons.add(
          new Object[] {
            id,
            a.dossier.id().value(),
            1,
            a.seal.dataKey(),
            a.seal.record(),
            list.row,
            person.custody().code(),
            person.custodyAsOf() == null ? null : person.custodyAsOf().toString(),
            person.nationality(),
            tx.now()
          });
      rows.put(a.dossier.id(), id);
      addLookups(lookups, id, a.dossier);
      for (Contact contact : a.dossier.contacts()) {
        contacts.add(row(id, contact));
      }
      for (String notice : notices) {
        entries.add(new Object[] {entry++, id, notice});
      }
      id++;
    }
    Sql sql = tx.sql();
    sql.updateAll(
        "INSERT INTO persons (id, public_id, version, data_key, record, list_id, custody,"
            + " custody_as_of, nationality, changed_at) VALUES (?,?,?,?,?,?,?,?,?,?)",
        persons);
    sql.updateAll(
        "INSERT INTO lookups (look, person_id) VALUES (?,?) ON CONFLICT DO NOTHING", lookups);
    sql.updateAll(
        "INSERT INTO contacts (person_id, number, kind, owner, look, country, status,"
            + " status_reason, verified) VALUES (?,?,?,?,?,?,?,?,?)",
        contacts);
    sql.updateAll(
        "INSERT INTO entries (id, person_id, notice, to_plan, hold_reasons, remarks, more_steps,"
            + " open_tasks) VALUES (?,?,?,1,'','',0,0)",
        entries);
    settle(tx, first, id - 1);
  }

  /** New contacts meet what is known of their value: stopped before, or others' as well. */
  private static void settle(Transaction tx, long firstPerson, long lastPerson) {
    Sql sql = tx.sql();
    sql.update(
        "UPDATE contacts SET status = CASE WHEN (SELECT s.reason FROM suppressions s"
            + " WHERE s.look = contacts.look) = 'hard_bounce' THEN 'dead' ELSE 'suppressed' END,"
            + " status_reason = (SELECT s.reason FROM suppressions s WHERE s.look = contacts.look)"
            + " WHERE person_id BETWEEN ? AND ? AND status = 'ok'"
            + " AND look IN (SELECT look FROM suppressions)",
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

  private void update(Transaction tx, Resealed c) {
    Person person = reader.get().read(c.dossier);
    Sql sql = tx.sql();
    sql.update(
        "UPDATE persons SET version = version + 1, record = ?, custody = ?, custody_as_of = ?,"
            + " nationality = ?, changed_at = ? WHERE id = ?",
        c.record,
        person.custody().code(),
        person.custodyAsOf() == null ? null : person.custodyAsOf().toString(),
        person.nationality(),
        tx.now(),
        c.row);
    List<Object[]> lookups = new ArrayList<>();
    addLookups(lookups, c.row, c.dossier);
    sql.updateAll(
        "INSERT INTO lookups (look, person_id) VALUES (?,?) ON CONFLICT DO NOTHING", lookups);
    for (Contact contact : c.dossier.contacts()) {
      sql.update(
          "INSERT INTO contacts (person_id, number, kind, owner, look, country, status,"
              + " status_reason, verified) VALUES (?,?,?,?,?,?,?,?,?)"
              + " ON CONFLICT (person_id, number) DO UPDATE SET status = excluded.status,"
              + " status_reason = excluded.status_reason, verified = excluded.verified",
          row(c.row, contact));
    }
    settle(tx, c.row, c.row);
    sql.update("UPDATE entries SET to_plan = to_plan + 1 WHERE person_id = ?", c.row);
    tx.record(Event.ofPerson(c.row, "changed", null));
  }

  private void addLookups(List<Object[]> rows, long person, Dossier dossier) {
    for (Lookup lookup : Lookups.of(dossier)) {
      if (lookup.kind() != Lookup.Kind.CONTACT) {
        rows.add(new Object[] {vault.look(lookup), person});
      }
    }
  }

  private Object[] row(long person, Contact contact) {
    return new Object[] {
      person,
      contact.id().number(),
      contact.kind().code(),
      contact.owner().code(),
      vault.contactLook(contact),
      contact.country(),
      contact.status().code(),
      contact.statusReason() == null ? null : contact.statusReason().code(),
      contact.verified()
    };
  }

  private static void remark(
      Transaction tx, Known list, GroupDecision decision, Map<PersonId, Long> rows) {
    List<Object[]> remarks = new ArrayList<>();
    for (RowOutcome row : decision.rows()) {
      if (row.outcome() == Outcome.ACCEPTED && row.reasons().isEmpty()) {
        continue;
      }
      remarks.add(
          new Object[] {
            list.row,
            row.line(),
            row.outcome().code(),
            row.person() == null ? null : rows.get(row.person()),
            write(row.reasons())
          });
    }
    tx.sql()
        .updateAll(
            "INSERT INTO row_remarks (list_id, line, outcome, person_id, reasons)"
                + " VALUES (?,?,?,?,?) ON CONFLICT (list_id, line) DO NOTHING",
            remarks);
  }

  /** The list is wholly in. */
  public void finish(Known list) {
    writer.write(
        tx -> {
          tx.sql()
              .update(
                  "UPDATE lists SET state = 'taken', finished_at = ? WHERE id = ?",
                  tx.now(),
                  list.row);
          tx.record(Event.ofList(list.row, "taken", null));
          return null;
        });
  }

  /** The rows that were not simply accepted, in order. */
  public List<RowOutcome> remarks(String sha256) {
    try (Sql sql = database.openReader()) {
      return sql.list(
          "SELECT m.line, m.outcome, p.public_id, m.reasons FROM row_remarks m"
              + " JOIN lists l ON l.id = m.list_id LEFT JOIN persons p ON p.id = m.person_id"
              + " WHERE l.sha256 = ? ORDER BY m.line",
          r ->
              new RowOutcome(
                  r.getInt(1),
                  Outcome.valueOf(r.getString(2).toUpperCase(Locale.ROOT)),
                  r.getString(3) == null ? null : new PersonId(r.getString(3)),
                  reasons(r.getString(4))),
          sha256);
    }
  }

  /**
   * Every person gets an entry in every notice; those missing are made, to be planned. How many.
   */
  public int ensureEntries(Collection<String> notices) {
    return writer.write(
        tx -> {
          int made = 0;
          for (String notice : notices) {
            List<Long> persons =
                tx.sql()
                    .list(
                        "SELECT p.id FROM persons p WHERE NOT EXISTS (SELECT 1 FROM entries e"
                            + " WHERE e.person_id = p.id AND e.notice = ?) ORDER BY p.id",
                        r -> r.getLong(1),
                        notice);
            if (persons.isEmpty()) {
              continue;
            }
            long id = tx.ids("entries", persons.size());
            List<Object[]> rows = new ArrayList<>(persons.size());
            for (long person : persons) {
              rows.add(new Object[] {id++, person, notice});
            }
            tx.sql()
                .updateAll(
                    "INSERT INTO entries (id, person_id, notice, to_plan, hold_reasons, remarks,"
                        + " more_steps, open_tasks) VALUES (?,?,?,1,'','',0,0)",
                    rows);
            made += rows.size();
          }
          return made;
        });
  }

  /** Entries planned under other rules than these, or held, are planned anew. How many. */
  public int planAnew(String policy) {
    return writer.write(
        tx ->
            tx.sql()
                .update(
                    "UPDATE entries SET to_plan = to_plan + 1 WHERE to_plan = 0"
                        + " AND (policy IS NULL OR policy <> ? OR hold_reasons <> '')",
                    policy));
  }

  static Records.ListRecord read(LedgerKey key, ResultSet r) throws SQLException {
    String sha256 = r.getString("sha256");
    return new Records.ListRecord(
        sha256,
        new String(key.open(r.getBytes("name"), sha256), StandardCharsets.UTF_8),
        r.getString("state"),
        r.getString("reason"),
        r.getString("format"),
        r.getString("encoding"),
        r.getString("list_date"),
        r.getLong("accepted"),
        r.getLong("held"),
        r.getLong("rejected"),
        r.getLong("duplicate"),
        Instant.ofEpochMilli(r.getLong("arrived_at")));
  }

  private static String write(List<RowReason> reasons) {
    try {
      return JSON.writeValueAsString(reasons);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<RowReason> reasons(String json) {
    try {
      return JSON.readValue(json, new TypeReference<List<RowReason>>() {});
    } catch (JsonProcessingException e) {
      throw new LedgerException("A row remark cannot be read", e);
    }
  }

  static List<String> codes(String json) {
    return reasons(json).stream().map(RowReason::code).toList();
  }
}
