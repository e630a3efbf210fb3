package org.aviso.bench;

import java.util.Locale;

/** What is measured of a run, in the order of the table's columns. */
enum Figure {
  WHOLE("notices/s, start to end", "%,.0f", true),
  FIRST("first accepted after, s", "%.2f", false),
  INTAKE("intake, rows/s", "%,.0f", false),
  FIRST_TENTH("of its first tenth", "%,.0f", false),
  LAST_TENTH("of its last tenth", "%,.0f", false),
  TAKEN_AFTER("list taken after, s", "%.1f", false),
  PLANNED("planned, entries/s", "%,.0f", false),
  SENDING("sending, notices/s", "%,.0f", true),
  OF_LIMIT("texts, % of in-flight ÷ latency", "%.0f", false),
  CPU("CPU-s per 1,000", "%.2f", true),
  CPU_SENDING("of it since the list was taken", "%.2f", false),
  RSS("peak RSS, MiB", "%,.0f", true),
  TEXTS_IN_FLIGHT("texts in flight", "%,.0f", false),
  MAILS_IN_FLIGHT("mails in flight", "%,.0f", false);

  final String label;
  private final String format;

  /** Whether it is worth dividing by the baseline's. */
  final boolean compared;

  Figure(String label, String format, boolean compared) {
    this.label = label;
    this.format = format;
    this.compared = compared;
  }

  String written(double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
