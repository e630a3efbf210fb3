package org.aviso.ledger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL of the test's own, as durable as in use, one a JVM; each ledger has a schema in
 * it. Run by root it starts in a user namespace ({@code unshare -U}), for PostgreSQL refuses root.
 */
public final class EmbeddedServer {
  private static final AtomicInteger SCHEMAS = new AtomicInteger();
  private static EmbeddedPostgres server;

  private EmbeddedServer() {}

  private static synchronized EmbeddedPostgres server() {
    if (server == null) {
      try {
        server =
            EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "100")
                .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return server;
  }

  public static int port() {
    return server().getPort();
  }

  /** An empty schema's JDBC URL. */
  public static String freshUrl() {
    String schema = "ledger_" + SCHEMAS.incrementAndGet();
    String url = "jdbc:postgresql://127.0.0.1:" + port() + "/postgres";
    try (Connection connection = DriverManager.getConnection(url, "postgres", null);
        var statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA " + schema);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return url + "?currentSchema=" + schema;
  }
}
