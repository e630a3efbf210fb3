package org.aviso.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL, for more than one machine. Writers of all processes take turns by an advisory lock
 * that lasts as long as their transaction; each reader looks at one instant (REPEATABLE READ) and
 * holds a page of rows in memory.
 */
final class PostgresDatabase extends Database {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresDatabase.class);

  /** Each schema holds a ledger of its own, and writers of one do not wait for another's. */
  private static final String TAKE_TURNS =
      "SELECT 1 FROM pg_advisory_xact_lock(1096173903, hashtext(current_schema()))";

  /** PostgreSQL, appendix A: the server is going, gone, or coming; the session was ended. */
  private static final Set<String> GONE =
      Set.of("57P01", "57P02", "57P03", "57P05", "25P03", "53300");

  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String DISK_FULL = "53100";

  private final LedgerAddress address;
  private final HikariDataSource readers;

  PostgresDatabase(LedgerAddress address) {
    this.address = address;
    migrate(flyway().dataSource(address.url(), address.user(), address.password()), "BYTEA", "");
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(address.url());
    config.setDataSourceProperties(properties());
    config.setAutoCommit(false);
    config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    config.setConnectionTimeout(10_000);
    config.setMaximumPoolSize(4);
    config.setMinimumIdle(0);
    config.setPoolName("ledger-readers");
    this.readers = new HikariDataSource(config);
    try (Sql sql = openReader()) {
      if (sql.one("SHOW fsync", r -> r.getString(1)).filter("off"::equals).isPresent()) {
        LOG.error(
            "The ledger's PostgreSQL runs with fsync=off: a power cut may lose what was sent, so"
                + " that it is sent again. Set fsync = on");
      }
    }
  }

  private Properties properties() {
    Properties properties = new Properties();
    if (address.user() != null) {
      properties.setProperty("user", address.user());
    }
    if (address.password() != null) {
      properties.setProperty("password", address.password());
    }
    properties.setProperty("ApplicationName", "aviso");
    properties.setProperty("reWriteBatchedInserts", "true");
    properties.setProperty("defaultRowFetchSize", "1000");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("connectTimeout", "10");
    // A network that swallows everything shows by silence alone.
    properties.setProperty("socketTimeout", "120");
    return properties;
  }

  @Override
  Sql openWriter() {
    Sql sql =
        opened(
            () -> {
              Connection connection = DriverManager.getConnection(address.url(), properties());
              connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
              return connection;
            });
    try {
      List.of(
              "SET lock_timeout = '30s'",
              // What a dead machine had begun is undone, so that the others' turn comes.
              "SET idle_in_transaction_session_timeout = '60s'",
              "SET tcp_keepalives_idle = 10",
              "SET tcp_keepalives_interval = 5",
              "SET tcp_keepalives_count = 3",
              // Planning what is due takes longer than finding it, and would be done each time. A
              // plan is kept from when the tables were empty: it must not read them through.
              "SET plan_cache_mode = force_generic_plan",
              "SET enable_seqscan = off",
              "SET jit = off")
          .forEach(sql::execute);
      if (sql.one("SHOW synchronous_commit", r -> r.getString(1))
          .filter("off"::equals)
          .isPresent()) {
        sql.execute("SET synchronous_commit = on");
      }
      return sql;
    } catch (RuntimeException e) {
      sql.close();
      throw e;
    }
  }

  @Override
  HikariDataSource readers() {
    return readers;
  }

  @Override
  void begin(Sql sql) {
    sql.each(TAKE_TURNS, r -> {});
  }

  @Override
  Instant leaseClock(Sql sql) {
    return Instant.ofEpochMilli(
        sql.number("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint"));
  }

  @Override
  boolean shared() {
    return true;
  }

  @Override
  boolean full(Throwable failure) {
    return said(failure).map(SQLException::getSQLState).filter(DISK_FULL::equals).isPresent();
  }

  @Override
  boolean busy(Throwable failure) {
    return said(failure)
        .map(SQLException::getSQLState)
        .filter(LOCK_NOT_AVAILABLE::equals)
        .isPresent();
  }

  @Override
  boolean lost(Throwable failure) {
    return said(failure)
        .map(SQLException::getSQLState)
        .filter(state -> state.startsWith("08") || GONE.contains(state))
        .isPresent();
  }
}
