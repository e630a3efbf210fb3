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
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.aviso.SignedHouse;
import org.aviso.config.Settings;
import org.aviso.person.HoldReason;
import org.aviso.pipeline.Pipeline;
import org.aviso.pipeline.Signatory;
import org.aviso.pipeline.Tables;
import org.aviso.routing.approval.ApprovalFolder;
import org.aviso.routing.approval.Roll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody who may write counsel's folder, and holds no key, puts back what stood there once: while
 * the service runs, or between two starts.
 */
class RollbackJourneyTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String ROUTING = "routing/class-notice";

  @TempDir Path folder;
  private Path root;
  private Pipeline pipeline;
  private Instant signedAt = Instant.parse("2026-06-01T00:00:00Z");

  @BeforeEach
  void a_signed_house() throws IOException {
    root = folder.resolve("root");
    for (String part : List.of("routes", "templates", "config")) {
      SignedHouse.copy(ROOT.resolve(part), root.resolve(part));
    }
  }

  @AfterEach
  void stop() {
    if (pipeline != null) {
      pipeline.close();
    }
  }

  /** Where the ledger is; empty: SQLite under home. */
  Map<String, String> ledger() {
    return Map.of();
  }

  private Settings settings() {
    Map<String, String> settings = new LinkedHashMap<>(ledger());
    settings.put("aviso.home", folder.resolve("home").toString());
    settings.put("aviso.sandbox.clock", "2027-01-05T18:00Z");
    settings.put("aviso.webhook.port", "0");
    settings.put("aviso.monitor.port", "0");
    return Settings.load(null, Map.of(), settings, root);
  }

  private void start() {
    pipeline = Pipeline.start(root, settings(), new Pipeline.Options(true, true, file -> {}));
  }

  /** Takes up what was changed: by itself, or at another start. */
  private void takeUp(boolean running) {
    long changes = said("policy changed");
    if (running) {
      await().atMost(SOON).until(() -> said("policy changed") > changes);
    } else {
      pipeline.close();
      start();
    }
  }

  private long said(String what) {
    return pipeline.ledger().records().events(0, null, null, Integer.MAX_VALUE).stream()
        .filter(event -> what.equals(event.kind() + " " + event.code()))
        .count();
  }

  /** Counsel's folder and the texts, as they are now. */
  private Path keepCopy() throws IOException {
    Path copy = Files.createTempDirectory(folder, "older");
    SignedHouse.copy(root.resolve("routes"), copy.resolve("routes"));
    SignedHouse.copy(root.resolve("templates"), copy.resolve("templates"));
    return copy;
  }

  private void putBack(Path copy) throws IOException {
    for (String part : List.of("routes", "templates")) {
      try (Stream<Path> all = Files.walk(root.resolve(part))) {
        for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
      SignedHouse.copy(copy.resolve(part), root.resolve(part));
    }
  }

  private void change(String file) throws IOException {
    Files.writeString(root.resolve(file), "# more\n", StandardOpenOption.APPEND);
  }

  /** Later than all that was signed before, whether it is still there or not. */
  private void sign(String target) throws IOException {
    signedAt = signedAt.plusSeconds(60);
    Signatory signatory =
        new Signatory(
            settings(), Tables.read(root.resolve("config")), Clock.fixed(signedAt, ZoneOffset.UTC));
    assertThat(SignedHouse.approve(signatory, target, SignedHouse.ADA))
        .isInstanceOf(Signatory.Signed.class);
  }

  private void drop() throws IOException {
    Path list =
        Files.writeString(
            folder.resolve("list.aside"),
            """
            A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE,LIST_DATE
            A999-000-001,SAMPLE,ANA,01/02/1980,HONDURAS,SPANISH,RELEASED,US,+12135550100,2027-01-04
            A999-000-002,SAMPLE,EVE,01/02/1981,HAITI,ENGLISH,RELEASED,US,+12135550101,2027-01-04
            """);
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
    Files.move(list, folder.resolve("home/inbox/list.csv"));
  }

  private void quiet() throws InterruptedException {
    pipeline.awaitQuiet(Duration.ofSeconds(2), Duration.ZERO);
  }

  private List<HoldReason> holds() {
    List<HoldReason> holds = new ArrayList<>();
    pipeline.ledger().records().entries(null, true, entry -> holds.addAll(entry.holds()));
    return holds;
  }

  private int texts() {
    return pipeline.providers().twilio().messages().size();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void an_older_routing_put_back_sends_nothing_until_it_is_signed_anew(boolean running)
      throws Exception {
    start();
    Path older = keepCopy();
    change("routes/counsel/class-notice/routing.yaml");
    sign(ROUTING);
    takeUp(running);

    putBack(older);
    takeUp(running);
    drop();
    quiet();

    assertThat(texts()).isZero();
    assertThat(holds()).containsOnly(HoldReason.ROUTING_UNAPPROVED).hasSize(2);
    assertThat(said("alarm approval_gone")).isEqualTo(1);
    assertThat(pipeline.tampered()).isTrue();

    sign(ROUTING);
    takeUp(running);
    await().atMost(SOON).until(() -> texts() == 2);
    assertThat(pipeline.tampered()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void what_a_revoked_counsel_signed_stays_inert_when_the_record_is_deleted(boolean running)
      throws Exception {
    change("routes/counsel/class-notice/routing.yaml");
    sign(ROUTING);
    start();
    Path older = keepCopy();
    Path counsel = root.resolve("routes/counsel");
    Roll roll =
        SignedHouse.signatory(settings(), root).policy().approved().inForce().roll().orElseThrow();
    ApprovalFolder.read(counsel)
        .revoke(roll.byName("Ada Sample").orElseThrow(), signedAt, "tester");
    takeUp(running);

    putBack(older);
    if (running) {
      await().atMost(SOON).until(() -> said("alarm approval_gone") > 0);
    } else {
      takeUp(false);
    }
    drop();
    quiet();

    assertThat(texts()).isZero();
    assertThat(holds()).containsOnly(HoldReason.ROUTING_UNAPPROVED).hasSize(2);
    assertThat(said("alarm approval_gone")).isEqualTo(1);
    assertThat(pipeline.tampered()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_superseded_notice_stays_held_when_the_newer_ones_folder_is_deleted(boolean running)
      throws Exception {
    Path older = keepCopy();
    Path correction = Files.createDirectories(root.resolve("routes/counsel/correction"));
    Files.writeString(
        correction.resolve("routing.yaml"),
        Files.readString(root.resolve("routes/counsel/class-notice/routing.yaml"))
                .replace("notice: class-notice", "notice: correction")
            + "supersedes: class-notice\n");
    SignedHouse.copy(root.resolve("templates/class-notice"), root.resolve("templates/correction"));
    SignedHouse.sign(root);
    start();

    putBack(older);
    takeUp(running);
    drop();
    quiet();

    assertThat(texts()).isZero();
    assertThat(holds()).containsOnly(HoldReason.ROUTING_UNAPPROVED).hasSize(2);
    assertThat(said("alarm approval_gone")).isEqualTo(1);
    assertThat(pipeline.tampered()).isTrue();

    sign(ROUTING);
    takeUp(running);
    await().atMost(SOON).until(() -> texts() == 2);
    assertThat(pipeline.tampered()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void older_texts_of_a_language_put_back_hold_its_readers_alone(boolean running) throws Exception {
    start();
    Path older = keepCopy();
    change("templates/class-notice/es/meta.yaml");
    sign("templates/class-notice/es");
    takeUp(running);

    putBack(older);
    takeUp(running);
    drop();
    quiet();

    assertThat(texts()).isEqualTo(1);
    assertThat(holds()).containsExactly(HoldReason.TEMPLATE_UNAPPROVED);
    assertThat(said("alarm approval_gone")).isEqualTo(1);
  }
}
