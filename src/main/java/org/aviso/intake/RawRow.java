package org.aviso.intake;

/**
 * A row before its columns are known.
 *
 * @param cells as decoded; null and blank mean the same; never empty unless {@code failure} is set
 * @param failure why the row cannot be read, else null
 */
record RawRow(int line, String[] cells, RowReason failure) {
  static RawRow of(int line, String[] cells) {
    return new RawRow(line, cells, null);
  }

  static RawRow failed(int line, RowReason failure) {
    return new RawRow(line, new String[0], failure);
  }
}
