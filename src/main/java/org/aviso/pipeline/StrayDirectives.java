package org.aviso.pipeline;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.aviso.config.Finding;
import org.aviso.config.Settings;
import org.aviso.intake.ShownName;
import org.aviso.ledger.Event;
import org.aviso.ledger.Ledger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lies in {@code inbox/directives/} and is no file of directives. Somebody decided something
 * there that binds nobody, so it is said, once in the log and as long as it lies there by {@code
 * check}; it stays where it is.
 */
public final class StrayDirectives {
  private static final Logger LOG = LoggerFactory.getLogger(StrayDirectives.class);
  private static final String STRAY = "directives_stray";
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final Ledger ledger;
  private final Path inbox;
  private final Set<String> told = new HashSet<>();
  private long next = System.nanoTime();

  StrayDirectives(Ledger ledger, Path inbox) {
    this.ledger = ledger;
    this.inbox = inbox;
  }

  void look() {
    if (System.nanoTime() - next < 0) {
      return;
    }
    next = System.nanoTime() + EVERY.toNanos();
    for (Path file : strays(inbox)) {
      // A name may name somebody: whoever has the file finds it, nobody else reads it here.
      String detail = "{\"name\":\"%s\"}".formatted(digest(file));
      if (told.add(detail) && ledger.records().announced(STRAY, detail).isEmpty()) {
        ledger.record(Event.ofService("alarm", STRAY, detail));
        LOG.warn(
            "What lies in inbox/directives/ and is no .csv binds nobody: aviso check names it");
      }
    }
  }

  private String digest(Path file) {
    byte[] keyed = ledger.attempts().textDigest(DirectiveStage.FOLDER + "/" + file.getFileName());
    return HexFormat.of().formatHex(keyed, 0, 8);
  }

  /** What {@code check} says of them. */
  public static List<Finding> findings(Settings settings) {
    return strays(settings.home().resolve("inbox")).stream()
        .map(
            file ->
                new Finding(
                    "inbox/directives/" + ShownName.file(file.getFileName().toString()),
                    0,
                    "is no .csv file, so what it says binds nobody",
                    "save it as .csv, PERSON,ACTION,REASON,BY, or take it away"))
        .toList();
  }

  /** Rows and files that were taken and bind nobody, until a file is applied whole. */
  public static List<Finding> rejected(Ledger ledger) {
    Stream<Finding> rows =
        ledger.directiveFiles().rejected().stream()
            .map(
                file ->
                    new Finding(
                        "archive/" + file.sha256() + ".report.txt",
                        0,
                        file.rows()
                            + " rows of a file of directives were not applied: they bind nobody",
                        "mend the rows the report names and drop a file of them"));
    Stream<Finding> files =
        ledger.directiveFiles().refused().stream()
            .map(
                detail ->
                    new Finding(
                        "rejected/" + DirectiveStage.file(detail) + ".report.txt",
                        0,
                        "a file of directives was refused: nothing it says binds anybody",
                        "mend what the report names and drop it again"));
    return Stream.concat(rows, files).toList();
  }

  private static List<Path> strays(Path inbox) {
    return Strays.atRest(
        inbox.resolve(DirectiveStage.FOLDER), file -> !DirectiveStage.isDirective(file));
  }
}
