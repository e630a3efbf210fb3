package org.aviso.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aviso.SignedHouse;
import org.aviso.config.Settings;
import org.aviso.ledger.Records.EntryRecord;
import org.aviso.ledger.Records.WaveRecord;
import org.aviso.pipeline.Pipeline;
import org.aviso.report.Reach;
import org.aviso.report.Standing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several notices over time, and routings that change in the middle: looked at from the receiving
 * side, by number or address and by text.
 */
class NoticesJourneyTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final String HEADER =
      "A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE,EMAIL,"
          + "FAM_NAME,FAM_RELATION,FAM_PHONE,FAM_LANGUAGE,LIST_DATE\n";
  private static final int PERSONS = 52;

  private static final String TEXT = "- { id: text, send: sms, to: member }";
  private static final String MAIL =
      "- { id: mail, send: email, to: member, after: 24h, unless: delivered }";
  private static final String FAMILY =
      "- { id: family, send: relay, by: [sms], after: 72h, unless: delivered }";

  @TempDir Path folder;
  private Path root;

  /** What was received: "address text-kind" to how often, over all starts of the home. */
  private final Map<String, Integer> received = new TreeMap<>();

  @BeforeEach
  void copy_the_house() throws IOException {
    root = folder.resolve("root");
    for (String part : List.of("routes", "templates", "config")) {
      copy(ROOT.resolve(part), root.resolve(part));
    }
    routing("class-notice", "", TEXT, MAIL, FAMILY);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  /** Written aside and renamed, as the guide says. */
  private void routing(String notice, String more, String... steps) throws IOException {
    Path target = root.resolve("routes/counsel/" + notice + "/routing.yaml");
    Files.createDirectories(target.getParent());
    Path aside = folder.resolve("routing.aside");
    Files.writeString(
        aside,
        """
        notice: %s
        version: 1
        levels:
          member-unverified: { sms: L1, email: L3 }
          member-verified: { sms: L3, email: L3 }
          relay: L0
        relay: { relations: { mother: L0 } }
        quiet-hours: none
        plans:
          - id: at-liberty
            when: { custody: [released] }
            steps:
              %s
        %s\
        """
            .formatted(notice, String.join("\n      ", steps), more));
    Files.move(
        aside,
        target,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    SignedHouse.sign(root);
  }

  private void second(String notice, String more, String... steps) throws IOException {
    Path templates = root.resolve("templates/" + notice);
    if (!Files.exists(templates)) {
      copy(root.resolve("templates/class-notice"), templates);
      for (String text : List.of("member.sms.L1.txt", "member.email.L3.subject.txt")) {
        Path file = templates.resolve("es/" + text);
        Files.writeString(file, Files.readString(file).stripTrailing() + " SEGUNDO\n");
      }
    }
    routing(notice, more, steps);
  }

  private Pipeline start(String clock, String... more) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("aviso.home", folder.resolve("home").toString());
    settings.put("aviso.sandbox.clock", clock);
    settings.put("aviso.webhook.port", "0");
    settings.put("aviso.monitor.port", "0");
    settings.put("aviso.sms.per-second", "0");
    settings.put("aviso.email.per-second", "0");
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return Pipeline.start(
        root,
        Settings.load(null, Map.of(), settings, root),
        new Pipeline.Options(true, true, file -> {}));
  }

  private void drop(String name, String rows) throws IOException {
    Path aside = Files.writeString(folder.resolve(name + ".aside"), HEADER + rows);
    Files.setLastModifiedTime(aside, FileTime.from(Instant.now().minusSeconds(60)));
    Files.createDirectories(folder.resolve("home/inbox"));
    Files.move(aside, folder.resolve("home/inbox").resolve(name));
  }

  private static final List<Integer> AREAS = List.of(212, 310, 312, 415, 617, 619, 702, 206);

  /** 1 to 40 are delivered (39 and 40 share one), 41 to 48 do not exist, 49 to 52 stay silent. */
  private static String phone(int n) {
    if (n <= 40) {
      return "+12135550%d".formatted(100 + Math.min(n, 39));
    }
    return n <= 48
        ? "+1%d5550193".formatted(AREAS.get(n - 41))
        : "+1%d5550194".formatted(AREAS.get(n - 49));
  }

  private static String relative(int n) {
    return "+1%d5550150".formatted(AREAS.get(n - 41));
  }

  private static String person(int n) {
    String relative =
        n < 41 || n > 44
            ? ",,,"
            : "BERTA,%s,%s,SPANISH".formatted(n < 43 ? "MOTHER" : "SISTER", relative(n));
    return "A999-000-0%02d,SAMPLE%d,ANA,01/02/1980,HONDURAS,SPANISH,RELEASED,US,%s,p%d@example.org,%s,2027-01-04%n"
        .formatted(n, n, phone(n), n, relative);
  }

  private static String persons() {
    StringBuilder rows = new StringBuilder();
    for (int i = 1; i <= PERSONS; i++) {
      rows.append(person(i));
    }
    return rows.toString();
  }

  /** What the phones and mailboxes of this start hold, by address and text. */
  private static Map<String, Integer> received(Pipeline pipeline) {
    Map<String, Integer> counts = new TreeMap<>();
    pipeline
        .providers()
        .twilio()
        .messages()
        .forEach(
            m ->
                counts.merge(
                    m.to()
                        + (m.body().contains("pida a") ? " L0" : " L1")
                        + (m.body().contains("SEGUNDO") ? " second" : ""),
                    1,
                    Integer::sum));
    pipeline
        .providers()
        .mail()
        .mails()
        .forEach(
            m -> {
              try {
                String subject = m.message().getSubject();
                counts.merge(
                    m.to() + " L3" + (subject.contains("SEGUNDO") ? " second" : ""),
                    1,
                    Integer::sum);
              } catch (jakarta.mail.MessagingException e) {
                throw new IllegalStateException(e);
              }
            });
    return counts;
  }

  private static void awaitReceived(Pipeline pipeline, String kind, int atLeast) {
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> count(received(pipeline), kind) >= atLeast);
  }

  private static int count(Map<String, Integer> received, String kind) {
    return received.entrySet().stream()
        .filter(e -> e.getKey().endsWith(kind))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  private static void awaitPolicyChange(Pipeline pipeline) {
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> events(pipeline).stream().anyMatch(event -> event.equals("policy changed")));
  }

  /** Kinds and codes since this start. */
  private static List<String> events(Pipeline pipeline) {
    List<String> all =
        pipeline.ledger().records().events(0, null, null, Integer.MAX_VALUE).stream()
            .map(event -> event.kind() + " " + event.code())
            .toList();
    return all.subList(all.lastIndexOf("service started"), all.size());
  }

  private void end(Pipeline pipeline) throws InterruptedException {
    pipeline.awaitQuiet(SOON, Duration.ZERO);
    received(pipeline).forEach((what, times) -> received.merge(what, times, Integer::sum));
  }

  private static List<EntryRecord> entries(Pipeline pipeline, String notice) {
    List<EntryRecord> entries = new ArrayList<>();
    pipeline.ledger().records().entries(notice, true, entries::add);
    return entries;
  }

  private static Map<String, Long> states(Pipeline pipeline, String notice) {
    return entries(pipeline, notice).stream()
        .collect(Collectors.groupingBy(e -> Standing.of(e).code(), Collectors.counting()));
  }

  @Test
  void a_routing_changed_six_ways_in_mid_campaign_tells_nobody_twice_and_forgets_nobody()
      throws Exception {
    String early = "- { id: early, send: email, to: member, after: 12h, unless: delivered }";
    drop("list.csv", persons());
    // 1. A step is put in while texts are under way.
    try (Pipeline pipeline = start("2027-01-05T18:00Z", "aviso.sms.per-second", "15")) {
      awaitReceived(pipeline, "L1", 10);
      routing("class-notice", "", TEXT, early, MAIL, FAMILY);
      awaitPolicyChange(pipeline);
      end(pipeline);
      assertThat(received(pipeline)).containsEntry(phone(1) + " L1", 1);
    }
    // 2. Another is taken out between two runs; 3. order and name change while mails are under way.
    routing("class-notice", "", TEXT, early, FAMILY);
    try (Pipeline pipeline = start("2027-01-06T08:00Z", "aviso.email.per-second", "2")) {
      pipeline.awaitPlanned();
      routing(
          "class-notice",
          "",
          TEXT.replace("id: text", "id: sms-first"),
          FAMILY.replace("72h", "13h"),
          early.replace("id: early", "id: letter-by-mail"));
      awaitPolicyChange(pipeline);
      end(pipeline);
    }
    // 4. Tightened: no email any more, and nobody but those not represented; then started again.
    String all = "- { id: mail-all, send: email, to: member, after: 14h }";
    routing("class-notice", "", TEXT, all);
    narrow("class-notice");
    try (Pipeline pipeline = start("2027-01-06T12:00Z")) {
      pipeline.awaitPlanned();
      end(pipeline);
      assertThat(count(received(pipeline), " L3")).as("no text at that level").isZero();
    }
    // 5. Widened again: everybody gets the mail, and a further relation is approved later.
    routing("class-notice", "", TEXT, all, FAMILY.replace("72h", "13h"));
    widen("class-notice");
    try (Pipeline pipeline = start("2027-01-06T12:00Z", "aviso.email.per-second", "8")) {
      awaitReceived(pipeline, " L3", 8);
      // 6. Superseded while those mails are under way.
      second("correction", "supersedes: class-notice\n", TEXT, MAIL);
      awaitPolicyChange(pipeline);
      int before = count(received(pipeline), " L3");
      end(pipeline);
      assertThat(count(received(pipeline), " L3")).as("nothing more of the old").isEqualTo(before);
      assertThat(before).isLessThan(PERSONS - 12);
      assertThat(count(received(pipeline), " L1 second")).isEqualTo(44);
      assertThat(entries(pipeline, "class-notice"))
          .allSatisfy(
              e ->
                  assertThat(e.attempts())
                      .noneMatch(a -> a.fact().state().code().equals("planned")));
      assertThat(entries(pipeline, "class-notice"))
          .flatExtracting(EntryRecord::attempts)
          .anyMatch(a -> "superseded".equals(a.fact().reason()));
      assertThat(states(pipeline, "class-notice").keySet())
          .doesNotContain("waiting", "routes_exhausted");
    }
    // The newer notice is taken away again: the old one stands still until it is signed anew, then
    // what was not sent of it goes out, nothing twice.
    Files.delete(root.resolve("routes/counsel/correction/routing.yaml"));
    Files.delete(root.resolve("routes/counsel/correction"));
    try (Pipeline pipeline = start("2027-01-06T13:00Z")) {
      pipeline.awaitPlanned();
      end(pipeline);
      assertThat(received(pipeline)).isEmpty();
      assertThat(states(pipeline, "class-notice")).containsKey("held");
    }
    Settings settings =
        Settings.load(
            null, Map.of(), Map.of("aviso.home", folder.resolve("home").toString()), root);
    SignedHouse.approve(
        SignedHouse.signatory(settings, root), "routing/class-notice", SignedHouse.ADA);
    try (Pipeline pipeline = start("2027-01-06T13:00Z")) {
      pipeline.awaitPlanned();
      end(pipeline);
    }

    Map<String, Integer> expected = new TreeMap<>();
    for (int i = 1; i <= PERSONS; i++) {
      expected.merge(phone(i) + " L1", 1, Integer::sum);
      expected.put("p" + i + "@example.org L3", 1);
      if (i <= 40 || i > 48) {
        expected.merge(phone(i) + " L1 second", 1, Integer::sum);
      } else {
        expected.put("p" + i + "@example.org L3 second", 1);
      }
      if (i > 40 && i < 45) {
        expected.put(relative(i) + " L0", 1);
      }
    }
    assertThat(received).isEqualTo(expected);
  }

  private void edit(String notice, String what, String by) throws IOException {
    Path file = root.resolve("routes/counsel/" + notice + "/routing.yaml");
    assertThat(Files.readString(file)).contains(what);
    Files.writeString(file, Files.readString(file).replace(what, by));
    SignedHouse.sign(root); // a file with a mistake in it stays as it is
  }

  private void narrow(String notice) throws IOException {
    edit(notice, "email: L3", "email: L1");
  }

  private void widen(String notice) throws IOException {
    edit(notice, "{ mother: L0 }", "{ mother: L0, sibling: L0 }");
  }

  @Test
  void a_notice_added_later_is_one_wave_over_all_who_are_known_and_taken_away_it_stops()
      throws Exception {
    drop("first.csv", person(1) + person(2));
    drop("second.csv", person(3));
    try (Pipeline pipeline = start("2027-01-05T18:00Z")) {
      end(pipeline);
    }
    second("reminder", "", TEXT);
    drop("third.csv", person(4));
    try (Pipeline pipeline = start("2027-01-05T18:00Z")) {
      pipeline.awaitPlanned();
      end(pipeline);
      List<WaveRecord> waves =
          pipeline.ledger().records().waves().stream()
              .filter(w -> w.notice().equals("reminder"))
              .toList();
      assertThat(waves).extracting(WaveRecord::entries).containsExactlyInAnyOrder(3L, 1L);
      assertThat(waves.get(0).list()).as("of no list").isNull();
      Reach reach =
          Reach.of(
              pipeline.ledger().records(),
              "reminder",
              new Reach.Rules(false, false),
              pipeline.clock().instant());
      assertThat(reach.listTotal()).isEqualTo(4);
      assertThat(reach.deliveredToMember()).isEqualTo(4);
      assertThat(reach.reconciles()).isTrue();
    }
    assertThat(received.values()).hasSize(8).containsOnly(1);

    Files.delete(root.resolve("routes/counsel/reminder/routing.yaml"));
    Files.delete(root.resolve("routes/counsel/reminder"));
    drop("fourth.csv", person(5));
    try (Pipeline pipeline = start("2027-01-05T18:00Z")) {
      pipeline.awaitPlanned();
      end(pipeline);
      assertThat(received).containsEntry(phone(5) + " L1", 1).hasSize(9);
      assertThat(states(pipeline, "reminder"))
          .containsExactly(Map.entry("delivered_to_member", 4L));
      assertThat(
              Reach.of(
                      pipeline.ledger().records(),
                      "reminder",
                      false,
                      new Reach.Rules(false, false),
                      pipeline.clock().instant())
                  .reconciles())
          .isTrue();
    }
  }

  @Test
  void what_had_not_left_on_the_last_day_expires_and_needs_a_person_until_the_day_is_moved()
      throws Exception {
    routing("class-notice", "send-until: 2027-01-05\n", TEXT, MAIL);
    drop("list.csv", person(1) + person(49));
    try (Pipeline pipeline = start("2027-01-05T18:00Z")) {
      end(pipeline);
    }
    try (Pipeline pipeline = start("2027-01-06T00:00Z", "aviso.receipt.deadline", "1h")) {
      org.awaitility.Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> states(pipeline, "class-notice").containsKey("held"));
      end(pipeline);
      assertThat(states(pipeline, "class-notice"))
          .containsOnly(Map.entry("delivered_to_member", 1L), Map.entry("held", 1L));
      EntryRecord held = entries(pipeline, "class-notice").get(1);
      assertThat(held.holds()).extracting(h -> h.code()).containsExactly("no_plan");
      assertThat(held.mark().code()).isEqualTo("send_until_over");
      assertThat(held.attempts())
          .extracting(a -> a.fact().step() + " " + a.fact().state().code())
          .containsExactly("text unconfirmed", "mail expired");
    }
    assertThat(received).hasSize(2);
    // While it was held "after" stood still: there are hours of it left.
    routing("class-notice", "send-until: 2027-02-28\n", TEXT, MAIL);
    try (Pipeline pipeline = start("2027-01-07T00:00Z skip")) {
      pipeline.awaitPlanned();
      end(pipeline);
    }
    assertThat(received).hasSize(3).containsEntry("p49@example.org L3", 1);
  }

  @Test
  void a_record_that_does_not_open_is_held_with_one_alarm_and_keeps_nobody_waiting()
      throws Exception {
    drop("list.csv", person(1));
    try (Pipeline pipeline = start("2027-01-05T18:00Z")) {
      end(pipeline);
    }
    try (var database =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("home/ledger/aviso.db"));
        var statement = database.createStatement()) {
      statement.executeUpdate("UPDATE persons SET record = zeroblob(60)");
    }
    second("reminder", "", TEXT);
    drop("more.csv", person(2));
    for (int start = 0; start < 2; start++) {
      try (Pipeline pipeline = start("2027-01-05T18:00Z")) {
        pipeline.awaitPlanned();
        end(pipeline);
        EntryRecord broken = entries(pipeline, "reminder").get(0);
        assertThat(Standing.of(broken).code()).isEqualTo("held");
        assertThat(broken.mark().code()).isEqualTo("unplannable");
        assertThat(
                pipeline.ledger().records().events(0, null, null, 1_000).stream()
                    .filter(e -> e.kind().equals("alarm") && "reminder".equals(e.notice())))
            .hasSize(1);
      }
    }
    assertThat(received).containsEntry(phone(2) + " L1 second", 1);
  }

  @Test
  void a_draft_of_a_newer_notice_stops_nothing_and_one_signed_once_does() throws Exception {
    second("correction", "supersedes: class-notice\n", TEXT);
    Path approvals = root.resolve("routes/counsel/approvals");
    Path aside = folder.resolve("signed");
    copy(approvals, aside);
    for (Path record : of("correction", approvals)) {
      Files.delete(record);
    }
    drop("list.csv", person(1));
    try (Pipeline pipeline = start("2027-01-05T18:00Z")) {
      end(pipeline);
      assertThat(states(pipeline, "correction")).containsOnlyKeys("held");
    }
    assertThat(received).containsKey(phone(1) + " L1");

    drop("more.csv", person(2));
    for (Path record : of("correction", aside)) {
      Files.copy(record, approvals.resolve(record.getFileName()));
    }
    Path routing = root.resolve("routes/counsel/correction/routing.yaml");
    Files.writeString(routing, Files.readString(routing) + "# one line more\n");
    try (Pipeline pipeline = start("2027-01-05T18:00Z")) {
      pipeline.awaitPlanned();
      end(pipeline);
    }
    assertThat(received.keySet()).noneMatch(text -> text.startsWith(phone(2)));
  }

  private static List<Path> of(String notice, Path approvals) throws IOException {
    try (Stream<Path> all = Files.list(approvals)) {
      return all.filter(f -> f.getFileName().toString().startsWith("routing." + notice)).toList();
    }
  }

  @Test
  void a_newer_notice_with_a_mistake_in_it_does_not_let_the_old_one_send_again() throws Exception {
    second("correction", "supersedes: class-notice\n", TEXT);
    drop("list.csv", person(1));
    try (Pipeline pipeline = start("2027-01-05T18:00Z")) {
      end(pipeline);
      assertThat(states(pipeline, "class-notice")).containsOnlyKeys("stopped_by_counsel");
    }
    edit("correction", "version: 1", "version: one");
    try (Pipeline pipeline = start("2027-01-05T18:00Z")) {
      pipeline.awaitPlanned();
      end(pipeline);
      assertThat(states(pipeline, "class-notice")).containsOnlyKeys("held");
    }
    assertThat(received).containsOnly(Map.entry(phone(1) + " L1 second", 1));
  }
}
