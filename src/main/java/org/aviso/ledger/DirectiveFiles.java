package org.aviso.ledger;

import java.util.List;
import org.aviso.intake.DirectiveFile;

/** Files of directives: each is applied whole, in one commit; what is in force is not repeated. */
public final class DirectiveFiles {
  private final LedgerWriter writer;
  private final Directives directives;

  DirectiveFiles(LedgerWriter writer, Directives directives) {
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
     */
    String of(List<Integer> unknown);
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
                  .filter(row -> !again || !Directives.inForce(tx, row.person(), row.action()))
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
          Applied applied =
              new Applied(
                  left.size() - unknown.size(),
                  sound.size() - left.size(),
                  rows.size() - sound.size() + unknown.size(),
                  details.of(unknown));
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
          return applied;
        });
  }
}
