package org.aviso.pipeline;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.aviso.ledger.Waves;
import org.aviso.routing.approval.InForce;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies the starts of the waves that run: at the service's start, whenever the rules change, and
 * every few seconds. A wave whose start was tampered with or is missing, or whose counsel was
 * revoked since, stands until another one is signed.
 */
final class StartGuard {
  private static final Logger LOG = LoggerFactory.getLogger(StartGuard.class);
  private static final Duration EVERY = Duration.ofSeconds(2);

  private final Waves waves;
  private final AtomicReference<Policy> policy;
  private final Predicate<String> atOnce;
  private volatile Policy checked;
  private volatile long checkedAt;

  /**
   * @param atOnce the notices whose waves go without a start
   */
  StartGuard(Waves waves, AtomicReference<Policy> policy, Predicate<String> atOnce) {
    this.waves = waves;
    this.policy = policy;
    this.atOnce = atOnce;
  }

  /** Whether rules are in force by which the starts were not verified yet: nothing is claimed. */
  boolean behind() {
    return checked != policy.get();
  }

  void look() {
    if (!behind() && System.nanoTime() - checkedAt < EVERY.toNanos()) {
      return;
    }
    Policy now = policy.get();
    // Where no roll is in force nothing is, and by what is not there nobody is found false.
    if (now.approved() != null && now.approved().inForce().roll().isPresent()) {
      InForce inForce = now.approved().inForce();
      for (Waves.Start start : waves.running()) {
        Release.fault(inForce, start)
            .ifPresent(
                why -> {
                  LOG.error("The start of wave {} does not hold: {}", start.wave(), why);
                  waves.startVoid(start.wave());
                });
      }
    }
    waves
        .unsigned()
        .forEach(
            (wave, notice) -> {
              if (!atOnce.test(notice)) {
                LOG.error("The start of wave {} does not hold: nobody signed one", wave);
                waves.startVoid(wave);
              }
            });
    checked = now;
    checkedAt = System.nanoTime();
  }
}
