package org.aviso.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.aviso.SignedHouse;
import org.aviso.config.Settings;
import org.aviso.intake.PersonReader;
import org.aviso.ledger.Plans.EntryPlan;
import org.aviso.ledger.Plans.EntryToPlan;
import org.aviso.outcome.EntryMark;
import org.aviso.outcome.RetryPolicy;
import org.aviso.outcome.Schedule;
import org.aviso.person.Contact;
import org.aviso.person.ContactId;
import org.aviso.person.ContactKind;
import org.aviso.person.ContactStatus;
import org.aviso.person.Custody;
import org.aviso.person.Dossier;
import org.aviso.person.HoldReason;
import org.aviso.person.Owner;
import org.aviso.person.Person;
import org.aviso.person.PersonId;
import org.aviso.person.Ternary;
import org.aviso.routing.RelayState;
import org.aviso.template.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanningTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();

  @Test
  void anEntryThatCannotBePlannedIsHeldAndTheNextOneIsPlanned() {
    Settings settings =
        Settings.load(
            null,
            Map.of(),
            Map.of(
                "aviso.routing.dir", ROOT.resolve("routes/counsel").toString(),
                "aviso.templates.dir", ROOT.resolve("templates").toString()));
    Tables tables = Tables.read(ROOT.resolve("config"));
    Planning planning =
        new Planning(
            null,
            new AtomicReference<>(Policy.read(settings, tables)),
            new PersonReader(tables.intake(), Duration.ofDays(30)),
            new Schedule(new RetryPolicy(List.of(Duration.ofMinutes(1)), () -> 0.5)),
            Clock.systemUTC(),
            () -> false);
    Dossier nobody = new Dossier(PersonId.random(), Map.of(), List.of(), Set.of(), Set.of());

    List<EntryPlan> plans = planning.plan(List.of(entry(1, null), entry(2, nobody)));

    assertThat(plans).hasSize(2);
    assertThat(plans.get(0).holds()).containsExactly(HoldReason.NO_PLAN);
    assertThat(plans.get(0).mark()).isEqualTo(EntryMark.UNPLANNABLE);
    assertThat(plans.get(0).due()).isEqualTo(Schedule.Due.NOTHING);
    assertThat(plans.get(1).language()).isNull();
    assertThat(plans.get(1).holds()).isNotEmpty();
  }

  private static final PersonId NOW = new PersonId("P-4K7Q2M9XWA");
  private static final PersonId FORMER = new PersonId("P-7H53VKF61W");
  private static final LocalDate TODAY = LocalDate.of(2026, 2, 1);

  @TempDir Path folder;

  private static Contact relay(int number, String relation) {
    return new Contact(
        new ContactId(number),
        ContactKind.PHONE,
        Owner.RELAY,
        "+1213555010" + number,
        "US",
        relation,
        relation,
        "SPANISH",
        ContactStatus.OK,
        null,
        false,
        null);
  }

  private Policy counsel() {
    return Policy.read(
        Settings.load(
            null,
            Map.of(),
            Map.of(
                "aviso.routing.dir",
                folder.resolve("counsel").toString(),
                "aviso.templates.dir",
                ROOT.resolve("templates").toString())),
        Tables.read(ROOT.resolve("config")));
  }

  /** What the three relays may be told, of whom a batch says this under the former id. */
  private List<Level> told(String lines) throws IOException {
    Path batch = folder.resolve("counsel/relays/former.yaml");
    Files.createDirectories(batch.getParent());
    Files.writeString(batch, "relays:\n" + lines.replace("FORMER", FORMER.value()));
    Policy policy = counsel();
    Person person =
        new Person(
            NOW,
            null,
            "Ana",
            "Muestra",
            null,
            "HN",
            "es",
            Custody.RELEASED,
            TODAY,
            null,
            Ternary.NO,
            List.of(relay(1, "mother"), relay(2, "sibling"), relay(3, "aunt")),
            Set.of(),
            Set.of());
    Map<ContactId, ContactId> contacts = new HashMap<>();
    for (int number = 1; number <= 3; number++) {
      contacts.put(new ContactId(number + 3), new ContactId(number));
    }
    EntryToPlan entry = entry(1, null, Map.of(FORMER, contacts));
    return policy
        .notice("class-notice")
        .orElseThrow()
        .relays(Planning.asCase(policy, entry, person, TODAY))
        .stream()
        .map(RelayState::now)
        .toList();
  }

  private static String line(String contact, String more) {
    return "  - { person: FORMER, %s level: %s, reason: x }%n".formatted(contact, more);
  }

  @Test
  void a_lower_level_and_a_revoked_consent_of_a_former_id_narrow() throws Exception {
    SignedHouse.copy(ROOT.resolve("routes/counsel"), folder.resolve("counsel"));
    Path routing = folder.resolve("counsel/class-notice/routing.yaml");
    Files.writeString(
        routing,
        Files.readString(routing)
            .replace("relay: L0", "relay: L1")
            .replace("mother: L0, sibling: L0", "mother: L1, sibling: L1"));
    Settings settings =
        Settings.load(
            null,
            Map.of(),
            Map.of("aviso.routing.dir", folder.resolve("counsel").toString()),
            ROOT);
    SignedHouse.sign(settings, ROOT);
    String approved =
        "L1, expires: 2026-05-01, consent: { form: oral, by: member, date: 2026-01-02";
    assertThat(told("")).containsExactly(Level.L1, Level.L1, null);

    assertThat(told(line("contact: C-4,", approved.replace("L1", "L0") + " }")))
        .as("a lower level")
        .containsExactly(Level.L0, Level.L1, null);
    assertThat(told(line("contact: C-5,", approved + ", revoked: 2026-01-20 }")))
        .as("a revoked consent")
        .containsExactly(Level.L1, null, null);
    assertThat(told(line("contact: C-9,", approved + " }")))
        .as("a contact nobody knows")
        .containsExactly(null, null, null);
    told(line("contact: C-6,", approved + " }"));
    SignedHouse.sign(settings, ROOT);
    assertThat(told(line("contact: C-6,", approved + " }")))
        .as("an approval")
        .containsExactly(Level.L1, Level.L1, null);
  }

  private static EntryToPlan entry(long id, Dossier dossier) {
    return entry(id, dossier, Map.of());
  }

  private static EntryToPlan entry(
      long id, Dossier dossier, Map<PersonId, Map<ContactId, ContactId>> formerly) {
    return new EntryToPlan(
        id,
        id,
        "class-notice",
        1,
        0,
        dossier,
        "0",
        Map.of(),
        Set.of(),
        Set.of(),
        false,
        formerly,
        List.of(),
        List.of(),
        null,
        List.of());
  }
}
