package org.aviso.routing.approval;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The records that narrow: those that are there, and those that were seen once and bind on whatever
 * became of their files, from the earliest moment they were seen with.
 */
final class Narrowings {
  private final Map<String, Narrowing> all = new TreeMap<>();
  private final List<Narrowing> deleted = new ArrayList<>();

  void add(Narrowing record) {
    all.put(record.name(), record);
  }

  /** To be told once all that are there were added. */
  void seen(String name, Instant at) {
    Narrowing seen = Narrowing.of(name + ".yaml", at).orElseThrow();
    Narrowing here = all.putIfAbsent(name, seen);
    if (here == null) {
      deleted.add(seen);
    } else if (!here.at().equals(Instant.MIN)) {
      Instant earlier = Narrowing.earlier(here.at(), at);
      all.put(name, new Narrowing(here.kind(), here.subject(), earlier));
    }
  }

  Collection<Narrowing> all() {
    return all.values();
  }

  /** Null: there is none. */
  Narrowing of(Narrowing.Kind kind, Counsel counsel) {
    return all.get(kind.of(counsel.fingerprint()));
  }

  boolean withdrawn(String approval) {
    return all.containsKey(Narrowing.Kind.WITHDRAW.of(approval));
  }

  /** Those that are gone, as far as anything hangs on them. */
  List<Narrowing> missed(Predicate<Narrowing> matters) {
    deleted.removeIf(matters.negate());
    return List.copyOf(deleted);
  }

  /** Whether one that is missed speaks of the approval or of its counsel. */
  boolean missedOf(Approval approval) {
    return deleted.stream()
        .map(Narrowing::subject)
        .anyMatch(one -> one.equals(approval.id()) || one.equals(approval.key()));
  }
}
