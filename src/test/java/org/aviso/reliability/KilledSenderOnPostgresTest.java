package org.aviso.reliability;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sending process is killed at random; a class of its own runs beside the one on SQLite. */
class KilledSenderOnPostgresTest {
  @TempDir Path folder;

  @Test
  void at_random_instants_on_postgresql() throws Exception {
    Effort.fullOnly();
    Kills.atRandomInstants(House.onPostgres(folder), folder, "postgresql", 200, 10_000);
  }
}
