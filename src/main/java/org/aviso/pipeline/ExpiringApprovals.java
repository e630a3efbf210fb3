package org.aviso.pipeline;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.aviso.ledger.Event;
import org.aviso.ledger.Ledger;
import org.aviso.routing.approval.Standing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says 30, 14, 7 and 2 days before an approval in force ends that it does, once each. */
final class ExpiringApprovals {
  private static final Logger LOG = LoggerFactory.getLogger(ExpiringApprovals.class);
  private static final String EXPIRING = "approval_expiring";
  private static final List<Integer> DAYS = List.of(2, 7, 14, 30);

  private final Ledger ledger;
  private final AtomicReference<Policy> policy;
  private final Clock clock;
  private final Set<String> told = new HashSet<>();

  ExpiringApprovals(Ledger ledger, AtomicReference<Policy> policy, Clock clock) {
    this.ledger = ledger;
    this.policy = policy;
    this.clock = clock;
  }

  void look() {
    Approved approved = policy.get().approved();
    if (approved == null) {
      return;
    }
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    approved.inForce().standings().values().stream()
        .filter(Standing::inForce)
        .filter(standing -> standing.approval() != null)
        .forEach(standing -> look(standing, ChronoUnit.DAYS.between(today, standing.expires())));
  }

  private void look(Standing standing, long left) {
    DAYS.stream()
        .filter(days -> left <= days)
        .findFirst()
        .ifPresent(
            days -> {
              // A target's name is counsel's own word and may be personal: the id stands for it.
              String detail =
                  "{\"approval\":\"%s\",\"expires\":\"%s\",\"days\":%d}"
                      .formatted(standing.approval(), standing.expires(), days);
              if (told.add(detail) && ledger.records().announced(EXPIRING, detail).isEmpty()) {
                ledger.record(Event.ofService("alarm", EXPIRING, detail));
                LOG.error(
                    "Approval {} ends with {}: counsel renews it with approve --renew",
                    standing.approval(),
                    standing.expires());
              }
            });
  }
}
