package org.aviso.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectiveFileTest {
  @TempDir Path folder;

  /** Rows as {@code line:action}, or {@code line:code} where one is not applied. */
  private String read(String rows) throws Exception {
    Path file = Files.writeString(folder.resolve("monday.csv"), "PERSON,ACTION,REASON,BY\n" + rows);
    return DirectiveFile.read(file).rows().stream()
        .map(row -> row.line() + ":" + (row.fault() == null ? row.action() : row.fault().code()))
        .collect(Collectors.joining(" "));
  }

  /** Lines are parted by {@code ⏎}. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          P-4K7Q2M9XWA,hold,"call back,R⏎P-9D0XWA3T5B,veto-relay,she said "never,R⏎P-7T5B9D0XWA,stop-notices,asked,R | 2:malformed 3:veto_relay 4:stop_notices
          P-4K7Q2M9XWA,hold,"call" back",R⏎P-9D0XWA3T5B,veto-relay,asked,R             | 2:malformed 3:veto_relay
          P-4K7Q2M9XWA,hold,"call back,R⏎P-9D0XWA3T5B,veto-relay,asked,R               | 2:malformed 3:veto_relay
          P-4K7Q2M9XWA,hold,"call back,R⏎P-9D0XWA3T5B,veto-relay,asked",R              | 2:malformed
          P-4K7Q2M9XWA,hold,"call back,R⏎p-9d0xwa3t5b,veto-relay,asked",R,             | 2:malformed
          P-4K7Q2M9XWA,hold,"call back⏎and wait, she said",R⏎P-9D0XWA3T5B,veto-relay,asked,R | 2:hold 4:veto_relay
          P-4K7Q2M9XWA,hold,the "best" way,R⏎⏎P-9D0XWA3T5B,veto-relay,asked,R          | 2:hold 4:veto_relay
          """)
  void no_line_is_lost_to_a_quote(String rows, String expected) throws Exception {
    assertThat(read(rows.replace('⏎', '\n'))).isEqualTo(expected);
  }

  @Test
  void a_row_that_took_in_the_line_below_says_so() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("monday.csv"),
            "PERSON,ACTION,REASON,BY\n"
                + "P-4K7Q2M9XWA,hold,\"call back,R\nP-9D0XWA3T5B,veto-relay,asked\",R\n");
    assertThat(DirectiveFile.read(file).rows().get(0).fault().rule())
        .isEqualTo("has a quote that is not closed and took in the line below: take it out");
  }
}
