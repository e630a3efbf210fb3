package org.aviso.pipeline;

import java.util.List;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.aviso.ledger.Plans.EntryToPlan;

/**
 * Hands on batches of entries to plan, one after the other: a plan is saved before the next batch
 * is read.
 */
final class PlanConsumer extends DefaultConsumer {
  private final PlanFeed feed;
  private FeedLoop loop;

  PlanConsumer(Endpoint endpoint, Processor processor, PlanFeed feed) {
    super(endpoint, processor);
    this.feed = feed;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    loop = FeedLoop.start("to-plan", this::once);
  }

  private FeedLoop.Next once() throws Exception {
    List<EntryToPlan> entries = feed.next();
    if (entries.isEmpty()) {
      return FeedLoop.Next.SPARING;
    }
    Exchange exchange = createExchange(true);
    exchange.getIn().setBody(entries);
    getProcessor().process(exchange);
    return exchange.getException() == null ? FeedLoop.Next.AT_ONCE : FeedLoop.Next.BROKEN;
  }

  @Override
  protected void doStop() throws Exception {
    loop.stop();
    super.doStop();
  }
}
