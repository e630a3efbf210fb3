package org.aviso.routing;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aviso.config.Finding;
import org.aviso.person.ContactId;
import org.aviso.person.PersonId;
import org.aviso.routing.approval.InForce;
import org.aviso.routing.approval.Remembered;
import org.aviso.routing.approval.Target;
import org.aviso.template.Level;

/**
 * What signed files said that narrows, and that binds on when they are deleted or changed without a
 * signature: a notice that another one took the place of stays held, a veto or a lower level of a
 * batch counts.
 *
 * <p>As text, which is how the ledger keeps it, of a routing: {@code supersedes <notice> <moment>},
 * the moment after which the older notice must be signed to be free again. Of a batch a line an
 * entry: person, contact or {@code all}, level or {@code veto}, {@code name} where the first name
 * may be said, and the day its consent was revoked, if it was.
 */
public final class Outlasting {
  private static final String ROUTING = "routing/";
  private static final String RELAYS = "relays/";
  private static final String SUPERSEDES = "supersedes ";
  private static final String NAME = "name";

  private final Remembered remembered;
  private final CounselFolder counsel;
  private final InForce inForce;
  private final Set<String> superseded = new TreeSet<>();
  private final List<RelayBatch> batches = new ArrayList<>();
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
                  && (target.startsWith(RELAYS)
                      ? narrows(target, signed.outlasts())
                      : holds(signed.outlasts()))
                  && counsel.digest(target).isEmpty()) {
                gone.add(Target.gone(target));
              }
            });
  }

  private boolean holds(String outlasts) {
    Optional<Superseded> older = Superseded.of(outlasts);
    if (older.isEmpty() || older.get().signedSince(inForce)) {
      return false;
    }
    superseded.add(older.get().notice());
    return true;
  }

  private boolean narrows(String target, String outlasts) {
    List<RelayBatch.Entry> entries = outlasts.lines().map(Outlasting::entry).toList();
    if (entries.isEmpty()) {
      return false;
    }
    batches.add(RelayBatch.outlasting(target.substring(RELAYS.length()), entries));
    return true;
  }

  /**
   * Notices that were superseded, and are not any more without anybody's signature; signed anew
   * they are free.
   */
  public Set<String> superseded() {
    return Collections.unmodifiableSet(superseded);
  }

  /** What was signed in batches that are not in force now: it narrows. */
  public List<RelayBatch> batches() {
    return List.copyOf(batches);
  }

  /** All of it, which decides with the files what is planned. */
  public String text() {
    return superseded + " " + batches.stream().map(batch -> text(batch.entries())).toList();
  }

  /** Lines of batches that bind, though their file, which is there, does not say so any more. */
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    for (RelayBatch batch : batches) {
      List<RelayBatch.Entry> here =
          counsel.relays().batches().stream()
              .filter(one -> one.name().equals(batch.name()))
              .flatMap(one -> one.entries().stream())
              .toList();
      long lost =
          batch.entries().stream()
              .filter(entry -> here.stream().noneMatch(one -> one.covers(entry)))
              .count();
      if (lost > 0 && counsel.digest(RELAYS + batch.name()).isPresent()) {
        findings.add(
            new Finding(
                RELAYS + batch.name(),
                0,
                (lost == 1 ? "1 line" : lost + " lines")
                    + " counsel signed in it, a veto or a level each, no longer stand in its file;"
                    + " what was signed binds on",
                "put the file back, or let counsel approve it as it stands now"));
      }
    }
    return findings;
  }

  /** What binds on though its file is gone, to be shown beside the folder's own targets. */
  public List<Target> gone() {
    return List.copyOf(gone);
  }

  /**
   * What is to be remembered of a target in force; of one with a mistake in it, what was. What one
   * counsel of two signed narrows as well, and sets nothing free.
   */
  public String of(String target) {
    String before = remembered.outlasts(target);
    if (target.startsWith(RELAYS)) {
      return counsel.relays().batches().stream()
          .filter(batch -> target.equals(RELAYS + batch.name()) && batch.sound())
          .map(batch -> text(batch.entries()))
          .map(now -> inForce.inForce(target) ? now : both(before, now))
          .findFirst()
          .orElse(before);
    }
    if (!target.startsWith(ROUTING) || !inForce.inForce(target)) {
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

  private static String both(String before, String now) {
    return Stream.concat(before.lines(), now.lines()).distinct().collect(Collectors.joining("\n"));
  }

  static String text(List<RelayBatch.Entry> entries) {
    return entries.stream().map(Outlasting::line).collect(Collectors.joining("\n"));
  }

  private static String line(RelayBatch.Entry entry) {
    LocalDate revoked = entry.consent() == null ? null : entry.consent().revoked();
    return entry.person()
        + (entry.contact() == null ? " all" : " " + entry.contact())
        + (entry.veto() ? " veto" : " " + entry.level().name())
        + (entry.name() ? " " + NAME : "")
        + (revoked == null ? "" : " " + revoked);
  }

  static RelayBatch.Entry entry(String line) {
    String[] words = line.split(" ");
    PersonId person = new PersonId(words[0]);
    ContactId contact = words[1].equals("all") ? null : ContactId.parse(words[1]);
    if (words[2].equals("veto")) {
      return RelayBatch.Entry.veto(person, contact, null);
    }
    boolean name = words.length > 3 && words[3].equals(NAME);
    int revoked = name ? 4 : 3;
    return RelayBatch.Entry.narrowing(
        person,
        contact,
        Level.valueOf(words[2]),
        name,
        words.length > revoked ? LocalDate.parse(words[revoked]) : null);
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
