package org.aviso.pipeline;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.component.file.GenericFile;
import org.aviso.intake.GroupDecision;
import org.aviso.intake.Intake;
import org.aviso.intake.IntakeConfig;
import org.aviso.intake.KnownPersons;
import org.aviso.intake.ListInfo;
import org.aviso.intake.MasterList;
import org.aviso.intake.MasterListReader;
import org.aviso.intake.ParsedRow;
import org.aviso.intake.RefusedFile;
import org.aviso.intake.UnreadableFile;
import org.aviso.ledger.Archive;
import org.aviso.ledger.Event;
import org.aviso.ledger.Ledger;
import org.aviso.ledger.LedgerException;
import org.aviso.ledger.ListIntake;
import org.aviso.ledger.Lists;
import org.aviso.ledger.Records.ListRecord;
import org.aviso.ledger.StandingLists;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of the inbox on its way into the ledger: known by its digest, sealed before a row of it is
 * read, taken in groups that are each committed whole, reported on at the end.
 */
final class IntakeStage {
  private static final Logger LOG = LoggerFactory.getLogger(IntakeStage.class);

  /** Rows of one commit: more of them outlive the collector's young generation, and cost twice. */
  private static final int GROUP = 500;

  /** Longer than any group takes. */
  private static final Duration BUSY_FOR = Duration.ofSeconds(10);

  /** How the names of lists end, in words. */
  static final String ENDINGS = ".csv .tsv .txt .json .jsonl .xlsx, or that and .gz";

  private static final Pattern LIST =
      Pattern.compile("(?is).+\\.(csv|tsv|txt|json|jsonl|xlsx)(\\.gz)?");

  private final Ledger ledger;
  private final Home home;
  private final MasterListReader reader;
  private final Intake intake;
  private final AtomicReference<Policy> policy;
  private final Clock clock;
  private final ListReports reports;
  private final Consumer<FileResult> onFile;
  private final StandingLists standing;
  private final Departed departed = new Departed();
  private volatile long busyUntil = System.nanoTime();
  private volatile boolean stopping;

  IntakeStage(
      Ledger ledger,
      Home home,
      IntakeConfig config,
      AtomicReference<Policy> policy,
      Clock clock,
      Consumer<FileResult> onFile) {
    this.ledger = ledger;
    this.home = home;
    this.reader = new MasterListReader(config);
    this.intake = new Intake(config);
    this.policy = policy;
    this.clock = clock;
    this.standing = new StandingLists(ledger);
    this.reports = new ListReports(ledger);
    this.onFile = onFile;
  }

  /**
   * Whether the intake will take it: a file of its own, not a folder and not a link, which may lead
   * out of the home.
   */
  static boolean isList(Path file) {
    return isListName(file.getFileName().toString())
        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  static boolean isListName(String name) {
    return !name.startsWith(".") && LIST.matcher(name).matches();
  }

  /**
   * A list under way.
   *
   * @param file what lies in the inbox, and our copy of it
   * @param list null when there is nothing to take: a known or a refused file
   * @param intake takes its rows; null when there is nothing to take
   * @param guard remembers where the reader was; null when there is nothing to take
   * @param result of a file that is not taken; null for one that is
   */
  record Taking(
      InboxFile file,
      String name,
      Lists.Known known,
      MasterList list,
      ListInfo info,
      ListIntake intake,
      ReaderGuard guard,
      FileResult result) {
    @Override
    public String toString() {
      return "Taking[" + (known == null ? "?" : known.sha256()) + "]";
    }
  }

  /** Which files the route may see. */
  public boolean accept(GenericFile<?> file) {
    return isList(Path.of(file.getAbsoluteFilePath()));
  }

  public Taking open(File dropped, @Header(Exchange.FILE_NAME) String name) throws IOException {
    InboxFile file = InboxFile.copy(dropped.toPath(), home.taking());
    String sha256 = file.sha256();
    Lists.Known known = ledger.lists().find(sha256).orElse(null);
    // A refused one is judged again: what it was refused for may have been mended in config/.
    if (known != null && known.state().equals("taken")) {
      ledger.lists().droppedAgain(known);
      return new Taking(
          file, name, known, null, null, null, null, FileResult.knownAlready(name, sha256));
    }
    Path marks = home.taking().resolve("marks");
    ReaderGuard opening = ReaderGuard.of(marks, sha256 + ".opening");
    ReaderGuard guard = ReaderGuard.of(marks, sha256);
    boolean begun = known != null && known.state().equals("taking");
    LocalDate arrival = day(begun ? known.arrivedAt() : clock.instant());
    try {
      guard.check();
      opening.begin(0);
      MasterList list = opened(file, name, arrival, opening);
      opening.done();
      ledger.archive().seal(file.copy(), sha256, home.archive());
      known =
          ledger
              .lists()
              .begin(
                  sha256,
                  name,
                  list.format(),
                  list.encoding(),
                  list.listDate() == null ? arrival : list.listDate(),
                  list.full());
      LOG.info("Taking list {}", sha256.substring(0, 12));
      // As first seen: a list that is taken up again may come under another name.
      LocalDate arrived = day(known.arrivedAt());
      return new Taking(
          file,
          name,
          known,
          list,
          new ListInfo(sha256, known.date(), arrived, known.full()),
          ledger.lists().intake(known, policy.get().notices()),
          guard,
          null);
    } catch (RefusedFile e) {
      opening.done();
      guard.done();
      ledger.archive().seal(file.copy(), sha256, home.rejected());
      boolean again = known != null && e.reason().equals(known.reason());
      known = ledger.lists().refuse(sha256, name, e.reason());
      // Rows of it that are in may have come before a notice that is in force now.
      ledger.lists().ensureEntries(policy.get().notices());
      if (e.reason().equals("quarantined")) {
        ledger.record(
            Event.ofService("alarm", "list_quarantined", "{\"list\":\"" + sha256 + "\"}"));
      }
      LOG.info("List {} is refused: {}", sha256.substring(0, 12), e.reason());
      return new Taking(
          file,
          name,
          known,
          null,
          null,
          null,
          null,
          FileResult.notTaken(name, sha256, again ? "duplicate" : "refused", e));
    }
  }

  private LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, clock.getZone());
  }

  /** A file that is refused, or cannot be read just now, broke nothing. */
  private MasterList opened(InboxFile file, String name, LocalDate arrival, ReaderGuard guard)
      throws RefusedFile, IOException {
    try {
      return reader.open(file.copy(), name, arrival);
    } catch (RefusedFile | IOException | UnreadableFile e) {
      guard.passed();
      throw e;
    }
  }

  /** Groups of rows from where the list stands; none for a file that is not taken. */
  public Iterator<Group> groups(Taking taking) throws IOException {
    if (taking.list() == null) {
      return List.<Group>of().iterator();
    }
    Iterator<List<ParsedRow>> rows = taking.list().groups(GROUP, taking.known().lastLine());
    return new Iterator<>() {
      private int line = taking.known().lastLine();

      @Override
      public boolean hasNext() {
        try {
          taking.guard().begin(line);
          boolean more = rows.hasNext();
          taking.guard().passed();
          return more;
        } catch (UnreadableFile e) {
          taking.guard().passed();
          throw e;
        } catch (RefusedFile e) {
          throw new Quarantined(e);
        }
      }

      @Override
      public Group next() {
        Group group = new Group(taking, line, rows.next());
        line = group.lastLine();
        return group;
      }
    };
  }

  /** The reader broke on the file twice. */
  static final class Quarantined extends RuntimeException {
    private static final long serialVersionUID = 1;

    Quarantined(RefusedFile cause) {
      super(cause.getMessage(), cause);
    }
  }

  /**
   * @param after the line before its first row
   */
  record Group(Taking taking, int after, List<ParsedRow> rows) {
    int lastLine() {
      return rows.get(rows.size() - 1).line();
    }

    @Override
    public String toString() {
      return "Group[" + rows.size() + " rows]";
    }
  }

  public void take(Group group) {
    if (stopping) {
      throw new Stopped();
    }
    busyUntil = System.nanoTime() + BUSY_FOR.toNanos();
    group.taking().intake().take(known -> decided(group, known), group.lastLine());
  }

  /** Rows on which deciding breaks would break it again. */
  private GroupDecision decided(Group group, KnownPersons known) {
    ReaderGuard guard = group.taking().guard();
    try {
      guard.begin(group.after());
      GroupDecision decision = intake.decide(group.rows(), group.taking().info(), known);
      guard.passed();
      return decision;
    } catch (LedgerException e) {
      guard.passed();
      throw e;
    } catch (RefusedFile e) {
      throw new Quarantined(e);
    }
  }

  /** Reports on the file; the inbox lets go of it after this. */
  public void close(Taking taking) throws IOException {
    FileResult result = taking.result();
    if (result == null) {
      taking.list().close();
      taking.intake().await();
      result = taken(taking);
      // Before the list counts as taken, so that a list without its report is looked at again.
      reports.write(result, home.archive());
      if (!taking.intake().notices().equals(List.copyOf(policy.get().notices()))) {
        // A notice came into force while the list was being taken.
        ledger.lists().ensureEntries(policy.get().notices());
      }
      ledger.lists().finish(taking.known());
      taking.guard().done();
      LOG.info("List {} is taken: {} rows", result.sha256().substring(0, 12), result.rows());
    } else if (result.state().equals("refused")) {
      reports.write(result, home.rejected());
    }
    if (!taking.file().remove(departed)) {
      LOG.warn(
          "A file of the inbox changed while list {} was taken: what it holds now is taken next",
          result.sha256().substring(0, 12));
    }
    busyUntil = System.nanoTime();
    onFile.accept(result);
  }

  /** Takes no further group: the list goes on at the next start. */
  void stop() {
    stopping = true;
  }

  /** Lets go of the files taken away a while ago. */
  void forget() {
    departed.close();
  }

  /** The service ends in the middle of a list, which is no breakage. */
  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /**
   * Looks after what is no longer in the inbox: a file that grew after it was taken comes back, and
   * so does, from the archive, a list that broke off and whose file is gone.
   */
  public void lookAfter() throws IOException {
    departed.look();
    for (String sha256 : standing.look(System.nanoTime())) {
      LOG.error(
          "Nothing is sent: list {} was begun, and for five minutes nobody went on with it. Drop"
              + " the same file into the inbox of a home that runs",
          sha256);
    }
    if (busy()) {
      return;
    }
    for (Lists.Interrupted list : ledger.lists().interrupted()) {
      Path sealed = home.archive().resolve(list.sha256() + ".enc");
      if (Files.exists(sealed) && !inboxHolds(list.sha256())) {
        bringBack(list, sealed);
      }
    }
  }

  /** Digests of lists nobody goes on with: nothing is sent while there is one. */
  List<String> standing() {
    return standing.said();
  }

  private boolean inboxHolds(String sha256) throws IOException {
    try (Stream<Path> files = Files.list(home.inbox())) {
      for (Path file : files.filter(IntakeStage::isList).toList()) {
        if (Archive.digest(file).equals(sha256)) {
          return true;
        }
      }
      return false;
    } catch (NoSuchFileException e) {
      return true; // Taken away while we looked: by the next look it is clear.
    }
  }

  private void bringBack(Lists.Interrupted list, Path sealed) throws IOException {
    String name = "interrupted-" + list.sha256().substring(0, 12) + "." + list.format();
    Path fresh = home.inbox().resolve("." + name);
    try (InputStream plain = ledger.archive().open(sealed, list.sha256())) {
      Files.deleteIfExists(fresh);
      Files.createFile(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try (OutputStream out = Files.newOutputStream(fresh)) {
        plain.transferTo(out);
      }
    }
    Files.move(fresh, home.inbox().resolve(name), StandardCopyOption.ATOMIC_MOVE);
    LOG.warn(
        "List {} had broken off and is taken up again from the archive",
        list.sha256().substring(0, 12));
  }

  /** Whether rows are being taken; a list that broke off counts as such for a moment only. */
  boolean busy() {
    return System.nanoTime() - busyUntil < 0;
  }

  private FileResult taken(Taking taking) {
    ListRecord list = ledger.records().list(taking.known().sha256()).orElseThrow();
    return new FileResult(
        taking.name(),
        list.sha256(),
        "taken",
        null,
        null,
        list.format(),
        list.encoding(),
        list.accepted(),
        list.held(),
        list.rejected(),
        list.duplicate(),
        taking.list().notes());
  }
}
