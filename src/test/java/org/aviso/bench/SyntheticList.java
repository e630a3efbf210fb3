package org.aviso.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.SplittableRandom;
import org.aviso.LiveHouse;

/**
 * A master list nobody stands on: six of ten rows have a number alone, four an address alone, in
 * twelve languages. Rows depend on the seed and their place, so a shorter list is the beginning of
 * a longer one. The numbers leave 555 01xx, which has too few: they are for receivers on loopback.
 */
final class SyntheticList {
  /** A-numbers beginning with 999 are nobody's; there are a million of them. */
  static final int MOST = 1_000_000;

  private static final String HEADER =
      "A_NUMBER,SUBJECT_ID,LAST_NAME,FIRST_NAME,MIDDLE_NAME,AKA,DOB,SEX,NATIONALITY,LANGUAGE,POE,"
          + "ENCOUNTER_DATE,CUSTODY_STATUS,DET_FACILITY,REMOVAL_DATE,REMOVAL_COUNTRY,ADDR1,CITY,"
          + "STATE,ZIP,COUNTRY,PHONE,EMAIL,ATTY_NAME,ATTY_PHONE,ATTY_EMAIL,FAM_NAME,FAM_RELATION,"
          + "FAM_PHONE,FAM_EMAIL,FAM_LANGUAGE,LIST_DATE\n";

  private static final List<String> LANGUAGES = List.copyOf(LiveHouse.LANGUAGES.values());
  private static final List<String> NATIONALITIES =
      List.of("HONDURAS", "GUATEMALA", "BRAZIL", "HAITI", "CAMEROON", "RUSSIA", "EGYPT", "INDIA");
  private static final List<String> PORTS = List.of("SAN YSIDRO", "EL PASO", "LAREDO", "NOGALES");
  private static final int[] AREAS = {
    201, 202, 206, 212, 213, 214, 215, 303, 305, 312, 313, 404, 415, 503, 512, 602, 617, 702, 713,
    718
  };
  private static final long EXCHANGES = 792; // 200 to 999 without the eight that end in 11
  private static final long NUMBERS = AREAS.length * EXCHANGES * 10_000;
  private static final long COPRIME = 104_729_003; // a prime, and none of NUMBERS'

  private final int entries;
  private final long seed;
  private final LocalDate date;
  private final Recipients byPhone = new Recipients();
  private final Recipients byEmail = new Recipients();

  /**
   * @param entries 1 to {@link #MOST}
   * @param date of the list
   */
  SyntheticList(int entries, long seed, LocalDate date) {
    if (entries < 1 || entries > MOST) {
      throw new IllegalArgumentException("Entries must be 1 to " + MOST + ", was: " + entries);
    }
    this.entries = entries;
    this.seed = seed;
    this.date = date;
  }

  /** Who must be written to, once the list is written. */
  Recipients.Tally texts() {
    return byPhone.tally();
  }

  Recipients.Tally mails() {
    return byEmail.tally();
  }

  SyntheticList write(Path file) throws IOException {
    return write(file, Integer.MAX_VALUE);
  }

  /** The same persons, of whom every so manieth is detained by now. */
  SyntheticList writeSupplement(Path file, int changedEvery) throws IOException {
    return write(file, changedEvery);
  }

  private SyntheticList write(Path file, int changedEvery) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write(HEADER);
      for (int i = 0; i < entries; i++) {
        out.write(row(i, random, (i + 1) % changedEvery == 0));
      }
    }
    return this;
  }

  private String row(int i, SplittableRandom random, boolean detained) {
    String phone = "";
    String email = "";
    if (i * 7L % 10 < 6) {
      String number = number(i);
      byPhone.add("+1" + number);
      phone = written(number, random.nextInt(3));
    } else {
      email = "person" + i + "." + Long.toString(seed, 36) + "@example.org";
      byEmail.add(email);
    }
    return String.join(
            ",",
            "A999%06d".formatted(i),
            "",
            "SAMPLE" + letters(i),
            "ANA",
            "MARIA",
            "",
            "%02d/%02d/%d"
                .formatted(
                    random.nextInt(1, 13), random.nextInt(1, 29), random.nextInt(1950, 2000)),
            random.nextBoolean() ? "F" : "M",
            one(NATIONALITIES, random),
            one(LANGUAGES, random),
            one(PORTS, random),
            "2024-%02d-%02d".formatted(random.nextInt(1, 13), random.nextInt(1, 29)),
            detained ? "DETAINED" : "RELEASED",
            "",
            "",
            "",
            random.nextInt(1, 9999) + " EXAMPLE STREET",
            "SAMPLE CITY",
            "CA",
            "9%04d".formatted(random.nextInt(10_000)),
            "US",
            phone,
            email,
            ",,,,,,,",
            date.toString())
        + "\n";
  }

  private static String one(List<String> of, SplittableRandom random) {
    return of.get(random.nextInt(of.size()));
  }

  /** Ten digits, each place another number. */
  private String number(int i) {
    long at = Math.floorMod(i * COPRIME + seed * 7_919, NUMBERS);
    long exchange = 200 + at / 10_000 % EXCHANGES;
    // Skips 211, 311 … 911, of which none is anybody's.
    for (int service = 211; service <= exchange; service += 100) {
      exchange++;
    }
    return "%d%d%04d".formatted(AREAS[(int) (at / 10_000 / EXCHANGES)], exchange, at % 10_000);
  }

  private static String written(String number, int how) {
    String area = number.substring(0, 3);
    String exchange = number.substring(3, 6);
    String line = number.substring(6);
    return switch (how) {
      case 0 -> "+1" + number;
      case 1 -> "(" + area + ") " + exchange + "-" + line;
      default -> area + "-" + exchange + "-" + line;
    };
  }

  private static String letters(int i) {
    StringBuilder letters = new StringBuilder();
    for (int rest = i; rest > 0; rest /= 26) {
      letters.append((char) ('A' + rest % 26));
    }
    return letters.toString();
  }
}
