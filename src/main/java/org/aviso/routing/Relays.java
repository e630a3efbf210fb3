package org.aviso.routing;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.Owner;
import org.aviso.person.Person;
import org.aviso.person.PersonId;
import org.aviso.template.Level;

/**
 * What counsel wrote of single relays, over all batches. What narrows (a veto, a lower level) binds
 * wherever it stands; what widens binds only in a batch that is in force.
 */
public final class Relays {
  private static final Relays NONE = of(List.of());

  private final Relays written;
  private final List<RelayBatch> batches;
  private final Predicate<String> inForce;
  private final Map<PersonId, List<Listed>> listed;

  private record Listed(RelayBatch batch, RelayBatch.Entry entry) {}

  /**
   * @param written what stands in the files alone; null: all of it does
   */
  private Relays(Relays written, List<RelayBatch> batches, Predicate<String> inForce) {
    this.written = written == null ? this : written;
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
    return new Relays(null, List.copyOf(batches), digest -> true);
  }

  /**
   * The same batches, where only those approve whose digest is in force.
   *
   * @param digestInForce asked with the SHA-256 (hex) of a batch's bytes
   */
  public Relays approvedBy(Predicate<String> digestInForce) {
    return new Relays(
        written == this ? null : written.approvedBy(digestInForce), batches, digestInForce);
  }

  /** The same, and what was signed once and is in no file any more. */
  public Relays and(Collection<RelayBatch> outlasting) {
    List<RelayBatch> all = new ArrayList<>(batches);
    all.addAll(outlasting);
    return outlasting.isEmpty() ? this : new Relays(written, all, inForce);
  }

  /** What stands in the files alone. */
  Relays written() {
    return written;
  }

  public List<RelayBatch> batches() {
    return batches;
  }

  /** False: some batch may hold a veto nobody can read. */
  public boolean vetoesKnown() {
    return batches.stream().allMatch(RelayBatch::vetoesKnown);
  }

  /**
   * Whether some batch, signed or not, vetoes a contact this person does not have. Whom it means
   * nobody knows, so it counts for all their relays.
   */
  boolean vetoesOneUnknown(Person person) {
    return listed.getOrDefault(person.id(), List.of()).stream()
        .map(Listed::entry)
        .filter(entry -> entry.veto() && entry.contact() != null)
        .anyMatch(
            entry -> person.contacts().stream().noneMatch(c -> c.id().equals(entry.contact())));
  }

  /** What all batches together say of one contact of a relay on one day. */
  public Standing of(PersonId person, ContactId contact, LocalDate today) {
    return standing(person, entry -> entry.concerns(contact), today);
  }

  /** The same of any contact: what is said of all relays concerns no contact of others. */
  Standing of(PersonId person, Contact contact, LocalDate today) {
    return standing(person, entry -> concerns(entry, contact), today);
  }

  /** The same, narrowed by what was said of ids the person had. */
  Standing of(Case given, Contact contact) {
    Standing standing = of(given.person().id(), contact, given.today());
    for (RelayBatch.Entry line : given.formerLines()) {
      if (concerns(line, contact)) {
        standing = standing.and(line, null, given.today());
      }
    }
    return standing;
  }

  private static boolean concerns(RelayBatch.Entry entry, Contact contact) {
    return contact.owner() == Owner.RELAY
        ? entry.concerns(contact.id())
        : contact.id().equals(entry.contact());
  }

  private Standing standing(PersonId person, Predicate<RelayBatch.Entry> asked, LocalDate today) {
    Standing standing = Standing.SILENT;
    for (Listed item : listed.getOrDefault(person, List.of())) {
      if (asked.test(item.entry())) {
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
   * @param revoked some entry's consent was revoked, signed or not
   * @param approval digest of the batch that approves the contact; null: none does
   * @param name every entry, signed or not, in force or over, says the first name may be said
   * @param expires last day of the approval that holds longest; null: none is in force
   */
  public record Standing(
      boolean vetoed,
      Level ceiling,
      boolean lapsed,
      boolean revoked,
      String approval,
      boolean name,
      LocalDate expires) {
    static final Standing SILENT = new Standing(false, null, false, false, null, true, null);

    private Standing and(RelayBatch.Entry entry, String batch, LocalDate today) {
      if (entry.veto()) {
        return new Standing(true, ceiling, lapsed, revoked, approval, name, expires);
      }
      Level lowest = ceiling == null || ceiling.above(entry.level()) ? entry.level() : ceiling;
      boolean anyRevoked = revoked || entry.revokedOn(today);
      boolean sayable = name && entry.name();
      if (batch == null) {
        return new Standing(vetoed, lowest, lapsed, anyRevoked, approval, sayable, expires);
      }
      if (entry.overOn(today)) {
        return new Standing(vetoed, lowest, true, anyRevoked, approval, sayable, expires);
      }
      return new Standing(
          vetoed,
          lowest,
          lapsed,
          anyRevoked,
          approval == null ? batch : approval,
          sayable,
          expires == null || entry.expires().isAfter(expires) ? entry.expires() : expires);
    }

    /** What narrows another contact of the same value narrows this one; approval is its own. */
    Standing narrowedBy(Standing other) {
      return new Standing(
          vetoed,
          Level.lower(ceiling, other.ceiling),
          lapsed,
          revoked || other.revoked,
          approval,
          name,
          expires);
    }

    public boolean approved() {
      return approval != null;
    }
  }
}
