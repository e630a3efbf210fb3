package org.aviso.intake;

import java.io.BufferedWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.aviso.person.Dossier;
import org.aviso.person.Lookup;
import org.aviso.person.PersonId;

/**
 * Measures reading, judging and merging on one core, without a ledger: {@code Throughput [rows]}. A
 * list of new persons, then a supplement of the same persons of which one in a hundred changed.
 */
final class Throughput {
  private Throughput() {}

  public static void main(String[] args) throws Exception {
    int rows = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    Path folder = Files.createTempDirectory("aviso-throughput");
    for (int round = 0; round < 3; round++) {
      Known known = new Known();
      report(
          "new persons", rows, take(write(folder.resolve("list-2026-11-01.csv"), rows, 0), known));
      report(
          "supplement", rows, take(write(folder.resolve("list-2026-12-01.csv"), rows, 100), known));
    }
  }

  private static void report(String what, int rows, long nanos) {
    System.out.printf(
        "%-12s %,9d rows in %5.2f CPU-s: %,7.0f rows/s%n",
        what, rows, nanos / 1e9, rows / (nanos / 1e9));
  }

  /** Of this thread: the figure does not depend on who else uses the machine. */
  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static Path write(Path file, int rows, int changeEvery) throws Exception {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write(
          "A_NUMBER,LAST_NAME,FIRST_NAME,DOB,SEX,NATIONALITY,LANGUAGE,POE,ENCOUNTER_DATE,CUSTODY_STATUS,CITY,STATE,ZIP,COUNTRY,PHONE,EMAIL,FAM_NAME,FAM_RELATION,FAM_PHONE\n");
      for (int i = 0; i < rows; i++) {
        boolean changed = changeEvery > 0 && i % changeEvery == 0;
        out.write(
            String.format(
                "A%09d,EJEMPLO%d,ANA,%02d/%02d/%d,F,GUATEMALA,SPANISH,SAN"
                    + " YSIDRO,2024-05-0%d,%s,SAMPLE CITY,CA,90001,US,(619)"
                    + " 555-%04d,person%d@example.org,ROSA,MOTHER,+1213%03d%04d%n",
                i + 1,
                i,
                i % 12 + 1,
                i % 28 + 1,
                1950 + i % 50,
                i % 9 + 1,
                changed ? "DETAINED" : "RELEASED",
                i % 10_000,
                i,
                200 + i % 700,
                i % 10_000));
      }
    }
    return file;
  }

  private static long take(Path file, Known known) throws Exception {
    long start = cpu();
    try (MasterList list =
        new MasterListReader(Lists.CONFIG).open(file, file.getFileName().toString(), Lists.TODAY)) {
      Intake intake = new Intake(Lists.CONFIG);
      ListInfo info =
          new ListInfo(file.getFileName().toString(), list.listDate(), Lists.TODAY, false);
      Iterator<List<ParsedRow>> groups = list.groups(2_000, 0);
      long inKnown = 0;
      while (groups.hasNext()) {
        GroupDecision decision = intake.decide(groups.next(), info, known);
        long before = cpu();
        decision.added().forEach(known::put);
        decision.changed().forEach(known::put);
        inKnown += cpu() - before;
      }
      return cpu() - start - inKnown;
    }
  }

  /** In memory, by A-number alone. */
  private static final class Known implements KnownPersons {
    private final Map<String, PersonId> byNumber = new HashMap<>();
    private final Map<PersonId, Dossier> persons = new HashMap<>();

    void put(Dossier dossier) {
      persons.put(dossier.id(), dossier);
      byNumber.put(Lookups.usableNumber(dossier), dossier.id());
    }

    @Override
    public Map<Lookup, List<Dossier>> find(Collection<Lookup> lookups) {
      Map<Lookup, List<Dossier>> found = new HashMap<>();
      for (Lookup lookup : lookups) {
        PersonId id = lookup.kind() == Lookup.Kind.A_NUMBER ? byNumber.get(lookup.value()) : null;
        if (id != null) {
          found.put(lookup, new ArrayList<>(List.of(persons.get(id))));
        }
      }
      return found;
    }
  }
}
