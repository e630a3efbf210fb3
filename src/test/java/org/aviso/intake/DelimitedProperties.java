package org.aviso.intake;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.aviso.person.Column;

/** Delimited files in every dialect, with any cells. */
class DelimitedProperties {
  private static final List<Column> COLUMNS =
      List.of(Column.A_NUMBER, Column.LAST_NAME, Column.FIRST_NAME, Column.ADDR1);

  /** How a program writes its lists. */
  private record Dialect(
      char delimiter, String lineEnd, boolean quoteAll, Charset charset, boolean mark) {
    byte[] write(List<List<String>> rows) {
      String text =
          rows.stream()
              .map(
                  row ->
                      row.stream()
                          .map(this::cell)
                          .collect(Collectors.joining(String.valueOf(delimiter))))
              .collect(Collectors.joining(lineEnd, mark ? "\uFEFF" : "", lineEnd));
      return text.getBytes(charset);
    }

    private String cell(String cell) {
      boolean quoted =
          quoteAll
              || cell.chars().anyMatch(c -> c == delimiter || c == '"' || c == '\n' || c == '\r');
      return quoted ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }
  }

  @Provide
  Arbitrary<Dialect> dialects() {
    Arbitrary<Charset> charsets = Arbitraries.of(UTF_8, UTF_16LE, UTF_16BE);
    return Combinators.combine(
            Arbitraries.of(',', '\t', ';', '|'),
            Arbitraries.of("\n", "\r\n", "\r"),
            Arbitraries.of(true, false),
            charsets,
            Arbitraries.of(true, false))
        .as(Dialect::new);
  }

  /** The first cell of a row is a number, so that no row is blank. */
  @Provide
  Arbitrary<List<List<String>>> tables() {
    Arbitrary<String> number =
        Arbitraries.integers().between(0, 999).map(n -> String.format("A999000%03d", n));
    Arbitrary<String> cell =
        Arbitraries.strings().withChars("aZ09ñÜ中م,;\t|\"'\n =-").ofMinLength(0).ofMaxLength(12);
    Arbitrary<List<String>> row = Combinators.combine(number, cell, cell, cell).as(List::of);
    return row.list().ofMinSize(1).ofMaxSize(30);
  }

  @Property(tries = 300)
  void what_was_written_is_read_cell_by_cell(
      @ForAll("dialects") Dialect dialect, @ForAll("tables") List<List<String>> table)
      throws Exception {
    assertThat(read(dialect, table, 7, 0)).extracting(ParsedRow::cells).isEqualTo(cells(table));
  }

  @Property(tries = 100)
  void a_list_taken_up_again_goes_on_behind_the_last_line_taken(
      @ForAll("dialects") Dialect dialect,
      @ForAll("tables") List<List<String>> table,
      @ForAll @IntRange(min = 1, max = 9) int size,
      @ForAll @IntRange(min = 0, max = 29) int taken)
      throws Exception {
    List<ParsedRow> all = read(dialect, table, size, 0);
    int done = Math.min(taken, all.size());
    int afterLine = done == 0 ? 0 : all.get(done - 1).line();

    assertThat(read(dialect, table, size, afterLine)).isEqualTo(all.subList(done, all.size()));
  }

  private static List<ParsedRow> read(
      Dialect dialect, List<List<String>> table, int size, int afterLine)
      throws IOException, RefusedFile {
    List<List<String>> rows = new ArrayList<>();
    rows.add(COLUMNS.stream().map(Column::name).toList());
    rows.addAll(table);
    Path file = Files.createTempFile("list", ".csv");
    try {
      Files.write(file, dialect.write(rows));
      List<ParsedRow> read = new ArrayList<>();
      try (MasterList list =
          new MasterListReader(Lists.CONFIG).open(file, "list.csv", Lists.TODAY)) {
        assertThat(list.encoding()).isEqualTo(dialect.charset().name());
        list.groups(size, afterLine)
            .forEachRemaining(
                group -> {
                  assertThat(group).hasSizeBetween(1, size);
                  read.addAll(group);
                });
      }
      return read;
    } finally {
      Files.delete(file);
    }
  }

  /** Blank cells are left out, as everywhere. */
  private static List<Map<Column, String>> cells(List<List<String>> table) {
    return table.stream()
        .map(
            row -> {
              Map<Column, String> cells = new java.util.EnumMap<>(Column.class);
              for (int i = 0; i < row.size(); i++) {
                if (!row.get(i).isBlank()) {
                  cells.put(COLUMNS.get(i), row.get(i));
                }
              }
              return cells;
            })
        .toList();
  }
}
