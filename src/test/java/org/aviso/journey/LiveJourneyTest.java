package org.aviso.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.aviso.LiveHouse;
import org.aviso.sandbox.MailSandbox;
import org.aviso.sandbox.SandboxMail;
import org.aviso.sandbox.SandboxMessage;
import org.aviso.sandbox.TwilioSandbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code docs/live-journey.sh}, in live mode and processes of its own, seen from the servers that
 * receive: 300 entries in twelve languages, and twelve more whose language is a draft nobody
 * signed.
 */
class LiveJourneyTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();
  private static final int EACH = 25;

  /** So many of each language have an email address alone. */
  private static final int BY_EMAIL = 5;

  /** Their numbers are good in every list: 01xx, up to where the sandbox's own meanings begin. */
  private static final int[] AREAS = {212, 213, 305, 312, 404, 415, 512, 617};

  private static final int OF_AN_AREA = 90;

  @TempDir Path folder;

  /** Who stands on the list: contact to language. */
  private final Map<String, String> phones = new HashMap<>();

  private final Map<String, String> addresses = new HashMap<>();

  @Test
  @Timeout(value = 6, unit = TimeUnit.MINUTES)
  void a_live_case_from_the_first_key_to_the_report() throws Exception {
    LiveHouse house = LiveHouse.make(folder);
    Path list = list();
    try (TwilioSandbox twilio =
            new TwilioSandbox(LiveHouse.ACCOUNT, LiveHouse.TOKEN, InstantSource.system());
        MailSandbox mail =
            new MailSandbox("bounces", "synthetic-password", InstantSource.system())) {
      Path config = config(house, twilio, mail);
      String said = journey(config, list);

      assertThat(twilio.messages())
          .as(said)
          .hasSize(LiveHouse.LANGUAGES.size() * (EACH - BY_EMAIL));
      assertThat(byLanguage(twilio.messages().stream().map(SandboxMessage::body).toList()))
          .isEqualTo(
              LiveHouse.LANGUAGES.keySet().stream()
                  .collect(Collectors.toMap(tag -> tag, tag -> EACH - BY_EMAIL)));
      assertThat(twilio.messages())
          .allSatisfy(text -> assertThat(text.body()).contains(mark(phones, text.to())))
          .extracting(SandboxMessage::to)
          .as("each once")
          .doesNotHaveDuplicates()
          .isSubsetOf(phones.keySet());
      assertThat(mail.mails())
          .hasSize(LiveHouse.LANGUAGES.size() * BY_EMAIL)
          .allSatisfy(
              one ->
                  assertThat(new String(one.raw(), java.nio.charset.StandardCharsets.UTF_8))
                      .contains(mark(addresses, one.to())))
          .extracting(SandboxMail::to)
          .as("each once")
          .doesNotHaveDuplicates()
          .isSubsetOf(addresses.keySet());
      assertThat(mail.mails()).allMatch(one -> one.from().endsWith("@law.example"));
      assertThat(twilio.messages()).allMatch(text -> text.status().equals("delivered"));

      assertThat(said)
          .containsPattern("persons on the list +312\n +delivered to the member +240\n")
          .containsPattern("template_unapproved +12\n")
          .contains(
              "Every sum agrees",
              "Twilio answers",
              "The mail relay answers",
              "The mailbox answers",
              "Intact")
          .doesNotContain(LiveHouse.TOKEN, "synthetic-password", "555010");
    }
  }

  private static String mark(Map<String, String> known, String contact) {
    return LiveHouse.mark(known.get(contact));
  }

  private static Map<String, Integer> byLanguage(List<String> texts) {
    Map<String, Integer> counts = new TreeMap<>();
    for (String text : texts) {
      LiveHouse.LANGUAGES.keySet().stream()
          .filter(tag -> text.contains(LiveHouse.mark(tag)))
          .forEach(tag -> counts.merge(tag, 1, Integer::sum));
    }
    return counts;
  }

  private Path list() throws IOException {
    List<String> rows = new ArrayList<>();
    rows.add(
        "A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE,"
            + "EMAIL,LIST_DATE");
    LiveHouse.LANGUAGES.forEach(
        (tag, name) -> {
          for (int i = 0; i < EACH; i++) {
            rows.add(row(rows.size(), tag, name, i < BY_EMAIL));
          }
        });
    for (int i = 0; i < 12; i++) {
      rows.add(row(rows.size(), LiveHouse.DRAFT, "DARI", false));
    }
    return Files.write(folder.resolve("list.csv"), rows);
  }

  private String row(int number, String tag, String language, boolean byEmail) {
    String phone =
        "+1%d55501%02d".formatted(AREAS[number / OF_AN_AREA % AREAS.length], number % OF_AN_AREA);
    String address = "person" + number + "@example.org";
    (byEmail ? addresses : phones).put(byEmail ? address : phone, tag);
    return "A999%06d,SAMPLE,PERSON%s,01/02/1980,HONDURAS,%s,RELEASED,US,%s,%s,%s"
        .formatted(
            number,
            letters(number),
            language,
            byEmail ? "" : phone,
            byEmail ? address : "",
            LocalDate.now());
  }

  private static String letters(int number) {
    return "" + (char) ('A' + number / 26) + (char) ('A' + number % 26);
  }

  private Path config(LiveHouse house, TwilioSandbox twilio, MailSandbox mail) throws IOException {
    Map<String, String> keys = house.keys();
    int port = freePort();
    keys.put("aviso.twilio.base-url", twilio.baseUrl().toString());
    keys.put("aviso.smtp.port", String.valueOf(mail.smtpPort()));
    keys.put("aviso.imap.port", String.valueOf(mail.imapPort()));
    keys.put("aviso.webhook.port", String.valueOf(port));
    keys.put("aviso.monitor.port", "0");
    keys.put("aviso.public-url", "http://127.0.0.1:" + port);
    keys.put("aviso.sms.per-second", "0");
    keys.put("aviso.email.per-second", "0");
    return Files.write(
        folder.resolve("aviso.properties"),
        keys.entrySet().stream().map(key -> key.getKey() + "=" + key.getValue()).toList());
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private String journey(Path config, Path list) throws Exception {
    Path launcher = folder.resolve("aviso");
    Files.writeString(
        launcher,
        """
        #!/bin/sh
        exec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dfile.encoding=UTF-8 -Daviso.root='%s' -cp '%s' org.aviso.cli.Aviso "$@"
        """
            .formatted(
                Path.of(System.getProperty("java.home"), "bin/java"),
                ROOT,
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path"))));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    Path said = folder.resolve("said.txt");
    ProcessBuilder script =
        new ProcessBuilder(
            ROOT.resolve("docs/live-journey.sh").toString(),
            config.toString(),
            folder.resolve("keys").toString(),
            list.toString());
    script.environment().put("AVISO", launcher.toString());
    script.environment().put("AVISO_COUNSEL_PASSPHRASE", "synthetic passphrase");
    Process running =
        script
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(said.toFile())
            .start();
    boolean ended = running.waitFor(320, TimeUnit.SECONDS);
    if (!ended) {
      running.descendants().forEach(ProcessHandle::destroy);
      running.destroy();
    }
    String text = Files.readString(said);
    Path log = folder.resolve("keys/service.log");
    String service = Files.exists(log) ? Files.readString(log) : "";
    assertThat(ended).as(text + service).isTrue();
    assertThat(running.exitValue()).as(text + service).isZero();
    assertThat(ProcessHandle.allProcesses())
        .as("the service has ended")
        .noneMatch(process -> process.info().commandLine().orElse("").contains(config.toString()));
    return text;
  }
}
