package org.aviso.delivery;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * When a whole exchange ends. A server that answers a byte at a time outlasts every wait for the
 * next one; here its connection is cut, and what that means for the message is told as for any
 * other lost connection.
 */
public final class Deadline implements AutoCloseable {
  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private final Runnable cut;
  private Future<?> due;
  private boolean over;

  private Deadline(Runnable cut) {
    this.cut = cut;
  }

  /**
   * @param cut ends the exchange, from another thread; runs at most once, and never after {@link
   *     #close()} has returned
   */
  public static Deadline in(Duration longest, Runnable cut) {
    var deadline = new Deadline(cut);
    deadline.due = TIMER.schedule(deadline::pass, longest.toNanos(), TimeUnit.NANOSECONDS);
    return deadline;
  }

  private synchronized void pass() {
    if (!over) {
      over = true;
      cut.run();
    }
  }

  /** The exchange is over. */
  @Override
  public synchronized void close() {
    over = true;
    due.cancel(false);
  }

  private static ScheduledThreadPoolExecutor timer() {
    var timer =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              var thread = new Thread(work, "deadlines");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }
}
