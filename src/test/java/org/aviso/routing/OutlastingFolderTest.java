package org.aviso.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.aviso.SignedHouse;
import org.aviso.config.Finding;
import org.aviso.routing.approval.ApprovalFolder;
import org.aviso.routing.approval.InForce;
import org.aviso.routing.approval.Remembered;
import org.aviso.routing.approval.Target;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counsel's folder once said, held against what it says and who signed it. */
class OutlastingFolderTest {
  private static final String VETO = "P-4K7Q2M9XWA C-1 veto";
  private static final String LOWER = "P-4K7Q2M9XWA C-2 L0";
  private static final String VETO_YAML =
      "relays:\n  - { person: P-4K7Q2M9XWA, contact: C-1, veto: true, reason: unsafe }\n";

  private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");

  @TempDir Path root;
  private Path counsel;

  @BeforeEach
  void two_notices() throws IOException {
    counsel = root.resolve("routes/counsel");
    Files.createDirectories(root.resolve("templates"));
    SignedHouse.copy(Path.of("config"), root.resolve("config"));
    routing("first", "");
    routing("second", "supersedes: first\n");
  }

  private void routing(String notice, String more) throws IOException {
    write(
        notice + "/routing.yaml",
        """
        notice: %s
        version: 1
        %slevels:
          member-unverified: { sms: L1, email: L3 }
          member-verified: { sms: L3, email: L3 }
          relay: L1
        relay: { relations: { mother: L0 } }
        plans:
          - id: any
            steps: [ { id: text, send: sms, to: member } ]
        """
            .formatted(notice, more));
  }

  private void write(String name, String text) throws IOException {
    Path file = counsel.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private InForce unsigned() {
    return InForce.of(
        ApprovalFolder.read(counsel),
        List.of(),
        new InForce.Moment(NOW, NOW),
        Set.of(),
        Remembered.NOTHING);
  }

  private InForce signed() throws IOException {
    SignedHouse.sign(root);
    return SignedHouse.signatory(SignedHouse.settings(root), root).policy().approved().inForce();
  }

  private Outlasting of(InForce inForce, Map<String, String> once) {
    TreeMap<String, Remembered.Signed> signed = new TreeMap<>();
    once.forEach(
        (target, said) ->
            signed.put(target, new Remembered.Signed("A-0000000001", Instant.EPOCH, "d", said)));
    return new Outlasting(
        new Remembered(signed, new TreeMap<>()), CounselFolder.read(counsel), inForce);
  }

  @Test
  void a_batch_whose_file_is_gone_narrows_on() {
    Outlasting outlasting = of(unsigned(), Map.of("relays/calls", VETO + "\n" + LOWER));
    assertThat(outlasting.batches())
        .singleElement()
        .satisfies(batch -> assertThat(batch.name()).isEqualTo("calls"))
        .satisfies(
            batch -> assertThat(Outlasting.text(batch.entries())).isEqualTo(VETO + "\n" + LOWER));
    assertThat(outlasting.gone()).containsExactly(Target.gone("relays/calls"));
    assertThat(outlasting.findings()).isEmpty();
    assertThat(outlasting.text()).contains(VETO, LOWER);
  }

  @Test
  void a_batch_that_said_nothing_leaves_nothing() {
    Outlasting outlasting = of(unsigned(), Map.of("relays/calls", ""));
    assertThat(outlasting.batches()).isEmpty();
    assertThat(outlasting.gone()).isEmpty();
  }

  @Test
  void lines_that_no_longer_stand_in_a_file_that_is_there_are_counted() throws IOException {
    write("relays/calls.yaml", "relays: []\n");
    assertThat(of(unsigned(), Map.of("relays/calls", VETO)).findings())
        .extracting(Finding::what)
        .singleElement()
        .asString()
        .startsWith("1 line counsel signed");
    assertThat(of(unsigned(), Map.of("relays/calls", VETO + "\n" + LOWER)).findings())
        .extracting(Finding::what)
        .singleElement()
        .asString()
        .startsWith("2 lines counsel signed");
    assertThat(of(unsigned(), Map.of("relays/calls", VETO)).gone()).isEmpty();
  }

  @Test
  void another_batch_does_not_stand_for_a_line_and_its_own_does() throws IOException {
    write("relays/calls.yaml", "relays: []\n");
    write("relays/other.yaml", VETO_YAML);
    assertThat(of(unsigned(), Map.of("relays/calls", VETO)).findings()).hasSize(1);
    write("relays/calls.yaml", VETO_YAML);
    assertThat(of(unsigned(), Map.of("relays/calls", VETO)).findings()).isEmpty();
  }

  @Test
  void a_batch_in_force_says_itself_what_counts() throws IOException {
    write("relays/calls.yaml", VETO_YAML);
    Outlasting outlasting = of(signed(), Map.of("relays/calls", LOWER));
    assertThat(outlasting.batches()).isEmpty();
    assertThat(outlasting.findings()).isEmpty();
    assertThat(outlasting.of("relays/calls")).isEqualTo(VETO);
  }

  @Test
  void what_is_not_in_force_narrows_beside_what_was_and_frees_nothing() throws IOException {
    write("relays/calls.yaml", VETO_YAML);
    assertThat(of(unsigned(), Map.of("relays/calls", LOWER)).of("relays/calls"))
        .isEqualTo(LOWER + "\n" + VETO);
    assertThat(of(unsigned(), Map.of("relays/calls", VETO)).of("relays/calls")).isEqualTo(VETO);
    write("relays/calls.yaml", "relays: [ { person: nobody } ]\n");
    assertThat(of(unsigned(), Map.of("relays/calls", LOWER)).of("relays/calls")).isEqualTo(LOWER);
    assertThat(of(unsigned(), Map.of("relays/gone", LOWER)).of("relays/gone")).isEqualTo(LOWER);
  }

  @Test
  void a_notice_stays_held_when_the_one_that_took_its_place_is_gone() throws IOException {
    Map<String, String> once = Map.of("routing/third", "supersedes first 2026-01-01T00:00:00Z");
    Outlasting outlasting = of(unsigned(), once);
    assertThat(outlasting.superseded()).containsExactly("first");
    assertThat(outlasting.gone()).containsExactly(Target.gone("routing/third"));
    assertThat(outlasting.text()).contains("first");
    assertThatThrownBy(() -> outlasting.superseded().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    routing("third", "");
    assertThat(of(unsigned(), once).superseded()).containsExactly("first");
    assertThat(of(unsigned(), once).gone()).isEmpty();
    assertThat(of(unsigned(), Map.of("routing/third", "")).superseded()).isEmpty();
  }

  @Test
  void signed_after_that_moment_it_is_free() throws IOException {
    InForce signed = signed();
    Instant at = signed.signedLast("routing/first").orElseThrow();
    String before = "supersedes first " + at.minusMillis(1);
    assertThat(of(signed, Map.of("routing/third", before)).superseded()).isEmpty();
    assertThat(of(signed, Map.of("routing/third", before)).gone()).isEmpty();
    String then = "supersedes first " + at;
    assertThat(of(signed, Map.of("routing/third", then)).superseded()).containsExactly("first");
  }

  @Test
  void a_routing_in_force_is_remembered_with_the_notice_it_supersedes_and_since_when()
      throws IOException {
    InForce signed = signed();
    // Second is signed after first.
    String now = "supersedes first " + signed.signedLast("routing/second").orElseThrow();
    assertThat(of(signed, Map.of()).of("routing/second")).isEqualTo(now);
    String later = "supersedes first 2026-03-01T00:00:00Z";
    assertThat(of(signed, Map.of("routing/second", later)).of("routing/second")).isEqualTo(later);
    String another = "supersedes other 2026-03-01T00:00:00Z";
    assertThat(of(signed, Map.of("routing/second", another)).of("routing/second")).isEqualTo(now);
    assertThat(of(signed, Map.of("routing/second", later)).superseded()).isEmpty();
    assertThat(of(signed, Map.of("routing/first", another)).of("routing/first")).isEmpty();
  }

  @Test
  void of_what_is_not_in_force_or_no_routing_the_ledger_keeps_what_it_had() throws IOException {
    String had = "supersedes other 2026-03-01T00:00:00Z";
    assertThat(of(unsigned(), Map.of("routing/second", had)).of("routing/second")).isEqualTo(had);
    assertThat(of(signed(), Map.of("templates/first", had)).of("templates/first")).isEqualTo(had);
  }
}
