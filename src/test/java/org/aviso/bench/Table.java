package org.aviso.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Rounds of one kind of run, their median, and how it stands to another's, in Markdown. */
final class Table {
  /** Below it the machine was busy with something else. */
  private static final int QUIET_BASELINE = 350;

  private final Map<String, Map<Figure, String>> rows = new LinkedHashMap<>();

  /**
   * @return the median of each figure
   */
  Map<Figure, Double> add(String what, List<Map<Figure, Double>> rounds) {
    for (int i = 0; i < rounds.size(); i++) {
      put(what + ", round " + (i + 1), rounds.get(i));
    }
    Map<Figure, Double> medians = new EnumMap<>(Figure.class);
    rounds.get(0).keySet().forEach(figure -> medians.put(figure, median(rounds, figure)));
    if (rounds.size() > 1) {
      put("**" + what + ", median**", medians);
    }
    return medians;
  }

  /** How many times the one is the other. */
  void compare(Map<Figure, Double> one, Map<Figure, Double> other) {
    Map<Figure, String> times = new EnumMap<>(Figure.class);
    one.forEach(
        (figure, value) -> {
          if (figure.compared && other.containsKey(figure)) {
            times.put(figure, "%.2f ×".formatted(value / other.get(figure)));
          }
        });
    rows.put(
        other.get(Figure.WHOLE) < QUIET_BASELINE
            ? "Aviso ÷ baseline: does not count, the machine was busy"
            : "**Aviso ÷ baseline**",
        times);
  }

  private void put(String what, Map<Figure, Double> figures) {
    Map<Figure, String> written = new EnumMap<>(Figure.class);
    figures.forEach((figure, value) -> written.put(figure, figure.written(value)));
    rows.put(what, written);
  }

  private static double median(List<Map<Figure, Double>> rounds, Figure figure) {
    List<Double> sorted = rounds.stream().map(round -> round.get(figure)).sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  String markdown() {
    List<Figure> columns = new ArrayList<>(List.of(Figure.values()));
    columns.removeIf(figure -> rows.values().stream().noneMatch(row -> row.containsKey(figure)));
    StringBuilder text = new StringBuilder(line("", columns, figure -> figure.label));
    text.append(line("---", columns, figure -> "---:"));
    rows.forEach(
        (what, row) -> text.append(line(what, columns, figure -> row.getOrDefault(figure, ""))));
    return text.toString();
  }

  private static String line(String first, List<Figure> columns, Function<Figure, String> of) {
    return columns.stream()
        .map(of)
        .collect(Collectors.joining(" | ", "| " + first + " | ", " |\n"));
  }
}
