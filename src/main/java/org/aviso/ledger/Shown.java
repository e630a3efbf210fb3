package org.aviso.ledger;

import org.aviso.outcome.EntryMark;
import org.aviso.person.HoldReason;

/** What entries show of a decision before they are planned anew, which comes to the same. */
final class Shown {
  /** Planning asks for these first, and then for no decision on a single case. */
  private static final String DECIDED =
      " AND (mark IS NULL OR mark <> '%s') AND ' ' || hold_reasons || ' ' NOT LIKE '%% %s %%'"
          .formatted(EntryMark.SUPERSEDED.code(), HoldReason.ROUTING_UNAPPROVED.code());

  private static final String NOT_HELD_BY = " AND ' ' || hold_reasons || ' ' NOT LIKE '%% %s %%'";

  private Shown() {}

  /**
   * @param person the row
   * @param action as in {@link Directives#decide}
   */
  static void atOnce(Transaction tx, long person, String action) {
    switch (action) {
      case "hold" -> held(tx, person);
      case "stop_notices", "deceased" ->
          tx.sql()
              .update(
                  "UPDATE entries SET hold_reasons = '' WHERE person_id = ? AND hold_reasons <> ''"
                      + DECIDED,
                  person);
      default -> {
        // What the others do to an entry its state shows already, or takes counsel's rules.
      }
    }
  }

  private record Held(long entry, String reasons) {}

  private static void held(Transaction tx, long person) {
    boolean over =
        tx.sql()
                .number(
                    "SELECT count(*) FROM directives WHERE person_id = ? AND lifted_at IS NULL AND"
                        + " action IN ('stop_notices', 'deceased')",
                    person)
            > 0;
    if (over) {
      return;
    }
    for (Held held :
        tx.sql()
            .list(
                "UPDATE entries SET hold_reasons = trim(? || ' ' || hold_reasons), held_since ="
                    + " CASE WHEN could_send_at IS NULL THEN NULL ELSE coalesce(held_since, ?) END"
                    + " WHERE person_id = ?"
                    + DECIDED
                    + NOT_HELD_BY.formatted(HoldReason.IN_DOUBT.code())
                    + NOT_HELD_BY.formatted(HoldReason.COUNSEL_HOLD.code())
                    + " RETURNING id, hold_reasons",
                r -> new Held(r.getLong(1), r.getString(2)),
                HoldReason.COUNSEL_HOLD.code(),
                tx.now(),
                person)) {
      tx.record(
          Event.ofEntry(person, held.entry, "held", "{\"reasons\":\"" + held.reasons + "\"}"));
    }
  }
}
