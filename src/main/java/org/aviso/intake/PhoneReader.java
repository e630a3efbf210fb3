package org.aviso.intake;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.aviso.person.StatusReason;

/**
 * Reads the numbers in a phone cell by the countries its row points to. What could be a number of
 * two countries, or of somebody else, is ambiguous; nothing is assumed to be American.
 */
final class PhoneReader {
  private static final PhoneNumberUtil PHONES = PhoneNumberUtil.getInstance();
  static final int SHORTEST = 7;
  private static final int LONGEST = 15; // E.164 §6.2.1

  /**
   * Where a number before a bracket ends. Other short digits there may be the code of a country and
   * part of the number in hand: {@code +1 (619) …}.
   */
  private static final String ENDED =
      "(?<=\\d{4}"
          + "|\\d[\\s.\\u2010-\\u2015-]\\d{2}[\\s.\\u2010-\\u2015-]\\d{2}"
          + "|\\d[\\s.\\u2010-\\u2015-]\\d{3}[\\s.\\u2010-\\u2015-]\\d{3}"
          + "|(?:x|ext\\.?|#)\\s?\\d{1,4})";

  private static final Pattern BETWEEN =
      Pattern.compile(
          "\\s*[;|/\\n&]\\s*|\\s*,\\s*|\\s+(?:or|and|y|o|ou|e)\\s+|(?<=\\d)\\s+(?=\\+\\d)|"
              + ENDED
              + "\\s+(?=\\(\\d)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern TWO_NUMBERS =
      Pattern.compile("(\\+?\\d[\\d().-]{8,})\\s+(\\+?\\d[\\d().-]{8,})");

  /** The last digits of the cell; a note may follow them. */
  private static final Pattern EXTENSION =
      Pattern.compile(
          "(?:(?<!\\p{L})ext(?:ension|n)?(?!\\p{L})\\.?|(?<=\\d)\\s*\\(?\\s*x|#)\\s*[.:]?\\s*\\d{1,6}(?=\\D*$)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern OPEN_BRACKET = Pattern.compile("[(\\[][^)\\]]*$");
  private static final Pattern WORD = Pattern.compile("\\p{L}[\\p{L}\\p{M}.'-]*");
  private static final Pattern ADDRESS = Pattern.compile("\\S@\\S");
  private static final Pattern ONLY_NUMBER = Pattern.compile("\\+?[\\d\\s().\\u2010-\\u2015-]+");

  /** A number, or what stands beside one, in brackets or not. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<number>\\+?(?:\\(\\d{1,5}\\)|\\d)(?:[\\s.\\u2010-\\u2015-]*(?:\\(\\d{1,5}\\)|\\d))*)"
              + "|[(\\[](?<note>[^)\\]\\d]*\\p{L}[^)\\]\\d]*)[)\\]]"
              + "|(?<words>\\p{L}[^\\d(\\[+]*)");

  private static final Set<String> LABELS =
      Set.of(
          "CELL",
          "CELLULAR",
          "CELULAR",
          "CEL",
          "MOBILE",
          "MOVIL",
          "MOB",
          "HOME",
          "CASA",
          "TEL",
          "TELEPHONE",
          "TELEFONO",
          "PHONE",
          "PH",
          "WHATSAPP",
          "WA",
          "NO",
          "NUM",
          "NUMBER",
          "C",
          "H",
          "M",
          "T",
          "P");

  /**
   * Words for a place: alone the person's own if {@code relations.yaml} says so; behind a
   * relative's note they may be the relative's, as labels may.
   */
  private static final Set<String> PLACES =
      Set.of(
          "WORK",
          "WK",
          "W",
          "JOB",
          "OFFICE",
          "BUSINESS",
          "PERSONAL",
          "TRABAJO",
          "OFICINA",
          "TRAVAIL",
          "BUREAU",
          "TRABALHO",
          "ESCRITORIO");

  /** Short for number, or a no. */
  private static final String DENIAL = "NO";

  /** Somebody else's number, but whose is not certain: approved by no kind. */
  static final String UNCLEAR = "unclear";

  private static final String NOT_A_NOTE_FOR_EACH = "has several numbers and not a note for each";

  private static final Set<String> METROPOLITAN = Set.of("33", "55", "56", "81");

  private final IntakeConfig config;

  PhoneReader(IntakeConfig config) {
    this.config = config;
  }

  /**
   * @param cell cleaned, not null; at least one reading comes back
   */
  List<ContactReading> read(String cell, Whereabouts whereabouts) {
    if (SpreadsheetDamage.in(cell)) {
      return List.of(damaged(cell));
    }
    if (digitCount(cell) <= 11 && ONLY_NUMBER.matcher(cell).matches()) {
      return List.of(number(cell, cell, null, whereabouts));
    }
    List<String> pieces = pieces(cell);
    List<String> parts = parts(pieces);
    if (parts.stream().filter(PhoneReader::standsAlone).count() > 1 && couldBeOfEither(pieces)) {
      Note all = note(words(String.join(" ", pieces)));
      return List.of(
          ContactReading.invalid(
              cell,
              all.relation(IntakeConfig.doubted(cell)),
              StatusReason.BAD_NUMBER,
              NOT_A_NOTE_FOR_EACH));
    }
    boolean eachANumber = parts.stream().allMatch(PhoneReader::standsAlone);
    List<ContactReading> readings = new ArrayList<>(2);
    for (String part : eachANumber ? parts : withNotesJoined(parts, cell)) {
      readings.add(part(part, whereabouts));
    }
    return readings;
  }

  /** What stands between separators; those inside brackets are none. */
  private static List<String> pieces(String cell) {
    List<String> pieces = new ArrayList<>(2);
    for (String piece : BETWEEN.split(cell)) {
      int last = pieces.size() - 1;
      boolean inside =
          last >= 0 && digitCount(piece) == 0 && OPEN_BRACKET.matcher(pieces.get(last)).find();
      if (inside) {
        pieces.set(last, pieces.get(last) + " " + piece);
      } else {
        pieces.add(piece);
      }
    }
    return pieces;
  }

  private List<String> parts(List<String> pieces) {
    List<String> parts = new ArrayList<>(2);
    for (String part : pieces) {
      Matcher two = TWO_NUMBERS.matcher(part);
      List<String> noted = eachWithItsNote(tokens(part));
      if (digitCount(part) > LONGEST && two.matches()) {
        parts.add(two.group(1));
        parts.add(two.group(2));
      } else if (!noted.isEmpty() && !IntakeConfig.doubted(part)) {
        parts.addAll(noted);
      } else {
        parts.add(part.strip());
      }
    }
    return parts;
  }

  /**
   * Whether what is said of one number's owner may be meant for another number of the cell: a note
   * that is a piece of its own; a note before a number, and a bare number behind it; a loose note,
   * and a number anywhere without one or with a label alone (the end of a line stands in no cleaned
   * cell: "…, MOTHER" may have ended one); a relative's note with a label in it, and a label alone
   * behind it ("mother home …, cell …").
   */
  private boolean couldBeOfEither(List<String> pieces) {
    boolean announced = false;
    boolean labelled = false;
    boolean loose = false;
    boolean withoutNote = false;
    for (String piece : pieces) {
      if (SpreadsheetDamage.in(piece)) {
        continue;
      }
      boolean number = digitCount(piece) > 0;
      boolean owner = namesOwner(words(withoutExtension(piece)));
      if (owner && !number) {
        return true;
      }
      for (String part : parts(List.of(piece))) {
        String words = words(withoutExtension(part));
        if (words.isEmpty() ? number && announced : labelled && onlyLabels(words)) {
          return true;
        }
        labelled |= namesOwner(words) && hasLabel(words);
        withoutNote |= number && (words.isEmpty() || onlyLabels(words));
      }
      announced |= owner && beginsWithNote(piece);
      loose |= loose(withoutExtension(piece));
    }
    return loose && withoutNote;
  }

  /** Whether somebody is named neither in brackets behind a number nor with a colon before one. */
  private boolean loose(String piece) {
    boolean behind = false;
    for (Token token : tokens(piece)) {
      if (token.isNumber()) {
        behind |= token.whole();
      } else if (!token.announces()
          && !(token.bracketed && behind)
          && namesOwner(words(token.note))) {
        return true;
      }
    }
    return false;
  }

  private static boolean beginsWithNote(String piece) {
    return tokens(piece).stream()
        .takeWhile(token -> !token.whole())
        .anyMatch(token -> !token.isNumber());
  }

  /** Whether the words point to somebody, or may: they are more than labels and self words. */
  private boolean namesOwner(String words) {
    Note note = note(words);
    return note.relation != null || note.unknownWord;
  }

  /** Whether a note says which of somebody's numbers or addresses it is, and not whose. */
  static boolean onlyLabels(String words) {
    return Stream.of(words.split(" ")).allMatch(PhoneReader::label);
  }

  static boolean hasLabel(String words) {
    return Stream.of(words.split(" ")).anyMatch(PhoneReader::label);
  }

  private static boolean label(String word) {
    String folded = Folding.of(word);
    return LABELS.contains(folded) || PLACES.contains(folded);
  }

  private static String words(String text) {
    StringBuilder words = new StringBuilder();
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      words.append(words.length() > 0 ? " " : "").append(word.group());
    }
    return words.toString();
  }

  /**
   * @param number digits as written; null for a note
   * @param bracketed a note in brackets belongs to the number before it, or all of them to the next
   */
  private record Token(String number, String note, boolean bracketed) {
    boolean isNumber() {
      return number != null;
    }

    /** Announces the number after it. */
    boolean announces() {
      return note != null && note.endsWith(":");
    }

    boolean whole() {
      return number != null && digitCount(number) >= SHORTEST && digitCount(number) <= LONGEST;
    }
  }

  private static List<Token> tokens(String part) {
    List<Token> tokens = new ArrayList<>(4);
    Matcher token = TOKEN.matcher(part);
    while (token.find()) {
      boolean bracketed = token.group("note") != null;
      String note = bracketed ? token.group("note") : token.group("words");
      tokens.add(new Token(token.group("number"), note == null ? null : note.strip(), bracketed));
    }
    return tokens;
  }

  /**
   * Several numbers with one note each, all before or all behind; empty where a note could be of
   * either neighbour.
   */
  private List<String> eachWithItsNote(List<Token> tokens) {
    if (tokens.size() < 4 || tokens.size() % 2 != 0) {
      return List.of();
    }
    boolean behind = tokens.get(0).isNumber();
    boolean bracketed = tokens.get(behind ? 1 : 0).bracketed;
    boolean labelled = false;
    List<String> parts = new ArrayList<>(2);
    for (int i = 0; i < tokens.size(); i += 2) {
      Token number = tokens.get(behind ? i : i + 1);
      Token note = tokens.get(behind ? i + 1 : i);
      boolean clear =
          number.whole()
              && !note.isNumber()
              && note.bracketed == bracketed
              && !(behind && note.announces())
              && !(labelled && onlyLabels(words(note.note)));
      if (!clear) {
        return List.of();
      }
      labelled |= namesOwner(words(note.note)) && hasLabel(words(note.note));
      parts.add(number.number + " (" + note.note + ")");
    }
    return parts;
  }

  private static boolean standsAlone(String part) {
    return digitCount(part) >= SHORTEST || SpreadsheetDamage.in(part);
  }

  /**
   * A comma or slash may stand inside a note: the pieces without a number belong to the one before.
   */
  private static List<String> withNotesJoined(List<String> parts, String cell) {
    if (parts.stream().anyMatch(p -> digitCount(p) > 0 && !standsAlone(p))) {
      return List.of(cell);
    }
    List<String> joined = new ArrayList<>(parts.size());
    String before = "";
    for (String part : parts) {
      if (digitCount(part) > 0) {
        joined.add((before + " " + part).strip());
        before = "";
      } else if (joined.isEmpty()) {
        before = before + " " + part;
      } else {
        joined.set(joined.size() - 1, joined.get(joined.size() - 1) + " " + part);
      }
    }
    return joined.isEmpty() ? List.of(cell) : joined;
  }

  private static ContactReading damaged(String part) {
    return ContactReading.invalid(
        part,
        null,
        StatusReason.SPREADSHEET_DAMAGE,
        "was damaged by a spreadsheet; digits may be lost");
  }

  private ContactReading part(String part, Whereabouts whereabouts) {
    if (SpreadsheetDamage.in(part)) {
      return damaged(part);
    }
    String relation = null;
    boolean unknownWord = false;
    boolean extension = false;
    boolean doubted = IntakeConfig.doubted(part);
    String text = part;
    Matcher ending = EXTENSION.matcher(text);
    if (ending.find() && digitCount(text.substring(0, ending.start())) >= SHORTEST) {
      extension = true;
      text = text.substring(0, ending.start()) + " " + text.substring(ending.end());
    }
    if (!ONLY_NUMBER.matcher(text).matches()) {
      Note note = note(words(text));
      relation = note.relation(doubted);
      unknownWord = note.unknownWord;
      text = WORD.matcher(text).replaceAll(" ");
      if (tokens(part).stream().filter(Token::whole).count() > 1) {
        return ContactReading.invalid(part, relation, StatusReason.BAD_NUMBER, NOT_A_NOTE_FOR_EACH);
      }
    }
    if (digitCount(text) == 0) {
      return ContactReading.invalid(part, relation, StatusReason.BAD_NUMBER, "has no digits");
    }
    if (extension) {
      return ContactReading.invalid(
          part, relation, StatusReason.EXTENSION, "has an extension, which no message reaches");
    }
    if (doubted && relation == null) {
      return ContactReading.ambiguous(
          part, null, StatusReason.BAD_NUMBER, "is doubted by a question mark");
    }
    if (unknownWord && relation == null) {
      return ContactReading.ambiguous(
          part, null, StatusReason.BAD_NUMBER, "has a note that does not say whose number it is");
    }
    if (ADDRESS.matcher(part).find()) {
      return ContactReading.ambiguous(
          part, relation, StatusReason.BAD_NUMBER, "has an email address in it");
    }
    return number(text, part, relation, whereabouts);
  }

  /**
   * What the words beside a number say.
   *
   * @param relation null when none is named; {@link #UNCLEAR} when what is named is not all that is
   *     said ("ex wife", "landlord of brother")
   */
  private record Note(String relation, boolean unknownWord) {
    String relation(boolean doubted) {
      return relation != null && doubted ? UNCLEAR : relation;
    }
  }

  private Note note(String words) {
    String whole = config.noted(words);
    if (whole != null) {
      return new Note(whole, false);
    }
    if (config.own(words)) {
      return new Note(null, false);
    }
    Set<String> relations = new LinkedHashSet<>();
    boolean unknownWord = false;
    boolean denied = false;
    boolean own = false;
    for (String word : words.split(" ")) {
      String meaning = config.noted(word);
      String folded = Folding.of(word);
      denied |= folded.equals(DENIAL);
      if (meaning != null) {
        relations.add(meaning);
      } else if (config.own(word)) {
        own = true;
      } else {
        unknownWord |= !word.isEmpty() && !LABELS.contains(folded);
      }
    }
    if (relations.isEmpty()) {
      return new Note(null, unknownWord || (own && denied));
    }
    boolean clear = relations.size() == 1 && !unknownWord && !denied && !own;
    return new Note(clear ? relations.iterator().next() : UNCLEAR, unknownWord);
  }

  private static ContactReading number(
      String text, String part, String relation, Whereabouts whereabouts) {
    String digits = digits(text);
    if (digits.length() < SHORTEST || digits.length() > LONGEST + 3) {
      return ContactReading.invalid(
          part, relation, StatusReason.BAD_NUMBER, "has " + digits.length() + " digits");
    }
    if (standsForNone(digits)) {
      return ContactReading.invalid(
          part, relation, StatusReason.PLACEHOLDER_VALUE, "is a number that stands for none");
    }
    String international = international(text, digits);
    if (international != null) {
      return foreign(international, text.indexOf('+') >= 0, part, relation, whereabouts);
    }
    return national(digits, part, relation, whereabouts);
  }

  /**
   * Digits with calling code when the number is written with an international prefix, else null.
   */
  private static String international(String text, String digits) {
    boolean plus = text.indexOf('+') >= 0;
    if (digits.startsWith("011") && digits.length() >= 11) {
      return digits.substring(3);
    }
    if (digits.startsWith("00") && digits.length() >= 11) {
      return digits.substring(2);
    }
    return plus ? digits : null;
  }

  /**
   * @param plus written with a plus sign: then a possible length is enough (numbers kept for
   *     fiction and new ranges are in no metadata). Behind 011 or 00 the number must be known to
   *     exist: "011 619 555 0142" is a slip, not a call to Australia. Ten digits that are American
   *     without the plus are believed where the row names the country of their code: "+619 555
   *     0142" elsewhere is ambiguous.
   */
  private static ContactReading foreign(
      String digits, boolean plus, String part, String relation, Whereabouts whereabouts) {
    if (digits.startsWith("1")) {
      String country = NorthAmericanPlan.country(digits.substring(1));
      return country == null
          ? ContactReading.invalid(
              part, relation, StatusReason.BAD_NUMBER, "is no number of the +1 plan")
          : ContactReading.ok("+" + digits, country, relation);
    }
    String current =
        digits.startsWith("521") && digits.length() == 13 ? "52" + digits.substring(3) : digits;
    try {
      PhoneNumber number = PHONES.parse("+" + current, null);
      if (PHONES.isValidNumber(number)
          || (plus && PHONES.isPossibleNumberWithReason(number) == ValidationResult.IS_POSSIBLE)) {
        String country = country(number);
        boolean stray = plus && NorthAmericanPlan.country(digits) != null;
        return stray && !(country != null && whereabouts.countries().contains(country))
            ? ContactReading.ambiguous(
                part,
                relation,
                StatusReason.NO_COUNTRY,
                "is American without its plus, and the row does not name the country of its code")
            : ContactReading.ok(PHONES.format(number, PhoneNumberFormat.E164), country, relation);
      }
    } catch (NumberParseException e) {
      // Said below: the message of this exception repeats the number.
    }
    return ContactReading.invalid(
        part, relation, StatusReason.BAD_NUMBER, "is no number of any country");
  }

  private static ContactReading national(
      String digits, String part, String relation, Whereabouts whereabouts) {
    String american = american(digits);
    if (whereabouts.countries().isEmpty()) {
      return silent(digits, american, part, relation);
    }
    Map<String, String> found = new LinkedHashMap<>(2);
    for (String country : whereabouts.countries()) {
      String number = inCountry(digits, country, american);
      if (number != null) {
        found.put(number, countryOf(number, country));
      }
    }
    if (found.size() > 1) {
      return ContactReading.ambiguous(
          part,
          relation,
          StatusReason.NO_COUNTRY,
          "could be a number of more than one country the row names");
    }
    if (found.isEmpty()) {
      return american == null
          ? ContactReading.invalid(
              part, relation, StatusReason.BAD_NUMBER, "is no number of the country the row names")
          : ContactReading.ambiguous(
              part,
              relation,
              StatusReason.NO_COUNTRY,
              "is no number of the country the row names; it could be American");
    }
    Map.Entry<String, String> only = found.entrySet().iterator().next();
    if (only.getValue().equals("MX") && northernNeighbour(american) && !metropolitan(digits)) {
      return ContactReading.ambiguous(
          part,
          relation,
          StatusReason.NO_COUNTRY,
          "could be a number of Mexico or of the United States");
    }
    return ContactReading.ok(only.getKey(), only.getValue(), relation);
  }

  private static ContactReading silent(
      String digits, String american, String part, String relation) {
    if (digits.length() == SHORTEST) {
      return ContactReading.invalid(part, relation, StatusReason.BAD_NUMBER, "has no area code");
    }
    if (american == null) {
      return ContactReading.ambiguous(
          part,
          relation,
          StatusReason.NO_COUNTRY,
          "has no country code, and the row names no country");
    }
    if (digits.length() == 10 && mexican(digits)) {
      return ContactReading.ambiguous(
          part,
          relation,
          StatusReason.NO_COUNTRY,
          "could be a number of Mexico or of the United States, and the row names no country");
    }
    return ContactReading.ok(american, countryOf(american, "US"), relation);
  }

  private static String inCountry(String digits, String country, String american) {
    if (country.equals(Whereabouts.NOWHERE)) {
      return null;
    }
    if (PHONES.getCountryCodeForRegion(country) == 1) {
      return american;
    }
    try {
      PhoneNumber number = PHONES.parse(digits, country);
      if (PHONES.isValidNumber(number)) {
        String e164 = PHONES.format(number, PhoneNumberFormat.E164);
        return e164.startsWith("+521") && e164.length() == 14 ? "+52" + e164.substring(4) : e164;
      }
      return country.equals("MX") && mexican(digits) ? "+52" + digits : null;
    } catch (NumberParseException e) {
      return null;
    }
  }

  /** E.164 when the digits are a number of the +1 plan, with or without its 1. */
  private static String american(String digits) {
    String ten = digits.length() == 11 && digits.charAt(0) == '1' ? digits.substring(1) : digits;
    return NorthAmericanPlan.country(ten) == null ? null : "+1" + ten;
  }

  private static String countryOf(String e164, String otherwise) {
    if (e164.startsWith("+1")) {
      String country = NorthAmericanPlan.country(e164.substring(2));
      return country == null ? otherwise : country;
    }
    return otherwise;
  }

  /**
   * Whether ten digits could be a Mexican number: judged by area code, for fictional numbers too.
   */
  private static boolean mexican(String digits) {
    if (digits.length() != 10) {
      return false;
    }
    PhoneNumber number =
        new PhoneNumber().setCountryCode(52).setNationalNumber(Long.parseLong(digits));
    if (PHONES.isValidNumber(number)) {
      return true;
    }
    number.setNationalNumber(Long.parseLong(digits.substring(0, 3)) * 10_000_000L + 1_234_567);
    return digits.startsWith("55501", 3) && PHONES.isValidNumber(number);
  }

  /** The islands that share +1 are no likely reading of a number in Mexico. */
  private static boolean northernNeighbour(String american) {
    return american != null && Set.of("US", "CA").contains(countryOf(american, "US"));
  }

  /** Two-digit area codes lie far from the border; there the row's country decides. */
  private static boolean metropolitan(String digits) {
    return METROPOLITAN.contains(digits.substring(0, 2));
  }

  /** Null for numbers of no country, such as satellite phones. */
  private static String country(PhoneNumber number) {
    String region = PHONES.getRegionCodeForNumber(number);
    if (region == null) {
      region = PHONES.getRegionCodeForCountryCode(number.getCountryCode());
    }
    return region.length() == 2 && !region.equals("ZZ") ? region : null;
  }

  private static boolean standsForNone(String digits) {
    return digits.chars().allMatch(c -> c == digits.charAt(0))
        || digits.endsWith("1234567890")
        || digits.equals("0123456789")
        || digits.endsWith("0000000");
  }

  /** The cell without what follows its number: no message reaches an extension. */
  static String withoutExtension(String cell) {
    Matcher ending = EXTENSION.matcher(cell);
    return ending.find() && digitCount(cell.substring(0, ending.start())) >= SHORTEST
        ? cell.substring(0, ending.start()) + " " + cell.substring(ending.end())
        : cell;
  }

  private static int digitCount(String text) {
    int count = 0;
    for (int i = 0; i < text.length(); i++) {
      if (Character.isDigit(text.charAt(i))) {
        count++;
      }
    }
    return count;
  }

  /** ASCII digits; Arabic-Indic, Devanagari and full-width digits are digits too. */
  static String digits(String text) {
    StringBuilder digits = new StringBuilder(15);
    for (int i = 0; i < text.length(); i++) {
      if (Character.isDigit(text.charAt(i))) {
        digits.append((char) ('0' + Character.digit(text.charAt(i), 10)));
      }
    }
    return digits.toString();
  }
}
