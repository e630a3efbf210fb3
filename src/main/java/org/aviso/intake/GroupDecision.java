package org.aviso.intake;

import java.util.List;
import org.aviso.person.Dossier;

/**
 * All that follows from a group of rows, to be stored in one commit.
 *
 * @param rows one for each row given, in order
 * @param added persons not known before, in their last state after the group
 * @param changed known persons whose dossier is another now; a refreshed date alone also counts.
 *     Never a person that is in {@code added}
 */
public record GroupDecision(List<RowOutcome> rows, List<Dossier> added, List<Dossier> changed) {
  public GroupDecision {
    rows = List.copyOf(rows);
    added = List.copyOf(added);
    changed = List.copyOf(changed);
  }
}
