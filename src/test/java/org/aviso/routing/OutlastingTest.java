package org.aviso.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.aviso.person.ContactId;
import org.aviso.person.PersonId;
import org.aviso.template.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the ledger keeps of a signed batch. */
class OutlastingTest {
  private static final PersonId ANA = new PersonId("P-4K7Q2M9XWA");
  private static final LocalDate DAY = LocalDate.of(2027, 1, 5);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "P-4K7Q2M9XWA C-1 veto",
        "P-4K7Q2M9XWA all veto",
        "P-4K7Q2M9XWA C-12 L0",
        "P-4K7Q2M9XWA C-1 L3 2027-01-05",
        "P-4K7Q2M9XWA C-1 L1 name",
        "P-4K7Q2M9XWA all L1 name 2027-01-05"
      })
  void a_line_is_read_as_it_was_written(String line) {
    assertThat(Outlasting.text(List.of(Outlasting.entry(line)))).isEqualTo(line);
  }

  /** No reason, and nothing of a consent but its end. */
  @Test
  void nothing_but_what_narrows_is_kept() {
    RelayBatch.Entry whole =
        new RelayBatch.Entry(
            ANA,
            new ContactId(1),
            false,
            Level.L1,
            true,
            DAY,
            new RelayBatch.Consent("oral", "member", DAY, "scope", "R. Sample", DAY),
            "told us so");
    assertThat(Outlasting.text(List.of(whole))).isEqualTo("P-4K7Q2M9XWA C-1 L1 name 2027-01-05");
  }

  @Test
  void it_narrows_and_approves_nothing() {
    RelayBatch once =
        RelayBatch.outlasting("first", List.of(Outlasting.entry("P-4K7Q2M9XWA C-1 L0 2027-01-05")));
    Relays.Standing standing =
        Relays.none().and(List.of(once)).approvedBy(digest -> true).of(ANA, new ContactId(1), DAY);
    assertThat(standing.approved()).isFalse();
    assertThat(standing.ceiling()).isEqualTo(Level.L0);
    assertThat(standing.revoked()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "P-4K7Q2M9XWA C-1 veto, P-4K7Q2M9XWA C-1 L0, true",
    "P-4K7Q2M9XWA all veto, P-4K7Q2M9XWA C-1 veto, true",
    "P-4K7Q2M9XWA C-1 veto, P-4K7Q2M9XWA all veto, false",
    "P-4K7Q2M9XWA C-1 L0, P-4K7Q2M9XWA C-1 veto, false",
    "P-4K7Q2M9XWA C-1 L0, P-4K7Q2M9XWA C-1 L1, true",
    "P-4K7Q2M9XWA C-1 L1, P-4K7Q2M9XWA C-1 L0, false",
    "P-4K7Q2M9XWA C-1 L0, P-4K7Q2M9XWA C-1 L0 name, true",
    "P-4K7Q2M9XWA C-1 L0 name, P-4K7Q2M9XWA C-1 L0, false",
    "P-4K7Q2M9XWA C-1 L0, P-4K7Q2M9XWA C-1 L0 2027-01-05, false",
    "P-4K7Q2M9XWA C-1 L0 2027-01-04, P-4K7Q2M9XWA C-1 L0 2027-01-05, true",
    "P-4K7Q2M9XWB C-1 veto, P-4K7Q2M9XWA C-1 veto, false"
  })
  void a_line_covers_what_narrows_no_more_than_it_does(String here, String once, boolean covers) {
    assertThat(Outlasting.entry(here).covers(Outlasting.entry(once))).isEqualTo(covers);
  }
}
