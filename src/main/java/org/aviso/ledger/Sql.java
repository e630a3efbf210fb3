package org.aviso.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A connection with its prepared statements kept. Instants are bound as milliseconds, booleans as 0
 * or 1. Not for use by two threads at once.
 */
final class Sql implements AutoCloseable {
  /**
   * At most so many rows. SQLite reads a plain parameter while it plans, and so plans such a
   * statement anew each time it is bound; of a sum it knows nothing.
   */
  static final String LIMIT = " LIMIT (? + 0)";

  private static final int CHUNK = 512;

  /** Reads one row. */
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Takes one row. */
  interface Each {
    void take(ResultSet row) throws SQLException;
  }

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  Sql(Connection connection) {
    this.connection = connection;
  }

  Connection connection() {
    return connection;
  }

  /** From here on a reader sees the ledger as it is at one instant, until it is closed. */
  void oneInstant() {
    try {
      connection.setAutoCommit(false);
    } catch (SQLException e) {
      throw new LedgerException("The ledger could not be read", e);
    }
  }

  /** A statement of the engine's own, run once. */
  void execute(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new LedgerException("The ledger refused a setting", e);
    }
  }

  int update(String sql, Object... values) {
    try {
      return bind(sql, values).executeUpdate();
    } catch (SQLException e) {
      throw new LedgerException("The ledger refused a change", e);
    }
  }

  /** One statement, many rows; the counts of the rows changed. */
  int[] updateAll(String sql, List<Object[]> rows) {
    if (rows.isEmpty()) {
      return new int[0];
    }
    try {
      PreparedStatement statement = prepared(sql);
      try {
        for (Object[] row : rows) {
          bind(statement, row);
          statement.addBatch();
        }
        return statement.executeBatch();
      } finally {
        // The statement is kept: what broke off half way must not go in with the next batch.
        statement.clearBatch();
      }
    } catch (SQLException e) {
      throw new LedgerException("The ledger refused a change", e);
    }
  }

  <T> List<T> list(String sql, Row<T> row, Object... values) {
    List<T> found = new ArrayList<>();
    each(sql, r -> found.add(row.read(r)), values);
    return found;
  }

  <T> Optional<T> one(String sql, Row<T> row, Object... values) {
    List<T> found = list(sql, row, values);
    return found.isEmpty() ? Optional.empty() : Optional.ofNullable(found.get(0));
  }

  long number(String sql, Object... values) {
    return one(sql, r -> r.getLong(1), values).orElse(0L);
  }

  void each(String sql, Each each, Object... values) {
    try (ResultSet rows = bind(sql, values).executeQuery()) {
      while (rows.next()) {
        each.take(rows);
      }
    } catch (SQLException e) {
      throw new LedgerException("The ledger could not be read", e);
    }
  }

  /**
   * Lists for IN, of at most 512: a statement has a bounded number of places. Each is filled up to
   * a power of two with its last value, so that few shapes of a statement are prepared.
   */
  static <T> List<List<T>> chunks(Collection<T> all) {
    List<T> list = List.copyOf(all);
    List<List<T>> chunks = new ArrayList<>();
    for (int from = 0; from < list.size(); from += CHUNK) {
      List<T> chunk = new ArrayList<>(list.subList(from, Math.min(list.size(), from + CHUNK)));
      T last = chunk.get(chunk.size() - 1);
      while (Integer.bitCount(chunk.size()) > 1) {
        chunk.add(last);
      }
      chunks.add(chunk);
    }
    return chunks;
  }

  /** {@code (?,?,?)} for an IN list. */
  static String places(int count) {
    return "(" + "?,".repeat(count - 1) + "?)";
  }

  static Long longOrNull(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  static Instant instantOrNull(ResultSet row, String column) throws SQLException {
    Long value = longOrNull(row, column);
    return value == null ? null : Instant.ofEpochMilli(value);
  }

  private PreparedStatement bind(String sql, Object... values) throws SQLException {
    PreparedStatement statement = prepared(sql);
    bind(statement, values);
    return statement;
  }

  private PreparedStatement prepared(String sql) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    return statement;
  }

  private static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      int place = i + 1;
      if (value == null) {
        statement.setNull(place, Types.NULL);
      } else if (value instanceof Instant instant) {
        statement.setLong(place, instant.toEpochMilli());
      } else if (value instanceof Boolean bool) {
        statement.setInt(place, bool ? 1 : 0);
      } else if (value instanceof byte[] bytes) {
        statement.setBytes(place, bytes);
      } else {
        statement.setObject(place, value);
      }
    }
  }

  /** Lets go of a connection that is broken, or may be. */
  void abandon() {
    try {
      connection.close();
    } catch (SQLException e) {
      // It is gone: nothing is left to close.
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new LedgerException("The ledger's connection did not close", e);
    }
  }
}
