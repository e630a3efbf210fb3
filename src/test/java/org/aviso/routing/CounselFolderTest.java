package org.aviso.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.aviso.routing.DecisionAssert.assertThat;
import static org.aviso.routing.Given.given;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.aviso.config.Finding;
import org.aviso.person.HoldReason;
import org.aviso.template.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Counsel's folder: what is in force of it, and what is found wrong. */
class CounselFolderTest {
  private static final String APPROVAL =
      "  - { person: P-4K7Q2M9XWA, contact: C-1, level: L1, expires: 2027-01-31, reason: asked }\n";
  private static final String VETO = "  - { person: P-4K7Q2M9XWA, veto: true, reason: not safe }\n";

  @TempDir Path root;
  @TempDir Path outside;
  private Routing routing;

  @BeforeEach
  void aNotice() throws IOException {
    write("class-notice/routing.yaml", yaml("class-notice", ""));
    routing = CounselFolder.read(root).routing("class-notice").orElseThrow();
  }

  private static String yaml(String notice, String more) {
    return """
    notice: %s
    version: 1
    levels: { member-unverified: { sms: L1, email: L3 }, relay: L1 }
    relay: { relations: { mother: L1 } }
    plans: [ { id: p, steps: [ { id: family, send: relay, by: [sms] } ] } ]
    """
            .formatted(notice)
        + more;
  }

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<Finding> findings() {
    return CounselFolder.read(root).findings();
  }

  private Decision decided(String relation) {
    return given().relay(relation).with(CounselFolder.read(root).relays()).decidedUnder(routing);
  }

  @Test
  void every_notice_has_its_routing() throws IOException {
    write("reminder/routing.yaml", yaml("reminder", "supersedes: class-notice\n"));
    CounselFolder folder = CounselFolder.read(root);
    assertThat(folder.routings()).containsOnlyKeys("class-notice", "reminder");
    assertThat(folder.findings()).isEmpty();
  }

  @Test
  void a_targets_digest_is_that_of_its_bytes() throws Exception {
    write("relays/first.yaml", "relays:\n" + APPROVAL);
    CounselFolder folder = CounselFolder.read(root);
    assertThat(folder.digest("relays/first")).contains(sha256(root.resolve("relays/first.yaml")));
    assertThat(folder.digest("routing/class-notice"))
        .contains(sha256(root.resolve("class-notice/routing.yaml")))
        .contains(routing.digest());
    assertThat(folder.digest("relays/second")).isEmpty();
  }

  private static String sha256(Path file) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }

  @Test
  void a_faulty_routing_is_not_in_force_and_keeps_its_digest() throws IOException {
    write("class-notice/routing.yaml", yaml("class-notice", "surprise: true\n"));
    CounselFolder folder = CounselFolder.read(root);
    assertThat(folder.routing("class-notice")).isEmpty();
    assertThat(folder.digest("routing/class-notice")).isPresent();
    assertThat(folder.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.file()).endsWith("class-notice/routing.yaml");
              assertThat(finding.line()).isEqualTo(6);
            });
  }

  @Test
  void one_faulty_notice_leaves_the_others_in_force() throws IOException {
    write("reminder/routing.yaml", "nonsense");
    assertThat(CounselFolder.read(root).routings()).containsOnlyKeys("class-notice");
  }

  @Test
  void a_notice_lies_in_the_folder_of_its_name() throws IOException {
    write("reminder/routing.yaml", yaml("second", ""));
    CounselFolder folder = CounselFolder.read(root);
    assertThat(folder.routings()).containsOnlyKeys("class-notice");
    assertThat(folder.findings()).singleElement().asString().contains("second", "reminder");
  }

  @Test
  void a_notice_is_superseded_while_the_newer_one_is_there() throws IOException {
    write("correction/routing.yaml", yaml("correction", "supersedes: class-notice\n"));
    assertThat(CounselFolder.read(root).superseding("class-notice"))
        .extracting(Routing::notice)
        .containsExactly("correction");
    assertThat(CounselFolder.read(root).superseding("correction")).isEmpty();
    Files.delete(root.resolve("correction/routing.yaml"));
    Files.delete(root.resolve("correction"));
    assertThat(CounselFolder.read(root).superseding("class-notice")).isEmpty();
    assertThat(CounselFolder.read(root).mayBeSuperseded("class-notice")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "supersedes: class-notice\nmistake: 1\n",
        "'supersedes':  'class-notice' # oh\nplans: [\n",
        "supersedes: class-notice\nnotice: other-name\n"
      })
  void a_newer_notice_with_a_mistake_leaves_the_older_one_in_doubt(String more) throws IOException {
    write("correction/routing.yaml", yaml("correction", more));
    CounselFolder folder = CounselFolder.read(root);
    assertThat(folder.superseding("class-notice")).isEmpty();
    assertThat(folder.mayBeSuperseded("class-notice")).isTrue();
    assertThat(folder.mayBeSuperseded("something-else")).isFalse();
  }

  @Test
  void a_routing_that_is_a_link_may_supersede_any_other() throws IOException {
    Path elsewhere = Files.writeString(outside.resolve("routing.yaml"), yaml("correction", ""));
    Files.createDirectories(root.resolve("correction"));
    Files.createSymbolicLink(root.resolve("correction/routing.yaml"), elsewhere);
    assertThat(CounselFolder.read(root).mayBeSuperseded("class-notice")).isTrue();
    assertThat(CounselFolder.read(root).mayBeSuperseded("correction")).isFalse();
  }

  @Test
  void notices_that_supersede_each_other_are_both_out_of_force() throws IOException {
    write("class-notice/routing.yaml", yaml("class-notice", "supersedes: reminder\n"));
    write("reminder/routing.yaml", yaml("reminder", "supersedes: class-notice\n"));
    write("third/routing.yaml", yaml("third", "supersedes: reminder\n"));
    CounselFolder folder = CounselFolder.read(root);
    assertThat(folder.routings().keySet()).containsExactly("third");
    assertThat(folder.findings())
        .hasSize(2)
        .allSatisfy(finding -> assertThat(finding.toString()).contains("in a circle"));
  }

  @Test
  void what_is_superseded_must_exist() throws IOException {
    write("reminder/routing.yaml", yaml("reminder", "supersedes: first\n"));
    assertThat(findings()).singleElement().asString().contains("supersedes: first");
  }

  @Test
  void a_folder_without_routing_is_a_finding() throws IOException {
    Files.createDirectories(root.resolve("reminder"));
    assertThat(findings()).singleElement().asString().contains("reminder", "no routing.yaml");
  }

  @Test
  void folders_of_approvals_and_the_roll_are_no_notices() throws IOException {
    write("approvals/1.yaml", "x: y\n");
    write("counsel.yaml", "counsel: []\n");
    write("relays/README.md", "words\n");
    assertThat(findings()).isEmpty();
  }

  @Test
  void a_folder_that_is_not_there_is_a_finding() {
    assertThat(CounselFolder.read(root.resolve("nowhere")).findings()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"class-notice/routing.yaml", "relays/first.yaml", "linked-notice"})
  void links_are_refused(String path) throws IOException {
    write("elsewhere/routing.yaml", yaml("class-notice", ""));
    Path target = Files.move(root.resolve("elsewhere"), outside.resolve("elsewhere"));
    Path link = root.resolve(path);
    Files.createDirectories(link.getParent());
    Files.deleteIfExists(link);
    Files.createSymbolicLink(
        link, path.endsWith(".yaml") ? target.resolve("routing.yaml") : target);
    CounselFolder folder = CounselFolder.read(root);
    assertThat(folder.findings())
        .anyMatch(f -> f.file().endsWith(path) && f.what().contains("link"));
    assertThat(folder.routings()).doesNotContainKey("linked-notice");
    assertThat(folder.routings().containsKey("class-notice"))
        .isEqualTo(!path.startsWith("class-notice"));
  }

  @Test
  void a_link_among_the_relays_stops_every_relay() throws IOException {
    Files.createDirectories(root.resolve("relays"));
    Files.createSymbolicLink(root.resolve("relays/first.yaml"), root.resolve("class-notice"));
    assertThat(decided("mother")).isHeldFor(HoldReason.RELAY_UNAPPROVED);
  }

  @Test
  void a_link_instead_of_the_relays_stops_every_relay() throws IOException {
    Files.createSymbolicLink(root.resolve("relays"), root.resolve("class-notice"));
    assertThat(decided("mother")).isHeldFor(HoldReason.RELAY_UNAPPROVED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "relays.yaml",
        "relays.yml",
        "Relay-vetoes.YAML",
        "first-relays.yaml",
        "class-notice/relays.yaml",
        "reminder/relay.yml"
      })
  void a_batch_beside_the_relays_folder_stops_all_relays_and_is_said(String path)
      throws IOException {
    write(path, "relays:\n" + VETO);
    assertThat(decided("mother")).isHeldFor(HoldReason.RELAY_UNAPPROVED);
    assertThat(findings())
        .anySatisfy(
            finding -> {
              assertThat(finding.file()).endsWith(path);
              assertThat(finding.what()).contains("no relay of anybody is written to");
              assertThat(finding.mend()).contains("into relays/");
            });
  }

  @Test
  void a_link_beside_the_relays_folder_that_may_be_a_batch_stops_every_relay() throws IOException {
    Files.createSymbolicLink(root.resolve("relays.yaml"), root.resolve("class-notice"));
    assertThat(decided("mother")).isHeldFor(HoldReason.RELAY_UNAPPROVED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vetoes.yaml", "class-notice/routing.yml", "class-notice/notes.docx"})
  void what_nobody_reads_in_counsels_folder_is_said(String path) throws IOException {
    write(path, "relays:\n" + VETO);
    assertThat(findings()).singleElement().extracting(Finding::file).asString().endsWith(path);
    assertThat(decided("mother")).as("no batch by its name").followsPlan("p");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "counsel.pending.yaml",
        "class-notice/README.txt",
        "class-notice/routing.schema.json",
        "class-notice/.routing.yaml.swp",
        "class-notice/routing.yaml~"
      })
  void words_schemas_and_what_editors_leave_are_no_findings(String path) throws IOException {
    write(path, "words\n");
    assertThat(findings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          relays/second.yml,       rename it to end in .yaml
          relays/2026/second.yaml, move its batches up into relays/
          relays/second.YAML,      rename it to end in .yaml
          relays/second,           rename it to end in .yaml
          relays/second.yaml.bak,  rename it to end in .yaml
          relays/vetoes.md,        rename it to end in .yaml
          relays/old.schema.json,  rename it to end in .yaml
          relays,                  make relays a folder
          """)
  void what_nobody_reads_among_the_relays_stops_every_relay_and_says_the_mend(
      String path, String mend) throws IOException {
    write(path, "relays:\n" + VETO);
    assertThat(decided("mother"))
        .isHeldFor(HoldReason.RELAY_UNAPPROVED)
        .refusedBy("relay_vetoes_known", "family C-1");
    assertThat(findings())
        .singleElement()
        .asString()
        .contains("is not read", "no relay of anybody is written to", mend);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "readme.txt",
        "relays.schema.json",
        ".DS_Store",
        ".first.yaml.swp",
        ".git/config",
        "first.yaml~",
        "first.yaml.swp",
        "#first.yaml#"
      })
  void what_editors_leave_and_the_words_about_it_stop_nothing(String name) throws IOException {
    write("relays/" + name, "words");
    assertThat(decided("mother")).sends("family C-1 sms L1 es");
    assertThat(findings()).isEmpty();
  }

  @Test
  void later_changes_do_not_reach_a_snapshot() throws IOException {
    CounselFolder before = CounselFolder.read(root);
    write("relays/first.yaml", "relays:\n" + VETO);
    assertThat(given().relay("mother").with(before.relays()).decidedUnder(routing))
        .sends("family C-1 sms L1 es");
    assertThat(decided("mother")).isHeldFor(HoldReason.RELAY_VETOED);
  }

  @Test
  void a_batch_without_mistakes_approves() throws IOException {
    write("relays/first.yaml", "relays:\n" + APPROVAL);
    assertThat(decided("cousin")).sends("family C-1 sms L1 es");
    assertThat(CounselFolder.read(root).relays().batches())
        .singleElement()
        .satisfies(
            batch -> {
              assertThat(batch.name()).isEqualTo("first");
              assertThat(batch.sound()).isTrue();
              assertThat(batch.entries().get(0).level()).isEqualTo(Level.L1);
            });
  }

  @Test
  void only_batches_whose_digest_is_in_force_approve() throws IOException {
    write("relays/first.yaml", "relays:\n" + APPROVAL);
    Relays relays = CounselFolder.read(root).relays();
    String digest = relays.batches().get(0).digest();
    assertThat(
            given().relay("cousin").with(relays.approvedBy(digest::equals)).decidedUnder(routing))
        .sends("family C-1 sms L1 es");
    assertThat(given().relay("cousin").with(relays.approvedBy(d -> false)).decidedUnder(routing))
        .isHeldFor(HoldReason.RELAY_UNAPPROVED);
  }

  @Test
  void a_batch_with_a_mistake_approves_nothing_and_its_vetoes_bind() throws IOException {
    write("relays/first.yaml", "relays:\n" + APPROVAL + "surprise: true\n");
    assertThat(decided("cousin")).isHeldFor(HoldReason.RELAY_UNAPPROVED);
    write("relays/first.yaml", "relays:\n" + VETO + "surprise: true\n");
    assertThat(decided("mother")).isHeldFor(HoldReason.RELAY_VETOED);
  }

  @Test
  void a_lower_level_in_a_batch_with_a_mistake_binds() throws IOException {
    write("relays/first.yaml", "relays:\n" + APPROVAL.replace("L1", "L0") + "surprise: true\n");
    assertThat(decided("mother")).sends("family C-1 sms L0 es");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ person: P-4K7Q2M9XWA, contact: C-x, veto: true, reason: r }",
        "{ person: P-4K7Q2M9XWA, veto: yes, reason: r }",
        "{ person: P-4K7Q2M9XWA, Veto: true, reason: r }",
        "{ person: P-4K7Q2M9XWA, contact: C-1, level: L7, expires: 2027-01-31, reason: r }"
      })
  void what_can_be_read_neither_as_veto_nor_as_approval_is_a_veto(String entry) throws IOException {
    write("relays/first.yaml", "relays:\n  - " + entry + "\n");
    assertThat(findings()).isNotEmpty();
    assertThat(decided("mother")).isHeldFor(HoldReason.RELAY_VETOED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "relays: [",
        "relays: { person: P-4K7Q2M9XWA }",
        "relay: []",
        "relays: [ { person: somebody, veto: true, reason: r } ]"
      })
  void a_batch_that_may_hold_a_veto_nobody_can_read_stops_every_relay(String yaml)
      throws IOException {
    write("relays/first.yaml", yaml);
    assertThat(findings()).isNotEmpty();
    assertThat(decided("mother")).isHeldFor(HoldReason.RELAY_UNAPPROVED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ person: P-4K7Q2M9XWA, contact: C-1, veto: true, level: L0, reason: r }",
        "{ person: P-4K7Q2M9XWA, contact: C-1, expires: 2027-01-31, reason: r }",
        "{ person: P-4K7Q2M9XWA, level: L0, expires: 2027-01-31, reason: r }",
        "{ person: P-4K7Q2M9XWA, contact: C-1, level: L0, reason: r }",
        "{ person: P-4K7Q2M9XWA, contact: C-1, level: L0, expires: 2027-02-30, reason: r }",
        "{ person: P-4K7Q2M9XWA, contact: C-1, level: L0, expires: 2027-01-31 }",
        "{ person: P-4K7Q2M9XWA, contact: C-1, level: L3, expires: 2027-01-31, reason: r }",
        "{ person: P-4K7Q2M9XWA, contact: C-1, level: L3, expires: 2027-01-31, reason: r,"
            + " consent: { form: oral, by: attorney, date: 2026-10-01 } }",
        "{ person: P-4K7Q2M9XWA, contact: C-1, level: L0, expires: 2027-01-31, reason: r,"
            + " consent: { form: nod, by: member, date: 2026-10-01 } }",
        "{ person: P-ILOU2M9XWA, contact: C-1, level: L0, expires: 2027-01-31, reason: r }"
      })
  void a_mistake_in_an_entry_is_found_at_its_line(String entry) throws IOException {
    write("relays/first.yaml", "# first\nrelays:\n  - " + entry + "\n");
    assertThat(findings())
        .isNotEmpty()
        .allSatisfy(
            finding -> {
              assertThat(finding.file()).endsWith("relays/first.yaml");
              assertThat(finding.line()).isEqualTo(3);
              assertThat(finding.mend()).isNotEqualTo("correct it");
            });
    assertThat(CounselFolder.read(root).relays().batches().get(0).sound()).isFalse();
  }

  @Test
  void one_contact_stands_once_in_a_batch() throws IOException {
    write("relays/first.yaml", "relays:\n" + APPROVAL + APPROVAL);
    assertThat(findings()).singleElement().extracting(Finding::line).isEqualTo(3);
  }

  @Test
  void counsels_reasons_are_in_no_finding_and_no_printed_value() throws IOException {
    String secret = "her brother Tomas in Camp 7";
    write(
        "relays/first.yaml",
        "relays:\n" + APPROVAL.replace("asked", secret) + APPROVAL.replace("asked", secret));
    CounselFolder folder = CounselFolder.read(root);
    assertThat(folder.findings().toString()).doesNotContain("Tomas");
    assertThat(folder.relays().batches().toString()).doesNotContain("Tomas");
  }
}
