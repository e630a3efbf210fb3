package org.aviso.pipeline;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.aviso.config.Finding;
import org.aviso.routing.CounselFolder;
import org.aviso.routing.RelayBatch;
import org.aviso.routing.Routing;
import org.aviso.routing.approval.ApprovalFolder;
import org.aviso.routing.approval.InForce;
import org.aviso.routing.approval.Remembered;
import org.aviso.routing.approval.Standing;
import org.aviso.routing.approval.Target;
import org.aviso.template.Level;
import org.aviso.template.TemplateLibrary;

/**
 * Counsel's signatures, held against the very bytes that were read for the rules.
 *
 * @param folder the approvals as they were read with them
 * @param targets what there is to approve, the roll excepted
 * @param supposed targets that count as signed though they may not be: for looking at what a
 *     signature would change, never for sending
 */
public record Approved(
    ApprovalFolder folder, List<Target> targets, InForce inForce, Set<String> supposed) {
  public Approved {
    targets = List.copyOf(targets);
    supposed = Set.copyOf(supposed);
  }

  /**
   * By so much the clocks of two machines may differ, or a sandbox's from one start to the next.
   */
  private static final Duration SKEW = Duration.ofMinutes(5);

  static Approved of(
      ApprovalFolder folder,
      List<Target> targets,
      InForce.Moment moment,
      Set<String> pinned,
      Remembered remembered) {
    return new Approved(
        folder, targets, InForce.of(folder, targets, moment, pinned, remembered), Set.of());
  }

  /** A sandbox's clock may be behind the one the signature was dated by: the later one counts. */
  static InForce.Moment moment(Clock clock) {
    Instant now = clock.instant();
    Instant machine = Instant.now();
    return new InForce.Moment(now, (now.isAfter(machine) ? now : machine).plus(SKEW));
  }

  /** What somebody typed, with nothing in it that a terminal obeys. */
  static String visible(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
  }

  boolean is(String target) {
    return inForce.inForce(target) || supposed.contains(target);
  }

  /** Whether a batch of exactly these bytes is in force. */
  boolean isBatch(String digest) {
    return targets.stream()
        .anyMatch(
            target ->
                target.name().startsWith("relays/")
                    && target.digest().equals(digest)
                    && is(target.name()));
  }

  /** Changes whenever something comes into force or ceases to be. */
  String inForceNow() {
    return inForce.standings().values().stream()
        .filter(Standing::inForce)
        .map(standing -> standing.target() + "=" + standing.approved())
        .collect(Collectors.joining(" ", "", supposed.isEmpty() ? "" : " supposing " + supposed));
  }

  Approved supposing(Set<String> signed) {
    return new Approved(folder, targets, inForce, signed);
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>(inForce.findings());
    inForce
        .standings()
        .forEach(
            (target, standing) -> {
              if (!standing.inForce()) {
                findings.add(
                    new Finding(
                        target,
                        0,
                        "is "
                            + standing.state().code()
                            + ", and inert: "
                            + String.join("; ", standing.reasons()),
                        "counsel looks at it (aviso approvals) and approves it"));
              }
            });
    return findings;
  }

  static List<Target> targets(CounselFolder counsel, TemplateLibrary templates) {
    List<Target> targets = new ArrayList<>();
    Set<String> ofTwo = new HashSet<>();
    counsel.relays().batches().stream()
        .filter(batch -> batch.entries().stream().anyMatch(Approved::saysMuch))
        .forEach(batch -> ofTwo.add("relays/" + batch.name()));
    counsel.routings().values().stream()
        .filter(Approved::saysMuchToAKind)
        .forEach(routing -> ofTwo.add("routing/" + routing.notice()));
    counsel
        .digests()
        .forEach(
            (name, digest) ->
                targets.add(new Target(name, digest, ofTwo.contains(name) ? InForce.TWO : 1)));
    for (String notice : templates.notices()) {
      templates
          .languages(notice)
          .forEach(
              (tag, set) ->
                  targets.add(new Target("templates/" + notice + "/" + tag, set.digest(), 1)));
    }
    return List.copyOf(targets);
  }

  private static boolean saysMuch(RelayBatch.Entry entry) {
    return !entry.veto() && entry.level().above(Level.L1);
  }

  private static boolean saysMuchToAKind(Routing routing) {
    Level most = routing.levels().relay();
    return most != null
        && most.above(Level.L1)
        && routing.relay().relations().values().stream().anyMatch(kind -> kind.above(Level.L1));
  }
}
