package org.aviso.reliability;

import java.util.concurrent.atomic.AtomicReference;

/** A sender to be killed by the receiver exactly between its claim and its result. */
final class KillOrder {
  private record Order(long pid, boolean written) {}

  private final AtomicReference<Order> given = new AtomicReference<>();

  /**
   * @param written true: killed when its message is written down and before the answer; false:
   *     killed instead, and the message thrown away
   */
  void give(long pid, boolean written) {
    given.set(new Order(pid, written));
  }

  /** Carries the order out if this is its place. */
  boolean carriedOut(boolean written) {
    Order order = given.get();
    if (order == null || order.written != written || !given.compareAndSet(order, null)) {
      return false;
    }
    ProcessHandle.of(order.pid).ifPresent(ProcessHandle::destroyForcibly);
    return true;
  }
}
