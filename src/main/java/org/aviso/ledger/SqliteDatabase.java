package org.aviso.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Instant;
import java.util.Properties;
import org.aviso.config.SteadyClock;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * SQLite in WAL mode with {@code synchronous=FULL}: a commit returns when the bytes are on disk.
 * Transactions of a writer begin as such ({@code BEGIN IMMEDIATE}), so one writes at a time.
 */
final class SqliteDatabase extends Database {
  /**
   * Pages (of 4 KiB) the write-ahead log may hold before they are carried over. Look-ups are
   * random, so a list touches the same pages again and again: the longer the log, the fewer are
   * carried.
   */
  private static final int CHECKPOINT_PAGES = 64_000;

  private static final int BUSY = 5;
  private static final int FULL = 13;

  private final String url;
  private final Clock machine = SteadyClock.ofThisProcess();
  private final HikariDataSource readers;

  /**
   * The file is its owner's alone before anything is written to it; SQLite's side files follow its
   * mode.
   */
  SqliteDatabase(Path file) {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      // Made at an earlier start.
    } catch (IOException e) {
      throw new LedgerException("The ledger's database cannot be made", e);
    }
    this.url = "jdbc:sqlite:" + file.toAbsolutePath();
    migrate(
        flyway().dataSource(url, null, null).initSql("PRAGMA journal_mode = WAL"),
        "BLOB",
        "WITHOUT ROWID");
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setDataSourceProperties(settings(true));
    config.setMaximumPoolSize(4);
    config.setMinimumIdle(0);
    config.setPoolName("ledger-readers");
    this.readers = new HikariDataSource(config);
  }

  @Override
  Sql openWriter() {
    Sql sql = opened(() -> DriverManager.getConnection(url, settings(false)));
    sql.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
    return sql;
  }

  @Override
  HikariDataSource readers() {
    return readers;
  }

  @Override
  void begin(Sql sql) {
    // BEGIN IMMEDIATE has waited.
  }

  @Override
  Instant leaseClock(Sql sql) {
    return machine.instant();
  }

  @Override
  boolean shared() {
    return false;
  }

  @Override
  boolean full(Throwable failure) {
    return said(failure).filter(e -> e.getErrorCode() == FULL).isPresent();
  }

  @Override
  boolean busy(Throwable failure) {
    return said(failure).filter(e -> e.getErrorCode() == BUSY).isPresent();
  }

  @Override
  boolean lost(Throwable failure) {
    return false;
  }

  private static Properties settings(boolean readOnly) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setTransactionMode(
        readOnly ? SQLiteConfig.TransactionMode.DEFERRED : SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setBusyTimeout(30_000);
    // A connection has one user at a time, and the driver locks it as well.
    config.setOpenMode(SQLiteOpenMode.NOMUTEX);
    config.setGetGeneratedKeys(false);
    config.setCacheSize(readOnly ? -4_000 : -32_000);
    config.enforceForeignKeys(false);
    config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
    return config.toProperties();
  }
}
