package org.aviso.outcome;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which state an attempt enters upon which news. News without a place here (late, repeated,
 * contradictory) is logged and changes nothing.
 *
 * <p>Three rules shape it. Failure reported after {@code sent} wins; {@code delivered} and the
 * failures are never left again, for by then the plan has moved on. What was planned again on proof
 * of absence, or given up then, still listens to evidence that it did leave, or it would be sent
 * twice.
 */
public final class Transitions {
  /** A state that has no column listens to nothing. */
  private static final String TABLE =
      """
      news                        | planned           | sending           | in_doubt          | sent              | unconfirmed       | cancelled         | suppressed        | expired
      claimed                     | sending           | .                 | .                 | .                 | .                 | .                 | .                 | .
      accepted                    | sent              | sent              | sent              | .                 | .                 | sent              | sent              | sent
      refused_for_now             | .                 | temporary_failure | temporary_failure | .                 | .                 | .                 | .                 | .
      refused_for_good            | .                 | permanent_failure | permanent_failure | .                 | .                 | .                 | .                 | .
      refused_technically         | .                 | technical_failure | technical_failure | .                 | .                 | .                 | .                 | .
      not_handed_over             | .                 | planned           | planned           | .                 | .                 | .                 | .                 | .
      no_answer                   | .                 | in_doubt          | .                 | .                 | .                 | .                 | .                 | .
      reported_underway           | sent              | sent              | sent              | .                 | .                 | sent              | sent              | sent
      reported_delivered          | delivered         | delivered         | delivered         | delivered         | delivered         | delivered         | delivered         | delivered
      reported_failed_for_now     | temporary_failure | temporary_failure | temporary_failure | temporary_failure | temporary_failure | temporary_failure | temporary_failure | temporary_failure
      reported_failed_for_good    | permanent_failure | permanent_failure | permanent_failure | permanent_failure | permanent_failure | permanent_failure | permanent_failure | permanent_failure
      reported_failed_technically | technical_failure | technical_failure | technical_failure | technical_failure | technical_failure | technical_failure | technical_failure | technical_failure
      reported_fate_unknown       | unconfirmed       | unconfirmed       | unconfirmed       | unconfirmed       | .                 | unconfirmed       | unconfirmed       | unconfirmed
      lease_ended                 | .                 | in_doubt          | .                 | .                 | .                 | .                 | .                 | .
      found_at_provider           | sent              | sent              | sent              | .                 | .                 | sent              | sent              | sent
      proved_not_sent             | .                 | .                 | planned           | .                 | .                 | .                 | .                 | .
      receipt_overdue             | .                 | .                 | .                 | unconfirmed       | .                 | .                 | .                 | .
      send_until_passed           | expired           | .                 | .                 | .                 | .                 | .                 | .                 | .
      cancelled                   | cancelled         | .                 | .                 | .                 | .                 | .                 | .                 | .
      suppressed                  | suppressed        | .                 | .                 | .                 | .                 | .                 | .                 | .
      planned_again               | .                 | .                 | .                 | .                 | .                 | planned           | planned           | .
      resolved_delivered          | .                 | .                 | delivered         | .                 | delivered         | .                 | .                 | .
      resolved_not_sent           | .                 | .                 | planned           | .                 | .                 | .                 | .                 | .
      """;

  private static final Map<AttemptState, Map<News, AttemptState>> NEXT = read(TABLE);

  private Transitions() {}

  /** The state entered, or empty when this news is only logged. */
  public static Optional<AttemptState> next(AttemptState now, News news) {
    return Optional.ofNullable(NEXT.getOrDefault(now, Map.of()).get(news));
  }

  /** The table as text, for docs. */
  public static String table() {
    return TABLE;
  }

  private static Map<AttemptState, Map<News, AttemptState>> read(String table) {
    List<List<String>> rows = table.lines().map(Transitions::cells).toList();
    List<AttemptState> columns = rows.get(0).stream().skip(1).map(AttemptState::of).toList();
    var next = new EnumMap<AttemptState, Map<News, AttemptState>>(AttemptState.class);
    columns.forEach(state -> next.put(state, new EnumMap<>(News.class)));
    for (List<String> row : rows.subList(1, rows.size())) {
      News news = News.valueOf(row.get(0).toUpperCase(Locale.ROOT));
      for (int i = 0; i < columns.size(); i++) {
        String target = row.get(i + 1);
        if (!target.equals(".")) {
          next.get(columns.get(i)).put(news, AttemptState.of(target));
        }
      }
    }
    return next;
  }

  private static List<String> cells(String line) {
    return Stream.of(line.split("\\|")).map(String::strip).toList();
  }
}
