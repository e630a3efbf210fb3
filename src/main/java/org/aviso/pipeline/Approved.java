package org.aviso.pipeline;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
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

  /**
   * @param drafts targets of texts that are placeholders
   */
  List<Finding> findings(Set<String> drafts) {
    List<Finding> findings = new ArrayList<>(inForce.findings());
    SortedMap<String, List<String>> unsigned = new TreeMap<>();
    drafts.stream()
        .sorted()
        .filter(target -> inForce.standings().get(target).state() == Standing.State.UNAPPROVED)
        .forEach(
            target ->
                unsigned
                    .computeIfAbsent(whole(target), one -> new ArrayList<>())
                    .add(target.substring(target.lastIndexOf('/') + 1)));
    unsigned.forEach(
        (notice, tags) ->
            findings.add(
                new Finding(
                    notice,
                    0,
                    String.join(", ", tags)
                        + (tags.size() == 1 ? ": a draft" : ": drafts")
                        + " (placeholder: true in meta.yaml), not signed, and inert",
                    "put the certified text in, take placeholder out, then sign; a signed draft"
                        + " serves to try the sandbox, and live mode refuses to run with it")));
    inForce
        .standings()
        .forEach(
            (target, standing) -> {
              boolean said =
                  unsigned.containsKey(target)
                      ? onlyDrafts(target, unsigned.get(target))
                      : unsigned.getOrDefault(whole(target), List.of()).stream()
                          .anyMatch(tag -> target.endsWith("/" + tag));
              if (!standing.inForce() && !said) {
                findings.add(
                    new Finding(
                        target,
                        0,
                        "is "
                            + standing.state().code()
                            + ", and inert: "
                            + String.join("; ", standing.reasons()),
                        !inForce.unpinned().isEmpty()
                            ? inForce.rollMend()
                            : "counsel looks at it (aviso approvals) and approves it"));
              }
            });
    return findings;
  }

  private static String whole(String target) {
    return target.substring(0, Math.max(0, target.lastIndexOf('/')));
  }

  /** Nothing of the notice's texts is wrong but that its drafts are not signed. */
  private boolean onlyDrafts(String notice, List<String> drafts) {
    return inForce.standings().values().stream()
        .filter(one -> one.target().startsWith(notice + "/") && !one.inForce())
        .allMatch(one -> drafts.contains(one.target().substring(notice.length() + 1)));
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
