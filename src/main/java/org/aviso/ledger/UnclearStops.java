package org.aviso.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aviso.intake.Lookups;
import org.aviso.intake.UnclearNumber;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.ContactKind;

/**
 * Stops of numbers whose country was not known: found by their last digits, so that nobody's number
 * is used that may be the one. Where it is stopped, the stop stands under that number as well, and
 * is lifted there.
 */
final class UnclearStops {
  private static final String THERE_ARE =
      "SELECT CASE WHEN EXISTS (SELECT 1 FROM stopped_digits) OR EXISTS (SELECT 1 FROM suppressions"
          + " WHERE digits_known = 0) THEN 1 ELSE 0 END";

  private UnclearStops() {}

  /** Binds what was stopped since it was last asked, wherever it may be in use already. */
  static void settle(Transaction tx, PersonVault vault) {
    for (long look :
        tx.sql()
            .list(
                "SELECT DISTINCT look FROM suppressions WHERE digits_known = 0",
                r -> r.getLong(1))) {
      tx.sql().update("UPDATE suppressions SET digits_known = 1 WHERE look = ?", look);
      unclear(tx.sql(), vault, look).ifPresent(cell -> bind(tx, vault, look, cell));
    }
  }

  /** The cell as it came, when the value is a number whose country is not known. */
  private static Optional<String> unclear(Sql sql, PersonVault vault, long look) {
    Map.Entry<Long, Integer> of =
        sql.one(
                "SELECT person_id, number FROM contacts WHERE look = ? AND kind = 'phone'"
                    + " ORDER BY person_id, number LIMIT 1",
                r -> Map.entry(r.getLong(1), r.getInt(2)),
                look)
            .orElse(null);
    if (of == null) {
      return Optional.empty();
    }
    return vault.load(sql, List.of(of.getKey())).stream()
        .flatMap(person -> vault.openOrBlank(person).contacts().stream())
        .filter(contact -> contact.id().equals(new ContactId(of.getValue())))
        .filter(contact -> Lookups.contact(contact.kind(), contact.value()) == null)
        .map(Contact::value)
        .findFirst();
  }

  private static void bind(Transaction tx, PersonVault vault, long look, String cell) {
    List<Object[]> rows = new ArrayList<>();
    for (String tail : UnclearNumber.tails(cell)) {
      rows.add(new Object[] {vault.digitsLook(tail), look});
    }
    tx.sql()
        .updateAll(
            "INSERT INTO stopped_digits (digits, look) VALUES (?,?) ON CONFLICT DO NOTHING", rows);
    List<String> reasons =
        tx.sql()
            .list(
                "SELECT reason FROM suppressions WHERE look = ? AND lifted_by IS NULL",
                r -> r.getString(1),
                look);
    Set<Long> candidates = new LinkedHashSet<>();
    for (String number : UnclearNumber.numbers(cell)) {
      candidates.add(vault.contactLook(ContactKind.PHONE, number));
    }
    Set<Long> inUse = new LinkedHashSet<>();
    for (List<Long> chunk : Sql.chunks(candidates)) {
      tx.sql()
          .each(
              "SELECT DISTINCT look FROM contacts WHERE kind = 'phone' AND look IN "
                  + Sql.places(chunk.size()),
              r -> inUse.add(r.getLong(1)),
              chunk.toArray());
    }
    for (long other : inUse) {
      reasons.forEach(reason -> Directives.stop(tx, other, reason));
    }
  }

  /** Numbers that come in, or are read anew, meet what was stopped by its digits. */
  static void meet(Transaction tx, PersonVault vault, List<Contact> contacts) {
    if (tx.sql().number(THERE_ARE) == 0) {
      return;
    }
    settle(tx, vault);
    Map<Long, Set<Long>> byDigits = new HashMap<>();
    for (Contact contact : contacts) {
      if (clear(contact.kind(), contact.value())) {
        long look = vault.contactLook(contact);
        for (String tail : UnclearNumber.tailsOf(contact.value())) {
          byDigits.computeIfAbsent(vault.digitsLook(tail), x -> new LinkedHashSet<>()).add(look);
        }
      }
    }
    List<Stop> stops = new ArrayList<>();
    for (List<Long> chunk : Sql.chunks(byDigits.keySet())) {
      tx.sql()
          .each(
              STOPPED + Sql.places(chunk.size()),
              r -> {
                String reason = r.getString(2);
                byDigits.get(r.getLong(1)).forEach(look -> stops.add(new Stop(look, reason)));
              },
              chunk.toArray());
    }
    for (Stop stop : stops) {
      if (!decided(tx.sql(), stop.look, stop.reason)) {
        Directives.stop(tx, stop.look, stop.reason);
      }
    }
  }

  private record Stop(long look, String reason) {}

  private static final String STOPPED =
      "SELECT t.digits, s.reason FROM stopped_digits t JOIN suppressions s ON s.look = t.look WHERE"
          + " s.lifted_by IS NULL AND t.digits IN ";

  /** Why a number is stopped by its digits, for looking before it is taken. */
  static Optional<String> reason(Sql sql, PersonVault vault, ContactKind kind, String value) {
    if (!clear(kind, value) || sql.number(THERE_ARE) == 0) {
      return Optional.empty();
    }
    long look = vault.contactLook(kind, value);
    List<Long> digits = UnclearNumber.tailsOf(value).stream().map(vault::digitsLook).toList();
    return sql
        .list(
            STOPPED + Sql.places(digits.size()) + " ORDER BY s.at, s.reason",
            r -> r.getString(2),
            digits.toArray())
        .stream()
        .filter(reason -> !decided(sql, look, reason))
        .findFirst();
  }

  private static boolean clear(ContactKind kind, String value) {
    return kind == ContactKind.PHONE && Lookups.contact(kind, value) != null;
  }

  /** Stopped under the number itself; where a counsel lifted that, it is not stopped again. */
  private static boolean decided(Sql sql, long look, String reason) {
    return sql.number(
            "SELECT count(*) FROM suppressions WHERE look = ? AND reason = ?", look, reason)
        > 0;
  }
}
