package org.aviso.intake;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.aviso.person.Column;
import org.aviso.person.Contact;
import org.aviso.person.ContactKind;
import org.aviso.person.Dossier;
import org.aviso.person.Masking;
import org.aviso.person.Sourced;

/**
 * A value that contradicts the one that stands, so that whoever settles a value_conflict sees both.
 * Kept among the dossier's flags, as {@code rival:COLUMN|as_of|source|list|line|value}: such a flag
 * never leaves the dossier.
 */
public record Rival(Column column, Sourced said) {
  static final String FLAG = "rival:";
  private static final int PARTS = 6;

  /** All of the dossier, by column. */
  public static List<Rival> of(Dossier dossier) {
    List<Rival> rivals = new ArrayList<>(0);
    for (String flag : dossier.flags()) {
      if (flag.startsWith(FLAG)) {
        String[] part = flag.substring(FLAG.length()).split("\\|", PARTS);
        rivals.add(
            new Rival(
                Column.valueOf(part[0]),
                new Sourced(
                    part[5],
                    LocalDate.parse(part[1]),
                    part[2],
                    part[3].isEmpty() ? null : part[3],
                    Integer.parseInt(part[4]))));
      }
    }
    rivals.sort(
        Comparator.comparing(Rival::column)
            .thenComparing(rival -> rival.said.asOf())
            .thenComparing(rival -> rival.said.line())
            .thenComparing(rival -> rival.said.value()));
    return rivals;
  }

  /** A number or an address, as the other record has it. */
  static Rival of(Column column, Contact contact) {
    Sourced source = contact.source();
    String value =
        contact.value() + (contact.relation() == null ? "" : " (" + contact.relation() + ")");
    return new Rival(
        column, new Sourced(value, source.asOf(), source.source(), source.list(), source.line()));
  }

  /**
   * Notes it, unless the same value is noted already from another list.
   *
   * @return whether it is one more
   */
  boolean note(Set<String> flags) {
    boolean noted =
        flags.stream()
            .filter(flag -> flag.startsWith(FLAG + column + "|"))
            .anyMatch(flag -> flag.split("\\|", PARTS)[PARTS - 1].equals(said.value()));
    if (!noted) {
      String list = said.list() == null ? "" : said.list();
      flags.add(
          FLAG
              + String.join(
                  "|",
                  column.name(),
                  said.asOf().toString(),
                  said.source(),
                  list,
                  String.valueOf(said.line()),
                  said.value()));
    }
    return !noted;
  }

  /** Whether one of the column was said on that day or later. */
  static boolean anySince(LocalDate day, Set<String> flags, Column column) {
    return flags.stream()
        .filter(flag -> flag.startsWith(FLAG + column + "|"))
        .map(flag -> LocalDate.parse(flag.substring(FLAG.length()).split("\\|", PARTS)[1]))
        .anyMatch(said -> !said.isBefore(day));
  }

  /** It is settled which value of the column is right. */
  static void forget(Set<String> flags, Column column) {
    flags.removeIf(flag -> flag.startsWith(FLAG + column + "|"));
  }

  /** Numbers and addresses as elsewhere; of any other cell nothing. */
  public String masked() {
    if (!Merge.contactCell(column)) {
      return "***";
    }
    ContactKind kind = Merge.kind(column);
    List<String> parts = new ArrayList<>(1);
    for (ContactCell.Part part : ContactCell.parts(said.value())) {
      parts.add(
          Masking.contact(kind, part.value())
              + (part.relation() == null ? "" : " (" + part.relation() + ")"));
    }
    return String.join("; ", parts);
  }

  @Override
  public String toString() {
    return "Rival[" + column + " " + said + "]";
  }
}
