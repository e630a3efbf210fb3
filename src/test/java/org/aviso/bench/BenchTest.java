package org.aviso.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.aviso.cli.InProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The benchmark does what it says; how fast things are is not asked here. */
class BenchTest {
  private static final Path ROOT = Path.of(System.getProperty("aviso.root", "")).toAbsolutePath();
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 1);

  @TempDir Path folder;

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void a_small_round_counts_everybody_once_and_writes_its_table() throws Exception {
    Launcher fromClasses =
        new Launcher(
            List.of(
                Launcher.java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Daviso.root=" + ROOT,
                "-cp",
                Launcher.classPath(),
                "org.aviso.cli.Aviso"));
    Path results = folder.resolve("RESULTS.md");
    try (InProcess process = new InProcess()) {
      Bench bench = new Bench(ROOT, folder, fromClasses, said -> process.run("", said));
      new CommandLine(bench)
          .parseArgs(
              "--entries=200", "--rounds=1", "--baseline=40", "--results=" + results, "--seed=3");
      bench.call();
    }

    assertThat(Files.readString(results))
        .contains("200 entries, SQLite, seed 3", "| Aviso, round 1 |", "| baseline, round 1 |");
    try (var left = Files.list(folder)) {
      assertThat(left.map(Path::getFileName).map(Path::toString)).containsExactly("RESULTS.md");
    }
  }

  @Test
  void the_same_seed_makes_the_same_list_and_a_shorter_one_is_its_beginning() throws Exception {
    String list = written(300, 1);

    assertThat(written(300, 1)).isEqualTo(list);
    assertThat(list).startsWith(written(100, 1));
    assertThat(written(300, 2)).isNotEqualTo(list);
  }

  @Test
  void six_in_ten_have_a_number_four_an_address_and_nobody_shares_one() throws Exception {
    SyntheticList list = new SyntheticList(5_000, 1, TODAY).write(folder.resolve("list.csv"));

    assertThat(list.texts().messages()).isEqualTo(3_000);
    assertThat(list.texts().distinct()).isEqualTo(3_000);
    assertThat(list.mails().distinct()).isEqualTo(2_000);
    assertThat(
            Files.readAllLines(folder.resolve("list.csv")).stream()
                .skip(1)
                .map(row -> row.split(",")[9])
                .collect(Collectors.toSet()))
        .as("languages")
        .hasSize(12);
  }

  @Test
  void a_lost_a_doubled_and_a_strange_message_each_fail_the_round() throws Exception {
    SyntheticList list = new SyntheticList(10, 1, TODAY).write(folder.resolve("list.csv"));
    Receiver.Report mails = report(list.mails().messages(), list.mails());
    Recipients.Tally all = list.texts();

    new Receivers.Heard(report(6, all), mails).mustBe("Aviso", list);
    assertThatThrownBy(
            () ->
                new Receivers.Heard(report(5, new Recipients.Tally(5, 5, 0)), mails)
                    .mustBe("Aviso", list))
        .hasMessage("Aviso, texts: 5 of 6 persons were written to, 0 messages were doubles");
    assertThatThrownBy(() -> new Receivers.Heard(report(7, all), mails).mustBe("Aviso", list))
        .hasMessage("Aviso, texts: 6 of 6 persons were written to, 1 messages were doubles");
    assertThatThrownBy(
            () ->
                new Receivers.Heard(report(6, new Recipients.Tally(6, 6, all.sum() + 1)), mails)
                    .mustBe("Aviso", list))
        .hasMessageEndingWith("some of them are not on the list");
  }

  private static Receiver.Report report(long messages, Recipients.Tally tally) {
    return new Receiver.Report(messages, tally.distinct(), tally.sum(), 1, 2, 1, 0);
  }

  private String written(int entries, long seed) throws Exception {
    Path file = folder.resolve("list.csv");
    new SyntheticList(entries, seed, TODAY).write(file);
    return Files.readString(file);
  }
}
