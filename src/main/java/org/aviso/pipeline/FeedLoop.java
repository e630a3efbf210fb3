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
      Next next;
      try {
        next = look.once();
      } catch (Throwable e) {
        // The stage border: whatever broke, even for want of memory, the work is still in the
        // ledger.
        LOG.warn("Reading ledger:{} failed ({}), trying again", name, e.getClass().getSimpleName());
        next = Next.BROKEN;
      }
      if (next.restMillis > 0 && !stopped) {
        LockSupport.parkNanos(next.restMillis * 1_000_000);
      }
    }
  }

  /** Returns when the look under way has ended. */
  void stop() throws InterruptedException {
    stopped = true;
    LockSupport.unpark(thread);
    thread.join(60_000);
  }
}
