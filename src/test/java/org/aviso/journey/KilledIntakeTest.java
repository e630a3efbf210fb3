package org.aviso.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed in the middle of a list, again and again, and begun anew. */
class KilledIntakeTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();
  private static final int ROWS = 24_000;
  private static final int KILLS = 3;

  @TempDir Path folder;

  @Test
  void no_row_is_lost_or_doubled() throws Exception {
    Path inbox = Files.createDirectories(folder.resolve("home/inbox"));
    StringBuilder rows = new StringBuilder("A_NUMBER,LAST_NAME,FIRST_NAME,PHONE,COUNTRY\n");
    for (int i = 0; i < ROWS; i++) {
      rows.append(
          "A999-%03d-%03d,SAMPLE,ANA,+121355501%02d,US%n".formatted(i / 1000, i % 1000, i % 100));
    }
    Path list = Files.writeString(inbox.resolve("list.csv"), rows);
    Files.setLastModifiedTime(list, FileTime.from(Instant.now().minusSeconds(60)));

    long before = 0;
    for (int kill = 1; kill <= KILLS; kill++) {
      Process process = start();
      long least = before;
      org.awaitility.Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> number("SELECT count(*) FROM persons") > least);
      process.destroyForcibly().waitFor();
      before = number("SELECT count(*) FROM persons");
      assertThat(before).as("killed in the middle").isBetween(1L, ROWS - 1L);
      assertThat(before).as("groups are whole").isEqualTo(number("SELECT accepted FROM lists"));
    }
    Process last = start();
    assertThat(last.waitFor(120, TimeUnit.SECONDS)).isTrue();

    assertThat(number("SELECT count(*) FROM persons")).isEqualTo(ROWS);
    assertThat(number("SELECT count(*) FROM lists WHERE state = 'taken'")).isEqualTo(1);
    assertThat(number("SELECT accepted + held + rejected + duplicate FROM lists")).isEqualTo(ROWS);
    assertThat(number("SELECT count(*) FROM lookups"))
        .as("one A-number each, and no other key")
        .isEqualTo(ROWS);
    assertThat(list).doesNotExist();
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Daviso.root=" + ROOT,
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "org.aviso.cli.Aviso",
                "run",
                "--once",
                "--home",
                folder.resolve("home").toString(),
                "-D",
                "aviso.waves.release=manual",
                "-D",
                "aviso.once.wait=0s"))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private long number(String sql) throws SQLException {
    Path database = folder.resolve("home/ledger/aviso.db");
    if (!Files.exists(database)) {
      return -1;
    }
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:file:" + database + "?mode=ro");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getLong(1) : -1;
    } catch (SQLException e) {
      return -1; // Not made yet.
    }
  }
}
