package org.aviso.delivery;

/**
 * Whether a channel fails so often that something other than the addresses must be wrong: more than
 * half of the last hundred answers. Fewer answers say nothing.
 */
public final class FailureRate {
  private static final int WINDOW = 100;

  private final boolean[] failed = new boolean[WINDOW];
  private int seen;
  private int failures;

  /**
   * Takes one answer.
   *
   * @return true when the channel is to stop; the count begins anew then
   */
  public synchronized boolean failing(boolean failure) {
    int place = seen++ % WINDOW;
    failures += (failure ? 1 : 0) - (seen > WINDOW && failed[place] ? 1 : 0);
    failed[place] = failure;
    boolean failing = seen >= WINDOW && failures * 2 > WINDOW;
    if (failing) {
      seen = 0;
      failures = 0;
    }
    return failing;
  }
}
