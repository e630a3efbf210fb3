package org.aviso.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aviso.ledger.Attempts.Hold;
import org.aviso.ledger.Attempts.SentWith;
import org.aviso.outcome.AttemptState;
import org.aviso.outcome.Judgement;
import org.aviso.outcome.News;
import org.aviso.outcome.Reason;
import org.aviso.outcome.Transitions;
import org.aviso.template.Channel;

/**
 * Moves attempts by what is told of them, along the transition table, each with its event and with
 * what follows for its entry, its contact, its channel and its wave. Many are moved in as few
 * statements as one.
 */
final class AttemptMoves {
  /** The same try, so that a dead server is not hammered. */
  private static final Duration A_LITTLE_LATER = Duration.ofSeconds(5);

  /** A provider's id stays the first one, what is not told stays as it was. */
  private static final String KEPT =
      "UPDATE attempts SET provider_id = coalesce(provider_id, ?), template_digest = coalesce(?,"
          + " template_digest), text_digest = coalesce(?, text_digest)";

  private AttemptMoves() {}

  /**
   * What is told of an attempt.
   *
   * @param kind of the event that says so
   * @param of the claim it came of; null when it holds whichever claim stands
   * @param providerId null when it names none
   * @param sentWith null when nothing was handed over
   */
  record Told(
      String kind,
      long attempt,
      Hold of,
      Judgement judgement,
      String providerId,
      SentWith sentWith) {
    /** What holds whichever claim stands. */
    static Told of(String kind, long attempt, Judgement judgement, String providerId) {
      return new Told(kind, attempt, null, judgement, providerId, null);
    }

    private Reason reason() {
      return judgement.reason();
    }

    private Object[] kept(Object... more) {
      Object[] values = new Object[3 + more.length];
      values[0] = providerId;
      values[1] = sentWith == null ? null : sentWith.templateDigest();
      values[2] = sentWith == null ? null : sentWith.textDigest();
      System.arraycopy(more, 0, values, 3, more.length);
      return values;
    }
  }

  /** An attempt as it stands. */
  private record Standing(
      AttemptState state,
      Hold hold,
      long entry,
      long person,
      int contact,
      String providerId,
      Channel channel) {
    static Standing read(ResultSet r) throws SQLException {
      return new Standing(
          AttemptState.of(r.getString("state")),
          Hold.read(r),
          r.getLong("entry_id"),
          r.getLong("person_id"),
          r.getInt("contact"),
          r.getString("provider_id"),
          Channel.of(r.getString("channel")));
    }
  }

  /**
   * The provider is known to have it: it left, whatever its row says, and leaves no second time.
   */
  static void hasLeft(Transaction tx, long attempt) {
    Judgement left = new Judgement(News.REPORTED_FATE_UNKNOWN, Reason.FATE_UNKNOWN, null, null);
    apply(tx, Told.of("attempt", attempt, left, null));
  }

  /** The state it is in after what was told; empty when that was not applied. */
  static Optional<AttemptState> apply(Transaction tx, Told told) {
    return apply(tx, List.of(told)).get(0);
  }

  /** Of each, in the order told. */
  static List<Optional<AttemptState>> apply(Transaction tx, List<Told> all) {
    List<Optional<AttemptState>> states = new ArrayList<>(all.size());
    Set<Long> attempts = new HashSet<>();
    int from = 0;
    for (int i = 0; i < all.size(); i++) {
      if (!attempts.add(all.get(i).attempt)) {
        // The second of one attempt finds it as the first left it.
        states.addAll(new Step(tx).apply(all.subList(from, i)));
        attempts.clear();
        attempts.add(all.get(i).attempt);
        from = i;
      }
    }
    states.addAll(new Step(tx).apply(all.subList(from, all.size())));
    return states;
  }

  /** What is told of different attempts. */
  private static final class Step {
    private final Transaction tx;
    private final List<Object[]> moves = new ArrayList<>();
    private final List<Object[]> kept = new ArrayList<>();
    private final List<Object[]> entries = new ArrayList<>();
    private final List<Runnable> consequences = new ArrayList<>();

    Step(Transaction tx) {
      this.tx = tx;
    }

    List<Optional<AttemptState>> apply(List<Told> all) {
      Map<Long, Standing> standing = standing(all);
      List<Optional<AttemptState>> states = new ArrayList<>(all.size());
      for (Told told : all) {
        Standing now = standing.get(told.attempt);
        if (now == null) {
          throw new LedgerException("There is no attempt " + told.attempt);
        }
        states.add(apply(told, now));
      }
      tx.sql().updateAll(KEPT + " WHERE id = ?", kept);
      tx.sql()
          .updateAll(
              KEPT
                  + ", state = ?, reason = ?, retry_after = ?, changed_at = ?, due_at = CASE WHEN ?"
                  + " = 1 THEN ? ELSE due_at END WHERE id = ?",
              moves);
      tx.sql()
          .updateAll(
              "UPDATE entries SET to_plan = to_plan + 1 WHERE id = ? AND (? = 1 OR more_steps = ?"
                  + " OR to_plan > 0)",
              entries);
      consequences.forEach(Runnable::run);
      return states;
    }

    private Map<Long, Standing> standing(List<Told> all) {
      Map<Long, Standing> standing = new HashMap<>();
      for (List<Long> chunk : Sql.chunks(all.stream().map(Told::attempt).toList())) {
        tx.sql()
            .each(
                "SELECT id, state, entry_id, person_id, contact, provider_id, channel, claimed_by,"
                    + " claimed_at FROM attempts WHERE id IN "
                    + Sql.places(chunk.size()),
                r -> standing.put(r.getLong("id"), Standing.read(r)),
                chunk.toArray());
      }
      return standing;
    }

    private Optional<AttemptState> apply(Told told, Standing now) {
      News news = told.judgement.news();
      boolean otherClaim = told.of != null && news.ofOneClaim() && !told.of.equals(now.hold);
      Optional<AttemptState> next =
          Transitions.next(now.state, news)
              .filter(state -> !otherClaim)
              // What the provider has did not stay here, whatever seems to prove so.
              .filter(state -> state != AttemptState.PLANNED || now.providerId == null);
      String detail = detail(told, now, otherClaim);
      if (told.providerId != null
          && now.providerId != null
          && !told.providerId.equals(now.providerId)) {
        // Two messages of one attempt at the provider: a double, whoever made it. Somebody must
        // know.
        event("alarm", told, now, "second_message", detail);
      }
      if (next.isEmpty()) {
        // What another claim was sent with is not what stands here.
        keep(told, news.ofOneClaim() ? null : told.sentWith);
        event(told.kind, told, now, "not_applied_" + news.code(), detail);
      } else if (next.get() == now.state) {
        keep(told, told.sentWith);
        event(told.kind, told, now, news.code(), detail);
      } else {
        move(told, now, next.get());
        event(told.kind, told, now, next.get().code(), detail);
        consequences.add(() -> follows(told, now));
      }
      return next;
    }

    private void event(String kind, Told told, Standing now, String code, String detail) {
      tx.record(Event.ofAttempt(kind, now.person, now.entry, told.attempt, code, detail));
    }

    /** What is left behind though nothing moves. */
    private void keep(Told told, SentWith sentWith) {
      if (told.providerId != null || sentWith != null) {
        Told left =
            new Told(told.kind, told.attempt, told.of, told.judgement, told.providerId, sentWith);
        kept.add(left.kept(told.attempt));
      }
    }

    private void move(Told told, Standing now, AttemptState next) {
      // What was not handed over stays due since when it was: how long nothing leaves must be seen.
      boolean again = next == AttemptState.PLANNED;
      boolean stillDue = again && told.judgement.news() == News.NOT_HANDED_OVER;
      Duration wait = stillDue ? A_LITTLE_LATER : told.judgement.retryAfter();
      moves.add(
          told.kept(
              next.code(),
              told.reason() == Reason.ACCEPTED ? null : told.reason().code(),
              wait == null ? null : tx.now().plus(wait),
              tx.now(),
              again && !stillDue,
              tx.now().plus(A_LITTLE_LATER),
              told.attempt));
      // That something was sent changes what comes next only where a step asks for it.
      boolean accepted = next == AttemptState.SENT && now.state == AttemptState.SENDING;
      entries.add(new Object[] {now.entry, !accepted, Plans.Awaits.SENT.ordinal()});
    }

    private void follows(Told told, Standing now) {
      if (told.reason().contact() != Reason.ContactConsequence.NONE) {
        long look =
            tx.sql()
                .number(
                    "SELECT look FROM contacts WHERE person_id = ? AND number = ?",
                    now.person,
                    now.contact);
        boolean stop = told.reason().contact() == Reason.ContactConsequence.SUPPRESSED;
        Directives.stop(tx, look, stop ? "stop_requested" : "hard_bounce");
      }
      if (told.reason().alarm() != Reason.Alarm.NONE) {
        String code = told.judgement.providerCode();
        tx.record(
            Event.ofService(
                "alarm",
                told.reason().code(),
                code == null ? null : "{\"provider_code\":\"" + safe(code) + "\"}"));
      }
      if (told.reason().brake() == Reason.Brake.CHANNEL) {
        Brakes.refused(tx, now.channel, told.reason());
      } else if (told.reason().brake() == Reason.Brake.BATCH) {
        Waves.contentRefused(tx, now.entry);
      }
    }
  }

  private static String detail(Told told, Standing now, boolean otherClaim) {
    String code = told.judgement.providerCode();
    return "{\"from\":\""
        + now.state.code()
        + "\",\"reason\":\""
        + told.reason().code()
        + (otherClaim ? "\",\"claim\":\"another" : "")
        + "\""
        + (code == null ? "" : ",\"provider_code\":\"" + safe(code) + "\"")
        + "}";
  }

  /** A provider's code is theirs to choose: only what a code is made of goes into an event. */
  private static String safe(String code) {
    return code.replaceAll("[^0-9A-Za-z._-]", "?");
  }
}
