package org.aviso.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.aviso.config.FolderDigest;
import org.aviso.config.Setting;
import org.aviso.config.Settings;
import org.aviso.routing.approval.Approval;
import org.aviso.routing.approval.ApprovalFolder;
import org.aviso.routing.approval.Counsel;
import org.aviso.routing.approval.InForce;
import org.aviso.routing.approval.Remembered;
import org.aviso.routing.approval.Roll;
import org.aviso.routing.approval.SigningKey;
import org.aviso.routing.approval.Standing;
import org.aviso.routing.approval.Target;

/**
 * Signs a target's present bytes. What is signed are the bytes the rules were read from: a file
 * that was changed since is not signed. They are kept under their digest.
 */
public final class Signatory {
  /** Where counsel names no day. */
  static final int DAYS = 90;

  /** Renewing the roll takes two, and when it is over nothing is in force. */
  static final int DAYS_OF_A_ROLL = 365;

  private final Settings settings;
  private final Tables tables;
  private final Clock clock;
  private final Remembered remembered;

  public Signatory(Settings settings, Tables tables, Clock clock) {
    this(settings, tables, clock, Remembered.NOTHING);
  }

  private Signatory(Settings settings, Tables tables, Clock clock, Remembered remembered) {
    this.settings = settings;
    this.tables = tables;
    this.clock = clock;
    this.remembered = remembered;
  }

  /** With what the ledger remembers, where there is one. */
  public static Signatory of(Settings settings, Path root) {
    return of(settings, root, Desk.remembered(root, settings));
  }

  /** Asks no ledger: what narrows must not wait for one. */
  public static Signatory ofFiles(Settings settings, Path root) {
    return of(settings, root, Remembered.NOTHING);
  }

  private static Signatory of(Settings settings, Path root, Remembered remembered) {
    return new Signatory(
        settings, Tables.read(root.resolve("config")), Desk.clock(settings), remembered);
  }

  /** What came of it. */
  public sealed interface Result {}

  /**
   * @param standing of the target, now
   * @param after the rules with it
   */
  public record Signed(Approval approval, Standing standing, Policy after) implements Result {}

  /**
   * Nothing was signed.
   *
   * @param tampered because the roll is not the one that was signed
   */
  public record Refused(String why, boolean tampered) implements Result {}

  /** The files as they are now, and what is in force. */
  public Policy policy() {
    return Policy.read(settings, tables, clock, remembered);
  }

  /**
   * @param expires null: so many days as are usual
   * @param renew only if the bytes are those approved last
   */
  public Result approve(
      String target, SigningKey key, LocalDate expires, boolean renew, String note)
      throws IOException {
    return approve(policy(), target, key, expires, renew, note);
  }

  /** All that a signature needs, and what it will be kept with. */
  private sealed interface Prepared {}

  private record Ready(
      Counsel counsel,
      String roll,
      String digest,
      byte[] signed,
      SortedMap<String, byte[]> files,
      LocalDate last)
      implements Prepared {}

  private record NotReady(Refused why) implements Prepared {}

  /** Why it would not be signed now; empty when it would. Writes nothing. */
  public Optional<Refused> refusal(
      Policy policy, String target, SigningKey key, LocalDate expires, boolean renew, String note)
      throws IOException {
    return prepared(policy, target, key, expires, renew, note) instanceof NotReady not
        ? Optional.of(not.why)
        : Optional.empty();
  }

  /**
   * The same where the rules were read a moment ago: what was changed since is not signed.
   *
   * @param policy as they were read
   */
  public Result approve(
      Policy policy, String target, SigningKey key, LocalDate expires, boolean renew, String note)
      throws IOException {
    Prepared prepared = prepared(policy, target, key, expires, renew, note);
    if (prepared instanceof NotReady not) {
      return not.why;
    }
    Ready ready = (Ready) prepared;
    Approval approval =
        Approval.sign(
            target,
            ready.digest,
            ready.counsel,
            key,
            ready.roll,
            policy.approved().inForce().next(),
            ready.last,
            note);
    ApprovalFolder folder = policy.approved().folder();
    folder.keep(ready.signed);
    if (!ready.files.containsKey("")) {
      for (byte[] file : ready.files.values()) {
        folder.keep(file);
      }
    }
    folder.add(approval);
    Policy after = policy();
    Standing standing = after.approved().inForce().standings().get(target);
    if (target.equals(InForce.ROLL)) {
      adopt(after.approved());
      standing =
          after
              .approved()
              .inForce()
              .proposal()
              .filter(proposed -> ready.digest.equals(proposed.approved()))
              .orElse(standing);
    }
    return new Signed(approval, standing, after);
  }

  private Prepared prepared(
      Policy policy, String target, SigningKey key, LocalDate expires, boolean renew, String note)
      throws IOException {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    boolean ofRoll = target.equals(InForce.ROLL);
    LocalDate last = expires != null ? expires : today.plusDays(ofRoll ? DAYS_OF_A_ROLL : DAYS);
    if (last.isBefore(today)) {
      return refused("--expires " + last + " is over already: name a day to come");
    }
    if (!Approval.isNote(note)) {
      return refused("--note must be one line of visible text, 500 characters at most");
    }
    InForce now = policy.approved().inForce();
    Optional<Roll> authority =
        ofRoll ? now.lastRoll().or(() -> policy.approved().folder().rollToSign()) : now.roll();
    if (authority.isEmpty()) {
      return new NotReady(
          new Refused(
              ofRoll
                  ? "there is no roll to sign: make keys with counsel keygen"
                  : "the roll of counsel is not in force ("
                      + String.join("; ", now.standings().get(InForce.ROLL).reasons())
                      + "): "
                      + now.rollMend(),
              !ofRoll));
    }
    Optional<Counsel> counsel = authority.get().byKey(key.open().fingerprint());
    Optional<String> barred =
        counsel.isEmpty()
            ? Optional.of(
                "the key "
                    + key.open().fingerprint()
                    + " is not on the roll: two who stand on it approve counsel first")
            : counsel.get().mayApprove().contains(target.split("/")[0])
                ? now.barred(counsel.get())
                : Optional.of(
                    counsel.get().name()
                        + " may approve "
                        + String.join(", ", new TreeSet<>(counsel.get().mayApprove()))
                        + "; "
                        + Approved.visible(target)
                        + " is none of these"
                        + meant(target, policy)
                            .map(name -> ": did you mean " + name + "?")
                            .orElse(""));
    if (barred.isPresent()) {
      return refused(barred.get());
    }
    SortedMap<String, byte[]> files = new TreeMap<>();
    Optional<String> unfit = read(target, policy, files);
    if (unfit.isPresent()) {
      return refused(unfit.get());
    }
    byte[] signed = files.containsKey("") ? files.get("") : FolderDigest.listing(digests(files));
    String digest = FolderDigest.of(signed);
    if (renew && !approvedLast(target, digest, policy)) {
      return refused(
          target
              + " is not as it was approved last: look at it (aviso approvals), then approve it"
              + " without --renew");
    }
    String roll = ofRoll ? now.lastRoll().map(Roll::digest).orElse("") : authority.get().digest();
    return new Ready(counsel.get(), roll, digest, signed, files, last);
  }

  private static NotReady refused(String why) {
    return new NotReady(new Refused(why, false));
  }

  private static void adopt(Approved approved) throws IOException {
    Optional<String> toSign = approved.folder().rollBytesToSign().map(FolderDigest::of);
    if (approved.folder().isProposed()
        && approved.inForce().lastRoll().map(Roll::digest).equals(toSign)) {
      approved.folder().adopt();
    }
  }

  private static boolean approvedLast(String target, String digest, Policy policy) {
    Standing standing = policy.approved().inForce().standings().get(target);
    if (standing != null && standing.state() == Standing.State.INVALID) {
      return false; // what was approved last may be what is gone
    }
    if (eachApproved(target, policy)) {
      return true;
    }
    return policy.approved().inForce().approvals().stream()
        .filter(approval -> approval.target().equals(target))
        .max(java.util.Comparator.comparing(Approval::signedAt))
        .filter(approval -> approval.digest().equals(digest))
        .isPresent();
  }

  /** Of texts, a language may be approved with its notice, and a notice language by language. */
  private static boolean eachApproved(String target, Policy policy) {
    List<Target> parts = parts(target, policy);
    return !parts.isEmpty()
        && parts.stream()
            .allMatch(
                part -> {
                  Standing now = policy.approved().inForce().standings().get(part.name());
                  return EnumSet.of(
                              Standing.State.APPROVED,
                              Standing.State.NEEDS_SECOND,
                              Standing.State.EXPIRED)
                          .contains(now.state())
                      && part.digest().equals(now.approved());
                });
  }

  /** The target of a file's or folder's name, as somebody may type it. */
  private static Optional<String> meant(String typed, Policy policy) {
    String name =
        typed
            .replaceFirst("^.*routes/counsel/", "")
            .replaceFirst("^.*templates/", "templates/")
            .replaceFirst("^([^/]+)/routing\\.yaml$", "routing/$1")
            .replaceFirst("^(counsel|relays/[^/]+?)(\\.pending)?\\.yaml$", "$1")
            .replaceFirst("(/meta\\.yaml|/)$", "");
    boolean there = name.equals(InForce.ROLL) || !parts(name, policy).isEmpty();
    return there && !name.equals(typed) ? Optional.of(name) : Optional.empty();
  }

  private static List<Target> parts(String target, Policy policy) {
    return policy.approved().targets().stream()
        .filter(one -> one.name().equals(target) || one.name().startsWith(target + "/"))
        .filter(one -> !one.gone())
        .toList();
  }

  /**
   * @param files what the target is made of; a single file under the empty name
   * @return why it cannot be signed
   */
  private Optional<String> read(String target, Policy policy, Map<String, byte[]> files)
      throws IOException {
    if (target.equals(InForce.ROLL)) {
      policy.approved().folder().rollBytesToSign().ifPresent(bytes -> files.put("", bytes));
      return policy.approved().folder().rollToSign().filter(Roll::usable).isPresent()
          ? Optional.empty()
          : Optional.of("the roll has mistakes: aviso check names them");
    }
    List<Target> parts = parts(target, policy);
    if (parts.isEmpty()) {
      return Optional.of(
          "there is no target "
              + Approved.visible(target)
              + meant(target, policy)
                  .map(name -> ": did you mean " + name + "?")
                  .orElse(": aviso approvals lists those there are"));
    }
    if (policy.faulty(target)) {
      return Optional.of(target + " has mistakes: aviso check names them; mend it first");
    }
    for (Target part : parts) {
      SortedMap<String, byte[]> read = new TreeMap<>();
      if (part.name().startsWith("templates/")) {
        Path folder =
            settings
                .get(Setting.TEMPLATES_DIR)
                .resolve(part.name().substring("templates/".length()));
        for (Path file : list(folder)) {
          if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            read.put(file.getFileName().toString(), bytes(file));
          }
        }
      } else {
        String name = part.name();
        read.put(
            "",
            bytes(
                settings
                    .get(Setting.ROUTING_DIR)
                    .resolve(
                        name.startsWith("relays/")
                            ? name + ".yaml"
                            : name.substring("routing/".length()) + "/routing.yaml")));
      }
      String digest =
          read.containsKey("") ? FolderDigest.of(read.get("")) : FolderDigest.of(digests(read));
      if (!digest.equals(part.digest())) {
        return Optional.of(
            part.name()
                + " was changed just now, or holds files that do not belong there: aviso check"
                + " names them");
      }
      String within =
          part.name().equals(target) ? "" : part.name().substring(target.length() + 1) + "/";
      read.forEach((name, bytes) -> files.put(within + name, bytes));
    }
    return Optional.empty();
  }

  private static Map<String, String> digests(Map<String, byte[]> files) {
    Map<String, String> digests = new TreeMap<>();
    files.forEach((name, bytes) -> digests.put(name, FolderDigest.of(bytes)));
    return digests;
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return new ArrayList<>(files.toList());
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return in.readAllBytes();
    }
  }
}
