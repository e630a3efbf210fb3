package org.aviso.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is done to the events from outside shows. */
class AuditTrailTest {
  @TempDir Path home;

  LedgerAddress address() {
    return LedgerAddress.UNDER_HOME;
  }

  Connection connection() throws Exception {
    return DriverManager.getConnection("jdbc:sqlite:" + home.resolve("ledger/aviso.db"));
  }

  private Ledger open() {
    return Ledger.open(
        address(),
        home,
        LedgerKey.openOrCreate(home.resolve("keys/ledger.key")),
        () -> null,
        Clock.systemUTC(),
        true,
        "test");
  }

  private static void say(Ledger ledger, String... codes) {
    for (String code : codes) {
      ledger.record(Event.ofService("service", code, "{\"n\":1}"));
    }
  }

  /** Writer 1 has links 1 to 4, events 1, 3, 5 and 6; writer 2 links 1 and 2, events 2 and 4. */
  @BeforeEach
  void two_writers() {
    try (Ledger one = open()) {
      say(one, "a");
      try (Ledger two = open()) {
        say(two, "b");
        say(one, "c");
        say(two, "d");
      }
      say(one, "e", "f");
    }
  }

  private Verification verify() {
    try (Ledger ledger = open()) {
      return ledger.audit().verify();
    }
  }

  private void sql(String... statements) throws Exception {
    try (Connection connection = connection();
        var s = connection.createStatement()) {
      for (String statement : statements) {
        assertThat(s.executeUpdate(statement)).as(statement).isPositive();
      }
    }
  }

  @Test
  void what_nobody_touched_is_intact_and_signed_to_the_last_link() {
    Verification verified = verify();

    assertThat(verified.findings()).isEmpty();
    assertThat(verified.intact()).isTrue();
    assertThat(verified.events()).isEqualTo(6);
    assertThat(verified.links()).isEqualTo(6);
    assertThat(verified.checkpoints()).isEqualTo(2);
    assertThat(verified.unsignedLinks()).isZero();
    assertThat(verified.lastCheckpoint()).isNotNull();
  }

  @Test
  void it_is_intact_while_the_service_writes() {
    try (Ledger service = open()) {
      say(service, "g", "h");

      Verification verified = verify();

      assertThat(verified.findings()).isEmpty();
      assertThat(verified.unsignedLinks()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          UPDATE events SET code = 'x' WHERE id = 3                          | EVENTS_CHANGED
          UPDATE events SET at = at + 1 WHERE id = 3                         | EVENTS_CHANGED
          UPDATE events SET detail = NULL WHERE id = 3                       | EVENTS_CHANGED
          UPDATE events SET detail = '' WHERE id = 3                         | EVENTS_CHANGED
          UPDATE events SET person_id = 7 WHERE id = 3                       | EVENTS_CHANGED
          UPDATE events SET link = 1 WHERE id = 3                            | EVENTS_CHANGED
          UPDATE events SET writer_id = 2 WHERE id = 5                       | LINK_MISSING
          DELETE FROM events WHERE id = 3                                    | EVENTS_MISSING
          DELETE FROM events WHERE id = 6                                    | EVENTS_MISSING
          INSERT INTO events (id, writer_id, link, at, kind, code) VALUES (7, 1, 4, 1, 'service', 'x') | EVENTS_CHANGED
          INSERT INTO events (id, writer_id, link, at, kind, code) VALUES (7, 1, 5, 1, 'service', 'x') | LINK_MISSING
          DELETE FROM links WHERE writer_id = 1 AND number = 2               | LINK_MISSING
          DELETE FROM links WHERE writer_id = 1 AND number = 4               | CUT_OFF
          UPDATE links SET at = at + 1 WHERE writer_id = 1 AND number = 2    | EVENTS_CHANGED
          UPDATE links SET hash = digest WHERE writer_id = 1 AND number = 2  | LINK_CHANGED
          UPDATE links SET previous = digest WHERE writer_id = 1 AND number = 2 | OUT_OF_ORDER
          DELETE FROM writers WHERE id = 2                                   | WRITER_MISSING
          UPDATE checkpoints SET at = at + 1 WHERE number = 1                | CHECKPOINT_CHANGED
          UPDATE checkpoint_heads SET links = 1 WHERE checkpoint = 2         | CHECKPOINT_CHANGED
          DELETE FROM checkpoints WHERE number = 1                           | CHECKPOINT_MISSING
          DELETE FROM checkpoints WHERE number = 2                           | CHECKPOINT_MISSING
          """)
  void whatever_is_changed_added_or_taken_out_shows(String statement, Verification.Code code)
      throws Exception {
    sql(statement);

    Verification verified = verify();

    assertThat(verified.intact()).isFalse();
    assertThat(verified.findings()).extracting(Verification.Breach::code).contains(code);
  }

  @Test
  void two_events_that_changed_places_show() throws Exception {
    sql(
        "UPDATE events SET id = 100 WHERE id = 3",
        "UPDATE events SET id = 3 WHERE id = 5",
        "UPDATE events SET id = 5 WHERE id = 100");

    assertThat(verify().findings())
        .extracting(Verification.Breach::code)
        .contains(Verification.Code.EVENTS_CHANGED);
  }

  @Test
  void a_tail_cut_off_cleanly_counters_and_all_contradicts_its_checkpoint() throws Exception {
    sql(
        "DELETE FROM events WHERE id = 6",
        "DELETE FROM links WHERE writer_id = 1 AND number = 4",
        "UPDATE counters SET last = 5 WHERE name = 'events'");

    assertThat(verify().findings())
        .containsExactly(new Verification.Breach(Verification.Code.CUT_OFF, name(1), 4L));
  }

  @Test
  void a_tail_cut_off_with_its_checkpoint_contradicts_what_the_home_noted() throws Exception {
    sql(
        "DELETE FROM events WHERE id = 6",
        "DELETE FROM links WHERE writer_id = 1 AND number = 4",
        "UPDATE counters SET last = 5 WHERE name = 'events'",
        "DELETE FROM checkpoints WHERE number = 2",
        "DELETE FROM checkpoint_heads WHERE checkpoint = 2");

    assertThat(verify().findings())
        .containsExactly(new Verification.Breach(Verification.Code.CHECKPOINT_MISSING, null, 2L));
  }

  private String name(long writer) throws Exception {
    try (Connection connection = connection();
        var rows =
            connection
                .createStatement()
                .executeQuery("SELECT public_id FROM writers WHERE id = " + writer)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
