package org.aviso.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aviso.config.BadSettings;
import org.aviso.config.Settings;
import org.aviso.ledger.Records.AttemptRecord;
import org.aviso.ledger.Records.EntryRecord;
import org.aviso.outcome.AttemptState;
import org.aviso.outcome.EntryState;
import org.aviso.person.Contact;
import org.aviso.person.HoldReason;
import org.aviso.person.Sourced;
import org.aviso.pipeline.FileResult;
import org.aviso.pipeline.Pipeline;
import org.aviso.report.Reach;
import org.aviso.report.Standing;
import org.aviso.sandbox.SandboxMail;
import org.aviso.sandbox.SandboxMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sample list from inbox to outcome over real HTTP, SMTP, IMAP and SQL, looked at from the
 * receiving side: what the recipients' phones and mailboxes hold, not what the ledger says of it.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SampleListJourneyTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();
  private static final Path LIST = ROOT.resolve("samples/master-list.csv");
  private static final Path TEMPLATES = ROOT.resolve("templates/class-notice");
  private static final Set<AttemptState> LEFT =
      Set.of(AttemptState.SENT, AttemptState.DELIVERED, AttemptState.UNCONFIRMED);

  @TempDir static Path folder;

  private static Pipeline pipeline;
  private static final List<FileResult> FILES = new CopyOnWriteArrayList<>();
  private static final List<EntryRecord> ENTRIES = new ArrayList<>();
  private static List<SandboxMessage> texts;
  private static List<SandboxMail> mails;

  @BeforeAll
  static void the_list_goes_through_the_whole_pipeline() throws Exception {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("aviso.home", folder.resolve("home").toString());
    settings.put("aviso.sandbox.clock", "2027-01-05T18:00Z skip");
    settings.put("aviso.sms.per-second", "0");
    settings.put("aviso.email.per-second", "0");
    settings.put("aviso.twilio.timeout", "500ms");
    settings.put("aviso.lease", "3s");
    settings.put("aviso.in-doubt.settle", "1s");
    settings.put("aviso.webhook.port", "0");
    settings.put("aviso.monitor.port", "0");
    pipeline =
        Pipeline.start(
            ROOT,
            Settings.load(null, Map.of(), settings, ROOT),
            new Pipeline.Options(true, true, FILES::add));
    drop("master-list.csv", Files.readAllBytes(LIST));
    pipeline.awaitQuiet(Duration.ZERO, Duration.ofSeconds(15));
    pipeline.ledger().records().entries(null, true, ENTRIES::add);
    texts = pipeline.providers().twilio().messages();
    mails = pipeline.providers().mail().mails();
  }

  @AfterAll
  static void close() {
    if (pipeline != null) {
      pipeline.close();
    }
  }

  private static void drop(String name, byte[] content) throws IOException {
    Path aside = folder.resolve(name + ".aside");
    Files.write(aside, content);
    Files.setLastModifiedTime(aside, FileTime.from(Instant.now().minusSeconds(60)));
    Files.move(aside, folder.resolve("home/inbox").resolve(name));
  }

  @Test
  @Order(1)
  void every_line_comes_to_what_the_samples_readme_says() throws IOException {
    Map<Integer, EntryRecord> byLine = new HashMap<>();
    for (EntryRecord entry : ENTRIES) {
      entry.dossier().fields().values().stream()
          .filter(sourced -> sourced.list() != null)
          .map(Sourced::line)
          .forEach(line -> byLine.put(line, entry));
    }
    Set<String> states =
        Arrays.stream(EntryState.values()).map(EntryState::code).collect(Collectors.toSet());
    Set<String> reasons =
        Arrays.stream(HoldReason.values()).map(HoldReason::code).collect(Collectors.toSet());
    Map<Integer, String> expected = new TreeMap<>();
    Map<Integer, String> actual = new TreeMap<>();
    String readme = Files.readString(ROOT.resolve("samples/README.md"));
    String lines = readme.substring(0, readme.indexOf("## supplement.csv"));
    Matcher rows = Pattern.compile("(?m)^\\| ([0-9]+) \\| .* \\| (.*) \\|$").matcher(lines);
    while (rows.find()) {
      int line = Integer.parseInt(rows.group(1));
      List<String> words = Arrays.asList(rows.group(2).split("[^a-z_]+"));
      String state =
          words.stream().filter(states::contains).reduce((first, second) -> second).orElse(null);
      EntryRecord entry = byLine.get(line);
      if (state == null || entry == null) {
        continue;
      }
      boolean held = state.equals("held");
      expected.put(
          line,
          held
              ? "held "
                  + words.stream()
                      .filter(reasons::contains)
                      .collect(Collectors.toCollection(TreeSet::new))
              : state);
      String is = Standing.of(entry).code();
      actual.put(
          line,
          is.equals("held")
              ? "held "
                  + entry.holds().stream()
                      .map(HoldReason::code)
                      .collect(Collectors.toCollection(TreeSet::new))
              : is);
    }
    assertThat(expected).hasSizeGreaterThan(120);
    assertThat(actual).isEqualTo(expected);
  }

  @Test
  @Order(2)
  void each_message_that_left_arrived_exactly_once_at_its_own_contact() throws Exception {
    Map<String, String> arrived = new HashMap<>();
    for (SandboxMessage text : texts) {
      String reference = text.statusCallback().replaceAll(".*/", "");
      assertThat(arrived.put(reference, text.to())).as("a second text of one attempt").isNull();
    }
    for (SandboxMail mail : mails) {
      String reference = mail.message().getMessageID().replaceAll("<([^@]*)@.*", "$1");
      assertThat(arrived.put(reference, mail.to())).as("a second mail of one attempt").isNull();
    }
    Map<String, String> left = new HashMap<>();
    Map<String, String> mayHaveLeft = new HashMap<>();
    for (EntryRecord entry : ENTRIES) {
      for (AttemptRecord attempt : entry.attempts()) {
        String address =
            entry.dossier().contacts().stream()
                .filter(c -> c.id().equals(attempt.fact().contact()))
                .map(Contact::value)
                .findFirst()
                .orElseThrow();
        mayHaveLeft.put(attempt.reference(), address);
        if (LEFT.contains(attempt.fact().state())) {
          left.put(attempt.reference(), address);
        }
      }
    }
    assertThat(left).hasSizeGreaterThan(80);
    assertThat(arrived).containsAllEntriesOf(left);
    assertThat(mayHaveLeft).containsAllEntriesOf(arrived);
  }

  @Test
  @Order(3)
  void nobody_was_sent_the_same_message_twice() {
    Map<String, Long> same =
        texts.stream()
            .collect(
                Collectors.groupingBy(
                    text -> text.to() + "\n" + withoutReference(text.body()),
                    Collectors.counting()));
    // A provider that reports "unreachable" or "throttled" is asked again, three times at most;
    // each try is a row.
    Set<String> retried = Set.of("91");
    assertThat(same)
        .allSatisfy(
            (message, count) ->
                assertThat(count)
                    .isLessThanOrEqualTo(
                        retried.contains(message.replaceAll("(?s)^.*(..)\\n.*$", "$1")) ? 3L : 1L));
  }

  private static String withoutReference(String body) {
    return body.replaceAll("[0-9A-HJKMNP-TV-Z]{16}", "#");
  }

  @Test
  @Order(4)
  void each_text_is_its_template_in_the_right_language_at_the_right_level() throws IOException {
    Map<String, EntryRecord> entryOf = new HashMap<>();
    Map<String, AttemptRecord> attemptOf = new HashMap<>();
    for (EntryRecord entry : ENTRIES) {
      for (AttemptRecord attempt : entry.attempts()) {
        entryOf.put(attempt.reference(), entry);
        attemptOf.put(attempt.reference(), attempt);
      }
    }
    for (SandboxMessage text : texts) {
      String reference = text.statusCallback().replaceAll(".*/", "");
      EntryRecord entry = entryOf.get(reference);
      boolean relay = attemptOf.get(reference).fact().to().code().equals("relay");
      String tag = relay ? attemptOf.get(reference).tag() : templateTagFor(entry.language());
      assertThat(plain(text.body()))
          .as("text in " + tag)
          .isEqualTo(
              filled(
                  TEMPLATES.resolve(tag),
                  relay ? "relay.sms.L0.txt" : "member.sms.L1.txt",
                  relay,
                  reference));
      assertThat(text.from()).isEqualTo(relay ? "+12125550199" : "+12125550100");
    }
  }

  /** Counsel's pairs and the safe variants, written out by hand. */
  private static String templateTagFor(String language) {
    return switch (language) {
      case "zh" -> "zh-Hans";
      case "mam" -> "es";
      case "pt-BR" -> "pt";
      case "ar-EG" -> "ar";
      default -> language;
    };
  }

  private static String plain(String text) {
    return text.replaceAll("[\\u2066-\\u2069]", "");
  }

  /** The template as a translator wrote it, its fields replaced one by one. */
  private static String filled(Path language, String file, boolean relay, String reference)
      throws IOException {
    String yourRelative =
        Files.readAllLines(language.resolve("meta.yaml")).stream()
            .filter(line -> line.startsWith("your_relative:"))
            .map(line -> line.replaceFirst("your_relative: *", "").replaceAll("^\"|\"$", ""))
            .findFirst()
            .orElse("");
    String filled =
        Files.readString(language.resolve(file))
            .strip()
            .replace("{{sender}}", relay ? "Sample Message Desk" : "Sample Law Project")
            .replace("{{organisation}}", "Sample Law Project")
            .replace("{{asked_for}}", yourRelative)
            .replace("{{callback_phone}}", relay ? "+1 212 555 0199" : "+1 212 555 0100")
            .replace("{{callback_hours}}", "9-17")
            .replace("{{reference}}", reference);
    return plain(filled);
  }

  @Test
  @Order(5)
  void each_mail_says_in_its_headers_what_it_is_and_no_more() throws Exception {
    assertThat(mails).isNotEmpty();
    for (SandboxMail mail : mails) {
      MimeMessage message = mail.message();
      boolean relay = message.getFrom()[0].toString().contains("messages.example");
      assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
      assertThat(message.getHeader("Content-Language")).hasSize(1);
      assertThat(message.getAllRecipients()).hasSize(1);
      assertThat(mail.from()).startsWith("bounce+").doesNotContain(mail.to().split("@")[0]);
      Multipart parts = (Multipart) message.getContent();
      assertThat(parts.getContentType()).startsWith("multipart/alternative");
      assertThat(parts.getBodyPart(0).getContentType()).startsWith("text/plain");
      assertThat(parts.getBodyPart(1).getContentType()).startsWith("text/html");
      String whole =
          MimeUtility.decodeText(message.getSubject())
              + parts.getBodyPart(0).getContent()
              + parts.getBodyPart(1).getContent();
      if (relay) {
        assertThat(whole).doesNotContain("Sample Law Project");
      }
      assertThat(
              Arrays.stream(
                      new String(mail.raw(), StandardCharsets.UTF_8)
                          .split("\\r?\\n\\r?\\n", 2)[0].split("\\r?\\n(?![ \\t])"))
                  .map(line -> line.replaceFirst("(?s):.*", "").toLowerCase(java.util.Locale.ROOT)))
          .isSubsetOf(
              "date",
              "from",
              "reply-to",
              "to",
              "message-id",
              "subject",
              "mime-version",
              "content-type",
              "content-language",
              "auto-submitted",
              "return-path",
              "received");
    }
  }

  @Test
  @Order(6)
  void those_counsel_did_not_approve_were_told_nothing() throws IOException {
    Set<String> reached = new HashSet<>();
    texts.forEach(text -> reached.add(text.to().substring(2)));
    mails.forEach(mail -> reached.add(mail.to()));
    int looked = 0;
    for (NamedCsvRecord row : soundRows()) {
      boolean detained = row.getField("CUSTODY_STATUS").matches("(?i)detained|in custody|det");
      boolean minor = row.getField("DOB").matches(".*20[12][0-9].*");
      boolean represented = !row.getField("ATTY_NAME").isBlank();
      if (detained || minor || represented) {
        looked++;
        assertThat(reached)
            .as("line " + row.getStartingLineNumber())
            .doesNotContain(
                digits(row.getField("PHONE")),
                row.getField("EMAIL").toLowerCase(java.util.Locale.ROOT));
      }
      if (minor
          || represented
          || row.getField("FAM_RELATION").matches("(?i)cousin|friend|amigo|primo")) {
        looked++;
        assertThat(reached)
            .as("relative of line " + row.getStartingLineNumber())
            .doesNotContain(digits(row.getField("FAM_PHONE")), row.getField("FAM_EMAIL"));
      }
    }
    assertThat(looked).isGreaterThanOrEqualTo(15);
  }

  /**
   * The rows a plain reader reads as well as ours: before the deliberately broken ones at the end.
   */
  private static List<NamedCsvRecord> soundRows() throws IOException {
    String text = Files.readString(LIST);
    String sound = text.lines().limit(155).collect(Collectors.joining("\n"));
    try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(sound)) {
      return reader.stream().toList();
    }
  }

  private static String digits(String cell) {
    String digits = cell.replaceAll("[^0-9]", "");
    return digits.length() > 10
        ? digits.substring(digits.length() - 10)
        : digits.isEmpty() ? "-" : digits;
  }

  @Test
  @Order(7)
  void all_sums_agree() {
    Reach reach =
        Reach.of(
            pipeline.ledger().records(),
            "class-notice",
            new Reach.Rules(false, false),
            pipeline.clock().instant());
    assertThat(reach.reconciles()).isTrue();
    assertThat(reach.listTotal()).isEqualTo(ENTRIES.size());
    assertThat(reach.reached()).isEqualTo(reach.deliveredToMember()).isGreaterThan(30);
  }

  @Test
  @Order(8)
  void no_name_number_or_address_stands_in_ledger_archive_or_reports() throws IOException {
    Set<String> values = new TreeSet<>();
    for (NamedCsvRecord row : soundRows()) {
      for (String column :
          List.of(
              "LAST_NAME",
              "FIRST_NAME",
              "FAM_NAME",
              "EMAIL",
              "FAM_EMAIL",
              "ATTY_EMAIL",
              "ATTY_NAME")) {
        String cell = row.getField(column).strip();
        if (cell.length() >= 5 && !cell.matches("(?i)unknown")) {
          values.add(cell);
        }
      }
      for (String column : List.of("PHONE", "FAM_PHONE", "A_NUMBER")) {
        String digits = row.getField(column).replaceAll("[^0-9]", "");
        if (digits.length() >= 9) {
          values.add(digits.substring(digits.length() - 9));
        }
      }
    }
    assertThat(values).hasSizeGreaterThan(250);
    List<String> found = new ArrayList<>();
    int files = 0;
    try (Stream<Path> all = Files.walk(folder.resolve("home"))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files++;
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        String upper = bytes.toUpperCase(java.util.Locale.ROOT);
        for (String value : values) {
          String utf8 =
              new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
          if (holds(upper, utf8.toUpperCase(java.util.Locale.ROOT))) {
            found.add(file.getFileName() + " holds a value of " + value.length() + " characters");
          }
        }
      }
    }
    assertThat(files).isGreaterThan(4);
    assertThat(found).isEmpty();
    assertThat(folder.resolve("home/ledger/aviso.db-wal")).exists();
  }

  /**
   * Five or six letters come together by chance in thousands of random tokens; so short a value
   * counts where it stands as a word. A person's longer values are found wherever they stand.
   */
  private static boolean holds(String bytes, String value) {
    return value.length() > 6
        ? bytes.contains(value)
        : Pattern.compile("(?<![A-Z0-9+/_-])" + Pattern.quote(value) + "(?![A-Z0-9+/_-])")
            .matcher(bytes)
            .find();
  }

  @Test
  @Order(9)
  void home_is_its_owners_alone() throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve("home"))) {
      for (Path path : all.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .as(path.getFileName().toString())
            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
      }
    }
  }

  @Test
  @Order(11)
  void a_callback_counts_only_with_the_providers_signature() throws Exception {
    String webhook = pipeline.webhookUrl().orElseThrow().toString();
    String reference = texts.get(0).statusCallback().replaceAll(".*/", "");
    String form = "MessageSid=SM1&AccountSid=AC1&MessageStatus=failed&ErrorCode=30005";

    assertThat(post(webhook + "twilio/status/" + reference, form)).isEqualTo(403);
    assertThat(post(webhook + "twilio/status/NOBODY", form)).isEqualTo(403);
    assertThat(post(webhook + "elsewhere", form)).isEqualTo(404);
    assertThat(pipeline.ledger().records().entriesOf(ENTRIES.get(0).person()).get(0).attempts())
        .isEqualTo(ENTRIES.get(0).attempts());
  }

  private static int post(String url, String form) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  @Order(12)
  void the_monitor_tells_its_health_to_anyone_and_the_rest_to_who_has_the_token() throws Exception {
    String monitor = pipeline.monitorUrl().orElseThrow().toString();

    assertThat(get(monitor + "observe/health").statusCode()).isEqualTo(200);
    assertThat(get(monitor + "observe/health").body()).contains("UP");
    assertThat(get(monitor).statusCode()).isEqualTo(401);
    assertThat(get(monitor + "?token=wrong").statusCode()).isEqualTo(401);
    HttpResponse<String> page = get(monitor + "?token=" + pipeline.monitorToken());
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("delivered").doesNotContain("555", "example.org");
  }

  private static HttpResponse<String> get(String url) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  @Order(13)
  void a_second_run_on_the_same_home_is_refused() {
    assertThatThrownBy(
            () ->
                Pipeline.start(
                    ROOT,
                    Settings.load(
                        null,
                        Map.of(),
                        Map.of("aviso.home", folder.resolve("home").toString()),
                        ROOT),
                    new Pipeline.Options(false, true, FILES::add)))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("another run works on this home");
  }

  @Test
  @Order(20)
  void the_list_again_renamed_or_with_another_digest_sends_nothing() throws Exception {
    byte[] list = Files.readAllBytes(LIST);
    drop("the same list again.csv", list);
    byte[] longer = Arrays.copyOf(list, list.length + 1);
    longer[list.length] = '\n';
    drop("another-digest.csv", longer);
    org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> FILES.size() == 3);
    pipeline.awaitQuiet(Duration.ZERO, Duration.ofSeconds(15));

    assertThat(
            FILES.stream()
                .filter(f -> f.name().startsWith("the same"))
                .findFirst()
                .orElseThrow()
                .state())
        .isEqualTo("duplicate");
    assertThat(pipeline.providers().twilio().messages()).hasSameSizeAs(texts);
    assertThat(pipeline.providers().mail().mails()).hasSameSizeAs(mails);
  }
}
