package org.aviso.routing.approval;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

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
   */
  public record Signed(String approval, Instant signedAt, String digest) {
    Signed orLater(Signed other) {
      return other.signedAt.isAfter(signedAt) ? other : this;
    }
  }

  /** And what was found: of approvals the later, of records the earlier that can be read. */
  Remembered and(Map<String, Signed> approvals, Collection<Narrowing> records) {
    SortedMap<String, Signed> allSigned = new TreeMap<>(signed);
    approvals.forEach((target, one) -> allSigned.merge(target, one, Signed::orLater));
    SortedMap<String, Instant> allNarrowed = new TreeMap<>(narrowed);
    for (Narrowing record : records) {
      allNarrowed.merge(record.name(), record.at(), Narrowing::earlier);
    }
    return new Remembered(allSigned, allNarrowed);
  }
}
