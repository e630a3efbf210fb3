package org.aviso.routing.approval;

import static org.aviso.routing.approval.Standing.State.APPROVED;
import static org.aviso.routing.approval.Standing.State.CHANGED;
import static org.aviso.routing.approval.Standing.State.EXPIRED;
import static org.aviso.routing.approval.Standing.State.INVALID;
import static org.aviso.routing.approval.Standing.State.NEEDS_SECOND;
import static org.aviso.routing.approval.Standing.State.UNAPPROVED;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aviso.config.Finding;
import org.aviso.config.FolderDigest;

/**
 * What is in force at one instant: every target's standing, from bytes read once, a moment, and the
 * fingerprints that are pinned. A function of these; what is not proved is not in force.
 */
public final class InForce {
  public static final String ROLL = "counsel";

  /** The roll, and L2 or L3 to a relay. */
  public static final int TWO = 2;

  private final ApprovalFolder folder;
  private final Moment moment;
  private final Remembered remembered;
  private final Narrowings narrowings = new Narrowings();
  private final List<Approval> approvals = new ArrayList<>();
  private final Map<String, Map<String, String>> listings = new HashMap<>();
  private final Map<String, String> invalid = new TreeMap<>();
  private final Map<String, Optional<Established>> established = new HashMap<>();
  private final SortedMap<String, Standing> standings = new TreeMap<>();
  private final Map<String, Remembered.Signed> signedLast = new TreeMap<>();
  private final SortedSet<String> missing = new TreeSet<>();
  private final List<Finding> findings = new ArrayList<>();
  private final List<Counsel> unpinned = new ArrayList<>();
  private Roll roll;
  private Standing proposal;
  private boolean rollFalse;

  /**
   * @param now decides what has expired
   * @param latest what was signed after it comes from the future
   */
  public record Moment(Instant now, Instant latest) {}

  /** A roll two counsel of the one before signed, at the moment the second did. */
  private record Established(Roll roll, Instant since) {}

  private InForce(
      ApprovalFolder folder,
      Collection<Target> targets,
      Moment moment,
      Set<String> pinned,
      Remembered remembered) {
    this.folder = folder;
    this.moment = moment;
    this.remembered = remembered;
    findings.addAll(folder.findings());
    folder.records().forEach(this::record);
    remembered.narrowed().forEach(narrowings::seen);
    Standing rolls = roll(pinned);
    standings.put(ROLL, rolls);
    narrowings.missed(this::matters).forEach(this::miss);
    approvals.stream()
        .filter(a -> !a.target().equals(ROLL))
        .filter(a -> rolls.inForce() && !reallySigned(a))
        .forEach(a -> invalid.put(a.fileName(), "its signature is no counsel's of this roll"));
    for (Target target : targets) {
      standings.put(target.name(), target(target, rolls));
    }
    wholes();
    invalid.forEach(
        (name, why) ->
            findings.add(
                new Finding(
                    folder.shown(name),
                    0,
                    "is not an approval: " + why,
                    "remove it, and let counsel sign again what it was for")));
  }

  /**
   * @param targets the roll excepted
   * @param pinned fingerprints the roll may contain; empty: any
   * @param remembered what was signed last, as far as a ledger knows
   */
  public static InForce of(
      ApprovalFolder folder,
      Collection<Target> targets,
      Moment moment,
      Set<String> pinned,
      Remembered remembered) {
    return new InForce(folder, targets, moment, pinned, remembered);
  }

  /** By target, the roll and each notice's texts as a whole included. */
  public SortedMap<String, Standing> standings() {
    return standings;
  }

  public boolean inForce(String target) {
    return standings.containsKey(target) && standings.get(target).inForce();
  }

  /** Files that claim to be approvals and are none, and links. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** Good approvals of something that is not there: they bring nothing into force. */
  public List<Finding> idle() {
    return approvals.stream()
        .filter(a -> inForce(ROLL) && reallySigned(a) && !invalid.containsKey(a.fileName()))
        .filter(a -> !standings.containsKey(a.target()) && !narrowings.withdrawn(a.id()))
        .filter(a -> a.over().isAfter(moment.now()))
        .map(
            a ->
                new Finding(
                    folder.shown(a.fileName()),
                    0,
                    "approves "
                        + a.target()
                        + ", which is not there, and brings nothing into force",
                    "put that back, or take the approval back with aviso revoke " + a.id()))
        .toList();
  }

  /**
   * A signature is missing or false, what was signed last is gone, or the roll is changed, not
   * pinned or lacks its second signature.
   */
  public boolean tampered() {
    return !invalid.isEmpty() || !missing.isEmpty() || rollFalse;
  }

  /**
   * Ids of approvals that were signed last, and names of records that narrow, which are not there
   * any more.
   */
  public SortedSet<String> missing() {
    return Collections.unmodifiableSortedSet(missing);
  }

  /** When the newest approval that counts was signed; empty when none does. */
  public Optional<Instant> signedLast(String target) {
    return Optional.ofNullable(signedLast.get(target)).map(Remembered.Signed::signedAt);
  }

  /**
   * What is to be remembered from now on, where this was remembered until now.
   *
   * @param outlasts asked what a target, in force or signed by one counsel of two, says that binds
   *     on when its file is gone
   */
  public Remembered remember(Remembered before, UnaryOperator<String> outlasts) {
    return before.and(
        signedLast,
        narrowings.all(),
        target -> saysItself(target) ? outlasts.apply(target) : before.outlasts(target));
  }

  /** Its bytes are those that were signed last, be it by too few. */
  private boolean saysItself(String target) {
    return inForce(target) || standings.get(target).state() == NEEDS_SECOND;
  }

  /** The roll alone is changed, not pinned or lacks its second signature. */
  public boolean tamperedRoll() {
    return rollFalse;
  }

  /** The roll in force; empty: nothing is. */
  public Optional<Roll> roll() {
    return inForce(ROLL) ? Optional.of(roll) : Optional.empty();
  }

  /** The newest roll that was duly signed, whatever became of its file since. */
  public Optional<Roll> lastRoll() {
    return expected().map(Established::roll);
  }

  /** All that can be read, in force or not. */
  public List<Approval> approvals() {
    return List.copyOf(approvals);
  }

  /** The first moment at which something now in force expires. */
  public Instant until() {
    return standings.values().stream()
        .filter(Standing::inForce)
        .map(standing -> standing.expires().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant())
        .min(Comparator.naturalOrder())
        .orElse(Instant.MAX);
  }

  /**
   * When something is signed now: later than whatever was signed or narrowed before, whichever
   * clock dated that and whether it is still there, for the newest counts.
   */
  public Instant next() {
    Instant now = moment.now().truncatedTo(ChronoUnit.MILLIS);
    return Stream.of(
            approvals.stream().map(Approval::signedAt),
            narrowings.all().stream().map(Narrowing::at),
            remembered.signed().values().stream().map(Remembered.Signed::signedAt))
        .flatMap(at -> at)
        .filter(at -> !at.isAfter(moment.latest()) && !at.isBefore(now))
        .max(Comparator.naturalOrder())
        .map(at -> at.plusMillis(1))
        .orElse(now);
  }

  /** What brings the roll into force again. */
  public String rollMend() {
    return unpinned.isEmpty()
        ? "approve counsel first, by two"
        : "the operator adds it to aviso.counsel.fingerprints, once that counsel has told it in"
            + " person";
  }

  /** Of a roll two signed, those whose keys are not pinned. */
  public List<Counsel> unpinned() {
    return List.copyOf(unpinned);
  }

  /** What the roll is worth that is proposed beside one two signed; empty: none is. */
  public Optional<Standing> proposal() {
    return Optional.ofNullable(proposal);
  }

  /** Why the last roll two signed can never change again; empty: it can, or there is none. */
  public Optional<String> locked() {
    return lastRoll()
        .map(
            last ->
                last.counsel().stream()
                    .filter(one -> one.mayApprove(ROLL) && barred(one).isEmpty())
                    .map(Counsel::name)
                    .toList())
        .filter(able -> able.size() < TWO)
        .map(
            able ->
                (able.isEmpty() ? "nobody" : "only " + able.get(0))
                    + " may still approve counsel, which takes two: this roll can change no more");
  }

  /** Why a counsel of the roll signs no more; empty: they may. */
  public Optional<String> barred(Counsel counsel) {
    if (counsel.revoked() != null || narrowings.of(Narrowing.Kind.REVOKE, counsel) != null) {
      return Optional.of(counsel.name() + " was revoked");
    }
    if (counsel.retired() != null || narrowings.of(Narrowing.Kind.RETIRE, counsel) != null) {
      return Optional.of(counsel.name() + " has retired");
    }
    return Optional.empty();
  }

  /**
   * The counsel this key is of, if they may sign now.
   *
   * @param kind what they must be allowed to approve, one of {@link Counsel#KINDS}
   */
  public Signer signer(CounselPublicKey key, String kind) {
    Optional<Counsel> counsel = roll().flatMap(one -> one.byKey(key.fingerprint()));
    if (!inForce(ROLL)) {
      return new Signer(
          null,
          "the roll of counsel is not in force ("
              + String.join("; ", standings.get(ROLL).reasons())
              + "): "
              + rollMend());
    }
    if (counsel.isEmpty()) {
      return new Signer(null, "the key " + key.fingerprint() + " is not on the roll in force");
    }
    Optional<String> barred = barred(counsel.get());
    if (barred.isEmpty() && !counsel.get().mayApprove().contains(kind)) {
      barred =
          Optional.of(
              counsel.get().name()
                  + " may not: that takes a counsel whose may-approve on the roll names "
                  + kind);
    }
    return new Signer(barred.isPresent() ? null : counsel.get(), barred.orElse(null));
  }

  /**
   * @param counsel null when they may not sign
   * @param refusal why; null when they may
   */
  public record Signer(Counsel counsel, String refusal) {}

  /**
   * What is wrong with an act that was signed before; empty when it holds. One who retired
   * afterwards leaves it good, one who was revoked does not. To be asked while a roll is in force.
   */
  public Optional<String> fault(SignedAct act) {
    Optional<Counsel> signer = roll().flatMap(one -> one.byKey(act.key()));
    if (signer.isEmpty()) {
      return Optional.of("the key it is signed with is not on the roll in force");
    }
    Counsel counsel = signer.get();
    if (!counsel.name().equals(act.counsel()) || !act.signedBy(counsel.key())) {
      return Optional.of("the signature is not " + counsel.name() + "'s over what stands there");
    }
    if (counsel.revoked() != null || narrowings.of(Narrowing.Kind.REVOKE, counsel) != null) {
      return Optional.of(counsel.name() + " was revoked");
    }
    return before(act.signedAt(), counsel.retired(), narrowings.of(Narrowing.Kind.RETIRE, counsel))
        ? Optional.empty()
        : Optional.of(counsel.name() + " had retired");
  }

  // --- what lies in approvals/

  private void record(String name, byte[] bytes) {
    Optional<Narrowing> narrowing = Narrowing.of(name, bytes);
    if (narrowing.isPresent()) {
      narrowings.add(narrowing.get());
      return;
    }
    try {
      Approval approval = Approval.read(bytes);
      approvals.add(approval);
      if (!approval.fileName().equals(name)) {
        invalid.put(name, "its name is not its own, " + approval.fileName());
        approvals.remove(approval);
      }
    } catch (IllegalArgumentException e) {
      invalid.put(name, "it was changed, or written half");
    }
  }

  /** False where it would change nothing: the approval is gone, or the roll says the same. */
  private boolean matters(Narrowing record) {
    Optional<Counsel> counsel = lastRoll().flatMap(one -> one.byKey(record.subject()));
    return switch (record.kind()) {
      case RETIRE -> counsel.filter(c -> c.retired() == null && c.revoked() == null).isPresent();
      case REVOKE -> counsel.filter(c -> c.revoked() == null).isPresent();
      case WITHDRAW -> approvals.stream().anyMatch(one -> one.id().equals(record.subject()));
    };
  }

  private void miss(Narrowing record) {
    missing.add(record.name());
    String command =
        switch (record.kind()) {
          case RETIRE -> "aviso counsel retire";
          case REVOKE -> "aviso counsel revoke";
          case WITHDRAW -> "aviso revoke " + record.subject();
        };
    findings.add(
        new Finding(
            folder.shown(record.name() + ".yaml"),
            0,
            "is gone; what it took back stays taken back",
            "put it back, or write it anew with " + command));
  }

  /** By a counsel of the roll it names. */
  private boolean reallySigned(Approval approval) {
    return established(approval.roll())
        .flatMap(on -> on.roll().byKey(approval.key()))
        .filter(counsel -> counsel.name().equals(approval.counsel()))
        .filter(counsel -> approval.signedBy(counsel.key()))
        .isPresent();
  }

  // --- the roll

  /** Each roll stands on the one before; the first on itself. */
  private Optional<Established> established(String digest) {
    if (!established.containsKey(digest)) {
      // While it is being asked: a roll that stands on itself by a detour does not stand.
      established.put(digest, Optional.empty());
      established.put(digest, establish(digest));
    }
    return established.get(digest);
  }

  private Optional<Established> establish(String digest) {
    Optional<Roll> read = rollOf(digest).filter(Roll::usable);
    if (read.isEmpty()) {
      return Optional.empty();
    }
    Map<String, List<Approval>> byAuthority =
        approvals.stream()
            .filter(a -> a.target().equals(ROLL) && a.digest().equals(digest))
            .filter(a -> !a.roll().equals(digest))
            .collect(Collectors.groupingBy(Approval::roll));
    Instant since = null;
    for (Map.Entry<String, List<Approval>> group : byAuthority.entrySet()) {
      Optional<Roll> authority =
          group.getKey().isEmpty() ? read : established(group.getKey()).map(Established::roll);
      if (authority.isPresent()) {
        List<Instant> signed =
            group.getValue().stream()
                .filter(a -> countsForRoll(a, authority.get()))
                .collect(
                    Collectors.toMap(
                        Approval::key, Approval::signedAt, (a, b) -> a.isBefore(b) ? a : b))
                .values()
                .stream()
                .sorted()
                .toList();
        if (signed.size() >= TWO && (since == null || signed.get(1).isAfter(since))) {
          since = signed.get(1);
        }
      }
    }
    return since == null ? Optional.empty() : Optional.of(new Established(read.get(), since));
  }

  private Optional<Roll> rollOf(String digest) {
    return Optional.ofNullable(
            folder
                .roll()
                .filter(b -> FolderDigest.of(b).equals(digest))
                .or(() -> folder.proposed().filter(b -> FolderDigest.of(b).equals(digest)))
                .or(() -> folder.kept(digest))
                .orElse(null))
        .map(bytes -> Roll.of(bytes, folder.shownRoll()));
  }

  /** What a counsel signed of the roll before they were revoked made others counsel: it stays. */
  private boolean countsForRoll(Approval approval, Roll authority) {
    Optional<Counsel> signer = authority.byKey(approval.key());
    return signer.isPresent()
        && signer.get().mayApprove(ROLL)
        && signer.get().name().equals(approval.counsel())
        && approval.signedBy(signer.get().key())
        && !narrowings.withdrawn(approval.id())
        && !approval.signedAt().isAfter(moment.latest())
        && before(
            approval, signer.get().revoked(), narrowings.of(Narrowing.Kind.REVOKE, signer.get()))
        && before(
            approval, signer.get().retired(), narrowings.of(Narrowing.Kind.RETIRE, signer.get()));
  }

  private static boolean before(Approval approval, LocalDate day, Narrowing record) {
    return before(approval.signedAt(), day, record);
  }

  private static boolean before(Instant signed, LocalDate day, Narrowing record) {
    return (day == null
            || signed.isBefore(day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant()))
        && (record == null || !signed.isAfter(record.at()));
  }

  /** The newest that was duly signed; none when two first rolls compete. */
  private Optional<Established> expected() {
    Set<String> digests =
        approvals.stream()
            .filter(a -> a.target().equals(ROLL))
            .map(Approval::digest)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return digests.stream()
        .flatMap(digest -> established(digest).stream())
        .max(Comparator.comparing(Established::since));
  }

  private long firstRolls() {
    return approvals.stream()
        .filter(a -> a.target().equals(ROLL) && a.roll().isEmpty())
        .map(Approval::digest)
        .distinct()
        .filter(digest -> established(digest).isPresent())
        .count();
  }

  private Standing roll(Set<String> pinned) {
    Optional<Established> expected = expected();
    String present = folder.roll().map(FolderDigest::of).orElse(null);
    String proposed = folder.proposed().map(FolderDigest::of).orElse(null);
    if (expected.isPresent() && expected.get().roll().digest().equals(proposed)) {
      present = proposed; // signed by the second a moment ago: its file is about to be renamed
    }
    for (Approval a : approvals) {
      if (a.target().equals(ROLL) && rollAuthority(a).filter(on -> genuine(a, on)).isEmpty()) {
        invalid.put(a.fileName(), "its signature is no counsel's of the roll it stands on");
      }
    }
    boolean claimed = invalid.keySet().stream().anyMatch(name -> name.startsWith(ROLL + "."));
    Remembered.Signed last = last(ROLL);
    if (last != null && expected.filter(one -> notOlder(one.roll().digest(), last)).isEmpty()) {
      rollFalse = true;
      missing.add(last.approval());
      return refusedRoll(
          INVALID,
          null,
          gone(last) + "put counsel.yaml and its approvals back, or two approve counsel again");
    }
    if (expected.isEmpty()) {
      String signed = present != null ? present : proposed;
      List<Approval> one =
          approvals.stream()
              .filter(a -> a.target().equals(ROLL) && a.digest().equals(signed))
              .filter(a -> rollAuthority(a).filter(on -> countsForRoll(a, on)).isPresent())
              .toList();
      rollFalse = present != null;
      return new Standing(
          ROLL,
          !one.isEmpty() ? NEEDS_SECOND : claimed ? INVALID : UNAPPROVED,
          one.isEmpty() ? null : one.get(0).id(),
          null,
          names(one),
          null,
          List.of(
              present == null && proposed == null
                  ? "there is no roll: make keys with counsel keygen, then approve counsel by two"
                  : "two of those it names must approve counsel"));
    }
    roll = expected.get().roll();
    String digest = roll.digest();
    if (proposed != null && !proposed.equals(digest)) {
      proposal = proposal(proposed);
    }
    if (firstRolls() > 1) {
      rollFalse = true;
      return refusedRoll(INVALID, digest, "two first rolls were signed, and one must be false");
    }
    roll.counsel().stream()
        .filter(one -> !pinned.isEmpty() && !pinned.contains(one.fingerprint()))
        .forEach(unpinned::add);
    boolean onlyPinned = unpinned.isEmpty();
    List<Approval> signed = signed(digest);
    if (onlyPinned && signed.size() >= TWO) {
      Approval second = signed.get(TWO - 1);
      signedLast.put(ROLL, new Remembered.Signed(second.id(), second.signedAt(), digest, ""));
    }
    if (!digest.equals(present)) {
      rollFalse = true;
      return refusedRoll(
          CHANGED, digest, "counsel.yaml is not the roll that was signed; nothing is in force");
    }
    if (!onlyPinned) {
      rollFalse = true;
      return refusedRoll(
          INVALID,
          digest,
          unpinned.stream()
                  .map(one -> "the key of " + one.name() + " (" + one.fingerprint() + ")")
                  .collect(Collectors.joining(" and "))
              + (unpinned.size() == 1 ? " is" : " are")
              + " not among aviso.counsel.fingerprints");
    }
    List<Approval> standing = signed.stream().filter(a -> a.over().isAfter(moment.now())).toList();
    if (standing.size() < TWO) {
      return refusedRoll(EXPIRED, digest, "its approval is over; approve counsel --renew by two");
    }
    return new Standing(
        ROLL,
        APPROVED,
        standing.get(0).id(),
        digest,
        names(standing),
        lastDay(standing, TWO),
        Stream.concat(
                locked().stream(),
                proposal().stream()
                    .map(
                        one ->
                            "another roll is proposed in counsel.pending.yaml ("
                                + String.join("; ", one.reasons())
                                + ")"))
            .toList());
  }

  /** Beside a roll two signed, which holds until two who stand on it have signed this one. */
  private Standing proposal(String digest) {
    List<Approval> signed =
        signed(digest).stream().filter(a -> a.over().isAfter(moment.now())).toList();
    List<String> added =
        rollOf(digest).map(Roll::counsel).orElse(List.of()).stream()
            .filter(one -> roll.byKey(one.fingerprint()).isEmpty())
            .map(Counsel::name)
            .toList();
    String says = added.isEmpty() ? "" : "it adds " + String.join(" and ", added) + "; ";
    return new Standing(
        ROLL,
        signed.isEmpty() ? UNAPPROVED : NEEDS_SECOND,
        signed.isEmpty() ? null : signed.get(0).id(),
        digest,
        names(signed),
        null,
        List.of(
            says
                + (signed.isEmpty()
                    ? "nobody has signed it, and two of those on the roll must"
                    : "approved by "
                        + String.join(" and ", names(signed))
                        + " alone, a second of those on the roll must sign")));
  }

  /** What was duly signed of a roll, the newest of each counsel, newest first. */
  private List<Approval> signed(String digest) {
    return newestOfEach(
        approvals.stream()
            .filter(a -> a.target().equals(ROLL) && a.digest().equals(digest))
            .filter(a -> rollAuthority(a).filter(on -> countsForRoll(a, on)).isPresent())
            .toList());
  }

  /** The roll remembered, or one that two signed later; whichever was signed again counts anew. */
  private boolean notOlder(String digest, Remembered.Signed last) {
    List<Approval> signed = signed(digest);
    return digest.equals(last.digest())
        || (signed.size() >= TWO && signed.get(TWO - 1).signedAt().isAfter(last.signedAt()));
  }

  private Standing refusedRoll(Standing.State state, String digest, String why) {
    return new Standing(ROLL, state, null, digest, List.of(), null, List.of(why));
  }

  private Optional<Roll> rollAuthority(Approval a) {
    return a.roll().isEmpty() ? rollOf(a.digest()) : established(a.roll()).map(Established::roll);
  }

  private static boolean genuine(Approval approval, Roll on) {
    return on.byKey(approval.key())
        .filter(counsel -> counsel.name().equals(approval.counsel()))
        .filter(counsel -> approval.signedBy(counsel.key()))
        .isPresent();
  }

  // --- all other targets

  /** What is not in force, and beside which a false approval lies, is invalid before all else. */
  private Standing target(Target target, Standing rolls) {
    Standing standing = withoutFalse(target, rolls);
    return standing.inForce() || !claimed(target)
        ? standing
        : new Standing(
            standing.target(),
            INVALID,
            standing.approval(),
            standing.approved(),
            List.of(),
            null,
            Stream.concat(
                    Stream.of("an approval of it was changed, and counts as none"),
                    standing.reasons().stream())
                .toList());
  }

  private Standing withoutFalse(Target target, Standing rolls) {
    if (!rolls.inForce()) {
      return new Standing(
          target.name(),
          UNAPPROVED,
          null,
          null,
          List.of(),
          null,
          List.of("the roll of counsel is not in force"));
    }
    List<String> reasons = new ArrayList<>();
    Map<Approval, String> counting = new LinkedHashMap<>();
    boolean byDeleted = false;
    for (Approval approval : approvals) {
      String digest = digestFor(approval, target);
      if (digest != null && !invalid.containsKey(approval.fileName())) {
        refusal(approval, target)
            .ifPresentOrElse(
                why -> reasons.add(approval.id() + ": " + why),
                () -> counting.put(approval, digest));
        byDeleted |= !counting.containsKey(approval) && narrowings.missedOf(approval);
      }
    }
    Remembered.Signed last = last(target.name());
    if (last != null
        && counting.keySet().stream().allMatch(a -> a.signedAt().isBefore(last.signedAt()))) {
      if (!takenBack(last, target)) {
        missing.add(last.approval());
        return new Standing(
            target.name(),
            INVALID,
            null,
            null,
            List.of(),
            null,
            List.of(gone(last) + target.mend()));
      }
      if (counting.values().removeIf(digest -> !digest.equals(last.digest()))) {
        reasons.add(
            "what was approved before "
                + last.approval()
                + " does not come back by itself: counsel approves it again");
      }
    }
    Optional<Approval> newest =
        counting.keySet().stream().max(Comparator.comparing(Approval::signedAt));
    newest.ifPresent(
        a ->
            signedLast.put(
                target.name(), new Remembered.Signed(a.id(), a.signedAt(), counting.get(a), "")));
    if (newest.isEmpty()) {
      return new Standing(
          target.name(),
          byDeleted ? INVALID : UNAPPROVED,
          null,
          null,
          List.of(),
          null,
          reasons.isEmpty() ? List.of("nobody has approved it") : reasons);
    }
    if (target.gone()) {
      missing.add(newest.get().id());
      return new Standing(
          target.name(),
          INVALID,
          null,
          null,
          List.of(),
          null,
          List.of("its file is gone, and what it said binds on: " + target.mend()));
    }
    String approved = counting.get(newest.get());
    if (!approved.equals(target.digest())) {
      return new Standing(
          target.name(),
          CHANGED,
          newest.get().id(),
          approved,
          List.of(),
          null,
          List.of("it is not as " + newest.get().counsel() + " approved it last"));
    }
    List<Approval> ofThese =
        newestOfEach(
            counting.entrySet().stream()
                .filter(one -> one.getValue().equals(target.digest()))
                .map(Map.Entry::getKey)
                .filter(one -> one.over().isAfter(moment.now()))
                .toList());
    if (ofThese.isEmpty()) {
      return new Standing(
          target.name(),
          EXPIRED,
          newest.get().id(),
          approved,
          List.of(),
          null,
          List.of("its approval ended with " + newest.get().expires()));
    }
    boolean enough = ofThese.size() >= target.signatures();
    return new Standing(
        target.name(),
        enough ? APPROVED : NEEDS_SECOND,
        ofThese.get(0).id(),
        approved,
        names(ofThese),
        enough ? lastDay(ofThese, target.signatures()) : null,
        enough ? List.of() : List.of("a second, different counsel must approve it"));
  }

  /** Dated in the future, by a clock that was set back since, it binds nobody. */
  private Remembered.Signed last(String target) {
    Remembered.Signed last = remembered.signed().get(target);
    return last == null || last.signedAt().isAfter(moment.latest()) ? null : last;
  }

  private static String gone(Remembered.Signed last) {
    return "what was signed last (%s, of %s) is gone, and nothing older takes its place: "
        .formatted(last.approval(), last.signedAt().truncatedTo(ChronoUnit.SECONDS));
  }

  /** It is still there, or was by its id, and counsel's own records say that it counts no more. */
  private boolean takenBack(Remembered.Signed last, Target target) {
    return narrowings.withdrawn(last.approval())
        || approvals.stream()
            .filter(a -> a.id().equals(last.approval()) && digestFor(a, target) != null)
            .anyMatch(a -> !invalid.containsKey(a.fileName()) && refusal(a, target).isPresent());
  }

  /** The digest an approval gives a target; null when it says nothing of it. */
  private String digestFor(Approval approval, Target target) {
    if (approval.target().equals(target.name())) {
      return approval.digest();
    }
    if (!approval.target().equals(target.whole())) {
      return null;
    }
    String folder = target.name().substring(target.whole().length() + 1) + "/";
    Map<String, String> within = new TreeMap<>();
    listings
        .computeIfAbsent(approval.digest(), d -> this.folder.listing(d).orElse(Map.of()))
        .forEach(
            (path, sha) -> {
              if (path.startsWith(folder)) {
                within.put(path.substring(folder.length()), sha);
              }
            });
    return within.isEmpty() ? null : FolderDigest.of(within);
  }

  private Optional<String> refusal(Approval approval, Target target) {
    Optional<Counsel> signer = roll.byKey(approval.key());
    if (signer.isEmpty()) {
      return Optional.of(approval.counsel() + " is not on the roll any more");
    }
    if (narrowings.withdrawn(approval.id())) {
      return Optional.of("it was revoked");
    }
    if (!signer.get().mayApprove(target.name())) {
      return Optional.of(approval.counsel() + " may not approve such a target");
    }
    if (signer.get().revoked() != null
        || narrowings.of(Narrowing.Kind.REVOKE, signer.get()) != null) {
      return Optional.of(approval.counsel() + " was revoked");
    }
    if (!before(
        approval, signer.get().retired(), narrowings.of(Narrowing.Kind.RETIRE, signer.get()))) {
      return Optional.of(approval.counsel() + " had retired");
    }
    return approval.signedAt().isAfter(moment.latest())
        ? Optional.of("it is dated in the future")
        : Optional.empty();
  }

  /** A file that is no approval says, or its name does, that it approves this. */
  private boolean claimed(Target target) {
    String prefix = target.name().replace('/', '.') + ".A-";
    String whole = target.whole() == null ? null : target.whole().replace('/', '.') + ".A-";
    return invalid.keySet().stream()
        .anyMatch(name -> name.startsWith(prefix) || (whole != null && name.startsWith(whole)));
  }

  /** A notice's texts as a whole are worth what the worst of its languages is. */
  private void wholes() {
    Map<String, List<Standing>> byNotice = new TreeMap<>();
    standings.forEach(
        (name, standing) -> {
          String whole = new Target(name, "", 1).whole();
          if (whole != null) {
            byNotice.computeIfAbsent(whole, one -> new ArrayList<>()).add(standing);
          }
        });
    byNotice.forEach(
        (notice, tags) -> {
          Standing worst = tags.stream().max(Comparator.comparing(Standing::state)).orElseThrow();
          Set<String> by = new LinkedHashSet<>();
          tags.forEach(tag -> by.addAll(tag.by()));
          standings.put(
              notice,
              new Standing(
                  notice,
                  worst.state(),
                  worst.approval(),
                  worst.approved(),
                  List.copyOf(by),
                  tags.stream()
                      .map(Standing::expires)
                      .filter(java.util.Objects::nonNull)
                      .min(Comparator.naturalOrder())
                      .filter(day -> worst.inForce())
                      .orElse(null),
                  worst.inForce()
                      ? List.of()
                      : List.of(
                          tags.stream()
                              .filter(tag -> !tag.inForce())
                              .map(tag -> tag.target().substring(notice.length() + 1))
                              .collect(Collectors.joining(", ", "in ", "")))));
        });
  }

  private static List<Approval> newestOfEach(List<Approval> all) {
    Set<String> seen = new HashSet<>();
    return all.stream()
        .sorted(Comparator.comparing(Approval::signedAt).reversed())
        .filter(a -> seen.add(a.key()))
        .toList();
  }

  private static List<String> names(List<Approval> all) {
    return all.stream().map(Approval::counsel).distinct().sorted().toList();
  }

  /** Enough counsel stand for it up to this day. */
  private static LocalDate lastDay(List<Approval> all, int needed) {
    return all.stream()
        .map(Approval::expires)
        .sorted(Comparator.reverseOrder())
        .skip(needed - 1L)
        .findFirst()
        .orElseThrow();
  }
}
