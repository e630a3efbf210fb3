package org.aviso.person;

import java.time.LocalDate;

/**
 * A cleaned cell and where it came from. Lives inside the sealed record only.
 *
 * @param value the cell, trimmed, NFC; never null or empty
 * @param asOf the date it was true: the list's date, or the day a person told it
 * @param source {@code list}, or who told it: {@code call}, {@code letter}, {@code attorney}
 * @param list SHA-256 of the list, null unless source is {@code list}
 * @param line line of the list, 1-based; 0 unless source is {@code list}
 */
public record Sourced(String value, LocalDate asOf, String source, String list, int line) {
  @Override
  public String toString() {
    return "Sourced[" + source + " " + asOf + " line " + line + "]";
  }
}
