package org.aviso.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.concurrent.TimeUnit;
import org.aviso.SignedHouse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the provider's list shows can be either of two: nothing is settled by guess. */
class EqualTextsTest {
  @TempDir Path folder;

  @Test
  void of_two_relatives_on_one_number_stay_in_doubt() throws Exception {
    stayInDoubt(Receivers.Manner.WELL.fates("5xx-after=100", "").callbacks(0), 2);
  }

  @Test
  void and_a_text_the_list_does_not_show_stays_in_doubt() throws Exception {
    stayInDoubt(
        Receivers.Manner.WELL.fates("5xx-after=100", "").callbacks(0).listed(1_000, true), 1);
  }

  private void stayInDoubt(Receivers.Manner manner, int persons) throws Exception {
    Effort.fullOnly();
    House house = House.onSqlite(folder);
    // Without its reference a text says nothing of whose it is.
    Path text = house.root().resolve("templates/class-notice/en/member.sms.L1.txt");
    Files.writeString(text, Files.readString(text).replace(" Ref: {{reference}}.", ""));
    SignedHouse.sign(house.root());
    try (Receivers receivers = Receivers.start(folder.resolve("received"), manner)) {
      house.set(receivers.settings());
      StringBuilder rows = new StringBuilder(House.HEADER);
      for (int i = 0; i < persons; i++) {
        rows.append(
            "A999-000-00%d,%s,01/0%d/1980,ENGLISH,RELEASED,US,%s,,,,,,%s%n"
                .formatted(
                    i,
                    i == 0 ? "SAMPLE,ANA" : "OTHER,EVA",
                    i + 1,
                    House.phone(7),
                    LocalDate.now()));
      }
      house.drop("list.csv", rows.toString());
      Truth truth = house.truth();
      try (Service service = house.run()) {
        await().atMost(Duration.ofMinutes(1)).until(() -> truth.attempts("in_doubt") == persons);
        // Lease, settling time and many readings.
        TimeUnit.SECONDS.sleep(15);
        service.stop();
      }
      Effort.say(
          "equal texts, " + (manner.redacted() ? "bodies redacted" : "two on one number"),
          "%d in doubt after 15 s, %d messages received",
          truth.attempts("in_doubt"),
          receivers.received().size());
      assertThat(truth.attempts("in_doubt")).isEqualTo(persons);
      assertThat(receivers.received()).hasSize(persons);
      assertThat(receivers.byReference().values()).allMatch(n -> n == 1);
    }
  }
}
