package org.aviso.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aviso.config.Setting;
import org.aviso.ledger.HandContacts;
import org.aviso.ledger.HandContacts.Printing;
import org.aviso.ledger.WorkQueue.Ready;
import org.aviso.person.Contact;
import org.aviso.person.ContactKind;
import org.aviso.person.Person;
import org.aviso.pipeline.Desk;
import org.aviso.pipeline.Letters;
import org.aviso.report.print.LetterPdf;
import org.aviso.template.Rendered;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "print",
    description =
        "Letters that are due as one PDF, by facility; or calls that are due as a CSV, by language."
            + " The file is its owner's alone; a letter carries its reader's name, and that it was"
            + " printed is recorded.")
final class QueuePrintCommand implements Callable<Integer> {
  private static final String NO_FACILITY = "No facility named";

  @Mixin Common common;
  @Mixin Reveal reveal;
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "letter|call", description = "What to print.")
  String what;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "A new file.")
  Path out;

  @Option(names = "--again", description = "Letters printed before as well.")
  boolean again;

  @Override
  public Integer call() throws IOException {
    if (!what.equals("letter") && !what.equals("call")) {
      throw new Refusal("letters and calls are printed: aviso queue print letter or call");
    }
    if (Files.exists(out)) {
      throw new Refusal(out + " is there already; name a new file");
    }
    if (out.toAbsolutePath().getParent() == null
        || !Files.isDirectory(out.toAbsolutePath().getParent())) {
      throw new Refusal("the folder of " + out + " is not there; make it first");
    }
    try (Desk desk = common.desk("queue print")) {
      still = StillWaves.of(desk.ledger().records().waves());
      return what.equals("letter") ? letters(desk) : calls(desk);
    }
  }

  private List<String> still = List.of();

  private record Letter(Ready task, Person person, Rendered text) {
    Printing printing() {
      return new Printing(task.id(), task.printed(), task.printedBy(), text.templateDigest());
    }

    @Override
    public String toString() {
      return task.toString();
    }
  }

  private Integer letters(Desk desk) throws IOException {
    Letters letters = new Letters(desk);
    List<Ready> ready = desk.ledger().queue().ready("letter", desk.clock().instant());
    planAnew(desk, letters, ready);
    List<Letter> drafts = new ArrayList<>();
    int before = 0;
    int refused = 0;
    for (Ready task : ready) {
      if (task.printed() != null && !again) {
        say("T-%d was printed by %s; --again prints it too", task.id(), last(task));
        before++;
        continue;
      }
      Person person = desk.reader().read(task.dossier());
      Letters.Answer answer = letters.text(task, person);
      if (answer.refusal() != null) {
        notPrinted(task, answer.refusal());
        refused++;
      } else {
        drafts.add(new Letter(task, person, answer.text()));
      }
    }
    if (drafts.isEmpty()) {
      return tell(0, 0, before, refused);
    }
    HandContacts queue = desk.ledger().handContacts();
    Set<Long> taken =
        queue.print(
            drafts.stream().map(Letter::printing).toList(), System.getProperty("user.name"));
    List<Letter> mine = new ArrayList<>();
    for (Letter letter : drafts) {
      if (taken.contains(letter.task.id())) {
        mine.add(letter);
      } else {
        notPrinted(letter.task, "somebody else printed it just now, or its plan changed");
        refused++;
      }
    }
    List<Letter> unprinted = new ArrayList<>(mine);
    try (LetterPdf pdf = new LetterPdf()) {
      List<Letter> drawn = draw(pdf, mine);
      if (!drawn.isEmpty()) {
        reveal.always(desk.ledger(), "queue print letter");
        write(pdf.bytes());
        unprinted.removeAll(drawn);
      }
      drawn.stream()
          .filter(letter -> letter.task.printed() != null)
          .forEach(
              letter ->
                  say("T-%d is printed again; before by %s", letter.task.id(), last(letter.task)));
      int anew = (int) drawn.stream().filter(letter -> letter.task.printed() != null).count();
      return tell(drawn.size(), anew, before, refused + mine.size() - drawn.size());
    } finally {
      queue.notPrinted(unprinted.stream().map(Letter::printing).toList());
    }
  }

  /** By facility, each with a sheet of what is in it; those that can be drawn. */
  private List<Letter> draw(LetterPdf pdf, List<Letter> letters) throws IOException {
    Map<String, List<Letter>> byFacility = new TreeMap<>();
    for (Letter letter : letters) {
      String facility = letter.person.facility();
      byFacility
          .computeIfAbsent(facility == null ? NO_FACILITY : facility, x -> new ArrayList<>())
          .add(letter);
    }
    List<Letter> drawn = new ArrayList<>();
    for (Map.Entry<String, List<Letter>> facility : byFacility.entrySet()) {
      pdf.sheet(facility.getKey(), facility.getValue().stream().map(this::line).toList());
      for (Letter letter : facility.getValue()) {
        try {
          pdf.add(List.of(name(letter.person)), letter.text.html(), letter.task.reference());
          drawn.add(letter);
        } catch (IllegalArgumentException e) {
          notPrinted(letter.task, e.getMessage());
        }
      }
    }
    return drawn;
  }

  private String line(Letter letter) {
    Ready task = letter.task;
    return "T-"
        + task.id()
        + "   "
        + letter.person.id()
        + "   "
        + letter.text.languages()
        + (task.printed() == null ? "" : "   again, before by " + last(task));
  }

  private static String last(Ready task) {
    return task.printedBy() + " at " + task.printed().truncatedTo(ChronoUnit.SECONDS);
  }

  private void notPrinted(Ready task, String why) {
    say("T-%d is not printed: %s", task.id(), why);
  }

  private void say(String line, Object... values) {
    spec.commandLine().getErr().println(String.format(line, values));
  }

  private static void planAnew(Desk desk, Letters letters, List<Ready> ready) {
    List<Long> old = ready.stream().filter(letters::ofAnotherDay).map(Ready::id).toList();
    if (!old.isEmpty()) {
      desk.ledger().queue().planAnew(old);
    }
  }

  private static String name(Person person) {
    return Stream.of(person.firstName(), person.lastName())
        .filter(part -> part != null && !part.isBlank())
        .collect(Collectors.joining(" "));
  }

  private Integer calls(Desk desk) throws IOException {
    reveal.record(desk.ledger(), "queue print call");
    Letters letters = new Letters(desk);
    List<Ready> due = new ArrayList<>();
    int refused = 0;
    List<Ready> ready = desk.ledger().queue().ready("call", desk.clock().instant());
    planAnew(desk, letters, ready);
    for (Ready task : ready) {
      Optional<String> outOfDate = letters.outOfDate(task);
      if (outOfDate.isPresent()) {
        notPrinted(task, outOfDate.get());
        refused++;
      } else {
        due.add(task);
      }
    }
    due.sort(Comparator.comparing(task -> task.language() == null ? "" : task.language()));
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(text)) {
      csv.writeRecord(
          "item",
          "language",
          "person",
          "notice",
          "call",
          "name",
          "contact",
          "number",
          "reference",
          "our_callback");
      for (Ready task : due) {
        Person person = desk.reader().read(task.dossier());
        List<Contact> numbers = numbers(task, person);
        for (int i = 0; i < Math.max(1, numbers.size()); i++) {
          Contact number = i < numbers.size() ? numbers.get(i) : null;
          csv.writeRecord(
              "T-" + task.id(),
              task.language() == null ? "" : task.language(),
              person.id().value(),
              task.notice(),
              task.to(),
              reveal.on() ? cell(name(person)) : "",
              number == null ? "" : number.id().toString(),
              number == null ? "" : "tel:" + (reveal.on() ? number.value() : number.masked()),
              task.reference(),
              desk.settings().find(Setting.CALLBACK_PHONE).map(QueuePrintCommand::cell).orElse(""));
        }
      }
    }
    if (!due.isEmpty()) {
      write(text.toString().getBytes(StandardCharsets.UTF_8));
    }
    return tell(due.size(), 0, 0, refused);
  }

  /** A relay's number needs counsel's approval, which stands with the relay's own steps. */
  private static List<Contact> numbers(Ready task, Person person) {
    return person.contacts().stream()
        .filter(c -> c.kind() == ContactKind.PHONE && c.usable())
        .filter(c -> c.owner().code().equals(task.to()) && !task.to().equals("relay"))
        .toList();
  }

  /** Nothing a spreadsheet would take for a formula. */
  private static String cell(String value) {
    return value.matches("(?s)[=+@\\-\\t\\r].*") ? "'" + value : value;
  }

  private void write(byte[] bytes) {
    try (OutputStream file =
        Channels.newOutputStream(
            Files.newByteChannel(
                out,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-------"))))) {
      file.write(bytes);
    } catch (FileAlreadyExistsException e) {
      throw new Refusal(out + " is there already; name a new file");
    } catch (IOException e) {
      throw Refusal.unwritable(out.toAbsolutePath().getParent(), "nothing counts as printed");
    }
  }

  private Integer tell(int printed, int anew, int before, int refused) {
    if (common.json) {
      Common.print(
          Common.JSON
              .createObjectNode()
              .put("file", printed == 0 ? null : out.toString())
              .put("items", printed)
              .put("printed_again", anew)
              .put("printed_before", before)
              .put("not_printed", refused));
    } else {
      Common.print(
          (printed == 0 ? "nothing to print, no file made" : printed + " in " + out)
              + (before == 0 ? "" : "; " + before + " printed before, --again prints them too")
              + "\n");
      still.forEach(line -> Common.print(line + "\n"));
    }
    return Aviso.DONE;
  }
}
