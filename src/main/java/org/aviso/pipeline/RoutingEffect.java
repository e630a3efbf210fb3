package org.aviso.pipeline;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.aviso.config.Setting;
import org.aviso.config.Settings;
import org.aviso.ledger.LedgerAddress;
import org.aviso.ledger.Plans.EntryPlan;
import org.aviso.ledger.Plans.EntryToPlan;
import org.aviso.outcome.RetryPolicy;
import org.aviso.outcome.Schedule;
import org.aviso.person.ContactId;
import org.aviso.person.HoldReason;
import org.aviso.routing.Decision;
import org.aviso.routing.PlannedStep;
import org.aviso.routing.Routing;
import org.aviso.routing.RoutingFile;
import org.aviso.routing.approval.Standing;
import org.aviso.template.Channel;
import org.aviso.template.Level;
import org.aviso.template.TextLanguages;

/**
 * What a counsel's signature under a routing would change, beside the version approved last; all
 * else as it is in force. What was sent already is in neither.
 *
 * @param entries of the notice
 * @param changed those whose plan, holds, messages or tasks would be others
 * @param added messages, of all steps, that the version before would not send
 * @param cancelled messages that it would, and this one does not
 * @param compared false: no earlier version is known, and nothing is in force without this one
 */
public record RoutingEffect(
    long entries, long changed, long added, long cancelled, boolean compared) {
  private static final int PAGE = 500;
  private static final String ROUTING = "routing/";

  /** One message, whenever its turn comes. */
  private record Message(
      String step, ContactId contact, Channel channel, Level level, TextLanguages languages) {}

  /** What one version of the rules makes of an entry. */
  private record Outlook(
      String plan, List<HoldReason> holds, Set<Message> messages, Set<String> tasks) {}

  /**
   * @param desk null where there is no ledger, and so nobody whom it could concern
   * @param policy with the routing as it is now, signed or not
   * @return empty for a target that is no sound routing
   */
  public static Optional<RoutingEffect> of(Desk desk, Policy policy, String target) {
    if (!target.startsWith(ROUTING)) {
      return Optional.empty();
    }
    Routing now = policy.routings().get(target.substring(ROUTING.length()));
    if (now == null) {
      return Optional.empty();
    }
    Optional<Routing> before = approvedLast(policy, target);
    if (desk == null) {
      return Optional.of(new RoutingEffect(0, 0, 0, 0, before.isPresent()));
    }
    return Optional.of(
        counted(
            desk,
            now.notice(),
            before.map(policy::asIfSigned).orElse(policy),
            policy.asIfSigned(now),
            before.isPresent()));
  }

  /** What the ledger of a desk is asked, where there is one. */
  public static Optional<RoutingEffect> of(
      Path root, Settings settings, Policy policy, String target) {
    if (!target.startsWith(ROUTING)) {
      return Optional.empty();
    }
    if (!LedgerAddress.refused(settings).isEmpty() || !LedgerAddress.exists(settings)) {
      return of(null, policy, target);
    }
    try (Desk desk = Desk.open(root, settings, "approvals")) {
      return of(desk, policy, target);
    }
  }

  private static Optional<Routing> approvedLast(Policy policy, String target) {
    Standing standing = policy.approved().inForce().standings().get(target);
    if (standing == null || standing.approved() == null) {
      return Optional.empty();
    }
    return policy
        .approved()
        .folder()
        .kept(standing.approved())
        .map(bytes -> RoutingFile.of(bytes, target))
        .map(file -> file instanceof RoutingFile.Sound sound ? sound.routing() : null);
  }

  private static RoutingEffect counted(
      Desk desk, String notice, Policy before, Policy after, boolean compared) {
    Planning planning =
        new Planning(
            desk.ledger().plans(),
            new AtomicReference<>(after),
            desk.reader(),
            new Schedule(new RetryPolicy(desk.settings().get(Setting.RETRY_DELAYS), () -> 0)),
            desk.clock(),
            () -> false);
    long entries = 0;
    long changed = 0;
    long added = 0;
    long cancelled = 0;
    long last = 0;
    List<EntryToPlan> page = desk.ledger().plans().page(notice, last, PAGE);
    while (!page.isEmpty()) {
      for (EntryToPlan entry : page) {
        Outlook was = outlook(desk, planning, before, entry);
        Outlook will = outlook(desk, planning, after, entry);
        entries++;
        changed += was.equals(will) ? 0 : 1;
        added += will.messages().stream().filter(m -> !was.messages().contains(m)).count();
        cancelled += was.messages().stream().filter(m -> !will.messages().contains(m)).count();
        last = entry.entry();
      }
      page = desk.ledger().plans().page(notice, last, PAGE);
    }
    return new RoutingEffect(entries, changed, added, cancelled, compared);
  }

  private static Outlook outlook(Desk desk, Planning planning, Policy policy, EntryToPlan entry) {
    EntryPlan plan = planning.plan(policy, entry);
    Set<Message> messages = new HashSet<>();
    Set<String> tasks = new HashSet<>();
    if (plan.plan() != null
        && policy
                .notice(entry.notice())
                .orElseThrow()
                .decide(
                    planning.asCase(
                        policy, entry, desk.reader().read(entry.dossier()), desk.clock().instant()))
            instanceof Decision.Planned planned) {
      for (PlannedStep step : planned.steps()) {
        if (step.task() != null) {
          tasks.add(step.id());
        }
        step.messages().stream()
            .filter(m -> !tried(entry, step.id(), m.contact()))
            .forEach(
                m ->
                    messages.add(
                        new Message(
                            step.id(), m.contact(), m.channel(), m.level(), m.languages())));
      }
    }
    return new Outlook(plan.plan(), plan.holds(), messages, tasks);
  }

  private static boolean tried(EntryToPlan entry, String step, ContactId contact) {
    return entry.history().stream()
        .anyMatch(
            fact ->
                fact.step().equals(step)
                    && fact.contact().equals(contact)
                    && Planning.TRIED.contains(fact.state()));
  }
}
