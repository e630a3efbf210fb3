package org.aviso.routing;

import java.time.LocalDate;
import java.util.List;
import org.aviso.config.Finding;
import org.aviso.person.ContactId;
import org.aviso.person.PersonId;
import org.aviso.template.Level;

/**
 * One file of {@code relays/}, which counsel signs as a whole.
 *
 * @param name the file's name without {@code .yaml}; its target is {@code relays/<name>}
 * @param digest SHA-256 (hex) of the file's bytes, null when it could not be opened
 * @param sound it has no findings; else it approves nothing, and what narrows still binds
 * @param vetoesKnown false: it may hold a veto nobody can read, and then no relay is written to
 * @param entries of an unsound batch only those that can be read safely
 * @param written where each entry stands; null where none stands in a file
 */
public record RelayBatch(
    String name,
    String digest,
    boolean sound,
    boolean vetoesKnown,
    List<Entry> entries,
    Written written) {
  public RelayBatch {
    entries = List.copyOf(entries);
  }

  RelayBatch(String name, String digest, boolean sound, boolean vetoesKnown, List<Entry> entries) {
    this(name, digest, sound, vetoesKnown, entries, null);
  }

  /**
   * @param file as findings name it
   * @param lines of the entries, in their order; the first line is 1
   */
  public record Written(String file, List<Integer> lines) {
    public Written {
      lines = List.copyOf(lines);
    }
  }

  /** What counsel signs it as. */
  public String target() {
    return "relays/" + name;
  }

  /** A finding at the line of an entry. */
  public Finding finding(int entry, String what, String mend) {
    return written == null
        ? new Finding(target(), 0, what, mend)
        : new Finding(written.file, written.lines.get(entry), what, mend);
  }

  /** A batch that could not be opened: it may hold anything. */
  static RelayBatch unreadable(String name) {
    return new RelayBatch(name, null, false, false, List.of());
  }

  /** What was signed in a batch and binds on though it is not in its file: it approves nothing. */
  static RelayBatch outlasting(String name, List<Entry> narrowing) {
    return new RelayBatch(name, null, false, true, narrowing);
  }

  /**
   * @param contact null: all relays of the person; an approval in force always names one
   * @param veto nothing may be sent; level, name, expires and consent then say nothing
   * @param level the most the relay may be told; null only in a veto
   * @param name the person's first name may be said
   * @param expires last day of the approval; null in a veto, or where it could not be read
   * @param consent the member's, null when none is on record
   * @param reason counsel's words; may be personal
   */
  public record Entry(
      PersonId person,
      ContactId contact,
      boolean veto,
      Level level,
      boolean name,
      LocalDate expires,
      Consent consent,
      String reason) {

    static Entry veto(PersonId person, ContactId contact, String reason) {
      return new Entry(person, contact, true, null, false, null, null, reason);
    }

    /**
     * A level that counts and approves nothing.
     *
     * @param name false narrows as well: the first name is not said
     * @param revoked the day a consent ended, null while none did
     */
    static Entry narrowing(
        PersonId person, ContactId contact, Level level, boolean name, LocalDate revoked) {
      Consent ended = revoked == null ? null : new Consent(null, null, null, null, null, revoked);
      return new Entry(person, contact, false, level, name, null, ended, null);
    }

    /** Narrows whatever the other one does, at least as much. */
    boolean covers(Entry other) {
      boolean sameRelay =
          person.equals(other.person) && (contact == null || contact.equals(other.contact));
      boolean lower =
          !other.veto && level != null && !level.above(other.level) && (other.name || !name);
      boolean ended =
          other.consent == null
              || other.consent.revoked == null
              || (consent != null && consent.revokedOn(other.consent.revoked));
      return sameRelay && (veto || (lower && ended));
    }

    /** The same line of whom its person was found to be. */
    public Entry of(PersonId now, ContactId contactNow) {
      return new Entry(now, contactNow, veto, level, name, expires, consent, reason);
    }

    boolean concerns(ContactId asked) {
      return contact == null || contact.equals(asked);
    }

    /** Approves nothing on this day: it expired, or its consent was revoked. */
    public boolean overOn(LocalDate day) {
      boolean expired = expires == null || day.isAfter(expires);
      return expired || revokedOn(day);
    }

    boolean revokedOn(LocalDate day) {
      return consent != null && consent.revokedOn(day);
    }

    @Override
    public String toString() {
      return "Entry[" + person + " " + (contact == null ? "all" : contact) + "]";
    }
  }

  /**
   * Consent on record.
   *
   * @param form {@code written} or {@code oral}
   * @param by who gave it: {@code member} or {@code attorney}
   * @param scope, recordedBy may be null; personal
   * @param revoked the day it ended, null while it stands
   */
  public record Consent(
      String form, String by, LocalDate date, String scope, String recordedBy, LocalDate revoked) {
    boolean revokedOn(LocalDate day) {
      return revoked != null && !day.isBefore(revoked);
    }

    @Override
    public String toString() {
      return "Consent[" + form + " " + by + " " + date + "]";
    }
  }
}
