package org.aviso.routing.approval;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the ledger remembers of counsel's folder. The folder is held against it: what was signed
 * last there must still be signed last here.
 *
 * @param signed by target, the roll included, the newest approval that ever counted
 */
public record Remembered(SortedMap<String, Signed> signed) {
  /** Where there is no ledger yet. */
  public static final Remembered NOTHING = new Remembered(new TreeMap<>());

  public Remembered {
    signed = Collections.unmodifiableSortedMap(new TreeMap<>(signed));
  }

  /**
   * @param approval its id
   * @param signedAt when; of the roll, when the second of two did
   * @param digest of what it gives the target
   */
  public record Signed(String approval, Instant signedAt, String digest) {
    Signed orLater(Signed other) {
      return other.signedAt.isAfter(signedAt) ? other : this;
    }
  }

  /** The later of what is remembered and what was found. */
  Remembered and(Map<String, Signed> found) {
    SortedMap<String, Signed> all = new TreeMap<>(signed);
    found.forEach((target, one) -> all.merge(target, one, Signed::orLater));
    return new Remembered(all);
  }
}
