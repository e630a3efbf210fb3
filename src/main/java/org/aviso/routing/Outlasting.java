package org.aviso.routing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.aviso.routing.approval.InForce;
import org.aviso.routing.approval.Remembered;
import org.aviso.routing.approval.Target;

/**
 * What signed files said that narrows, and that binds on when they are deleted or changed without a
 * signature: a notice that another one took the place of stays held.
 *
 * <p>As text, which is how the ledger keeps it, of a routing: {@code supersedes <notice> <moment>},
 * the moment after which the older notice must be signed to be free again.
 */
public final class Outlasting {
  private static final String ROUTING = "routing/";
  private static final String SUPERSEDES = "supersedes ";

  private final Remembered remembered;
  private final CounselFolder counsel;
  private final InForce inForce;
  private final Set<String> superseded = new TreeSet<>();
  private final List<Target> gone = new ArrayList<>();

  /**
   * @param inForce of the folder's own targets
   */
  public Outlasting(Remembered remembered, CounselFolder counsel, InForce inForce) {
    this.remembered = remembered;
    this.counsel = counsel;
    this.inForce = inForce;
    remembered
        .signed()
        .forEach(
            (target, signed) -> {
              if (!inForce.inForce(target)
                  && binds(signed.outlasts())
                  && counsel.digest(target).isEmpty()) {
                gone.add(Target.gone(target));
              }
            });
  }

  /** Takes it up; false when it binds nobody any more. */
  private boolean binds(String outlasts) {
    Optional<Superseded> older = Superseded.of(outlasts);
    if (older.isEmpty() || older.get().signedSince(inForce)) {
      return false;
    }
    superseded.add(older.get().notice());
    return true;
  }

  /**
   * Notices that were superseded, and are not any more without anybody's signature; signed anew
   * they are free.
   */
  public Set<String> superseded() {
    return Collections.unmodifiableSet(superseded);
  }

  /** What binds on though its file is gone, to be shown beside the folder's own targets. */
  public List<Target> gone() {
    return List.copyOf(gone);
  }

  /** What is to be remembered of a target in force; of one with a mistake in it, what was. */
  public String of(String target) {
    String before = remembered.outlasts(target);
    if (!target.startsWith(ROUTING)) {
      return before;
    }
    return counsel
        .routing(target.substring(ROUTING.length()))
        .map(routing -> superseding(target, routing, before))
        .orElse(before);
  }

  private String superseding(String target, Routing routing, String before) {
    String older = routing.supersedes();
    if (older == null) {
      return "";
    }
    Instant after =
        Superseded.of(before)
            .filter(one -> one.notice().equals(older))
            .map(Superseded::after)
            .orElse(Instant.EPOCH);
    for (String signed : List.of(target, ROUTING + older)) {
      Instant at = inForce.signedLast(signed).orElse(Instant.EPOCH);
      after = at.isAfter(after) ? at : after;
    }
    return new Superseded(older, after).text();
  }

  private record Superseded(String notice, Instant after) {
    static Optional<Superseded> of(String text) {
      String[] words = text.split(" ");
      return text.startsWith(SUPERSEDES)
          ? Optional.of(new Superseded(words[1], Instant.parse(words[2])))
          : Optional.empty();
    }

    String text() {
      return SUPERSEDES + notice + " " + after;
    }

    boolean signedSince(InForce inForce) {
      return inForce.signedLast(ROUTING + notice).filter(at -> at.isAfter(after)).isPresent();
    }
  }
}
