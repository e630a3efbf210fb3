package org.aviso.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked often is found by an index, so that old work does not slow new. */
class QueryPlanTest {
  @TempDir Path folder;

  @Test
  void the_next_claims_are_read_in_their_order_and_nothing_is_sorted() {
    assertThat(plan(Attempts.NEXT, "sms", 1, 1, 10))
        .anyMatch(step -> step.contains("attempts_due"))
        .noneMatch(step -> step.contains("TEMP B-TREE") || step.startsWith("SCAN"));
  }

  private List<String> plan(String query, Object... values) {
    try (SqliteDatabase database = new SqliteDatabase(folder.resolve("aviso.db"));
        Sql sql = database.openReader()) {
      return sql.list("EXPLAIN QUERY PLAN " + query, step -> step.getString("detail"), values);
    }
  }
}
