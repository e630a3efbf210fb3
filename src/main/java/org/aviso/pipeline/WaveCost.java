package org.aviso.pipeline;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.aviso.delivery.Prices;
import org.aviso.ledger.Waves;
import org.aviso.person.Owner;
import org.aviso.template.Channel;
import org.aviso.template.Fields;
import org.aviso.template.Level;
import org.aviso.template.Rendered;
import org.aviso.template.Renderer;
import org.aviso.template.Segments;
import org.aviso.template.TextKey;
import org.aviso.template.TextLanguages;

/**
 * What a wave would cost by {@code config/prices.yaml}: an estimate, with a name of usual length.
 */
public final class WaveCost {
  private static final String NAME = "Maria Fernanda";

  private final Policy policy;
  private final Senders senders;
  private final Prices prices;

  public WaveCost(Desk desk, Policy policy) {
    this(policy, new Senders(desk.settings()), desk.tables().prices());
  }

  WaveCost(Policy policy, Senders senders, Prices prices) {
    this.policy = policy;
    this.senders = senders;
    this.prices = prices;
  }

  public String currency() {
    return prices.currency();
  }

  /** As shown and as signed: two places after the point; {@code unknown} when it is not known. */
  public String shown(Waves.Wave wave) {
    return of(wave)
        .map(sum -> sum.setScale(2, RoundingMode.HALF_UP) + " " + prices.currency())
        .orElse("unknown");
  }

  /** Empty when a message of it has no price, or no text: unknown, which is not nothing. */
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

  /** What has no price, such as {@code sms to HN}; in order, each once. */
  public Set<String> unpriced(Waves.Wave wave) {
    Set<String> unpriced = new TreeSet<>();
    for (Waves.Kind kind : wave.kinds()) {
      if (prices.of(kind.channel(), kind.country(), 1).isEmpty()) {
        String country = kind.country() == null ? "a country not known" : kind.country();
        unpriced.add(kind.channel().code() + " to " + country);
      }
    }
    return unpriced;
  }

  /**
   * What of it cannot be made, and why, such as {@code sms of L1 to the member in es: …}; in order,
   * each once. Whoever sends it is refused it too.
   */
  public Set<String> unmade(Waves.Wave wave) {
    Set<String> unmade = new TreeSet<>();
    for (Waves.Kind kind : wave.kinds()) {
      try {
        text(wave.notice(), kind);
      } catch (IllegalArgumentException e) {
        // It names the field, never the value.
        unmade.add(
            "%s of %s to the %s in %s: %s"
                .formatted(
                    kind.channel().code(), kind.level(), kind.to(), kind.tag(), e.getMessage()));
      }
    }
    return unmade;
  }

  /**
   * Segments of an SMS, 1 for an email; empty when the text is not there, not in force, or cannot
   * be made.
   */
  Optional<Integer> units(String notice, Waves.Kind kind) {
    if (kind.channel() == Channel.EMAIL) {
      return Optional.of(1);
    }
    try {
      return text(notice, kind).map(text -> Segments.count(text.text()).segments());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * @return empty when it is not there or not in force
   * @throws IllegalArgumentException as {@link Renderer#render}
   */
  private Optional<Rendered> text(String notice, Waves.Kind kind) {
    Level level = Level.valueOf(kind.level());
    TextKey key = new TextKey(Owner.of(kind.to()), kind.channel(), level);
    Senders.Identity sender = senders.of(level);
    return policy
        .notice(notice)
        .flatMap(rules -> rules.sets(TextLanguages.of(kind.tag())))
        .filter(sets -> sets.stream().allMatch(set -> set.usable(key)))
        .map(
            sets ->
                Renderer.render(
                    sets,
                    key,
                    set ->
                        new Fields(
                            sender.name(),
                            sender.organisation(),
                            NAME,
                            null,
                            sender.callbackPhone(),
                            sender.callbackHours(),
                            "ESTIMATE00000000")));
  }
}
