package org.aviso.pipeline;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import org.aviso.config.BadSettings;
import org.aviso.config.Finding;
import org.aviso.config.Setting;
import org.aviso.config.Settings;
import org.aviso.config.SteadyClock;
import org.aviso.intake.PersonReader;
import org.aviso.ledger.Ledger;
import org.aviso.ledger.LedgerAddress;
import org.aviso.ledger.LedgerKey;
import org.aviso.routing.approval.Remembered;
import org.aviso.sandbox.SandboxClock;

/**
 * What a command needs that works beside the service: the ledger, the tables, the rules as they are
 * on disk now.
 */
public final class Desk implements AutoCloseable {
  private final Settings settings;
  private final Tables tables;
  private final PersonReader reader;
  private final Clock clock;
  private final LedgerKey key;
  private final Ledger ledger;
  private Policy rules;

  private Desk(Path root, Settings settings, String purpose) {
    List<Finding> refused = LedgerAddress.refused(settings);
    if (!refused.isEmpty()) {
      throw new BadSettings(refused);
    }
    this.settings = settings;
    this.tables = Tables.read(root.resolve("config"));
    this.reader = new PersonReader(tables.intake(), settings.get(Setting.CUSTODY_MAX_AGE));
    this.clock = clock(settings);
    Home home = Home.open(settings.home());
    this.key = LedgerKey.of(settings);
    this.ledger =
        Ledger.open(
            LedgerAddress.of(settings),
            home.path(),
            key,
            () -> reader,
            clock,
            notice -> AutoRelease.atOnce(settings, this::rules, notice),
            purpose);
  }

  public static Desk open(Path root, Settings settings, String purpose) {
    return new Desk(root, settings, purpose);
  }

  static Clock clock(Settings settings) {
    return settings.live()
        ? SteadyClock.ofThisProcess().withZone(ZoneId.systemDefault())
        : SandboxClock.parse(settings.get(Setting.SANDBOX_CLOCK));
  }

  public Settings settings() {
    return settings;
  }

  public Tables tables() {
    return tables;
  }

  public PersonReader reader() {
    return reader;
  }

  public Clock clock() {
    return clock;
  }

  LedgerKey key() {
    return key;
  }

  public Ledger ledger() {
    return ledger;
  }

  /** The rules as they were when first asked for. */
  private synchronized Policy rules() {
    if (rules == null) {
      rules = policy();
    }
    return rules;
  }

  public Policy policy() {
    return Policy.read(settings, tables, clock, ledger.counselMemory().now());
  }

  /** What the ledger of these settings remembers; nothing where there is none yet. */
  static Remembered remembered(Path root, Settings settings) {
    if (!LedgerAddress.refused(settings).isEmpty() || !LedgerAddress.exists(settings)) {
      return Remembered.NOTHING;
    }
    try (Desk desk = open(root, settings, "approvals")) {
      return desk.ledger.counselMemory().now();
    }
  }

  @Override
  public void close() {
    ledger.close();
  }
}
