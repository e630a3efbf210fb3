package org.aviso.ledger;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.aviso.outcome.HandOutcome;
import org.aviso.outcome.TaskState;
import org.aviso.person.ContactId;
import org.aviso.person.Owner;
import org.aviso.person.PersonId;

/**
 * Contacts made by hand and the tasks people do. What follows from an outcome is in force before
 * the command returns; all of it narrows.
 */
public final class HandContacts {
  private final LedgerWriter writer;
  private final PersonVault vault;
  private final Predicate<String> releaseAtOnce;

  /**
   * @param releaseAtOnce whether a notice's waves start by themselves
   */
  HandContacts(LedgerWriter writer, PersonVault vault, Predicate<String> releaseAtOnce) {
    this.writer = writer;
    this.vault = vault;
    this.releaseAtOnce = releaseAtOnce;
  }

  /**
   * One contact made by hand.
   *
   * @param contact null when none was named
   * @param channel call, letter, visit, whatsapp, other
   * @param direction in, out
   */
  public record Made(
      ContactId contact,
      String channel,
      String direction,
      HandOutcome outcome,
      String actor,
      String systemUser) {
    private Made at(ContactId other) {
      return new Made(other, channel, direction, outcome, actor, systemUser);
    }
  }

  /**
   * @param refusal why nothing was done; null when it was
   */
  public record Answer(String refusal) {
    static final Answer DONE = new Answer(null);

    static Answer refused(String why) {
      return new Answer(why);
    }
  }

  /** Enters it in the hotline log. */
  public Answer record(PersonId person, Made made) {
    return writer.write(
        tx -> {
          Whoever who = Whoever.of(tx.sql(), vault, person, made.contact).orElse(null);
          if (who == null) {
            return Answer.refused(person + " is nobody in this home; aviso list shows who is");
          }
          if (made.contact != null && who.contact() == null) {
            return Answer.refused(
                person + " has no contact " + made.contact + "; aviso show lists them");
          }
          return enter(tx, who.row(), who.id(), made.at(who.contact()), null);
        });
  }

  private record Task(
      long person, PersonId id, long entry, String step, TaskState state, String actor) {}

  private static Optional<Task> task(Transaction tx, long id) {
    return tx.sql()
        .one(
            "SELECT t.person_id, p.public_id, t.entry_id, t.step, t.state, t.actor FROM tasks t"
                + " JOIN persons p ON p.id = t.person_id WHERE t.id = ?",
            r ->
                new Task(
                    r.getLong(1),
                    new PersonId(r.getString(2)),
                    r.getLong(3),
                    r.getString(4),
                    TaskState.of(r.getString(5)),
                    r.getString(6)),
            id);
  }

  /** Where a task stands, by all that {@link WorkQueue#ready} asks of one. */
  private record Place(
      boolean planned, Instant due, String wave, String waveState, boolean letGo, String notice) {
    static Place of(Transaction tx, long task) {
      return tx.sql()
          .one(
              "SELECT CASE WHEN e.to_plan = 0 AND e.hold_reasons = '' THEN 1 ELSE 0 END, t.due_at,"
                  + " w.public_id, coalesce(w.state, 'none'), t.notice, "
                  + WorkQueue.LET_GO
                  + " FROM tasks t JOIN entries e ON e.id = t.entry_id LEFT JOIN waves w ON w.id ="
                  + " e.wave_id WHERE t.id = ?",
              r ->
                  new Place(
                      r.getInt(1) == 1,
                      Sql.instantOrNull(r, "due_at"),
                      r.getString(3),
                      r.getString(4),
                      r.getInt("let_go") == 1,
                      r.getString(5)),
              task)
          .orElseThrow();
    }
  }

  /** Why nobody begins it now; empty when it is ready. */
  private Optional<String> notNow(Transaction tx, long task) {
    Place at = Place.of(tx, task);
    if (!at.planned) {
      return Optional.of(
          "its person is held, or is planned anew first; aviso run plans it, then look again with"
              + " aviso queue list");
    }
    if (!at.waveState.equals("running")) {
      return Optional.of(
          "its wave %s is %s, and nothing of it is done before counsel starts it or it goes on; aviso wave list shows it"
              .formatted(at.wave, at.waveState));
    }
    if (!at.letGo && !releaseAtOnce.test(at.notice)) {
      return Optional.of(
          "the start of its wave %s did not let it go; aviso run puts it where it waits for a start"
              .formatted(at.wave));
    }
    return at.due != null && !at.due.isAfter(tx.now())
        ? Optional.empty()
        : Optional.of("it is due " + (at.due == null ? "at no time yet" : "at " + at.due));
  }

  /** What {@link #claim} would answer now; nothing is changed. */
  public Answer mayClaim(long id, String actor) {
    return writer.write(tx -> claimable(tx, id, task(tx, id), actor));
  }

  private Answer claimable(Transaction tx, long id, Optional<Task> task, String actor) {
    Answer refused = refusal(id, task, actor);
    return refused != null
        ? refused
        : notNow(tx, id)
            .map(why -> Answer.refused("T-" + id + " is not to be begun now: " + why))
            .orElse(Answer.DONE);
  }

  /** Somebody begins it; from here on nobody else need. What is not ready, nobody begins. */
  public Answer claim(long id, String actor, String systemUser) {
    return writer.write(
        tx -> {
          Optional<Task> task = task(tx, id);
          Answer may = claimable(tx, id, task, actor);
          if (may.refusal() != null) {
            return may;
          }
          tx.sql()
              .update(
                  "UPDATE tasks SET state = 'claimed', actor = ?, system_user = ?, changed_at = ?"
                      + " WHERE id = ?",
                  actor,
                  systemUser,
                  tx.now(),
                  id);
          event(tx, id, task.get(), "claimed");
          return Answer.DONE;
        });
  }

  /** What {@link #done} would answer now; nothing is changed. */
  public Answer mayBeDone(long id, HandOutcome outcome, ContactId contact) {
    return writer.write(
        tx -> {
          Optional<Task> task = task(tx, id);
          Answer refused = undoable(tx, id, task, outcome);
          return refused != null
              ? refused
              : unfit(
                      task.get().id,
                      outcome,
                      contact,
                      point(tx, task.get().person, contact).orElse(null))
                  .map(Answer::refused)
                  .orElse(Answer.DONE);
        });
  }

  /** Null when it may be done with that outcome. */
  private static Answer undoable(
      Transaction tx, long id, Optional<Task> task, HandOutcome outcome) {
    Answer refused = refusal(id, task, null);
    if (refused != null) {
      return refused;
    }
    String channel = channel(tx, id);
    return (outcome == HandOutcome.SENT || outcome == HandOutcome.RETURNED)
            && !channel.equals("letter")
        ? Answer.refused("T-" + id + " is a " + channel + "; only a letter is " + outcome.code())
        : null;
  }

  private static String channel(Transaction tx, long id) {
    return tx.sql()
        .one("SELECT channel FROM tasks WHERE id = ?", r -> r.getString(1), id)
        .orElseThrow();
  }

  /**
   * It is done, with this outcome and all that follows from it. What was done is entered whatever
   * became of its person or wave meanwhile: a stop said on the call must not be lost.
   */
  public Answer done(
      long id, HandOutcome outcome, ContactId contact, String actor, String systemUser) {
    return writer.write(
        tx -> {
          Optional<Task> task = task(tx, id);
          Answer refused = undoable(tx, id, task, outcome);
          if (refused != null) {
            return refused;
          }
          Task t = task.get();
          Answer entered =
              enter(
                  tx,
                  t.person,
                  t.id,
                  new Made(contact, channel(tx, id), "out", outcome, actor, systemUser),
                  id);
          if (entered.refusal() != null) {
            return entered;
          }
          tx.sql()
              .update(
                  "UPDATE tasks SET state = 'done', outcome = ?, actor = ?, system_user = ?,"
                      + " changed_at = ? WHERE id = ?",
                  outcome.code(),
                  actor,
                  systemUser,
                  tx.now(),
                  id);
          boolean unprinted =
              outcome == HandOutcome.SENT
                  && tx.sql()
                          .number(
                              "SELECT count(*) FROM tasks WHERE id = ? AND printed_at IS NULL", id)
                      > 0;
          TaskRows.event(
              tx, t.person, t.entry, id, t.step, "done", unprinted ? ",\"printed\":false" : "");
          return Answer.DONE;
        });
  }

  /** Null when it may be done. */
  private static Answer refusal(long id, Optional<Task> task, String claimant) {
    if (task.isEmpty()) {
      return Answer.refused("there is no task T-" + id + "; aviso queue list shows what there is");
    }
    return switch (task.get().state()) {
      case OPEN -> null;
      case CLAIMED ->
          claimant == null || claimant.equals(task.get().actor())
              ? null
              : Answer.refused("T-" + id + " is taken by " + task.get().actor());
      case DONE -> Answer.refused("T-" + id + " is done, and a task done is not opened again");
      case WITHDRAWN -> Answer.refused("T-" + id + " was withdrawn: the plan has it no more");
    };
  }

  private static void event(Transaction tx, long id, Task task, String code) {
    TaskRows.event(tx, task.person, task.entry, id, task.step, code);
  }

  /**
   * A letter somebody is about to print.
   *
   * @param before when it was printed last, as it was read; null for never
   * @param beforeBy by which system user
   * @param digest of its template
   */
  public record Printing(long task, Instant before, String beforeBy, String digest) {}

  /**
   * Takes letters before any is drawn, so that of two who print at once only one has it as new.
   *
   * @return the tasks taken: not those that were printed since they were read, or whose entry
   *     changed
   */
  public Set<Long> print(List<Printing> letters, String systemUser) {
    return writer.write(
        tx -> {
          Set<Long> taken = new HashSet<>();
          for (Printing letter : letters) {
            int updated =
                tx.sql()
                    .update(
                        "UPDATE tasks SET printed_at = ?, printed_by = ?, template_digest = ? WHERE"
                            + " id = ? AND state IN ('open', 'claimed') AND coalesce(printed_at,"
                            + " -1) = ? AND EXISTS (SELECT 1 FROM entries e JOIN waves w ON w.id ="
                            + " e.wave_id WHERE e.id = tasks.entry_id AND e.to_plan = 0 AND"
                            + " e.hold_reasons = '' AND w.state = 'running')",
                        tx.now(),
                        systemUser,
                        letter.digest,
                        letter.task,
                        letter.before == null ? -1 : letter.before.toEpochMilli());
            if (updated == 1) {
              taken.add(letter.task);
              String code = letter.before == null ? "printed" : "printed_again";
              task(tx, letter.task).ifPresent(task -> event(tx, letter.task, task, code));
            }
          }
          return taken;
        });
  }

  /** What was taken could not be drawn or written: it stands as it did before. */
  public void notPrinted(List<Printing> letters) {
    writer.write(
        tx -> {
          for (Printing letter : letters) {
            tx.sql()
                .update(
                    "UPDATE tasks SET printed_at = ?, printed_by = ? WHERE id = ?",
                    letter.before,
                    letter.beforeBy,
                    letter.task);
            task(tx, letter.task).ifPresent(task -> event(tx, letter.task, task, "not_printed"));
          }
          return null;
        });
  }

  private record Point(long look, Owner owner) {}

  private static Optional<Point> point(Transaction tx, long row, ContactId contact) {
    return contact == null
        ? Optional.empty()
        : tx.sql()
            .one(
                "SELECT look, owner FROM contacts WHERE person_id = ? AND number = ?",
                r -> new Point(r.getLong(1), Owner.of(r.getString(2))),
                row,
                contact.number());
  }

  /**
   * Why the outcome is not one of this contact; empty when it is.
   *
   * @param point null when none was named, or the person has it not
   */
  private static Optional<String> unfit(
      PersonId person, HandOutcome outcome, ContactId contact, Point point) {
    if (contact != null && point == null) {
      return Optional.of(person + " has no contact " + contact + "; aviso show lists them");
    }
    if (contact == null && outcome.aboutContact()) {
      return Optional.of(
          outcome.code() + " is about a number or an address: name it with --contact");
    }
    if (outcome == HandOutcome.CONFIRMED && others(point)) {
      return Optional.of(
          "confirmed is the member's own word; at a "
              + point.owner.code()
              + "'s contact it is told");
    }
    if (outcome == HandOutcome.TOLD && point != null && !others(point)) {
      return Optional.of("told is a relay's word; the member's own is reached or confirmed");
    }
    return Optional.empty();
  }

  private static boolean others(Point point) {
    return point != null && point.owner != Owner.MEMBER;
  }

  private Answer enter(Transaction tx, long row, PersonId person, Made made, Long task) {
    HandOutcome outcome = made.outcome;
    Point point = point(tx, row, made.contact).orElse(null);
    Optional<String> unfit = unfit(person, outcome, made.contact, point);
    if (unfit.isPresent()) {
      return Answer.refused(unfit.get());
    }
    long id = tx.ids("hand_contacts", 1);
    tx.sql()
        .update(
            "INSERT INTO hand_contacts (id, person_id, contact, channel, direction, outcome,"
                + " task_id, actor, system_user, at) VALUES (?,?,?,?,?,?,?,?,?,?)",
            id,
            row,
            made.contact == null ? null : made.contact.number(),
            made.channel,
            made.direction,
            outcome.code(),
            task,
            made.actor,
            made.systemUser,
            tx.now());
    tx.record(
        new Event(
            outcome == HandOutcome.UNSAFE ? "alarm" : "contact",
            outcome.code(),
            row,
            null,
            null,
            null,
            "{\"item\":\"R-%d\",\"channel\":\"%s\",\"direction\":\"%s\"%s}"
                .formatted(
                    id,
                    made.channel,
                    made.direction,
                    made.contact == null ? "" : ",\"contact\":\"" + made.contact + "\"")));
    switch (outcome) {
      case STOP_REQUESTED, WRONG_PERSON -> {
        Directives.stop(tx, point.look, outcome.code());
        UnclearStops.settle(tx, vault);
      }
      case UNSAFE -> direct(tx, row, person, "veto_relay", made);
      case DECEASED -> direct(tx, row, person, "deceased", made);
      case CONFIRMED -> direct(tx, row, person, "confirm", made);
      case TOLD -> direct(tx, row, person, "told", made);
      case REACHED -> {
        // Whoever answered at another's number was not the member, as far as anybody knows.
        if (!others(point)) {
          direct(tx, row, person, "reached", made);
        }
      }
      case SENT, NO_ANSWER, RETURNED, REFUSED -> {
        // Recorded; the plan goes on.
      }
    }
    tx.sql().update("UPDATE entries SET to_plan = to_plan + 1 WHERE person_id = ?", row);
    return Answer.DONE;
  }

  private void direct(Transaction tx, long row, PersonId person, String action, Made made) {
    tx.sql()
        .update(
            "INSERT INTO directives (id, person_id, contact, action, reason, actor, system_user,"
                + " at) VALUES (?,?,NULL,?,?,?,?,?)",
            tx.ids("directives", 1),
            row,
            action,
            vault.sealText(person, "recorded: " + made.channel + " " + made.direction),
            made.actor,
            made.systemUser,
            tx.now());
    tx.record(Event.ofPerson(row, action, null));
    Shown.atOnce(tx, row, action);
  }
}
