package org.aviso.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.sqlite.SQLiteConfig;

/**
 * Connections to the ledger's database. SQLite in WAL mode with {@code synchronous=FULL}: a commit
 * returns when the bytes are on disk. One connection writes, a small pool reads.
 */
final class Database implements AutoCloseable {
  /**
   * Pages (of 4 KiB) the write-ahead log may hold before they are carried over. Look-ups are
   * random, so a list touches the same pages again and again: the longer the log, the fewer are
   * carried.
   */
  private static final int CHECKPOINT_PAGES = 64_000;

  private final String url;
  private final HikariDataSource readers;

  private Database(String url) {
    this.url = url;
    migrate();
    this.readers = readers();
  }

  /**
   * The file is its owner's alone before anything is written to it; SQLite's side files follow its
   * mode.
   */
  static Database sqlite(Path file) {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      // Made at an earlier start.
    } catch (IOException e) {
      throw new LedgerException("The ledger's database cannot be made", e);
    }
    return new Database("jdbc:sqlite:" + file.toAbsolutePath());
  }

  /**
   * A connection of its own for a writer; transactions begin as writers ({@code BEGIN IMMEDIATE}).
   */
  Sql openWriter() {
    try {
      Connection connection = DriverManager.getConnection(url, sqlite(false));
      Sql sql = new Sql(connection);
      sql.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
      return sql;
    } catch (SQLException e) {
      throw new LedgerException("The ledger's database does not open", e);
    }
  }

  /** A reader, given back by closing it. */
  Sql openReader() {
    try {
      return new Sql(readers.getConnection());
    } catch (SQLException e) {
      throw new LedgerException("The ledger's database does not open", e);
    }
  }

  private void migrate() {
    try {
      Flyway.configure()
          .dataSource(url, null, null)
          .locations("classpath:db/migration")
          .placeholders(Map.of("blob", "BLOB", "clustered", "WITHOUT ROWID"))
          .loggers("slf4j")
          .initSql("PRAGMA journal_mode = WAL")
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new LedgerException("The ledger's database could not be brought up to date", e);
    }
  }

  private HikariDataSource readers() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setDataSourceProperties(sqlite(true));
    config.setMaximumPoolSize(4);
    config.setMinimumIdle(0);
    config.setPoolName("ledger-readers");
    return new HikariDataSource(config);
  }

  private static Properties sqlite(boolean readOnly) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setTransactionMode(
        readOnly ? SQLiteConfig.TransactionMode.DEFERRED : SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setBusyTimeout(30_000);
    config.setCacheSize(readOnly ? -8_000 : -48_000);
    config.enforceForeignKeys(false);
    config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
    return config.toProperties();
  }

  @Override
  public void close() {
    readers.close();
  }
}
