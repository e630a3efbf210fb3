package org.aviso.pipeline;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.aviso.config.Finding;
import org.aviso.ledger.Event;
import org.aviso.ledger.Ledger;
import org.aviso.routing.RelayBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says at the start, and when counsel's files change, that a line of a batch names nobody who is
 * known: in the log each time, as an alarm once.
 */
final class UnknownRelays {
  private static final Logger LOG = LoggerFactory.getLogger(UnknownRelays.class);
  private static final String UNKNOWN = "relay_unknown";

  private final Ledger ledger;
  private final AtomicReference<Policy> policy;
  private String seen;

  UnknownRelays(Ledger ledger, AtomicReference<Policy> policy) {
    this.ledger = ledger;
    this.policy = policy;
  }

  void look() {
    Policy now = policy.get();
    if (now.digest().equals(seen)) {
      return;
    }
    RelayLines lines = new RelayLines(ledger, now);
    for (RelayBatch batch : now.batches()) {
      List<Finding> unknown = lines.unknown(batch);
      if (!unknown.isEmpty()) {
        say(batch, unknown);
      }
    }
    seen = now.digest();
  }

  private void say(RelayBatch batch, List<Finding> unknown) {
    // A batch's name is counsel's own word and may be personal: the digest stands for it.
    String detail =
        "{\"batch\":\"%s\",\"lines\":%s}"
            .formatted(
                batch.digest().substring(0, 12), unknown.stream().map(Finding::line).toList());
    if (ledger.records().announced(UNKNOWN, detail).isEmpty()) {
      ledger.record(Event.ofService("alarm", UNKNOWN, detail));
    }
    unknown.forEach(finding -> LOG.error("{}", finding));
  }
}
