package org.aviso.pipeline;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.DefaultThreadPoolFactory;

/**
 * Camel's thread pools, but for one. camel-twilio hands each call to a pool of its own, and the
 * thread of the message waits for it meanwhile; here that thread makes the call itself. So there is
 * one thread a message, as many calls at once as messages are in flight, and no change between
 * threads.
 */
final class Threads extends DefaultThreadPoolFactory {
  /** The profile camel-twilio asks for. */
  static final String TWILIO = "CamelTwilio";

  @Override
  public ScheduledExecutorService newScheduledThreadPool(
      ThreadPoolProfile profile, ThreadFactory factory) {
    return TWILIO.equals(profile.getId())
        ? new OfTheCaller(factory)
        : super.newScheduledThreadPool(profile, factory);
  }

  private static final class OfTheCaller extends ScheduledThreadPoolExecutor {
    OfTheCaller(ThreadFactory factory) {
      super(1, factory);
    }

    @Override
    public Future<?> submit(Runnable call) {
      call.run();
      return CompletableFuture.completedFuture(null);
    }
  }
}
