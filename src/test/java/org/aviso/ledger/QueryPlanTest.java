package org.aviso.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
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

  /**
   * The writer keeps a plan that knows no limit: of many rows too it must be the one that takes the
   * first ones in their order.
   */
  @Test
  void the_next_claims_are_the_first_of_the_index_when_postgres_has_counted_many() {
    try (PostgresDatabase database =
            new PostgresDatabase(new LedgerAddress(EmbeddedServer.freshUrl(), "postgres", null));
        Sql sql = database.openWriter()) {
      sql.execute(
          "INSERT INTO entries (id, person_id, notice, to_plan, hold_reasons, remarks, more_steps,"
              + " open_tasks) SELECT n, n, 'n', 0, '', '', 0, 0 FROM generate_series(1, 100000) n");
      sql.execute(
          "INSERT INTO contacts (person_id, number, kind, owner, look, status, verified) SELECT n,"
              + " 1, 'phone', 'member', n, 'ok', 0 FROM generate_series(1, 100000) n");
      sql.execute(
          "INSERT INTO attempts (id, reference, entry_id, person_id, notice, step, contact, tries,"
              + " channel, recipient, level, tag, fallback, name_allowed, repeats, routing_digest,"
              + " state, due_at, changed_at) SELECT n, n::text, n, n, 'n', 's', 1, 1, 'sms',"
              + " 'member', 'L1', 'es', 0, 0, 0, 'R', 'planned', 0, 0"
              + " FROM generate_series(1, 100000) n");
      sql.execute("ANALYZE");
      int[] place = {0};
      String numbered =
          Pattern.compile("\\?").matcher(Attempts.NEXT).replaceAll(q -> "\\$" + ++place[0]);
      sql.execute("PREPARE due (text, bigint, bigint, bigint) AS " + numbered);

      List<String> plan = sql.list("EXPLAIN EXECUTE due ('sms', 1, 1, 10)", r -> r.getString(1));

      assertThat(plan)
          .anyMatch(step -> step.contains("attempts_due"))
          .noneMatch(step -> step.matches(".*(Sort|Hash|Merge|Seq Scan|contacts_by_value).*"));
    }
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
