package org.aviso.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Supplier;
import org.aviso.intake.PersonReader;

/**
 * The ledger: the one place that says what is true. Open it, ask its parts, close it. Everything
 * may be killed at any instant; what a part returned from is on disk.
 */
public final class Ledger implements AutoCloseable {
  private final LedgerKey key;
  private final Database database;
  private final LedgerWriter writer;
  private final PersonVault vault;
  private final Lists lists;
  private final Plans plans;
  private final Attempts attempts;
  private final Records records;
  private final Directives directives;
  private final Amendments amendments;
  private final Brakes brakes;
  private final Waves waves;
  private final HandContacts handContacts;
  private final WorkQueue queue;

  private Ledger(
      Path file,
      LedgerKey key,
      Supplier<PersonReader> reader,
      Clock clock,
      boolean releaseAtOnce,
      String purpose) {
    this.key = key;
    this.database = Database.sqlite(file);
    this.vault = new PersonVault(key);
    this.writer = new LedgerWriter(database.openWriter(), clock, purpose);
    Persons persons = new Persons(database, vault, reader, clock);
    this.lists = new Lists(database, writer, persons, key, clock);
    this.plans = new Plans(database, writer, vault, clock, releaseAtOnce);
    this.attempts = new Attempts(database, writer, vault, key, clock);
    this.records = new Records(database, vault, key);
    this.directives = new Directives(writer, vault);
    this.waves = new Waves(database, writer);
    this.brakes = new Brakes(database, writer);
    this.amendments = new Amendments(writer, vault, persons);
    this.handContacts = new HandContacts(writer, vault);
    this.queue = new WorkQueue(database, writer, vault, key);
  }

  /**
   * Opens, or makes, the ledger under a home.
   *
   * @param home its folder {@code ledger/}
   * @param reader asked when first needed: the tables it reads from may still be on their way
   * @param releaseAtOnce waves start by themselves
   * @param purpose which command writes, for the chain of events
   */
  public static Ledger open(
      Path home,
      LedgerKey key,
      Supplier<PersonReader> reader,
      Clock clock,
      boolean releaseAtOnce,
      String purpose) {
    try {
      Files.createDirectories(home.resolve("ledger"));
    } catch (IOException e) {
      throw new LedgerException("The folder ledger/ under home cannot be made", e);
    }
    return new Ledger(home.resolve("ledger/aviso.db"), key, reader, clock, releaseAtOnce, purpose);
  }

  public Lists lists() {
    return lists;
  }

  public Plans plans() {
    return plans;
  }

  public Attempts attempts() {
    return attempts;
  }

  public Records records() {
    return records;
  }

  public Directives directives() {
    return directives;
  }

  public Amendments amendments() {
    return amendments;
  }

  public Waves waves() {
    return waves;
  }

  public Brakes brakes() {
    return brakes;
  }

  public RelayContacts relayContacts() {
    return new RelayContacts(database, vault, key);
  }

  /** For looking at a list before it is taken; to be closed. */
  public LookAhead lookAhead() {
    return new LookAhead(database, vault, lists);
  }

  public HandContacts handContacts() {
    return handContacts;
  }

  public WorkQueue queue() {
    return queue;
  }

  public Archive archive() {
    return new Archive(key);
  }

  /** An event that concerns no row: a start, a stop, an alarm. */
  public void record(Event event) {
    writer.write(
        tx -> {
          tx.record(event);
          return null;
        });
  }

  @Override
  public void close() {
    writer.close();
    database.close();
  }
}
