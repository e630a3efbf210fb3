package org.aviso.pipeline;

import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that asks a feed again and again, and rests when there is nothing or something broke.
 */
final class FeedLoop {
  /** What to do after one look. */
  enum Next {
    AT_ONCE(0),
    SOON(2),
    IDLE(50),
    WATCHING(100),
    /** At least so long, and so that looking takes a tenth of the time at most. */
    SPARING(100),
    BROKEN(1_000);

    private final long restMillis;

    Next(long restMillis) {
      this.restMillis = restMillis;
    }
  }

  /** One look at the feed. */
  interface Look {
    Next once() throws Exception;
  }

  private static final Logger LOG = LoggerFactory.getLogger(FeedLoop.class);
  private static final long LONGEST_REST_MILLIS = 1_000;

  private final String name;
  private final Look look;
  private final Thread thread;
  private volatile boolean stopped;

  private FeedLoop(String name, Look look) {
    this.name = name;
    this.look = look;
    this.thread = new Thread(this::run, "ledger-" + name);
    thread.setDaemon(true);
  }

  static FeedLoop start(String name, Look look) {
    FeedLoop loop = new FeedLoop(name, look);
    loop.thread.start();
    return loop;
  }

  private void run() {
    while (!stopped) {
      long begun = System.nanoTime();
      Next next;
      try {
        next = look.once();
      } catch (Throwable e) {
        // The stage border: whatever broke, even for want of memory, the work is still in the
        // ledger.
        LOG.warn("Reading ledger:{} failed ({}), trying again", name, e.getClass().getSimpleName());
        next = Next.BROKEN;
      }
      long rest = next == Next.SPARING ? sparing(begun) : next.restMillis;
      if (rest > 0 && !stopped) {
        LockSupport.parkNanos(rest * 1_000_000);
      }
    }
  }

  private static long sparing(long begun) {
    long took = (System.nanoTime() - begun) / 1_000_000;
    return Math.max(Next.SPARING.restMillis, Math.min(9 * took, LONGEST_REST_MILLIS));
  }

  /** Returns when the look under way has ended. */
  void stop() throws InterruptedException {
    stopped = true;
    LockSupport.unpark(thread);
    thread.join(60_000);
  }
}
