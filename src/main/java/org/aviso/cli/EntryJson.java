package org.aviso.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.aviso.intake.PersonReader;
import org.aviso.ledger.Records.AttemptRecord;
import org.aviso.ledger.Records.EntryRecord;
import org.aviso.person.Contact;
import org.aviso.person.HoldReason;
import org.aviso.person.Masking;
import org.aviso.person.Person;
import org.aviso.person.Sourced;
import org.aviso.report.Standing;

/**
 * An entry as {@code list --json} and {@code show --json} say it; personal values masked unless
 * revealed.
 */
final class EntryJson {
  private final PersonReader reader;
  private final boolean reveal;

  EntryJson(PersonReader reader, boolean reveal) {
    this.reader = reader;
    this.reveal = reveal;
  }

  /**
   * @param attempts those to show: the latest tries, or every one
   */
  ObjectNode of(EntryRecord entry, List<AttemptRecord> attempts) {
    Person person = reader.read(entry.dossier());
    ObjectNode node = Common.JSON.createObjectNode();
    node.put("person", entry.person().value());
    node.put("notice", entry.notice());
    node.put("anumber_masked", person.aNumber() == null ? null : person.aNumber().masked());
    if (reveal) {
      node.put("first_name", person.firstName());
      node.put("last_name", person.lastName());
      node.put("anumber", person.aNumber() == null ? null : person.aNumber().digits());
    }
    node.put("language", entry.language());
    node.put("language_source", entry.languageSource());
    node.put("custody", entry.custody().code());
    node.put("plan", entry.plan());
    node.put("state", Standing.of(entry).code());
    ArrayNode holds = node.putArray("hold_reasons");
    entry.holds().stream().map(HoldReason::code).forEach(holds::add);
    ArrayNode flags = node.putArray("flags");
    flags(entry, person).forEach(flags::add);
    node.put("wave", entry.wave());
    ArrayNode sources = node.putArray("sources");
    sources(entry).forEach(sources::add);
    ArrayNode contacts = node.putArray("contacts");
    person.contacts().forEach(contact -> contacts.add(of(contact)));
    ArrayNode tries = node.putArray("attempts");
    attempts.forEach(attempt -> tries.add(of(attempt)));
    return node;
  }

  /** What staff should know of the entry though it holds nothing. */
  static Set<String> flags(EntryRecord entry, Person person) {
    Set<String> flags = new LinkedHashSet<>(person.flags().stream().sorted().toList());
    entry.remarks().forEach(remark -> flags.add(remark.code()));
    if (entry.absentFromFull()) {
      flags.add("absent_from_full_list");
    }
    if (entry.mark() != null) {
      flags.add(entry.mark().code());
    }
    if (entry.attempts().stream().anyMatch(AttemptRecord::fallback)) {
      flags.add("language_fallback");
    }
    return flags;
  }

  private static Set<ObjectNode> sources(EntryRecord entry) {
    Set<ObjectNode> sources = new LinkedHashSet<>();
    entry.dossier().fields().values().stream()
        .filter(sourced -> sourced.list() != null)
        .sorted(java.util.Comparator.comparing(Sourced::asOf).thenComparing(Sourced::line))
        .forEach(
            sourced -> {
              ObjectNode source = Common.JSON.createObjectNode();
              source.put("sha256", sourced.list());
              source.put("line", sourced.line());
              sources.add(source);
            });
    return sources;
  }

  private ObjectNode of(Contact contact) {
    ObjectNode node = Common.JSON.createObjectNode();
    node.put("id", contact.id().toString());
    node.put("kind", contact.kind().code());
    node.put("owner", contact.owner().code());
    if (contact.relation() != null) {
      node.put("relation", contact.relation());
    }
    node.put("value_masked", Masking.contact(contact.kind(), contact.value()));
    if (reveal) {
      node.put("value", contact.value());
    }
    node.put("status", contact.status().code());
    if (contact.statusReason() != null) {
      node.put("status_reason", contact.statusReason().code());
    }
    node.put("verified", contact.verified());
    return node;
  }

  static ObjectNode of(AttemptRecord attempt) {
    ObjectNode node = Common.JSON.createObjectNode();
    var fact = attempt.fact();
    node.put("id", fact.id());
    node.put("reference", attempt.reference());
    node.put("step", fact.step());
    node.put("channel", fact.channel().code());
    node.put("to", fact.to().code());
    node.put("contact", fact.contact().toString());
    node.put("template", fact.to().code() + "." + fact.channel().code() + "." + fact.level());
    node.put("tag", attempt.tag());
    node.put("level", fact.level().name());
    node.put("state", fact.state().code());
    node.put("reason", fact.reason());
    node.put("provider_id", attempt.providerId());
    node.put("tries", fact.tries());
    return node;
  }
}
