package org.aviso.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.aviso.SignedHouse;
import org.aviso.config.Finding;
import org.aviso.config.Settings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches somebody wrote by hand, on 2027-01-05, under a routing that allows relays L0. */
class ApprovingLinesTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();

  @TempDir Path folder;
  private Policy policy;

  @BeforeEach
  void a_batch_of_many_kinds_of_lines() throws Exception {
    SignedHouse.copy(ROOT.resolve("routes/counsel"), folder.resolve("counsel"));
    Files.writeString(
        folder.resolve("counsel/relays/first.yaml"),
        """
        relays:
          - { person: P-4K7Q2M9XWA, contact: C-1, level: L0, expires: 2027-01-05, reason: good }
          - { person: P-4K7Q2M9XWA, contact: C-2, level: L0, expires: 2027-01-04, reason: over }
          - { person: P-4K7Q2M9XWA, contact: C-3, level: L0, expires: 2027-05-01, reason: early,
              consent: { form: oral, by: member, date: 2027-01-06 } }
          - { person: P-4K7Q2M9XWA, contact: C-4, level: L0, expires: 2027-05-01, reason: ended,
              consent: { form: oral, by: member, date: 2026-01-06, revoked: 2027-01-05 } }
          - { person: P-4K7Q2M9XWA, contact: C-5, level: L1, expires: 2027-05-01, reason: high }
          - { person: P-4K7Q2M9XWA, contact: C-6, veto: true, reason: unsafe }
        """);
    Settings settings =
        Settings.load(
            null,
            Map.of(),
            Map.of("aviso.routing.dir", folder.resolve("counsel").toString()),
            ROOT);
    policy =
        Policy.read(
            settings,
            Tables.read(ROOT.resolve("config")),
            Clock.fixed(Instant.parse("2027-01-05T18:00:00Z"), ZoneOffset.UTC));
  }

  private static List<String> shown(List<String> said) {
    return said.stream().map(one -> one.replaceAll(".*first.yaml:| — .*", "")).toList();
  }

  private static List<String> lines(List<Finding> findings) {
    return shown(findings.stream().map(Finding::toString).toList());
  }

  private static final String EARLY = "4: consent of 2027-01-06 is still to come";
  private static final String HIGH =
      "8: level L1 legal matter is more than routing/class-notice (levels.relay: L0) allows"
          + " relays; that counts";
  private static final String OVER =
      "3: expires 2027-01-04 is over: the line approves nothing, its level counts on";
  private static final String ENDED =
      "6: consent was revoked on 2027-01-05: the line approves nothing, nor is the contact"
          + " approved as a kind";

  @Test
  void a_consent_to_come_and_a_level_above_the_routings_are_findings_by_line() {
    assertThat(lines(policy.counselFindings())).containsExactly(EARLY, HIGH);
  }

  @Test
  void lines_that_are_over_are_notes_of_check() {
    assertThat(shown(policy.overInBatches())).containsExactly(OVER, ENDED);
  }

  @Test
  void who_signs_the_batch_is_told_all_of_it() {
    assertThat(lines(policy.remarks("relays/first")))
        .containsExactlyInAnyOrder(EARLY, HIGH, OVER, ENDED);
    assertThat(policy.remarks("relays/second")).isEmpty();
  }
}
