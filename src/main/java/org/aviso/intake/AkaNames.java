package org.aviso.intake;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.aviso.person.Column;
import org.aviso.person.Dossier;

/** Other names of a person, in the AKA cell: {@code LAST, FIRST; LAST, FIRST}. */
final class AkaNames {
  static final String BETWEEN = "\\s*;\\s*";

  private AkaNames() {}

  /** The dossier's own name as it is written in such a cell. */
  static String written(Dossier dossier) {
    String first = dossier.cell(Column.FIRST_NAME);
    String last = dossier.cell(Column.LAST_NAME).replace(',', ' ').replace(';', ' ');
    return last + ", " + (first == null ? "" : first.replace(';', ' '));
  }

  /** Folded as {@link Lookups#name} does; a name without its comma is none that can be compared. */
  static List<String> of(Dossier dossier) {
    String cell = dossier.cell(Column.AKA);
    return cell == null
        ? List.of()
        : Arrays.stream(cell.split(BETWEEN))
            .map(name -> name.split(",", 2))
            .filter(parts -> parts.length == 2)
            .map(parts -> Lookups.name(parts[0], parts[1]))
            .filter(Objects::nonNull)
            .toList();
  }
}
