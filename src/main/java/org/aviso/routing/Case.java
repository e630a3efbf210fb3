package org.aviso.routing;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aviso.person.ContactId;
import org.aviso.person.Person;

/**
 * All the rules may look at for one entry, gathered at one instant.
 *
 * @param person as read from the dossier, contact statuses as the ledger knows them
 * @param sharing how many persons have this contact's value, this one included
 * @param counselHold counsel said hold
 * @param vetoedRelays contacts vetoed; all relays when {@code allRelaysVetoed}
 * @param list SHA-256 of the list the person first came with
 * @param today at the place of the office
 * @param formerLines what batches say, beside vetoes, of ids this person had, each of the contact
 *     it is now: they narrow, and approve nothing
 */
public record Case(
    Person person,
    Map<ContactId, Integer> sharing,
    boolean counselHold,
    boolean allRelaysVetoed,
    Set<ContactId> vetoedRelays,
    String list,
    LocalDate today,
    List<RelayBatch.Entry> formerLines) {
  public Case {
    sharing = Map.copyOf(sharing);
    vetoedRelays = Set.copyOf(vetoedRelays);
    formerLines = List.copyOf(formerLines);
  }
}
