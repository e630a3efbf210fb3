package org.aviso.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.aviso.person.PersonId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process's one writer. Stages hand it work; it gathers what has come in, runs it in one
 * transaction, commits with an fsync, then tells each asker. While one group is being forced to
 * disk the next one gathers, so a single caller waits for one fsync and a thousand callers share
 * one.
 *
 * <p>Work that fails spoils its group once: the group is rolled back and run again one by one, so
 * only the guilty fails. A connection that is lost is opened again for as long as it takes; the
 * group under way waits for that, and is run again unless its commit had arrived. For a full disk,
 * and for somebody else who writes for long, the service waits as well.
 */
final class LedgerWriter implements AutoCloseable {
  /** What is done inside the transaction. May run twice, so it has no effect outside it. */
  interface Work<T> {
    T in(Transaction transaction);
  }

  private static final Logger LOG = LoggerFactory.getLogger(LedgerWriter.class);
  private static final int GROUP = 512;
  private static final long ROOM_MILLIS = 500;

  /** The purpose of the writer that records what is sent. */
  static final String SERVICE = "run";

  /**
   * Work of one kind that many hand over at a time. What of it stands together in a group is done
   * at once, in few statements: on PostgreSQL each is a round trip.
   */
  interface Batch<I, O> {
    /** For each item, in their order, what came of it. May run twice, as {@link Work} may. */
    List<O> in(Transaction transaction, List<I> items);
  }

  private static final class Request<I, O> {
    final Batch<I, O> batch;
    final I item;
    final CompletableFuture<O> answer = new CompletableFuture<>();
    private O result;

    Request(Batch<I, O> batch, I item) {
      this.batch = batch;
      this.item = item;
    }

    /** All of one batch. */
    static <I, O> void run(Transaction transaction, List<Request<I, O>> together) {
      List<O> results =
          together.get(0).batch.in(transaction, together.stream().map(one -> one.item).toList());
      for (int i = 0; i < results.size(); i++) {
        together.get(i).result = results.get(i);
      }
    }

    void committed() {
      answer.complete(result);
    }
  }

  private final BlockingQueue<Request<?, ?>> requests = new LinkedBlockingQueue<>();
  private final Database database;
  private final Clock clock;
  private final String purpose;
  private final Thread thread;
  private Sql sql;
  private volatile long id;
  private volatile boolean closed;
  private volatile boolean reachable = true;
  private long link;
  private byte[] head = new byte[32];
  private Pending pending;

  /** The link a commit under way would add, and whose. */
  private record Pending(long writer, long number, byte[] hash) {}

  LedgerWriter(Database database, Clock clock, String purpose) {
    this.database = database;
    this.sql = database.openWriter();
    this.clock = clock;
    this.purpose = purpose;
    this.thread = new Thread(this::run, "ledger-writer");
    thread.setDaemon(true);
    thread.start();
  }

  /** The writer's row, which owns its chain of events and its claims; known inside its work. */
  long id() {
    return id;
  }

  /** False while the connection is lost: what is handed over waits. */
  boolean reachable() {
    return reachable;
  }

  /** Runs the work in a group; returns when it is on disk. */
  <T> T write(Work<T> work) {
    return onDisk(submit(work));
  }

  /** One item of a batch; returns when it is on disk. */
  <I, O> O write(Batch<I, O> batch, I item) {
    return onDisk(submit(batch, item));
  }

  private static <T> T onDisk(CompletableFuture<T> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Hands the work over; the answer comes when it is on disk. */
  <T> CompletableFuture<T> submit(Work<T> work) {
    return submit((tx, alone) -> Collections.singletonList(work.in(tx)), work);
  }

  /**
   * Hands over one item of a batch; the answer comes when it is on disk.
   *
   * @param batch the same object for all that may be done together
   */
  <I, O> CompletableFuture<O> submit(Batch<I, O> batch, I item) {
    Request<I, O> request = new Request<>(batch, item);
    requests.add(request);
    if (closed) {
      // Whatever the thread no longer takes is told so; completing twice is harmless.
      request.answer.completeExceptionally(new LedgerException("The ledger is closed"));
    }
    return request.answer;
  }

  /**
   * A command that writes nothing leaves no trace: the writer enters itself with its first group.
   */
  private void register(Transaction transaction) {
    id = transaction.ids("writers", 1);
    sql.update(
        "INSERT INTO writers (id, public_id, purpose, started_at) VALUES (?,?,?,?)",
        id,
        "W-" + PersonId.randomToken(10),
        purpose,
        transaction.now());
  }

  private void run() {
    List<Request<?, ?>> group = new ArrayList<>(GROUP);
    while (!closed || !requests.isEmpty()) {
      try {
        Request<?, ?> first = requests.poll(100, java.util.concurrent.TimeUnit.MILLISECONDS);
        if (first == null) {
          continue;
        }
        group.add(first);
        requests.drainTo(group, GROUP - 1);
        commit(group);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } finally {
        group.clear();
      }
    }
  }

  private void commit(List<Request<?, ?>> group) {
    while (!finished(group)) {
      LockSupport.parkNanos(ROOM_MILLIS * 1_000_000);
    }
  }

  /** False when there is no room for it yet. */
  private boolean finished(List<Request<?, ?>> group) {
    try {
      commitTogether(group);
      if (!reachable) {
        reachable = true;
        LOG.info("The ledger takes what is to be recorded again");
      }
      group.forEach(Request::committed);
    } catch (RuntimeException | Error e) {
      boolean full = database.full(e);
      if ((full || database.busy(e)) && purpose.equals(SERVICE) && !closed) {
        // What a provider answered must not be forgotten for want of room, or because somebody else
        // writes: the service waits with it, and sends nothing meanwhile. A command fails instead:
        // somebody sits before it.
        if (reachable) {
          LOG.error(
              full
                  ? "The ledger's disk is full: nothing is sent until there is room"
                  : "Another process keeps the ledger from being written: nothing is sent until it"
                      + " is done");
        }
        reachable = false;
        return false;
      }
      if (database.lost(e)) {
        afterLoss(group, e);
      } else if (group.size() == 1 || database.busy(e)) {
        group.forEach(request -> request.answer.completeExceptionally(e));
      } else {
        LOG.debug("A group of {} is run again one by one", group.size());
        for (Request<?, ?> one : group) {
          commit(List.of(one));
        }
      }
    }
    return true;
  }

  private void afterLoss(List<Request<?, ?>> group, Throwable lost) {
    if (!reopened()) {
      group.forEach(request -> request.answer.completeExceptionally(lost));
      return;
    }
    boolean arrived;
    try {
      arrived = arrived();
    } catch (LedgerException e) {
      group.forEach(request -> request.answer.completeExceptionally(e));
      return;
    }
    if (arrived) {
      group.forEach(Request::committed);
    } else {
      commit(group);
    }
  }

  /** Opens the connection again, however long that takes; false when the ledger is closed. */
  private boolean reopened() {
    if (reachable) {
      LOG.error("The ledger's database does not answer: nothing is sent until it does");
    }
    reachable = false;
    long wait = 100;
    while (true) {
      try {
        sql.abandon();
        sql = database.openWriter();
        reachable = true;
        LOG.info("The ledger's database answers again");
        return true;
      } catch (LedgerException e) {
        if (closed) {
          return false;
        }
        LockSupport.parkNanos(wait * 1_000_000);
        wait = Math.min(wait * 2, 1_000);
      }
    }
  }

  /**
   * Whether the commit under way when the connection was lost had arrived. Beginning waits for
   * whatever is left of that transaction, so the answer is final.
   */
  private boolean arrived() {
    if (pending == null) {
      return false;
    }
    Pending asked = pending;
    boolean arrived;
    try {
      arrived =
          inTransaction(
              () ->
                  sql.one(
                          "SELECT hash FROM links WHERE writer_id = ? AND number = ?",
                          r -> r.getBytes(1),
                          asked.writer,
                          asked.number)
                      .filter(hash -> Arrays.equals(hash, asked.hash))
                      .isPresent());
    } catch (LedgerException e) {
      if ((database.lost(e) || database.busy(e)) && reopened()) {
        return arrived();
      }
      throw e;
    }
    pending = null;
    if (arrived) {
      id = asked.writer;
      link = asked.number;
      head = asked.hash;
    }
    return arrived;
  }

  private void commitTogether(List<Request<?, ?>> group) {
    long known = id;
    byte[] newHead;
    pending = null;
    try {
      newHead =
          inTransaction(
              () -> {
                Transaction transaction = new Transaction(sql, clock.instant());
                if (id == 0) {
                  register(transaction);
                }
                run(transaction, group);
                if (transaction.eventCount() == 0) {
                  return null;
                }
                byte[] hash = transaction.writeEvents(id, link + 1, head);
                pending = new Pending(id, link + 1, hash);
                return hash;
              });
    } catch (RuntimeException | Error e) {
      id = known;
      throw e;
    }
    pending = null;
    if (newHead != null) {
      head = newHead;
      link++;
    }
  }

  private static void run(Transaction transaction, List<Request<?, ?>> group) {
    int from = 0;
    for (int to = 1; to <= group.size(); to++) {
      if (to == group.size() || group.get(to).batch != group.get(from).batch) {
        runTogether(transaction, group.subList(from, to));
        from = to;
      }
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // one batch, so one type of items and of results
  private static void runTogether(Transaction transaction, List<Request<?, ?>> together) {
    Request.run(transaction, (List) together);
  }

  private <T> T inTransaction(java.util.function.Supplier<T> work) {
    Connection connection = sql.connection();
    try {
      // Taken as a writer from the start (BEGIN IMMEDIATE): a read that turns into a write could
      // fail half way.
      connection.setAutoCommit(false);
      database.begin(sql);
      T result = work.get();
      // Commits. Connection.commit() would, and then begin the next transaction at once: the lock
      // would never be free.
      connection.setAutoCommit(true);
      return result;
    } catch (SQLException e) {
      rollback(connection);
      throw new LedgerException("The ledger could not commit", e);
    } catch (RuntimeException | Error e) {
      rollback(connection);
      throw e;
    }
  }

  private static void rollback(Connection connection) {
    try {
      if (!connection.getAutoCommit()) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      LOG.debug("The ledger could not roll back: {} {}", e.getErrorCode(), e.getSQLState());
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(30_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    requests.forEach(
        r -> r.answer.completeExceptionally(new LedgerException("The ledger is closed")));
    try {
      if (id != 0 && reachable) {
        inTransaction(
            () ->
                sql.update("UPDATE writers SET stopped_at = ? WHERE id = ?", clock.instant(), id));
      }
      sql.close();
    } catch (LedgerException e) {
      if (!database.lost(e)) {
        throw e;
      }
      LOG.warn("The ledger's database went away before the writer had signed off");
    }
  }
}
