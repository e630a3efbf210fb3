package org.aviso.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.aviso.intake.RefusedFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReaderGuardTest {
  @TempDir Path folder;

  private ReaderGuard guard() throws Exception {
    return ReaderGuard.of(folder, "digest");
  }

  @Test
  void what_broke_twice_at_one_line_is_not_read_a_third_time() throws Exception {
    guard().begin(2_001);
    guard().begin(2_001);

    assertThatThrownBy(() -> guard().begin(2_001))
        .isInstanceOf(RefusedFile.class)
        .hasMessageContaining("after line 2001");
    assertThatThrownBy(() -> guard().check()).isInstanceOf(RefusedFile.class);
  }

  @Test
  void reading_that_passes_forgets_nothing_that_broke_at_the_same_line() throws Exception {
    guard().begin(1);
    ReaderGuard second = guard();
    second.begin(1);
    second.passed();
    guard().begin(1);

    assertThatThrownBy(() -> guard().begin(1)).isInstanceOf(RefusedFile.class);
  }

  @Test
  void what_breaks_at_another_line_begins_to_count_anew() throws Exception {
    guard().begin(1);
    guard().begin(1);
    ReaderGuard further = guard();
    assertThatThrownBy(() -> further.begin(1)).isInstanceOf(RefusedFile.class);

    guard().begin(4_001);
    guard().check();
  }

  @Test
  void a_list_that_is_done_with_leaves_no_mark() throws Exception {
    ReaderGuard guard = guard();
    guard.begin(0);
    guard.passed();
    guard.done();

    assertThat(folder).isEmptyDirectory();
  }
}
