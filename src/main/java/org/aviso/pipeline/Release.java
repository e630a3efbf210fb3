package org.aviso.pipeline;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.aviso.config.FolderDigest;
import org.aviso.ledger.Waves;
import org.aviso.routing.approval.InForce;
import org.aviso.routing.approval.SignedAct;
import org.aviso.routing.approval.SigningKey;

/**
 * Acts of counsel that widen, signed with a key of the roll in force: a wave is let go, a single
 * case is lifted. Who may approve routings may do it; lifting a veto takes one who may approve
 * relays.
 */
public final class Release {
  private static final String ROUTING = "routing";
  private static final String RELAYS = "relays";

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
   * What a start of the wave signs: its figures as {@code wave show} gives them, the cost last. Of
   * these lines, each ended by a line feed, in UTF-8, the SHA-256 is the wave's digest.
   */
  public String figures(Waves.Wave wave) {
    return wave.figures() + "cost: " + cost.shown(wave) + "\n";
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
    return fault(now, start);
  }

  static Optional<String> fault(InForce now, Waves.Start start) {
    return digest(start.figures()).equals(start.by().digest())
        ? now.fault(start.by())
        : Optional.of("its figures are not those that were signed");
  }
}
