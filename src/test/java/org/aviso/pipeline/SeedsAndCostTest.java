package org.aviso.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.aviso.SignedHouse;
import org.aviso.config.Finding;
import org.aviso.config.Settings;
import org.aviso.ledger.Waves;
import org.aviso.report.Reach;
import org.aviso.sandbox.SandboxMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What rides along with a wave, and what a day may cost, over the real pipeline and sandbox. */
class SeedsAndCostTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();

  @TempDir Path root;

  @BeforeEach
  void a_project_of_its_own() throws Exception {
    for (String part : List.of("routes", "templates", "config")) {
      SignedHouse.copy(ROOT.resolve(part), root.resolve(part));
    }
  }

  private Settings settings(String... more) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("aviso.home", root.resolve("home").toString());
    all.put("aviso.sandbox.clock", "2027-01-05T18:00Z");
    all.put("aviso.sms.per-second", "0");
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return Settings.load(null, Map.of(), all, root);
  }

  private void drop(String name, int first, String... languages) throws IOException {
    StringBuilder list =
        new StringBuilder(
            "A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE,LIST_DATE\n");
    for (int i = 0; i < languages.length; i++) {
      list.append(
          "A999-000-0%02d,SAMPLE%d,ANA,01/02/1980,HONDURAS,%s,RELEASED,US,+121255501%02d,2027-01-02%n"
              .formatted(first + i, first + i, languages[i], first + i));
    }
    Path inbox = Files.createDirectories(root.resolve("home/inbox"));
    Path file = Files.writeString(root.resolve(name), list);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
    Files.move(file, inbox.resolve(name));
  }

  private List<SandboxMessage> ran(Settings settings) throws Exception {
    try (Pipeline pipeline =
        Pipeline.start(root, settings, new Pipeline.Options(false, true, file -> {}))) {
      pipeline.awaitQuiet(Duration.ZERO, Duration.ZERO);
      return pipeline.providers().twilio().messages();
    }
  }

  private void seeds(String yaml) throws IOException {
    Files.writeString(root.resolve("config/seeds.yaml"), "seeds:\n" + yaml);
  }

  @Test
  void each_text_of_a_wave_goes_once_to_each_seed_and_is_counted_nowhere() throws Exception {
    seeds("  maria: { sms: \"+1 213 555 0142\" }\n  juan: { sms: \"+1 213 555 0143\" }\n");
    drop("a.csv", 1, "SPANISH", "SPANISH", "FRENCH");

    List<SandboxMessage> messages = ran(settings("aviso.sms.per-day", "3"));
    List<String> marked =
        messages.stream()
            .filter(message -> message.body().startsWith("TEST: "))
            .map(message -> message.to() + " " + message.body())
            .toList();
    assertThat(messages).hasSize(3 + 4);
    assertThat(marked).hasSize(4).doesNotHaveDuplicates();
    assertThat(marked).allMatch(message -> message.startsWith("+1213555014"));

    List<SandboxMessage> again = ran(settings());
    assertThat(again).isEmpty();
    drop("b.csv", 4, "SPANISH");
    assertThat(ran(settings())).as("another wave takes them along again").hasSize(1 + 2);
    try (Desk desk = Desk.open(root, settings(), "look")) {
      assertThat(desk.ledger().records().attemptCounts().values().stream().mapToLong(n -> n).sum())
          .isEqualTo(4);
      Reach reach =
          Reach.of(
              desk.ledger().records(),
              "class-notice",
              new Reach.Rules(false, false),
              desk.clock().instant());
      assertThat(reach.listTotal()).isEqualTo(4);
      assertThat(reach.reconciles()).isTrue();
    }
  }

  @Test
  void seeds_beside_a_full_channel_leave_no_claim_behind() throws Exception {
    StringBuilder seeds = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      seeds.append("  seed%d: { sms: \"+1 213 555 01%02d\" }\n".formatted(i, i + 10));
    }
    seeds(seeds.toString());
    String[] languages = new String[60];
    Arrays.setAll(languages, i -> List.of("SPANISH", "FRENCH", "ENGLISH").get(i % 3));
    drop("a.csv", 1, languages);

    Settings settings = settings("aviso.sms.in-flight", "2");
    try (Pipeline pipeline =
        Pipeline.start(root, settings, new Pipeline.Options(false, true, file -> {}))) {
      assertThat(CompletableFuture.runAsync(() -> quiet(pipeline)))
          .as("nothing is left being sent by nobody")
          .succeedsWithin(Duration.ofSeconds(60));
      assertThat(pipeline.providers().twilio().messages()).hasSize(60 + 3 * 30);
    }
    try (Desk desk = Desk.open(root, settings, "look")) {
      assertThat(desk.ledger().records().attemptCounts()).doesNotContainKey("sending");
    }
  }

  private static void quiet(Pipeline pipeline) {
    try {
      pipeline.awaitQuiet(Duration.ZERO, Duration.ZERO);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_seed_that_is_somebodys_contact_gets_nothing_but_its_own_text() throws Exception {
    seeds("  maria: { sms: \"+1 212 555 0101\" }\n");
    drop("a.csv", 1, "SPANISH");
    assertThat(ran(settings())).hasSize(1);
  }

  @Test
  void a_days_cost_is_never_passed_and_goes_on_the_day_after() throws Exception {
    Files.writeString(
        root.resolve("config/prices.yaml"), "currency: USD\nsms:\n  any: 1\nemail:\n  any: 0\n");
    drop("a.csv", 1, "SPANISH", "SPANISH", "SPANISH", "SPANISH", "SPANISH");
    int segments;
    try (Desk desk = Desk.open(root, settings(), "look")) {
      segments =
          new WaveCost(desk, desk.policy())
              .units(
                  "class-notice",
                  new Waves.Kind(org.aviso.template.Channel.SMS, "member", "L1", "es", "US", 1))
              .orElseThrow();
    }
    String limit = String.valueOf(2 * segments + segments - 0.5);

    assertThat(ran(settings("aviso.cost.max-per-day", limit))).hasSize(2);
    assertThat(ran(settings("aviso.cost.max-per-day", limit))).isEmpty();
    try (Desk desk = Desk.open(root, settings(), "look")) {
      assertThat(desk.ledger().records().attemptCounts().get("planned")).isEqualTo(3);
    }
    Settings tomorrow =
        settings("aviso.cost.max-per-day", limit, "aviso.sandbox.clock", "2027-01-06T18:00Z");
    assertThat(ran(tomorrow)).hasSize(2);
  }

  /** Two languages fit into one text alone, not with an organisation of this name. */
  private String[] together(String... more) throws Exception {
    Path routing = root.resolve("routes/counsel/class-notice/routing.yaml");
    Files.writeString(
        routing, Files.readString(routing).replace("unknown: hold ", "unknown: [es, ar] "));
    assertThat(Files.readString(routing)).contains("[es, ar]");
    SignedHouse.sign(settings(), root);
    List<String> all = new ArrayList<>(List.of("aviso.organisation", "Sample ".repeat(100)));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void a_text_that_cannot_be_made_is_refused_and_keeps_no_other_from_leaving_under_a_limit()
      throws Exception {
    Settings settings = settings(together("aviso.cost.max-per-day", "100"));
    drop("a.csv", 1, "");
    assertThat(ran(settings)).isEmpty();
    drop("b.csv", 2, "SPANISH");

    assertThat(ran(settings)).hasSize(1);
    try (Desk desk = Desk.open(root, settings, "look")) {
      assertThat(desk.ledger().records().attemptCounts())
          .containsEntry("technical_failure", 1L)
          .containsEntry("sent", 1L);
      assertThat(desk.ledger().waves().list().get(0).pauseReason()).isEqualTo("content_refused");
    }
  }

  @Test
  void the_cost_of_a_text_that_cannot_be_made_is_not_known_and_why_is_said() throws Exception {
    Settings settings = settings(together("aviso.waves.release", "manual"));
    drop("a.csv", 1, "");
    ran(settings);
    try (Desk desk = Desk.open(root, settings, "look")) {
      Waves.Wave wave = desk.ledger().waves().list().get(0);
      WaveCost cost = new WaveCost(desk, desk.policy());
      assertThat(cost.of(wave)).isEmpty();
      assertThat(cost.shown(wave)).isEqualTo("unknown");
      assertThat(cost.unmade(wave))
          .singleElement()
          .asString()
          .startsWith("sms of L1 to the member in ")
          .contains("The languages together are", "over 1600")
          .doesNotContain("Sample");
    }
  }

  @Test
  void what_has_no_price_counts_as_the_dearest_and_check_says_so() throws Exception {
    Files.writeString(
        root.resolve("config/prices.yaml"), "currency: USD\nsms:\n  GT: 5\n  MX: 1\n");
    Settings settings = settings("aviso.cost.max-per-day", "9.99");
    Tables tables = Tables.read(root.resolve("config"));
    assertThat(CostLimit.findings(settings, tables.prices()))
        .extracting(Finding::what)
        .anyMatch(what -> what.contains("counts as the dearest"))
        .anyMatch(what -> what.contains("no price for email"));
    assertThat(CostLimit.findings(settings(), tables.prices())).isEmpty();

    drop("a.csv", 1, "SPANISH", "SPANISH", "SPANISH");
    int sent = ran(settings).size();
    assertThat(sent).isLessThan(2);
  }
}
