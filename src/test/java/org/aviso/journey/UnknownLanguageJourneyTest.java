package org.aviso.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.aviso.SignedHouse;
import org.aviso.config.Settings;
import org.aviso.ledger.Records.EntryRecord;
import org.aviso.pipeline.Pipeline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person whose language nobody knows, from the list to the telephone and the mailbox. */
class UnknownLanguageJourneyTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();

  @TempDir Path folder;

  private Pipeline start() throws Exception {
    Path notice = Files.createDirectories(folder.resolve("counsel/class-notice"));
    String routing =
        Files.readString(ROOT.resolve("routes/counsel/class-notice/routing.yaml"))
            .replace("unknown: hold ", "unknown: [es, ar] ");
    assertThat(routing).contains("[es, ar]");
    Files.writeString(notice.resolve("routing.yaml"), routing);
    Settings settings =
        Settings.load(
            null,
            Map.of(),
            Map.of(
                "aviso.home", folder.resolve("home").toString(),
                "aviso.routing.dir", folder.resolve("counsel").toString(),
                "aviso.sandbox.clock", "2027-01-05T18:00Z skip",
                "aviso.sms.per-second", "0",
                "aviso.webhook.port", "0",
                "aviso.monitor.port", "0"),
            ROOT);
    SignedHouse.sign(settings, ROOT);
    return Pipeline.start(ROOT, settings, new Pipeline.Options(true, true, file -> {}));
  }

  private void drop(String name, String language, String phone) throws Exception {
    Path aside =
        Files.writeString(
            folder.resolve(name + ".aside"),
            "A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE,"
                + "EMAIL,LIST_DATE\n"
                + "A999-000-001,SAMPLE,ANA,01/02/1980,HONDURAS,"
                + language
                + ",RELEASED,US,"
                + phone
                + ",ana@example.org,2027-01-04\n");
    Files.setLastModifiedTime(aside, FileTime.from(Instant.now().minusSeconds(60)));
    Files.createDirectories(folder.resolve("home/inbox"));
    Files.move(aside, folder.resolve("home/inbox").resolve(name));
  }

  private static List<EntryRecord> entries(Pipeline pipeline) {
    List<EntryRecord> entries = new ArrayList<>();
    pipeline.ledger().records().entries(null, true, entries::add);
    return entries;
  }

  @Test
  void one_text_and_one_email_hold_both_languages_and_nothing_is_sent_again_when_one_is_known()
      throws Exception {
    drop("first.csv", "", "+12135550100");
    try (Pipeline pipeline = start()) {
      pipeline.awaitQuiet(Duration.ofHours(80), Duration.ZERO);
      assertThat(pipeline.providers().twilio().messages())
          .singleElement()
          .satisfies(text -> assertThat(text.body()).contains("asunto legal", "مسألة قانونية"));
      assertThat(entries(pipeline).get(0).attempts())
          .isNotEmpty()
          .allSatisfy(attempt -> assertThat(attempt.tag()).isEqualTo("es+ar"));
    }
    drop("second.csv", "SPANISH", "+12135550100");
    try (Pipeline pipeline = start()) {
      pipeline.awaitPlanned();
      pipeline.awaitQuiet(Duration.ofHours(80), Duration.ZERO);
      assertThat(entries(pipeline).get(0).language()).isEqualTo("es");
      assertThat(pipeline.providers().twilio().messages())
          .as("the number has this notice at this level")
          .isEmpty();
    }
  }

  @Test
  void the_email_says_both_languages() throws Exception {
    drop("list.csv", "???", "");
    try (Pipeline pipeline = start()) {
      pipeline.awaitQuiet(Duration.ofHours(80), Duration.ZERO);
      assertThat(pipeline.providers().mail().mails())
          .singleElement()
          .satisfies(
              mail -> assertThat(mail.message().getContentLanguage()).containsExactly("es", "ar"));
    }
  }
}
