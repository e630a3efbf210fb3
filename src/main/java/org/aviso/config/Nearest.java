package org.aviso.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** What somebody may have meant by a word that is none of those there are. */
public final class Nearest {
  private Nearest() {}

  /** The nearest by letters to add, drop or change, the nearest first; at most so many. */
  public static List<String> of(String word, Collection<String> all, int most) {
    return all.stream()
        .sorted(Comparator.comparingInt((String one) -> distance(word, one)))
        .limit(most)
        .toList();
  }

  /** Levenshtein: letters to add, drop or change. */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      row[column] = column;
    }
    for (int line = 1; line <= from.length(); line++) {
      int diagonal = row[0];
      row[0] = line;
      for (int column = 1; column <= to.length(); column++) {
        int change = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
        diagonal = row[column];
        row[column] = Math.min(change, 1 + Math.min(diagonal, row[column - 1]));
      }
    }
    return row[to.length()];
  }
}
