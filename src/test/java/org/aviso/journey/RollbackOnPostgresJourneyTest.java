package org.aviso.journey;

import java.util.Map;
import org.aviso.ledger.EmbeddedServer;

/** What the ledger remembers it remembers on PostgreSQL as well. */
class RollbackOnPostgresJourneyTest extends RollbackJourneyTest {
  private final String url = EmbeddedServer.freshUrl();

  @Override
  Map<String, String> ledger() {
    return Map.of("aviso.ledger.url", url, "aviso.ledger.user", "postgres");
  }
}
