package org.aviso.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectiveStageTest {
  @TempDir Path folder;

  @Test
  void a_folder_that_was_taken_away_is_made_again_and_nothing_waits_in_it() throws Exception {
    DirectiveStage stage = new DirectiveStage(null, Home.open(folder), result -> {});
    Path directives = folder.resolve("inbox/directives");
    Files.delete(directives);

    assertThat(stage.waits()).isFalse();
    assertThat(directives).isDirectory();
    Files.writeString(directives.resolve("stop.csv"), "PERSON,ACTION,REASON,BY\n");
    assertThat(stage.waits()).isTrue();
  }
}
