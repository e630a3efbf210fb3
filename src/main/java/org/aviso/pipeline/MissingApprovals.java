package org.aviso.pipeline;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.aviso.ledger.Event;
import org.aviso.ledger.Ledger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raises an alarm when what counsel signed last, or took back, is gone: once each time, and at
 * every start.
 */
final class MissingApprovals {
  private static final Logger LOG = LoggerFactory.getLogger(MissingApprovals.class);

  private final Ledger ledger;
  private final AtomicReference<Policy> policy;
  private Set<String> told = Set.of();

  MissingApprovals(Ledger ledger, AtomicReference<Policy> policy) {
    this.ledger = ledger;
    this.policy = policy;
  }

  void look() {
    Approved approved = policy.get().approved();
    if (approved == null) {
      return;
    }
    Set<String> missing = approved.inForce().missing();
    for (String one : missing) {
      if (!told.contains(one)) {
        // A target's name is counsel's own word and may be personal: the id stands for it.
        ledger.record(
            Event.ofService("alarm", "approval_gone", "{\"approval\":\"%s\"}".formatted(one)));
        LOG.error("{} was in approvals/ and is gone: see aviso approvals", one);
      }
    }
    told = new TreeSet<>(missing);
  }
}
