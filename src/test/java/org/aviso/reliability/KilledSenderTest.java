package org.aviso.reliability;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sending process is killed at random. */
class KilledSenderTest {
  @TempDir Path folder;

  @Test
  void at_random_instants_on_sqlite() throws Exception {
    Kills.atRandomInstants(
        House.onSqlite(folder), folder, "sqlite", Effort.of(5, 200), Effort.of(250, 10_000));
  }
}
