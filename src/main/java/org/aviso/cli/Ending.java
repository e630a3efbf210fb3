package org.aviso.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * SIGTERM and Ctrl-C end a pipeline in order: the process waits until it is closed, for as long as
 * a message in flight may take.
 */
final class Ending implements AutoCloseable {
  private static final int SECONDS = 90;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::ask, "ending");

  private final Consumer<Thread> remove;

  Ending() {
    this(Runtime.getRuntime()::addShutdownHook, Runtime.getRuntime()::removeShutdownHook);
  }

  Ending(Consumer<Thread> add, Consumer<Thread> remove) {
    this.remove = remove;
    add.accept(hook);
  }

  private void ask() {
    asked.countDown();
    try {
      closed.await(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean asked() {
    return asked.getCount() == 0;
  }

  void await() throws InterruptedException {
    asked.await();
  }

  /** What was opened after it is closed. */
  @Override
  public void close() {
    closed.countDown();
    if (!asked()) {
      try {
        remove.accept(hook);
      } catch (IllegalStateException e) {
        // SIGTERM came this very moment: the hook runs, and finds all closed.
        asked.countDown();
      }
    }
  }
}
