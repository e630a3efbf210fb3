package org.aviso.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.aviso.config.SteadyClock;
import org.aviso.ledger.AttemptMoves.Told;
import org.aviso.ledger.LedgerWriter.Batch;
import org.aviso.outcome.AttemptFact;
import org.aviso.outcome.AttemptState;
import org.aviso.outcome.Bounce;
import org.aviso.outcome.Judgement;
import org.aviso.outcome.News;
import org.aviso.outcome.Reason;
import org.aviso.outcome.Schedule;
import org.aviso.person.ContactId;
import org.aviso.person.ContactKind;
import org.aviso.person.Dossier;
import org.aviso.person.Owner;
import org.aviso.template.Channel;
import org.aviso.template.Level;
import org.aviso.template.TextLanguages;

/**
 * Attempts from claim to final state. A claim is committed before a provider is called, its result
 * after; between the two the ledger says {@code sending}, and what a dead process was sending is in
 * doubt.
 */
public final class Attempts {
  /** States that say: this message may have reached somebody. It is never sent again. */
  private static final String HAS_LEFT =
      "('sending', 'sent', 'delivered', 'in_doubt', 'unconfirmed')";

  /**
   * Whether the same level left before to the same value for the same entry, under whatever step,
   * contact number or channel's try. Of a sum no engine thinks of looking up who else has the
   * value, which may be thousands.
   */
  private static final String LEFT_BEFORE =
      "EXISTS (SELECT 1 FROM attempts b JOIN contacts o ON o.person_id = b.person_id AND o.number ="
          + " b.contact WHERE b.entry_id = a.entry_id AND b.id <> a.id AND b.channel = a.channel"
          + " AND b.level = a.level AND o.look + 0 = c.look AND (b.state IN "
          + HAS_LEFT
          + " OR (b.provider_id IS NOT NULL AND b.state IN ('planned', 'cancelled', 'suppressed',"
          + " 'expired'))))";

  /** What is due on a channel until a moment, at most so many, in the order of claims. */
  static final String NEXT =
      "SELECT a.id, a.reference, a.entry_id, a.person_id, a.notice, a.step, a.contact, a.tries,"
          + " e.plan, CASE WHEN EXISTS (SELECT 1 FROM let_go g WHERE g.wave_id = e.wave_id AND"
          + " g.person_id = a.person_id AND g.step = a.step AND g.contact = a.contact AND g.plan ="
          + " e.plan AND g.channel = a.channel AND g.recipient = a.recipient AND a.level <="
          + " g.level) THEN 1 ELSE 0 END AS let_go, a.channel, a.recipient, a.level, a.tag,"
          + " a.name_allowed, a.repeats, a.routing_digest, e.hold_reasons, e.planned_at, w.state AS"
          + " wave, e.wave_id, c.status, c.look, c.country, a.send_by, a.provider_id, CASE WHEN"
          + " a.tries > 1 THEN (SELECT b.reason FROM attempts b WHERE b.entry_id = a.entry_id AND"
          + " b.step = a.step AND b.contact = a.contact AND b.tries = a.tries - 1) END AS previous,"
          + " CASE WHEN "
          + LEFT_BEFORE
          + " THEN 1 ELSE 0 END AS left_before"
          + " FROM attempts a JOIN entries e ON e.id = a.entry_id JOIN contacts c ON c.person_id ="
          + " a.person_id AND c.number = a.contact LEFT JOIN waves w ON w.id = e.wave_id WHERE"
          + " a.state = 'planned' AND a.channel = ? AND a.due_at <= ? AND (a.retry_after IS NULL OR"
          + " a.retry_after <= ?) AND e.to_plan = 0 ORDER BY a.due_at, a.id"
          + Sql.LIMIT;

  /**
   * Word for word the condition of the index {@code attempts_open}: SQLite does not infer it from
   * one of the states, and would read every attempt there ever was.
   */
  static final String OPEN = " AND state IN ('sending', 'in_doubt', 'sent')";

  /** Held by a claim of another process than this writer's. */
  static final String ORPHANS =
      "SELECT id FROM attempts WHERE state = 'sending' AND claimed_by <> ?" + OPEN;

  /** Claims whose lease had ended at a moment. */
  static final String ENDED =
      "SELECT id FROM attempts WHERE state = 'sending' AND lease_until <= ?" + OPEN;

  /** Sent at a moment or before, and nothing heard since. */
  static final String OVERDUE =
      "SELECT id FROM attempts WHERE state = 'sent' AND changed_at <= ?" + OPEN + " LIMIT 1000";

  /** In doubt on a channel, after a row, at most so many. */
  static final String IN_DOUBT =
      "SELECT id, reference, notice, channel, contact, recipient, level, tag, name_allowed,"
          + " claimed_at, claimed_by, lease_until, person_id FROM attempts WHERE state ="
          + " 'in_doubt' AND channel = ? AND id > ?"
          + OPEN
          + " ORDER BY id"
          + Sql.LIMIT;

  /** Anything due on a channel until a moment. */
  static final String ANY_DUE =
      "SELECT id FROM attempts WHERE state = 'planned' AND channel = ? AND due_at <= ? AND"
          + " (retry_after IS NULL OR retry_after <= ?) LIMIT 1";

  static final String ANY_SENDING =
      "SELECT id FROM attempts WHERE state = 'sending'" + OPEN + " LIMIT 1";

  static final String FIRST_SENT =
      "SELECT min(changed_at) FROM attempts WHERE state = 'sent'" + OPEN;

  static final String LAST_DOUBT =
      "SELECT max(lease_until) FROM attempts WHERE state = 'in_doubt' AND channel = 'sms'" + OPEN;

  static final String SENDING_ON =
      "SELECT count(*) FROM attempts WHERE state = 'sending' AND channel = ?" + OPEN;

  /** When a planned one may be claimed at the earliest. */
  private static final String READY =
      "CASE WHEN retry_after > due_at THEN retry_after ELSE due_at END";

  private final Database database;
  private final LedgerWriter writer;
  private final PersonVault vault;
  private final LedgerKey key;
  private final Clock clock;
  private final Clock machine = SteadyClock.ofThisProcess();
  private final Days days;
  private final Predicate<String> releaseAtOnce;
  private final Batch<Result, Optional<AttemptState>> results = this::results;
  private final Batch<Report, Boolean> reports = Attempts::reports;

  Attempts(
      Database database,
      LedgerWriter writer,
      PersonVault vault,
      LedgerKey key,
      Clock clock,
      Predicate<String> releaseAtOnce) {
    this.releaseAtOnce = releaseAtOnce;
    this.database = database;
    this.writer = writer;
    this.vault = vault;
    this.key = key;
    this.clock = clock;
    this.days = new Days(clock.getZone());
  }

  /** What {@link #fact} reads. */
  static final String FACT =
      "id, step, contact, tries, channel, recipient, level, state, reason, due_at, changed_at,"
          + " retry_after, CASE WHEN state IN ('sent', 'delivered', 'unconfirmed') AND EXISTS"
          + " (SELECT 1 FROM hand_contacts h JOIN contacts c ON c.person_id = h.person_id AND"
          + " c.number = h.contact JOIN suppressions s ON s.look = c.look WHERE h.person_id ="
          + " attempts.person_id AND h.contact = attempts.contact AND h.outcome = 'wrong_person'"
          + " AND s.reason = 'wrong_person' AND s.lifted_by IS NULL) THEN 1 ELSE 0 END AS"
          + " wrong_person";

  static AttemptFact fact(ResultSet r) throws SQLException {
    return new AttemptFact(
        r.getLong("id"),
        r.getString("step"),
        new ContactId(r.getInt("contact")),
        r.getInt("tries"),
        Channel.of(r.getString("channel")),
        Owner.of(r.getString("recipient")),
        Level.valueOf(r.getString("level")),
        AttemptState.of(r.getString("state")),
        r.getString("reason"),
        Sql.instantOrNull(r, "due_at"),
        Sql.instantOrNull(r, "changed_at"),
        Sql.instantOrNull(r, "retry_after"),
        r.getInt("wrong_person") == 1);
  }

  /** Asked in the claim's own transaction, so that nothing decided before it slips through. */
  public interface Gate {
    /** Digest of the rules now in force; an attempt planned under others is planned anew first. */
    String policy(String notice);

    /** Whether another notice took this one's place: then nothing of it is sent. */
    boolean superseded(String notice);

    /** After this moment nothing of the notice is sent; null when there is no end. */
    Instant sendUntil(String notice);

    /** How many messages of a channel a day may see leave; 0 for any number. */
    long perDay(Channel channel);

    /** What a day's messages may cost, in millionths of the currency; 0 for any sum. */
    default long costPerDay() {
      return 0;
    }

    /**
     * What such a message is estimated to cost, in millionths; asked only where there is a limit.
     */
    default long cost(Text text) {
      return 0;
    }

    /** Whether texts go to staff's own addresses as well. */
    default boolean seeded() {
      return false;
    }
  }

  /**
   * One text as it goes to many: all of these cost the same.
   *
   * @param country where it goes, ISO 3166 alpha-2; null when that is not known
   */
  public record Text(
      String notice, Channel channel, Owner to, Level level, String tag, String country) {}

  /**
   * Which claim of an attempt; no two are alike.
   *
   * @param writer who claimed it
   * @param at by the machine's clock
   */
  public record Hold(long writer, Instant at) {
    static Hold read(ResultSet r) throws SQLException {
      return new Hold(r.getLong("claimed_by"), Sql.instantOrNull(r, "claimed_at"));
    }
  }

  /**
   * What it was claimed under.
   *
   * @param policy digest of the rules
   * @param day of the office; custody, ages and approvals have dates
   * @param costMicros what it was counted with among the day's cost, 0 where none is counted
   */
  public record Terms(String policy, LocalDate day, long costMicros) {}

  /**
   * A claimed attempt: ours to send until {@code sendBefore}.
   *
   * @param previousReason why the try before this one failed, null for a first try
   * @param sendBefore {@code System.nanoTime()} after which the lease is too short to start
   */
  public record Claim(
      long attempt,
      String reference,
      String notice,
      ContactId contact,
      int tries,
      Channel channel,
      Owner to,
      Level level,
      TextLanguages languages,
      boolean nameAllowed,
      String previousReason,
      Hold hold,
      Terms terms,
      long sendBefore,
      PersonVault.SealedPerson person) {
    @Override
    public String toString() {
      return "Claim[" + reference + "]";
    }
  }

  /** False while the database is lost: what would be sent now could not be recorded. */
  public boolean recordable() {
    return writer.reachable();
  }

  /** The person a claim is for; opened by the worker, not by the writer. */
  public Dossier dossier(Claim claim) {
    return vault.open(claim.person());
  }

  private record Candidate(
      long id,
      String reference,
      long entry,
      long person,
      String notice,
      String step,
      int contact,
      int tries,
      Channel channel,
      Owner to,
      Level level,
      String tag,
      boolean nameAllowed,
      boolean repeats,
      String policy,
      boolean held,
      Instant plannedAt,
      String wave,
      long waveRow,
      String contactStatus,
      long look,
      String country,
      Instant sendBy,
      String previousReason,
      String plan,
      boolean letGo,
      boolean leftBefore,
      String providerId) {
    static Candidate read(ResultSet r) throws SQLException {
      return new Candidate(
          r.getLong("id"),
          r.getString("reference"),
          r.getLong("entry_id"),
          r.getLong("person_id"),
          r.getString("notice"),
          r.getString("step"),
          r.getInt("contact"),
          r.getInt("tries"),
          Channel.of(r.getString("channel")),
          Owner.of(r.getString("recipient")),
          Level.valueOf(r.getString("level")),
          r.getString("tag"),
          r.getInt("name_allowed") == 1,
          r.getInt("repeats") == 1,
          r.getString("routing_digest"),
          !r.getString("hold_reasons").isEmpty(),
          Sql.instantOrNull(r, "planned_at"),
          r.getString("wave"),
          r.getLong("wave_id"),
          r.getString("status"),
          r.getLong("look"),
          r.getString("country"),
          Sql.instantOrNull(r, "send_by"),
          r.getString("previous"),
          r.getString("plan"),
          r.getInt("let_go") == 1,
          r.getInt("left_before") == 1,
          r.getString("provider_id"));
    }

    Leaving leaving() {
      return new Leaving(entry, channel, level, look);
    }

    LetGo asLetGo() {
      return new LetGo(step, contact, plan, channel.code(), to.code(), level.name(), "");
    }

    Text text() {
      return new Text(notice, channel, to, level, tag, country);
    }

    SeedMessages.Ride ride() {
      return new SeedMessages.Ride(waveRow, new Text(notice, channel, to, level, tag, null));
    }
  }

  /** What leaves for an entry once, unless counsel asked for more. */
  private record Leaving(long entry, Channel channel, Level level, long look) {}

  /**
   * Claims what is due, at most {@code permits} a channel.
   *
   * @param lease how long the claim holds
   */
  public List<Claim> claim(Map<Channel, Integer> permits, Duration lease, Gate gate) {
    long monotonic = System.nanoTime();
    return writer.write(
        tx -> {
          Map<Candidate, Long> claimed = new LinkedHashMap<>();
          Instant now = machine.instant().truncatedTo(ChronoUnit.MILLIS);
          if (tx.sql().number("SELECT count(*) FROM lists WHERE state = 'taking'") > 0) {
            // A row still to come may hold somebody, or show a number to be a shelter's.
            return List.of();
          }
          Instant leaseUntil = database.leaseClock(tx.sql()).plus(lease);
          permits.forEach(
              (channel, permit) -> {
                if (permit > 0 && !Brakes.on(tx.sql(), channel)) {
                  long day = days.left(tx.sql(), tx.now(), channel, gate.perDay(channel));
                  Map<Candidate, Long> some =
                      claim(tx, channel, (int) Math.min(permit, day), leaseUntil, gate, now);
                  SeedMessages.ride(tx, some.keySet().stream().map(Candidate::ride).toList(), gate);
                  days.claimed(tx, channel, some.size(), gate.perDay(channel));
                  claimed.putAll(some);
                }
              });
          // Half the lease is left for the send itself: what starts later than that is dropped,
          // not hurried.
          return claims(tx, claimed, monotonic + lease.toNanos() / 2, now);
        });
  }

  /** What the gate says of a notice, asked once a transaction: one claim is one decision. */
  private record Rules(String policy, boolean superseded, Instant sendUntil) {
    static Rules of(String notice, Gate gate) {
      return new Rules(gate.policy(notice), gate.superseded(notice), gate.sendUntil(notice));
    }
  }

  /** What is claimed now, each with what it is estimated to cost. */
  private Map<Candidate, Long> claim(
      Transaction tx, Channel channel, int permits, Instant leaseUntil, Gate gate, Instant now) {
    List<Candidate> due =
        tx.sql().list(NEXT, Candidate::read, channel.code(), tx.now(), tx.now(), permits);
    Map<Candidate, Long> claimed = new LinkedHashMap<>();
    Set<Leaving> leaving = new HashSet<>();
    List<Object[]> claims = new ArrayList<>();
    long budget = days.budget(tx.sql(), tx.now(), gate.costPerDay());
    long spent = 0;
    boolean reached = budget == 0;
    Map<String, Rules> rules = new HashMap<>();
    for (Candidate c : due) {
      if (!reached
          && mayLeave(
              tx, c, rules.computeIfAbsent(c.notice, one -> Rules.of(one, gate)), leaving)) {
        long cost = gate.costPerDay() == 0 ? 0 : gate.cost(c.text());
        reached = cost > budget - spent;
        if (reached) {
          continue;
        }
        spent += cost;
        leaving.add(c.leaving());
        claims.add(new Object[] {now, writer.id(), leaseUntil, tx.now(), c.id});
        tx.record(Event.ofAttempt("attempt", c.person, c.entry, c.id, "claimed", null));
        claimed.put(c, cost);
      }
    }
    tx.sql()
        .updateAll(
            "UPDATE attempts SET state = 'sending', reason = NULL, claimed_at = ?, claimed_by = ?,"
                + " lease_until = ?, changed_at = ? WHERE id = ?",
            claims);
    days.spent(tx, spent, reached && !due.isEmpty(), gate.costPerDay());
    return claimed;
  }

  /**
   * @param leaving what is claimed in the same breath
   */
  private boolean mayLeave(Transaction tx, Candidate c, Rules rules, Set<Leaving> leaving) {
    if (c.providerId != null) {
      AttemptMoves.hasLeft(tx, c.id);
      return false;
    }
    if (rules.sendUntil != null && !tx.now().isBefore(rules.sendUntil)) {
      move(tx, c, AttemptState.EXPIRED, Schedule.SEND_UNTIL);
      return false;
    }
    if (rules.superseded) {
      move(tx, c, AttemptState.CANCELLED, Schedule.SUPERSEDED);
      return false;
    }
    if (c.held
        || !day(c.plannedAt).equals(day(tx.now()))
        || !"running".equals(c.wave)
        || !"ok".equals(c.contactStatus)
        || (c.sendBy != null && !tx.now().isBefore(c.sendBy))
        || !c.policy.equals(rules.policy)) {
      // Something changed under it: planning decides what becomes of it.
      Plans.again(tx, c.entry);
      return false;
    }
    if (!c.letGo && !releaseAtOnce.test(c.notice) && !letGoInTurn(tx, c)) {
      // Planning leaves nothing here that was not let go: somebody else put it in.
      Waves.startVoid(tx, c.waveRow);
      return false;
    }
    if (!c.repeats && (c.leftBefore || leaving.contains(c.leaving()))) {
      move(tx, c, AttemptState.CANCELLED, "already_sent");
      return false;
    }
    return true;
  }

  private static boolean letGoInTurn(Transaction tx, Candidate c) {
    return tx
        .sql()
        .list(
            "SELECT "
                + LetGo.COLUMNS
                + " FROM let_go WHERE wave_id = ? AND person_id = ? AND step = ? AND followed_by"
                + " <> ''",
            LetGo::read,
            c.waveRow,
            c.person,
            c.step)
        .stream()
        .anyMatch(one -> one.covers(c.asLetGo()));
  }

  /** A plan holds for its day: custody, ages and approvals have dates. */
  private LocalDate day(Instant moment) {
    return LocalDate.ofInstant(moment, clock.getZone());
  }

  private static void move(Transaction tx, Candidate c, AttemptState state, String reason) {
    move(tx, c.id, c.person, c.entry, state, reason);
  }

  private static void move(
      Transaction tx, long id, long person, long entry, AttemptState state, String reason) {
    tx.sql()
        .update(
            "UPDATE attempts SET state = ?, reason = ?, changed_at = ? WHERE id = ?"
                + " AND state = 'planned'",
            state.code(),
            reason,
            tx.now(),
            id);
    tx.record(
        Event.ofAttempt(
            "attempt", person, entry, id, state.code(), "{\"reason\":\"" + reason + "\"}"));
    Plans.again(tx, entry);
  }

  private List<Claim> claims(
      Transaction tx, Map<Candidate, Long> claimed, long sendBefore, Instant now) {
    if (claimed.isEmpty()) {
      return List.of();
    }
    Map<Long, PersonVault.SealedPerson> persons = new HashMap<>();
    vault
        .load(tx.sql(), claimed.keySet().stream().map(Candidate::person).distinct().toList())
        .forEach(p -> persons.put(p.row(), p));
    return claimed.keySet().stream()
        .map(
            c ->
                new Claim(
                    c.id,
                    c.reference,
                    c.notice,
                    new ContactId(c.contact),
                    c.tries,
                    c.channel,
                    c.to,
                    c.level,
                    TextLanguages.of(c.tag),
                    c.nameAllowed,
                    c.previousReason,
                    new Hold(writer.id(), now),
                    new Terms(c.policy, day(tx.now()), claimed.get(c)),
                    sendBefore,
                    persons.get(c.person)))
        .toList();
  }

  /** What the attempt was sent with; digests only, the text itself is not kept. */
  public record SentWith(String templateDigest, byte[] textDigest) {}

  /**
   * The keyed digest of a rendered text; a plain hash of a name and a known template could be
   * guessed.
   */
  public byte[] textDigest(String text) {
    return key.digest("text", text);
  }

  /**
   * Records what the provider answered; on disk when the future completes. A claim whose lease
   * ended may have been followed by another: what only its worker knows of it moves that one not.
   *
   * @param providerId null when the provider gave none
   * @param sentWith null when nothing was handed over
   */
  public CompletableFuture<Optional<AttemptState>> answered(
      Claim claim, Judgement judgement, String providerId, SentWith sentWith) {
    return writer.submit(results, new Result(claim, judgement, providerId, sentWith));
  }

  private record Result(Claim claim, Judgement judgement, String providerId, SentWith sentWith) {
    Told told() {
      return new Told("attempt", claim.attempt(), claim.hold(), judgement, providerId, sentWith);
    }
  }

  private List<Optional<AttemptState>> results(Transaction tx, List<Result> all) {
    List<Optional<AttemptState>> states =
        AttemptMoves.apply(tx, all.stream().map(Result::told).toList());
    for (int i = 0; i < states.size(); i++) {
      if (states.get(i).filter(AttemptState.PLANNED::equals).isPresent()) {
        Claim claim = all.get(i).claim;
        days.giveBack(tx, claim.channel(), claim.terms());
      }
    }
    return states;
  }

  /** News that came by itself: a status callback. False when no attempt has that reference. */
  public boolean reported(String kind, String reference, Judgement judgement, String providerId) {
    return writer.write(reports, new Report(kind, folded(reference), judgement, providerId));
  }

  private record Report(String kind, String reference, Judgement judgement, String providerId) {}

  private static List<Boolean> reports(Transaction tx, List<Report> all) {
    Map<String, Long> attempts = find(tx, all.stream().map(Report::reference).toList());
    AttemptMoves.apply(
        tx,
        all.stream()
            .filter(one -> attempts.containsKey(one.reference))
            .map(
                one ->
                    Told.of(one.kind, attempts.get(one.reference), one.judgement, one.providerId))
            .toList());
    return all.stream().map(one -> attempts.containsKey(one.reference)).toList();
  }

  private static Map<String, Long> find(Transaction tx, List<String> references) {
    Map<String, Long> found = new HashMap<>();
    for (List<String> chunk : Sql.chunks(references)) {
      tx.sql()
          .each(
              "SELECT reference, id FROM attempts WHERE reference IN " + Sql.places(chunk.size()),
              r -> found.put(r.getString(1), r.getLong(2)),
              chunk.toArray());
    }
    return found;
  }

  /** A mailer on the way may have folded its case. */
  private static String folded(String reference) {
    return reference.toUpperCase(Locale.ROOT);
  }

  /**
   * What a mail server reports. Only what it says of the address we wrote to moves the attempt: a
   * mailbox that passes its mail on has the fate of other addresses come back to us, and says
   * nothing of its own. Where that address is not named, a person looks. False when no attempt has
   * that reference.
   *
   * @param recipients at least one, each with a judgement
   */
  public boolean bounced(String reference, List<Bounce.Recipient> recipients) {
    return writer.write(
        tx -> {
          Long attempt = find(tx, List.of(folded(reference))).get(folded(reference));
          if (attempt != null) {
            bounced(tx, attempt, recipients);
          }
          return attempt != null;
        });
  }

  private void bounced(Transaction tx, long attempt, List<Bounce.Recipient> recipients) {
    long[] of =
        tx.sql()
            .one(
                "SELECT c.look, a.person_id, a.entry_id FROM attempts a LEFT JOIN contacts c"
                    + " ON c.person_id = a.person_id AND c.number = a.contact WHERE a.id = ?",
                r -> new long[] {r.getLong(1), r.getLong(2), r.getLong(3)},
                attempt)
            .orElseThrow(() -> new LedgerException("There is no attempt " + attempt));
    List<Judgement> ours =
        recipients.stream()
            .filter(
                recipient ->
                    recipient.addresses().stream()
                        .anyMatch(one -> vault.contactLook(ContactKind.EMAIL, one) == of[0]))
            .flatMap(recipient -> recipient.judgement().stream())
            .toList();
    ours.forEach(judgement -> AttemptMoves.apply(tx, Told.of("bounce", attempt, judgement, null)));
    if (ours.isEmpty()) {
      String said = recipients.get(0).reason().code();
      tx.record(
          Event.ofAttempt(
              "bounce", of[1], of[2], attempt, "other_address", "{\"reason\":\"" + said + "\"}"));
    }
  }

  /** News of an attempt we know by its row, found by the sweeper or decided by a person. */
  public Optional<AttemptState> learned(long attempt, News news, Reason reason, String providerId) {
    return writer.write(
        tx ->
            AttemptMoves.apply(
                tx,
                Told.of("attempt", attempt, new Judgement(news, reason, null, null), providerId)));
  }

  /**
   * The provider has it, and shows what became of it. Not while another attempt has that id, or may
   * be about to: a text to the same number is being sent, and the provider's list may have been
   * quicker than its answer.
   */
  public Optional<AttemptState> found(InDoubt doubtful, Judgement shown, String providerId) {
    long attempt = doubtful.attempt();
    return writer.write(
        tx ->
            tx.sql()
                            .number(
                                "SELECT count(*) FROM attempts WHERE provider_id = ? AND id <> ?",
                                providerId,
                                attempt)
                        + tx.sql()
                            .number(
                                "SELECT count(*) FROM attempts a JOIN contacts c ON c.person_id ="
                                    + " a.person_id AND c.number = a.contact JOIN contacts s ON"
                                    + " s.look = c.look JOIN attempts o ON o.person_id ="
                                    + " s.person_id AND o.contact = s.number WHERE a.id = ? AND"
                                    + " o.id <> a.id AND o.state = 'sending'",
                                attempt)
                    == 0
                ? AttemptMoves.apply(tx, Told.of("attempt", attempt, shown, providerId))
                : Optional.empty());
  }

  /** The provider does not have what was claimed: proof that it was not sent. */
  public Optional<AttemptState> absent(InDoubt doubtful) {
    Judgement proved = new Judgement(News.PROVED_NOT_SENT, Reason.NOT_HANDED_OVER, null, null);
    return writer.write(
        tx ->
            AttemptMoves.apply(
                tx, new Told("attempt", doubtful.attempt(), doubtful.hold(), proved, null, null)));
  }

  /**
   * What dead processes were sending is in doubt. Only for a start that holds the home's lock: then
   * nobody else sends. A shared ledger may have others at work: there it is their leases' end that
   * says so.
   *
   * @return how many
   */
  public int recover() {
    return writer.write(
        tx -> {
          List<Long> orphans =
              database.shared()
                  ? ended(tx)
                  : tx.sql().list(ORPHANS, r -> r.getLong(1), writer.id());
          return inDoubt(tx, orphans);
        });
  }

  /**
   * Claims whose lease has ended and that no worker of this process holds: their result could not
   * be recorded, or their process died. In doubt from here on. How many.
   */
  public int leasesEnded(Set<Long> heldByWorkers) {
    return writer.write(
        tx -> {
          List<Long> orphans = ended(tx);
          orphans.removeIf(heldByWorkers::contains);
          return inDoubt(tx, orphans);
        });
  }

  private List<Long> ended(Transaction tx) {
    return tx.sql().list(ENDED, r -> r.getLong(1), database.leaseClock(tx.sql()));
  }

  /**
   * Goes on holding what workers of this process hold, so that no other process takes it for a dead
   * one's. Nothing to do where no other process may send.
   */
  public void renew(Set<Long> heldByWorkers, Duration lease) {
    if (!database.shared() || heldByWorkers.isEmpty()) {
      return;
    }
    writer.write(
        tx -> {
          Instant until = database.leaseClock(tx.sql()).plus(lease);
          return tx.sql()
              .updateAll(
                  "UPDATE attempts SET lease_until = ? WHERE id = ? AND claimed_by = ?"
                      + " AND state = 'sending'",
                  heldByWorkers.stream().map(id -> new Object[] {until, id, writer.id()}).toList());
        });
  }

  private int inDoubt(Transaction tx, List<Long> orphans) {
    Judgement ended = new Judgement(News.LEASE_ENDED, Reason.NO_ANSWER, null, null);
    AttemptMoves.apply(
        tx, orphans.stream().map(id -> Told.of("attempt", id, ended, null)).toList());
    return orphans.size();
  }

  /**
   * Whatever waits to be sent of a notice whose last day is over expires, proposed waves included;
   * what waits to be done by hand is planned anew, which withdraws it.
   *
   * @param ended by notice, the moment from which on nothing of it leaves
   * @return how many messages
   */
  public int expire(Map<String, Instant> ended) {
    Instant now = clock.instant();
    int expired = 0;
    for (Map.Entry<String, Instant> notice : ended.entrySet()) {
      if (!now.isBefore(notice.getValue())) {
        expired += writer.write(tx -> expire(tx, notice.getKey()));
      }
    }
    return expired;
  }

  private static int expire(Transaction tx, String notice) {
    List<long[]> late =
        tx.sql()
            .list(
                "SELECT a.id, a.person_id, a.entry_id FROM attempts a WHERE a.state = 'planned'"
                    + " AND a.notice = ? LIMIT 1000",
                r -> new long[] {r.getLong(1), r.getLong(2), r.getLong(3)},
                notice);
    for (long[] a : late) {
      move(tx, a[0], a[1], a[2], AttemptState.EXPIRED, Schedule.SEND_UNTIL);
    }
    tx.sql()
        .update(
            "UPDATE entries SET to_plan = to_plan + 1 WHERE to_plan = 0 AND id IN (SELECT"
                + " t.entry_id FROM tasks t WHERE t.state IN ('open', 'claimed')"
                + " AND t.notice = ?)",
            notice);
    return late.size();
  }

  /** Sent without a receipt for longer than {@code deadline}: unconfirmed. How many. */
  public int overdue(Duration deadline) {
    return writer.write(
        tx -> {
          List<Long> late = tx.sql().list(OVERDUE, r -> r.getLong(1), tx.now().minus(deadline));
          Judgement overdue = new Judgement(News.RECEIPT_OVERDUE, Reason.FATE_UNKNOWN, null, null);
          AttemptMoves.apply(
              tx, late.stream().map(id -> Told.of("attempt", id, overdue, null)).toList());
          return late.size();
        });
  }

  /** An attempt in doubt, with what is needed to look for it at the provider. */
  public record InDoubt(
      long attempt,
      String reference,
      String notice,
      Channel channel,
      ContactId contact,
      Owner to,
      Level level,
      TextLanguages languages,
      boolean nameAllowed,
      Hold hold,
      Instant leaseUntil,
      PersonVault.SealedPerson person) {
    public Instant claimedAt() {
      return hold.at();
    }

    @Override
    public String toString() {
      return "InDoubt[" + reference + "]";
    }
  }

  /** The next attempts in doubt by their rows, after the one given. */
  public List<InDoubt> inDoubt(Channel channel, long after, int limit) {
    try (Sql sql = database.openReader()) {
      List<InDoubt> found = new ArrayList<>();
      sql.each(
          IN_DOUBT,
          r ->
              vault
                  .load(sql, List.of(r.getLong("person_id")))
                  .forEach(
                      p -> {
                        try {
                          found.add(
                              new InDoubt(
                                  r.getLong("id"),
                                  r.getString("reference"),
                                  r.getString("notice"),
                                  Channel.of(r.getString("channel")),
                                  new ContactId(r.getInt("contact")),
                                  Owner.of(r.getString("recipient")),
                                  Level.valueOf(r.getString("level")),
                                  TextLanguages.of(r.getString("tag")),
                                  r.getInt("name_allowed") == 1,
                                  Hold.read(r),
                                  Sql.instantOrNull(r, "lease_until"),
                                  p));
                        } catch (SQLException e) {
                          throw new LedgerException("The ledger could not be read", e);
                        }
                      }),
          channel.code(),
          after,
          limit);
      return found;
    }
  }

  public Dossier dossier(InDoubt doubtful) {
    return vault.open(doubtful.person());
  }

  /** Whether some other attempt is known to be this message at the provider. */
  public boolean owned(String providerId, long notBy) {
    try (Sql sql = database.openReader()) {
      return sql.number(
              "SELECT count(*) FROM attempts WHERE provider_id = ? AND id <> ?", providerId, notBy)
          > 0;
    }
  }

  /**
   * Whether anything is being sent, or due until {@code horizon}. Looks for one row, however many
   * there are.
   *
   * @param gate a channel that stands still, or had its day's number, has nothing due
   */
  public boolean busy(Instant horizon, Gate gate) {
    try (Sql sql = database.openReader()) {
      // What is due turns into what is being sent: asked in this order neither is missed.
      return going(sql, gate).anyMatch(channel -> any(sql, ANY_DUE, channel, horizon, horizon))
          || any(sql, ANY_SENDING);
    }
  }

  private static boolean any(Sql sql, String query, Object... values) {
    return sql.one(query, r -> true, values).isPresent();
  }

  /**
   * The next moment at which something happens by itself; empty when nothing will.
   *
   * @param receiptDeadline when a sent one's deadline ends is also something due
   * @param gate a channel that stands still, or had its day's number, has nothing due
   */
  public Optional<Instant> nextDue(Duration receiptDeadline, Gate gate) {
    try (Sql sql = database.openReader()) {
      Stream<Optional<Instant>> planned =
          going(sql, gate)
              .map(
                  channel ->
                      sql.one(
                          "SELECT min("
                              + READY
                              + ") FROM attempts WHERE state = 'planned' AND channel = ?",
                          Attempts::instant,
                          channel));
      Optional<Instant> receipt =
          sql.one(FIRST_SENT, Attempts::instant).map(at -> at.plus(receiptDeadline));
      return Stream.concat(planned, Stream.of(receipt))
          .flatMap(Optional::stream)
          .min(Instant::compareTo);
    }
  }

  /**
   * When, by the machine's clock, the last lease of a text in doubt ends; empty when none is in
   * doubt.
   */
  public Optional<Instant> lastDoubt() {
    try (Sql sql = database.openReader()) {
      return sql.one(LAST_DOUBT, Attempts::instant);
    }
  }

  /** Codes of the channels that may send now. */
  private Stream<String> going(Sql sql, Gate gate) {
    return Stream.of(Channel.SMS, Channel.EMAIL)
        .filter(channel -> !Brakes.on(sql, channel))
        .filter(channel -> days.budget(sql, clock.instant(), gate.costPerDay()) > 0)
        .filter(channel -> days.left(sql, clock.instant(), channel, gate.perDay(channel)) > 0)
        .map(Channel::code);
  }

  private static Instant instant(ResultSet r) throws SQLException {
    long value = r.getLong(1);
    return r.wasNull() ? null : Instant.ofEpochMilli(value);
  }
}
