package org.aviso.delivery;

/**
 * How fast one channel may go: starts evenly spaced, no bursts, so no window of a second ever holds
 * more than allowed. Counts on the monotonic clock; a jump of the wall clock changes nothing.
 */
public final class Pace {
  private static final long SECOND = 1_000_000_000L;

  private final long spacing;
  private final int inFlight;

  private int flying;
  private boolean begun;
  private long nextStart;

  /**
   * @param perSecond 0 = as fast as accepted
   * @param inFlight claimed without result: beyond it nothing is permitted
   */
  public Pace(int perSecond, int inFlight) {
    if (perSecond < 0 || inFlight < 1) {
      throw new IllegalArgumentException(
          "Per-second must be non-negative and in-flight at least 1, was: "
              + perSecond
              + ", "
              + inFlight);
    }
    this.spacing = perSecond == 0 ? 0 : SECOND / perSecond;
    this.inFlight = inFlight;
  }

  /**
   * What can start within a second: the most a claim may take.
   *
   * @param nanoTime {@code System.nanoTime()}
   */
  public synchronized int permits(long nanoTime) {
    long most = inFlight - flying;
    if (spacing > 0) {
      most = Math.min(most, (SECOND - delay(nanoTime) + spacing - 1) / spacing);
    }
    return (int) Math.max(0, most);
  }

  /**
   * Takes one start. What is claimed has its place, though others took the last one meanwhile: then
   * nothing more is permitted until there are fewer again.
   *
   * @return nanoseconds to wait before it, 0 when it may start at once
   */
  public synchronized long start(long nanoTime) {
    flying++;
    long wait = delay(nanoTime);
    begun = true;
    nextStart = nanoTime + wait + spacing;
    return wait;
  }

  /** Gives its place in flight back, whatever came of it. */
  public synchronized void done() {
    if (flying == 0) {
      throw new IllegalStateException("Nothing is in flight");
    }
    flying--;
  }

  public synchronized int flying() {
    return flying;
  }

  private long delay(long nanoTime) {
    return begun ? Math.max(0, nextStart - nanoTime) : 0;
  }
}
