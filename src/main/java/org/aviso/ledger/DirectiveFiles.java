package org.aviso.ledger;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.aviso.intake.DirectiveFile;
import org.aviso.person.PersonId;

/** Files of directives: each is applied whole, in one commit; what is in force is not repeated. */
public final class DirectiveFiles {
  private final Database database;
  private final LedgerWriter writer;
  private final Directives directives;

  DirectiveFiles(Database database, LedgerWriter writer, Directives directives) {
    this.database = database;
    this.writer = writer;
    this.directives = directives;
  }

  /**
   * What became of a file.
   *
   * @param bound rows that were in force already
   * @param details JSON, one element a row that was not applied
   */
  public record Applied(long applied, long bound, long rejected, String details) {}

  /** Puts into words what became of each row; called inside the commit, so without effects. */
  public interface Details {
    /**
     * @param unknown lines of rows whose person is nobody in this home
     * @param now of rows whose person was found to be another, by line: who that is
     */
    String of(List<Integer> unknown, Map<Integer, PersonId> now);
  }

  /**
   * Applies every row that can be; from the commit on nothing is claimed that one forbids. Of a
   * file that is known only what is not in force now: dropped again after a counsel lifted it, or
   * once its persons are on a list, it is meant again.
   */
  public Applied apply(
      String sha256, List<DirectiveFile.Row> rows, String systemUser, Details details) {
    return writer.write(
        tx -> {
          boolean again =
              tx.sql().number("SELECT count(*) FROM directive_files WHERE sha256 = ?", sha256) > 0;
          List<DirectiveFile.Row> sound = rows.stream().filter(row -> row.fault() == null).toList();
          List<DirectiveFile.Row> left =
              sound.stream()
                  .filter(row -> !again || !directives.inForce(tx, row.person(), row.action()))
                  .toList();
          List<Integer> unknown =
              left.stream()
                  .filter(
                      row ->
                          !directives.decide(
                              tx,
                              row.person(),
                              row.action(),
                              null,
                              row.reason(),
                              row.by(),
                              systemUser))
                  .map(DirectiveFile.Row::line)
                  .toList();
          Map<Integer, PersonId> now = new TreeMap<>();
          left.forEach(
              row -> directives.now(tx, row.person()).ifPresent(id -> now.put(row.line(), id)));
          Applied applied =
              new Applied(
                  left.size() - unknown.size(),
                  sound.size() - left.size(),
                  rows.size() - sound.size() + unknown.size(),
                  details.of(unknown, now));
          if (again && applied.applied == 0) {
            return applied;
          }
          tx.sql()
              .update(
                  "INSERT INTO directive_files (sha256, applied, rejected, details, at) VALUES"
                      + " (?,?,?,?,?) ON CONFLICT (sha256) DO UPDATE SET applied ="
                      + " directive_files.applied + excluded.applied, rejected ="
                      + " excluded.rejected, details = excluded.details, at = excluded.at",
                  sha256,
                  applied.applied,
                  applied.rejected,
                  applied.details,
                  tx.now());
          tx.record(
              Event.ofService(
                  "directives",
                  "taken",
                  "{\"file\":\"%s\",\"applied\":%d,\"rejected\":%d}"
                      .formatted(sha256, applied.applied, applied.rejected)));
          if (applied.rejected > 0) {
            // What somebody decided binds nobody.
            tx.record(
                Event.ofService(
                    "alarm",
                    "directives_rejected",
                    "{\"file\":\"%s\",\"rejected\":%d,\"unknown\":%d}"
                        .formatted(sha256, applied.rejected, unknown.size())));
          }
          return applied;
        });
  }

  /**
   * Files of which some rows were not applied.
   *
   * @param sha256 of the file, whose report says which and why
   */
  public record Rejected(String sha256, long rows) {}

  /** Alarms that a file was refused whole, since one was applied whole; each its event's detail. */
  public List<String> refused() {
    try (Sql sql = database.openReader()) {
      return sql.list(
          "SELECT DISTINCT detail FROM events WHERE kind IN ('service', 'alarm') AND code ="
              + " 'directives_refused' AND at >= (SELECT coalesce(max(at), 0) FROM directive_files"
              + " WHERE rejected = 0) ORDER BY detail",
          r -> r.getString(1));
    }
  }

  /** Since a file was applied whole, the newest last: with the mended file dropped it is over. */
  public List<Rejected> rejected() {
    try (Sql sql = database.openReader()) {
      return sql.list(
          "SELECT sha256, rejected FROM directive_files WHERE rejected > 0 AND at >= (SELECT"
              + " coalesce(max(at), 0) FROM directive_files WHERE rejected = 0) ORDER BY at",
          r -> new Rejected(r.getString(1), r.getLong(2)));
    }
  }
}
