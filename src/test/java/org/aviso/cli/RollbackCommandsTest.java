package org.aviso.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.aviso.SignedHouse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody puts back what stood in counsel's folder once, looked at from the command line. */
class RollbackCommandsTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();
  private static final String ROUTING = "routing/class-notice";

  @TempDir Path folder;
  private int minute;
  private Path counsel;

  @BeforeEach
  void a_folder_of_counsel_s_own() throws Exception {
    counsel = folder.resolve("counsel");
    SignedHouse.copy(ROOT.resolve("routes/counsel"), counsel);
  }

  private Ran at(String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--home", folder.resolve("home").toString()));
    all.addAll(List.of("-D", "aviso.routing.dir=" + counsel));
    // Later with every command: what one plans is due at the next.
    all.addAll(List.of("-D", "aviso.sandbox.clock=2027-01-05T18:%02dZ".formatted(minute++)));
    return Ran.of(all);
  }

  private Ran run() {
    return at("run", "--once", "--json", "-D", "aviso.once.wait=0s");
  }

  private void approve(String target) throws IOException {
    Ran ran = at("approve", target, "--key", Keys.ada(folder).toString());
    assertThat(ran.code()).as(ran.err()).isZero();
  }

  private String state(String target) throws IOException {
    for (JsonNode one : at("approvals", "--json").json().path("targets")) {
      if (one.path("target").asText().equals(target)) {
        return one.path("state").asText();
      }
    }
    throw new AssertionError(target + " is not listed");
  }

  private static List<String> fields(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private void drop() throws IOException {
    Path inbox = Files.createDirectories(folder.resolve("home/inbox"));
    Path list =
        Files.writeString(
            inbox.resolve("list.csv"),
            """
            A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE,FAM_NAME,FAM_RELATION,FAM_PHONE,FAM_LANGUAGE,LIST_DATE
            A999-000-001,SAMPLE,ANA,01/02/1980,HONDURAS,SPANISH,RELEASED,US,+12135550100,BERTA,MOTHER,+12135550150,SPANISH,2027-01-04
            """);
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));
  }

  private List<Path> approvals(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(counsel.resolve("approvals"))) {
      return files.filter(file -> file.getFileName().toString().startsWith(prefix)).toList();
    }
  }

  @Test
  void nothing_leaves_under_older_rules_put_back_and_every_command_says_so() throws Exception {
    Path routing = counsel.resolve("class-notice/routing.yaml");
    byte[] older = Files.readAllBytes(routing);
    List<Path> before = approvals("routing.class-notice.");
    Files.writeString(routing, "# stricter\n", StandardOpenOption.APPEND);
    approve(ROUTING);
    assertThat(run().code()).isZero();

    List<Path> newer = new ArrayList<>(approvals("routing.class-notice."));
    newer.removeAll(before);
    Files.move(newer.get(0), folder.resolve("newest.yaml"));
    Files.write(routing, older);
    drop();
    Ran rolledBack = run();

    assertThat(rolledBack.code()).isEqualTo(3);
    assertThat(rolledBack.json().at("/attempts").isEmpty()).as(rolledBack.out()).isTrue();
    assertThat(rolledBack.json().at("/entries/held").asInt()).isEqualTo(1);
    assertThat(at("log", "--status", "approval_gone").out()).contains("approval_gone");
    assertThat(state(ROUTING)).isEqualTo("invalid");
    Ran approvals = at("approvals");
    assertThat(approvals.code()).isEqualTo(3);
    assertThat(approvals.out()).contains("is gone", "put its file back");
    Ran check = at("check");
    assertThat(check.code()).isEqualTo(3);
    assertThat(check.out()).contains(ROUTING + ": is invalid", "approve these bytes again");
    Ran renewed = at("approve", ROUTING, "--renew", "--key", Keys.ada(folder).toString());
    assertThat(renewed.code()).as("not by way of a renewal").isEqualTo(2);

    Files.move(folder.resolve("newest.yaml"), newer.get(0));
    assertThat(state(ROUTING)).as("put back").isEqualTo("changed");
    approve(ROUTING);
    assertThat(at("approvals").code()).as("signed anew").isZero();
    assertThat(run().json().at("/attempts").isEmpty()).isFalse();
  }

  @Test
  void a_signed_veto_taken_out_of_the_files_is_told_by_every_command() throws Exception {
    Path routing = counsel.resolve("class-notice/routing.yaml");
    Files.writeString(
        routing,
        Files.readString(routing)
            .replace("{ id: text, send: sms, to: member }", "{ id: now, send: relay, by: [sms] }"));
    approve(ROUTING);
    drop();
    at("run", "--once", "-D", "aviso.once.wait=0s", "-D", "aviso.waves.release=manual");
    String person = at("list", "--json").json().at("/entries/0/person").asText();
    Path batch = Files.createDirectories(counsel.resolve("relays")).resolve("first.yaml");
    Files.writeString(
        batch, "relays:\n  - { person: %s, veto: true, reason: x }\n".formatted(person));
    approve("relays/first");
    assertThat(run().json().at("/entries/held").asInt()).isEqualTo(1);

    Files.writeString(batch, "relays: []\n");
    assertThat(state("relays/first")).isEqualTo("changed");
    assertThat(at("approvals").out()).contains("relays/first: 1 line counsel signed in it");
    Files.delete(batch);
    for (Path one : approvals("relays.first.")) {
      Files.delete(one);
    }
    Ran run = run();

    assertThat(run.code()).isEqualTo(3);
    assertThat(fields(run.json().path("attempts"))).as(run.out()).containsExactly("cancelled");
    assertThat(state("relays/first")).isEqualTo("invalid");
    for (String command : List.of("approvals", "check")) {
      Ran ran = at(command);
      assertThat(ran.code()).as(command).isEqualTo(3);
      assertThat(ran.out()).contains("relays/first", "relays: []");
    }
    assertThat(at("preview", "--person", person).out())
        .contains("relay_not_vetoed", "though it is no longer in the files");

    Files.writeString(batch, "relays: []\n");
    approve("relays/first");
    assertThat(at("approvals").code()).isZero();
    assertThat(fields(run().json().path("attempts"))).contains("sent");
  }
}
