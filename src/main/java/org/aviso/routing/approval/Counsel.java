package org.aviso.routing.approval;

import java.time.LocalDate;
import java.util.Set;

/**
 * One person on the roll.
 *
 * @param mayApprove kinds of target: {@code routing}, {@code relays}, {@code templates}, {@code
 *     counsel}
 * @param retired after this day the person signs no more; null while they do
 * @param revoked nothing they signed is in force any more, since this day; null while it is
 */
public record Counsel(
    String name,
    CounselPublicKey key,
    Set<String> mayApprove,
    LocalDate retired,
    LocalDate revoked) {
  /** How the names of the demo's counsel begin; nobody else's do. */
  public static final String DEMO = "Demo ";

  public static final Set<String> KINDS = Set.of("routing", "relays", "templates", "counsel");

  public Counsel {
    mayApprove = Set.copyOf(mayApprove);
  }

  /** Made by the demo for itself: live mode refuses it. */
  public boolean ofDemo() {
    return name.startsWith(DEMO);
  }

  public String fingerprint() {
    return key.fingerprint();
  }

  boolean mayApprove(String target) {
    int slash = target.indexOf('/');
    return mayApprove.contains(slash < 0 ? target : target.substring(0, slash));
  }
}
