package org.aviso.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aviso.SignedHouse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counsel sees before a signature: what it would change, and texts nobody has signed yet. */
class SigningEffectTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();
  private static final String ROUTING =
      """
      notice: class-notice
      version: %d
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
      """;
  private static final String TEXT = "      - { id: text, send: sms, to: member }\n";
  private static final String MAIL = "      - { id: mail, send: email, to: member, after: 24h }\n";
  private static final String LETTER = "      - { id: letter, do: letter, to: member }\n";

  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void a_list_is_in_and_its_wave_waits() throws Exception {
    root = folder.resolve("root");
    for (String part : List.of("routes", "templates", "config")) {
      SignedHouse.copy(ROOT.resolve(part), root.resolve(part));
    }
    routing(1, TEXT);
    SignedHouse.sign(root);
    StringBuilder list =
        new StringBuilder(
            "A_NUMBER,LAST_NAME,FIRST_NAME,DOB,NATIONALITY,LANGUAGE,CUSTODY_STATUS,COUNTRY,PHONE,EMAIL,LIST_DATE\n");
    for (int i = 1; i <= 3; i++) {
      list.append(
          "A999-000-00%d,SAMPLE,ANA,01/02/196%d,HONDURAS,SPANISH,RELEASED,US,+1212555010%d,%s,2027-01-02%n"
              .formatted(i, i, i, i < 3 ? "person" + i + "@example.org" : ""));
    }
    Path inbox = Files.createDirectories(folder.resolve("home/inbox"));
    Path file = Files.writeString(inbox.resolve("list.csv"), list);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
    run("run", "--once", "-D", "aviso.once.wait=0s", "-D", "aviso.waves.release=manual");
  }

  private void routing(int version, String... steps) throws Exception {
    Files.writeString(
        root.resolve("routes/counsel/class-notice/routing.yaml"),
        ROUTING.formatted(version, String.join("", steps)));
  }

  private Ran run(String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(
        List.of(
            "-D",
            "aviso.routing.dir=" + root.resolve("routes/counsel"),
            "-D",
            "aviso.templates.dir=" + root.resolve("templates"),
            "-D",
            "aviso.sandbox.clock=2027-01-05T18:00Z",
            "--home",
            folder.resolve("home").toString()));
    return Ran.of(all);
  }

  private JsonNode effect() throws Exception {
    for (JsonNode target : run("approvals", "--json").json().path("targets")) {
      if (target.path("target").asText().equals("routing/class-notice")) {
        return target.path("effect");
      }
    }
    throw new AssertionError("no routing among the targets");
  }

  private static void is(JsonNode effect, int changed, int added, int cancelled) {
    assertThat(effect.path("entries").asInt()).isEqualTo(3);
    assertThat(effect.path("entries_changed").asInt()).isEqualTo(changed);
    assertThat(effect.path("messages_added").asInt()).isEqualTo(added);
    assertThat(effect.path("messages_cancelled").asInt()).isEqualTo(cancelled);
  }

  @Test
  void a_step_more_adds_its_messages_beside_what_was_approved_last() throws Exception {
    routing(2, TEXT, MAIL);

    is(effect(), 2, 2, 0);
    assertThat(run("approvals").out())
        .contains(
            "routing/class-notice: a signature changes 2 of 3 entries, beside what was approved"
                + " last: 2 messages added, 0 cancelled");
  }

  @Test
  void another_step_instead_cancels_what_waits() throws Exception {
    routing(2, MAIL);

    is(effect(), 3, 2, 3);
  }

  @Test
  void a_task_for_people_changes_an_entry_without_a_message() throws Exception {
    routing(2, TEXT, LETTER);

    is(effect(), 3, 0, 0);
  }

  @Test
  void what_was_sent_is_neither_added_nor_cancelled() throws Exception {
    run("run", "--once", "-D", "aviso.once.wait=0s", "-D", "aviso.waves.release=auto");
    routing(2, MAIL);

    is(effect(), 3, 2, 0);
  }

  @Test
  void a_routing_in_force_has_no_effect_to_show_and_approve_says_it_before_it_signs()
      throws Exception {
    assertThat(effect().isMissingNode()).isTrue();
    routing(2, TEXT, MAIL);

    Ran ran = run("approve", "routing/class-notice", "--key", Keys.ada(folder).toString());

    assertThat(ran.out())
        .contains("2 messages added")
        .contains("Ada Sample approved routing/class-notice");
    assertThat(effect().isMissingNode()).isTrue();
  }

  @Test
  void several_targets_are_signed_or_none() throws Exception {
    routing(2, TEXT, MAIL);

    Ran ran =
        run(
            "approve",
            "routing/class-notice",
            "templates/class-notice/xx",
            "--key",
            Keys.ada(folder).toString());

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("templates/class-notice/xx was not signed");
    assertThat(effect().isMissingNode()).isFalse();
  }

  @Test
  void preview_shows_what_nobody_has_signed_only_when_asked_as_if_it_were() throws Exception {
    Path text = root.resolve("templates/class-notice/es/member.sms.L1.txt");
    Files.writeString(text, Files.readString(text).stripTrailing() + " NUEVO\n");
    String person = run("list", "--json").json().path("entries").get(0).path("person").asText();

    Ran held = run("preview", "--person", person, "--texts");
    Ran shown = run("preview", "--person", person, "--texts", "--as-if-signed");

    assertThat(held.out()).contains("template_unapproved").doesNotContain("NUEVO");
    assertThat(shown.out()).contains("NUEVO").doesNotContain("template_unapproved");
    assertThat(run("list", "--json").out()).doesNotContain("\"sent\"");
  }
}
