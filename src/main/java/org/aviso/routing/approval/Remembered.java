package org.aviso.routing.approval;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What the ledger remembers of counsel's folder. The folder is held against it: what was signed
 * last there must still be signed last here.
 *
 * @param signed by target, the roll included, the newest approval that ever counted
 * @param narrowed records that narrow, by name without {@code .yaml}, and from when on they do;
 *     {@code Instant.MIN}, which narrows most, where that could not be read yet
 */
public record Remembered(SortedMap<String, Signed> signed, SortedMap<String, Instant> narrowed) {
  /** Where there is no ledger yet. */
  public static final Remembered NOTHING = new Remembered(new TreeMap<>(), new TreeMap<>());

  public Remembered {
    signed = Collections.unmodifiableSortedMap(new TreeMap<>(signed));
    narrowed = Collections.unmodifiableSortedMap(new TreeMap<>(narrowed));
  }

  /**
   * @param approval its id
   * @param signedAt when; of the roll, when the second of two did
   * @param digest of what it gives the target
   * @param outlasts what it said that binds on when its file is gone, as the routing stage writes
   *     it; empty: nothing
   */
  public record Signed(String approval, Instant signedAt, String digest, String outlasts) {
    Signed saying(String more) {
      return new Signed(approval, signedAt, digest, more);
    }
  }

  /** What a target said that binds on; empty: nothing. */
  public String outlasts(String target) {
    return signed.containsKey(target) ? signed.get(target).outlasts : "";
  }

  /**
   * And what was found: of approvals the later, of records the earlier that can be read.
   *
   * @param outlasts what a target says from now on that binds on
   */
  Remembered and(
      Map<String, Signed> approvals,
      Collection<Narrowing> records,
      UnaryOperator<String> outlasts) {
    SortedMap<String, Signed> allSigned = new TreeMap<>(signed);
    approvals.forEach(
        (target, one) -> {
          Signed known = signed.get(target);
          // What an older approval says takes nothing away from what a newer one said.
          if (known == null || !known.signedAt.isAfter(one.signedAt)) {
            allSigned.put(target, one.saying(outlasts.apply(target)));
          }
        });
    SortedMap<String, Instant> allNarrowed = new TreeMap<>(narrowed);
    for (Narrowing record : records) {
      allNarrowed.merge(record.name(), record.at(), Narrowing::earlier);
    }
    return new Remembered(allSigned, allNarrowed);
  }
}
