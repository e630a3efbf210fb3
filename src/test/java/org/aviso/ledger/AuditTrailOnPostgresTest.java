package org.aviso.ledger;

import java.sql.Connection;
import java.sql.DriverManager;

/** The same on PostgreSQL. */
class AuditTrailOnPostgresTest extends AuditTrailTest {
  private final String url = EmbeddedServer.freshUrl();

  @Override
  LedgerAddress address() {
    return new LedgerAddress(url, "postgres", null);
  }

  @Override
  Connection connection() throws Exception {
    return DriverManager.getConnection(url, "postgres", null);
  }
}
