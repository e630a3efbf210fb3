package org.aviso.delivery;

import java.util.concurrent.TimeUnit;

/**
 * Whether a channel's provider is reached at all. While it is not, one message at a time tries, at
 * growing distances; the first that is handed over lets all others follow. Counts on the monotonic
 * clock.
 */
public final class Outage {
  private static final long FIRST = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST = TimeUnit.MINUTES.toNanos(1);
  private static final long WORTH_SAYING = TimeUnit.MINUTES.toNanos(5);

  private boolean out;
  private boolean said;
  private long since;
  private long wait;
  private long nextTry;

  /**
   * Nothing of a message could be handed over.
   *
   * @param nanoTime {@code System.nanoTime()}
   * @return true once an outage, when it has lasted long enough to be told to somebody
   */
  public synchronized boolean notReached(long nanoTime) {
    if (!out) {
      out = true;
      said = false;
      since = nanoTime;
      wait = FIRST;
      nextTry = nanoTime + wait;
    } else if (nanoTime - nextTry >= 0) {
      wait = Math.min(2 * wait, LONGEST);
      nextTry = nanoTime + wait;
    }
    boolean tell = !said && nanoTime - since >= WORTH_SAYING;
    said |= tell;
    return tell;
  }

  /**
   * The provider answered, whatever it said.
   *
   * @return true when an outage is over that had been told
   */
  public synchronized boolean reached() {
    boolean over = out && said;
    out = false;
    said = false;
    return over;
  }

  /**
   * What may be claimed of that many.
   *
   * @param flying claimed without result
   */
  public synchronized int permits(int free, int flying, long nanoTime) {
    if (!out) {
      return free;
    }
    return flying > 0 || nanoTime - nextTry < 0 ? 0 : Math.min(1, free);
  }
}
