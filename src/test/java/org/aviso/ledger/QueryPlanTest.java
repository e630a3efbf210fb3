package org.aviso.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked often is found by an index, so that old work does not slow new. */
class QueryPlanTest {
  @TempDir Path folder;

  @Test
  void the_next_claims_are_read_in_their_order_and_nothing_is_sorted() {
    assertThat(onSqlite(Attempts.NEXT))
        .anyMatch(step -> step.contains("attempts_due"))
        .noneMatch(step -> step.contains("TEMP B-TREE") || step.startsWith("SCAN"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        Attempts.NEXT,
        Attempts.ORPHANS,
        Attempts.ENDED,
        Attempts.OVERDUE,
        Attempts.IN_DOUBT,
        Attempts.ANY_DUE,
        Attempts.ANY_SENDING,
        Attempts.FIRST_SENT,
        Attempts.LAST_DOUBT,
        Attempts.SENDING_ON,
        Plans.NEXT
      })
  void no_table_is_read_through_on_either_engine(String query) {
    assertThat(onSqlite(query))
        .noneMatch(step -> step.matches("SCAN \\w+") || step.contains("AUTOMATIC"));
    // The tables are empty here, and PostgreSQL would read them through: only where it has no index
    // it does so all the same.
    assertThat(onPostgres(query)).noneMatch(step -> step.contains("Seq Scan"));
  }

  private List<String> onSqlite(String query) {
    try (SqliteDatabase database = new SqliteDatabase(folder.resolve("aviso.db"));
        Sql sql = database.openReader()) {
      return sql.list(
          "EXPLAIN QUERY PLAN " + query, step -> step.getString("detail"), nothing(query));
    }
  }

  private static List<String> onPostgres(String query) {
    try (PostgresDatabase database =
            new PostgresDatabase(new LedgerAddress(EmbeddedServer.freshUrl(), "postgres", null));
        Sql sql = database.openReader()) {
      sql.execute("SET enable_seqscan = off");
      return sql.list("EXPLAIN " + query, step -> step.getString(1), nothing(query));
    }
  }

  private static Object[] nothing(String query) {
    int places = (int) query.chars().filter(c -> c == '?').count();
    return new Object[places];
  }
}
