package org.aviso.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aviso.config.Finding;
import org.aviso.config.Settings;
import org.aviso.ledger.Ledger;
import org.aviso.ledger.LedgerAddress;
import org.aviso.person.ContactId;
import org.aviso.person.PersonId;
import org.aviso.routing.RelayBatch;

/**
 * The lines of counsel's batches, held against the persons and contacts the ledger knows. What a
 * batch says of somebody nobody knows binds nobody, and who wrote it should not learn that later.
 */
public final class RelayLines {
  private final Ledger ledger;
  private final Policy policy;

  RelayLines(Ledger ledger, Policy policy) {
    this.ledger = ledger;
    this.policy = policy;
  }

  /**
   * What is wrong with them; nothing where there is no ledger to ask, as on counsel's own machine.
   *
   * @param targets asked with the target of each batch, and of each routing
   */
  public static List<Finding> findings(
      Path root, Settings settings, Policy policy, Predicate<String> targets) {
    boolean asked =
        !policy.batches().isEmpty()
            && (policy.batches().stream().map(RelayBatch::target).anyMatch(targets)
                || policy.notices().stream().map("routing/"::concat).anyMatch(targets));
    if (!asked || !LedgerAddress.refused(settings).isEmpty() || !LedgerAddress.exists(settings)) {
      return List.of();
    }
    try (Desk desk = Desk.open(root, settings, "relays")) {
      return findings(desk, policy, targets);
    }
  }

  /** The same where the ledger is open. */
  public static List<Finding> findings(Desk desk, Policy policy, Predicate<String> targets) {
    RelayLines lines = new RelayLines(desk.ledger(), policy);
    return Stream.concat(
            policy.batches().stream()
                .filter(batch -> targets.test(batch.target()))
                .flatMap(batch -> lines.unknown(batch).stream()),
            new SharedVetoes(desk, policy).findings(targets).stream())
        .toList();
  }

  /** Lines that name a person, or a contact of a person, whom the ledger does not know. */
  List<Finding> unknown(RelayBatch batch) {
    Set<PersonId> named =
        batch.entries().stream().map(RelayBatch.Entry::person).collect(Collectors.toSet());
    Map<PersonId, Set<ContactId>> known = ledger.relayContacts().contacts(named);
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < batch.entries().size(); i++) {
      RelayBatch.Entry entry = batch.entries().get(i);
      Set<ContactId> contacts = known.get(entry.person());
      if (contacts == null) {
        findings.add(unknownPerson(batch, i, entry));
      } else if (entry.contact() != null && !contacts.contains(entry.contact())) {
        findings.add(unknownContact(batch, i, entry));
      }
    }
    return findings;
  }

  private Finding unknownPerson(RelayBatch batch, int line, RelayBatch.Entry entry) {
    String binds = entry.veto() ? "the veto stops nothing" : "the line approves and lowers nothing";
    return ledger
        .records()
        .mergedInto(entry.person())
        .map(
            now ->
                batch.finding(
                    line,
                    entry.person()
                        + " was found to be "
                        + now
                        + (entry.veto()
                            ? ": the veto binds that person"
                            : ": of that person the line only narrows, and approves nothing"),
                    "write it of %s, whose contacts aviso show %s lists".formatted(now, now)))
        .orElseGet(
            () ->
                batch.finding(
                    line,
                    "nobody is known as " + entry.person() + ": " + binds,
                    "correct the id (aviso list shows them); the line binds should a list bring"
                        + " that person"));
  }

  private static Finding unknownContact(RelayBatch batch, int line, RelayBatch.Entry entry) {
    return batch.finding(
        line,
        entry.person()
            + " has no contact "
            + entry.contact()
            + (entry.veto()
                ? ": until this is mended the veto counts for all relays of that person"
                : ": the line approves and lowers nothing"),
        "name a contact that aviso show %s lists%s"
            .formatted(entry.person(), entry.veto() ? ", or none for all relays" : ""));
  }
}
