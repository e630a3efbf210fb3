package org.aviso.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** 438 real mails that lie beside the project; nothing of them is copied into it. */
class RealBouncesTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("aviso.test.bounces", "../shared/data/bounces"));

  /**
   * Our rules, stricter than the publisher's: a full mailbox is never final, policy is not the
   * address's fault.
   */
  private static final Predicate<Row> BY_OUR_RULES =
      row ->
          row.expected.equals(row.read)
              || row.expected.equals("permanent") && row.read.equals("policy")
              || row.reason.equals("mailboxfull") && row.read.equals("transient");

  private record Row(String file, String tier, String reason, String expected, String read) {}

  private static final List<Row> ROWS = new ArrayList<>();

  @BeforeAll
  static void read() throws IOException {
    Path table = FOLDER.resolve("expected.tsv");
    assumeTrue(Files.exists(table), "skipped: " + FOLDER + " is not there");
    List<String> lines = Files.readAllLines(table);
    List<String> names = List.of(lines.get(0).split("\t", -1));
    Map<String, Bounce> read = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split("\t", -1);
      if (cells[names.indexOf("class_conflict")].equals("1")) {
        continue;
      }
      Bounce bounce = read.computeIfAbsent(cells[0], RealBouncesTest::bounce);
      ROWS.add(
          new Row(
              cells[0],
              cells[names.indexOf("tier")],
              cells[names.indexOf("reason")],
              cells[names.indexOf("class")],
              found(bounce, cells[names.indexOf("recipient")], cells[names.indexOf("aliases")])));
    }
  }

  private static Bounce bounce(String file) {
    try {
      return new BounceReader(null).read(Files.readAllBytes(FOLDER.resolve(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String found(Bounce bounce, String recipient, String aliases) {
    return switch (bounce.kind()) {
      case COMPLAINT, AUTOREPLY, NONE -> bounce.kind().code();
      case BOUNCE, DELAY, DELIVERED ->
          bounce.recipients().stream()
              .filter(
                  r ->
                      r.address().equalsIgnoreCase(recipient)
                          || !r.address().isEmpty() && aliases.contains(r.address()))
              .findFirst()
              .or(() -> bounce.recipients().stream().findFirst())
              .map(r -> r.fate().code())
              .orElse("none");
    };
  }

  @Test
  void delivery_status_notifications_are_read_right() {
    assertAccuracy(row -> row.tier.startsWith("A"), 1.0);
  }

  @Test
  void bounces_in_words_are_read_right_where_words_can_be() {
    assertAccuracy(row -> true, 0.97);
  }

  private static void assertAccuracy(Predicate<Row> which, double least) {
    List<Row> rows = ROWS.stream().filter(which).toList();
    List<Row> wrong = rows.stream().filter(BY_OUR_RULES.negate()).toList();
    if (Boolean.getBoolean("aviso.test.show")) {
      System.out.printf("%d of %d wrong%n", wrong.size(), rows.size());
      wrong.forEach(System.out::println);
    }
    assertThat(rows).hasSizeGreaterThan(100);
    double accuracy = 1 - (double) wrong.size() / rows.size();
    assertThat(accuracy).as("wrong: %s", wrong).isGreaterThanOrEqualTo(least);
  }
}
