package org.aviso.intake;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Quotes where they should not be. Seeded: the same texts on every run. */
class QuoteGuardTest {
  /** A row by RFC 4180: a quote inside a quoted cell is doubled. Blanks may follow the cell. */
  private static final Pattern SOUND =
      Pattern.compile("(?:\\A|,)(?:\"(?:[^\"]|\"\")*\" *|[^\",\n][^,\n]*|)(?=,|\\z)");

  private final Random random = new Random(20261130);

  /** Text behind a row shows where the parser sees its end. */
  @Test
  void what_the_guard_lets_through_is_one_row_to_the_parser_and_what_it_takes_out_is_none()
      throws IOException {
    for (int i = 0; i < 20_000; i++) {
      String text = text("aa,,\"\"\"\" \n\r", 40);
      List<String> lines = lines(text);
      int line = 0;
      try (QuoteGuard guard = new QuoteGuard(new StringReader(text), ',')) {
        for (String row = guard.nextRecord(); row != null; row = guard.nextRecord()) {
          if (row.charAt(0) == QuoteGuard.MARK) {
            assertThat(endsWithItself(lines.get(line))).as(text).isFalse();
            line++;
          } else {
            assertThat(endsWithItself(row)).as(text).isTrue();
            assertThat(lineFeeds(String.join("", lines.subList(line, line + lines(row).size()))))
                .isEqualTo(lineFeeds(row));
            line += lines(row).size();
          }
        }
      }
      assertThat(line).isEqualTo(lines.size());
    }
  }

  private static String lineFeeds(String text) {
    return text.replaceAll("\r(?!\n)", "\n");
  }

  private static boolean endsWithItself(String row) throws IOException {
    String ended = row.endsWith("\n") || row.endsWith("\r") ? row : row + "\n";
    List<List<String>> rows = new ArrayList<>();
    try (CsvReader<CsvRecord> parser = DelimitedRows.parser(',').ofCsvRecord(ended + "BEHIND")) {
      parser.forEach(record -> rows.add(record.getFields()));
    }
    return rows.size() == 2 && rows.get(1).equals(List.of("BEHIND"));
  }

  @Test
  void quotes_strewn_into_a_list_take_no_line_out_but_their_own() throws IOException {
    for (int i = 0; i < 5_000; i++) {
      boolean quoteAll = random.nextBoolean();
      List<String> lines = new ArrayList<>();
      List<String[]> expected = new ArrayList<>();
      for (int line = 1; line <= 12; line++) {
        String[] cells = {"A9990000" + (line + 10), "UNO", "", "APT 5 REAR", "619"};
        expected.add(cells);
        lines.add(
            Arrays.stream(cells)
                .map(cell -> quoteAll ? '"' + cell + '"' : cell)
                .collect(Collectors.joining(",")));
      }
      for (int strewn = 1 + random.nextInt(4); strewn > 0; strewn--) {
        int line = random.nextInt(lines.size());
        StringBuilder text = new StringBuilder(lines.get(line));
        lines.set(line, text.insert(random.nextInt(text.length() + 1), '"').toString());
        expected.set(line, null);
      }
      assertAccounted(lines, expected);
    }
  }

  private static void assertAccounted(List<String> lines, List<String[]> expected)
      throws IOException {
    String text = String.join("\n", lines);
    TreeMap<Integer, RawRow> rows = new TreeMap<>();
    try (RawRows read = new DelimitedRows(new StringReader(text), ',')) {
      read.forEachRemaining(row -> assertThat(rows.put(row.line(), row)).isNull());
    }
    assertThat(rows.firstKey()).isEqualTo(1);
    for (Map.Entry<Integer, RawRow> row : rows.entrySet()) {
      int line = row.getKey();
      Integer next = rows.higherKey(line);
      List<String> own = lines.subList(line - 1, next == null ? lines.size() : next - 1);
      if (own.size() > 1) {
        String whole = String.join("\n", own);
        assertThat(SOUND.matcher(whole).replaceAll("")).as(text).isEmpty();
      } else if (expected.get(line - 1) != null) {
        assertThat(row.getValue().cells()).as(text).isEqualTo(expected.get(line - 1));
      }
    }
  }

  private String text(String of, int longest) {
    StringBuilder text = new StringBuilder();
    for (int length = 1 + random.nextInt(longest); length > 0; length--) {
      text.append(of.charAt(random.nextInt(of.length())));
    }
    return text.toString();
  }

  /** With their ends. */
  private static List<String> lines(String text) {
    return Arrays.asList(text.split("(?<=\n)|(?<=\r)(?!\n)"));
  }
}
