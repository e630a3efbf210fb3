package org.aviso.ledger;

import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.aviso.config.BadSettings;
import org.aviso.config.Finding;
import org.aviso.config.Setting;
import org.aviso.intake.PersonReader;
import org.aviso.person.ContactKind;

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
  private final AuditTrail audit;
  private final Brakes brakes;
  private final Waves waves;
  private final HandContacts handContacts;
  private final WorkQueue queue;

  private Ledger(
      Database database,
      LedgerKey key,
      Supplier<PersonReader> reader,
      Clock clock,
      Predicate<String> releaseAtOnce,
      String purpose,
      Path anchor) {
    this.key = key;
    this.database = database;
    this.vault = new PersonVault(key);
    this.writer = new LedgerWriter(database, clock, purpose);
    Persons persons = new Persons(database, vault, reader, clock);
    this.lists = new Lists(database, writer, persons, key, clock);
    this.plans = new Plans(database, writer, vault, clock, releaseAtOnce);
    this.attempts = new Attempts(database, writer, vault, key, clock, releaseAtOnce);
    this.records = new Records(database, vault, key);
    this.directives = new Directives(writer, vault);
    this.waves = new Waves(database, writer);
    this.brakes = new Brakes(database, writer);
    this.amendments = new Amendments(writer, vault, persons, releaseAtOnce);
    this.audit = new AuditTrail(database, writer, key, anchor);
    this.handContacts = new HandContacts(writer, vault, releaseAtOnce);
    this.queue = new WorkQueue(database, writer, vault, key, releaseAtOnce);
  }

  /**
   * Opens, or makes, the ledger of a home.
   *
   * @param address where it is
   * @param home its folder {@code ledger/} holds the embedded database, or what a shared one is
   *     checked against
   * @param reader asked when first needed: the tables it reads from may still be on their way
   * @param releaseAtOnce the notices whose waves start by themselves
   * @param purpose which command writes, for the chain of events
   */
  public static Ledger open(
      LedgerAddress address,
      Path home,
      LedgerKey key,
      Supplier<PersonReader> reader,
      Clock clock,
      Predicate<String> releaseAtOnce,
      String purpose) {
    try {
      Files.createDirectories(home.resolve("ledger"));
    } catch (IOException e) {
      throw new LedgerException("The folder ledger/ under home cannot be made", e);
    }
    Path folder = home.resolve("ledger");
    Ledger ledger =
        new Ledger(
            database(address, folder),
            key,
            reader,
            clock,
            releaseAtOnce,
            purpose,
            folder.resolve("checkpoint.json"));
    try {
      ledger.audit.requireKey();
      return ledger;
    } catch (RuntimeException e) {
      ledger.close();
      throw e;
    }
  }

  /** The same for all notices. */
  public static Ledger open(
      LedgerAddress address,
      Path home,
      LedgerKey key,
      Supplier<PersonReader> reader,
      Clock clock,
      boolean releaseAtOnce,
      String purpose) {
    return open(address, home, key, reader, clock, notice -> releaseAtOnce, purpose);
  }

  private static Database database(LedgerAddress address, Path folder) {
    if (address.underHome()) {
      return new SqliteDatabase(folder.resolve("aviso.db"));
    }
    try {
      return new PostgresDatabase(address);
    } catch (LedgerException | PoolInitializationException e) {
      throw new BadSettings(
          List.of(
              new Finding(
                  Setting.LEDGER_URL.key(),
                  0,
                  "the database does not open: "
                      + Database.said(e)
                          .map(said -> "PostgreSQL says " + said.getSQLState())
                          .orElse(e.getMessage()),
                  "check that it runs, and aviso.ledger.url, .user and .password")));
    }
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

  /** What counsel signed last, as it was in force here. */
  public CounselMemory counselMemory() {
    return new CounselMemory(database, writer, key);
  }

  /** The chain of events and the checkpoints that sign it. */
  public AuditTrail audit() {
    return audit;
  }

  /** Whether processes of other homes may work on it. */
  public boolean shared() {
    return database.shared();
  }

  /** False while the database is lost: nothing is to be sent, for nothing can be recorded. */
  public boolean reachable() {
    return writer.reachable();
  }

  /**
   * Whether this number or address is a contact of somebody on a list, in any spelling, or one that
   * said stop.
   */
  public boolean knowsContact(ContactKind kind, String value) {
    long look = vault.contactLook(kind, value);
    try (Sql sql = database.openReader()) {
      return UnclearStops.reason(sql, vault, kind, value).isPresent()
          || sql.number(
                  "SELECT (SELECT count(*) FROM contacts WHERE look = ?)"
                      + " + (SELECT count(*) FROM suppressions WHERE look = ?)",
                  look,
                  look)
              > 0;
    }
  }

  public SeedMessages seedMessages() {
    return new SeedMessages(database, writer);
  }

  public DirectiveFiles directiveFiles() {
    return new DirectiveFiles(database, writer, directives);
  }

  /** What counsel lifted with a key. */
  public Widenings widenings() {
    return new Widenings(database, writer, vault);
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
    audit.signOff();
    writer.close();
    database.close();
  }
}
