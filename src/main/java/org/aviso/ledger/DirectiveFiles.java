package org.aviso.ledger;

import java.util.List;
import java.util.Optional;
import org.aviso.intake.DirectiveFile;

/** Files of directives: each is applied whole, in one commit, and never twice. */
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
   * @param details JSON, one element a row that was not applied
   */
  public record Applied(long applied, long rejected, String details) {}

  /** Puts into words what became of each row; called inside the commit, so without effects. */
  public interface Details {
    /**
     * @param unknown lines of rows whose person is nobody in this home
     */
    String of(List<Integer> unknown);
  }

  /** What became of a file that was applied; empty when it is new. */
  public Optional<Applied> find(String sha256) {
    try (Sql sql = database.openReader()) {
      return sql.one(
          "SELECT applied, rejected, details FROM directive_files WHERE sha256 = ?",
          r -> new Applied(r.getLong(1), r.getLong(2), r.getString(3)),
          sha256);
    }
  }

  /** Applies every row that can be; from the commit on nothing is claimed that one forbids. */
  public Applied apply(
      String sha256, List<DirectiveFile.Row> rows, String systemUser, Details details) {
    return writer.write(
        tx -> {
          List<Integer> unknown =
              rows.stream()
                  .filter(row -> row.fault() == null)
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
          long rejected = unknown.size() + rows.stream().filter(row -> row.fault() != null).count();
          Applied applied = new Applied(rows.size() - rejected, rejected, details.of(unknown));
          tx.sql()
              .update(
                  "INSERT INTO directive_files (sha256, applied, rejected, details, at) VALUES"
                      + " (?,?,?,?,?)",
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
          return applied;
        });
  }
}
