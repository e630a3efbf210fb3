package org.aviso.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aviso.outcome.AttemptFact;
import org.aviso.outcome.DueAttempt;
import org.aviso.outcome.DueTask;
import org.aviso.outcome.EntryMark;
import org.aviso.outcome.Schedule;
import org.aviso.outcome.TaskFact;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.Dossier;
import org.aviso.person.HoldReason;
import org.aviso.person.PersonId;
import org.aviso.routing.PlannedMessage;

/**
 * Entries that wait to be planned, and the plans made of them. Planning says which attempts should
 * stand; this makes the rows agree: missing ones are planned, those that no longer fit are
 * cancelled, what has left is never touched.
 */
public final class Plans {
  private static final String ROWS =
      "SELECT e.id, e.person_id, e.notice, e.to_plan, e.plannings, e.could_send_at, e.held_since,"
          + " e.made_at, w.state AS wave, l.sha256 FROM entries e JOIN persons p ON p.id ="
          + " e.person_id JOIN lists l ON l.id = p.list_id LEFT JOIN waves w ON w.id = e.wave_id";

  /** The first entries that wait to be planned, at most so many. */
  static final String NEXT = ROWS + " WHERE e.to_plan > 0 ORDER BY e.id" + Sql.LIMIT;

  private static final int SQLITE_CONSTRAINT = 19;

  private final Database database;
  private final LedgerWriter writer;
  private final PersonVault vault;
  private final Clock clock;
  private final Predicate<String> releaseAtOnce;

  Plans(
      Database database,
      LedgerWriter writer,
      PersonVault vault,
      Clock clock,
      Predicate<String> releaseAtOnce) {
    this.database = database;
    this.writer = writer;
    this.vault = vault;
    this.clock = clock;
    this.releaseAtOnce = releaseAtOnce;
  }

  /**
   * One entry with all that planning looks at, read at one instant.
   *
   * @param change how often it changed since it was last planned
   * @param plannings how often it was planned; a plan is saved only if both are still so
   * @param dossier null when the person's record does not open
   * @param formerly ids of those who were found to be this person, whom counsel's files may name;
   *     of each what became of the contacts it had
   * @param couldSendAt what {@code after} counts from; null while its wave waits to be started
   * @param letGo what the start of its wave let go of it; empty when nobody started one
   */
  public record EntryToPlan(
      long entry,
      long personRow,
      String notice,
      int change,
      long plannings,
      Dossier dossier,
      String list,
      Map<ContactId, Integer> sharing,
      Set<String> directives,
      Set<ContactId> vetoedContacts,
      boolean allRelaysVetoed,
      Map<PersonId, Map<ContactId, ContactId>> formerly,
      List<AttemptFact> history,
      List<TaskFact> tasks,
      Instant couldSendAt,
      List<LetGo> letGo) {
    public boolean directed(String action) {
      return directives.contains(action);
    }
  }

  /**
   * What planning decided of one entry.
   *
   * @param holds empty when it may go
   * @param mark null when there is none
   * @param due the attempts that should stand as planned, and the tasks that should stand open
   * @param awaits which outcomes may change what comes next
   * @param policy digest of the rules it was decided under
   */
  public record EntryPlan(
      EntryToPlan entry,
      String plan,
      String language,
      String languageSource,
      List<HoldReason> holds,
      List<HoldReason> remarks,
      Awaits awaits,
      EntryMark mark,
      Schedule.Due due,
      String policy,
      Instant at) {}

  /**
   * Which outcomes of an entry's attempts may change what comes next, by its number in {@code
   * entries.more_steps}; an entry is planned anew after those alone.
   */
  public enum Awaits {
    /** There is one step: its failures alone. */
    NOTHING,
    /** A step depends on whether an earlier one was sent. */
    SENT,
    /** There is more than one step; that something was sent changes none. */
    END
  }

  /** The next entries to plan, oldest first. */
  public List<EntryToPlan> next(int limit) {
    try (Sql sql = database.openReader()) {
      begin(sql);
      List<Row> rows = sql.list(NEXT, Row::read, limit);
      return rows.isEmpty() ? List.of() : gather(sql, rows);
    }
  }

  /**
   * The entries of this person, whether they wait to be planned or not; for looking, never for
   * saving.
   */
  public List<EntryToPlan> of(PersonId person) {
    return of(List.of(person));
  }

  /** The entries of several persons, of each in the order of notices. */
  public List<EntryToPlan> of(Collection<PersonId> persons) {
    List<EntryToPlan> entries = new ArrayList<>();
    for (List<PersonId> chunk : Sql.chunks(persons)) {
      try (Sql sql = database.openReader()) {
        begin(sql);
        List<Row> rows =
            sql.list(
                ROWS
                    + " WHERE p.public_id IN "
                    + Sql.places(chunk.size())
                    + " ORDER BY e.person_id, e.id",
                Row::read,
                chunk.stream().map(PersonId::value).toArray());
        entries.addAll(rows.isEmpty() ? List.of() : gather(sql, rows));
      }
    }
    return entries;
  }

  /**
   * All entries of a notice, a page at a time; for looking, never for saving.
   *
   * @param after the last entry of the page before; 0 for the first
   */
  public List<EntryToPlan> page(String notice, long after, int limit) {
    try (Sql sql = database.openReader()) {
      begin(sql);
      List<Row> rows =
          sql.list(
              ROWS + " WHERE e.id > ? AND e.notice = ? ORDER BY e.id LIMIT ?",
              Row::read,
              after,
              notice,
              limit);
      return rows.isEmpty() ? List.of() : gather(sql, rows);
    }
  }

  /** Whether any entry waits to be planned. */
  public boolean waiting() {
    try (Sql sql = database.openReader()) {
      return sql.number("SELECT id FROM entries WHERE to_plan > 0 LIMIT 1") > 0;
    }
  }

  private static void begin(Sql sql) {
    try {
      sql.connection().setAutoCommit(false);
    } catch (SQLException e) {
      throw new LedgerException("The ledger could not be read", e);
    }
  }

  private record Row(
      long entry,
      long person,
      String notice,
      int change,
      long plannings,
      Instant couldSendAt,
      Instant heldSince,
      Instant madeAt,
      String wave,
      String list) {
    static Row read(ResultSet r) throws SQLException {
      return new Row(
          r.getLong("id"),
          r.getLong("person_id"),
          r.getString("notice"),
          r.getInt("to_plan"),
          r.getLong("plannings"),
          Sql.instantOrNull(r, "could_send_at"),
          Sql.instantOrNull(r, "held_since"),
          Instant.ofEpochMilli(r.getLong("made_at")),
          r.getString("wave"),
          r.getString("sha256"));
    }
  }

  private List<EntryToPlan> gather(Sql sql, List<Row> rows) {
    Set<Long> persons = new LinkedHashSet<>();
    rows.forEach(r -> persons.add(r.person));
    Map<Long, Dossier> dossiers = new HashMap<>();
    for (PersonVault.SealedPerson sealed : vault.load(sql, persons)) {
      opened(sealed).ifPresent(dossier -> dossiers.put(sealed.row(), dossier));
    }
    Map<Long, Map<ContactId, Integer>> sharing = sharing(sql, persons);
    Map<Long, OfPerson> directed = directed(sql, persons);
    Map<Long, Map<PersonId, Map<ContactId, ContactId>>> formerly = formerly(sql, dossiers);
    Map<Long, List<AttemptFact>> history = history(sql, rows.stream().map(Row::entry).toList());
    Map<Long, List<TaskFact>> tasks = TaskRows.facts(sql, rows.stream().map(Row::entry).toList());
    Map<Long, List<LetGo>> letGo = letGo(sql, rows);
    List<EntryToPlan> entries = new ArrayList<>(rows.size());
    Instant now = clock.instant();
    for (Row r : rows) {
      OfPerson d = directed.getOrDefault(r.person, OfPerson.NONE);
      entries.add(
          new EntryToPlan(
              r.entry,
              r.person,
              r.notice,
              r.change,
              r.plannings,
              dossiers.get(r.person),
              r.list,
              sharing.getOrDefault(r.person, Map.of()),
              d.actions.on(r.madeAt),
              d.contacts,
              d.allRelays(),
              formerly.getOrDefault(r.person, Map.of()),
              history.getOrDefault(r.entry, List.of()),
              tasks.getOrDefault(r.entry, List.of()),
              couldSendAt(r, now),
              letGo.getOrDefault(r.entry, List.of())));
    }
    return entries;
  }

  private static Map<Long, List<LetGo>> letGo(Sql sql, List<Row> rows) {
    Map<Long, List<LetGo>> letGo = new HashMap<>();
    List<Long> running =
        rows.stream().filter(r -> "running".equals(r.wave)).map(Row::entry).toList();
    for (List<Long> chunk : Sql.chunks(running)) {
      sql.each(
          "SELECT e.id AS entry_id, "
              + Stream.of(LetGo.COLUMNS.split(", "))
                  .map(column -> "g." + column)
                  .collect(Collectors.joining(", "))
              + " FROM let_go g JOIN entries e ON e.wave_id = g.wave_id AND e.person_id ="
              + " g.person_id WHERE e.id IN "
              + Sql.places(chunk.size()),
          r ->
              letGo
                  .computeIfAbsent(r.getLong("entry_id"), x -> new ArrayList<>())
                  .add(LetGo.read(r)),
          chunk.toArray());
    }
    return letGo;
  }

  /** One record that does not open keeps nobody else waiting. */
  private Optional<Dossier> opened(PersonVault.SealedPerson sealed) {
    try {
      return Optional.of(vault.open(sealed));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private Instant couldSendAt(Row r, Instant now) {
    boolean released = r.wave == null ? releaseAtOnce.test(r.notice) : r.wave.equals("running");
    if (!released) {
      return null;
    }
    if (r.couldSendAt == null) {
      return now;
    }
    // A clock that was set back since makes no wait shorter.
    return r.heldSince == null || now.isBefore(r.heldSince)
        ? r.couldSendAt
        : r.couldSendAt.plus(Duration.between(r.heldSince, now));
  }

  private static Map<Long, Map<ContactId, Integer>> sharing(Sql sql, Set<Long> persons) {
    Map<Long, Map<ContactId, Integer>> sharing = new HashMap<>();
    for (List<Long> chunk : Sql.chunks(persons)) {
      sql.each(
          "SELECT c.person_id, c.number, (SELECT count(DISTINCT o.person_id) FROM contacts o"
              + " WHERE o.look = c.look AND o.status <> 'superseded') FROM contacts c"
              + " WHERE c.person_id IN "
              + Sql.places(chunk.size()),
          r ->
              sharing
                  .computeIfAbsent(r.getLong(1), x -> new HashMap<>())
                  .put(new ContactId(r.getInt(2)), r.getInt(3)),
          chunk.toArray());
    }
    return sharing;
  }

  private record OfPerson(Directed actions, Set<ContactId> contacts, boolean[] all) {
    static final OfPerson NONE = new OfPerson(Directed.NONE, Set.of(), new boolean[1]);

    boolean allRelays() {
      return all[0];
    }
  }

  private static Map<Long, OfPerson> directed(Sql sql, Set<Long> persons) {
    Map<Long, OfPerson> directed = new HashMap<>();
    for (List<Long> chunk : Sql.chunks(persons)) {
      sql.each(
          "SELECT person_id, contact, action, at FROM directives WHERE lifted_at IS NULL"
              + " AND person_id IN "
              + Sql.places(chunk.size()),
          r -> {
            OfPerson d =
                directed.computeIfAbsent(
                    r.getLong(1),
                    x -> new OfPerson(new Directed(), new HashSet<>(), new boolean[1]));
            String action = r.getString(3);
            Long contact = Sql.longOrNull(r, "contact");
            if (!action.equals("veto_relay")) {
              d.actions.add(action, Instant.ofEpochMilli(r.getLong(4)));
            } else if (contact == null) {
              d.all[0] = true;
            } else {
              d.contacts.add(new ContactId(contact.intValue()));
            }
          },
          chunk.toArray());
    }
    return directed;
  }

  /** By the row of whom they are now; one may have become another who became this one. */
  private Map<Long, Map<PersonId, Map<ContactId, ContactId>>> formerly(
      Sql sql, Map<Long, Dossier> persons) {
    Map<Long, Map<PersonId, Map<ContactId, ContactId>>> formerly = new HashMap<>();
    Map<Long, Long> ends = new HashMap<>();
    Collection<Long> next = persons.keySet();
    while (!next.isEmpty()) {
      List<Long> found = new ArrayList<>();
      for (List<Long> chunk : Sql.chunks(next)) {
        sql.each(
            "SELECT id, merged_into FROM persons WHERE merged_into IN " + Sql.places(chunk.size()),
            r -> {
              ends.put(r.getLong(1), ends.getOrDefault(r.getLong(2), r.getLong(2)));
              found.add(r.getLong(1));
            },
            chunk.toArray());
      }
      for (PersonVault.SealedPerson former : vault.load(sql, found)) {
        long end = ends.get(former.row());
        formerly
            .computeIfAbsent(end, x -> new HashMap<>())
            .put(former.id(), contactsNow(former, persons.get(end)));
      }
      next = found;
    }
    return formerly;
  }

  /** Contacts are the same by their value; those of a record that does not open are nobody's. */
  private Map<ContactId, ContactId> contactsNow(PersonVault.SealedPerson former, Dossier now) {
    Map<ContactId, ContactId> contacts = new HashMap<>();
    try {
      for (Contact was : vault.openFormer(former).contacts()) {
        for (Contact is : now.contacts()) {
          if (is.kind() == was.kind() && vault.contactLook(is) == vault.contactLook(was)) {
            contacts.putIfAbsent(was.id(), is.id());
          }
        }
      }
    } catch (RuntimeException e) {
      contacts.clear();
    }
    return contacts;
  }

  private static Map<Long, List<AttemptFact>> history(Sql sql, List<Long> entries) {
    Map<Long, List<AttemptFact>> history = new HashMap<>();
    for (List<Long> chunk : Sql.chunks(entries)) {
      sql.each(
          "SELECT entry_id, "
              + Attempts.FACT
              + " FROM attempts WHERE entry_id IN "
              + Sql.places(chunk.size())
              + " ORDER BY id",
          r ->
              history
                  .computeIfAbsent(r.getLong("entry_id"), x -> new ArrayList<>())
                  .add(Attempts.fact(r)),
          chunk.toArray());
    }
    return history;
  }

  /**
   * Saves the plans whose entries have not changed since they were read; the others stay to be
   * planned.
   */
  public void save(List<EntryPlan> plans) {
    writer.write(
        tx -> {
          NewestWaves waves = new NewestWaves(tx, releaseAtOnce);
          Map<Long, Standing> before = Standing.of(tx, plans);
          List<Placed> placed =
              plans.stream()
                  // One that is gone, or to which something happened since it was read, has a plan
                  // of the past.
                  .filter(plan -> before.containsKey(plan.entry().entry()))
                  .map(plan -> place(plan, before.remove(plan.entry().entry()), waves))
                  .toList();
          tx.sql().updateAll(Placed.SAVED, placed.stream().map(Placed::row).toList());
          AttemptRows attempts = new AttemptRows(tx);
          placed.forEach(one -> one.reconcile(tx, attempts));
          attempts.insert();
          return null;
        });
  }

  /** Whether the ledger works, and this one plan does not go into it. */
  public boolean refuses(RuntimeException saving) {
    for (Throwable e = saving; e != null; e = e.getCause()) {
      if (e instanceof SQLException sql) {
        return sql.getErrorCode() == SQLITE_CONSTRAINT
            || (sql.getSQLState() != null && sql.getSQLState().startsWith("23"));
      }
    }
    return !(saving instanceof LedgerException);
  }

  private Placed place(EntryPlan plan, Standing before, NewestWaves waves) {
    EntryToPlan entry = plan.entry();
    Instant couldSend = entry.couldSendAt();
    boolean adds = couldSend != null && !releaseAtOnce.test(entry.notice()) && adds(plan);
    NewestWaves.Into into =
        plan.due().equals(Schedule.Due.NOTHING)
            ? NewestWaves.Into.OWN
            : into(before, entry, adds, waves);
    if (adds && entry.letGo().isEmpty() && before.wave != null) {
      // Whoever a start let nothing go of was put into its wave afterwards, and not by Aviso.
      waves.startVoid(before.wave);
    }
    // Where it is put now, nothing leaves yet.
    return new Placed(plan, before, into, adds || into.stands() ? null : couldSend);
  }

  /**
   * A plan and the wave its entry is in from now on.
   *
   * @param couldSend null while nothing of it may leave
   */
  private record Placed(EntryPlan plan, Standing before, NewestWaves.Into into, Instant couldSend) {
    /**
     * What happened meanwhile, in placing another one, leaves it to be planned. What "after" counts
     * from is kept while the entry is held or its wave waits.
     */
    static final String SAVED =
        "UPDATE entries SET to_plan = to_plan - ?, plannings = plannings + 1, plan = coalesce(?,"
            + " CASE WHEN ? = 1 THEN NULL ELSE plan END), language = ?, language_source = ?,"
            + " hold_reasons = ?, remarks = ?, more_steps = ?, open_tasks = ?, mark = ?, policy ="
            + " ?, planned_at = ?, wave_id = coalesce(?, wave_id), could_send_at = CASE WHEN ? = 1"
            + " THEN ? ELSE could_send_at END, held_since = CASE WHEN ? = 1 THEN ? WHEN ? = 1 OR"
            + " could_send_at IS NULL THEN NULL ELSE coalesce(held_since, ?) END WHERE id = ?";

    private boolean held() {
      return !plan.holds().isEmpty();
    }

    private String mark() {
      return plan.mark() == null ? null : plan.mark().code();
    }

    Object[] row() {
      return new Object[] {
        plan.entry().change(),
        plan.plan(),
        held(),
        plan.language(),
        plan.languageSource(),
        codes(plan.holds()),
        codes(plan.remarks()),
        plan.awaits().ordinal(),
        !plan.due().tasks().isEmpty(),
        mark(),
        plan.policy(),
        plan.at(),
        into.wave(),
        couldSend != null,
        couldSend,
        held() && couldSend != null,
        plan.at(),
        couldSend != null,
        plan.at(),
        plan.entry().entry()
      };
    }

    void reconcile(Transaction tx, AttemptRows attempts) {
      EntryToPlan entry = plan.entry();
      int changed = attempts.reconcile(plan, couldSend) + TaskRows.reconcile(tx, plan, couldSend);
      String mark = mark();
      if (plan.mark() == EntryMark.UNPLANNABLE && !before.shown.endsWith(mark)) {
        tx.record(new Event("alarm", mark, entry.personRow(), entry.entry(), null, null, null));
      }
      if (changed > 0 || !before.shown.equals(shown(codes(plan.holds()), mark))) {
        tx.record(
            Event.ofEntry(
                entry.personRow(),
                entry.entry(),
                held() ? "held" : plan.mark() == EntryMark.SUPERSEDED ? mark : "planned",
                held()
                    ? "{\"reasons\":\"" + codes(plan.holds()) + "\"}"
                    : "{\"plan\":\"" + plan.plan() + "\",\"changed\":" + changed + "}"));
      }
    }
  }

  /** What an entry's event says beside the plan. */
  private static String shown(String holds, String mark) {
    return mark == null ? holds : holds + " " + mark;
  }

  private static String codes(List<HoldReason> reasons) {
    return String.join(" ", reasons.stream().map(HoldReason::code).distinct().toList());
  }

  /** Whether the plan now has something the start of its wave did not let go. */
  private static boolean adds(EntryPlan plan) {
    List<LetGo> now = new ArrayList<>();
    for (DueAttempt due : plan.due().attempts()) {
      PlannedMessage m = due.message();
      now.add(
          new LetGo(
              due.step(),
              m.contact().number(),
              plan.plan(),
              m.channel().code(),
              m.to().code(),
              m.level().name(),
              ""));
    }
    for (DueTask due : plan.due().tasks()) {
      now.add(new LetGo(due.step(), 0, plan.plan(), due.channel().code(), due.to().code(), "", ""));
    }
    return now.stream()
        .anyMatch(one -> plan.entry().letGo().stream().noneMatch(signed -> signed.covers(one)));
  }

  /**
   * An entry as it stood before it was planned.
   *
   * @param shown what its event said
   * @param wave null when it is in none
   * @param list its person came with, 0 for who was known before the notice came: a notice that
   *     came later goes to all of those in one wave, of no list
   */
  private record Standing(String shown, NewestWaves.Wave wave, long list) {
    /** By entry; of those alone that are as they were when they were read to be planned. */
    static Map<Long, Standing> of(Transaction tx, List<EntryPlan> plans) {
      Map<Long, EntryToPlan> read = new HashMap<>();
      plans.forEach(plan -> read.put(plan.entry().entry(), plan.entry()));
      Map<Long, Standing> standing = new HashMap<>();
      for (List<Long> chunk : Sql.chunks(read.keySet())) {
        tx.sql()
            .each(
                "SELECT e.hold_reasons, e.mark, w.id, w.state, CASE WHEN e.known_before = 1 THEN 0"
                    + " ELSE p.list_id END, e.id, e.to_plan, e.plannings FROM entries e JOIN"
                    + " persons p ON p.id = e.person_id LEFT JOIN waves w ON w.id = e.wave_id WHERE"
                    + " e.id IN "
                    + Sql.places(chunk.size()),
                r -> {
                  EntryToPlan entry = read.get(r.getLong(6));
                  if (r.getInt(7) == entry.change() && r.getLong(8) == entry.plannings()) {
                    standing.put(entry.entry(), read(r));
                  }
                },
                chunk.toArray());
      }
      return standing;
    }

    private static Standing read(ResultSet r) throws SQLException {
      return new Standing(
          Plans.shown(r.getString(1), r.getString(2)),
          r.getString(4) == null ? null : new NewestWaves.Wave(r.getLong(3), r.getString(4)),
          r.getLong(5));
    }
  }

  /**
   * The wave to put an entry in. From an aborted wave, where it could never be let go, an entry
   * moves to the wave that takes what that one left. Where waves start by themselves, one that
   * comes later shares the fate of its list: who paused or aborted that meant all of it.
   *
   * @param adds it has more to send than its wave was let go with: that waits in a new one
   */
  private static NewestWaves.Into into(
      Standing before, EntryToPlan entry, boolean adds, NewestWaves waves) {
    if (before.wave != null && before.wave.aborted()) {
      return waves.rest(before.wave);
    }
    return before.wave != null && !adds
        ? NewestWaves.Into.OWN
        : waves.of(entry.notice(), before.list);
  }

  /** Something happened to it, and it is planned anew. */
  static void again(Transaction tx, long entry) {
    tx.sql().update("UPDATE entries SET to_plan = to_plan + 1 WHERE id = ?", entry);
  }
}
