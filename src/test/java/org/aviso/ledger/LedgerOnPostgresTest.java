package org.aviso.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.aviso.config.BadSettings;
import org.aviso.ledger.Attempts.Claim;
import org.aviso.outcome.News;
import org.aviso.outcome.Reason;
import org.aviso.person.Dossier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What holds of the ledger holds on PostgreSQL as well; and what only several processes can show.
 */
class LedgerOnPostgresTest extends LedgerTest {
  private final String url = EmbeddedServer.freshUrl();

  @Override
  LedgerAddress address() {
    return new LedgerAddress(url, "postgres", null);
  }

  @Override
  Duration leaseOfTheDead() {
    return Duration.ZERO;
  }

  @Override
  Connection connection() throws Exception {
    return DriverManager.getConnection(url, "postgres", null);
  }

  private static Dossier[] dossiers(int count) {
    Dossier[] all = new Dossier[count];
    for (int i = 0; i < count; i++) {
      all[i] = dossier("99900%04d".formatted(i), phone(1, "+1213555%04d".formatted(100 + i)));
    }
    return all;
  }

  @Test
  void a_claim_of_a_live_process_is_nobody_elses_while_its_lease_lives() throws Exception {
    take(dossiers(1));
    plan(sms("text", 1, clock.instant()));
    List<Claim> claims = ledger().attempts().claim(TEN, Duration.ofMillis(300), OPEN);
    Set<Long> held = Set.of(claims.get(0).attempt());

    try (Ledger other = openAgain()) {
      ledger().attempts().renew(held, Duration.ofMinutes(1));
      TimeUnit.MILLISECONDS.sleep(400);
      assertThat(other.attempts().recover()).as("renewed").isZero();
      assertThat(other.attempts().leasesEnded(Set.of())).isZero();

      ledger().attempts().renew(held, Duration.ZERO);
      assertThat(other.attempts().leasesEnded(Set.of())).as("ended").isEqualTo(1);
    }
    assertThat(states()).containsExactly("text in_doubt");
  }

  @Test
  void how_to_find_what_is_due_is_planned_once_and_reads_no_table_through() {
    try (PostgresDatabase database = new PostgresDatabase(address());
        Sql sql = database.openWriter()) {
      for (int i = 0; i < 20; i++) {
        sql.list(Attempts.NEXT, r -> 1, "sms", clock.instant(), clock.instant(), 10);
      }
      String ofThisOne = " FROM pg_prepared_statements WHERE statement LIKE 'SELECT a.id%'";
      assertThat(sql.number("SELECT sum(generic_plans)" + ofThisOne)).isPositive();
      assertThat(sql.number("SELECT sum(custom_plans)" + ofThisOne)).isZero();
      assertThat(sql.one("SHOW enable_seqscan", r -> r.getString(1))).contains("off");
    }
  }

  @Test
  void two_processes_claim_each_attempt_once_and_give_no_id_twice() throws Exception {
    take(dossiers(40));
    plan(sms("text", 1, clock.instant()));
    List<Long> claimed = new ArrayList<>();

    try (Ledger other = openAgain()) {
      var theirs = CompletableFuture.supplyAsync(() -> all(other));
      claimed.addAll(all(ledger()));
      claimed.addAll(theirs.get(60, TimeUnit.SECONDS));
    }

    assertThat(claimed).hasSize(40).doesNotHaveDuplicates();
    assertThat(ledger().audit().verify().findings()).isEmpty();
  }

  @Test
  void a_late_acceptance_ends_the_hold() {
    take(dossiers(1));
    plan(Plans.Awaits.NOTHING, sms("text", 1, clock.instant()));
    Claim claim = ledger().attempts().claim(TEN, Duration.ZERO, OPEN).get(0);
    ledger().attempts().leasesEnded(Set.of());
    plan(Plans.Awaits.NOTHING);
    assertThat(states()).containsExactly("text in_doubt");
    assertThat(ledger().plans().next(10)).isEmpty();

    answer(claim, News.ACCEPTED, Reason.ACCEPTED);

    assertThat(states()).containsExactly("text sent");
    assertThat(ledger().plans().next(10)).as("it was held with in_doubt").hasSize(1);
  }

  @Test
  void a_list_a_dead_home_began_is_said_and_taken_up_by_another() throws Exception {
    Lists.Known begun = begin(dossiers(1));
    ledger().close();
    try (Ledger other = openAgain()) {
      StandingLists standing = new StandingLists(other);
      long fiveMinutes = Duration.ofMinutes(5).toNanos();
      assertThat(standing.look(0)).isEmpty();
      assertThat(standing.look(fiveMinutes - 1)).isEmpty();
      assertThat(standing.said()).isEmpty();

      assertThat(standing.look(fiveMinutes)).containsExactly(begun.sha256());

      assertThat(standing.look(2 * fiveMinutes)).as("once").isEmpty();
      assertThat(standing.said()).containsExactly(begun.sha256());
      assertThat(said("list_stands")).isEqualTo(1);
      assertThat(other.attempts().claim(TEN, Duration.ofMinutes(1), OPEN))
          .as("no time lets anything leave")
          .isEmpty();
      Lists.Known again =
          other
              .lists()
              .begin(begun.sha256(), "same.csv", "csv", "UTF-8", begun.date(), begun.full());
      assertThat(again.lastLine()).isEqualTo(begun.lastLine()).isPositive();
      other.lists().finish(again);
      assertThat(standing.look(3 * fiveMinutes)).isEmpty();
      assertThat(standing.said()).isEmpty();
    }
  }

  @Test
  void a_list_whose_rows_come_in_is_not_said_to_stand() throws Exception {
    StandingLists standing = new StandingLists(ledger());
    begin(dossiers(1));
    long fiveMinutes = Duration.ofMinutes(5).toNanos();
    standing.look(0);
    begin(dossiers(2));
    assertThat(standing.look(fiveMinutes)).isEmpty();
    assertThat(standing.look(2 * fiveMinutes - 1)).isEmpty();
    assertThat(standing.look(2 * fiveMinutes)).hasSize(1);
  }

  private static List<Long> all(Ledger ledger) {
    List<Long> claimed = new ArrayList<>();
    int nothing = 0;
    while (nothing < 3) {
      List<Claim> claims =
          ledger
              .attempts()
              .claim(
                  java.util.Map.of(org.aviso.template.Channel.SMS, 3), Duration.ofMinutes(1), OPEN);
      claims.forEach(claim -> claimed.add(claim.attempt()));
      nothing = claims.isEmpty() ? nothing + 1 : 0;
    }
    return claimed;
  }

  private Ledger through(CuttingProxy proxy) {
    return Ledger.open(
        new LedgerAddress(
            url.replace(":" + EmbeddedServer.port(), ":" + proxy.port()), "postgres", null),
        home,
        LedgerKey.openOrCreate(home.resolve("keys/ledger.key")),
        () -> null,
        clock,
        true,
        "test");
  }

  private long said(String code) throws Exception {
    try (Connection connection = connection();
        var rows =
            connection
                .createStatement()
                .executeQuery("SELECT count(*) FROM events WHERE code = '" + code + "'")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Test
  @Timeout(60)
  void while_the_database_is_away_what_is_to_be_recorded_waits_and_goes_on_by_itself()
      throws Exception {
    try (CuttingProxy proxy = new CuttingProxy(EmbeddedServer.port());
        Ledger far = through(proxy)) {
      far.record(Event.ofService("service", "before", null));
      proxy.cut();
      var waiting =
          CompletableFuture.runAsync(() -> far.record(Event.ofService("service", "during", null)));
      TimeUnit.SECONDS.sleep(3);
      assertThat(waiting).isNotDone();
      assertThat(far.reachable()).isFalse();

      proxy.mend();
      waiting.get(20, TimeUnit.SECONDS);

      assertThat(far.reachable()).isTrue();
      assertThat(said("during")).isEqualTo(1);
      assertThat(far.audit().verify().intact()).isTrue();
    }
  }

  @Test
  @Timeout(60)
  void a_commit_that_arrived_though_its_answer_did_not_is_done_once() throws Exception {
    try (CuttingProxy proxy = new CuttingProxy(EmbeddedServer.port());
        Ledger far = through(proxy)) {
      far.record(Event.ofService("service", "before", null));
      proxy.cutAfterNextCommit();

      far.record(Event.ofService("service", "during", null));

      assertThat(proxy.commitWasCut()).isTrue();
      assertThat(said("during")).isEqualTo(1);
      far.record(Event.ofService("service", "after", null));
      assertThat(far.audit().verify().intact()).isTrue();
    }
  }

  @Test
  void a_home_with_another_key_is_refused_and_nothing_is_changed(@TempDir Path elsewhere)
      throws Exception {
    Files.createDirectories(elsewhere.resolve("keys"));
    LedgerKey another = LedgerKey.openOrCreate(elsewhere.resolve("keys/ledger.key"));

    assertThatThrownBy(
            () -> Ledger.open(address(), elsewhere, another, () -> null, clock, true, "test"))
        .isInstanceOfSatisfying(
            BadSettings.class, e -> assertThat(e.findings().get(0).what()).contains("another key"));
  }

  @Test
  void a_server_that_is_not_there_is_a_finding_of_the_setting() {
    assertThatThrownBy(
            () ->
                Ledger.open(
                    new LedgerAddress("jdbc:postgresql://127.0.0.1:1/none", "postgres", null),
                    home,
                    LedgerKey.openOrCreate(home.resolve("keys/ledger.key")),
                    () -> null,
                    clock,
                    true,
                    "test"))
        .isInstanceOfSatisfying(
            BadSettings.class,
            e -> assertThat(e.findings().get(0).file()).isEqualTo("aviso.ledger.url"));
  }
}
