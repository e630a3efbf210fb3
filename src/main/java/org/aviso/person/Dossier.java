package org.aviso.person;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything the lists and the staff ever said of one person that still counts, with where each
 * value came from. This is what the ledger seals; what it means is read from it anew each time, so
 * a mended table of names mends old records.
 *
 * @param id stable for the life of the case
 * @param fields the cleaned cells that count now
 * @param contacts every contact ever known, superseded ones included; {@code C-n} numbers are never
 *     reused
 * @param holds what intake found that a person must settle
 * @param flags remarks that do not stop a notice, such as {@code absent_from_full_list}, {@code
 *     email_typo}
 */
public record Dossier(
    PersonId id,
    Map<Column, Sourced> fields,
    List<Contact> contacts,
    Set<HoldReason> holds,
    Set<String> flags) {
  public Dossier {
    fields = Map.copyOf(fields);
    contacts = List.copyOf(contacts);
    holds = Set.copyOf(holds);
    flags = Set.copyOf(flags);
  }

  /** The cell, or null. */
  public String cell(Column column) {
    Sourced sourced = fields.get(column);
    return sourced == null ? null : sourced.value();
  }

  @Override
  public String toString() {
    return "Dossier[" + id + "]";
  }
}
