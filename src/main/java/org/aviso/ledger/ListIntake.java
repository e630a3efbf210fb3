package org.aviso.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.aviso.intake.GroupDecision;
import org.aviso.intake.KnownPersons;
import org.aviso.intake.Lookups;
import org.aviso.intake.Outcome;
import org.aviso.intake.RowOutcome;
import org.aviso.person.Dossier;
import org.aviso.person.Lookup;
import org.aviso.person.PersonId;

/**
 * One list on its way in, group by group, each committed whole or not at all. While a group is
 * written to disk the next one is decided, on top of what is not committed yet; should anybody else
 * have changed a dossier meanwhile, it is decided again. For one thread.
 */
public final class ListIntake {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LedgerWriter writer;
  private final Persons persons;
  private final Lists.Known list;
  private final List<String> notices;
  private Group last;

  /**
   * @param notices an added person gets an entry in each
   */
  ListIntake(LedgerWriter writer, Persons persons, Lists.Known list, Collection<String> notices) {
    this.writer = writer;
    this.persons = persons;
    this.list = list;
    this.notices = List.copyOf(notices);
  }

  private enum Commit {
    DONE,
    /** The group is in already, by another process. */
    ALREADY,
    /** A dossier changed since it was read: decide again. */
    OUTDATED
  }

  /** A group decided, sealed, and handed to the writer. */
  private static final class Group {
    final Function<KnownPersons, GroupDecision> question;
    final int lastLine;
    final long changes;
    final GroupDecision decision;
    final List<Persons.Added> added = new ArrayList<>();
    final List<Persons.Changed> changed = new ArrayList<>();
    final Map<PersonId, Long> rowsBefore;
    final Map<PersonId, Long> rows = new HashMap<>();
    CompletableFuture<Commit> answer;

    Group(
        Function<KnownPersons, GroupDecision> question,
        int lastLine,
        long changes,
        GroupDecision decision,
        Map<PersonId, Long> rowsBefore) {
      this.question = question;
      this.lastLine = lastLine;
      this.changes = changes;
      this.decision = decision;
      this.rowsBefore = rowsBefore;
    }
  }

  /**
   * Takes one group. When this returns the group before it is on disk, this one is on its way
   * there.
   *
   * @param decide the intake stage's decision, given what is known; may be asked again
   * @param lastLine the last row of the group
   */
  public void take(Function<KnownPersons, GroupDecision> decide, int lastLine) {
    Group next = decided(decide, lastLine);
    if (!settled()) {
      next = decided(decide, lastLine);
    }
    submit(next);
    last = next;
  }

  /** The notices an added person gets an entry in. */
  public List<String> notices() {
    return notices;
  }

  /** Returns when every group is on disk. */
  public void await() {
    settled();
  }

  /** Waits for the group under way; false when what it came to is not what it was decided to. */
  private boolean settled() {
    boolean asDecided = true;
    while (last != null) {
      Commit commit = join(last.answer);
      if (commit == Commit.OUTDATED) {
        Group again = last;
        last = null;
        again = decided(again.question, again.lastLine);
        submit(again);
        last = again;
      } else {
        last = commit == Commit.DONE ? last : null;
        asDecided &= commit == Commit.DONE;
        return asDecided;
      }
      asDecided = false;
    }
    return asDecided;
  }

  private static Commit join(CompletableFuture<Commit> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void submit(Group group) {
    group.answer = writer.submit(tx -> commit(tx, group));
  }

  /** Deciding reads what is known and costs time, so it is done outside the transaction. */
  private Group decided(Function<KnownPersons, GroupDecision> question, int lastLine) {
    try (Persons.Snapshot snapshot = persons.snapshot()) {
      boolean unseen = last != null && snapshot.changes() == last.changes;
      KnownPersons known = unseen ? new Overlay(snapshot, last) : snapshot;
      GroupDecision decision = question.apply(known);
      Group group =
          new Group(
              question,
              lastLine,
              unseen ? snapshot.changes() + 1 : snapshot.changes(),
              decision,
              unseen ? last.rows : Map.of());
      for (Dossier dossier : decision.added()) {
        group.added.add(persons.seal(dossier));
      }
      for (Dossier dossier : decision.changed()) {
        group.changed.add(
            known instanceof Overlay overlay ? overlay.seal(dossier) : snapshot.seal(dossier));
      }
      return group;
    }
  }

  /** What is stored, and over it what the group under way adds and changes. */
  private final class Overlay implements KnownPersons {
    private final Persons.Snapshot stored;
    private final Map<PersonId, Persons.Added> added = new HashMap<>();
    private final Map<PersonId, Persons.Changed> changed = new HashMap<>();
    private final Map<Lookup, List<Dossier>> index = new HashMap<>();

    Overlay(Persons.Snapshot stored, Group underWay) {
      this.stored = stored;
      underWay.added.forEach(a -> added.put(a.dossier().id(), a));
      underWay.changed.forEach(c -> changed.put(c.after().id(), c));
      underWay.added.forEach(a -> index(a.dossier()));
      underWay.changed.forEach(c -> index(c.after()));
    }

    private void index(Dossier dossier) {
      for (Lookup lookup : Lookups.of(dossier)) {
        index.computeIfAbsent(lookup, x -> new ArrayList<>()).add(dossier);
      }
    }

    @Override
    public Map<Lookup, List<Dossier>> find(java.util.Collection<Lookup> lookups) {
      Map<Lookup, List<Dossier>> found = new HashMap<>();
      stored
          .find(lookups)
          .forEach(
              (lookup, dossiers) -> {
                List<Dossier> unchanged =
                    dossiers.stream().filter(d -> !changed.containsKey(d.id())).toList();
                if (!unchanged.isEmpty()) {
                  found.put(lookup, new ArrayList<>(unchanged));
                }
              });
      for (Lookup lookup : lookups) {
        List<Dossier> fresh = index.get(lookup);
        if (fresh != null) {
          found.computeIfAbsent(lookup, x -> new ArrayList<>()).addAll(fresh);
        }
      }
      return found;
    }

    Persons.Changed seal(Dossier after) {
      Persons.Added fresh = added.get(after.id());
      if (fresh != null) {
        return persons.reseal(fresh.dossier(), fresh.seal().dataKey(), 0, after);
      }
      Persons.Changed again = changed.get(after.id());
      return again == null
          ? stored.seal(after)
          : persons.reseal(again.after(), again.dataKey(), again.row(), after);
    }
  }

  private Commit commit(Transaction tx, Group group) {
    Sql sql = tx.sql();
    if (sql.number("SELECT last_line FROM lists WHERE id = ?", list.row()) >= group.lastLine) {
      return Commit.ALREADY;
    }
    if (Persons.changes(sql) != group.changes) {
      return Commit.OUTDATED;
    }
    Persons.countChange(tx);
    group.rows.clear();
    group.rows.putAll(persons.insert(tx, list.row(), group.added, notices));
    for (Persons.Changed changed : group.changed) {
      PersonId id = changed.after().id();
      long row = changed.row() == 0 ? group.rowsBefore.get(id) : changed.row();
      group.rows.put(id, row);
      persons.update(tx, row, changed);
    }
    seen(tx, group);
    remark(tx, group);
    long[] counts = new long[Outcome.values().length];
    group.decision.rows().forEach(r -> counts[r.outcome().ordinal()]++);
    sql.update(
        "UPDATE lists SET last_line = ?, accepted = accepted + ?, held = held + ?,"
            + " rejected = rejected + ?, duplicate = duplicate + ? WHERE id = ?",
        group.lastLine,
        counts[Outcome.ACCEPTED.ordinal()],
        counts[Outcome.HELD.ordinal()],
        counts[Outcome.REJECTED.ordinal()],
        counts[Outcome.DUPLICATE.ordinal()],
        list.row());
    tx.record(
        Event.ofList(
            list.row(),
            "rows",
            "{\"last_line\":%d,\"added\":%d,\"changed\":%d}"
                .formatted(group.lastLine, group.added.size(), group.changed.size())));
    return Commit.DONE;
  }

  /** Whoever a list names is absent from none; a full one notes whom it names. */
  private void seen(Transaction tx, Group group) {
    Set<Long> rows = new LinkedHashSet<>();
    for (RowOutcome row : group.decision.rows()) {
      Long person = rowOf(tx, group, row);
      if (person != null) {
        rows.add(person);
      }
    }
    for (List<Long> chunk : Sql.chunks(rows)) {
      tx.sql()
          .update(
              (list.full()
                      ? "UPDATE persons SET absent_from = NULL, seen_in = " + list.row()
                      : "UPDATE persons SET absent_from = NULL")
                  + " WHERE id IN "
                  + Sql.places(chunk.size())
                  + (list.full() ? "" : " AND absent_from IS NOT NULL"),
              chunk.toArray());
    }
  }

  /** The rows that are more than simply accepted or known, with the persons they speak of. */
  private void remark(Transaction tx, Group group) {
    List<Object[]> remarks = new ArrayList<>();
    for (RowOutcome row : group.decision.rows()) {
      boolean plain =
          row.reasons().isEmpty()
              && (row.outcome() == Outcome.ACCEPTED || row.outcome() == Outcome.DUPLICATE);
      if (!plain) {
        remarks.add(
            new Object[] {
              list.row(), row.line(), row.outcome().code(), rowOf(tx, group, row), json(row)
            });
      }
    }
    tx.sql()
        .updateAll(
            "INSERT INTO row_remarks (list_id, line, outcome, person_id, reasons)"
                + " VALUES (?,?,?,?,?) ON CONFLICT (list_id, line) DO NOTHING",
            remarks);
  }

  private static Long rowOf(Transaction tx, Group group, RowOutcome row) {
    if (row.person() == null) {
      return null;
    }
    Long known = group.rows.getOrDefault(row.person(), group.rowsBefore.get(row.person()));
    if (known != null) {
      return known;
    }
    long stored =
        tx.sql().number("SELECT id FROM persons WHERE public_id = ?", row.person().value());
    return stored == 0 ? null : stored;
  }

  private static String json(RowOutcome row) {
    try {
      return JSON.writeValueAsString(row.reasons());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
