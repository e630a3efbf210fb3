package org.aviso.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.aviso.config.BadSettings;
import org.aviso.intake.GroupDecision;
import org.aviso.intake.IntakeConfig;
import org.aviso.intake.KnownPersons;
import org.aviso.intake.Outcome;
import org.aviso.intake.PersonReader;
import org.aviso.intake.RowOutcome;
import org.aviso.ledger.Attempts.Claim;
import org.aviso.ledger.Plans.EntryPlan;
import org.aviso.ledger.Plans.EntryToPlan;
import org.aviso.ledger.Records.EntryRecord;
import org.aviso.ledger.WorkQueue.Item;
import org.aviso.outcome.AttemptState;
import org.aviso.outcome.Bounce;
import org.aviso.outcome.DueAttempt;
import org.aviso.outcome.DueTask;
import org.aviso.outcome.Judgement;
import org.aviso.outcome.News;
import org.aviso.outcome.Reason;
import org.aviso.outcome.Schedule;
import org.aviso.person.Column;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.ContactKind;
import org.aviso.person.ContactStatus;
import org.aviso.person.Dossier;
import org.aviso.person.HoldReason;
import org.aviso.person.LanguageTag;
import org.aviso.person.Lookup;
import org.aviso.person.Owner;
import org.aviso.person.PersonId;
import org.aviso.person.Sourced;
import org.aviso.person.StatusReason;
import org.aviso.routing.PlannedMessage;
import org.aviso.routing.approval.Remembered;
import org.aviso.routing.approval.SignedAct;
import org.aviso.template.Channel;
import org.aviso.template.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerTest {
  private static final Path CONFIG =
      Path.of(System.getProperty("aviso.root", "")).resolve("config");
  private static final String LIST = "a".repeat(64);
  static final Map<Channel, Integer> TEN = Map.of(Channel.SMS, 10, Channel.EMAIL, 10);

  @TempDir Path home;

  final HandClock clock = new HandClock();
  private PersonReader reader;
  private Ledger ledger;

  static final class HandClock extends Clock {
    private Instant now = Instant.parse("2027-01-05T18:00:00Z");

    void advance(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** Rules "R" are in force, and nothing ends. */
  static final Attempts.Gate OPEN = gate("R", null);

  private static Attempts.Gate gate(String policy, Instant until) {
    return gate(() -> policy, until);
  }

  private static Attempts.Gate gate(Supplier<String> policy, Instant until) {
    return new Attempts.Gate() {
      @Override
      public long perDay(Channel channel) {
        return 0;
      }

      @Override
      public String policy(String notice) {
        return policy.get();
      }

      @Override
      public boolean superseded(String notice) {
        return false;
      }

      @Override
      public Instant sendUntil(String notice) {
        return until;
      }
    };
  }

  @BeforeEach
  void open() throws Exception {
    reader = new PersonReader(IntakeConfig.read(CONFIG), Duration.ofDays(30));
    ledger = openAgain();
  }

  /** Where the ledger is; the tests are the same on every engine. */
  LedgerAddress address() {
    return LedgerAddress.UNDER_HOME;
  }

  /** Under home nobody else sends, so that a lease says nothing there. */
  Duration leaseOfTheDead() {
    return Duration.ofMinutes(1);
  }

  Ledger ledger() {
    return ledger;
  }

  Ledger openAgain() {
    return openAgain(true);
  }

  private Ledger openAgain(boolean releaseAtOnce) {
    return Ledger.open(
        address(),
        home,
        LedgerKey.openOrCreate(home.resolve("keys/ledger.key")),
        () -> reader,
        clock,
        releaseAtOnce,
        "test");
  }

  private void releaseByHand() {
    ledger.close();
    ledger = openAgain(false);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  static Contact phone(int number, String value) {
    return new Contact(
        new ContactId(number),
        ContactKind.PHONE,
        Owner.MEMBER,
        value,
        "US",
        null,
        null,
        null,
        ContactStatus.OK,
        null,
        false,
        new Sourced(value, LocalDate.of(2027, 1, 4), "list", LIST, 2));
  }

  private static Contact email(String value) {
    return new Contact(
        new ContactId(1),
        ContactKind.EMAIL,
        Owner.MEMBER,
        value,
        null,
        null,
        null,
        null,
        ContactStatus.OK,
        null,
        false,
        new Sourced(value, LocalDate.of(2027, 1, 4), "list", LIST, 2));
  }

  static Dossier dossier(String number, Contact... contacts) {
    Map<Column, Sourced> fields = new EnumMap<>(Column.class);
    fields.put(Column.A_NUMBER, new Sourced(number, LocalDate.of(2027, 1, 4), "list", LIST, 2));
    fields.put(Column.LAST_NAME, new Sourced("Sample", LocalDate.of(2027, 1, 4), "list", LIST, 2));
    fields.put(Column.LANGUAGE, new Sourced("SPANISH", LocalDate.of(2027, 1, 4), "list", LIST, 2));
    return new Dossier(
        PersonId.random(),
        fields,
        List.of(contacts),
        Set.of(HoldReason.VALUE_CONFLICT),
        Set.of("flag"));
  }

  void take(Dossier... dossiers) {
    ledger.lists().finish(begin(dossiers));
  }

  Lists.Known begin(Dossier... dossiers) {
    Lists.Known list =
        ledger.lists().begin(LIST, "list.csv", "csv", "UTF-8", LocalDate.of(2027, 1, 4), false);
    List<RowOutcome> rows = new ArrayList<>();
    for (int i = 0; i < dossiers.length; i++) {
      rows.add(
          new RowOutcome(list.lastLine() + i + 2, Outcome.ACCEPTED, dossiers[i].id(), List.of()));
    }
    take(
        list,
        known -> new GroupDecision(rows, List.of(dossiers), List.of()),
        list.lastLine() + dossiers.length + 1);
    return ledger.lists().find(LIST).orElseThrow();
  }

  private void take(Lists.Known list, Function<KnownPersons, GroupDecision> decide, int lastLine) {
    ListIntake intake = ledger.lists().intake(list, List.of("class-notice"));
    intake.take(decide, lastLine);
    intake.await();
  }

  static DueAttempt sms(String step, int contact, Instant due) {
    return new DueAttempt(
        step,
        new PlannedMessage(
            new ContactId(contact),
            Channel.SMS,
            Owner.MEMBER,
            Level.L1,
            new LanguageTag("es"),
            false,
            false,
            null),
        1,
        due,
        false);
  }

  void plan(DueAttempt... due) {
    plan(Plans.Awaits.SENT, due);
  }

  void plan(Plans.Awaits awaits, DueAttempt... due) {
    plan(awaits, new Schedule.Due(List.of(due), List.of()));
  }

  private void plan(Plans.Awaits awaits, Schedule.Due due) {
    ledger
        .plans()
        .save(ledger.plans().next(100).stream().map(entry -> plan(entry, awaits, due)).toList());
  }

  private EntryPlan plan(EntryToPlan entry, Plans.Awaits awaits, Schedule.Due due) {
    return new EntryPlan(
        entry,
        "at-liberty",
        "es",
        "alias",
        List.of(),
        List.of(),
        awaits,
        null,
        due,
        "R",
        clock.instant());
  }

  /** The plan somebody made of what was read then, saved only now. */
  private EntryPlan late(EntryToPlan read) {
    return plan(
        read,
        Plans.Awaits.SENT,
        new Schedule.Due(List.of(sms("text", 1, clock.instant())), List.of()));
  }

  private List<Claim> claim() {
    return ledger.attempts().claim(TEN, Duration.ofSeconds(60), OPEN);
  }

  Optional<AttemptState> answer(Claim claim, News news, Reason reason) {
    return answer(claim, news, reason, "SM1");
  }

  private Optional<AttemptState> answer(Claim claim, News news, Reason reason, String providerId) {
    return submit(claim, news, reason, providerId).join();
  }

  private CompletableFuture<Optional<AttemptState>> submit(
      Claim claim, News news, Reason reason, String providerId) {
    return ledger
        .attempts()
        .answered(claim, new Judgement(news, reason, null, null), providerId, null);
  }

  List<String> states() {
    List<String> states = new ArrayList<>();
    ledger
        .records()
        .entries(
            null,
            false,
            entry ->
                entry
                    .attempts()
                    .forEach(a -> states.add(a.fact().step() + " " + a.fact().state().code())));
    return states;
  }

  private Optional<String> callRefused() {
    return Optional.ofNullable(ledger.handContacts().claim(1, "R. Sample", "staff").refusal());
  }

  @Test
  void a_call_of_an_aborted_wave_is_begun_by_nobody_and_waits_with_its_rest() {
    DueTask call = new DueTask("call", Channel.CALL, Owner.MEMBER, clock.instant());
    Schedule.Due alone = new Schedule.Due(List.of(), List.of(call));
    take(dossier("999000001", phone(1, "+12135550100")));
    plan(Plans.Awaits.NOTHING, alone);
    assertThat(ledger.queue().ready("call", clock.instant())).hasSize(1);
    assertThat(callRefused()).isEmpty();

    ledger.waves().abort(ledger.waves().list().get(0).id());

    assertThat(ledger.queue().items()).singleElement().extracting(Item::due).isNull();
    plan(Plans.Awaits.NOTHING, alone);
    assertThat(ledger.waves().list().get(1).persons()).isEqualTo(1);
    assertThat(ledger.queue().ready("call", clock.instant())).isEmpty();
    assertThat(callRefused().orElseThrow()).contains("T-1", "is proposed");
  }

  @Test
  void what_was_sealed_comes_back_whole_and_is_found_by_its_number() {
    Dossier dossier = dossier("999000001", phone(1, "+12135550100"));
    take(dossier);

    Map<Lookup, List<Dossier>> found =
        ledger
            .lists()
            .look(known -> known.find(List.of(new Lookup(Lookup.Kind.A_NUMBER, "999000001"))));

    assertThat(found.values()).containsExactly(List.of(dossier));
    assertThat(
            ledger
                .lists()
                .<Map<Lookup, List<Dossier>>>look(
                    known -> known.find(List.of(new Lookup(Lookup.Kind.A_NUMBER, "999000002")))))
        .isEmpty();
  }

  @Test
  void a_record_copied_into_another_persons_row_does_not_open() throws Exception {
    take(dossier("999000001"), dossier("999000002"));
    sql("UPDATE persons SET record = (SELECT record FROM persons WHERE id = 1) WHERE id = 2");

    List<EntryRecord> shown = new ArrayList<>();
    ledger.records().entries(null, true, shown::add);
    assertThat(shown.get(0).dossier().fields()).isNotEmpty();
    assertThat(shown.get(1).dossier().fields()).isEmpty();
    assertThat(shown.get(1).dossier().flags()).containsExactly("unreadable");
    assertThat(ledger.plans().next(10))
        .extracting(entry -> entry.dossier() != null)
        .as("keeps nobody else waiting")
        .containsExactly(true, false);
  }

  @Test
  void the_key_is_its_owners_alone_and_the_same_at_every_start() throws Exception {
    Path file = home.resolve("keys/ledger.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(LedgerKey.openOrCreate(file).look("x", "y"))
        .isEqualTo(LedgerKey.openOrCreate(file).look("x", "y"));
  }

  @Test
  void a_ledger_that_another_build_made_is_said_to_be_one() throws Exception {
    sql("UPDATE flyway_schema_history SET checksum = checksum + 1 WHERE version = '2'");

    assertThatThrownBy(this::openAgain)
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("ledger: was made by another build of Aviso")
        .hasMessageContaining("use that build, or name another home");
  }

  @Test
  void a_list_interrupted_goes_on_after_its_last_committed_row() {
    Lists.Known begun = begin(dossier("999000001"));
    ledger.close();
    ledger = openAgain();

    Lists.Known again =
        ledger
            .lists()
            .begin(LIST, "other name.csv", "csv", "UTF-8", LocalDate.of(2027, 1, 4), false);

    assertThat(again).isEqualTo(begun);
    assertThat(again.lastLine()).isEqualTo(2);
    assertThat(again.finished()).isFalse();
  }

  @Test
  void a_group_committed_twice_adds_its_persons_once() {
    begin(dossier("999000001"));
    Lists.Known stale =
        new Lists.Known(
            1, LIST, "taking", null, 0, clock.instant(), LocalDate.of(2027, 1, 4), false);
    Dossier late = dossier("999000002");

    take(
        stale,
        known ->
            new GroupDecision(
                List.of(new RowOutcome(2, Outcome.ACCEPTED, late.id(), List.of())),
                List.of(late),
                List.of()),
        2);

    assertThat(ledger.records().personCount()).isEqualTo(1);
  }

  @Test
  void a_group_sees_what_the_group_under_way_adds_and_may_change_it() {
    Dossier first = dossier("999000001", phone(1, "+12135550100"));
    Lookup number = new Lookup(Lookup.Kind.A_NUMBER, "999000001");
    Dossier moved = withFlag(first, "moved");
    Dossier movedAgain = withFlag(moved, "again");
    Lists.Known list =
        ledger.lists().begin(LIST, "list.csv", "csv", "UTF-8", LocalDate.of(2027, 1, 4), false);
    ListIntake intake = ledger.lists().intake(list, List.of("class-notice"));

    intake.take(
        known -> new GroupDecision(List.of(accepted(2, first)), List.of(first), List.of()), 2);
    intake.take(
        known -> {
          assertThat(known.find(List.of(number)).get(number)).containsExactly(first);
          return new GroupDecision(List.of(accepted(3, first)), List.of(), List.of(moved));
        },
        3);
    intake.take(
        known -> {
          assertThat(known.find(List.of(number)).get(number)).containsExactly(moved);
          return new GroupDecision(List.of(accepted(4, first)), List.of(), List.of(movedAgain));
        },
        4);
    intake.await();

    assertThat(ledger.records().personCount()).isEqualTo(1);
    assertThat(ledger.lists().look(known -> known.find(List.of(number))).get(number))
        .containsExactly(movedAgain);
    assertThat(ledger.lists().find(LIST).orElseThrow().lastLine()).isEqualTo(4);
  }

  @Test
  void a_group_decided_on_what_is_no_longer_so_is_decided_again() {
    Dossier first = dossier("999000001", phone(1, "+12135550100"));
    Dossier second = dossier("999000002", phone(1, "+12135550101"));
    Dossier elsewhere = dossier("999000003", phone(1, "+12135550102"));
    Lists.Known list =
        ledger.lists().begin(LIST, "list.csv", "csv", "UTF-8", LocalDate.of(2027, 1, 4), false);
    Lists.Known other =
        ledger.lists().begin("b".repeat(64), "b.csv", "csv", "UTF-8", LocalDate.EPOCH, false);
    ListIntake intake = ledger.lists().intake(list, List.of("class-notice"));
    List<Integer> asked = new ArrayList<>();

    intake.take(
        known -> {
          asked.add(1);
          if (asked.size() == 1) {
            take(
                other,
                k ->
                    new GroupDecision(
                        List.of(accepted(2, elsewhere)), List.of(elsewhere), List.of()),
                2);
          }
          return new GroupDecision(List.of(accepted(2, first)), List.of(first), List.of());
        },
        2);
    intake.take(
        known -> {
          asked.add(2);
          return new GroupDecision(List.of(accepted(3, second)), List.of(second), List.of());
        },
        3);
    intake.await();

    assertThat(asked).contains(1, 1, 2);
    assertThat(ledger.records().personCount()).isEqualTo(3);
    assertThat(ledger.records().list(LIST).orElseThrow().accepted()).isEqualTo(2);
  }

  private static RowOutcome accepted(int line, Dossier dossier) {
    return new RowOutcome(line, Outcome.ACCEPTED, dossier.id(), List.of());
  }

  private static Dossier withFlag(Dossier d, String flag) {
    Set<String> flags = new HashSet<>(d.flags());
    flags.add(flag);
    return new Dossier(d.id(), d.fields(), d.contacts(), d.holds(), flags);
  }

  @Test
  void a_claim_is_on_disk_before_anybody_is_told_of_it() throws Exception {
    take(dossier("999000001", phone(1, "+12135550100")));
    plan(sms("text", 1, clock.instant()));

    assertThat(claim()).hasSize(1);

    assertThat(query("SELECT state FROM attempts")).containsExactly("sending");
    assertThat(claim()).as("claimed once").isEmpty();
  }

  @Test
  void nothing_is_claimed_while_a_list_is_being_taken() {
    take(dossier("999000001", phone(1, "+12135550100")));
    plan(sms("text", 1, clock.instant()));
    Lists.Known other =
        ledger.lists().begin("b".repeat(64), "b.csv", "csv", "UTF-8", LocalDate.EPOCH, false);

    assertThat(claim()).isEmpty();

    ledger.lists().finish(other);
    assertThat(claim()).hasSize(1);
  }

  @Test
  void spellings_of_one_address_are_one_contact_point() {
    take(
        dossier("999000001", email("Office@example.org")),
        dossier("999000002", email("office@EXAMPLE.org")));

    assertThat(ledger.plans().next(10))
        .allSatisfy(entry -> assertThat(entry.sharing()).containsEntry(new ContactId(1), 2));
  }

  @Test
  void what_a_dead_process_was_sending_is_in_doubt_and_never_claimed_again() {
    take(dossier("999000001", phone(1, "+12135550100")));
    plan(sms("text", 1, clock.instant()));
    ledger.attempts().claim(TEN, leaseOfTheDead(), OPEN);
    ledger.close();
    ledger = openAgain();

    assertThat(ledger.attempts().recover()).isEqualTo(1);

    assertThat(states()).containsExactly("text in_doubt");
    plan();
    assertThat(claim()).isEmpty();
  }

  @Test
  void a_claim_nobody_holds_any_more_is_in_doubt_when_its_lease_has_ended() {
    take(
        dossier("999000001", phone(1, "+12135550100")),
        dossier("999000002", phone(1, "+12135550101")));
    plan(sms("text", 1, clock.instant()));
    List<Claim> claims = ledger.attempts().claim(TEN, Duration.ZERO, OPEN);

    assertThat(ledger.attempts().leasesEnded(Set.of(claims.get(0).attempt()))).isEqualTo(1);

    assertThat(states()).containsExactlyInAnyOrder("text sending", "text in_doubt");
  }

  @Test
  void nothing_is_claimed_of_an_entry_that_waits_to_be_planned() {
    Dossier dossier = dossier("999000001", phone(1, "+12135550100"));
    take(dossier);
    plan(sms("text", 1, clock.instant()));

    ledger.directives().decide(dossier.id(), "hold", null, "a reason", "staff", "user");

    assertThat(claim()).isEmpty();
    assertThat(states()).containsExactly("text planned");
  }

  @Test
  void what_is_not_planned_any_more_is_cancelled_and_may_stand_again() {
    take(dossier("999000001", phone(1, "+12135550100")));
    plan(sms("text", 1, clock.instant()));
    ledger.lists().planAnew("R2");
    plan();
    assertThat(states()).containsExactly("text cancelled");

    ledger.lists().planAnew("R3");
    plan(sms("text", 1, clock.instant()));

    assertThat(states()).containsExactly("text planned");
    assertThat(claim()).hasSize(1);
  }

  @Test
  void the_same_level_to_the_same_value_leaves_once_under_whatever_step() {
    take(dossier("999000001", phone(1, "+12135550100"), phone(2, "+12135550100")));
    plan(sms("text", 1, clock.instant()), sms("again", 2, clock.instant()));

    List<Claim> claims = claim();

    assertThat(claims).hasSize(1);
    assertThat(states()).containsExactlyInAnyOrder("text sending", "again cancelled");
  }

  @ParameterizedTest
  @CsvSource({"NOTHING, 0", "END, 0", "SENT, 1"})
  void what_was_sent_is_planned_anew_only_where_a_step_depends_on_it(
      Plans.Awaits awaits, int planned) {
    take(dossier("999000001", phone(1, "+12135550100")));
    plan(awaits, sms("text", 1, clock.instant()));

    answer(claim().get(0), News.ACCEPTED, Reason.ACCEPTED);

    assertThat(ledger.plans().next(10)).hasSize(planned);
  }

  @Test
  void an_attempt_planned_under_other_rules_is_planned_anew_first() {
    take(dossier("999000001", phone(1, "+12135550100")));
    plan(sms("text", 1, clock.instant()));

    assertThat(ledger.attempts().claim(TEN, Duration.ofSeconds(60), gate("other", null))).isEmpty();

    assertThat(ledger.plans().next(10)).hasSize(1);
  }

  @Test
  void a_plan_that_has_grown_old_is_made_anew_before_anything_leaves_under_it() {
    take(dossier("999000001", phone(1, "+12135550100")));
    plan(sms("text", 1, clock.instant()));
    clock.advance(Duration.ofDays(1));

    assertThat(claim()).isEmpty();
    assertThat(ledger.plans().next(10)).hasSize(1);
    plan(sms("text", 1, clock.instant()));
    assertThat(claim()).hasSize(1);
  }

  @Test
  void after_send_until_it_expires() {
    take(dossier("999000001", phone(1, "+12135550100")));
    plan(sms("text", 1, clock.instant()));

    assertThat(ledger.attempts().claim(TEN, Duration.ofSeconds(60), gate("R", clock.instant())))
        .isEmpty();

    assertThat(states()).containsExactly("text expired");
  }

  @Test
  void what_is_not_due_is_not_claimed_and_no_more_than_allowed() {
    take(
        dossier("999000001", phone(1, "+12135550100")),
        dossier("999000002", phone(1, "+12135550101")),
        dossier("999000003", phone(1, "+12135550102")));
    plan(sms("text", 1, clock.instant().plusSeconds(60)));

    assertThat(claim()).isEmpty();
    clock.advance(Duration.ofSeconds(60));
    assertThat(ledger.attempts().claim(Map.of(Channel.SMS, 2), Duration.ofSeconds(60), OPEN))
        .hasSize(2);
  }

  @Test
  void a_stop_suppresses_the_number_for_everybody_who_has_it_those_to_come_included() {
    take(
        dossier("999000001", phone(1, "+12135550100")),
        dossier("999000002", phone(1, "+12135550100")));
    plan(sms("text", 1, clock.instant()));
    Claim claim = claim().get(0);

    answer(claim, News.REFUSED_FOR_GOOD, Reason.STOP_REQUESTED);

    List<String> statuses = new ArrayList<>();
    take(dossier("999000003", phone(1, "+12135550100")));
    ledger
        .records()
        .entries(
            null,
            true,
            e ->
                e.dossier()
                    .contacts()
                    .forEach(c -> statuses.add(c.status() + " " + c.statusReason())));
    assertThat(statuses).containsOnly("SUPPRESSED STOP_REQUESTED").hasSize(3);
  }

  /** A cell as it came: no country is known for its number. */
  private static Contact unclear(int number, String cell) {
    Contact p = phone(number, cell);
    return new Contact(
        p.id(),
        p.kind(),
        p.owner(),
        cell,
        null,
        null,
        null,
        null,
        ContactStatus.AMBIGUOUS,
        StatusReason.NO_COUNTRY,
        false,
        p.source());
  }

  private boolean suppress(Dossier of) {
    return ledger
        .directives()
        .suppress(of.id(), new ContactId(1), "told on the hotline", "R. Sample", "staff");
  }

  private Map<String, String> statuses() {
    Map<String, String> statuses = new TreeMap<>();
    ledger
        .records()
        .entries(
            null,
            true,
            e -> e.dossier().contacts().forEach(c -> statuses.put(c.value(), c.status().code())));
    return statuses;
  }

  @Test
  void a_stop_on_a_number_of_no_known_country_binds_every_number_it_may_be() {
    Dossier first = dossier("999000001", unclear(1, "646-555-0123 (Bob)"));
    Dossier local = dossier("999000002", unclear(1, "555-0177"));
    Dossier trunk = dossier("999000003", unclear(1, "0 9876 5432 ext. 12"));
    take(
        first,
        local,
        trunk,
        dossier("999000004", phone(1, "+16465550123")),
        dossier("999000005", phone(1, "+526465550123")),
        dossier("999000006", phone(1, "+12135550177")),
        dossier("999000007", phone(1, "+50498765432")),
        dossier("999000008", phone(1, "+16465550124")));
    plan(sms("text", 1, clock.instant()));

    assertThat(List.of(first, local, trunk)).allMatch(this::suppress);

    assertThat(statuses())
        .containsEntry("+16465550123", "suppressed")
        .containsEntry("+526465550123", "suppressed")
        .containsEntry("+12135550177", "suppressed")
        .containsEntry("+50498765432", "suppressed")
        .containsEntry("+16465550124", "ok");
    assertThat(claim()).hasSize(1);
    take(
        dossier("999000009", phone(1, "+916465550123")),
        dossier("999000010", phone(1, "+16195550177")),
        dossier("999000011", phone(1, "+50398765432")),
        dossier("999000012", phone(1, "+16195550178")));
    assertThat(statuses())
        .containsEntry("+916465550123", "suppressed")
        .containsEntry("+16195550177", "suppressed")
        .containsEntry("+50398765432", "suppressed")
        .containsEntry("+16195550178", "ok");
  }

  @Test
  void a_stop_stored_before_digits_were_kept_binds_from_the_next_start_on() throws Exception {
    Dossier first = dossier("999000001", unclear(1, "646-555-0123"));
    take(first);
    suppress(first);
    take(dossier("999000002", phone(1, "+16465550123")));
    sql("DELETE FROM stopped_digits");
    sql("UPDATE suppressions SET digits_known = 0");
    sql(
        "DELETE FROM suppressions WHERE look <> (SELECT look FROM contacts WHERE status ="
            + " 'ambiguous')");
    sql("UPDATE contacts SET status = 'ok', status_reason = NULL WHERE status = 'suppressed'");

    ledger.directives().bindUnclear();

    assertThat(statuses()).containsEntry("+16465550123", "suppressed");
  }

  private List<HoldReason> holds() {
    List<HoldReason> holds = new ArrayList<>();
    ledger.records().entries(null, false, entry -> holds.addAll(entry.holds()));
    return holds;
  }

  @Test
  void a_hold_is_shown_before_its_entry_is_planned_anew_and_stopped_notices_hold_nothing() {
    Dossier one = dossier("999000001", phone(1, "+12135550100"));
    take(one);
    plan(sms("text", 1, clock.instant()));

    ledger.directives().decide(one.id(), "hold", null, "told", "R. Sample", "staff");
    ledger.directives().decide(one.id(), "hold", null, "again", "R. Sample", "staff");
    assertThat(holds()).containsExactly(HoldReason.COUNSEL_HOLD);
    assertThat(ledger.queue().items()).singleElement().extracting("person").isEqualTo(one.id());

    ledger.directives().decide(one.id(), "stop_notices", null, "told", "R. Sample", "staff");
    ledger.directives().decide(one.id(), "hold", null, "told", "R. Sample", "staff");
    assertThat(holds()).isEmpty();
  }

  private SignedAct signed(String act, String subject) {
    return new SignedAct(act, subject, "", "Ada", "f", "r", clock.instant(), "s");
  }

  private List<ContactId> vetoed(Dossier of) {
    return ledger.plans().of(of.id()).get(0).vetoedContacts().stream().sorted().toList();
  }

  @Test
  void a_widening_signed_for_one_contact_lets_no_other_one_go() throws Exception {
    Dossier one = dossier("999000001", phone(1, "+12135550100"), phone(2, "+12135550101"));
    take(one);
    for (int contact = 1; contact <= 2; contact++) {
      ledger
          .directives()
          .decide(one.id(), "veto_relay", new ContactId(contact), "told", "R. Sample", "staff");
    }
    ledger
        .widenings()
        .unveto(
            one.id(), new ContactId(2), false, signed("unhold-veto", one.id() + " C-2"), "staff");
    sql("UPDATE directives SET lifted_at = at, lifted_by = (SELECT max(id) FROM widenings)");

    ledger.widenings().verify(act -> Optional.empty());

    assertThat(vetoed(one)).containsExactly(new ContactId(1));
  }

  @Test
  void a_widening_signed_before_two_were_found_to_be_one_stands() throws Exception {
    Dossier kept = dossier("999000001", phone(1, "+12135550101"), phone(2, "+12135550100"));
    Dossier other = dossier("999000002", phone(1, "+12135550100"));
    take(kept, other);
    ledger
        .directives()
        .decide(other.id(), "veto_relay", new ContactId(1), "told", "R. Sample", "staff");
    ledger
        .widenings()
        .unveto(
            other.id(),
            new ContactId(1),
            false,
            signed("unhold-veto", other.id() + " C-1"),
            "staff");
    sql("UPDATE directives SET person_id = 1, contact = 2");
    sql("DELETE FROM contacts WHERE person_id = 2");
    sql("UPDATE persons SET merged_into = 1 WHERE id = 2");

    ledger.widenings().verify(act -> Optional.empty());
    assertThat(vetoed(kept)).isEmpty();
    sql("UPDATE directives SET contact = 1");
    ledger.widenings().verify(act -> Optional.empty());
    assertThat(vetoed(kept)).containsExactly(new ContactId(1));
    assertThat(ledger.plans().of(kept.id()).get(0).formerly())
        .containsExactly(Map.entry(other.id(), Map.of(new ContactId(1), new ContactId(2))));
  }

  @Test
  void what_was_said_not_to_have_left_is_verified_when_cancelled_too_and_with_its_age()
      throws Exception {
    take(dossier("999000001", phone(1, "+12135550100")));
    plan(sms("text", 1, clock.instant()));
    SignedAct before = signed("not-sent", "");
    clock.advance(Duration.ofHours(1));
    Claim claim = claim().get(0);
    answer(claim, News.NO_ANSWER, Reason.NO_ANSWER, null);
    assertThat(states()).containsExactly("text in_doubt");
    String reference = claim.reference();
    ledger.widenings().notSent(doubtful(claim), signed("not-sent", reference), "staff");
    sql("UPDATE attempts SET state = 'cancelled'");

    ledger.widenings().verify(act -> Optional.empty());
    assertThat(states()).containsExactly("text cancelled");
    ledger.widenings().verify(act -> Optional.of("revoked"));
    assertThat(states()).containsExactly("text in_doubt");

    SignedAct old =
        new SignedAct("not-sent", reference, "", "Ada", "f", "r", before.signedAt(), "s");
    ledger.widenings().notSent(doubtful(claim), old, "staff");
    ledger.widenings().verify(act -> Optional.empty());
    assertThat(states()).containsExactly("text in_doubt");
  }

  private WorkQueue.Doubtful doubtful(Claim claim) {
    return ledger.queue().attempt(claim.reference()).orElseThrow();
  }

  @Test
  void what_was_signed_while_another_claim_came_is_not_said_of_that_one() {
    take(dossier("999000001", phone(1, "+12135550100")));
    plan(sms("text", 1, clock.instant()));
    Claim claim = claim().get(0);
    answer(claim, News.NO_ANSWER, Reason.NO_ANSWER, null);
    WorkQueue.Doubtful first = doubtful(claim);
    ledger.attempts().absent(ledger.attempts().inDoubt(Channel.SMS, 0, 1).get(0));
    plan(sms("text", 1, clock.instant()));
    clock.advance(Duration.ofSeconds(10));
    answer(claim().get(0), News.NO_ANSWER, Reason.NO_ANSWER, null);

    assertThat(ledger.widenings().notSent(first, signed("not-sent", claim.reference()), "staff"))
        .isEqualTo(Widenings.Answer.NOTHING);

    assertThat(states()).containsExactly("text in_doubt");
    assertThat(ledger.queue().items())
        .singleElement()
        .extracting(WorkQueue.Item::id)
        .isEqualTo("D-" + claim.attempt() + "-2")
        .isEqualTo(doubtful(claim).item());
  }

  @Test
  void proof_of_absence_after_a_spent_widening_stands() {
    take(dossier("999000001", phone(1, "+12135550100")));
    plan(sms("text", 1, clock.instant()));
    Claim claim = claim().get(0);
    answer(claim, News.NO_ANSWER, Reason.NO_ANSWER, null);
    ledger.widenings().notSent(doubtful(claim), signed("not-sent", claim.reference()), "staff");
    plan(sms("text", 1, clock.instant()));
    clock.advance(Duration.ofMinutes(10));
    answer(claim().get(0), News.NO_ANSWER, Reason.NO_ANSWER, null);
    ledger.attempts().absent(ledger.attempts().inDoubt(Channel.SMS, 0, 1).get(0));
    assertThat(states()).containsExactly("text planned");

    ledger.widenings().verify(act -> Optional.empty());
    ledger.widenings().verify(act -> Optional.of("revoked since"));

    assertThat(states()).containsExactly("text planned");
    assertThat(ledger.records().events(0, null, null, 1000))
        .noneMatch(e -> e.code().equals("widening_void"));
  }

  @Test
  void late_and_contradictory_news_is_logged_and_changes_nothing() {
    take(dossier("999000001", phone(1, "+12135550100")));
    plan(sms("text", 1, clock.instant()));
    Claim claim = claim().get(0);
    answer(claim, News.ACCEPTED, Reason.ACCEPTED);
    report(claim, News.REPORTED_DELIVERED, Reason.ACCEPTED);

    report(claim, News.REPORTED_FAILED_FOR_GOOD, Reason.BAD_ADDRESS);

    assertThat(states()).containsExactly("text delivered");
    assertThat(ledger.records().events(0, null, null, 1000))
        .anyMatch(e -> e.code().equals("not_applied_reported_failed_for_good"));
  }

  private void report(Claim claim, News news, Reason reason) {
    assertThat(
            ledger
                .attempts()
                .reported(
                    "receipt", claim.reference(), new Judgement(news, reason, null, null), "SM1"))
        .isTrue();
  }

  @Test
  void a_receipt_may_beat_the_answer_and_the_answer_then_takes_nothing_back() {
    take(dossier("999000001", phone(1, "+12135550100")));
    plan(sms("text", 1, clock.instant()));
    Claim claim = claim().get(0);
    report(claim, News.REPORTED_DELIVERED, Reason.ACCEPTED);

    answer(claim, News.NO_ANSWER, Reason.NO_ANSWER);

    assertThat(states()).containsExactly("text delivered");
  }

  @Test
  void results_that_gathered_while_a_group_was_written_are_applied_one_after_the_other()
      throws Exception {
    take(
        dossier("999000001", phone(1, "+12135550100")),
        dossier("999000002", phone(1, "+12135550101")),
        dossier("999000003", phone(1, "+12135550102")),
        dossier("999000004", phone(1, "+12135550103")));
    plan(sms("text", 1, clock.instant()));
    List<Claim> claims =
        ledger.attempts().claim(Map.of(Channel.SMS, 3), Duration.ofSeconds(60), OPEN);
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch gathered = new CountDownLatch(1);
    var other =
        CompletableFuture.supplyAsync(
            () -> ledger.attempts().claim(TEN, Duration.ofSeconds(60), held(writing, gathered)));
    writing.await();

    List<CompletableFuture<Optional<AttemptState>>> answers =
        List.of(
            submit(claims.get(0), News.ACCEPTED, Reason.ACCEPTED, "SM1"),
            submit(claims.get(1), News.REFUSED_FOR_GOOD, Reason.STOP_REQUESTED, null),
            submit(claims.get(0), News.NO_ANSWER, Reason.NO_ANSWER, null),
            submit(claims.get(2), News.NOT_HANDED_OVER, Reason.NOT_HANDED_OVER, null));
    gathered.countDown();

    assertThat(other.get()).hasSize(1);
    assertThat(answers.stream().map(CompletableFuture::join))
        .containsExactly(
            Optional.of(AttemptState.SENT),
            Optional.of(AttemptState.PERMANENT_FAILURE),
            Optional.empty(),
            Optional.of(AttemptState.PLANNED));
    assertThat(states())
        .containsExactlyInAnyOrder(
            "text sent", "text permanent_failure", "text planned", "text sending");
    assertThat(query("SELECT status FROM contacts WHERE status <> 'ok'"))
        .containsExactly("suppressed");
    assertThat(query("SELECT count(*) FROM events WHERE link = (SELECT max(link) FROM events)"))
        .as("of one group")
        .containsExactly("4");
    assertThat(ledger.audit().verify().intact()).isTrue();
  }

  /** Open, but the transaction that asks it waits. */
  private static Attempts.Gate held(CountDownLatch asked, CountDownLatch until) {
    return gate(
        () -> {
          asked.countDown();
          try {
            until.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return "R";
        },
        null);
  }

  @Test
  void a_second_message_of_one_attempt_at_the_provider_raises_an_alarm() {
    take(dossier("999000001", phone(1, "+12135550100")));
    plan(sms("text", 1, clock.instant()));
    Claim claim = claim().get(0);
    answer(claim, News.ACCEPTED, Reason.ACCEPTED);

    ledger
        .attempts()
        .reported(
            "receipt",
            claim.reference(),
            new Judgement(News.REPORTED_DELIVERED, Reason.ACCEPTED, null, null),
            "SM2");

    assertThat(ledger.records().events(0, null, null, 1000))
        .anyMatch(e -> e.kind().equals("alarm") && e.code().equals("second_message"));
  }

  @Test
  void a_bounce_moves_an_attempt_only_by_what_it_says_of_its_own_address() {
    take(dossier("999000001", email("office@example.org")));
    plan(sms("mail", 1, clock.instant()));
    Claim claim = claim().get(0);
    answer(claim, News.ACCEPTED, Reason.ACCEPTED);

    bounce(claim, "elsewhere@example.net", null);

    assertThat(states()).containsExactly("mail sent");
    assertThat(ledger.queue().items())
        .filteredOn(item -> item.kind() == WorkQueue.Kind.BOUNCE)
        .singleElement()
        .satisfies(item -> assertThat(item.reasons()).containsExactly("other_address"))
        .satisfies(item -> assertThat(item.person()).isNotNull());
    bounce(claim, "elsewhere@example.net", "Office@EXAMPLE.org");
    assertThat(states()).containsExactly("mail permanent_failure");
  }

  private void bounce(Claim claim, String address, String original) {
    Bounce.Recipient recipient =
        new Bounce.Recipient(
            address, original, "failed", "5.1.1", Bounce.Fate.PERMANENT, Reason.BAD_ADDRESS);
    assertThat(ledger.attempts().bounced(claim.reference(), List.of(recipient))).isTrue();
  }

  @Test
  void news_of_an_unknown_attempt_is_nobodys() {
    assertThat(
            ledger
                .attempts()
                .reported(
                    "receipt",
                    "NOBODY",
                    new Judgement(News.REPORTED_DELIVERED, Reason.ACCEPTED, null, null),
                    null))
        .isFalse();
  }

  @Test
  void sent_without_a_receipt_becomes_unconfirmed_at_the_deadline() {
    take(dossier("999000001", phone(1, "+12135550100")));
    plan(sms("text", 1, clock.instant()));
    answer(claim().get(0), News.ACCEPTED, Reason.ACCEPTED);
    assertThat(ledger.attempts().overdue(Duration.ofHours(72))).isZero();

    clock.advance(Duration.ofHours(72));

    assertThat(ledger.attempts().overdue(Duration.ofHours(72))).isEqualTo(1);
    assertThat(states()).containsExactly("text unconfirmed");
  }

  /** In doubt, then proved not sent: planned again, and listening. */
  private Claim plannedAgainOnProof() {
    take(dossier("999000001", phone(1, "+12135550100")));
    plan(sms("text", 1, clock.instant()));
    Claim claim = claim().get(0);
    answer(claim, News.NO_ANSWER, Reason.NO_ANSWER, null);
    ledger.attempts().learned(claim.attempt(), News.PROVED_NOT_SENT, Reason.NOT_HANDED_OVER, null);
    assertThat(states()).containsExactly("text planned");
    return claim;
  }

  @Test
  void evidence_that_it_left_counts_while_it_is_cancelled_and_it_leaves_no_second_time() {
    Claim claim = plannedAgainOnProof();
    ledger.lists().planAnew("R2");
    plan();
    assertThat(states()).containsExactly("text cancelled");

    report(claim, News.REPORTED_DELIVERED, Reason.ACCEPTED);

    assertThat(states()).containsExactly("text delivered");
    ledger.lists().planAnew("R3");
    plan();
    clock.advance(Duration.ofSeconds(10));
    assertThat(claim()).isEmpty();
  }

  @Test
  void evidence_that_it_left_counts_after_it_expired() {
    Claim claim = plannedAgainOnProof();
    ledger.attempts().expire(Map.of("class-notice", clock.instant()));
    assertThat(states()).containsExactly("text expired");

    report(claim, News.REPORTED_UNDERWAY, Reason.ACCEPTED);

    assertThat(states()).containsExactly("text sent");
  }

  @Test
  void what_the_provider_is_known_to_have_is_never_planned_again() throws Exception {
    plannedAgainOnProof();
    ledger.lists().planAnew("R2");
    plan();
    sql("UPDATE attempts SET provider_id = 'SM1'");

    ledger.lists().planAnew("R3");
    plan(sms("text", 1, clock.instant()));

    assertThat(states()).containsExactly("text unconfirmed");
    assertThat(ledger.plans().next(10)).as("planned with that known").hasSize(1);
  }

  @Test
  void what_the_provider_is_known_to_have_does_not_leave_though_it_stands_planned()
      throws Exception {
    plannedAgainOnProof();
    plan(sms("text", 1, clock.instant()));
    clock.advance(Duration.ofSeconds(10));
    sql("UPDATE attempts SET provider_id = 'SM1'");

    assertThat(claim()).isEmpty();

    assertThat(states()).containsExactly("text unconfirmed");
  }

  @Test
  void no_proof_of_absence_counts_against_what_the_provider_is_known_to_have() throws Exception {
    take(dossier("999000001", phone(1, "+12135550100")));
    plan(sms("text", 1, clock.instant()));
    Claim claim = claim().get(0);
    answer(claim, News.NO_ANSWER, Reason.NO_ANSWER, null);
    sql("UPDATE attempts SET provider_id = 'SM1'");

    ledger.attempts().learned(claim.attempt(), News.PROVED_NOT_SENT, Reason.NOT_HANDED_OVER, null);

    assertThat(states()).containsExactly("text in_doubt");
  }

  /**
   * Claimed, its lease ended, proved not sent and claimed again: the first claim and the second.
   */
  private List<Claim> claimedTwice() {
    take(dossier("999000001", phone(1, "+12135550100")));
    plan(sms("text", 1, clock.instant()));
    Claim first = ledger.attempts().claim(TEN, Duration.ZERO, OPEN).get(0);
    ledger.attempts().leasesEnded(Set.of());
    ledger.attempts().learned(first.attempt(), News.PROVED_NOT_SENT, Reason.NOT_HANDED_OVER, null);
    plan(sms("text", 1, clock.instant()));
    clock.advance(Duration.ofSeconds(10));
    return List.of(first, claim().get(0));
  }

  @Test
  void what_an_old_claims_worker_says_of_it_moves_no_later_claim() {
    List<Claim> claims = claimedTwice();
    for (News news :
        List.of(
            News.NOT_HANDED_OVER,
            News.REFUSED_FOR_NOW,
            News.REFUSED_FOR_GOOD,
            News.REFUSED_TECHNICALLY,
            News.NO_ANSWER)) {
      assertThat(answer(claims.get(0), news, Reason.NOT_HANDED_OVER, null))
          .as("%s", news)
          .isEmpty();
    }
    assertThat(states()).containsExactly("text sending");
    answer(claims.get(1), News.NO_ANSWER, Reason.NO_ANSWER, null);

    answer(claims.get(0), News.NOT_HANDED_OVER, Reason.NOT_HANDED_OVER, null);

    assertThat(states()).containsExactly("text in_doubt");
    assertThat(ledger.records().events(0, null, null, 1000))
        .anyMatch(e -> e.code().equals("not_applied_not_handed_over"));
  }

  @Test
  void that_an_old_claims_message_left_counts_whichever_claim_stands() {
    List<Claim> claims = claimedTwice();

    answer(claims.get(0), News.ACCEPTED, Reason.ACCEPTED);

    assertThat(states()).containsExactly("text sent");
    answer(claims.get(1), News.NOT_HANDED_OVER, Reason.NOT_HANDED_OVER, null);
    assertThat(states()).containsExactly("text sent");
  }

  @Test
  void absence_proved_of_an_old_claim_says_nothing_of_a_later_one() {
    take(dossier("999000001", phone(1, "+12135550100")));
    plan(sms("text", 1, clock.instant()));
    ledger.attempts().claim(TEN, Duration.ZERO, OPEN);
    ledger.attempts().leasesEnded(Set.of());
    Attempts.InDoubt first = ledger.attempts().inDoubt(Channel.SMS, 0, 1).get(0);
    ledger.attempts().absent(first);
    assertThat(states()).containsExactly("text planned");
    plan(sms("text", 1, clock.instant()));
    clock.advance(Duration.ofSeconds(10));
    answer(claim().get(0), News.NO_ANSWER, Reason.NO_ANSWER, null);

    ledger.attempts().absent(first);

    assertThat(states()).containsExactly("text in_doubt");
  }

  @Test
  void a_message_another_attempt_has_or_may_be_about_to_have_settles_nothing() {
    take(
        dossier("999000001", phone(1, "+12135550100")),
        dossier("999000002", phone(1, "+12135550100")));
    plan(sms("text", 1, clock.instant()));
    List<Claim> claims = claim();
    answer(claims.get(0), News.NO_ANSWER, Reason.NO_ANSWER, null);
    Attempts.InDoubt doubtful = ledger.attempts().inDoubt(Channel.SMS, 0, 1).get(0);
    Judgement there = new Judgement(News.FOUND_AT_PROVIDER, Reason.ACCEPTED, null, null);

    assertThat(ledger.attempts().found(doubtful, there, "SM2")).isEmpty();
    assertThat(states()).containsExactlyInAnyOrder("text in_doubt", "text sending");
    answer(claims.get(1), News.ACCEPTED, Reason.ACCEPTED, "SM2");
    assertThat(ledger.attempts().found(doubtful, there, "SM2")).isEmpty();
    assertThat(states()).containsExactlyInAnyOrder("text in_doubt", "text sent");

    assertThat(ledger.attempts().found(doubtful, there, "SM1")).contains(AttemptState.SENT);
    assertThat(states()).containsExactly("text sent", "text sent");
  }

  private static Attempts.Gate limited(long perDay, long costPerDay) {
    return new Attempts.Gate() {
      @Override
      public long perDay(Channel channel) {
        return perDay;
      }

      @Override
      public long costPerDay() {
        return costPerDay;
      }

      @Override
      public long cost(Attempts.Text text) {
        return 10;
      }

      @Override
      public String policy(String notice) {
        return "R";
      }

      @Override
      public boolean superseded(String notice) {
        return false;
      }

      @Override
      public Instant sendUntil(String notice) {
        return null;
      }
    };
  }

  @Test
  void what_was_not_handed_over_uses_up_no_days_limit() {
    take(dossier("999000001", phone(1, "+12135550100")));
    DueAttempt text = sms("text", 1, clock.instant());
    for (Attempts.Gate gate : List.of(limited(1, 0), limited(0, 10))) {
      for (int time = 0; time < 3; time++) {
        plan(text);
        List<Claim> claims = ledger.attempts().claim(TEN, Duration.ofSeconds(60), gate);
        assertThat(claims).as("time %s", time).hasSize(1);
        assertThat(ledger.attempts().claim(TEN, Duration.ofSeconds(60), gate)).isEmpty();
        answer(claims.get(0), News.NOT_HANDED_OVER, Reason.NOT_HANDED_OVER, null);
        clock.advance(Duration.ofSeconds(5));
      }
    }
    assertThat(ledger.records().events(0, null, null, 1000))
        .filteredOn(e -> e.kind().equals("alarm"))
        .extracting(e -> e.code())
        .as("said once a day")
        .containsExactly("daily_limit", "cost_limit");
  }

  @Test
  void what_was_not_handed_over_waits_a_little_and_is_due_since_when_it_was() throws Exception {
    take(dossier("999000001", phone(1, "+12135550100")));
    DueAttempt text = sms("text", 1, clock.instant());
    plan(text);
    clock.advance(Duration.ofHours(1));
    answer(claim().get(0), News.NOT_HANDED_OVER, Reason.NOT_HANDED_OVER, null);
    plan(text);

    assertThat(claim()).isEmpty();
    assertThat(ledger.attempts().busy(clock.instant(), OPEN)).isFalse();
    assertThat(ledger.attempts().nextDue(Duration.ofHours(72), OPEN))
        .contains(clock.instant().plusSeconds(5));
    assertThat(query("SELECT due_at FROM attempts"))
        .containsExactly(String.valueOf(text.due().toEpochMilli()));
    clock.advance(Duration.ofSeconds(5));
    assertThat(claim()).hasSize(1);
  }

  @Test
  void an_outcome_during_planning_makes_the_plan_stale_and_it_is_not_saved() {
    take(dossier("999000001", phone(1, "+12135550100")));
    EntryToPlan read = ledger.plans().next(10).get(0);
    ledger.lists().ensureEntries(List.of("class-notice"));
    Dossier who = read.dossier();
    ledger.directives().decide(who.id(), "hold", null, "a reason", "staff", "user");

    ledger.plans().save(List.of(late(read)));

    assertThat(states()).isEmpty();
    assertThat(ledger.plans().next(10)).hasSize(1);
  }

  @Test
  void a_plan_another_process_was_faster_with_does_not_undo_what_came_after_it() {
    take(dossier("999000001", phone(1, "+12135550100")));
    EntryToPlan read = ledger.plans().next(10).get(0);
    plan(sms("text", 1, clock.instant()));
    ledger.directives().decide(read.dossier().id(), "hold", null, "a reason", "staff", "user");

    ledger.plans().save(List.of(late(read)));

    assertThat(ledger.plans().next(10)).hasSize(1);
    assertThat(claim()).isEmpty();
  }

  @Test
  void a_wave_stopped_by_one_of_the_plans_saved_leaves_the_others_to_be_planned() throws Exception {
    releaseByHand();
    take(
        dossier("999000001", phone(1, "+12135550100")),
        dossier("999000002", phone(1, "+12135550101")));
    plan(sms("text", 1, clock.instant()));
    // Nobody let anything of it go.
    sql("UPDATE waves SET state = 'running'");
    sql("UPDATE entries SET to_plan = 1");

    plan(sms("text", 1, clock.instant()));

    assertThat(query("SELECT state FROM waves ORDER BY id")).containsExactly("paused", "proposed");
    assertThat(ledger.plans().next(10)).hasSize(2);
    assertThat(claim()).isEmpty();
  }

  @Test
  void what_of_a_batch_stands_together_is_done_at_once_and_the_guilty_item_fails_alone()
      throws Exception {
    List<List<Integer>> done = new ArrayList<>();
    LedgerWriter.Batch<Integer, Integer> doubled =
        (tx, items) -> {
          done.add(items);
          if (items.contains(3)) {
            throw new IllegalStateException("guilty");
          }
          return items.stream().map(item -> item * 2).toList();
        };
    try (Database database = new SqliteDatabase(home.resolve("writer.db"));
        LedgerWriter writer = new LedgerWriter(database, clock, "test")) {
      CountDownLatch gathered = new CountDownLatch(1);
      var first =
          writer.submit(
              tx -> {
                try {
                  return gathered.await(10, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      var one = writer.submit(doubled, 1);
      var two = writer.submit(doubled, 2);
      var between = writer.submit(tx -> tx.ids("between", 1));
      var four = writer.submit(doubled, 4);
      gathered.countDown();

      assertThat(List.of(one.join(), two.join(), four.join())).containsExactly(2, 4, 8);
      assertThat(first.join()).isTrue();
      assertThat(between.join()).isEqualTo(1);
      assertThat(done).containsExactly(List.of(1, 2), List.of(4));

      CompletableFuture<Integer> guilty = writer.submit(doubled, 3);
      assertThat(writer.write(doubled, 5)).isEqualTo(10);
      assertThatThrownBy(guilty::join).hasRootCauseMessage("guilty");
    }
  }

  @Test
  void a_work_that_fails_spoils_nobody_elses() throws Exception {
    try (Database database = new SqliteDatabase(home.resolve("writer.db"));
        Sql sql = database.openWriter()) {
      LedgerWriter writer = new LedgerWriter(database, clock, "test");
      var threads = Executors.newFixedThreadPool(8);
      List<java.util.concurrent.Future<Boolean>> done = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        int number = i;
        done.add(
            threads.submit(
                () -> {
                  try {
                    writer.write(
                        tx -> {
                          tx.ids("good", 1);
                          if (number % 10 == 0) {
                            throw new IllegalStateException("guilty");
                          }
                          return null;
                        });
                    return true;
                  } catch (IllegalStateException e) {
                    return false;
                  }
                }));
      }
      int good = 0;
      for (var one : done) {
        good += one.get() ? 1 : 0;
      }
      threads.shutdown();
      assertThat(good).isEqualTo(180);
      assertThat(writer.<Long>write(tx -> tx.ids("good", 1))).isEqualTo(181);
      writer.close();
    }
  }

  private static final int SQLITE_BUSY = 5;

  /** Whoever else writes is done with it at the third try. */
  private static LedgerWriter.Work<Integer> busyTwice(List<Integer> tries) {
    return tx -> {
      tries.add(1);
      if (tries.size() < 3) {
        throw new LedgerException("busy", new SQLException("busy", null, SQLITE_BUSY));
      }
      return tries.size();
    };
  }

  @Test
  void while_somebody_else_writes_the_service_waits_with_what_is_to_be_recorded() {
    List<Integer> tries = new ArrayList<>();
    try (Database database = new SqliteDatabase(home.resolve("writer.db"));
        LedgerWriter service = new LedgerWriter(database, clock, LedgerWriter.SERVICE)) {
      assertThat(service.write(busyTwice(tries))).isEqualTo(3);
      assertThat(service.reachable()).isTrue();
    }
  }

  @Test
  void while_somebody_else_writes_a_command_fails_and_says_so() {
    try (Database database = new SqliteDatabase(home.resolve("writer.db"));
        LedgerWriter command = new LedgerWriter(database, clock, "hold")) {
      assertThatThrownBy(() -> command.write(busyTwice(new ArrayList<>())))
          .isInstanceOf(LedgerException.class);
    }
  }

  @Test
  void events_are_chained_and_one_changed_byte_breaks_the_chain() throws Exception {
    take(dossier("999000001", phone(1, "+12135550100")));
    plan(sms("text", 1, clock.instant()));
    claim();
    assertThat(chainHolds()).isTrue();

    sql("UPDATE events SET code = 'delivered' WHERE code = 'claimed'");

    assertThat(chainHolds()).isFalse();
  }

  /** Written from the description of the chain, not with the writer's code. */
  boolean chainHolds() throws Exception {
    try (Connection connection = connection();
        var links =
            connection
                .createStatement()
                .executeQuery("SELECT * FROM links ORDER BY writer_id, number")) {
      byte[] previous = new byte[32];
      while (links.next()) {
        var digest = java.security.MessageDigest.getInstance("SHA-256");
        try (var events =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT * FROM events WHERE writer_id = "
                        + links.getLong("writer_id")
                        + " AND link = "
                        + links.getLong("number")
                        + " ORDER BY id")) {
          while (events.next()) {
            StringBuilder line = new StringBuilder();
            line.append(events.getLong("id")).append('|').append(events.getLong("at"));
            for (String column :
                List.of("kind", "code", "person_id", "entry_id", "attempt_id", "list_id")) {
              line.append('|').append(events.getString(column));
            }
            String detail = events.getString("detail");
            line.append('|').append(detail == null ? "" : detail).append('\n');
            digest.update(line.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
          }
        }
        byte[] group = digest.digest();
        digest.update(previous);
        digest.update(group);
        digest.update(links.getString("number").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        byte[] hash = digest.digest();
        if (!java.util.Arrays.equals(group, links.getBytes("digest"))
            || !java.util.Arrays.equals(hash, links.getBytes("hash"))) {
          return false;
        }
        previous = hash;
      }
      return true;
    }
  }

  @Test
  void a_command_beside_the_service_writes_without_waiting_for_it() {
    Dossier dossier = dossier("999000001", phone(1, "+12135550100"));
    take(dossier);
    plan(sms("text", 1, clock.instant()));

    try (Ledger command = openAgain()) {
      assertThat(
              command.directives().decide(dossier.id(), "hold", null, "a reason", "staff", "user"))
          .isTrue();
    }

    assertThat(claim()).isEmpty();
  }

  @Test
  void commits_are_forced_to_disk() throws Exception {
    try (Sql sql = new SqliteDatabase(home.resolve("pragma.db")).openWriter()) {
      assertThat(sql.number("PRAGMA synchronous")).as("FULL").isEqualTo(2);
      assertThat(sql.one("PRAGMA journal_mode", r -> r.getString(1))).contains("wal");
    }
  }

  @Test
  void manual_release_lets_nothing_go() {
    releaseByHand();
    take(dossier("999000001", phone(1, "+12135550100")));
    plan(sms("text", 1, clock.instant()));

    assertThat(claim()).isEmpty();
    assertThat(ledger.records().waves())
        .singleElement()
        .satisfies(wave -> assertThat(wave.state()).isEqualTo("proposed"));
  }

  @Test
  void what_was_signed_last_is_kept_and_its_name_is_not_in_the_clear() throws Exception {
    Remembered.Signed first =
        new Remembered.Signed("A-0000000001", Instant.parse("2027-01-04T10:00:00.123Z"), "d1", "");
    Remembered.Signed later =
        new Remembered.Signed(
            "A-0000000002", Instant.parse("2027-01-05T10:00:00.456Z"), "d2", "one\ntwo");
    ledger.counselMemory().keep(before -> remembered("relays/garcia-family", first));
    ledger.counselMemory().keep(before -> remembered("relays/garcia-family", later));
    SortedMap<String, Instant> narrowed =
        new TreeMap<>(
            Map.of("revoke.0a1b", Instant.MIN, "withdraw.A-0000000001", Instant.ofEpochMilli(7)));
    ledger.counselMemory().keep(before -> new Remembered(before.signed(), narrowed));
    ledger.close();
    ledger = openAgain();

    assertThat(ledger.counselMemory().now())
        .isEqualTo(new Remembered(remembered("relays/garcia-family", later).signed(), narrowed));
    assertThat(query("SELECT target FROM signed_targets"))
        .singleElement()
        .asString()
        .hasSize(64)
        .doesNotContain("garcia");
  }

  @Test
  void a_memory_that_was_changed_from_outside_is_none() throws Exception {
    ledger
        .counselMemory()
        .keep(
            before ->
                remembered(
                    "routing/first",
                    new Remembered.Signed("A-0000000001", Instant.EPOCH, "d1", "")));
    sql("UPDATE signed_targets SET target = 'another'");
    assertThatThrownBy(() -> ledger.counselMemory().now()).isInstanceOf(LedgerException.class);
  }

  private static Remembered remembered(String target, Remembered.Signed signed) {
    return new Remembered(new TreeMap<>(Map.of(target, signed)), new TreeMap<>());
  }

  Connection connection() throws Exception {
    return DriverManager.getConnection("jdbc:sqlite:" + home.resolve("ledger/aviso.db"));
  }

  private void sql(String statement) throws Exception {
    try (Connection connection = connection();
        var s = connection.createStatement()) {
      s.executeUpdate(statement);
    }
  }

  private List<String> query(String statement) throws Exception {
    try (Connection connection = connection();
        var rows = connection.createStatement().executeQuery(statement)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }
}
