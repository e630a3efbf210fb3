package org.aviso.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.aviso.cli.InProcess;

/** What the ledger says, read from its database with a connection of the test's own. */
final class Truth {
  private static final Set<String> LEFT = Set.of("sent", "delivered", "unconfirmed");
  private final House house;
  private Path home;

  Truth(House house) {
    this.house = house;
    this.home = house.home();
  }

  /** To cause what no command can, such as a result that cannot be stored. */
  Connection connection() throws SQLException {
    return house.ledgerUrl() != null
        ? DriverManager.getConnection(house.ledgerUrl(), "postgres", null)
        : DriverManager.getConnection("jdbc:sqlite:" + database());
  }

  /**
   * Where the home is to be seen by us, when the service sees it elsewhere. SQLite follows links by
   * itself and would not find it there: a copy is read.
   */
  void below(Path seen) {
    home = seen;
  }

  private Path database() {
    Path there = home.resolve("ledger/aviso.db");
    if (home.equals(house.home())) {
      return there;
    }
    Path copy = house.folder().resolve("seen.db");
    try {
      Files.deleteIfExists(Path.of(copy + "-shm"));
      Files.copy(there, copy, StandardCopyOption.REPLACE_EXISTING);
      Files.copy(
          Path.of(there + "-wal"), Path.of(copy + "-wal"), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return copy;
  }

  /** The first column; -1 while there is no such table yet. */
  long number(String sql) {
    if (house.ledgerUrl() == null && !Files.exists(home.resolve("ledger/aviso.db"))) {
      return -1;
    }
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      if (house.ledgerUrl() == null) {
        statement.execute("PRAGMA busy_timeout = 10000");
      }
      try (ResultSet rows = statement.executeQuery(sql)) {
        return rows.next() ? rows.getLong(1) : -1;
      }
    } catch (SQLException e) {
      return -1;
    }
  }

  List<String> texts(String sql) throws SQLException {
    try (Connection connection = connection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      if (house.ledgerUrl() == null) {
        statement.execute("PRAGMA busy_timeout = 10000");
      }
      statement.execute(sql);
    }
  }

  long attempts(String... states) {
    return number(
        "SELECT count(*) FROM attempts WHERE state IN ('" + String.join("','", states) + "')");
  }

  /** Neither due, nor under way, nor waiting to be planned, nor in doubt unless it is an email. */
  boolean settled() {
    return number("SELECT count(*) FROM lists WHERE state = 'taken'") > 0
        && number("SELECT count(*) FROM entries WHERE to_plan > 0") == 0
        && attempts("planned", "sending") == 0
        && number("SELECT count(*) FROM attempts WHERE state = 'in_doubt' AND channel = 'sms'")
            == 0;
  }

  /** A latest try that failed for now: its next one is still to be planned. */
  boolean retrying() {
    return number(
            "SELECT count(*) FROM attempts a WHERE state = 'temporary_failure' AND NOT EXISTS"
                + " (SELECT 1 FROM attempts b WHERE b.entry_id = a.entry_id AND b.step = a.step AND"
                + " b.contact = a.contact AND b.tries > a.tries)")
        > 0;
  }

  List<String> arguments(String... command) throws IOException {
    List<String> all = new ArrayList<>(Arrays.asList(command));
    all.addAll(List.of("--config", house.configuration().toString(), "--json"));
    return all;
  }

  /** What a command beside the service prints. */
  JsonNode ask(String... command) throws IOException {
    String before = System.getProperty("aviso.root");
    System.setProperty("aviso.root", house.root().toString());
    try {
      return InProcess.json(arguments(command));
    } finally {
      System.setProperty("aviso.root", before);
    }
  }

  private long inQueue() throws IOException {
    Set<String> items = new TreeSet<>();
    for (JsonNode item : ask("queue", "list").path("items")) {
      items.add(item.path("id").asText());
    }
    return items.stream().filter(id -> id.startsWith("D-")).count();
  }

  /**
   * Nothing lost and nothing twice: each person got one message or is in the queue, what we call
   * sent was received, and every sum agrees.
   *
   * @param persons how many there are, each with one number or address
   */
  void reconciles(Receivers receivers, int persons) throws IOException, SQLException {
    Map<String, Long> byRecipient = receivers.byRecipient();
    assertThat(byRecipient.values()).as("nobody was sent two messages").allMatch(n -> n == 1);
    assertThat(receivers.byReference().values()).as("no attempt left twice").allMatch(n -> n == 1);

    Map<String, String> states = new HashMap<>();
    for (String row : texts("SELECT reference || ' ' || state FROM attempts")) {
      states.put(row.split(" ")[0], row.split(" ")[1]);
    }
    Set<String> received = new TreeSet<>(receivers.byReference().keySet());
    Set<String> ours = new TreeSet<>();
    Set<String> doubtful = new TreeSet<>();
    states.forEach(
        (reference, state) -> {
          if (LEFT.contains(state)) {
            ours.add(reference);
          } else if (state.equals("in_doubt")) {
            doubtful.add(reference);
          }
        });
    assertThat(received).as("what we call sent was received").containsAll(ours);
    Set<String> unknown = new LinkedHashSet<>(received);
    unknown.removeAll(ours);
    // A receipt said that it failed on the way: it had left, and we know of it.
    texts("SELECT reference FROM attempts WHERE provider_id IS NOT NULL").forEach(unknown::remove);
    assertThat(doubtful)
        .as("what was received we know of, or is in the queue")
        .containsAll(unknown);

    // Each is to be seen in the work queue, for a person to settle.
    assertThat(number("SELECT count(*) FROM attempts WHERE state = 'in_doubt'"))
        .as("in the queue")
        .isEqualTo(inQueue());
    long told = byRecipient.size();
    long openWithout = doubtful.stream().filter(r -> !received.contains(r)).count();
    assertThat(told + openWithout).as("each person got it or is in doubt").isEqualTo(persons);

    assertThat(number("SELECT sum(accepted + held + rejected + duplicate) FROM lists"))
        .as("rows = accepted + held + rejected + duplicate")
        .isEqualTo(persons);
    Map<String, Long> sums = new TreeMap<>();
    states.values().forEach(state -> sums.merge(state, 1L, Long::sum));
    assertThat(sums.values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(number("SELECT count(*) FROM attempts"));
    assertThat(ask("report").path("reconciles").asBoolean()).as("report reconciles").isTrue();
    assertThat(ask("audit", "verify").path("intact").asBoolean()).as("chain intact").isTrue();
  }
}
