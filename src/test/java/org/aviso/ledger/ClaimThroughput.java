package org.aviso.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.aviso.person.PersonId;

/**
 * Inserts, claims and results a second, group after group, in the statements dispatch uses; not a
 * test. Arguments: attempts, attempts a group, and a PostgreSQL URL, {@code embedded} or nothing
 * for SQLite.
 */
public final class ClaimThroughput {
  private ClaimThroughput() {}

  public static void main(String... arguments) throws Exception {
    int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20_000;
    int group = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
    String where = arguments.length > 2 ? arguments[2] : null;
    Path folder = Files.createTempDirectory("claims-");
    Database database =
        where == null
            ? new SqliteDatabase(folder.resolve("aviso.db"))
            : new PostgresDatabase(
                new LedgerAddress(
                    where.equals("embedded") ? EmbeddedServer.freshUrl() : where,
                    "postgres",
                    null));
    LedgerWriter writer = new LedgerWriter(database, Clock.systemUTC(), "throughput");
    measured("inserts", count, () -> inserts(writer, count, group));
    measured("claims", count, () -> claims(writer, count, group));
    measured("results", count, () -> results(writer, count));
    writer.close();
    database.close();
    // The embedded server ends with its JVM.
    System.exit(0);
  }

  private static void measured(String what, int count, Runnable work) {
    long start = System.nanoTime();
    work.run();
    System.out.printf("%s: %.0f/s%n", what, count / ((System.nanoTime() - start) / 1e9));
  }

  private static void inserts(LedgerWriter writer, int count, int group) {
    for (int from = 0; from < count; from += group) {
      int size = Math.min(group, count - from);
      writer.write(
          tx -> {
            long first = tx.ids("attempts", size);
            List<Object[]> rows = new ArrayList<>(size);
            for (long id = first; id < first + size; id++) {
              rows.add(new Object[] {id, PersonId.randomToken(16), id, id, tx.now(), tx.now()});
            }
            tx.sql()
                .updateAll(
                    "INSERT INTO attempts (id, reference, entry_id, person_id, notice, step,"
                        + " contact, tries, channel, recipient, level, tag, fallback,"
                        + " name_allowed, repeats, routing_digest, state, due_at, changed_at)"
                        + " VALUES (?,?,?,?,'n','s',1,1,'sms','member','L1','es',0,0,0,'R',"
                        + "'planned',?,?)",
                    rows);
            return null;
          });
    }
  }

  private static void claims(LedgerWriter writer, int count, int group) {
    for (int from = 0; from < count; from += group) {
      writer.write(
          tx -> {
            List<Long> due =
                tx.sql()
                    .list(
                        "SELECT id FROM attempts WHERE state = 'planned' AND channel = 'sms' AND"
                            + " due_at <= ? ORDER BY due_at, id LIMIT ?",
                        r -> r.getLong(1),
                        tx.now(),
                        group);
            for (long id : due) {
              tx.sql()
                  .update(
                      "UPDATE attempts SET state = 'sending', claimed_by = ? WHERE id = ?",
                      writer.id(),
                      id);
              tx.record(Event.ofAttempt("attempt", id, id, id, "claimed", null));
            }
            return null;
          });
    }
  }

  private static void results(LedgerWriter writer, int count) {
    List<CompletableFuture<?>> answers = new ArrayList<>(count);
    for (long id = 1; id <= count; id++) {
      long attempt = id;
      answers.add(
          writer.submit(
              tx -> {
                tx.sql()
                    .update(
                        "UPDATE attempts SET state = 'sent', provider_id = ? WHERE id = ?",
                        "SM" + attempt,
                        attempt);
                tx.record(Event.ofAttempt("attempt", attempt, attempt, attempt, "sent", null));
                return null;
              }));
    }
    answers.forEach(CompletableFuture::join);
  }
}
