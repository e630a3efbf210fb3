package org.aviso.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.aviso.config.Settings;
import org.aviso.intake.PersonReader;
import org.aviso.ledger.Plans.EntryPlan;
import org.aviso.ledger.Plans.EntryToPlan;
import org.aviso.outcome.EntryMark;
import org.aviso.outcome.RetryPolicy;
import org.aviso.outcome.Schedule;
import org.aviso.person.Dossier;
import org.aviso.person.HoldReason;
import org.aviso.person.PersonId;
import org.junit.jupiter.api.Test;

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

  private static EntryToPlan entry(long id, Dossier dossier) {
    return new EntryToPlan(
        id,
        id,
        "class-notice",
        1,
        dossier,
        "0",
        Map.of(),
        Set.of(),
        Set.of(),
        false,
        Map.of(),
        List.of(),
        List.of(),
        null,
        List.of());
  }
}
