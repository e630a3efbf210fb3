package org.aviso.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.aviso.config.Settings;
import org.aviso.ledger.HandContacts;
import org.aviso.outcome.HandOutcome;
import org.aviso.person.ContactId;
import org.aviso.person.PersonId;
import org.aviso.pipeline.Desk;
import org.aviso.pipeline.Pipeline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decisions by commands beside the service, while a wave runs as fast as it may. */
class DecisionsAtFullRateTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();
  private static final int PERSONS = 900;
  private static final ContactId FIRST = new ContactId(1);

  @TempDir Path home;

  private Settings settings() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("aviso.home", home.toString());
    all.put("aviso.sandbox.clock", "2027-01-05T18:00Z");
    all.put("aviso.sms.per-second", "150");
    return Settings.load(null, Map.of(), all, ROOT);
  }

  private void drop() throws Exception {
    StringBuilder list =
        new StringBuilder(
            "A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE,LIST_DATE\n");
    int[] areas = {212, 213, 214, 215, 216, 217, 218, 219, 239};
    for (int i = 0; i < PERSONS; i++) {
      list.append(
          "A999-%03d-%03d,SAMPLE%d,ANA,01/02/1980,HONDURAS,SPANISH,RELEASED,US,+1%d55501%02d,2027-01-02%n"
              .formatted(i / 1000, i % 1000, i, areas[i / 100], i % 100));
    }
    Path inbox = Files.createDirectories(home.resolve("inbox"));
    Path file = Files.writeString(home.resolve("list.csv"), list);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
    Files.move(file, inbox.resolve("list.csv"));
  }

  private long number(Statement ledger, String query) throws Exception {
    try (ResultSet row = ledger.executeQuery(query)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private void decide(Desk desk, PersonId person, int kind) {
    String reason = "told on the hotline";
    boolean done =
        switch (kind) {
          case 0 -> desk.ledger().directives().decide(person, "hold", null, reason, "R. S.", "me");
          case 1 ->
              desk.ledger().directives().decide(person, "veto_relay", FIRST, reason, "R. S.", "me");
          case 2 -> desk.ledger().directives().suppress(person, FIRST, reason, "R. S.", "me");
          default ->
              desk.ledger()
                      .handContacts()
                      .record(
                          person,
                          new HandContacts.Made(
                              FIRST, "call", "in", HandOutcome.STOP_REQUESTED, "R. S.", "me"))
                      .refusal()
                  == null;
        };
    assertThat(done).isTrue();
  }

  @Test
  void no_message_to_a_contact_is_claimed_after_the_decision_on_it_returned() throws Exception {
    drop();
    Map<String, Instant> returned = new LinkedHashMap<>();
    try (Pipeline pipeline =
            Pipeline.start(ROOT, settings(), new Pipeline.Options(false, true, file -> {}));
        Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("ledger/aviso.db"));
        Statement ledger = connection.createStatement();
        Desk desk = Desk.open(ROOT, settings(), "hold")) {
      long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (number(ledger, "SELECT count(*) FROM events WHERE code = 'claimed'") < 50
          && System.nanoTime() < until) {
        Thread.onSpinWait();
      }
      for (int i = 0; i < 80; i++) {
        // Just ahead of the claims, where the two meet.
        try (ResultSet next =
            ledger.executeQuery(
                "SELECT p.public_id FROM attempts a JOIN persons p ON p.id = a.person_id WHERE"
                    + " a.state = 'planned' ORDER BY a.due_at, a.id LIMIT 1 OFFSET "
                    + (i * 7) % 40)) {
          if (!next.next()) {
            break;
          }
          String person = next.getString(1);
          if (!returned.containsKey(person)) {
            decide(desk, new PersonId(person), i % 4);
            returned.put(person, Instant.now());
          }
        }
      }
      assertThat(number(ledger, "SELECT count(*) FROM attempts WHERE state = 'planned'"))
          .as("the wave was still running")
          .isPositive();
      pipeline.awaitQuiet(Duration.ZERO, Duration.ZERO);

      long claimedBefore = 0;
      for (Map.Entry<String, Instant> decision : returned.entrySet()) {
        try (ResultSet claimed =
            ledger.executeQuery(
                "SELECT a.claimed_at, a.tries FROM attempts a JOIN persons p ON p.id = a.person_id"
                    + " WHERE a.claimed_at IS NOT NULL AND p.public_id = '"
                    + decision.getKey()
                    + "'")) {
          while (claimed.next()) {
            claimedBefore += claimed.getInt(2) == 1 ? 1 : 0;
            assertThat(Instant.ofEpochMilli(claimed.getLong(1)))
                .isBeforeOrEqualTo(decision.getValue());
          }
        }
      }
      assertThat(
              number(
                  ledger,
                  "SELECT count(*) FROM events c JOIN events d ON d.person_id = c.person_id WHERE"
                      + " c.code = 'claimed' AND d.code IN ('hold', 'veto_relay', 'suppress',"
                      + " 'stop_requested') AND c.id > d.id"))
          .isZero();
      assertThat(returned.size() - claimedBefore).as("decisions that came in time").isPositive();
      assertThat(
              number(
                  ledger,
                  "SELECT count(*) FROM attempts WHERE claimed_at IS NOT NULL AND tries = 1"))
          .as("everybody else was written to")
          .isEqualTo(PERSONS - returned.size() + claimedBefore);
    }
  }
}
