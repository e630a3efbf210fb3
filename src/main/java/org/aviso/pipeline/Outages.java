package org.aviso.pipeline;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.aviso.delivery.Outage;
import org.aviso.ledger.Event;
import org.aviso.outcome.News;
import org.aviso.template.Channel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Raises an alarm, once an outage, when a channel's provider has not been reached for minutes. */
final class Outages {
  private static final Logger LOG = LoggerFactory.getLogger(Outages.class);

  private final Consumer<Event> record;
  private final LongSupplier nanoTime;
  private final Map<Channel, Outage> outages = new EnumMap<>(Channel.class);

  Outages(Consumer<Event> record, LongSupplier nanoTime) {
    this.record = record;
    this.nanoTime = nanoTime;
    outages.put(Channel.SMS, new Outage());
    outages.put(Channel.EMAIL, new Outage());
  }

  /** What may be claimed of that many now, with so many in flight. */
  int permits(Channel channel, int free, int flying) {
    return outages.get(channel).permits(free, flying, nanoTime.getAsLong());
  }

  /** What a provider's answer, or that none could be asked for, was judged to be. */
  void heard(Channel channel, News news) {
    Outage outage = outages.get(channel);
    if (news == News.NOT_HANDED_OVER) {
      if (outage.notReached(nanoTime.getAsLong())) {
        record.accept(
            Event.ofService(
                "alarm", "provider_unreachable", "{\"channel\":\"" + channel.code() + "\"}"));
        LOG.error(
            "The provider of {} is not reached: nothing leaves by it. Look at the network, and at"
                + " its address in the settings; it goes on by itself",
            channel.code());
      }
    } else if (news != News.NO_ANSWER && outage.reached()) {
      LOG.info("The provider of {} is reached again", channel.code());
    }
  }
}
