package org.aviso.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndingTest {
  private final List<Thread> hooks = new ArrayList<>();

  @Test
  void what_ended_by_itself_leaves_no_hook_behind() {
    new Ending(hooks::add, hooks::remove).close();
    assertThat(hooks).isEmpty();
  }

  @Test
  void a_signal_at_the_moment_of_closing_breaks_nothing() {
    Ending ending =
        new Ending(
            hooks::add,
            hook -> {
              throw new IllegalStateException("Shutdown in progress");
            });

    ending.close();

    assertThat(ending.asked()).isTrue();
  }
}
