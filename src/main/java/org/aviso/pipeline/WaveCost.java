package org.aviso.pipeline;

import java.math.BigDecimal;
import java.util.Optional;
import org.aviso.delivery.Prices;
import org.aviso.ledger.Waves;
import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;
import org.aviso.template.Channel;
import org.aviso.template.Fields;
import org.aviso.template.Level;
import org.aviso.template.Renderer;
import org.aviso.template.Segments;
import org.aviso.template.TextKey;

/**
 * What a wave would cost by {@code config/prices.yaml}: an estimate, with a name of usual length.
 */
public final class WaveCost {
  private static final String NAME = "Maria Fernanda";

  private final Policy policy;
  private final Senders senders;
  private final Prices prices;

  public WaveCost(Desk desk) {
    this.policy = desk.policy();
    this.senders = new Senders(desk.settings());
    this.prices = desk.tables().prices();
  }

  public String currency() {
    return prices.currency();
  }

  /** Empty when a message of it has no price: unknown, which is not nothing. */
  public Optional<BigDecimal> of(Waves.Wave wave) {
    BigDecimal sum = BigDecimal.ZERO;
    for (Waves.Kind kind : wave.kinds()) {
      Optional<BigDecimal> one =
          units(wave.notice(), kind)
              .flatMap(units -> prices.of(kind.channel(), kind.country(), units));
      if (one.isEmpty()) {
        return Optional.empty();
      }
      sum = sum.add(one.get().multiply(BigDecimal.valueOf(kind.count())));
    }
    return Optional.of(sum);
  }

  private Optional<Integer> units(String notice, Waves.Kind kind) {
    if (kind.channel() == Channel.EMAIL) {
      return Optional.of(1);
    }
    Level level = Level.valueOf(kind.level());
    TextKey key = new TextKey(Owner.of(kind.to()), kind.channel(), level);
    Senders.Identity sender = senders.of(level);
    return policy
        .notice(notice)
        .flatMap(rules -> rules.set(new LanguageTag(kind.tag())))
        .filter(set -> set.usable(key))
        .map(
            set ->
                Renderer.render(
                    set,
                    key,
                    new Fields(
                        sender.name(),
                        sender.organisation(),
                        NAME,
                        null,
                        sender.callbackPhone(),
                        sender.callbackHours(),
                        "ESTIMATE00000000")))
        .map(text -> Segments.count(text.text()).segments());
  }
}
