package org.aviso.intake;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aviso.person.Column;
import org.aviso.person.Dossier;
import org.aviso.person.HoldReason;
import org.aviso.person.PersonId;

/**
 * Those who share one number, where they are many: a filler nobody knew for one, on every row of a
 * list. Each row asks only those it may mean, lest work grow with the square of the rows.
 */
final class Crowd {
  /** So few are asked one by one. */
  static final int FROM = 16;

  /** By last name and by birth date, those of before included: whoever it is, is asked again. */
  private final Map<String, Set<PersonId>> byTrait = new HashMap<>();

  private final Set<PersonId> all = new LinkedHashSet<>();
  private final Set<PersonId> free = new LinkedHashSet<>();

  void add(Dossier dossier) {
    all.add(dossier.id());
    if (dossier.holds().contains(HoldReason.IDENTITY_CONFLICT)) {
      free.remove(dossier.id());
    } else {
      free.add(dossier.id());
    }
    for (String name : Lookups.names(dossier)) {
      trait(last(name)).add(dossier.id());
    }
    if (dossier.cell(Column.DOB) != null) {
      trait(dossier.cell(Column.DOB)).add(dossier.id());
    }
  }

  /** A row without last name and birth date may mean anybody. */
  Collection<PersonId> mayBe(JudgedRow row) {
    String name = row.name();
    String birth = row.cell(Column.DOB);
    if (row.cell(Column.LAST_NAME) == null && birth == null) {
      return List.copyOf(all);
    }
    Set<PersonId> found = new LinkedHashSet<>();
    if (name != null) {
      found.addAll(byTrait.getOrDefault(last(name), Set.of()));
    }
    if (birth != null) {
      found.addAll(byTrait.getOrDefault(birth, Set.of()));
    }
    return found;
  }

  /** Who is not held for sharing it. */
  Collection<PersonId> free() {
    return List.copyOf(free);
  }

  private Set<PersonId> trait(String trait) {
    return byTrait.computeIfAbsent(trait, key -> new LinkedHashSet<>());
  }

  private static String last(String name) {
    return name.substring(0, name.indexOf('|') + 1);
  }
}
