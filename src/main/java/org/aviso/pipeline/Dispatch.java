package org.aviso.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.aviso.config.Setting;
import org.aviso.config.Settings;
import org.aviso.delivery.Pace;
import org.aviso.ledger.Attempts;
import org.aviso.ledger.Attempts.Claim;
import org.aviso.outcome.Judgement;
import org.aviso.outcome.News;
import org.aviso.outcome.Reason;
import org.aviso.template.Channel;

/**
 * Claims due attempts straight from the ledger, within each channel's pace, under the rules now in
 * force.
 */
final class Dispatch implements DueFeed, Attempts.Gate {
  private final Attempts attempts;
  private final AtomicReference<Policy> policy;
  private final Duration lease;
  private final Set<Long> held = ConcurrentHashMap.newKeySet();
  private final Map<Channel, Pace> paces = new EnumMap<>(Channel.class);
  private final Map<Channel, Integer> perDay = new EnumMap<>(Channel.class);
  private final BooleanSupplier changing;
  private final CostLimit cost;
  private final boolean seeded;
  private final Outages outages;
  private volatile boolean stopped;
  private long renewed = System.nanoTime();

  /**
   * @param cost of a day's messages
   * @param seeded texts go to staff's own addresses as well
   * @param changing true while nothing may leave: the rules are being written, so that nobody knows
   *     them, or somebody's decision waits to be taken
   */
  Dispatch(
      Attempts attempts,
      AtomicReference<Policy> policy,
      Settings settings,
      CostLimit cost,
      boolean seeded,
      Outages outages,
      BooleanSupplier changing) {
    this.outages = outages;
    this.changing = changing;
    this.cost = cost;
    this.seeded = seeded;
    this.attempts = attempts;
    this.policy = policy;
    this.lease = settings.get(Setting.LEASE);
    perDay.put(Channel.SMS, limit(settings.get(Setting.SMS_PER_DAY)));
    perDay.put(Channel.EMAIL, limit(settings.get(Setting.EMAIL_PER_DAY)));
    paces.put(
        Channel.SMS,
        new Pace(settings.get(Setting.SMS_PER_SECOND), settings.get(Setting.SMS_IN_FLIGHT)));
    paces.put(
        Channel.EMAIL,
        new Pace(settings.get(Setting.EMAIL_PER_SECOND), settings.get(Setting.EMAIL_IN_FLIGHT)));
  }

  private static int limit(int perDay) {
    return perDay == Integer.MAX_VALUE ? 0 : perDay;
  }

  @Override
  public Set<Channel> channels() {
    return paces.keySet();
  }

  @Override
  public int permits(Channel channel) {
    Pace pace = paces.get(channel);
    return outages.permits(channel, pace.permits(System.nanoTime()), pace.flying());
  }

  /** Claims no more. */
  void stop() {
    stopped = true;
  }

  @Override
  public List<Claim> claim(Map<Channel, Integer> permits) {
    return stopped || changing.getAsBoolean() ? List.of() : attempts.claim(permits, lease, this);
  }

  /** Goes on holding what the workers hold; often enough that a lease never ends under one. */
  FeedLoop.Next renew() {
    if (renewed + lease.toNanos() / 4 - System.nanoTime() <= 0) {
      renewed = System.nanoTime();
      attempts.renew(held(), lease);
    }
    return FeedLoop.Next.WATCHING;
  }

  /** Attempts a worker holds now. */
  Set<Long> held() {
    return Set.copyOf(held);
  }

  boolean holds() {
    return !held.isEmpty();
  }

  @Override
  public long start(Claim claim) {
    long wait = paces.get(claim.channel()).start(System.nanoTime());
    held.add(claim.attempt());
    return wait;
  }

  @Override
  public void done(Claim claim) {
    held.remove(claim.attempt());
    paces.get(claim.channel()).done();
  }

  @Override
  public boolean mayBegin() {
    return attempts.recordable();
  }

  @Override
  public void notBegun(Claim claim) {
    answered(claim, News.NOT_HANDED_OVER, Reason.NOT_HANDED_OVER);
  }

  @Override
  public void broken(Claim claim) {
    answered(claim, News.NO_ANSWER, Reason.NO_ANSWER);
  }

  private void answered(Claim claim, News news, Reason reason) {
    attempts.answered(claim, new Judgement(news, reason, null, null), null, null).join();
  }

  @Override
  public String policy(String notice) {
    // Nothing was ever planned under the empty digest: while the rules change, nothing leaves.
    return changing.getAsBoolean() ? "" : policy.get().digest();
  }

  @Override
  public boolean superseded(String notice) {
    return policy.get().supersededBy(notice).isPresent();
  }

  @Override
  public long perDay(Channel channel) {
    return perDay.get(channel);
  }

  @Override
  public long costPerDay() {
    return cost.perDay();
  }

  @Override
  public long cost(Attempts.Text text) {
    return cost.of(text);
  }

  @Override
  public boolean seeded() {
    return seeded;
  }

  /** Whether nothing is claimed for now. */
  boolean standing() {
    return stopped || changing.getAsBoolean();
  }

  /** A place in flight and a start at the channel's pace; how long to wait, in nanoseconds. */
  long start(Channel channel) {
    return paces.get(channel).start(System.nanoTime());
  }

  /** Gives that place back. */
  void done(Channel channel) {
    paces.get(channel).done();
  }

  @Override
  public Instant sendUntil(String notice) {
    return policy.get().notice(notice).map(Policy.NoticeRules::sendUntil).orElse(null);
  }
}
