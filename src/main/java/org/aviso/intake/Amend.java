package org.aviso.intake;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.aviso.person.Column;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.ContactStatus;
import org.aviso.person.Dossier;
import org.aviso.person.Owner;
import org.aviso.person.Sourced;

/** What a person told staff, entered into a dossier. It outranks every list, earlier and later. */
public final class Amend {
  private final RowJudge judge;
  private final Merge merge;
  private final HandEntry entry;

  public Amend(IntakeConfig config) {
    this.entry = new HandEntry(config);
    this.judge = new RowJudge(config);
    this.merge = new Merge(config);
  }

  /**
   * Who told it, and when.
   *
   * @param source {@code call}, {@code letter} or {@code attorney}
   */
  public record Teller(String source, LocalDate on) {
    public Teller {
      if (source.equals(Merge.LIST)) {
        throw new IllegalArgumentException("A list tells nothing: it is merged");
      }
    }
  }

  /** The amended dossier, or why the value cannot be entered. */
  public sealed interface Answer {
    /**
     * @param remarks what is not as it should be in the value all the same
     */
    record Amended(Dossier dossier, List<RowReason> remarks) implements Answer {
      public Amended {
        remarks = List.copyOf(remarks);
      }
    }

    record Refused(RowReason reason) implements Answer {}
  }

  /**
   * Replaces a cell; the contacts that followed from it are superseded. A word that no table knows
   * is refused: whoever told it can be asked.
   */
  public Answer set(Dossier dossier, Column column, String value, Teller teller) {
    return told(dossier, column, value, teller, false);
  }

  /** Adds a number or an address to those there are; for any other column the same as set. */
  public Answer add(Dossier dossier, Column column, String value, Teller teller) {
    return told(dossier, column, value, teller, Merge.contactCell(column));
  }

  private Answer told(Dossier dossier, Column column, String value, Teller teller, boolean adding) {
    JudgedRow row =
        judge
            .judge(
                new ParsedRow(0, Map.of(column, value), null),
                new ListInfo("", null, teller.on(), false))
            .toldBy(teller.source());
    if (row.rejection() != null) {
      return new Answer.Refused(entry.asked(row.rejection(), column));
    }
    if (row.cell(column) == null) {
      RowReason why =
          row.reasons().isEmpty()
              ? RowReason.of("empty", column, "says nothing")
              : row.reasons().get(0);
      return new Answer.Refused(entry.asked(why, column));
    }
    if (Family.TRAITS.contains(column) && notedOnly(dossier)) {
      return new Answer.Refused(
          RowReason.of(
              "no_family_contact",
              column,
              "describes the number in FAM_PHONE or the address in FAM_EMAIL, and there is none:"
                  + " the relative's stands in PHONE or EMAIL with a note. Enter it with --set"
                  + " FAM_PHONE or FAM_EMAIL first"));
    }
    Optional<RowReason> unknown = entry.unknown(column, row.cell(column), dossier);
    if (unknown.isPresent()) {
      return new Answer.Refused(unknown.get());
    }
    Set<String> flags = new HashSet<>(dossier.flags());
    flags.remove(Merge.RETIRED + column);
    Dossier open =
        new Dossier(dossier.id(), dossier.fields(), dossier.contacts(), dossier.holds(), flags);
    Dossier amended =
        adding ? merge.adding(open, row) : merge.into(open, row, row.reasons()).dossier();
    return new Answer.Amended(
        Lookups.knownAs(amended, dossier),
        row.reasons().stream().map(reason -> entry.asked(reason, column)).toList());
  }

  /**
   * Takes a cell out. Its contacts are superseded, those somebody added for it included, and a list
   * that names them again does not bring them back.
   */
  public Answer retire(Dossier dossier, Column column, Teller teller) {
    boolean ways = Merge.contactCell(column);
    Sourced cell = dossier.fields().get(column);
    if (cell == null && dossier.contacts().stream().noneMatch(c -> ways && added(c, column))) {
      return new Answer.Refused(
          RowReason.of(
              "empty",
              column,
              "has nothing that could be taken out; aviso show lists what there is"));
    }
    Map<Column, Sourced> fields = new EnumMap<>(Column.class);
    fields.putAll(dossier.fields());
    fields.remove(column);
    Set<String> flags = new HashSet<>(dossier.flags());
    List<Contact> contacts = new ArrayList<>(dossier.contacts());
    if (ways) {
      Set<String> named = named(cell, column);
      contacts.replaceAll(
          contact ->
              named.contains(ContactCell.key(contact.kind(), contact.value()))
                      || added(contact, column)
                  ? retired(contact, teller)
                  : contact);
    } else {
      flags.add(Merge.RETIRED + column);
    }
    if (Family.WAYS.contains(column)) {
      Family.of(dossier).open(column).keep(flags, fields);
    } else if (Family.TRAITS.contains(column)) {
      Family.of(dossier).without(column).keep(flags, fields);
    }
    return new Answer.Amended(
        Lookups.knownAs(
            merge.settled(new Dossier(dossier.id(), fields, contacts, dossier.holds(), flags)),
            dossier),
        List.of());
  }

  /** The only relatives there are were noted beside a number of the person's own column. */
  private static boolean notedOnly(Dossier dossier) {
    return Family.WAYS.stream().noneMatch(way -> dossier.cell(way) != null)
        && dossier.contacts().stream()
            .anyMatch(contact -> contact.owner() == Owner.RELAY && contact.usable())
        && dossier.contacts().stream()
            .noneMatch(contact -> contact.owner() == Owner.RELAY && Merge.told(contact.source()));
  }

  private static Set<String> named(Sourced cell, Column column) {
    return cell == null
        ? Set.of()
        : ContactCell.parts(cell.value()).stream()
            .map(part -> ContactCell.key(Merge.kind(column), part.value()))
            .collect(Collectors.toSet());
  }

  /** Somebody told it beside what the cell says, and it has not been taken out since. */
  private static boolean added(Contact contact, Column column) {
    return contact.kind() == Merge.kind(column)
        && contact.owner() == Merge.owner(column)
        && Merge.told(contact.source())
        && contact.status() != ContactStatus.SUPERSEDED;
  }

  /** Takes one contact out, wherever it came from. */
  public Dossier retire(Dossier dossier, ContactId id, Teller teller) {
    List<Contact> contacts = new ArrayList<>(dossier.contacts());
    contacts.replaceAll(contact -> contact.id().equals(id) ? retired(contact, teller) : contact);
    return merge.settled(
        new Dossier(dossier.id(), dossier.fields(), contacts, dossier.holds(), dossier.flags()));
  }

  /** The contact is the member's own. */
  public Dossier verify(Dossier dossier, ContactId id) {
    List<Contact> contacts = new ArrayList<>(dossier.contacts());
    contacts.replaceAll(
        contact ->
            contact.id().equals(id) && contact.owner() == Owner.MEMBER
                ? contact.withVerified(true)
                : contact);
    return new Dossier(dossier.id(), dossier.fields(), contacts, dossier.holds(), dossier.flags());
  }

  private static Contact retired(Contact contact, Teller teller) {
    boolean inUse =
        contact.status() == ContactStatus.OK || contact.status() == ContactStatus.AMBIGUOUS;
    return new Contact(
        contact.id(),
        contact.kind(),
        contact.owner(),
        contact.value(),
        contact.country(),
        contact.name(),
        contact.relation(),
        contact.languageCell(),
        inUse ? ContactStatus.SUPERSEDED : contact.status(),
        inUse ? null : contact.statusReason(),
        contact.verified(),
        new Sourced(contact.source().value(), teller.on(), teller.source(), null, 0));
  }
}
