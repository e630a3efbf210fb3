package org.aviso.ledger;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.aviso.intake.Amend;
import org.aviso.intake.Identity;
import org.aviso.intake.Lookups;
import org.aviso.outcome.Schedule;
import org.aviso.person.ContactId;
import org.aviso.person.Dossier;
import org.aviso.person.Lookup;
import org.aviso.person.PersonId;

/**
 * What people say of persons, which outranks every list: values they were told, and who is who.
 * Each is in force before its command returns.
 */
public final class Amendments {
  /** What tells who somebody is. */
  static final Set<Lookup.Kind> WHO =
      EnumSet.of(Lookup.Kind.A_NUMBER, Lookup.Kind.SUBJECT_ID, Lookup.Kind.NAME_AND_BIRTH);

  private static final String SELF = "both ids are the same person's";

  private final LedgerWriter writer;
  private final PersonVault vault;
  private final Persons persons;
  private final Predicate<String> releaseAtOnce;

  Amendments(
      LedgerWriter writer, PersonVault vault, Persons persons, Predicate<String> releaseAtOnce) {
    this.writer = writer;
    this.vault = vault;
    this.persons = persons;
    this.releaseAtOnce = releaseAtOnce;
  }

  /**
   * Who says so.
   *
   * @param reason free text, kept sealed
   */
  public record By(String actor, String systemUser, String reason) {}

  /**
   * What was entered, for the record; never a value.
   *
   * @param action {@code set}, {@code add}, {@code retire} or {@code verify}
   * @param field a column or a contact
   * @param source how it was told: {@code call}, {@code letter}, {@code attorney}
   */
  public record Entered(String action, String field, String source) {}

  /** A person as stored, inside the transaction. */
  private record Stored(long row, Dossier dossier, byte[] dataKey) {}

  /**
   * Changes one dossier.
   *
   * @return empty when nobody has that id
   */
  public Optional<Amend.Answer> amend(
      PersonId id, Function<Dossier, Amend.Answer> how, Entered what, By by) {
    return writer.write(
        tx -> {
          Optional<Stored> stored = stored(tx, id);
          if (stored.isEmpty()) {
            return Optional.empty();
          }
          Amend.Answer answer = how.apply(stored.get().dossier);
          if (answer instanceof Amend.Answer.Amended amended
              && !amended.dossier().equals(stored.get().dossier)) {
            change(tx, stored.get(), amended.dossier());
            note(tx, stored.get().row, id, what, by);
            tx.record(
                Event.ofPerson(
                    stored.get().row, "amended", "{\"what\":\"%s\"}".formatted(what.field)));
          }
          return Optional.of(answer);
        });
  }

  /**
   * What settling came to.
   *
   * @param refusal why it was not done; null when it was
   * @param stillLike others the first one still looks like, so that its hold stays
   */
  public record Settled(String refusal, Set<PersonId> stillLike) {
    static Settled refused(String why) {
      return new Settled(why, Set.of());
    }
  }

  /** The two are two persons: neither is held any longer for looking like the other. */
  public Settled distinct(PersonId one, PersonId other, Identity identity, By by) {
    return writer.write(
        tx -> {
          Optional<Stored> first = stored(tx, one);
          Optional<Stored> second = stored(tx, other);
          if (first.isEmpty() || second.isEmpty()) {
            return Settled.refused(nobody(first.isEmpty() ? one : other));
          }
          if (one.equals(other)) {
            return Settled.refused(SELF);
          }
          Set<PersonId> still = tellApart(tx, first.get(), second.get(), identity, by);
          tellApart(tx, second.get(), first.get(), identity, by);
          return new Settled(null, still);
        });
  }

  private Set<PersonId> tellApart(
      Transaction tx, Stored one, Stored other, Identity identity, By by) {
    Dossier apart = identity.toldApart(one.dossier, other.dossier.id());
    Set<PersonId> still = others(tx, apart.id(), apart, WHO);
    change(tx, one, still.isEmpty() ? identity.distinct(apart) : apart);
    note(tx, one.row, apart.id(), identity("distinct_from", other), by);
    tx.record(
        Event.ofPerson(
            one.row, "distinct_from", "{\"other\":\"%s\"}".formatted(other.dossier.id())));
    return still;
  }

  /**
   * The two are one: everything of the other goes to the one kept, its attempts and directives
   * included, so that what was sent to either counts as sent.
   */
  public Settled same(PersonId kept, PersonId other, Identity identity, By by) {
    return writer.write(
        tx -> {
          Optional<Stored> first = stored(tx, kept);
          Optional<Stored> second = stored(tx, other);
          if (first.isEmpty() || second.isEmpty()) {
            return Settled.refused(nobody(first.isEmpty() ? kept : other));
          }
          if (kept.equals(other)) {
            return Settled.refused(SELF);
          }
          if (Identity.twoNumbers(first.get().dossier, second.get().dossier)) {
            return Settled.refused(
                "the two have different numbers: take the wrong one out first, amend PERSON"
                    + " --retire A_NUMBER or SUBJECT_ID");
          }
          return merge(tx, first.get(), second.get(), identity, by);
        });
  }

  private Settled merge(Transaction tx, Stored kept, Stored other, Identity identity, By by) {
    Dossier merged = identity.same(kept.dossier, other.dossier);
    Set<PersonId> still = others(tx, merged.id(), merged, WHO);
    still.remove(other.dossier.id());
    Dossier settled = still.isEmpty() ? identity.distinct(merged) : merged;
    Map<ContactId, ContactId> contacts = identity.contacts(merged, other.dossier);
    Sql sql = tx.sql();
    sql.update(
        "UPDATE attempts SET state = 'cancelled', reason = ?, changed_at = ? WHERE person_id = ?"
            + " AND state = 'planned'",
        Schedule.PLAN_CHANGED,
        tx.now(),
        other.row);
    // What either confirmed of a notice, under the entry they had then, is confirmed.
    sql.update(
        "UPDATE entries SET made_at = (SELECT min(o.made_at) FROM entries o WHERE o.person_id IN"
            + " (?, ?) AND o.notice = entries.notice) WHERE person_id = ?",
        kept.row,
        other.row,
        kept.row);
    moveAttempts(tx, kept.row, other.row, contacts);
    moveEntries(tx, kept.row, other.row);
    TaskRows.move(tx, kept.row, other.row);
    moveHandContacts(tx, kept.row, other.row, contacts);
    moveDirectives(tx, kept, other, contacts);
    sql.update("UPDATE row_remarks SET person_id = ? WHERE person_id = ?", kept.row, other.row);
    sql.update(
        "INSERT INTO lookups (look, person_id) SELECT look, ? FROM lookups WHERE person_id = ?"
            + " ON CONFLICT DO NOTHING",
        kept.row,
        other.row);
    sql.update("DELETE FROM lookups WHERE person_id = ?", other.row);
    // Who shares a contact with the other one shares it with one person fewer.
    sql.update(
        "UPDATE entries SET to_plan = to_plan + 1 WHERE person_id IN (SELECT o.person_id FROM"
            + " contacts c JOIN contacts o ON o.look = c.look WHERE c.person_id = ?)",
        other.row);
    sql.update("DELETE FROM contacts WHERE person_id = ?", other.row);
    sql.update(
        "UPDATE persons SET absent_from = NULL WHERE id = ? AND EXISTS (SELECT 1 FROM persons o"
            + " WHERE o.id = ? AND o.absent_from IS NULL)",
        kept.row,
        other.row);
    sql.update("UPDATE persons SET merged_into = ? WHERE id = ?", kept.row, other.row);
    change(tx, kept, settled);
    sql.update("UPDATE entries SET to_plan = to_plan + 1 WHERE person_id = ?", kept.row);
    note(tx, kept.row, merged.id(), identity("same_as", other), by);
    tx.record(
        Event.ofPerson(kept.row, "same_as", "{\"other\":\"%s\"}".formatted(other.dossier.id())));
    tx.record(
        Event.ofPerson(other.row, "merged_into", "{\"other\":\"%s\"}".formatted(merged.id())));
    return new Settled(null, still);
  }

  private record Moved(long id, long entry, String notice, String step, int contact, int tries) {}

  /** A slot may be taken by an attempt of the one kept: then it is a further try of that. */
  private static void moveAttempts(
      Transaction tx, long kept, long other, Map<ContactId, ContactId> contacts) {
    Sql sql = tx.sql();
    for (Moved a :
        sql.list(
            "SELECT id, entry_id, notice, step, contact, tries FROM attempts WHERE person_id = ?"
                + " ORDER BY id",
            r ->
                new Moved(
                    r.getLong(1),
                    r.getLong(2),
                    r.getString(3),
                    r.getString(4),
                    r.getInt(5),
                    r.getInt(6)),
            other)) {
      int contact = contacts.get(new ContactId(a.contact)).number();
      long highest =
          sql.number(
              "SELECT coalesce(max(tries), 0) FROM attempts WHERE person_id = ? AND notice = ?"
                  + " AND step = ? AND contact = ?",
              kept,
              a.notice,
              a.step,
              contact);
      sql.update(
          "UPDATE attempts SET person_id = ?, contact = ?, tries = ?, entry_id = coalesce((SELECT"
              + " e.id FROM entries e WHERE e.person_id = ? AND e.notice = ?), entry_id)"
              + " WHERE id = ?",
          kept,
          contact,
          Math.max(a.tries, (int) highest + 1),
          kept,
          a.notice,
          a.id);
    }
  }

  /**
   * What of an entry stands in a wave.
   *
   * @param other row of the other's entry
   * @param kept row of the entry of the one kept; null when that one has none
   */
  private record Waiting(
      long other, Long kept, String notice, Long wave, String state, String keptState) {
    /** How much it takes to let it leave: a planning, a resume, a start. */
    private static int narrow(String state) {
      return state == null || state.equals("running") ? 0 : state.equals("paused") ? 1 : 2;
    }

    /** Whether what the two have waits in the other's wave from now on. */
    boolean waitsThere(boolean atOnce) {
      return kept == null && !atOnce
          ? narrow(state) == 2
          : atOnce && narrow(state) > narrow(keptState);
    }
  }

  /**
   * A notice only the other has goes over as it is; where both have an entry, one is left. What
   * somebody stopped stays stopped: where waves start by themselves, the narrower one takes it. A
   * start that was signed let the other person go, not this one: its wave is left, and what is new
   * to the wave of the one kept is found by planning.
   */
  private void moveEntries(Transaction tx, long kept, long other) {
    Sql sql = tx.sql();
    for (Waiting one :
        sql.list(
            "SELECT o.id, k.id AS kept, o.notice, o.wave_id, w.state, kw.state FROM entries o LEFT"
                + " JOIN entries k ON k.person_id = ? AND k.notice = o.notice LEFT JOIN waves w ON"
                + " w.id = o.wave_id LEFT JOIN waves kw ON kw.id = k.wave_id WHERE o.person_id = ?",
            r ->
                new Waiting(
                    r.getLong(1),
                    Sql.longOrNull(r, "kept"),
                    r.getString(3),
                    Sql.longOrNull(r, "wave_id"),
                    r.getString(5),
                    r.getString(6)),
            kept,
            other)) {
      boolean there = one.waitsThere(releaseAtOnce.test(one.notice));
      if (one.kept == null) {
        sql.update(
            "UPDATE entries SET person_id = ?, wave_id = ? WHERE id = ?",
            kept,
            there ? one.wave : null,
            one.other);
      } else {
        sql.update("DELETE FROM entries WHERE id = ?", one.other);
        if (there) {
          sql.update("UPDATE entries SET wave_id = ? WHERE id = ?", one.wave, one.kept);
        }
      }
    }
  }

  private static void moveHandContacts(
      Transaction tx, long kept, long other, Map<ContactId, ContactId> contacts) {
    contacts.forEach(
        (was, is) ->
            tx.sql()
                .update(
                    "UPDATE hand_contacts SET person_id = ?, contact = ? WHERE person_id = ?"
                        + " AND contact = ?",
                    kept,
                    is.number(),
                    other,
                    was.number()));
    tx.sql().update("UPDATE hand_contacts SET person_id = ? WHERE person_id = ?", kept, other);
  }

  private record Directive(long id, Long contact, byte[] reason) {}

  private void moveDirectives(
      Transaction tx, Stored kept, Stored other, Map<ContactId, ContactId> contacts) {
    for (Directive d :
        tx.sql()
            .list(
                "SELECT id, contact, reason FROM directives WHERE person_id = ?",
                r -> new Directive(r.getLong(1), Sql.longOrNull(r, "contact"), r.getBytes(3)),
                other.row)) {
      String reason = vault.openText(other.dossier.id(), d.reason);
      tx.sql()
          .update(
              "UPDATE directives SET person_id = ?, contact = ?, reason = ? WHERE id = ?",
              kept.row,
              d.contact == null ? null : contacts.get(new ContactId(d.contact.intValue())).number(),
              vault.sealText(kept.dossier.id(), reason),
              d.id);
    }
  }

  private Optional<Stored> stored(Transaction tx, PersonId id) {
    long row =
        tx.sql()
            .number(
                "SELECT id FROM persons WHERE public_id = ? AND merged_into IS NULL", id.value());
    return vault.load(tx.sql(), List.of(row)).stream()
        .findFirst()
        .map(found -> new Stored(row, vault.open(found), found.dataKey()));
  }

  private void change(Transaction tx, Stored stored, Dossier after) {
    Persons.countChange(tx);
    persons.update(
        tx, stored.row, persons.reseal(stored.dossier, stored.dataKey, stored.row, after));
  }

  private static Entered identity(String action, Stored other) {
    return new Entered(action, other.dossier.id().value(), null);
  }

  /** The reason is kept with the directives, sealed; as one that is done with, it binds nothing. */
  private void note(Transaction tx, long row, PersonId person, Entered what, By by) {
    tx.sql()
        .update(
            "INSERT INTO directives (id, person_id, contact, action, what, source, reason, actor,"
                + " system_user, at, lifted_at) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            tx.ids("directives", 1),
            row,
            null,
            what.action,
            what.field,
            what.source,
            vault.sealText(person, by.reason),
            by.actor,
            by.systemUser,
            tx.now(),
            tx.now());
  }

  private Set<PersonId> others(
      Transaction tx, PersonId id, Dossier dossier, Set<Lookup.Kind> kinds) {
    List<Lookup> wanted =
        Lookups.of(dossier).stream().filter(lookup -> kinds.contains(lookup.kind())).toList();
    Set<Long> rows = new HashSet<>();
    for (Lookup lookup : wanted) {
      tx.sql()
          .each(
              "SELECT person_id FROM lookups WHERE look = ?",
              r -> rows.add(r.getLong(1)),
              vault.look(lookup));
    }
    Set<PersonId> others = new TreeSet<>(java.util.Comparator.comparing(PersonId::value));
    for (PersonVault.SealedPerson person : vault.load(tx.sql(), new ArrayList<>(rows))) {
      Dossier found = vault.open(person);
      boolean shares = Lookups.of(found).stream().anyMatch(wanted::contains);
      if (!found.id().equals(id) && shares && !Identity.toldApart(dossier, found.id(), found)) {
        others.add(found.id());
      }
    }
    return others;
  }

  private static String nobody(PersonId id) {
    return id + " is nobody in this home; aviso list shows who is";
  }
}
