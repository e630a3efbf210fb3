package org.aviso.routing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.aviso.config.Finding;
import org.junit.jupiter.api.Test;

/** Counsel's files of a size nobody wrote on purpose are refused before they are parsed. */
class LargeFilesTest {
  private static final byte[] COMMENT =
      ("# " + "x".repeat(30_000_000) + "\nrelays: []\n").getBytes(UTF_8);

  @Test
  void a_routing_with_a_comment_of_thirty_million_letters_is_refused_at_once() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () ->
            assertThat(RoutingFile.of(COMMENT, "routing.yaml"))
                .isInstanceOfSatisfying(
                    RoutingFile.Faulty.class,
                    faulty ->
                        assertThat(faulty.findings())
                            .extracting(Finding::what)
                            .containsExactly("is larger than 262144 bytes")));
  }

  @Test
  void a_batch_with_a_comment_of_thirty_million_letters_is_refused_at_once_and_may_hold_a_veto() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          RelayReader.Read read = RelayReader.of(COMMENT, "first", "digest", "relays/first.yaml");
          assertThat(read.findings())
              .extracting(Finding::what)
              .containsExactly("is larger than 16777216 bytes");
          assertThat(read.batch().vetoesKnown()).isFalse();
        });
  }

  @Test
  void a_batch_of_fifty_thousand_contacts_is_read() {
    String lines =
        "  - { person: P-4K7Q2M9XWA, contact: C-%d, level: L1, name: true, expires: 2027-05-01,"
            + " consent: { form: oral, by: member, date: 2027-01-04 }, reason: \"asked for\" }\n";
    StringBuilder batch = new StringBuilder("relays:\n");
    for (int i = 1; i <= 50_000; i++) {
      batch.append(lines.formatted(i));
    }
    RelayReader.Read read =
        RelayReader.of(batch.toString().getBytes(UTF_8), "big", "digest", "relays/big.yaml");
    assertThat(read.findings()).isEmpty();
    assertThat(read.batch().entries()).hasSize(50_000);
  }
}
