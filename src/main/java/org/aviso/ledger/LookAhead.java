package org.aviso.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.crypto.tink.subtle.AesGcmJce;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.aviso.intake.GroupDecision;
import org.aviso.intake.KnownPersons;
import org.aviso.intake.Lookups;
import org.aviso.intake.Outcome;
import org.aviso.intake.RowOutcome;
import org.aviso.intake.RowReason;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.ContactStatus;
import org.aviso.person.Dossier;
import org.aviso.person.Lookup;
import org.aviso.person.PersonId;
import org.aviso.person.StatusReason;

/**
 * What is known, and what a list would add, as if it were stored. It grows with the list, so it
 * lies in a file of its own: sealed under a key that is nowhere else, and gone with this object.
 * The ledger itself is only read.
 */
public final class LookAhead implements KnownPersons, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PAGE = 500;
  private static final Pattern ID = Pattern.compile("\\bP-[0-9A-Z]{10}\\b");

  private final Sql ahead;
  private final Database ledger;
  private final PersonVault vault;
  private final Lists lists;
  private final AesGcmJce seal;
  private long lastPerson;

  LookAhead(Database ledger, PersonVault vault, Lists lists) {
    this.ledger = ledger;
    this.vault = vault;
    this.lists = lists;
    Path folder;
    try {
      byte[] key = new byte[32];
      new SecureRandom().nextBytes(key);
      this.seal = new AesGcmJce(key);
      folder = Files.createTempDirectory("aviso-ahead-");
      this.ahead =
          new Sql(DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ahead.db")));
    } catch (IOException | SQLException | GeneralSecurityException e) {
      throw new LedgerException("There is no room for looking ahead in the temporary folder", e);
    }
    List.of(
            "PRAGMA journal_mode = OFF",
            "PRAGMA synchronous = OFF",
            "PRAGMA locking_mode = EXCLUSIVE",
            "PRAGMA cache_size = -32000",
            "CREATE TABLE persons (id INTEGER PRIMARY KEY, public_id TEXT NOT NULL UNIQUE,"
                + " known INTEGER NOT NULL, record BLOB NOT NULL, states TEXT NOT NULL,"
                + " last_line INTEGER NOT NULL)",
            "CREATE TABLE looks (look INTEGER, person INTEGER, PRIMARY KEY (look, person))"
                + " WITHOUT ROWID",
            "CREATE TABLE contacts (look INTEGER, person INTEGER, PRIMARY KEY (look, person))"
                + " WITHOUT ROWID",
            "CREATE TABLE rows (line INTEGER PRIMARY KEY, outcome TEXT NOT NULL, person TEXT,"
                + " reasons TEXT NOT NULL)")
        .forEach(ahead::execute);
    try {
      // Open, it needs no name; so nothing is left even of a process that is killed.
      Files.delete(folder.resolve("ahead.db"));
      Files.delete(folder);
    } catch (IOException e) {
      throw new LedgerException("A temporary file could not be removed", e);
    }
  }

  @Override
  public Map<Lookup, List<Dossier>> find(Collection<Lookup> lookups) {
    Map<Lookup, List<Dossier>> found = new HashMap<>();
    Map<PersonId, Dossier> newer = new LinkedHashMap<>();
    Map<Lookup, List<Dossier>> stored = lists.look(known -> known.find(lookups));
    Set<PersonId> ids = new HashSet<>();
    stored.values().forEach(dossiers -> dossiers.forEach(d -> ids.add(d.id())));
    load(" WHERE public_id IN ", ids.stream().map(PersonId::value).toList())
        .forEach(p -> newer.put(p.dossier.id(), p.dossier));
    stored.forEach(
        (lookup, dossiers) ->
            found.put(
                lookup,
                new ArrayList<>(
                    dossiers.stream().map(d -> newer.getOrDefault(d.id(), d)).toList())));
    Set<Long> rows = new LinkedHashSet<>();
    for (List<Long> chunk :
        Sql.chunks(new LinkedHashSet<>(lookups.stream().map(vault::look).toList()))) {
      ahead.each(
          "SELECT person FROM looks WHERE look IN " + Sql.places(chunk.size()),
          r -> rows.add(r.getLong(1)),
          chunk.toArray());
    }
    for (Person person : load(" WHERE id IN ", rows)) {
      for (Lookup lookup : Lookups.of(person.dossier)) {
        if (lookups.contains(lookup)) {
          List<Dossier> dossiers = found.computeIfAbsent(lookup, one -> new ArrayList<>());
          if (dossiers.stream().noneMatch(d -> d.id().equals(person.dossier.id()))) {
            dossiers.add(person.dossier);
          }
        }
      }
    }
    return found;
  }

  /**
   * Takes what a group of rows came to.
   *
   * @param list its digest
   */
  public void add(GroupDecision decision, String list) {
    ahead.execute("BEGIN");
    decision.added().forEach(dossier -> put(dossier, false, list));
    decision.changed().forEach(dossier -> put(dossier, true, list));
    List<Object[]> rows = new ArrayList<>();
    List<Object[]> lines = new ArrayList<>();
    for (RowOutcome row : decision.rows()) {
      String person = row.person() == null ? null : row.person().value();
      rows.add(new Object[] {row.line(), row.outcome().name(), person, json(row)});
      lines.add(new Object[] {row.line(), person});
    }
    ahead.updateAll(
        "INSERT OR REPLACE INTO rows (line, outcome, person, reasons) VALUES (?,?,?,?)", rows);
    ahead.updateAll("UPDATE persons SET last_line = ? WHERE public_id = ?", lines);
    ahead.execute("COMMIT");
  }

  private String json(RowOutcome row) {
    try {
      return JSON.writeValueAsString(
          row.reasons().stream()
              .map(
                  reason ->
                      new RowReason(
                          reason.code(),
                          reason.column(),
                          ID.matcher(reason.rule()).replaceAll(this::shown)))
              .toList());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The id of somebody who is not stored is nobody's afterwards. */
  private String shown(MatchResult id) {
    boolean fresh =
        ahead.number("SELECT count(*) FROM persons WHERE public_id = ? AND known = 0", id.group())
            > 0;
    return fresh ? "somebody of this list" : id.group();
  }

  private void put(Dossier dossier, boolean changed, String list) {
    StringBuilder states = new StringBuilder();
    for (Contact contact : dossier.contacts()) {
      states
          .append(contact.id().number())
          .append(' ')
          .append(contact.status().code())
          .append(' ')
          .append(contact.statusReason() == null ? "-" : contact.statusReason().code())
          .append(contact.verified() ? " 1;" : " 0;");
    }
    long row =
        ahead
            .one(
                "SELECT id FROM persons WHERE public_id = ?",
                r -> r.getLong(1),
                dossier.id().value())
            .orElse(0L);
    byte[] record = sealed(dossier);
    if (row == 0) {
      row = ++lastPerson;
      ahead.update(
          "INSERT INTO persons (id, public_id, known, record, states, last_line)"
              + " VALUES (?,?,?,?,?,0)",
          row,
          dossier.id().value(),
          changed,
          record,
          states.toString());
    } else {
      ahead.update(
          "UPDATE persons SET record = ?, states = ? WHERE id = ?", record, states.toString(), row);
    }
    List<Object[]> looks = new ArrayList<>();
    for (Lookup lookup : Lookups.of(dossier)) {
      if (lookup.kind() != Lookup.Kind.CONTACT) {
        looks.add(new Object[] {vault.look(lookup), row});
      }
    }
    ahead.updateAll("INSERT OR IGNORE INTO looks (look, person) VALUES (?,?)", looks);
    List<Object[]> contacts = new ArrayList<>();
    for (Contact contact : dossier.contacts()) {
      // What a known person had before is counted where it is stored.
      if (contact.source() != null && list.equals(contact.source().list())) {
        contacts.add(new Object[] {vault.contactLook(contact), row});
      }
    }
    ahead.updateAll("INSERT OR IGNORE INTO contacts (look, person) VALUES (?,?)", contacts);
  }

  private record Person(Dossier dossier, boolean known, long lastLine) {}

  private List<Person> load(String where, Collection<?> keys) {
    List<Person> persons = new ArrayList<>();
    for (List<?> chunk : Sql.chunks(keys)) {
      ahead.each(
          "SELECT public_id, record, states, known, last_line FROM persons"
              + where
              + Sql.places(chunk.size()),
          r ->
              persons.add(
                  new Person(
                      opened(new PersonId(r.getString(1)), r.getBytes(2), r.getString(3)),
                      r.getInt(4) == 1,
                      r.getLong(5))),
          chunk.toArray());
    }
    return persons;
  }

  private byte[] sealed(Dossier dossier) {
    try {
      return seal.encrypt(
          DossierCodec.encode(dossier), dossier.id().value().getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new LedgerException("Sealing failed", e);
    }
  }

  private Dossier opened(PersonId id, byte[] record, String states) {
    Map<Integer, DossierCodec.State> byNumber = new HashMap<>();
    for (String state : states.split(";")) {
      if (!state.isEmpty()) {
        String[] words = state.split(" ");
        byNumber.put(
            Integer.valueOf(words[0]),
            new DossierCodec.State(
                ContactStatus.of(words[1]),
                words[2].equals("-") ? null : StatusReason.of(words[2]),
                words[3].equals("1")));
      }
    }
    try {
      return DossierCodec.decode(
          id, seal.decrypt(record, id.value().getBytes(StandardCharsets.UTF_8)), byNumber::get);
    } catch (GeneralSecurityException e) {
      throw new LedgerException("What was looked at ahead does not open", e);
    }
  }

  /**
   * A row of the list, and its person where it is the last row that adds to them.
   *
   * @param person null unless there is somebody to plan for
   * @param known the person is stored already
   * @param sharing how many persons would have each contact's value
   */
  public record Row(
      RowOutcome outcome, Dossier person, boolean known, Map<ContactId, Integer> sharing) {}

  /** Rows after a line, in order; empty at the end. */
  public List<Row> rows(int after) {
    List<RowOutcome> outcomes =
        ahead.list(
            "SELECT line, outcome, person, reasons FROM rows WHERE line > ? ORDER BY line LIMIT ?",
            r ->
                new RowOutcome(
                    r.getInt(1),
                    Outcome.valueOf(r.getString(2)),
                    r.getString(3) == null ? null : new PersonId(r.getString(3)),
                    Lists.reasons(r.getString(4))),
            after,
            PAGE);
    Set<String> ids = new LinkedHashSet<>();
    outcomes.stream().filter(o -> o.person() != null).forEach(o -> ids.add(o.person().value()));
    Map<PersonId, Person> persons = new HashMap<>();
    load(" WHERE public_id IN ", ids).forEach(p -> persons.put(p.dossier.id(), p));
    List<Row> rows = new ArrayList<>(outcomes.size());
    try (Sql sql = ledger.openReader()) {
      for (RowOutcome outcome : outcomes) {
        Person person = outcome.person() == null ? null : persons.get(outcome.person());
        rows.add(
            person == null || person.lastLine != outcome.line()
                ? new Row(outcome, null, false, Map.of())
                : row(sql, outcome, person));
      }
    }
    return rows;
  }

  /** As contacts would be once they had met what is known of their values. */
  private Row row(Sql sql, RowOutcome outcome, Person person) {
    Map<ContactId, Integer> sharing = new HashMap<>();
    List<Contact> contacts = new ArrayList<>();
    for (Contact contact : person.dossier.contacts()) {
      long look = vault.contactLook(contact);
      long count =
          ahead.number("SELECT count(*) FROM contacts WHERE look = ?", look)
              + sql.number(
                  "SELECT count(DISTINCT person_id) FROM contacts WHERE look = ?"
                      + " AND status <> 'superseded'",
                  look);
      sharing.put(contact.id(), Math.toIntExact(Math.max(count, 1)));
      contacts.add(contact.usable() ? stopped(sql, contact, look) : contact);
    }
    Dossier d = person.dossier;
    return new Row(
        outcome,
        new Dossier(d.id(), d.fields(), contacts, d.holds(), d.flags()),
        person.known,
        sharing);
  }

  private Contact stopped(Sql sql, Contact contact, long look) {
    return sql.one("SELECT " + Directives.STOPPED_BY.formatted("?"), r -> r.getString(1), look)
        .or(() -> UnclearStops.reason(sql, vault, contact.kind(), contact.value()))
        .map(
            reason ->
                contact.withStatus(
                    reason.equals("hard_bounce") ? ContactStatus.DEAD : ContactStatus.SUPPRESSED,
                    StatusReason.of(reason)))
        .orElse(contact);
  }

  /** How many rows came to what. */
  public Map<Outcome, Long> counts() {
    Map<Outcome, Long> counts = new HashMap<>();
    ahead.each(
        "SELECT outcome, count(*) FROM rows GROUP BY outcome",
        r -> counts.put(Outcome.valueOf(r.getString(1)), r.getLong(2)));
    return counts;
  }

  @Override
  public void close() {
    ahead.close();
  }
}
