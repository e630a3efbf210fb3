package org.aviso.intake;

import java.io.Closeable;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;

/** An opened master list: what it is, and its rows in order. Held in memory a group at a time. */
public interface MasterList extends Closeable {
  /** {@code csv} or {@code tsv}, with {@code .gz} when compressed. */
  String format();

  /** As detected: {@code UTF-8}, {@code UTF-16LE}, {@code windows-1252} … */
  String encoding();

  /** The date in the file's name, null when it has none. */
  LocalDate listDate();

  /** Whether the file's name says that the list holds everybody. */
  boolean full();

  /** What staff should know of the file, in plain words, such as columns that were dropped. */
  List<String> notes();

  /**
   * The rows in groups.
   *
   * @param size most rows of a group
   * @param afterLine only rows that begin after this line; 0 for all
   */
  Iterator<List<ParsedRow>> groups(int size, int afterLine);
}
