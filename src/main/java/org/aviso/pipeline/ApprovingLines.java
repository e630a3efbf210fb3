package org.aviso.pipeline;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.aviso.config.Finding;
import org.aviso.routing.RelayBatch;
import org.aviso.routing.Routing;

/**
 * The lines of counsel's batches that approve a contact, held against the day and the routings:
 * what {@code relays import} refuses or remarks, of batches somebody wrote by hand.
 */
final class ApprovingLines {
  private final Collection<RelayBatch> batches;
  private final Collection<Routing> routings;
  private final LocalDate today;

  ApprovingLines(Collection<RelayBatch> batches, Collection<Routing> routings, LocalDate today) {
    this.batches = batches;
    this.routings = routings;
    this.today = today;
  }

  /** What does not come about as it is written. */
  List<Finding> findings(Predicate<String> targets) {
    List<Finding> findings = new ArrayList<>();
    each(
        targets,
        (batch, line, entry) -> {
          if (entry.consent() != null
              && entry.consent().date() != null
              && entry.consent().date().isAfter(today)) {
            findings.add(
                batch.finding(
                    line,
                    "consent of " + entry.consent().date() + " is still to come",
                    "write when it was given"));
          }
          String capping =
              routings.stream()
                  .filter(
                      routing ->
                          routing.levels().relay() == null
                              || entry.level().above(routing.levels().relay()))
                  .map(
                      routing ->
                          "routing/%s (levels.relay: %s)"
                              .formatted(
                                  routing.notice(),
                                  routing.levels().relay() == null
                                      ? "none"
                                      : routing.levels().relay()))
                  .collect(Collectors.joining(", "));
          if (!capping.isEmpty()) {
            findings.add(
                batch.finding(
                    line,
                    "level %s is more than %s allows relays; that counts"
                        .formatted(entry.level().shown(), capping),
                    "write the lower level, or raise it there"));
          }
        });
    return findings;
  }

  /** What was in force once, which no longer is. */
  List<Finding> over(Predicate<String> targets) {
    List<Finding> over = new ArrayList<>();
    each(
        targets,
        (batch, line, entry) -> {
          LocalDate revoked = entry.consent() == null ? null : entry.consent().revoked();
          if (revoked != null && !today.isBefore(revoked)) {
            over.add(
                batch.finding(
                    line,
                    "consent was revoked on "
                        + revoked
                        + ": the line approves nothing, nor is the contact approved as a kind",
                    "leave it as it is, unless there is a new consent"));
          } else if (entry.expires() != null && today.isAfter(entry.expires())) {
            over.add(
                batch.finding(
                    line,
                    "expires "
                        + entry.expires()
                        + " is over: the line approves nothing, its level counts on",
                    "write a day to come, if it is still to approve"));
          }
        });
    return over;
  }

  private interface Line {
    void of(RelayBatch batch, int line, RelayBatch.Entry entry);
  }

  private void each(Predicate<String> targets, Line asked) {
    for (RelayBatch batch : batches) {
      for (int i = 0; targets.test(batch.target()) && i < batch.entries().size(); i++) {
        RelayBatch.Entry entry = batch.entries().get(i);
        if (!entry.veto() && entry.level() != null) {
          asked.of(batch, i, entry);
        }
      }
    }
  }
}
