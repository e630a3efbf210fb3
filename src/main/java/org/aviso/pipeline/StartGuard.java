package org.aviso.pipeline;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.aviso.ledger.Waves;
import org.aviso.ledger.Widenings;
import org.aviso.routing.approval.InForce;
import org.aviso.routing.approval.SignedAct;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies what counsel let go with a key, at the service's start, whenever the rules change, and
 * every few seconds: the starts of the waves that run, and single cases that were widened. A wave
 * whose start was tampered with or is missing, whose counsel was revoked since, or that lets go
 * what was not signed, stands until another one is signed; a case that was lifted without a good
 * signature is bound again.
 */
final class StartGuard {
  private static final Logger LOG = LoggerFactory.getLogger(StartGuard.class);
  private static final Duration EVERY = Duration.ofSeconds(2);

  /** Reading all that was let go takes a second a million messages: one fiftieth of the time. */
  private static final int REST = 50;

  private final Waves waves;
  private final Widenings widenings;
  private final AtomicReference<Policy> policy;
  private final Predicate<String> atOnce;
  private volatile Policy checked;
  private volatile long checkedAt;
  private long readNext = System.nanoTime();
  private final Map<SignedAct, Optional<String>> faults = new HashMap<>();

  /**
   * @param atOnce the notices whose waves go without a start
   */
  StartGuard(
      Waves waves, Widenings widenings, AtomicReference<Policy> policy, Predicate<String> atOnce) {
    this.waves = waves;
    this.widenings = widenings;
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
      long begun = System.nanoTime();
      boolean reading = behind() || begun - readNext >= 0;
      for (Waves.Start start : waves.running()) {
        Release.fault(inForce, start)
            .or(() -> reading ? Release.changed(waves, start) : Optional.empty())
            .ifPresent(
                why -> {
                  LOG.error("The start of wave {} does not hold: {}", start.wave(), why);
                  waves.startVoid(start.wave());
                });
      }
      if (behind()) {
        faults.clear();
      }
      widenings.verify(act -> faults.computeIfAbsent(act, inForce::fault));
      if (reading) {
        long ended = System.nanoTime();
        readNext = ended + (ended - begun) * REST;
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
