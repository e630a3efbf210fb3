package org.aviso.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.aviso.SignedHouse;
import org.aviso.config.Settings;
import org.aviso.person.HoldReason;
import org.aviso.pipeline.Pipeline;
import org.aviso.pipeline.Signatory;
import org.aviso.pipeline.Tables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nobody signed is not sent, and what somebody signs is, while the service runs. */
class ApprovalJourneyTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();
  private static final Duration SOON = Duration.ofMinutes(1);

  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void a_signed_house_and_a_list() throws IOException {
    root = folder.resolve("root");
    for (String part : List.of("routes", "templates", "config")) {
      SignedHouse.copy(ROOT.resolve(part), root.resolve(part));
    }
    Path inbox = Files.createDirectories(folder.resolve("home/inbox"));
    Path list =
        Files.writeString(
            inbox.resolve("list.csv"),
            """
            A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE,LIST_DATE
            A999-000-001,SAMPLE,ANA,01/02/1980,HONDURAS,SPANISH,RELEASED,US,+12135550100,2027-01-04
            A999-000-002,SAMPLE,EVE,01/02/1981,HAITI,ENGLISH,RELEASED,US,+12135550101,2027-01-04
            """);
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
  }

  private Settings settings() {
    return settings("2027-01-05T18:00Z");
  }

  private Settings settings(String clock) {
    return Settings.load(
        null,
        Map.of(),
        Map.of(
            "aviso.home",
            folder.resolve("home").toString(),
            "aviso.sandbox.clock",
            clock,
            "aviso.webhook.port",
            "0",
            "aviso.monitor.port",
            "0"),
        root);
  }

  private Pipeline start() {
    return start("2027-01-05T18:00Z");
  }

  private Pipeline start(String clock) {
    return Pipeline.start(root, settings(clock), new Pipeline.Options(true, true, file -> {}));
  }

  private static List<HoldReason> holds(Pipeline pipeline) {
    List<HoldReason> holds = new ArrayList<>();
    pipeline.ledger().records().entries(null, true, entry -> holds.addAll(entry.holds()));
    return holds;
  }

  @Test
  void a_changed_text_holds_its_readers_alone_until_it_is_signed_while_the_service_runs()
      throws Exception {
    Path text = root.resolve("templates/class-notice/es/member.sms.L1.txt");
    Files.writeString(text, " ", StandardOpenOption.APPEND);
    try (Pipeline pipeline = start()) {
      pipeline.awaitQuiet(SOON, Duration.ZERO);
      assertThat(holds(pipeline)).containsExactly(HoldReason.TEMPLATE_UNAPPROVED);
      assertThat(pipeline.providers().twilio().messages()).hasSize(1);

      SignedHouse.sign(root);
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(pipeline.providers().twilio().messages()).hasSize(2));
      assertThat(holds(pipeline)).isEmpty();
    }
  }

  @Test
  void an_unsigned_routing_sends_nothing() throws Exception {
    Files.writeString(
        root.resolve("routes/counsel/class-notice/routing.yaml"),
        "# one more line\n",
        StandardOpenOption.APPEND);
    try (Pipeline pipeline = start()) {
      pipeline.awaitQuiet(SOON, Duration.ZERO);
      assertThat(holds(pipeline)).containsOnly(HoldReason.ROUTING_UNAPPROVED).hasSize(2);
      assertThat(pipeline.providers().twilio().messages()).isEmpty();
    }
  }

  @Test
  void what_ends_in_six_days_is_an_alarm_once() throws Exception {
    Path routing = root.resolve("routes/counsel/class-notice/routing.yaml");
    Files.writeString(routing, "# one more line\n", StandardOpenOption.APPEND);
    Signatory signatory =
        new Signatory(
            settings(),
            Tables.read(root.resolve("config")),
            Clock.fixed(Instant.parse("2027-01-05T17:00:00Z"), ZoneOffset.UTC));
    var signed =
        (Signatory.Signed)
            signatory.approve(
                "routing/class-notice", SignedHouse.ADA, LocalDate.of(2027, 1, 11), false, "");
    String detail =
        "{\"approval\":\"%s\",\"expires\":\"2027-01-11\",\"days\":7}"
            .formatted(signed.approval().id());
    try (Pipeline pipeline = start()) {
      pipeline.awaitQuiet(SOON, Duration.ZERO);
      assertThat(pipeline.ledger().records().announced("approval_expiring", detail)).isPresent();
      assertThat(pipeline.providers().twilio().messages()).hasSize(2);
    }
  }

  @Test
  void a_renewal_while_the_service_runs_lasts_beyond_the_day_it_ended_before() throws Exception {
    Path list = folder.resolve("home/inbox/list.csv");
    Path aside = Files.move(list, folder.resolve("list.csv"));
    Path routing = root.resolve("routes/counsel/class-notice/routing.yaml");
    Files.writeString(
        routing, Files.readString(routing).replace("{ from: \"21:00\", to: \"08:00\" }", "none"));
    LocalDate day = LocalDate.of(2027, 1, 5);
    Signatory signatory =
        new Signatory(
            settings(),
            Tables.read(root.resolve("config")),
            Clock.fixed(Instant.parse("2027-01-05T17:00:00Z"), ZoneOffset.UTC));
    signatory.approve("routing/class-notice", SignedHouse.ADA, day, false, "");
    try (Pipeline pipeline = start("2027-01-05T23:59:50Z")) {
      signatory.approve("routing/class-notice", SignedHouse.ADA, null, true, "");
      await()
          .atMost(SOON)
          .until(() -> pipeline.clock().instant().toString().startsWith("2027-01-06"));
      Files.move(aside, list);
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(pipeline.providers().twilio().messages()).hasSize(2));
    }
  }
}
