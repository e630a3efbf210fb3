package org.aviso.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.aviso.outcome.AttemptFact;
import org.aviso.outcome.EntryMark;
import org.aviso.outcome.TaskFact;
import org.aviso.person.ContactId;
import org.aviso.person.Custody;
import org.aviso.person.Dossier;
import org.aviso.person.HoldReason;
import org.aviso.person.PersonId;

/** What people look at: entries, attempts, events, lists and waves as they stand. Reads only. */
public final class Records {
  private static final int PAGE = 500;

  private final Database database;
  private final PersonVault vault;
  private final LedgerKey key;

  Records(Database database, PersonVault vault, LedgerKey key) {
    this.database = database;
    this.vault = vault;
    this.key = key;
  }

  /** One try of one message. */
  public record AttemptRecord(
      AttemptFact fact,
      String reference,
      String tag,
      boolean fallback,
      String templateDigest,
      String policy,
      String providerId) {}

  /**
   * One person in one notice.
   *
   * @param wave public id, null before anything was planned
   * @param directives actions in force: hold, stop_notices, confirm, deceased
   * @param tasks what people do or did for it, withdrawn ones included
   * @param mark null when there is none
   * @param absentFromFull a list that claims to hold everybody does not name the person
   * @param custody as stored; whether it is too old is for the reader to judge
   * @param attempts every try, in the order planned
   * @param dossier null unless asked for
   */
  public record EntryRecord(
      long entry,
      PersonId person,
      String notice,
      String plan,
      String language,
      String languageSource,
      Custody custody,
      Set<HoldReason> holds,
      Set<HoldReason> remarks,
      String wave,
      String waveState,
      Set<String> directives,
      boolean waitsToBePlanned,
      List<TaskFact> tasks,
      EntryMark mark,
      boolean absentFromFull,
      List<AttemptRecord> attempts,
      Dossier dossier) {}

  /** Every entry in the order it came, a page at a time in memory. */
  public void entries(String notice, boolean withDossiers, Consumer<EntryRecord> each) {
    try (Sql sql = database.openReader()) {
      long after = 0;
      while (true) {
        List<Row> rows =
            sql.list(
                Row.SELECT
                    + " WHERE e.id > ? AND (CAST(? AS TEXT) IS NULL OR e.notice = ?) ORDER BY e.id"
                    + " LIMIT ?",
                Row::read,
                after,
                notice,
                notice,
                PAGE);
        if (rows.isEmpty()) {
          return;
        }
        gather(sql, rows, withDossiers).forEach(each);
        after = rows.get(rows.size() - 1).entry;
      }
    }
  }

  /** One person's entries; empty when nobody has that id. */
  public List<EntryRecord> entriesOf(PersonId person) {
    try (Sql sql = database.openReader()) {
      List<Row> rows =
          sql.list(Row.SELECT + " WHERE p.public_id = ? ORDER BY e.id", Row::read, person.value());
      return gather(sql, rows, true);
    }
  }

  /** Who somebody is since {@code identity --same-as} said so; empty for all who are themselves. */
  public Optional<PersonId> mergedInto(PersonId person) {
    Optional<PersonId> into = Optional.empty();
    try (Sql sql = database.openReader()) {
      Optional<PersonId> next = Optional.of(person);
      while (next.isPresent()) {
        next =
            sql.one(
                "SELECT k.public_id FROM persons p JOIN persons k ON k.id = p.merged_into"
                    + " WHERE p.public_id = ?",
                r -> new PersonId(r.getString(1)),
                next.get().value());
        into = next.isPresent() ? next : into;
      }
    }
    return into;
  }

  /**
   * Whom an id names now.
   *
   * @param contact the one asked for, by the number it has with that person; null when none was
   *     asked for, or there is no such contact
   */
  public record Followed(PersonId id, ContactId contact) {}

  /** Follows {@code identity --same-as} to its end; empty for all who are themselves. */
  public Optional<Followed> followed(PersonId person, ContactId contact) {
    try (Sql sql = database.openReader()) {
      return Whoever.of(sql, vault, person, contact)
          .filter(Whoever::merged)
          .map(who -> new Followed(who.id(), who.contact()));
    }
  }

  /**
   * What stands against one contact of a person, beside the contact's own status.
   *
   * @param vetoedBy who vetoed the relay; null when nobody did
   * @param vetoedAt null when nobody did
   * @param stopped why its number is stopped though its country is not known; null when it is not
   */
  public record Against(String vetoedBy, Instant vetoedAt, String stopped) {}

  /** By contact; contacts nothing stands against are left out. */
  public Map<ContactId, Against> against(PersonId person) {
    Map<ContactId, Against> against = new HashMap<>();
    try (Sql sql = database.openReader()) {
      sql.each(
          "SELECT c.number, d.actor, d.at FROM persons p JOIN contacts c ON c.person_id = p.id"
              + " JOIN directives d ON d.person_id = p.id AND d.action = 'veto_relay' AND"
              + " d.lifted_at IS NULL AND (d.contact = c.number OR (d.contact IS NULL AND c.owner"
              + " = 'relay')) WHERE p.public_id = ? ORDER BY d.id DESC",
          r ->
              against.put(
                  new ContactId(r.getInt(1)),
                  new Against(r.getString(2), Instant.ofEpochMilli(r.getLong(3)), null)),
          person.value());
      sql.each(
          "SELECT c.number, s.reason FROM persons p JOIN contacts c ON c.person_id = p.id JOIN"
              + " suppressions s ON s.look = c.look AND s.lifted_by IS NULL WHERE p.public_id = ?"
              + " AND c.status IN ('ambiguous', 'invalid', 'superseded') ORDER BY s.at DESC",
          r ->
              against.merge(
                  new ContactId(r.getInt(1)),
                  new Against(null, null, r.getString(2)),
                  (one, other) -> new Against(one.vetoedBy, one.vetoedAt, other.stopped)),
          person.value());
    }
    return against;
  }

  /**
   * What staff entered of a person.
   *
   * @param action {@code set}, {@code add}, {@code retire}, {@code verify}, {@code same_as} or
   *     {@code distinct_from}
   * @param what the field, the contact or the other person
   * @param source how it was told; null where it was said who is who
   * @param reason free text, may be personal
   */
  public record AmendmentRecord(
      Instant at,
      String action,
      String what,
      String source,
      String by,
      String systemUser,
      String reason) {
    @Override
    public String toString() {
      return "AmendmentRecord[" + action + " " + what + "]";
    }
  }

  /** In the order entered; of a person found to be two, those of both. */
  public List<AmendmentRecord> amendments(PersonId person) {
    try (Sql sql = database.openReader()) {
      return sql.list(
          "SELECT d.at, d.action, d.what, d.source, d.actor, d.system_user, d.reason"
              + " FROM directives d JOIN persons p ON p.id = d.person_id"
              + " WHERE p.public_id = ? AND d.what IS NOT NULL ORDER BY d.at, d.id",
          r ->
              new AmendmentRecord(
                  Instant.ofEpochMilli(r.getLong(1)),
                  r.getString(2),
                  r.getString(3),
                  r.getString(4),
                  r.getString(5),
                  r.getString(6),
                  vault.openText(person, r.getBytes(7))),
          person.value());
    }
  }

  private record Row(
      long entry,
      long personRow,
      PersonId person,
      String notice,
      String plan,
      String language,
      String languageSource,
      Custody custody,
      Set<HoldReason> holds,
      Set<HoldReason> remarks,
      String wave,
      String waveState,
      boolean toPlan,
      EntryMark mark,
      Instant madeAt,
      boolean absentFromFull) {
    static final String SELECT =
        "SELECT e.id, e.person_id, p.public_id, e.notice, e.plan, e.language, e.language_source,"
            + " p.custody, e.hold_reasons, e.remarks, w.public_id AS wave, w.state AS wave_state,"
            + " e.to_plan, e.mark, e.made_at, p.absent_from FROM entries e JOIN persons p ON p.id ="
            + " e.person_id LEFT JOIN waves w ON w.id = e.wave_id";

    static Row read(ResultSet r) throws SQLException {
      return new Row(
          r.getLong("id"),
          r.getLong("person_id"),
          new PersonId(r.getString("public_id")),
          r.getString("notice"),
          r.getString("plan"),
          r.getString("language"),
          r.getString("language_source"),
          Custody.of(r.getString("custody")),
          reasons(r.getString("hold_reasons")),
          reasons(r.getString("remarks")),
          r.getString("wave"),
          r.getString("wave_state"),
          r.getInt("to_plan") > 0,
          EntryMark.of(r.getString("mark")),
          Instant.ofEpochMilli(r.getLong("made_at")),
          Sql.longOrNull(r, "absent_from") != null);
    }

    private static Set<HoldReason> reasons(String codes) {
      Set<HoldReason> reasons = new java.util.LinkedHashSet<>();
      Arrays.stream(codes.split(" "))
          .filter(code -> !code.isEmpty())
          .forEach(code -> reasons.add(HoldReason.of(code)));
      return reasons;
    }
  }

  private List<EntryRecord> gather(Sql sql, List<Row> rows, boolean withDossiers) {
    Map<Long, List<AttemptRecord>> attempts = new HashMap<>();
    Map<Long, Directed> directives = new HashMap<>();
    Map<Long, Dossier> dossiers = new HashMap<>();
    Map<Long, List<TaskFact>> tasks = TaskRows.facts(sql, rows.stream().map(Row::entry).toList());
    for (List<Row> chunk : Sql.chunks(rows)) {
      sql.each(
          "SELECT entry_id, reference, tag, fallback, template_digest, routing_digest,"
              + " provider_id, "
              + Attempts.FACT
              + " FROM attempts WHERE entry_id IN "
              + Sql.places(chunk.size())
              + " ORDER BY id",
          r ->
              attempts
                  .computeIfAbsent(r.getLong("entry_id"), x -> new ArrayList<>())
                  .add(
                      new AttemptRecord(
                          Attempts.fact(r),
                          r.getString("reference"),
                          r.getString("tag"),
                          r.getInt("fallback") == 1,
                          r.getString("template_digest"),
                          r.getString("routing_digest"),
                          r.getString("provider_id"))),
          chunk.stream().map(Row::entry).toArray());
      Object[] persons = chunk.stream().map(Row::personRow).distinct().toArray();
      sql.each(
          "SELECT person_id, action, at FROM directives WHERE lifted_at IS NULL AND person_id IN "
              + Sql.places(persons.length),
          r ->
              directives
                  .computeIfAbsent(r.getLong(1), x -> new Directed())
                  .add(r.getString(2), Instant.ofEpochMilli(r.getLong(3))),
          persons);
      if (withDossiers) {
        vault
            .load(sql, chunk.stream().map(Row::personRow).distinct().toList())
            .forEach(p -> dossiers.put(p.row(), vault.openOrBlank(p)));
      }
    }
    return rows.stream()
        .map(
            r ->
                new EntryRecord(
                    r.entry,
                    r.person,
                    r.notice,
                    r.plan,
                    r.language,
                    r.languageSource,
                    r.custody,
                    r.holds,
                    r.remarks,
                    r.wave,
                    r.waveState,
                    directives.getOrDefault(r.personRow, Directed.NONE).on(r.madeAt),
                    r.toPlan,
                    tasks.getOrDefault(r.entry, List.of()),
                    r.mark,
                    r.absentFromFull,
                    attempts.getOrDefault(r.entry, List.of()),
                    dossiers.get(r.personRow)))
        .toList();
  }

  /** Every notice anybody has an entry in, whether it still has a routing or not. */
  public List<String> notices() {
    try (Sql sql = database.openReader()) {
      return sql.list("SELECT DISTINCT notice FROM entries ORDER BY notice", r -> r.getString(1));
    }
  }

  /**
   * A contact made by hand.
   *
   * @param contact null when none was named
   */
  public record HandRecord(
      long id, Instant at, String channel, String direction, String outcome, Integer contact) {}

  /** The hotline log of one person, in the order entered. */
  public List<HandRecord> madeByHand(PersonId person) {
    try (Sql sql = database.openReader()) {
      return sql.list(
          "SELECT h.id, h.at, h.channel, h.direction, h.outcome, h.contact FROM hand_contacts h"
              + " JOIN persons p ON p.id = h.person_id WHERE p.public_id = ? ORDER BY h.id",
          r ->
              new HandRecord(
                  r.getLong(1),
                  Instant.ofEpochMilli(r.getLong(2)),
                  r.getString(3),
                  r.getString(4),
                  r.getString(5),
                  r.getObject(6) == null ? null : r.getInt(6)),
          person.value());
    }
  }

  /** One line of the delivery log. */
  public record EventRecord(
      long id,
      Instant at,
      String kind,
      String code,
      String person,
      String notice,
      String step,
      Integer contact,
      String channel,
      String tag,
      String reference,
      String list,
      String detail) {}

  /**
   * Events in the order written.
   *
   * @param after only those with a greater id; 0 for all
   * @param since only those at or after; null for all
   * @param person null for all
   */
  public List<EventRecord> events(long after, Instant since, PersonId person, int limit) {
    try (Sql sql = database.openReader()) {
      return sql.list(
          "SELECT v.id, v.at, v.kind, v.code, p.public_id, coalesce(a.notice, e.notice) AS notice,"
              + " a.step, a.contact, a.channel, a.tag, a.reference, l.sha256, v.detail"
              + " FROM events v LEFT JOIN persons p ON p.id = v.person_id"
              + " LEFT JOIN attempts a ON a.id = v.attempt_id"
              + " LEFT JOIN entries e ON e.id = v.entry_id"
              + " LEFT JOIN lists l ON l.id = v.list_id"
              + " WHERE v.id > ? AND (CAST(? AS BIGINT) IS NULL OR v.at >= ?)"
              + " AND (CAST(? AS TEXT) IS NULL OR p.public_id = ?)"
              + " ORDER BY v.id LIMIT ?",
          r ->
              new EventRecord(
                  r.getLong(1),
                  Instant.ofEpochMilli(r.getLong(2)),
                  r.getString(3),
                  r.getString(4),
                  r.getString(5),
                  r.getString(6),
                  r.getString(7),
                  r.getObject(8) == null ? null : r.getInt(8),
                  r.getString(9),
                  r.getString(10),
                  r.getString(11),
                  r.getString(12),
                  r.getString(13)),
          after,
          since,
          since,
          person == null ? null : person.value(),
          person == null ? null : person.value(),
          limit);
    }
  }

  /** When the service, or an alarm, last said this; empty when never. */
  public Optional<Instant> announced(String code, String detail) {
    try (Sql sql = database.openReader()) {
      return sql.one(
          "SELECT at FROM events WHERE kind IN ('service', 'alarm') AND code = ? AND detail = ?"
              + " ORDER BY id DESC LIMIT 1",
          r -> Instant.ofEpochMilli(r.getLong(1)),
          code,
          detail);
    }
  }

  /** A list as it was taken. */
  public record ListRecord(
      String sha256,
      String name,
      String state,
      String reason,
      String format,
      String encoding,
      String listDate,
      long accepted,
      long held,
      long rejected,
      long duplicate,
      Instant arrivedAt) {
    public long rows() {
      return accepted + held + rejected + duplicate;
    }
  }

  public List<ListRecord> lists() {
    try (Sql sql = database.openReader()) {
      return sql.list("SELECT * FROM lists ORDER BY id", r -> Lists.read(key, r));
    }
  }

  public Optional<ListRecord> list(String sha256) {
    try (Sql sql = database.openReader()) {
      return sql.one("SELECT * FROM lists WHERE sha256 = ?", r -> Lists.read(key, r), sha256);
    }
  }

  /**
   * Whether each list's counts agree with the remarks made of its rows, one by one. A duplicate
   * about which there is nothing to say has no remark.
   */
  public boolean rowsReconcile() {
    try (Sql sql = database.openReader()) {
      return sql.number(
              "SELECT count(*) FROM lists l WHERE l.held <> (SELECT count(*) FROM row_remarks m"
                  + " WHERE m.list_id = l.id AND m.outcome = 'held') OR l.rejected <> (SELECT"
                  + " count(*) FROM row_remarks m WHERE m.list_id = l.id"
                  + " AND m.outcome = 'rejected') OR l.duplicate < (SELECT count(*)"
                  + " FROM row_remarks m WHERE m.list_id = l.id AND m.outcome = 'duplicate')")
          == 0;
    }
  }

  /** Rows of all lists that are in. */
  public long rowCount() {
    try (Sql sql = database.openReader()) {
      return sql.number("SELECT sum(accepted + held + rejected + duplicate) FROM lists");
    }
  }

  public long personCount() {
    try (Sql sql = database.openReader()) {
      return sql.number("SELECT count(*) FROM persons WHERE merged_into IS NULL");
    }
  }

  /** Why rows were rejected, over all lists. */
  public Map<String, Long> rejectedRows() {
    Map<String, Long> counts = new LinkedHashMap<>();
    try (Sql sql = database.openReader()) {
      sql.each(
          "SELECT reasons FROM row_remarks WHERE outcome = 'rejected'",
          r ->
              Lists.codes(r.getString(1)).stream()
                  .limit(1)
                  .forEach(code -> counts.merge(code, 1L, Long::sum)));
    }
    return counts;
  }

  /**
   * A wave with how many entries and attempts ride in it.
   *
   * @param list digest of the list it came with; null for the wave of a notice that came later
   */
  public record WaveRecord(
      String id, String notice, String state, String list, long entries, long attempts) {}

  public List<WaveRecord> waves() {
    try (Sql sql = database.openReader()) {
      return sql.list(
          "SELECT w.public_id, w.notice, w.state, l.sha256,"
              + " (SELECT count(*) FROM entries e WHERE e.wave_id = w.id),"
              + " (SELECT count(*) FROM attempts a JOIN entries e ON e.id = a.entry_id"
              + " WHERE e.wave_id = w.id),"
              + " (SELECT count(*) FROM attempts a JOIN entries e ON e.id = a.entry_id"
              + " WHERE e.wave_id = w.id AND a.state IN ('planned', 'sending', 'in_doubt'))"
              + " FROM waves w LEFT JOIN lists l ON l.id = w.list_id ORDER BY w.id",
          r ->
              new WaveRecord(
                  r.getString(1),
                  r.getString(2),
                  r.getString(3).equals("running") && r.getLong(7) == 0 ? "done" : r.getString(3),
                  r.getString(4),
                  r.getLong(5),
                  r.getLong(6)));
    }
  }

  /** How many attempts are in each state. */
  public Map<String, Long> attemptCounts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    try (Sql sql = database.openReader()) {
      sql.each(
          "SELECT state, count(*) FROM attempts GROUP BY state ORDER BY state",
          r -> counts.put(r.getString(1), r.getLong(2)));
    }
    return counts;
  }

  /**
   * Text messages that wait for their hour.
   *
   * @param first when the first of them is due; null when none waits
   */
  public record Waiting(long count, Instant first) {}

  /** Text messages of waves that were let go, due later than now. */
  public Waiting textsDueAfter(Instant now) {
    try (Sql sql = database.openReader()) {
      return sql.one(
              "SELECT count(*), min(due_at) FROM attempts WHERE state = 'planned' AND channel ="
                  + " 'sms' AND due_at > ?",
              r ->
                  new Waiting(
                      r.getLong(1), r.getLong(1) == 0 ? null : Instant.ofEpochMilli(r.getLong(2))),
              now.toEpochMilli())
          .orElseThrow();
    }
  }

  /** The row number of a person, for changes to it. */
  Optional<Long> rowOf(PersonId person) {
    try (Sql sql = database.openReader()) {
      return sql.one(
          "SELECT id FROM persons WHERE public_id = ?", r -> r.getLong(1), person.value());
    }
  }
}
