package org.aviso.intake;

import java.io.IOException;
import java.io.InputStream;

/** What a file is by its first bytes. */
enum FileKind {
  TEXT,
  GZIP,
  WORKBOOK,
  OLD_OR_LOCKED_WORKBOOK,
  OTHER_ARCHIVE,
  NO_LIST;

  private static final int LOOKED_AT = 8;

  private static final int[][] ARCHIVES = {
    {'7', 'z', 0xBC, 0xAF}, {'R', 'a', 'r', '!'}, {'B', 'Z', 'h'}, {0xFD, '7', 'z', 'X', 'Z'}, {0x28, 0xB5, 0x2F, 0xFD}
  };
  private static final int[][] OTHERS = {
    {'%', 'P', 'D', 'F'}, {0x89, 'P', 'N', 'G'}, {0xFF, 0xD8, 0xFF}, {'G', 'I', 'F', '8'}, {0x7F, 'E', 'L', 'F'}, {'M', 'Z', 0x90}, {'{', '\\', 'r', 't', 'f'}, {'S', 'Q', 'L', 'i', 't', 'e'}
  };

  static FileKind of(InputStream in) throws IOException {
    byte[] start = in.readNBytes(LOOKED_AT);
    if (begins(start, 0x1F, 0x8B)) {
      return GZIP;
    }
    if (begins(start, 'P', 'K', 3, 4) || begins(start, 'P', 'K', 5, 6)) {
      return WORKBOOK;
    }
    if (begins(start, 0xD0, 0xCF, 0x11, 0xE0)) {
      return OLD_OR_LOCKED_WORKBOOK;
    }
    for (int[] archive : ARCHIVES) {
      if (begins(start, archive)) {
        return OTHER_ARCHIVE;
      }
    }
    for (int[] other : OTHERS) {
      if (begins(start, other)) {
        return NO_LIST;
      }
    }
    return TEXT;
  }

  /** @throws RefusedFile for every kind that is never a list */
  void refuse() throws RefusedFile {
    switch (this) {
      case TEXT, GZIP, WORKBOOK -> {}
      case OLD_OR_LOCKED_WORKBOOK ->
          throw new RefusedFile(
              "password_protected",
              "a workbook with a password, or one of Excel before 2007: save it as XLSX without a password");
      case OTHER_ARCHIVE ->
          throw new RefusedFile("nested_archive", "an archive of a kind not read here: send the list itself");
      case NO_LIST -> throw new RefusedFile("unknown_format", "not a list: send CSV, XLSX or JSON");
    }
  }

  private static boolean begins(byte[] start, int... mark) {
    if (start.length < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if ((start[i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }
}
