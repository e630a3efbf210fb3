package org.aviso.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out what a file is and opens it as a master list, or refuses it as a whole with a reason. */
public final class MasterListReader {
  private static final Pattern DATE = Pattern.compile("(?<![0-9])(20[0-9]{2}-[0-9]{2}-[0-9]{2})(?![0-9])");
  private static final Pattern FULL = Pattern.compile("(?i)(?<![a-z])full(?![a-z])");

  private final IntakeConfig config;

  public MasterListReader(IntakeConfig config) {
    this.config = config;
  }

  /**
   * @param name the file's name as it was dropped: its ending, a date and the word {@code full} count
   * @throws RefusedFile when it is no master list; nothing of it was stored
   */
  public MasterList open(Path file, String name) throws RefusedFile, IOException {
    if (Files.size(file) == 0) {
      throw new RefusedFile("empty_file", "the file is empty; export the list again");
    }
    byte[] start = start(file);
    if (starts(start, 'P', 'K', 3, 4) || starts(start, 0xD0, 0xCF, 0x11, 0xE0)) {
      throw new RefusedFile(
          "unknown_format",
          "a workbook or zip archive cannot be read yet; save the list as CSV and drop that");
    }
    String bare = name.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    if (bare.endsWith(".json") || bare.endsWith(".jsonl")) {
      throw new RefusedFile(
          "unknown_format", "JSON cannot be read yet; save the list as CSV and drop that");
    }
    return DelimitedList.open(file, starts(start, 0x1F, 0x8B), listDate(name), full(name), config);
  }

  static boolean full(String name) {
    return FULL.matcher(name).find();
  }

  static LocalDate listDate(String name) {
    Matcher date = DATE.matcher(name);
    while (date.find()) {
      try {
        return LocalDate.parse(date.group(1));
      } catch (DateTimeException e) {
        // Digits that are no date: looked at no further.
      }
    }
    return null;
  }

  private static byte[] start(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(4);
    }
  }

  private static boolean starts(byte[] start, int... magic) {
    if (start.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((start[i] & 0xFF) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
