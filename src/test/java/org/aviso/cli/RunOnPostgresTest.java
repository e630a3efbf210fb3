package org.aviso.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.aviso.ledger.EmbeddedServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A list from inbox to outcome with the ledger in PostgreSQL, as configured. */
class RunOnPostgresTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();

  private static final String RELEASE = "aviso.waves.release=manual";

  @TempDir Path folder;

  private final String url = EmbeddedServer.freshUrl();
  private String err;

  private String run(int expected, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--json", "--home", folder.resolve("home").toString()));
    all.addAll(List.of("-D", "aviso.sandbox.clock=2027-01-05T18:00Z"));
    all.addAll(List.of("-D", "aviso.ledger.url=" + url, "-D", "aviso.ledger.user=postgres"));
    all.addAll(List.of("-D", "aviso.sms.per-second=0", "-D", "aviso.email.per-second=0"));
    PrintStream stdout = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter said = new StringWriter();
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      int code =
          Aviso.commandLine()
              .setErr(new PrintWriter(said, true))
              .execute(all.toArray(String[]::new));
      err = said.toString();
      assertThat(code).as(err).isEqualTo(expected);
      return out.toString(StandardCharsets.UTF_8);
    } finally {
      System.setOut(stdout);
    }
  }

  @Test
  void a_list_is_taken_sent_reported_and_verified() throws Exception {
    Path inbox = Files.createDirectories(folder.resolve("home/inbox"));
    List<String> lines = Files.readAllLines(ROOT.resolve("samples/master-list.csv"));
    Path list = inbox.resolve("list.csv");
    Files.write(list, lines.subList(0, 40));
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
    ObjectMapper json = new ObjectMapper();

    String once = run(0, "run", "--once", "--fail-on", "never", "-D", "aviso.once.wait=0s");

    assertThat(json.readTree(once).path("files").get(0).path("state").asText()).isEqualTo("taken");
    var report = json.readTree(run(0, "report"));
    assertThat(report.path("reconciles").asBoolean()).isTrue();
    assertThat(report.path("attempts").isEmpty()).isFalse();
    assertThat(json.readTree(run(0, "audit", "verify")).path("intact").asBoolean()).isTrue();
    assertThat(run(0, "log", "--status", "claimed")).isNotEmpty();
    assertThat(folder.resolve("home/ledger/aviso.db")).doesNotExist();
  }

  @Test
  void a_wave_counsel_started_goes_and_what_was_lifted_without_a_signature_does_not()
      throws Exception {
    ObjectMapper json = new ObjectMapper();
    Path inbox = Files.createDirectories(folder.resolve("home/inbox"));
    Path list = inbox.resolve("list.csv");
    Files.write(list, Files.readAllLines(ROOT.resolve("samples/master-list.csv")).subList(0, 40));
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
    String[] once = {"run", "--once", "--fail-on", "never", "-D", "aviso.once.wait=0s"};
    String[] manual = {once[0], once[1], once[2], once[3], once[4], once[5], "-D", RELEASE};
    String ada = Keys.ada(folder).toString();
    run(0, manual);
    var waiting = json.readTree(run(0, "wave", "list")).path("waves").get(0);
    String wave = waiting.path("id").asText();

    run(0, "wave", "start", wave, "--key", ada, "--digest", waiting.path("digest").asText());
    List<String> persons = new ArrayList<>();
    for (var entry : json.readTree(run(0, "list")).path("entries")) {
      if (entry.path("attempts").path(0).path("channel").asText().equals("sms")) {
        persons.add(entry.path("person").asText());
      }
    }
    run(0, "hold", persons.get(0), "--reason", "asked to", "--by", "R. Sample");
    String contact = "C-1";
    run(0, "suppress", persons.get(1), "--contact", contact, "--reason", "x", "--by", "R. Sample");
    run(0, manual);
    run(0, "unhold", persons.get(0), "--key", ada);
    run(0, "unhold", persons.get(1), "--suppression", "--contact", contact, "--key", ada);
    try (var ledger = DriverManager.getConnection(url, "postgres", "");
        var some = ledger.createStatement()) {
      some.executeUpdate("UPDATE widenings SET counsel = 'Ben Sample' WHERE act = 'unhold'");
    }
    run(0, manual);

    var shown = json.readTree(run(0, "wave", "show", wave));
    assertThat(shown.path("state").asText()).isIn("running", "done");
    assertThat(shown.path("started_by").path("verifies").asBoolean()).isTrue();
    assertThat(run(0, "log", "--status", "claimed")).isNotEmpty();
    assertThat(run(0, "log", "--status", "widening_void")).hasLineCount(1);
    assertThat(run(0, "show", persons.get(0))).contains("counsel_hold");
    run(0, "queue", "print", "letter", "--out", folder.resolve("letters.pdf").toString());
    assertThat(json.readTree(run(0, "audit", "verify")).path("intact").asBoolean()).isTrue();
  }
}
