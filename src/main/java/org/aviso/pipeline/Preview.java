package org.aviso.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aviso.config.Setting;
import org.aviso.intake.GroupDecision;
import org.aviso.intake.Intake;
import org.aviso.intake.KnownPersons;
import org.aviso.intake.ListInfo;
import org.aviso.intake.Lookups;
import org.aviso.intake.MasterList;
import org.aviso.intake.MasterListReader;
import org.aviso.intake.Outcome;
import org.aviso.intake.ParsedRow;
import org.aviso.intake.RefusedFile;
import org.aviso.intake.RowOutcome;
import org.aviso.ledger.Archive;
import org.aviso.ledger.Plans.EntryPlan;
import org.aviso.ledger.Plans.EntryToPlan;
import org.aviso.outcome.DueAttempt;
import org.aviso.outcome.RetryPolicy;
import org.aviso.outcome.Schedule;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.Dossier;
import org.aviso.person.HoldReason;
import org.aviso.person.Lookup;
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
  private final Rendering rendering;

  public Preview(Desk desk) {
    this.desk = desk;
    this.policy = desk.policy();
    var rules = new java.util.concurrent.atomic.AtomicReference<>(policy);
    this.planning =
        new Planning(
            desk.ledger().plans(),
            rules,
            desk.reader(),
            new Schedule(new RetryPolicy(desk.settings().get(Setting.RETRY_DELAYS), () -> 0)),
            desk.clock(),
            () -> false);
    this.rendering =
        new Rendering(
            desk.ledger().attempts(),
            rules,
            desk.reader(),
            new Senders(desk.settings()),
            desk.tables().forbidden());
  }

  /** One message that would be sent. */
  public record PlannedText(
      String step,
      Channel channel,
      Owner to,
      ContactId contact,
      String contactMasked,
      String level,
      String tag,
      boolean fallback,
      Instant due,
      Rendered text,
      SegmentCount segments) {
    @Override
    public String toString() {
      return "PlannedText[" + step + " " + contact + "]";
    }
  }

  /** What would become of one person in one notice. */
  public record Entry(
      PersonId person,
      boolean known,
      String notice,
      String language,
      String plan,
      List<HoldReason> holds,
      List<HoldReason> remarks,
      List<Verdict> verdicts,
      List<PlannedText> texts) {}

  /** A row and the entries of its person; a person of several rows is shown at the last. */
  public record Row(RowOutcome outcome, List<Entry> entries) {}

  public record Result(FileResult file, List<String> notes, List<Row> rows) {}

  /**
   * @param name the file's name as it would be dropped
   */
  public Result of(Path file, String name) throws IOException {
    String sha256 = Archive.digest(file);
    MasterListReader reader = new MasterListReader(desk.tables().intake());
    try (MasterList list = reader.open(file, name)) {
      LocalDate today = LocalDate.ofInstant(desk.clock().instant(), desk.clock().getZone());
      ListInfo info = new ListInfo(sha256, list.listDate(), today, list.full());
      Intake intake = new Intake(desk.tables().intake());
      return desk.ledger().lists().look(known -> decide(list, name, info, intake, known));
    } catch (RefusedFile e) {
      return new Result(
          new FileResult(
              name, sha256, "refused", e.reason(), e.getMessage(), null, null, 0, 0, 0, 0),
          List.of(),
          List.of());
    }
  }

  private Result decide(
      MasterList list, String name, ListInfo info, Intake intake, KnownPersons known) {
    Ahead ahead = new Ahead(known);
    List<RowOutcome> outcomes = new ArrayList<>();
    Iterator<List<ParsedRow>> groups = list.groups(2_000, 0);
    while (groups.hasNext()) {
      GroupDecision decision = intake.decide(groups.next(), info, ahead);
      ahead.add(decision);
      outcomes.addAll(decision.rows());
    }
    Map<PersonId, Integer> lastRow = new HashMap<>();
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i).person() != null) {
        lastRow.put(outcomes.get(i).person(), i);
      }
    }
    Map<String, Set<PersonId>> sharing = ahead.sharing();
    List<Row> rows = new ArrayList<>(outcomes.size());
    for (int i = 0; i < outcomes.size(); i++) {
      RowOutcome outcome = outcomes.get(i);
      boolean shown =
          outcome.person() != null
              && lastRow.get(outcome.person()) == i
              && ahead.persons.containsKey(outcome.person());
      rows.add(
          new Row(
              outcome,
              shown
                  ? entries(ahead.persons.get(outcome.person()), ahead, sharing, info.sha256())
                  : List.of()));
    }
    long[] counts = new long[Outcome.values().length];
    outcomes.forEach(o -> counts[o.outcome().ordinal()]++);
    return new Result(
        new FileResult(
            name,
            info.sha256(),
            "taken",
            null,
            null,
            list.format(),
            list.encoding(),
            counts[Outcome.ACCEPTED.ordinal()],
            counts[Outcome.HELD.ordinal()],
            counts[Outcome.REJECTED.ordinal()],
            counts[Outcome.DUPLICATE.ordinal()]),
        list.notes(),
        rows);
  }

  private List<Entry> entries(
      Dossier dossier, Ahead ahead, Map<String, Set<PersonId>> sharing, String list) {
    Map<ContactId, Integer> shared = new LinkedHashMap<>();
    for (Contact contact : dossier.contacts()) {
      shared.put(contact.id(), sharing.getOrDefault(Ahead.value(contact), Set.of()).size());
    }
    List<Entry> entries = new ArrayList<>();
    for (String notice : policy.notices()) {
      entries.add(
          entry(
              new EntryToPlan(
                  0,
                  0,
                  notice,
                  1,
                  dossier,
                  list,
                  shared,
                  Set.of(),
                  Set.of(),
                  false,
                  List.of(),
                  List.of(),
                  desk.clock().instant()),
              ahead.isKnown(dossier.id())));
    }
    return entries;
  }

  /** The entries of a person who is known already, with what has happened to them. */
  public List<Entry> of(PersonId person) {
    return desk.ledger().plans().of(person).stream().map(entry -> entry(entry, true)).toList();
  }

  private Entry entry(EntryToPlan entry, boolean known) {
    EntryPlan plan = planning.plan(policy, entry);
    Person person = desk.reader().read(entry.dossier());
    Decision decision =
        policy
            .notice(entry.notice())
            .map(n -> n.decide(planning.asCase(entry, person, desk.clock().instant())))
            .orElse(null);
    return new Entry(
        entry.dossier().id(),
        known,
        entry.notice(),
        plan.language(),
        plan.plan(),
        plan.holds(),
        plan.remarks(),
        decision == null ? List.of() : decision.verdicts(),
        plan.due().attempts().stream().map(due -> text(entry, person, due)).toList());
  }

  private PlannedText text(EntryToPlan entry, Person person, DueAttempt due) {
    PlannedMessage m = due.message();
    Contact contact =
        person.contacts().stream()
            .filter(c -> c.id().equals(m.contact()))
            .findFirst()
            .orElseThrow();
    Rendered text =
        rendering.text(
            entry.notice(),
            m.tag(),
            new TextKey(m.to(), m.channel(), m.level()),
            person,
            m.nameAllowed(),
            "PREVIEW000000000");
    return new PlannedText(
        due.step(),
        m.channel(),
        m.to(),
        m.contact(),
        contact.masked(),
        m.level().shown(),
        m.tag().value(),
        m.fallback(),
        due.due(),
        text,
        m.channel() == Channel.SMS ? Segments.count(text.text()) : null);
  }

  /** What is known, and what this list would add, as if it were stored. */
  private static final class Ahead implements KnownPersons {
    private final KnownPersons stored;
    private final Map<PersonId, Dossier> persons = new LinkedHashMap<>();
    private final Map<Lookup, Set<PersonId>> index = new HashMap<>();
    private final Set<PersonId> added = new LinkedHashSet<>();

    Ahead(KnownPersons stored) {
      this.stored = stored;
    }

    void add(GroupDecision decision) {
      decision.added().forEach(d -> added.add(d.id()));
      decision.added().forEach(this::put);
      decision.changed().forEach(this::put);
    }

    private void put(Dossier dossier) {
      persons.put(dossier.id(), dossier);
      Lookups.of(dossier)
          .forEach(l -> index.computeIfAbsent(l, x -> new LinkedHashSet<>()).add(dossier.id()));
    }

    /** One for all spellings of an address. */
    private static String value(Contact contact) {
      Lookup lookup = Lookups.contact(contact.kind(), contact.value());
      return lookup == null ? contact.value() : lookup.value();
    }

    boolean isKnown(PersonId person) {
      return !added.contains(person);
    }

    Map<String, Set<PersonId>> sharing() {
      Map<String, Set<PersonId>> sharing = new HashMap<>();
      persons
          .values()
          .forEach(
              d ->
                  d.contacts()
                      .forEach(
                          c ->
                              sharing
                                  .computeIfAbsent(value(c), x -> new LinkedHashSet<>())
                                  .add(d.id())));
      return sharing;
    }

    @Override
    public Map<Lookup, List<Dossier>> find(Collection<Lookup> lookups) {
      Map<Lookup, List<Dossier>> found = new HashMap<>(stored.find(lookups));
      for (Lookup lookup : lookups) {
        List<Dossier> dossiers = new ArrayList<>();
        found
            .getOrDefault(lookup, List.of())
            .forEach(d -> dossiers.add(persons.getOrDefault(d.id(), d)));
        index.getOrDefault(lookup, Set.of()).stream()
            .map(persons::get)
            .filter(d -> dossiers.stream().noneMatch(o -> o.id().equals(d.id())))
            .forEach(dossiers::add);
        if (!dossiers.isEmpty()) {
          found.put(lookup, dossiers);
        }
      }
      return found;
    }
  }
}
