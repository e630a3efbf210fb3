package org.aviso.pipeline;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.aviso.ledger.Attempts.Claim;
import org.aviso.template.Channel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims what is due as fast as pace and free places allow, and hands each claim on in a thread of
 * its own. A place is free again when the result is on disk, so what is in flight is bounded and
 * memory flat.
 */
final class DueConsumer extends DefaultConsumer {
  private static final Logger LOG = LoggerFactory.getLogger(DueConsumer.class);

  private final DueFeed feed;
  private ExecutorService workers;
  private FeedLoop loop;

  DueConsumer(Endpoint endpoint, Processor processor, DueFeed feed) {
    super(endpoint, processor);
    this.feed = feed;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    workers =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE, // what is in flight is bounded by the claims
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            // Blocked on the network nearly all the time: a small stack is enough.
            work -> new Thread(null, work, "send", 256 * 1024));
    loop = FeedLoop.start("due", this::once);
  }

  private FeedLoop.Next once() {
    Map<Channel, Integer> permits = new EnumMap<>(Channel.class);
    for (Channel channel : feed.channels()) {
      int free = feed.permits(channel);
      if (free > 0) {
        permits.put(channel, free);
      }
    }
    if (permits.isEmpty()) {
      return FeedLoop.Next.SOON;
    }
    List<Claim> claims = feed.claim(permits);
    claims.forEach(this::begin);
    return claims.isEmpty() ? FeedLoop.Next.IDLE : FeedLoop.Next.SOON;
  }

  private void begin(Claim claim) {
    try {
      long wait = feed.start(claim);
      workers.execute(() -> send(claim, wait));
    } catch (Throwable e) {
      // No thread could be made: nothing was handed over, and the others must not wait for it.
      notBegun(claim, e);
    }
  }

  private void notBegun(Claim claim, Throwable cause) {
    try {
      LOG.error("A claimed attempt was not begun ({})", cause.getClass().getSimpleName());
      feed.notBegun(claim);
    } catch (Throwable e) {
      LOG.error("Nor was that recorded ({})", e.getClass().getSimpleName()); // Its lease ends.
    } finally {
      feed.done(claim);
    }
  }

  private void send(Claim claim, long wait) {
    CompletableFuture<?> onDisk = CompletableFuture.completedFuture(null);
    try {
      if (wait > 0) {
        TimeUnit.NANOSECONDS.sleep(wait);
      }
      if (!feed.mayBegin()) {
        feed.notBegun(claim);
        return;
      }
      Exchange exchange = createExchange(true);
      exchange.getIn().setBody(claim);
      getProcessor().process(exchange);
      if (exchange.getException() != null) {
        feed.broken(claim);
      } else if (exchange.getMessage().getBody() instanceof Message.Recording recording) {
        onDisk = recording.onDisk();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.error("A claimed attempt was not finished ({})", e.getClass().getSimpleName());
    } finally {
      onDisk.whenComplete((result, failure) -> ended(claim, failure));
    }
  }

  /** In the ledger's own thread, which must not wait for itself. */
  private void ended(Claim claim, Throwable failure) {
    if (failure == null) {
      feed.done(claim);
      return;
    }
    try {
      LOG.error("A result was not recorded ({})", failure.getClass().getSimpleName());
      workers.execute(() -> unrecorded(claim));
    } catch (Throwable e) {
      // Stopping, or no thread could be made: held by nobody, it is in doubt when its lease ends.
      feed.done(claim);
    }
  }

  private void unrecorded(Claim claim) {
    try {
      feed.broken(claim);
    } finally {
      feed.done(claim);
    }
  }

  /** Claims no more, then waits for what is in flight. */
  @Override
  protected void doStop() throws Exception {
    loop.stop();
    workers.shutdown();
    workers.awaitTermination(60, TimeUnit.SECONDS);
    super.doStop();
  }
}
