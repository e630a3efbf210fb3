package org.aviso.pipeline;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.aviso.config.FolderDigest;
import org.aviso.ledger.Waves;
import org.aviso.person.Owner;
import org.aviso.routing.approval.InForce;
import org.aviso.routing.approval.SignedAct;
import org.aviso.routing.approval.SigningKey;
import org.aviso.template.TextLanguages;

/**
 * Acts of counsel that widen, signed with a key of the roll in force: a wave is let go, a single
 * case is lifted. Who may approve routings may do it; lifting a veto takes one who may approve
 * relays.
 */
public final class Release {
  private static final String ROUTING = "routing";
  private static final String RELAYS = "relays";
  private static final String RULE = "rule ";

  private final Desk desk;
  private final InForce now;
  private final WaveCost cost;

  public Release(Desk desk) {
    Policy policy = desk.policy();
    this.desk = desk;
    this.now = policy.approved().inForce();
    this.cost = new WaveCost(desk, policy);
  }

  public WaveCost cost() {
    return cost;
  }

  /** Nothing was signed, or what was is not in force; why, in one line for people. */
  public static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /**
   * What a start of the wave signs: its figures as {@code wave show} gives them, the digests of the
   * rules and texts it is to go under, the cost last. Of these lines, each ended by a line feed, in
   * UTF-8, the SHA-256 is the wave's digest.
   */
  public String figures(Waves.Wave wave) {
    StringBuilder text = new StringBuilder(wave.figures());
    rules(wave)
        .forEach((name, digest) -> text.append(RULE + name + ": ").append(digest).append('\n'));
    return text.append("cost: ").append(cost.shown(wave)).append('\n').toString();
  }

  /**
   * By target, the digest of the bytes in force: the routing, the texts the wave uses, and where it
   * goes to relays every batch. A renewed approval of the same bytes changes nothing here.
   */
  private Map<String, String> rules(Waves.Wave wave) {
    Set<String> used = new HashSet<>(Set.of("routing/" + wave.notice()));
    for (Waves.Kind kind : wave.kinds()) {
      TextLanguages.of(kind.tag())
          .tags()
          .forEach(tag -> used.add("templates/" + wave.notice() + "/" + tag));
    }
    boolean relays = wave.kinds().stream().anyMatch(kind -> Owner.of(kind.to()) == Owner.RELAY);
    Map<String, String> rules = new TreeMap<>();
    inForceNow()
        .forEach(
            (name, digest) -> {
              if (used.contains(name) || (relays && name.startsWith("relays/"))) {
                rules.put(name, digest);
              }
            });
    return rules;
  }

  private Map<String, String> inForceNow() {
    Map<String, String> digests = new TreeMap<>();
    desk.policy().approved().targets().stream()
        .filter(target -> now.inForce(target.name()))
        .forEach(target -> digests.put(target.name(), target.digest()));
    return digests;
  }

  /**
   * Rules and texts whose bytes in force are other ones than those the wave was started under. It
   * goes on under them, for counsel signed them as well; what they add waits.
   */
  public List<String> changedSince(Waves.Start start) {
    Map<String, String> current = inForceNow();
    return start
        .figures()
        .lines()
        .filter(line -> line.startsWith(RULE))
        .map(line -> line.substring(RULE.length()).split(": "))
        .filter(rule -> !rule[1].equals(current.get(rule[0])))
        .map(rule -> rule[0])
        .toList();
  }

  public String digest(Waves.Wave wave) {
    return digest(figures(wave));
  }

  private static String digest(String figures) {
    return FolderDigest.of(figures.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Signs what the wave holds now and lets it go.
   *
   * @throws Refused when the key may not
   */
  public Waves.Answer start(Waves.Wave wave, SigningKey key) {
    String figures = figures(wave);
    SignedAct act = sign(SignedAct.WAVE_START, wave.id(), digest(figures), key, ROUTING);
    return desk.ledger().waves().start(wave, act, figures);
  }

  /**
   * Signs a single case's widening.
   *
   * @throws Refused when the key may not
   */
  public SignedAct widen(String act, String subject, SigningKey key) {
    return sign(act, subject, "", key, act.equals("unhold-veto") ? RELAYS : ROUTING);
  }

  private SignedAct sign(String act, String subject, String digest, SigningKey key, String kind) {
    InForce.Signer signer = now.signer(key.open(), kind);
    if (signer.refusal() != null) {
      throw new Refused(signer.refusal() + "; nothing was changed");
    }
    return SignedAct.sign(
        act, subject, digest, signer.counsel(), key, now.roll().orElseThrow().digest(), now.next());
  }

  /** What is wrong with a start, by the roll in force; empty when it holds. */
  public Optional<String> fault(Waves.Start start) {
    return fault(now, start).or(() -> changed(desk.ledger().waves(), start));
  }

  static Optional<String> fault(InForce now, Waves.Start start) {
    if (!digest(start.figures()).equals(start.by().digest())) {
      return Optional.of("its figures are not those that were signed");
    }
    return start.figure("start").filter(String.valueOf(start.number())::equals).isEmpty()
        ? Optional.of("it is not the start that was signed at this place")
        : now.fault(start.by());
  }

  /** Whether something else is let go than was signed. Reads every message of the wave. */
  static Optional<String> changed(Waves waves, Waves.Start start) {
    return start.figure("population").filter(waves.letGo(start.wave())::equals).isPresent()
        ? Optional.empty()
        : Optional.of("what it lets go is not what was signed");
  }
}
