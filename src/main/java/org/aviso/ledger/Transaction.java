package org.aviso.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One commit group of the writer: its statements, its instant, its events. */
final class Transaction {
  private final Sql sql;
  private final Instant now;
  private final List<Event> events = new ArrayList<>();

  Transaction(Sql sql, Instant now) {
    this.sql = sql;
    this.now = now;
  }

  Sql sql() {
    return sql;
  }

  Instant now() {
    return now;
  }

  void record(Event event) {
    events.add(event);
  }

  int eventCount() {
    return events.size();
  }

  /** Reserves {@code count} ids, ordered and never given twice; the first of them. */
  long ids(String counter, int count) {
    long last =
        sql.one(
                "UPDATE counters SET last = last + ? WHERE name = ? RETURNING last",
                r -> r.getLong(1),
                count,
                counter)
            .orElseGet(
                () -> {
                  sql.update("INSERT INTO counters (name, last) VALUES (?, ?)", counter, count);
                  return (long) count;
                });
    return last - count + 1;
  }

  /** Writes the group's events and the link that chains them to the writer's last. */
  byte[] writeEvents(long writer, long link, byte[] previous) {
    if (events.isEmpty()) {
      return previous;
    }
    MessageDigest digest = Sha256.digest();
    long id = ids("events", events.size());
    long at = now.toEpochMilli();
    List<Object[]> rows = new ArrayList<>(events.size());
    for (Event e : events) {
      digest.update(e.canonical(id, at).getBytes(StandardCharsets.UTF_8));
      rows.add(
          new Object[] {
            id,
            writer,
            link,
            at,
            e.kind(),
            e.code(),
            e.person(),
            e.entry(),
            e.attempt(),
            e.list(),
            e.detail()
          });
      id++;
    }
    sql.updateAll(
        "INSERT INTO events (id, writer_id, link, at, kind, code, person_id, entry_id, attempt_id,"
            + " list_id, detail) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        rows);
    byte[] group = digest.digest();
    byte[] hash = link(previous, group, link);
    sql.update(
        "INSERT INTO links (writer_id, number, previous, digest, hash, events, at)"
            + " VALUES (?,?,?,?,?,?,?)",
        writer,
        link,
        previous,
        group,
        hash,
        events.size(),
        at);
    return hash;
  }

  static byte[] link(byte[] previous, byte[] group, long number) {
    MessageDigest digest = Sha256.digest();
    digest.update(previous);
    digest.update(group);
    digest.update(Long.toString(number).getBytes(StandardCharsets.UTF_8));
    return digest.digest();
  }
}
