package org.aviso.pipeline;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.aviso.config.Finding;
import org.aviso.config.Setting;
import org.aviso.config.Settings;
import org.aviso.delivery.Prices;
import org.aviso.ledger.Attempts.Text;
import org.aviso.ledger.Waves;
import org.aviso.template.Channel;

/**
 * {@code aviso.cost.max-per-day}, by the estimates of {@code config/prices.yaml}. A message to a
 * country that has no price counts as the dearest of its channel; where a channel has none at all,
 * its first message fits into no limit, and the day is over. A text that cannot be made counts as
 * one unit: rendering refuses it once it is claimed, and it keeps no other from being claimed.
 */
public final class CostLimit {
  private static final BigDecimal MICROS = BigDecimal.valueOf(1_000_000);

  private final long limit;
  private final Prices prices;
  private final Senders senders;
  private final AtomicReference<Policy> policy;
  private volatile Policy priced;
  private final Map<Text, Long> known = new ConcurrentHashMap<>();

  CostLimit(Settings settings, Prices prices, Senders senders, AtomicReference<Policy> policy) {
    this.limit = settings.find(Setting.COST_MAX_PER_DAY).map(CostLimit::micros).orElse(0L);
    this.prices = prices;
    this.senders = senders;
    this.policy = policy;
  }

  private static long micros(BigDecimal sum) {
    return sum.multiply(MICROS).setScale(0, RoundingMode.CEILING).longValueExact();
  }

  /** Millionths of the currency; 0 for none. */
  long perDay() {
    return limit;
  }

  /** Millionths; asked in the claim's transaction, so each text is reckoned once. */
  long of(Text text) {
    Policy now = policy.get();
    if (priced != now) {
      known.clear();
      priced = now;
    }
    return known.computeIfAbsent(text, one -> reckon(now, one));
  }

  private long reckon(Policy now, Text text) {
    int units =
        new WaveCost(now, senders, prices)
            .units(
                text.notice(),
                new Waves.Kind(
                    text.channel(),
                    text.to().code(),
                    text.level().name(),
                    text.tag(),
                    text.country(),
                    1))
            .orElse(1);
    return prices
        .atMost(text.channel(), text.country(), units)
        .map(CostLimit::micros)
        .orElse(Long.MAX_VALUE);
  }

  /** What the limit cannot be kept exactly without. */
  public static List<Finding> findings(Settings settings, Prices prices) {
    List<Finding> findings = new ArrayList<>();
    if (settings.find(Setting.COST_MAX_PER_DAY).isEmpty()) {
      return findings;
    }
    for (Channel channel : List.of(Channel.SMS, Channel.EMAIL)) {
      if (!prices.has(channel)) {
        findings.add(
            new Finding(
                "config/prices.yaml",
                0,
                "has no price for "
                    + channel.code()
                    + ": the first one reaches aviso.cost.max-per-day, and nothing more leaves that"
                    + " day",
                "write what one costs, 0 if nothing"));
      }
    }
    if (prices.has(Channel.SMS) && prices.of(Channel.SMS, null, 1).isEmpty()) {
      findings.add(
          new Finding(
              "config/prices.yaml",
              0,
              "has no sms price for any other country: such a text counts as the dearest one"
                  + " towards aviso.cost.max-per-day",
              "write any: with a price under sms"));
    }
    if (prices.example()) {
      findings.add(
          new Finding(
              "config/prices.yaml",
              0,
              "holds the examples it came with, and aviso.cost.max-per-day counts by them",
              "write your contract's prices, and take example: true out"));
    }
    return findings;
  }
}
