package org.aviso.ledger;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.aviso.config.BadSettings;
import org.aviso.config.Finding;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;

/**
 * Connections to the ledger's database, and the little in which its engines differ. One connection
 * writes, a small pool reads. On either engine one transaction writes at a time, whoever begins it:
 * that is what every work handed to {@link LedgerWriter} may rely on.
 */
abstract class Database implements AutoCloseable {
  /** Connections for a writer and readers of one engine. */
  interface Opening {
    Connection open() throws SQLException;
  }

  /**
   * A connection of its own for a writer.
   *
   * @throws LedgerException when the database cannot be reached
   */
  abstract Sql openWriter();

  /** A reader, given back by closing it. */
  final Sql openReader() {
    return opened(readers()::getConnection);
  }

  abstract HikariDataSource readers();

  /** Waits, at the beginning of a transaction that writes, until no other one does. */
  abstract void begin(Sql sql);

  /** What leases are measured by: one clock for every process that shares the ledger. */
  abstract Instant leaseClock(Sql sql);

  /** Whether processes of other homes may work on the same ledger. */
  abstract boolean shared();

  /** Somebody else holds what was waited for: trying one by one would only wait as often. */
  abstract boolean busy(Throwable failure);

  /** The disk takes no more; the transaction was rolled back. */
  abstract boolean full(Throwable failure);

  /** The connection is gone: nobody knows whether what was committed last is in. */
  abstract boolean lost(Throwable failure);

  static Sql opened(Opening opening) {
    try {
      return new Sql(opening.open());
    } catch (SQLException e) {
      throw new LedgerException("The ledger's database does not open", e);
    }
  }

  /**
   * @param blob the type of a column of bytes
   * @param clustered what makes a table stand in its key's order
   */
  static void migrate(FluentConfiguration engine, String blob, String clustered) {
    try {
      engine
          .locations("classpath:db/migration")
          .placeholders(java.util.Map.of("blob", blob, "clustered", clustered))
          .loggers("slf4j")
          .load()
          .migrate();
    } catch (FlywayValidateException e) {
      throw new BadSettings(
          List.of(
              new Finding(
                  "ledger",
                  0,
                  "was made by another build of Aviso, with other tables",
                  "use that build, or name another home (aviso.home, aviso.ledger.url)")));
    } catch (FlywayException e) {
      throw new LedgerException("The ledger's database could not be brought up to date", e);
    }
  }

  static FluentConfiguration flyway() {
    return Flyway.configure();
  }

  /** What the database said, if it was the database. */
  static Optional<SQLException> said(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof SQLException said) {
        return Optional.of(said);
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    readers().close();
  }
}
