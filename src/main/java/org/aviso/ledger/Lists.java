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
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aviso.intake.Identity;
import org.aviso.intake.KnownPersons;
import org.aviso.intake.Lookups;
import org.aviso.intake.Outcome;
import org.aviso.intake.RowOutcome;
import org.aviso.intake.RowReason;
import org.aviso.person.Column;
import org.aviso.person.Dossier;
import org.aviso.person.Lookup;
import org.aviso.person.PersonId;

/**
 * Lists on their way into the ledger: a list is known by its digest, its rows are committed in
 * groups, each group whole or not at all, and a list that was interrupted goes on after its last
 * committed row.
 */
public final class Lists {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Database database;
  private final LedgerWriter writer;
  private final Persons persons;
  private final LedgerKey key;
  private final Clock clock;

  Lists(Database database, LedgerWriter writer, Persons persons, LedgerKey key, Clock clock) {
    this.database = database;
    this.writer = writer;
    this.persons = persons;
    this.key = key;
    this.clock = clock;
  }

  /**
   * What is known of a list.
   *
   * @param state {@code taking}, {@code taken} or {@code refused}
   * @param lastLine rows up to here are committed
   * @param date what orders it among the others
   */
  public record Known(
      long row,
      String sha256,
      String state,
      String reason,
      int lastLine,
      Instant arrivedAt,
      LocalDate date,
      boolean full) {
    public boolean finished() {
      return !state.equals("taking");
    }
  }

  public Optional<Known> find(String sha256) {
    try (Sql sql = database.openReader()) {
      return sql.one(
          "SELECT id, sha256, state, reason, last_line, arrived_at, list_date, is_full FROM lists"
              + " WHERE sha256 = ?",
          r ->
              new Known(
                  r.getLong(1),
                  r.getString(2),
                  r.getString(3),
                  r.getString(4),
                  r.getInt(5),
                  Instant.ofEpochMilli(r.getLong(6)),
                  LocalDate.parse(r.getString(7)),
                  r.getInt(8) == 1),
          sha256);
    }
  }

  /** A list that is known came again, under whatever name: nothing is taken. */
  public void droppedAgain(Known list) {
    writer.write(
        tx -> {
          tx.record(Event.ofList(list.row, "dropped_again", null));
          return null;
        });
  }

  /**
   * A list begun and not finished, by its digest, with its format.
   *
   * @param lastLine rows up to here are committed
   */
  public record Interrupted(String sha256, String format, int lastLine) {}

  /** The lists begun and not finished, oldest first. */
  public List<Interrupted> interrupted() {
    try (Sql sql = database.openReader()) {
      return sql.list(
          "SELECT sha256, format, last_line FROM lists WHERE state = 'taking' ORDER BY id",
          r -> new Interrupted(r.getString(1), r.getString(2), r.getInt(3)));
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
   * Begins to take a list's rows, or goes on after the last committed one.
   *
   * @param notices an added person gets an entry in each
   */
  public ListIntake intake(Known list, Collection<String> notices) {
    return new ListIntake(writer, persons, list, notices);
  }

  /**
   * Other persons who have this dossier's number now; not those it was taken out of.
   *
   * @param column A_NUMBER or SUBJECT_ID
   */
  public Set<PersonId> sameNumber(Dossier dossier, Column column) {
    return others(dossier, EnumSet.of(Lookup.Kind.A_NUMBER, Lookup.Kind.SUBJECT_ID))
        .filter(other -> dossier.cell(column).equals(other.cell(column)))
        .map(Dossier::id)
        .collect(Collectors.toSet());
  }

  /**
   * Who has a number, or name and birth date, of this dossier's, and was not told apart from its
   * person: whom {@code identity} is to settle it with.
   */
  public List<PersonId> alike(Dossier dossier) {
    return others(dossier, Amendments.WHO)
        .filter(other -> !Identity.toldApart(dossier, other.id(), other))
        .map(Dossier::id)
        .distinct()
        .sorted()
        .toList();
  }

  private Stream<Dossier> others(Dossier dossier, Set<Lookup.Kind> kinds) {
    List<Lookup> wanted =
        Lookups.of(dossier).stream().filter(lookup -> kinds.contains(lookup.kind())).toList();
    return look(known -> known.find(wanted)).values().stream()
        .flatMap(List::stream)
        .filter(other -> !other.id().equals(dossier.id()));
  }

  /** What is known now, for looking ahead; nothing is stored. */
  public <T> T look(Function<KnownPersons, T> work) {
    try (Persons.Snapshot snapshot = persons.snapshot()) {
      return work.apply(snapshot);
    }
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
          if (list.full) {
            flagAbsent(tx, list);
          }
          return null;
        });
  }

  /**
   * Nobody is removed for being absent from a list that claims to hold everybody; staff should know
   * of it. A list older than another one cannot know whom that one added.
   */
  private static void flagAbsent(Transaction tx, Known list) {
    boolean newest =
        tx.sql()
                .number(
                    "SELECT count(*) FROM lists WHERE state = 'taken' AND list_date > ?",
                    list.date.toString())
            == 0;
    if (newest) {
      int absent =
          tx.sql()
              .update(
                  "UPDATE persons SET absent_from = ? WHERE merged_into IS NULL"
                      + " AND absent_from IS NULL AND (seen_in IS NULL OR seen_in <> ?)",
                  list.row,
                  list.row);
      if (absent > 0) {
        tx.record(Event.ofList(list.row, "absent_persons", "{\"persons\":" + absent + "}"));
      }
    }
  }

  /** The rows about which there is something to say, in order, one at a time in memory. */
  public void remarks(String sha256, Consumer<RowOutcome> each) {
    try (Sql sql = database.openReader()) {
      sql.each(
          "SELECT m.line, m.outcome, p.public_id, m.reasons FROM row_remarks m"
              + " JOIN lists l ON l.id = m.list_id LEFT JOIN persons p ON p.id = m.person_id"
              + " WHERE l.sha256 = ? ORDER BY m.line",
          r ->
              each.accept(
                  new RowOutcome(
                      r.getInt(1),
                      Outcome.valueOf(r.getString(2).toUpperCase(Locale.ROOT)),
                      r.getString(3) == null ? null : new PersonId(r.getString(3)),
                      reasons(r.getString(4)))),
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
                        "SELECT p.id FROM persons p WHERE p.merged_into IS NULL AND NOT EXISTS"
                            + " (SELECT 1 FROM entries e WHERE e.person_id = p.id AND e.notice = ?)"
                            + " ORDER BY p.id",
                        r -> r.getLong(1),
                        notice);
            if (persons.isEmpty()) {
              continue;
            }
            long id = tx.ids("entries", persons.size());
            List<Object[]> rows = new ArrayList<>(persons.size());
            for (long person : persons) {
              rows.add(new Object[] {id++, person, notice, tx.now()});
            }
            tx.sql()
                .updateAll(
                    "INSERT INTO entries (id, person_id, notice, to_plan, hold_reasons, remarks,"
                        + " more_steps, open_tasks, made_at, known_before)"
                        + " VALUES (?,?,?,1,'','',0,0,?,1)",
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

  static List<RowReason> reasons(String json) {
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
