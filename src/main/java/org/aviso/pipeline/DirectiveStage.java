package org.aviso.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.component.file.GenericFile;
import org.aviso.intake.DirectiveFile;
import org.aviso.intake.RefusedFile;
import org.aviso.intake.RowReason;
import org.aviso.intake.ShownName;
import org.aviso.ledger.Archive;
import org.aviso.ledger.DirectiveFiles;
import org.aviso.ledger.Event;
import org.aviso.ledger.Ledger;
import org.aviso.person.PersonId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of directives, which can only narrow. While one waits nothing is claimed and no list is
 * taken: what somebody decided binds before the next message, not after it.
 */
final class DirectiveStage {
  private static final Logger LOG = LoggerFactory.getLogger(DirectiveStage.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** One name inside the inbox. */
  static final String FOLDER = "directives";

  private static final String REFUSED = "{\"file\":\"%s\"}";

  /** The digest of the file such an alarm is about. */
  static String file(String refused) {
    return refused.substring(REFUSED.indexOf('%'), refused.length() - 2);
  }

  private final Ledger ledger;
  private final Path inbox;
  private final Home home;
  private final Consumer<FileResult> onFile;
  private final Departed departed = new Departed();

  DirectiveStage(Ledger ledger, Home home, Consumer<FileResult> onFile) {
    this.ledger = ledger;
    this.home = home;
    this.inbox = home.inbox().resolve(FOLDER);
    this.onFile = onFile;
  }

  static boolean isDirective(Path file) {
    String name = file.getFileName().toString();
    return !name.startsWith(".")
        && name.toLowerCase(Locale.ROOT).endsWith(".csv")
        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** Which files the route may see. */
  public boolean accept(GenericFile<?> file) {
    return isDirective(Path.of(file.getAbsoluteFilePath()));
  }

  /** Whether a file waits to be applied. */
  boolean waits() {
    try (Stream<Path> files = Files.list(inbox)) {
      return files.anyMatch(DirectiveStage::isDirective);
    } catch (NoSuchFileException e) {
      return !home.restored(); // With the folder nothing is taken away that waits.
    } catch (IOException e) {
      return true; // Nobody knows what waits there.
    }
  }

  /** Applies what of a file is not in force; the inbox lets go of it after this. */
  public void take(File dropped, @Header(Exchange.FILE_NAME) String name) throws IOException {
    Path path = dropped.toPath();
    InboxFile file = InboxFile.copy(path, home.taking().resolve(FOLDER));
    FileResult result;
    try {
      DirectiveFiles.Applied applied = applied(file, owner(path));
      result = result(name, file.sha256(), applied);
      write(result, applied.details(), home.archive());
    } catch (RefusedFile e) {
      ledger.archive().seal(file.copy(), file.sha256(), home.rejected());
      result =
          new FileResult(
              shown(name),
              file.sha256(),
              "refused",
              e.reason(),
              e.getMessage(),
              "csv",
              null,
              0,
              0,
              0,
              0,
              List.of());
      write(result, "[]", home.rejected());
      ledger.record(
          Event.ofService("alarm", "directives_refused", REFUSED.formatted(file.sha256())));
      LOG.warn("Directives {} are refused: {}", file.sha256().substring(0, 12), e.reason());
    }
    if (!file.remove(departed)) {
      LOG.warn("A file of directives changed while it was applied: what it holds now comes next");
    }
    onFile.accept(result);
  }

  private DirectiveFiles.Applied applied(InboxFile file, String systemUser)
      throws IOException, RefusedFile {
    List<DirectiveFile.Row> rows = DirectiveFile.read(file.copy()).rows();
    ledger.archive().seal(file.copy(), file.sha256(), home.archive());
    DirectiveFiles.Applied applied =
        ledger
            .directiveFiles()
            .apply(file.sha256(), rows, systemUser, (unknown, now) -> details(rows, unknown, now));
    if (applied.rejected() > 0) {
      LOG.error(
          "Directives {}: {} rows are not applied and bind nobody; see the report in archive/",
          file.sha256().substring(0, 12),
          applied.rejected());
    }
    LOG.info(
        "Directives {}: {} applied, {} in force already, {} rejected",
        file.sha256().substring(0, 12),
        applied.applied(),
        applied.bound(),
        applied.rejected());
    return applied;
  }

  private static String details(
      List<DirectiveFile.Row> rows, List<Integer> unknown, Map<Integer, PersonId> now) {
    ArrayNode details = JSON.createArrayNode();
    for (DirectiveFile.Row row : rows) {
      RowReason fault =
          row.fault() != null
              ? row.fault()
              : unknown.contains(row.line())
                  ? new RowReason(
                      "unknown_person", "PERSON", "must be somebody in this home (aviso list)")
                  : null;
      if (now.containsKey(row.line())) {
        ObjectNode one = details.addObject().put("line", row.line()).put("outcome", "applied");
        one.put("person", row.person().value());
        one.putArray("reasons")
            .addObject()
            .put("code", "merged_person")
            .put("column", "PERSON")
            .put("rule", "was found to be " + now.get(row.line()) + ", whom it binds");
      } else if (fault != null) {
        ObjectNode one = details.addObject().put("line", row.line()).put("outcome", "rejected");
        if (row.person() != null) {
          one.put("person", row.person().value());
        }
        one.putArray("reasons")
            .addObject()
            .put("code", fault.code())
            .put("column", fault.column())
            .put("rule", fault.rule());
      }
    }
    return details.toString();
  }

  private static FileResult result(String name, String sha256, DirectiveFiles.Applied applied) {
    boolean nothingNew = applied.applied() == 0 && applied.rejected() == 0 && applied.bound() > 0;
    return new FileResult(
        shown(name),
        sha256,
        nothingNew ? "duplicate" : "taken",
        null,
        null,
        "csv",
        "UTF-8",
        Math.toIntExact(applied.applied()),
        0,
        Math.toIntExact(applied.rejected()),
        nothingNew ? 0 : Math.toIntExact(applied.bound()),
        List.of());
  }

  private static String shown(String name) {
    return FOLDER + "/" + ShownName.file(name);
  }

  /** Whoever may write there is who decided, as far as the machine knows. */
  private static String owner(Path file) {
    try {
      return Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName();
    } catch (IOException e) {
      return System.getProperty("user.name");
    }
  }

  /** The report beside the sealed file; that of a file known already stays as it is. */
  private static void write(FileResult file, String details, Path folder) throws IOException {
    Path json = folder.resolve(file.sha256() + ".report.json");
    if (file.state().equals("duplicate") && Files.exists(json)) {
      return;
    }
    ArrayNode rows = rows(details);
    ObjectNode node = JSON.createObjectNode();
    node.put("name", file.name());
    node.put("sha256", file.sha256());
    node.put("state", file.state());
    if (file.reason() != null) {
      node.put("reason", file.reason());
      node.put("explanation", file.explanation());
    }
    node.put("rows", file.rows());
    node.put("accepted", file.accepted());
    node.put("rejected", file.rejected());
    node.put("duplicate", file.duplicate());
    node.set("details", rows);
    Archive.writeReport(
        json, out -> out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(node)));
    StringBuilder text = new StringBuilder(file.name());
    text.append("\nSHA-256 ").append(file.sha256()).append('\n');
    if (file.explanation() != null) {
      text.append("Refused as a whole: ").append(file.explanation()).append('\n');
    } else {
      text.append(
          "%,d rows: %,d applied, %,d in force already, %,d rejected%n"
              .formatted(file.rows(), file.accepted(), file.duplicate(), file.rejected()));
    }
    rows.forEach(
        row ->
            text.append("line ")
                .append(row.path("line").asInt())
                .append(": ")
                .append(row.path("outcome").asText())
                .append(", ")
                .append(row.path("reasons").path(0).path("code").asText())
                .append(": ")
                .append(row.path("reasons").path(0).path("column").asText("the row"))
                .append(' ')
                .append(row.path("reasons").path(0).path("rule").asText())
                .append('\n'));
    Archive.writeReport(
        folder.resolve(file.sha256() + ".report.txt"),
        out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static ArrayNode rows(String details) {
    try {
      return (ArrayNode) JSON.readTree(details);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The ledger's details of directives are no JSON", e);
    }
  }

  /** Lets go of the files taken away a while ago. */
  void forget() {
    departed.close();
  }
}
