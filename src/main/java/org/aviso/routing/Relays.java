package org.aviso.routing;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.aviso.person.Contact;
import org.aviso.person.PersonId;
import org.aviso.template.Level;

/**
 * What counsel wrote of single relays, over all batches. What narrows (a veto, a lower level) binds
 * wherever it stands; what widens binds only in a batch that is in force.
 */
public final class Relays {
  private static final Relays NONE = new Relays(List.of(), digest -> false);

  private final List<RelayBatch> batches;
  private final Predicate<String> inForce;
  private final Map<PersonId, List<Listed>> listed;

  private record Listed(RelayBatch batch, RelayBatch.Entry entry) {}

  private Relays(List<RelayBatch> batches, Predicate<String> inForce) {
    this.batches = List.copyOf(batches);
    this.inForce = inForce;
    this.listed =
        batches.stream()
            .flatMap(batch -> batch.entries().stream().map(entry -> new Listed(batch, entry)))
            .collect(Collectors.groupingBy(item -> item.entry().person()));
  }

  public static Relays none() {
    return NONE;
  }

  /** Every batch without findings is in force: signatures are asked by {@link #approvedBy}. */
  public static Relays of(Collection<RelayBatch> batches) {
    return new Relays(List.copyOf(batches), digest -> true);
  }

  /**
   * The same batches, where only those approve whose digest is in force.
   *
   * @param digestInForce asked with the SHA-256 (hex) of a batch's bytes
   */
  public Relays approvedBy(Predicate<String> digestInForce) {
    return new Relays(batches, digestInForce);
  }

  public List<RelayBatch> batches() {
    return batches;
  }

  /** False: some batch may hold a veto nobody can read. */
  boolean vetoesKnown() {
    return batches.stream().allMatch(RelayBatch::vetoesKnown);
  }

  /**
   * What all batches together say on one day.
   *
   * @param contacts one, or all that have the same value
   */
  Standing of(PersonId person, Collection<Contact> contacts, LocalDate today) {
    Standing standing = Standing.SILENT;
    for (Listed item : listed.getOrDefault(person, List.of())) {
      if (contacts.stream().anyMatch(item.entry()::concerns)) {
        boolean approves = item.batch().sound() && inForce.test(item.batch().digest());
        standing = standing.and(item.entry(), approves ? item.batch().digest() : null, today);
      }
    }
    return standing;
  }

  /**
   * @param vetoed by any batch, signed or not
   * @param ceiling the lowest level any batch gives, signed or not; null: none speaks of one
   * @param lapsed an approval there was is over: expired, or its consent revoked
   * @param approval digest of the batch that approves the contact; null: none does
   * @param name every approval says the first name may be said
   * @param revoked the latest day a consent ended, said by any batch, signed or not; null: none did
   * @param consented the latest day a consent was given that an approval rests on; null: none does
   */
  record Standing(
      boolean vetoed,
      Level ceiling,
      boolean lapsed,
      String approval,
      boolean name,
      LocalDate revoked,
      LocalDate consented) {
    static final Standing SILENT = new Standing(false, null, false, null, true, null, null);

    private Standing and(RelayBatch.Entry entry, String batch, LocalDate today) {
      if (entry.veto()) {
        return new Standing(true, ceiling, lapsed, approval, name, revoked, consented);
      }
      Level lowest = ceiling == null || ceiling.above(entry.level()) ? entry.level() : ceiling;
      RelayBatch.Consent consent = entry.consent();
      LocalDate ended =
          consent != null && consent.revokedOn(today) ? later(revoked, consent.revoked()) : revoked;
      if (batch == null) {
        return new Standing(vetoed, lowest, lapsed, approval, name, ended, consented);
      }
      if (entry.overOn(today)) {
        return new Standing(vetoed, lowest, true, approval, name, ended, consented);
      }
      return new Standing(
          vetoed,
          lowest,
          lapsed,
          approval == null ? batch : approval,
          name && entry.name(),
          ended,
          consent == null ? consented : later(consented, consent.date()));
    }

    private static LocalDate later(LocalDate one, LocalDate other) {
      return one == null || one.isBefore(other) ? other : one;
    }

    /** The member took a consent back, and no approval rests on one given since. */
    boolean consentRevoked() {
      return revoked != null && (consented == null || consented.isBefore(revoked));
    }

    boolean approved() {
      return approval != null;
    }
  }
}
