package org.aviso.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** One {@code aviso run --once} with a list in the inbox, and what it came to. */
final class AvisoRun {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Milliseconds since 1970.
   *
   * @param arrivedAt when the list first stood in the ledger
   * @param takenAt when it was wholly in
   * @param plannedAt when the last entry was planned
   */
  record Times(long startedAt, long arrivedAt, long takenAt, long plannedAt, long endedAt) {}

  /** So many lines of the list were in then. */
  private record Mark(long at, long lines) {}

  private final Watched watched;
  private final Times times;
  private final List<Mark> marks;
  private final JsonNode summary;

  private AvisoRun(Watched watched, Times times, List<Mark> marks, JsonNode summary) {
    this.watched = watched;
    this.times = times;
    this.marks = marks;
    this.summary = summary;
  }

  /**
   * @param ledgerUrl of PostgreSQL; null: SQLite under the home
   */
  static AvisoRun once(Launcher aviso, Path config, Path home, String ledgerUrl)
      throws IOException, InterruptedException, SQLException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                "--once",
                "--json",
                "--fail-on=never",
                "--home=" + home,
                "--config=" + config));
    if (ledgerUrl != null) {
      arguments.add("-Daviso.ledger.url=" + ledgerUrl);
      arguments.add("-Daviso.ledger.user=postgres");
    }
    Path out = home.resolve("out.txt");
    Path err = home.resolve("err.txt");
    long start = System.currentTimeMillis();
    Watched watched = Watched.toItsEnd(aviso.start(arguments, out, err), start);
    if (watched.exitCode() != 0) {
      throw new IllegalStateException(
          "run exits with " + watched.exitCode() + ":\n" + Files.readString(err));
    }
    // Java may have said something of its own before, such as that a recording has begun.
    String said = Files.readString(out);
    JsonNode summary = JSON.readTree(said.substring(said.indexOf('{')));
    String url = ledgerUrl != null ? ledgerUrl : "jdbc:sqlite:" + home.resolve("ledger/aviso.db");
    try (Connection ledger = DriverManager.getConnection(url, "postgres", null)) {
      return new AvisoRun(watched, times(start, ledger, watched.endedAt()), marks(ledger), summary);
    }
  }

  /** Of the newest list. */
  private static Times times(long start, Connection ledger, long end) throws SQLException {
    try (ResultSet row =
        ledger
            .createStatement()
            .executeQuery(
                "SELECT arrived_at, finished_at, (SELECT max(planned_at) FROM entries)"
                    + " FROM lists ORDER BY id DESC LIMIT 1")) {
      row.next();
      return new Times(start, row.getLong(1), row.getLong(2), row.getLong(3), end);
    }
  }

  /** Of the newest list, in its order. */
  private static List<Mark> marks(Connection ledger) throws SQLException, IOException {
    List<Mark> marks = new ArrayList<>();
    try (ResultSet row =
        ledger
            .createStatement()
            .executeQuery(
                "SELECT at, detail FROM events WHERE kind = 'list' AND code = 'rows'"
                    + " AND list_id = (SELECT max(id) FROM lists) ORDER BY id")) {
      while (row.next()) {
        marks.add(
            new Mark(row.getLong(1), JSON.readTree(row.getString(2)).path("last_line").asLong()));
      }
    }
    return marks;
  }

  /** Rows a second over the list's first tenth. */
  double firstTenth() {
    Mark tenth =
        marks.stream().filter(mark -> mark.lines >= lines() / 10).findFirst().orElseThrow();
    return rate(new Mark(times.arrivedAt, 0), tenth);
  }

  /** Rows a second over the list's last tenth. */
  double lastTenth() {
    Mark end = marks.get(marks.size() - 1);
    Mark before = new Mark(times.arrivedAt, 0);
    for (Mark mark : marks) {
      before = mark.lines <= lines() * 9 / 10 ? mark : before;
    }
    return rate(before, end);
  }

  private long lines() {
    return marks.get(marks.size() - 1).lines;
  }

  private static double rate(Mark from, Mark to) {
    return (to.lines - from.lines) * 1000.0 / Math.max(1, to.at - from.at);
  }

  Watched watched() {
    return watched;
  }

  Times times() {
    return times;
  }

  /**
   * @throws IllegalStateException when a row is not in the ledger
   */
  AvisoRun mustHaveTaken(long rows) {
    JsonNode file = summary.path("files").path(0);
    long in = file.path("accepted").asLong() + file.path("duplicate").asLong();
    if (!file.path("state").asText().equals("taken") || in != rows) {
      throw new IllegalStateException("the list is not wholly taken: " + summary);
    }
    return this;
  }

  /**
   * @throws IllegalStateException unless there are so many attempts, all in this state
   */
  AvisoRun mustHave(long attempts, String state) {
    JsonNode states = summary.path("attempts");
    if (states.size() != 1 || states.path(state).asLong() != attempts) {
      throw new IllegalStateException(
          "%,d attempts should be %s: %s".formatted(attempts, state, states));
    }
    return this;
  }
}
