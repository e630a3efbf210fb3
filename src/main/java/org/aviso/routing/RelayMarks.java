package org.aviso.routing;

import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.aviso.intake.RowReason;
import org.aviso.intake.Spreadsheet;
import org.aviso.person.ContactId;
import org.aviso.person.Owner;
import org.aviso.person.PersonId;
import org.aviso.template.Level;

/**
 * What counsel marked in the spreadsheet of relays, row by row: an entry of a batch, nothing, or a
 * refusal with its column. Nothing is guessed: a row that does not say all of it is refused.
 */
public final class RelayMarks {
  /** Columns counsel fills in. */
  public static final List<String> MARKS =
      List.of(
          "decision",
          "level",
          "name",
          "expires",
          "consent_form",
          "consent_by",
          "consent_date",
          "reason");

  /** Columns that say whom a row is about. */
  public static final Set<String> KEYS = Set.of("person", "contact", "state");

  private static final int LONGEST_REASON = 500;

  /**
   * Controls, invisible marks and what is no character; joiners are letters' own in some scripts.
   */
  private static final Pattern NOT_TEXT =
      Pattern.compile("[\\p{Cc}\\p{Cs}\\p{Co}\\p{Cn}]|[\\p{Cf}&&[^\u200C\u200D]]");

  private final Candidates candidates;
  private final LocalDate today;

  /**
   * A contact as it is known now.
   *
   * @param state token of all that is known of the contact itself; another when anything changed
   * @param now of each notice; empty unless the contact is a relay's
   * @param validFor how long an approval holds where its relation is approved as a kind, the
   *     shortest of all notices; null where it is not
   */
  public record Candidate(Owner owner, String state, List<RelayState> now, Duration validFor) {
    public Candidate {
      now = List.copyOf(now);
    }

    public Candidate(Owner owner, String state, List<RelayState> now) {
      this(owner, state, now, null);
    }
  }

  /** Asked once a row. */
  public interface Candidates {
    boolean knows(PersonId person);

    Optional<Candidate> find(PersonId person, ContactId contact);
  }

  /** What became of a row. */
  public enum Outcome {
    APPROVED,
    VETOED,
    LOWERED,
    UNMARKED,
    REFUSED;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param person as the row has it, null when it is no id
   * @param entry null unless approved, vetoed or lowered
   * @param reasons why it was refused, or what counsel should know of it
   */
  public record Marked(
      int line,
      Outcome outcome,
      PersonId person,
      ContactId contact,
      RelayBatch.Entry entry,
      List<RowReason> reasons) {
    public Marked {
      reasons = List.copyOf(reasons);
    }

    /** L2 and L3 to a relay need two different counsel. */
    public boolean needsTwoCounsel() {
      return entry != null && outcome == Outcome.APPROVED && entry.level().above(Level.L1);
    }
  }

  /**
   * @param today approvals that are over on this day are refused
   */
  public RelayMarks(Candidates candidates, LocalDate today) {
    this.candidates = candidates;
    this.today = today;
  }

  /** In the order of the rows. A contact marked twice is settled as the more cautious mark says. */
  public List<Marked> read(List<Spreadsheet.Row> rows) {
    List<Marked> marked = new ArrayList<>(rows.size());
    rows.forEach(row -> marked.add(new Reading(row).marked()));
    return onlyOnce(marked);
  }

  private static List<Marked> onlyOnce(List<Marked> marked) {
    Map<String, List<Marked>> byContact = new HashMap<>();
    for (Marked row : marked) {
      if (row.entry() != null) {
        byContact
            .computeIfAbsent(row.person() + " " + row.contact(), one -> new ArrayList<>())
            .add(row);
      }
    }
    return marked.stream()
        .map(
            row -> {
              List<Marked> same =
                  byContact.getOrDefault(row.person() + " " + row.contact(), List.of());
              boolean first = row.outcome() == Outcome.VETOED && row.equals(firstVeto(same));
              return row.entry() == null || same.size() < 2 || first
                  ? row
                  : refused(
                      row,
                      new RowReason(
                          "marked_twice",
                          "contact",
                          "the same contact is marked in another row as well; a veto counts,"
                              + " anything else needs one row"));
            })
        .toList();
  }

  private static Marked firstVeto(List<Marked> same) {
    return same.stream().filter(row -> row.outcome() == Outcome.VETOED).findFirst().orElse(null);
  }

  private static Marked refused(Marked row, RowReason why) {
    return new Marked(row.line(), Outcome.REFUSED, row.person(), row.contact(), null, List.of(why));
  }

  /** A row that cannot be taken, with the rule it breaks. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient RowReason reason;

    Refusal(String code, String column, String rule) {
      super(code, null, false, false);
      this.reason = new RowReason(code, column, rule);
    }
  }

  private final class Reading {
    private final Spreadsheet.Row row;
    private final List<RowReason> notes = new ArrayList<>();
    private PersonId person;
    private ContactId contact;

    Reading(Spreadsheet.Row row) {
      this.row = row;
    }

    Marked marked() {
      try {
        if (row.unreadable() != null) {
          return new Marked(
              row.line(), Outcome.REFUSED, null, null, null, List.of(row.unreadable()));
        }
        String decision = cell("decision");
        if (decision == null) {
          return unmarked();
        }
        String word = decision.toLowerCase(Locale.ROOT);
        if (!Set.of("approve", "veto", "lower").contains(word)) {
          throw new Refusal(
              "unknown_decision",
              "decision",
              "is not approve, veto or lower; blank decides nothing");
        }
        Candidate candidate = candidate(word.equals("veto"));
        return switch (word) {
          case "veto" -> veto();
          case "lower" -> lower(candidate);
          default -> approve(candidate);
        };
      } catch (Refusal e) {
        return new Marked(row.line(), Outcome.REFUSED, person, contact, null, List.of(e.reason));
      }
    }

    private Marked unmarked() throws Refusal {
      for (String column : MARKS) {
        if (cell(column) != null) {
          throw new Refusal(
              "no_decision",
              "decision",
              "is blank though "
                  + column
                  + " is filled; write approve, veto or lower, or clear it");
        }
      }
      return new Marked(row.line(), Outcome.UNMARKED, null, null, null, List.of());
    }

    private Candidate candidate(boolean veto) throws Refusal {
      person = person();
      contact = contact();
      if (!candidates.knows(person)) {
        throw new Refusal(
            "unknown_person", "person", "is nobody in this home; export the relays anew");
      }
      Candidate candidate =
          candidates
              .find(person, contact)
              .orElseThrow(
                  () ->
                      new Refusal(
                          "unknown_contact",
                          "contact",
                          "is no contact of this person; export the relays anew"));
      if (candidate.owner() != Owner.RELAY) {
        throw new Refusal(
            "not_a_relay", "contact", "is the person's own, or an attorney's; export anew");
      }
      if (!candidate.state().equals(cell("state"))) {
        RowReason changed =
            new RowReason(
                "changed_since_export",
                "state",
                "the contact is not what it was when this was exported; export anew and look"
                    + " again");
        if (!veto) {
          throw new Refusal(changed.code(), changed.column(), changed.rule());
        }
        // What narrows is never lost for want of a newer sheet; a person looks at it all the same.
        notes.add(changed);
      }
      return candidate;
    }

    private PersonId person() throws Refusal {
      try {
        return new PersonId(
            Objects.requireNonNullElse(cell("person"), "").toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException e) {
        throw new Refusal(
            "unknown_person", "person", "is no id of a person; leave the exported column as it is");
      }
    }

    private ContactId contact() throws Refusal {
      try {
        return ContactId.parse(
            Objects.requireNonNullElse(cell("contact"), "").toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException e) {
        throw new Refusal(
            "unknown_contact",
            "contact",
            "is no id of a contact; leave the exported column as it is");
      }
    }

    private Marked veto() throws Refusal {
      for (String column : MARKS) {
        if (!column.equals("decision") && !column.equals("reason") && cell(column) != null) {
          notes.add(
              new RowReason("veto_is_whole", column, "does not go with a veto and was left out"));
        }
      }
      String reason = cell("reason");
      if (reason == null || !sayable(reason)) {
        notes.add(
            new RowReason("no_reason", "reason", "a veto should say why; write it in the batch"));
        reason = "veto marked in the spreadsheet, no reason given";
      }
      return new Marked(
          row.line(),
          Outcome.VETOED,
          person,
          contact,
          RelayBatch.Entry.veto(person, contact, folded(reason)),
          notes);
    }

    private Marked approve(Candidate candidate) throws Refusal {
      for (RelayState now : candidate.now()) {
        if (now.vetoed()) {
          throw new Refusal(
              "vetoed",
              "decision",
              "a veto stands, which no approval lifts; take the veto back first, or clear the row");
        }
      }
      Level level = level();
      RelayBatch.Entry entry = entry(level, flag(), expires(), consent(level));
      for (RelayState now : candidate.now()) {
        if (now.cap() == null || level.above(now.cap())) {
          note("capped_by_routing", "level", "counsel's routing allows relays less; that counts");
        }
        Level ceiling = now.standing().ceiling();
        if (ceiling != null && level.above(ceiling)) {
          note(
              "capped_by_batch",
              "level",
              "a batch gives " + ceiling.shown() + ", and the lower level counts");
        }
      }
      return new Marked(row.line(), Outcome.APPROVED, person, contact, entry, notes);
    }

    private Marked lower(Candidate candidate) throws Refusal {
      Level level = level();
      boolean standing = false;
      LocalDate last = null;
      for (RelayState state : candidate.now()) {
        if (state.now() != null && state.now().above(level)) {
          standing = true;
        }
        LocalDate until = state.standing().expires();
        last = last == null || (until != null && until.isAfter(last)) ? until : last;
      }
      if (!standing) {
        throw new Refusal(
            "nothing_to_lower",
            "level",
            "nothing above this level stands for the contact now; write approve, or clear the row");
      }
      LocalDate unchanged =
          last == null && candidate.validFor() != null
              ? today.plusDays(candidate.validFor().toDays())
              : last;
      LocalDate expires = cell("expires") == null && unchanged != null ? unchanged : expires();
      if (last != null && expires.isAfter(last)) {
        throw new Refusal(
            "longer_than_approved",
            "expires",
            "is later than the approval that stands; lowering does not prolong: leave it blank");
      }
      return new Marked(
          row.line(),
          Outcome.LOWERED,
          person,
          contact,
          entry(level, flag(), expires, consent(level)),
          notes);
    }

    private void note(String code, String column, String rule) {
      RowReason reason = new RowReason(code, column, rule);
      if (!notes.contains(reason)) {
        notes.add(reason);
      }
    }

    private RelayBatch.Entry entry(
        Level level, boolean name, LocalDate expires, RelayBatch.Consent consent) throws Refusal {
      String reason = cell("reason");
      if (reason == null) {
        throw new Refusal("no_reason", "reason", "is blank; write why, in a few words");
      }
      if (!sayable(reason)) {
        throw new Refusal(
            "no_reason",
            "reason",
            "is longer than " + LONGEST_REASON + " characters, or holds invisible characters");
      }
      return new RelayBatch.Entry(
          person, contact, false, level, name, expires, consent, folded(reason));
    }

    /** {@code L1}, or as levels are shown: {@code L1 legal matter}. */
    private Level level() throws Refusal {
      String text = cell("level");
      for (Level level : Level.values()) {
        if (text != null
            && (text.equalsIgnoreCase(level.name()) || text.equalsIgnoreCase(level.shown()))) {
          return level;
        }
      }
      throw new Refusal(
          "no_level", "level", "is not L0, L1, L2 or L3; write the most it may be told");
    }

    private boolean flag() throws Refusal {
      String text = cell("name");
      if (text == null || text.equalsIgnoreCase("no")) {
        return false;
      }
      if (text.equalsIgnoreCase("yes")) {
        return true;
      }
      throw new Refusal("no_name", "name", "is not yes or no; blank means no");
    }

    private LocalDate expires() throws Refusal {
      LocalDate day = day("expires", "write the last day of the approval");
      if (day.isBefore(today)) {
        throw new Refusal("expired", "expires", "is over already; write a day to come");
      }
      return day;
    }

    private LocalDate day(String column, String mend) throws Refusal {
      String text = cell(column);
      try {
        if (text != null) {
          return LocalDate.parse(text);
        }
      } catch (DateTimeParseException e) {
        // Said below: 1/5/2027 is May to some and January to others.
      }
      throw new Refusal(
          "no_date", column, "is not a day as YYYY-MM-DD, such as 2027-05-01; " + mend);
    }

    private RelayBatch.Consent consent(Level level) throws Refusal {
      String form = word("consent_form", "written", "oral");
      String by = word("consent_by", "member", "attorney");
      boolean dated = cell("consent_date") != null;
      boolean none = form == null && by == null && !dated;
      if (level == Level.L3 && !"member".equals(by)) {
        throw new Refusal(
            "no_consent",
            "consent_by",
            "L3 full notice to a relay needs the member's own consent: fill in form, member and"
                + " date");
      }
      if (none) {
        return null;
      }
      if (form == null || by == null || !dated) {
        throw new Refusal(
            "no_consent",
            form == null ? "consent_form" : by == null ? "consent_by" : "consent_date",
            "is blank; a consent has form, by and date, or none of them");
      }
      LocalDate date = day("consent_date", "write when it was given");
      if (date.isAfter(today)) {
        throw new Refusal(
            "no_consent", "consent_date", "is still to come; write when it was given");
      }
      return new RelayBatch.Consent(form, by, date, null, null, null);
    }

    private String word(String column, String one, String other) throws Refusal {
      String text = cell(column);
      String word = text == null ? null : text.toLowerCase(Locale.ROOT);
      if (word != null && !word.equals(one) && !word.equals(other)) {
        throw new Refusal("no_consent", column, "is not " + one + " or " + other);
      }
      return word;
    }

    private String cell(String column) {
      String text = row.cells().get(column);
      return text == null || text.isBlank() ? null : text.strip();
    }
  }

  private static boolean sayable(String reason) {
    return folded(reason).length() <= LONGEST_REASON && !NOT_TEXT.matcher(folded(reason)).find();
  }

  private static String folded(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }
}
