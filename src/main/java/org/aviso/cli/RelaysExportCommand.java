package org.aviso.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.aviso.ledger.Event;
import org.aviso.person.Contact;
import org.aviso.person.Person;
import org.aviso.person.PersonId;
import org.aviso.pipeline.Desk;
import org.aviso.pipeline.RelayCandidates;
import org.aviso.pipeline.WholeFile;
import org.aviso.routing.RelayMarks;
import org.aviso.routing.RelayState;
import org.aviso.template.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "export",
    description =
        "Every contact of a relay with what stands of it now, and empty columns for counsel to"
            + " mark.")
final class RelaysExportCommand implements Callable<Integer> {
  /** What counsel reads; what counsel writes comes after, the token last. */
  private static final List<String> SHOWN =
      List.of(
          "person",
          "person_name",
          "contact",
          "relay_name",
          "relation",
          "kind",
          "value",
          "country",
          "at_home",
          "language",
          "others",
          "other_persons",
          "status",
          "now",
          "now_level",
          "now_name",
          "now_expires");

  private static final List<String> COLUMNS = columns();

  private static final Map<String, List<String>> CHOICES =
      Map.of(
          "decision", List.of("approve", "veto", "lower"),
          "level", List.of("L0", "L1", "L2", "L3"),
          "name", List.of("yes", "no"),
          "consent_form", List.of("written", "oral"),
          "consent_by", List.of("member", "attorney"));

  @Mixin Common common;
  @Mixin Reveal reveal;

  @Parameters(
      paramLabel = "FILE",
      description = "A new file, .xlsx or .csv; one that is there is not overwritten.")
  Path file;

  private long candidates;
  private final Set<PersonId> persons = new HashSet<>();

  private static List<String> columns() {
    List<String> columns = new ArrayList<>(SHOWN);
    columns.addAll(RelayMarks.MARKS);
    columns.add("state");
    return List.copyOf(columns);
  }

  @Override
  public Integer call() throws IOException {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    boolean xlsx = name.endsWith(".xlsx");
    if (!xlsx && !name.endsWith(".csv")) {
      throw new Refusal("the name of the spreadsheet ends in .xlsx or .csv");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new Refusal("the folder of the spreadsheet is not there, or cannot be written to");
    }
    try (Desk desk = common.desk("relays")) {
      reveal.record(desk.ledger(), "relays export");
      WholeFile.write(file.toAbsolutePath(), folder, "rw-------", out -> write(desk, out, xlsx));
      ObjectNode document = Common.JSON.createObjectNode();
      document.put("format", xlsx ? "xlsx" : "csv");
      document.put("candidates", candidates);
      document.put("persons", persons.size());
      document.put("revealed", reveal.on());
      desk.ledger()
          .record(
              Event.ofService(
                  "relays",
                  "exported",
                  document
                      .deepCopy()
                      .put("system_user", System.getProperty("user.name"))
                      .toString()));
      tell(document);
      return Aviso.DONE;
    } catch (FileAlreadyExistsException e) {
      throw new Refusal(file + " is there already and is not overwritten: name another");
    }
  }

  private void tell(ObjectNode document) {
    if (common.json) {
      document.put("file", file.toString());
      Common.print(document);
      return;
    }
    Common.print(
        "%s: %,d contacts of relays, of %,d persons%s%n"
            .formatted(
                file,
                candidates,
                persons.size(),
                reveal.on() ? ", names and values in the clear" : ", values masked"));
    Common.print(
        "Counsel marks decision, level, name, expires, consent and reason; aviso relays import"
            + " makes a batch of it.\n");
  }

  private void write(Desk desk, OutputStream out, boolean xlsx) throws IOException {
    try (NewSpreadsheet sheet =
        xlsx ? NewSpreadsheet.xlsx(out, COLUMNS, CHOICES) : NewSpreadsheet.csv(out, COLUMNS)) {
      new RelayCandidates(desk, desk.policy()).each(candidate -> row(sheet, candidate));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void row(NewSpreadsheet sheet, RelayCandidates.Candidate candidate) {
    if (++candidates >= NewSpreadsheet.MOST_ROWS) {
      throw new Refusal("there are more relays than a sheet has rows: export as .csv");
    }
    persons.add(candidate.person().id());
    try {
      sheet.row(cells(candidate));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> cells(RelayCandidates.Candidate candidate) {
    Person person = candidate.person();
    Contact contact = candidate.contact();
    Standing standing = Standing.of(candidate.now().values());
    List<String> cells = new ArrayList<>(COLUMNS.size());
    cells.add(person.id().value());
    cells.add(reveal.on() ? name(person) : null);
    cells.add(contact.id().toString());
    cells.add(reveal.on() ? contact.name() : null);
    cells.add(contact.relation());
    cells.add(contact.kind().code());
    cells.add(reveal.on() ? contact.value() : contact.masked());
    cells.add(contact.country());
    cells.add(standing.atHome ? person.nationality() == null ? "maybe" : "yes" : "no");
    cells.add(candidate.language());
    cells.add(String.valueOf(candidate.others().count()));
    cells.add(others(candidate));
    cells.add(
        contact.status().code()
            + (contact.statusReason() == null ? "" : " " + contact.statusReason().code()));
    cells.add(standing.word);
    cells.add(standing.level == null ? null : standing.level.shown());
    cells.add(standing.name ? "yes" : "no");
    cells.add(standing.expires == null ? null : standing.expires.toString());
    RelayMarks.MARKS.forEach(mark -> cells.add(null));
    cells.add(candidate.state());
    return cells;
  }

  private static String name(Person person) {
    return java.util.stream.Stream.of(person.firstName(), person.lastName())
        .filter(Objects::nonNull)
        .collect(Collectors.joining(" "));
  }

  private static String others(RelayCandidates.Candidate candidate) {
    String some =
        candidate.others().some().stream().map(PersonId::value).collect(Collectors.joining(" "));
    return candidate.others().count() > candidate.others().some().size() ? some + " …" : some;
  }

  /**
   * What stands now, over all notices.
   *
   * @param word vetoed, approved, kind, expired, capped or none
   */
  private record Standing(
      String word, Level level, boolean name, LocalDate expires, boolean atHome) {
    static Standing of(java.util.Collection<RelayState> states) {
      String word = "none";
      Level level = null;
      boolean name = false;
      LocalDate expires = null;
      boolean atHome = false;
      for (RelayState state : states) {
        Level now = state.now();
        atHome |= state.maybeAtHome();
        if (state.vetoed()) {
          return new Standing("vetoed", null, false, null, atHome);
        }
        if (now != null && (level == null || now.above(level))) {
          level = now;
          word = state.oneByOne() ? "approved" : "kind";
          name = state.oneByOne() && state.standing().name();
          expires = state.oneByOne() ? state.standing().expires() : null;
        } else if (now == null && level == null && state.standing().lapsed()) {
          word = "expired";
        }
      }
      return new Standing(word, level, name, expires, atHome);
    }
  }
}
