package org.aviso.pipeline;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.aviso.config.Setting;
import org.aviso.intake.Intake;
import org.aviso.intake.ListInfo;
import org.aviso.intake.MasterList;
import org.aviso.intake.MasterListReader;
import org.aviso.intake.Outcome;
import org.aviso.intake.ParsedRow;
import org.aviso.intake.RefusedFile;
import org.aviso.intake.RowOutcome;
import org.aviso.ledger.Archive;
import org.aviso.ledger.LookAhead;
import org.aviso.ledger.Plans.EntryPlan;
import org.aviso.ledger.Plans.EntryToPlan;
import org.aviso.outcome.DueAttempt;
import org.aviso.outcome.DueTask;
import org.aviso.outcome.RetryPolicy;
import org.aviso.outcome.Schedule;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.HoldReason;
import org.aviso.person.Owner;
import org.aviso.person.Person;
import org.aviso.person.PersonId;
import org.aviso.routing.Decision;
import org.aviso.routing.PlannedMessage;
import org.aviso.routing.Verdict;
import org.aviso.template.Channel;
import org.aviso.template.Rendered;
import org.aviso.template.SegmentCount;
import org.aviso.template.Segments;
import org.aviso.template.TextKey;

/**
 * What would happen if a list were taken now. The same code decides as in earnest; nothing is
 * stored or sent.
 */
public final class Preview {
  private final Desk desk;
  private final Policy policy;
  private final Planning planning;
  private final Senders senders;
  private final Rendering rendering;

  /** By what is in force now. */
  public Preview(Desk desk) {
    this(desk, desk.policy());
  }

  /**
   * @param policy by which rules to look
   */
  public Preview(Desk desk, Policy policy) {
    this.desk = desk;
    this.policy = policy;
    var rules = new java.util.concurrent.atomic.AtomicReference<>(policy);
    this.planning =
        new Planning(
            desk.ledger().plans(),
            rules,
            desk.reader(),
            new Schedule(new RetryPolicy(desk.settings().get(Setting.RETRY_DELAYS), () -> 0)),
            desk.clock(),
            () -> false);
    this.senders = Senders.marking(desk.settings());
    this.rendering =
        new Rendering(
            desk.ledger().attempts(),
            rules,
            desk.reader(),
            senders,
            desk.tables().forbidden(),
            desk.clock());
  }

  /**
   * One message that would be sent.
   *
   * @param contactValue personal
   * @param name the first name the text may hold, personal; null when it holds none
   * @param text null when it could not be made
   * @param fault why it could not, in plain words; null when it was
   * @param segments null unless an SMS
   * @param cost estimate, null when there is no price for the country
   */
  public record PlannedText(
      String step,
      Channel channel,
      Owner to,
      ContactId contact,
      String contactMasked,
      String contactValue,
      String country,
      String level,
      String tag,
      boolean fallback,
      Instant due,
      String name,
      Rendered text,
      String fault,
      SegmentCount segments,
      BigDecimal cost) {
    @Override
    public String toString() {
      return "PlannedText[" + step + " " + contact + "]";
    }
  }

  /**
   * What would become of one person in one notice.
   *
   * @param language a tag, or null
   * @param undecided why there is no language, in plain words; null when there is one
   * @param ended why nothing is planned though nothing holds it, in plain words; else null
   * @param tasks what people would be asked to do
   * @param idle steps of the plan that find nobody to write to
   */
  public record Entry(
      PersonId person,
      boolean known,
      String notice,
      String language,
      String undecided,
      String plan,
      List<HoldReason> holds,
      List<HoldReason> remarks,
      List<Verdict> verdicts,
      List<PlannedText> texts,
      String ended,
      List<DueTask> tasks,
      List<Idle> idle) {}

  /** A step that comes to nothing, and why: what its rules said of each contact, without values. */
  public record Idle(String step, List<String> because) {}

  /** A row and the entries of its person; a person of several rows is shown at the last. */
  public record Row(RowOutcome outcome, List<Entry> entries) {}

  /** Told of a list as it is looked through; nothing is kept here. */
  public interface Sink {
    /** First, and once: what the list as a whole is and came to. */
    void file(FileResult file);

    /** Each row in order. */
    void row(Row row);
  }

  /**
   * In memory is a group of rows at a time, however long the list.
   *
   * @param name the file's name as it would be dropped
   */
  public void of(Path file, String name, Sink sink) throws IOException {
    String sha256 = Archive.digest(file);
    if (desk.ledger()
        .lists()
        .find(sha256)
        .filter(known -> known.state().equals("taken"))
        .isPresent()) {
      sink.file(FileResult.knownAlready(name, sha256));
      return;
    }
    LocalDate today = LocalDate.ofInstant(desk.clock().instant(), desk.clock().getZone());
    MasterListReader reader = new MasterListReader(desk.tables().intake());
    try (MasterList list = reader.open(file, name, today);
        LookAhead ahead = desk.ledger().lookAhead()) {
      ListInfo info = new ListInfo(sha256, list.listDate(), today, list.full());
      Intake intake = new Intake(desk.tables().intake());
      Iterator<List<ParsedRow>> groups = list.groups(2_000, 0);
      while (groups.hasNext()) {
        ahead.add(intake.decide(groups.next(), info, ahead), sha256);
      }
      Map<Outcome, Long> counts = ahead.counts();
      sink.file(
          new FileResult(
              name,
              sha256,
              "taken",
              null,
              null,
              list.format(),
              list.encoding(),
              counts.getOrDefault(Outcome.ACCEPTED, 0L),
              counts.getOrDefault(Outcome.HELD, 0L),
              counts.getOrDefault(Outcome.REJECTED, 0L),
              counts.getOrDefault(Outcome.DUPLICATE, 0L),
              notes(name, list)));
      List<LookAhead.Row> rows = ahead.rows(0);
      while (!rows.isEmpty()) {
        tell(rows, sha256, sink);
        rows = ahead.rows(rows.get(rows.size() - 1).outcome().line());
      }
    } catch (RefusedFile e) {
      sink.file(FileResult.notTaken(name, sha256, "refused", e));
    }
  }

  private static List<String> notes(String name, MasterList list) {
    return IntakeStage.isListName(name)
        ? list.notes()
        : Stream.concat(
                Stream.of(
                    "Dropped under this name it would not be taken: lists end in "
                        + IntakeStage.ENDINGS),
                list.notes().stream())
            .toList();
  }

  private void tell(List<LookAhead.Row> rows, String list, Sink sink) {
    Map<PersonId, List<EntryToPlan>> stored = new HashMap<>();
    desk
        .ledger()
        .plans()
        .of(
            rows.stream()
                .filter(row -> row.person() != null && row.known())
                .map(row -> row.person().id())
                .toList())
        .stream()
        .filter(e -> e.dossier() != null)
        .forEach(e -> stored.computeIfAbsent(e.dossier().id(), one -> new ArrayList<>()).add(e));
    for (LookAhead.Row row : rows) {
      List<Entry> entries = new ArrayList<>();
      if (row.person() != null && row.known()) {
        stored
            .getOrDefault(row.person().id(), List.of())
            .forEach(before -> entries.add(entry(changed(before, row), true)));
      } else if (row.person() != null) {
        policy.notices().forEach(notice -> entries.add(entry(newcomer(notice, row, list), false)));
      }
      sink.row(new Row(row.outcome(), entries));
    }
  }

  /** What has happened to a known person stays so; what is known of them is what the list adds. */
  private static EntryToPlan changed(EntryToPlan before, LookAhead.Row row) {
    return new EntryToPlan(
        before.entry(),
        before.personRow(),
        before.notice(),
        before.change(),
        before.plannings(),
        row.person(),
        before.list(),
        row.sharing(),
        before.directives(),
        before.vetoedContacts(),
        before.allRelaysVetoed(),
        before.formerly(),
        before.history(),
        before.tasks(),
        before.couldSendAt(),
        before.letGo());
  }

  private EntryToPlan newcomer(String notice, LookAhead.Row row, String list) {
    return new EntryToPlan(
        0,
        0,
        notice,
        1,
        0,
        row.person(),
        list,
        row.sharing(),
        Set.of(),
        Set.of(),
        false,
        Map.of(),
        List.of(),
        List.of(),
        desk.clock().instant(),
        List.of());
  }

  /** The entries of a person who is known already, with what has happened to them. */
  public List<Entry> of(PersonId person) {
    return desk.ledger().plans().of(person).stream()
        .map(entry -> entry.dossier() == null ? unreadable(person, entry) : entry(entry, true))
        .toList();
  }

  /** Of a record that does not open no rule can be asked anything. */
  private Entry unreadable(PersonId person, EntryToPlan entry) {
    EntryPlan plan = planning.plan(policy, entry);
    return new Entry(
        person,
        true,
        entry.notice(),
        plan.language(),
        undecided(plan),
        plan.plan(),
        plan.holds(),
        plan.remarks(),
        List.of(),
        List.of(),
        null,
        List.of(),
        List.of());
  }

  private Entry entry(EntryToPlan entry, boolean known) {
    EntryPlan plan = planning.plan(policy, entry);
    Person person = desk.reader().read(entry.dossier());
    Optional<String> superseding = policy.supersededBy(entry.notice());
    // Of a notice whose place another took no rule is asked.
    Decision decision =
        superseding.isPresent()
            ? null
            : policy
                .notice(entry.notice())
                .map(n -> n.decide(planning.asCase(policy, entry, person, desk.clock().instant())))
                .orElse(null);
    return new Entry(
        entry.dossier().id(),
        known,
        entry.notice(),
        plan.language(),
        undecided(plan),
        plan.plan(),
        plan.holds(),
        plan.remarks(),
        decision == null ? List.of() : decision.verdicts(),
        plan.due().attempts().stream().map(due -> text(entry, person, due)).toList(),
        plan.plan() != null || !plan.holds().isEmpty()
            ? null
            : superseding.map(notice -> "superseded by " + notice).orElseGet(() -> ended(entry)),
        plan.due().tasks(),
        plan.plan() != null && decision instanceof Decision.Planned planned
            ? idle(planned)
            : List.of());
  }

  private static String ended(EntryToPlan entry) {
    return entry.directed("deceased")
        ? "the person has died"
        : entry.directed("stop_notices")
            ? "stopped by counsel (stop-notices)"
            : "every contact was tried and none is left";
  }

  private static List<Idle> idle(Decision.Planned planned) {
    return planned.steps().stream()
        .filter(step -> step.task() == null && step.messages().isEmpty())
        .map(
            step ->
                new Idle(
                    step.id(),
                    planned.verdicts().stream()
                        .filter(v -> !v.allowed() && v.subject().startsWith(step.id() + " "))
                        .map(v -> v.subject().substring(step.id().length() + 1) + " " + v.because())
                        .distinct()
                        .toList()))
        .toList();
  }

  private static String undecided(EntryPlan plan) {
    if (plan.language() != null) {
      return null;
    }
    return plan.languageSource() == null
        ? "language not looked up"
        : plan.languageSource().equals(Policy.AMBIGUOUS)
            ? "language ambiguous"
            : "language not known";
  }

  private PlannedText text(EntryToPlan entry, Person person, DueAttempt due) {
    PlannedMessage m = due.message();
    Contact contact =
        person.contacts().stream()
            .filter(c -> c.id().equals(m.contact()))
            .findFirst()
            .orElseThrow();
    Rendered text = null;
    String fault = null;
    try {
      text =
          rendering.text(
              entry.notice(),
              m.languages(),
              new TextKey(m.to(), m.channel(), m.level()),
              person,
              m.nameAllowed(),
              "PREVIEW000000000");
    } catch (IllegalArgumentException e) {
      fault = e.getMessage(); // names the field, never its value
    }
    SegmentCount segments =
        m.channel() == Channel.SMS && text != null ? Segments.count(text.text()) : null;
    return new PlannedText(
        due.step(),
        m.channel(),
        m.to(),
        m.contact(),
        contact.masked(),
        contact.value(),
        contact.country(),
        m.level().shown(),
        m.languages().code(),
        m.fallback(),
        due.due(),
        person.firstName(),
        text,
        fault,
        segments,
        desk.tables()
            .prices()
            .of(m.channel(), contact.country(), segments == null ? 1 : segments.segments())
            .orElse(null));
  }

  /**
   * Keys of what the texts say of the sender, not set; the texts are marked where they print it.
   */
  public SortedSet<String> unset() {
    return senders.unset();
  }
}
