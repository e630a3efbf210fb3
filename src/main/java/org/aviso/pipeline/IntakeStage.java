package org.aviso.pipeline;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.aviso.intake.Intake;
import org.aviso.intake.IntakeConfig;
import org.aviso.intake.ListInfo;
import org.aviso.intake.MasterList;
import org.aviso.intake.MasterListReader;
import org.aviso.intake.ParsedRow;
import org.aviso.intake.RefusedFile;
import org.aviso.ledger.Ledger;
import org.aviso.ledger.Lists;
import org.aviso.ledger.Records.ListRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of the inbox on its way into the ledger: known by its digest, sealed before a row of it is
 * read, taken in groups that are each committed whole, reported on at the end.
 */
final class IntakeStage {
  private static final Logger LOG = LoggerFactory.getLogger(IntakeStage.class);
  private static final int GROUP = 2_000;
  private static final Pattern LIST =
      Pattern.compile("(?i).+\\.(csv|tsv|txt|json|jsonl|xlsx)(\\.gz)?");

  private final Ledger ledger;
  private final Home home;
  private final MasterListReader reader;
  private final Intake intake;
  private final AtomicReference<Policy> policy;
  private final Clock clock;
  private final ListReports reports;
  private final Consumer<FileResult> onFile;

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
    this.reports = new ListReports(ledger);
    this.onFile = onFile;
  }

  /**
   * Whether the intake will take it: a file of its own, not a folder and not a link that leads
   * nowhere.
   */
  static boolean isList(Path file) {
    String name = file.getFileName().toString();
    return !name.startsWith(".") && LIST.matcher(name).matches() && Files.isRegularFile(file);
  }

  /**
   * A list under way.
   *
   * @param file what lies in the inbox, and our copy of it
   * @param list null when there is nothing to take: a known or a refused file
   * @param result of a file that is not taken; null for one that is
   */
  record Taking(
      InboxFile file,
      String name,
      Lists.Known known,
      MasterList list,
      ListInfo info,
      FileResult result) {
    @Override
    public String toString() {
      return "Taking[" + (known == null ? "?" : known.sha256()) + "]";
    }
  }

  public Taking open(File dropped, @Header(Exchange.FILE_NAME) String name) throws IOException {
    InboxFile file = InboxFile.copy(dropped.toPath(), home.taking());
    String sha256 = file.sha256();
    Lists.Known known = ledger.lists().find(sha256).orElse(null);
    // A refused one is judged again: what it was refused for may have been mended in config/.
    if (known != null && known.state().equals("taken")) {
      return new Taking(
          file,
          name,
          known,
          null,
          null,
          new FileResult(name, sha256, "duplicate", null, null, null, null, 0, 0, 0, 0));
    }
    try {
      MasterList list = reader.open(file.copy(), name);
      LocalDate arrival = LocalDate.ofInstant(clock.instant(), clock.getZone());
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
      LocalDate arrived = LocalDate.ofInstant(known.arrivedAt(), clock.getZone());
      return new Taking(
          file,
          name,
          known,
          list,
          new ListInfo(sha256, list.listDate(), arrived, list.full()),
          null);
    } catch (RefusedFile e) {
      ledger.archive().seal(file.copy(), sha256, home.rejected());
      boolean again = known != null && e.reason().equals(known.reason());
      known = ledger.lists().refuse(sha256, name, e.reason());
      LOG.info("List {} is refused: {}", sha256.substring(0, 12), e.reason());
      return new Taking(
          file,
          name,
          known,
          null,
          null,
          new FileResult(
              name,
              sha256,
              again ? "duplicate" : "refused",
              e.reason(),
              e.getMessage(),
              null,
              null,
              0,
              0,
              0,
              0));
    }
  }

  /** Groups of rows from where the list stands; none for a file that is not taken. */
  public Iterator<Group> groups(Taking taking) throws IOException {
    if (taking.list() == null) {
      return List.<Group>of().iterator();
    }
    Iterator<List<ParsedRow>> rows = taking.list().groups(GROUP, taking.known().lastLine());
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Group next() {
        return new Group(taking, rows.next());
      }
    };
  }

  record Group(Taking taking, List<ParsedRow> rows) {
    @Override
    public String toString() {
      return "Group[" + rows.size() + " rows]";
    }
  }

  public void take(Group group) {
    ledger
        .lists()
        .take(
            group.taking().known(),
            known -> intake.decide(group.rows(), group.taking().info(), known),
            group.rows().get(group.rows().size() - 1).line(),
            policy.get().notices());
  }

  /** Reports on the file; the inbox lets go of it after this. */
  public void close(Taking taking) throws IOException {
    FileResult result = taking.result();
    if (result == null) {
      taking.list().close();
      result = taken(taking);
      // Before the list counts as taken, so that a list without its report is looked at again.
      reports.write(result, taking.list().notes(), home.archive());
      ledger.lists().finish(taking.known());
      LOG.info("List {} is taken: {} rows", result.sha256().substring(0, 12), result.rows());
    } else if (result.state().equals("refused")) {
      reports.write(result, List.of(), home.rejected());
    }
    if (!taking.file().remove()) {
      LOG.warn(
          "A file of the inbox changed while list {} was taken: what it holds now is taken next",
          result.sha256().substring(0, 12));
    }
    onFile.accept(result);
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
        list.duplicate());
  }
}
