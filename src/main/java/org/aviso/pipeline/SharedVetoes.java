package org.aviso.pipeline;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.aviso.config.Finding;
import org.aviso.ledger.Plans.EntryToPlan;
import org.aviso.person.Contact;
import org.aviso.person.ContactStatus;
import org.aviso.person.Person;
import org.aviso.person.PersonId;
import org.aviso.routing.Case;
import org.aviso.routing.RelayBatch;
import org.aviso.routing.VetoReach;

/**
 * Numbers and addresses that are vetoed for one person and allowed for another. A veto is of its
 * person alone; whoever vetoed the mother of two for one of them may have meant both.
 */
final class SharedVetoes {
  private final Desk desk;
  private final Policy policy;
  private final LocalDate today;
  private final Map<PersonId, OnePerson> persons = new HashMap<>();

  SharedVetoes(Desk desk, Policy policy) {
    this.desk = desk;
    this.policy = policy;
    this.today = LocalDate.ofInstant(desk.clock().instant(), desk.clock().getZone());
  }

  /**
   * @param cases by notice; directives and contacts are the same in all
   */
  private record OnePerson(Person person, Map<String, Case> cases) {
    Case anyCase() {
      return cases.values().iterator().next();
    }
  }

  /** A line of a batch, and a contact it speaks of. */
  private record Line(RelayBatch batch, int at, RelayBatch.Entry entry, Contact contact) {
    @Override
    public String toString() {
      return "Line[" + entry.person() + " " + contact.id() + "]";
    }
  }

  /**
   * @param targets asked with the target of the batch a finding is in, and with that of a routing
   *     that allows the number as a kind
   */
  List<Finding> findings(Predicate<String> targets) {
    Set<PersonId> named = new HashSet<>();
    policy.batches().forEach(b -> b.entries().forEach(entry -> named.add(entry.person())));
    load(named);
    List<Line> lines = policy.batches().stream().flatMap(batch -> lines(batch).stream()).toList();
    Map<Line, List<PersonId>> others = new HashMap<>();
    lines.forEach(line -> others.put(line, others(line)));
    load(others.values().stream().flatMap(List::stream).toList());
    List<Finding> findings = new ArrayList<>();
    Set<String> said = new HashSet<>();
    for (Line line : lines) {
      for (PersonId other : others.get(line)) {
        if (persons.containsKey(other)) {
          findings.addAll(against(line, persons.get(other), targets, said));
        }
      }
    }
    return findings;
  }

  private void load(Collection<PersonId> ids) {
    Map<PersonId, List<EntryToPlan>> entries = new HashMap<>();
    for (EntryToPlan entry :
        desk.ledger().plans().of(ids.stream().filter(id -> !persons.containsKey(id)).toList())) {
      if (entry.dossier() != null) {
        entries.computeIfAbsent(entry.dossier().id(), one -> new ArrayList<>()).add(entry);
      }
    }
    entries.forEach(
        (id, own) -> {
          Person person = desk.reader().read(own.get(0).dossier());
          Map<String, Case> cases = new HashMap<>();
          own.forEach(
              entry -> cases.put(entry.notice(), Planning.asCase(policy, entry, person, today)));
          persons.put(id, new OnePerson(person, cases));
        });
  }

  /** Of contacts that nobody else has there is nothing to say. */
  private List<Line> lines(RelayBatch batch) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < batch.entries().size(); i++) {
      RelayBatch.Entry entry = batch.entries().get(i);
      OnePerson of = persons.get(entry.person());
      if (of == null || (!entry.veto() && entry.overOn(today))) {
        continue;
      }
      for (Contact contact : VetoReach.of(of.anyCase(), entry.contact())) {
        boolean meant = entry.veto() || contact.id().equals(entry.contact());
        boolean shared = of.anyCase().sharing().getOrDefault(contact.id(), 1) > 1;
        if (meant && shared && contact.status() != ContactStatus.SUPERSEDED) {
          lines.add(new Line(batch, i, entry, contact));
        }
      }
    }
    return lines;
  }

  private List<PersonId> others(Line line) {
    return desk.ledger()
        .relayContacts()
        .others(line.entry.person(), List.of(line.contact))
        .get(0)
        .some();
  }

  private List<Finding> against(
      Line line, OnePerson other, Predicate<String> targets, Set<String> said) {
    List<Finding> findings = new ArrayList<>();
    for (Contact theirs : VetoReach.onTheSame(other.person, line.contact)) {
      boolean vetoed = VetoReach.reaches(other.anyCase(), policy.relays(), theirs);
      String here = line.entry.person() + " " + line.contact.id();
      String there = other.person.id() + " " + theirs.id();
      Optional<String> allowed = vetoed ? Optional.empty() : allowed(other, theirs);
      boolean asked =
          targets.test(line.batch.target()) || allowed.filter(targets::test).isPresent();
      if (!asked || said.contains(there + " " + here)) {
        continue;
      }
      if (line.entry.veto() && allowed.isPresent()) {
        said.add(here + " " + there);
        findings.add(
            line.batch.finding(
                line.at,
                "%s is vetoed, and the same number or address is allowed for %s (%s)"
                    .formatted(here, there, allowed.get()),
                mend(there)));
      } else if (!line.entry.veto() && vetoed && !reached(line)) {
        said.add(here + " " + there);
        findings.add(
            line.batch.finding(
                line.at,
                "%s is allowed, and the same number or address is vetoed for %s"
                    .formatted(here, there),
                mend(here)));
      }
    }
    return findings;
  }

  private static String mend(String allowed) {
    return "a veto is of its person alone: veto "
        + allowed
        + " too, unless they may be asked for the one and not for the other";
  }

  private boolean reached(Line line) {
    return VetoReach.reaches(
        persons.get(line.entry.person()).anyCase(), policy.relays(), line.contact);
  }

  /** The target that allows it, a batch before its signature too; empty when none does. */
  private Optional<String> allowed(OnePerson who, Contact contact) {
    return policy.batches().stream()
        .filter(
            batch ->
                batch.sound()
                    && batch.entries().stream()
                        .filter(entry -> !entry.veto() && !entry.overOn(today))
                        .filter(entry -> entry.person().equals(who.person.id()))
                        .anyMatch(entry -> contact.id().equals(entry.contact())))
        .map(RelayBatch::target)
        .findFirst()
        .or(
            () ->
                who.cases.entrySet().stream()
                    .filter(one -> allowedAsAKind(one.getKey(), one.getValue(), contact))
                    .map(one -> "routing/" + one.getKey())
                    .findFirst());
  }

  private boolean allowedAsAKind(String notice, Case given, Contact contact) {
    return policy.notice(notice).stream()
        .flatMap(rules -> rules.relays(given).stream())
        .anyMatch(state -> state.contact().id().equals(contact.id()) && state.byKind());
  }
}
