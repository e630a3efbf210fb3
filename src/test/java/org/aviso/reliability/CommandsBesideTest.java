package org.aviso.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.aviso.SignedHouse;
import org.aviso.cli.InProcess;
import org.aviso.routing.approval.SealedKeyFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands beside a service that sends, ten a second. */
class CommandsBesideTest {
  private static final String PASSPHRASE = System.getenv("AVISO_COUNSEL_PASSPHRASE");

  @TempDir Path folder;
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger done = new AtomicInteger();

  @Test
  void none_fails_and_no_update_is_lost_on_sqlite() throws Exception {
    beside(House.onSqlite(folder), "sqlite");
  }

  @Test
  void none_fails_and_no_update_is_lost_on_postgresql() throws Exception {
    Effort.fullOnly();
    beside(House.onPostgres(folder), "postgresql");
  }

  private void beside(House house, String engine) throws Exception {
    int seconds = Effort.of(10, 600);
    int persons = seconds * 12;
    Path key = folder.resolve("ada.key");
    Files.write(key, SealedKeyFile.seal("Ada Sample", SignedHouse.ADA, PASSPHRASE.toCharArray()));
    String root = System.getProperty("aviso.root");
    try (Receivers receivers = Receivers.start(folder.resolve("received"), Receivers.Manner.WELL);
        InProcess process = new InProcess()) {
      // Sends for as long as commands are fired.
      house.set(receivers.settings()).set("aviso.sms.per-second", "6");
      house.set("aviso.email.per-second", "4").set("aviso.sms.in-flight", "8");
      house.drop("list.csv", persons * 6 / 10, persons - persons * 6 / 10);
      Truth truth = house.truth();
      System.setProperty("aviso.root", house.root().toString());
      Set<String> held = Collections.synchronizedSet(new HashSet<>());
      Map<String, String> firstNames = Collections.synchronizedMap(new HashMap<>());
      Map<String, String> lastNames = Collections.synchronizedMap(new HashMap<>());
      try (Service service = house.run()) {
        await().atMost(Duration.ofMinutes(2)).until(() -> receivers.bytes() > 0);
        List<String> everybody = new ArrayList<>(truth.texts("SELECT public_id FROM persons"));
        Collections.shuffle(everybody, Effort.random("commands"));
        Random random = Effort.random("which command");
        ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
        ExecutorService hands = Executors.newFixedThreadPool(4);
        AtomicInteger next = new AtomicInteger();
        ticks.scheduleAtFixedRate(
            () -> {
              int number = next.getAndIncrement();
              String person = everybody.get(number % everybody.size());
              int which = random.nextInt(10);
              hands.execute(
                  () -> {
                    if (number % 50 == 49) {
                      run(
                          process,
                          truth,
                          "",
                          "approve",
                          "templates/class-notice",
                          "--key",
                          key.toString(),
                          "--renew");
                    } else if (which < 3) {
                      held.add(person);
                      run(process, truth, "", "hold", person, "--reason", "asked", "--by", "Staff");
                    } else if (which < 5) {
                      firstNames.put(person, letters("First", number));
                      amend(process, truth, person, "FIRST_NAME", firstNames.get(person));
                    } else if (which < 7) {
                      // Another field of somebody whose first name is being amended just now.
                      String other =
                          everybody.get((number + everybody.size() - 1) % everybody.size());
                      if (lastNames.putIfAbsent(other, letters("Last", number)) == null) {
                        amend(process, truth, other, "LAST_NAME", lastNames.get(other));
                      }
                    } else if (which < 9) {
                      run(process, truth, "", "list");
                    } else {
                      run(process, truth, "", "report");
                    }
                  });
            },
            0,
            100,
            TimeUnit.MILLISECONDS);
        TimeUnit.SECONDS.sleep(seconds);
        ticks.shutdownNow();
        hands.shutdown();
        assertThat(hands.awaitTermination(15, TimeUnit.MINUTES)).isTrue();
        int sentBeside = receivers.received().size();
        service.stop();
        assertThat(failures).as("commands that failed").isEmpty();
        assertThat(truth.number("SELECT count(*) FROM directives WHERE action = 'hold'"))
            .as("holds")
            .isEqualTo(held.size());
        assertThat(
                truth.number(
                    "SELECT count(*) FROM events h JOIN events c ON c.person_id = h.person_id AND"
                        + " c.id > h.id WHERE h.code = 'hold' AND c.code = 'claimed'"))
            .as("claimed after the hold")
            .isZero();
        for (JsonNode entry :
            process.run("", truth.arguments("list", "--reveal")).json().path("entries")) {
          String person = entry.path("person").asText();
          assertThat(entry.path("first_name").asText())
              .isEqualToIgnoringCase(firstNames.getOrDefault(person, "ANA"));
          assertThat(entry.path("last_name").asText())
              .isEqualToIgnoringCase(lastNames.getOrDefault(person, "SAMPLE"));
          if (held.contains(person)) {
            assertThat(entry.path("hold_reasons").toString()).contains("counsel_hold");
          }
        }
        assertThat(
                process
                    .run("", truth.arguments("audit", "verify"))
                    .json()
                    .path("intact")
                    .asBoolean())
            .isTrue();
        assertThat(process.run("", truth.arguments("report")).json().path("reconciles").asBoolean())
            .isTrue();
        assertThat(receivers.byRecipient().values()).allMatch(n -> n == 1);
        assertThat(sentBeside).as("the service went on sending").isGreaterThan(seconds);
        Effort.say(
            "commands beside the service, " + engine,
            "%d s, %d commands fired, %d holds, %d amendments, %d messages sent meanwhile, none"
                + " failed",
            seconds,
            done.get(),
            held.size(),
            firstNames.size() + lastNames.size(),
            sentBeside);
      }
    } finally {
      System.setProperty("aviso.root", root);
    }
  }

  private void amend(InProcess process, Truth truth, String person, String field, String value) {
    run(
        process,
        truth,
        value + "\n",
        "amend",
        person,
        "--set",
        field,
        "--source",
        "call",
        "--reason",
        "told",
        "--by",
        "Staff");
  }

  private void run(InProcess process, Truth truth, String input, String... command) {
    try {
      InProcess.Said said = process.run(input, truth.arguments(command));
      done.incrementAndGet();
      if (said.code() != 0) {
        failures.add(command[0] + " exits with " + said.code() + ": " + said.err());
      }
    } catch (Exception e) {
      failures.add(command[0] + ": " + e);
    }
  }

  /** A name of letters alone, different for each number. */
  private static String letters(String begin, int number) {
    byte[] digits = String.valueOf(number).getBytes(StandardCharsets.US_ASCII);
    StringBuilder name = new StringBuilder(begin);
    for (byte digit : digits) {
      name.append((char) ('a' + digit - '0'));
    }
    return name.toString();
  }
}
