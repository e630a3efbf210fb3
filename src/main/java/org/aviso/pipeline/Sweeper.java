package org.aviso.pipeline;

import com.twilio.http.TwilioRestClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.aviso.config.SteadyClock;
import org.aviso.delivery.sms.TwilioLookup;
import org.aviso.ledger.Attempts;
import org.aviso.ledger.Attempts.InDoubt;
import org.aviso.ledger.Waves;
import org.aviso.outcome.Receipt;
import org.aviso.person.Contact;
import org.aviso.person.Dossier;
import org.aviso.template.Channel;

/**
 * What time alone changes. Receipts that never came make an attempt unconfirmed; a text in doubt is
 * looked for at the provider, and counts as absent only when two complete readings, the settling
 * time after the claim, did not show it.
 */
final class Sweeper {
  private static final int BATCH = 100;

  private final Attempts attempts;
  private final Waves waves;
  private final Clock clock;
  private final TwilioLookup lookup;
  private final Rerender rerender;
  private final Duration receiptDeadline;
  private final Duration settle;
  private final Duration providerTimeout;
  private final Supplier<Set<Long>> held;
  private final Instant remembersSince;
  private final Supplier<Map<String, Instant>> ends;
  private final Clock machine = SteadyClock.ofThisProcess();
  private final Map<Long, Attempts.Hold> absentOnce = new ConcurrentHashMap<>();

  /** The text an attempt was, or would have been, sent with; null when it cannot be made again. */
  interface Rerender {
    String text(InDoubt doubtful, Dossier dossier);
  }

  /**
   * @param clock the case's; all else here goes by the machine's
   * @param settle how long absence at the provider is no proof
   * @param held attempts a worker of this process holds
   * @param remembersSince what was claimed before then the provider cannot know of, so its list
   *     proves nothing
   * @param ends by notice, the moment from which on nothing of it leaves
   */
  Sweeper(
      Attempts attempts,
      Waves waves,
      Clock clock,
      TwilioRestClient client,
      Rerender rerender,
      Duration receiptDeadline,
      Duration settle,
      Duration providerTimeout,
      Supplier<Set<Long>> held,
      Instant remembersSince,
      Supplier<Map<String, Instant>> ends) {
    this.ends = ends;
    this.attempts = attempts;
    this.waves = waves;
    this.clock = clock;
    this.lookup = new TwilioLookup(client, Duration.ofMinutes(2));
    this.rerender = rerender;
    this.receiptDeadline = receiptDeadline;
    this.settle = settle;
    this.providerTimeout = providerTimeout;
    this.held = held;
    this.remembersSince = remembersSince;
  }

  public void sweep() {
    attempts.leasesEnded(held.get());
    attempts.overdue(receiptDeadline);
    attempts.expire(ends.get());
    waves.standstill(clock.instant());
    settleTexts();
  }

  /** Looks every text in doubt up once. */
  void settleTexts() {
    long after = 0;
    List<InDoubt> batch = attempts.inDoubt(Channel.SMS, after, BATCH);
    while (!batch.isEmpty()) {
      for (InDoubt doubtful : batch) {
        try {
          settle(doubtful);
        } catch (RuntimeException e) {
          // One that cannot be looked up keeps none of the others waiting.
          Breakages.note("looking up attempt " + doubtful.attempt(), e);
        }
        after = doubtful.attempt();
      }
      batch = attempts.inDoubt(Channel.SMS, after, BATCH);
    }
  }

  private void settle(InDoubt doubtful) {
    if (doubtful.claimedAt().isBefore(remembersSince)) {
      return;
    }
    Dossier dossier = attempts.dossier(doubtful);
    String to =
        dossier.contacts().stream()
            .filter(c -> c.id().equals(doubtful.contact()))
            .map(Contact::value)
            .findFirst()
            .orElseThrow();
    String body = rerender.text(doubtful, dossier);
    if (body == null) {
      return;
    }
    TwilioLookup.Finding finding =
        lookup.find(
            new TwilioLookup.Doubt(to, body, doubtful.claimedAt()),
            sid -> attempts.owned(sid, doubtful.attempt()));
    if (finding instanceof TwilioLookup.Finding.Found found) {
      Receipt shown = new Receipt(found.messageSid(), null, found.status(), found.errorCode());
      attempts.found(doubtful, shown.found(), found.messageSid());
      absentOnce.remove(doubtful.attempt());
    } else if (finding instanceof TwilioLookup.Finding.Absent) {
      absent(doubtful);
    } else {
      absentOnce.remove(doubtful.attempt());
    }
  }

  private void absent(InDoubt doubtful) {
    // By the machine's clock, from the later of the provider's time-out and the lease's end.
    Instant now = machine.instant();
    Instant answered = doubtful.claimedAt().plus(providerTimeout);
    Instant from = answered.isAfter(doubtful.leaseUntil()) ? answered : doubtful.leaseUntil();
    if (now.isBefore(from.plus(settle))) {
      return;
    }
    // A reading counts for the claim it was made of: another process may have claimed it since.
    Attempts.Hold of = absentOnce.put(doubtful.attempt(), doubtful.hold());
    if (doubtful.hold().equals(of)) {
      attempts.absent(doubtful);
      absentOnce.remove(doubtful.attempt());
    }
  }
}
