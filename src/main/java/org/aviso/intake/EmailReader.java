package org.aviso.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aviso.person.StatusReason;

/**
 * Reads the addresses in a cell. An address is kept as written, its domain in lower case; nothing
 * is mended.
 */
final class EmailReader {
  private static final int MAX_LOCAL = 64; // RFC 5321 §4.5.3.1.1
  private static final int MAX_ADDRESS = 254; // RFC 5321 §4.5.3.1.3, less the angle brackets
  private static final Pattern ADDRESS =
      Pattern.compile(
          "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
              + "@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])");

  /** An address, what parts two of them, or what stands beside one, in brackets or not. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<address>[<(\\[]?[^\\s;,|<>()\\[\\]]*@[^\\s;,|<>()\\[\\]]*[>)\\]]?)"
              + "|(?<between>[;,|]|(?<!\\S)(?:or|and|y|o|ou|e|[/&-])(?!\\S))"
              + "|[(\\[](?<note>[^)\\]]*)[)\\]]"
              + "|(?<words>[^\\s;,|<(\\[]+|[<(\\[])",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern GLUED =
      Pattern.compile(
          "[/\\uFF0F\\uFF1B\\uFF0C\\u3001]|@[^@]*[^\\p{L}\\p{M}\\p{N}.@_>)\\]-]+\\p{L}");

  /**
   * A colon stands in no address, and the names of these headers in no cell but for a mail's head:
   * what follows was put there, not written by a clerk.
   */
  private static final Pattern HEADER =
      Pattern.compile(
          "(?<!mailto)[:\uFF1A]|(?<!\\S)(?:B?CC|TO|FROM|SENDER|REPLY-TO|SUBJECT)\\s",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern NOTE = Pattern.compile("[(\\[]([^)\\]]*)[)\\]]");
  private static final Set<String> PLACEHOLDER_LOCALS =
      Set.of(
          "none",
          "noemail",
          "no-email",
          "noemailaddress",
          "na",
          "n/a",
          "unknown",
          "unk",
          "nobody",
          "null",
          "donthave",
          "notprovided");
  private static final Set<String> PLACEHOLDER_DOMAINS =
      Set.of(
          "none.com",
          "noemail.com",
          "no.com",
          "na.com",
          "unknown.com",
          "email.none",
          "none.none",
          "unk.com",
          "null.com",
          "nomail.com");
  private static final Set<String> MISTYPED =
      Set.of(
          "gmial.com",
          "gmai.com",
          "gmal.com",
          "gmil.com",
          "gamil.com",
          "gnail.com",
          "gmaill.com",
          "gmail.co",
          "gmail.cm",
          "gmail.con",
          "gmail.om",
          "gmail.comm",
          "gmail.vom",
          "gmail.net",
          "gimail.com",
          "hotmial.com",
          "hotmal.com",
          "hotmai.com",
          "hotmil.com",
          "homail.com",
          "hotmail.co",
          "hotmail.con",
          "hotmail.cm",
          "hitmail.com",
          "hotnail.com",
          "yaho.com",
          "yahooo.com",
          "yhoo.com",
          "yahoo.co",
          "yahoo.con",
          "yahoo.cm",
          "ahoo.com",
          "yajoo.com",
          "outlok.com",
          "outloo.com",
          "outlook.con",
          "outlook.co",
          "outllok.com",
          "iclod.com",
          "icloud.con",
          "icoud.com",
          "aol.con");

  private final IntakeConfig config;

  EmailReader(IntakeConfig config) {
    this.config = config;
  }

  /**
   * @param cell cleaned, not null; at least one reading comes back
   */
  List<ContactReading> read(String cell) {
    if (HEADER.matcher(cell).find()) {
      return List.of(
          ContactReading.invalid(
              cell,
              null,
              StatusReason.BAD_ADDRESS,
              "has what stands in the head of a mail; no address of it is used"));
    }
    List<String> parts = parts(cell);
    if (parts.isEmpty()) {
      return List.of(
          cell.indexOf('@') == cell.lastIndexOf('@')
              ? one(cell)
              : ContactReading.invalid(
                  cell,
                  null,
                  StatusReason.BAD_ADDRESS,
                  "has several addresses and not a note for each; no address of it is used"));
    }
    return parts.stream().map(this::one).toList();
  }

  /**
   * Each address with its note behind it; empty where something said could be of another one. The
   * end of a line stands in no cleaned cell: "…, MOTHER" may have ended one. A label alone ("work")
   * does not say whose an address is.
   */
  private List<String> parts(String cell) {
    List<String> parts = new ArrayList<>(1);
    boolean labelled = false;
    boolean loose = false;
    boolean withoutNote = false;
    for (List<Token> piece : pieces(cell)) {
      if (piece.size() == 1 && config.own(piece.get(0).note)) {
        continue;
      }
      List<Noted> addresses = eachWithItsNote(piece);
      if (addresses.isEmpty()) {
        return List.of();
      }
      for (Noted one : addresses) {
        parts.add(one.note == null ? one.address : one.address + " (" + one.note + ")");
        boolean label = one.note != null && PhoneReader.onlyLabels(one.note);
        if (label && labelled) {
          return List.of();
        }
        labelled |= one.note != null && !label && PhoneReader.hasLabel(one.note);
        withoutNote |= one.note == null || label;
        loose |= one.loose && !config.own(one.note);
      }
    }
    return loose && withoutNote ? List.of() : parts;
  }

  /**
   * @param address null for a note
   * @param words a note without brackets
   */
  private record Token(String address, String note, boolean words) {
    boolean isAddress() {
      return address != null;
    }

    /** Something else hangs on it, such as {@code /mother}. */
    boolean glued() {
      return isAddress() && GLUED.matcher(address).find();
    }
  }

  /**
   * @param note null for none
   * @param loose it does not stand in brackets behind the address, and may be meant for another one
   */
  private record Noted(String address, String note, boolean loose) {}

  /** What stands between separators; words beside each other are one note. */
  private static List<List<Token>> pieces(String cell) {
    List<List<Token>> pieces = new ArrayList<>(1);
    List<Token> piece = new ArrayList<>(2);
    Matcher token = TOKEN.matcher(cell);
    while (token.find()) {
      String words = token.group("words");
      int last = piece.size() - 1;
      if (token.group("between") != null) {
        pieces.add(piece);
        piece = new ArrayList<>(2);
      } else if (words == null) {
        piece.add(new Token(token.group("address"), token.group("note"), false));
      } else if (last >= 0 && piece.get(last).words) {
        piece.set(last, new Token(null, piece.get(last).note + " " + words, true));
      } else {
        piece.add(new Token(null, words, true));
      }
    }
    pieces.add(piece);
    pieces.removeIf(List::isEmpty);
    return pieces;
  }

  /**
   * The addresses of a piece: bare; with a note in brackets behind the last; or with a note each,
   * all before or all behind. Empty when it is otherwise, and where words say nothing we know: they
   * may be of any address of the cell.
   */
  private List<Noted> eachWithItsNote(List<Token> piece) {
    List<Noted> addresses = new ArrayList<>(1);
    int end = piece.size() - 1;
    Token last = piece.get(end);
    if (piece.stream().anyMatch(Token::glued)) {
      return List.of();
    }
    if (!last.words && piece.subList(0, end).stream().allMatch(Token::isAddress)) {
      for (int i = 0; i < piece.size() && piece.get(i).isAddress(); i++) {
        String note = i == end - 1 ? last.note : null;
        addresses.add(new Noted(piece.get(i).address, note, false));
      }
      return addresses;
    }
    if (piece.size() % 2 != 0) {
      return List.of();
    }
    boolean before = !piece.get(0).isAddress();
    for (int i = 0; i < piece.size(); i += 2) {
      Token address = piece.get(before ? i + 1 : i);
      Token note = piece.get(before ? i : i + 1);
      boolean clear =
          address.isAddress()
              && !note.isAddress()
              && note.words == piece.get(before ? 0 : 1).words
              && (!note.words || config.own(note.note) || config.noted(note.note) != null);
      if (!clear) {
        return List.of();
      }
      addresses.add(new Noted(address.address, note.note, before || note.words));
    }
    return addresses;
  }

  private ContactReading one(String part) {
    String relation = null;
    String text = part;
    var note = NOTE.matcher(part);
    if (note.find()) {
      relation = config.noted(note.group(1));
      if (relation == null && !config.own(note.group(1))) {
        return ContactReading.ambiguous(
            part,
            null,
            StatusReason.BAD_ADDRESS,
            "has a note that does not say whose address it is");
      }
      text = note.replaceFirst("").strip();
    }
    if (text.regionMatches(true, 0, "mailto:", 0, 7)) {
      text = text.substring(7);
    }
    if (text.startsWith("<") && text.endsWith(">")) {
      text = text.substring(1, text.length() - 1);
    }
    while (text.endsWith(".") || text.endsWith(",") || text.endsWith(";")) {
      text = text.substring(0, text.length() - 1);
    }
    int at = text.lastIndexOf('@');
    if (at < 1) {
      return bad(part, relation);
    }
    String domain = text.substring(at + 1).toLowerCase(Locale.ROOT);
    String address = text.substring(0, at) + "@" + domain;
    if (at > MAX_LOCAL || address.length() > MAX_ADDRESS || !ADDRESS.matcher(address).matches()) {
      return bad(part, relation);
    }
    if (PLACEHOLDER_DOMAINS.contains(domain)
        || PLACEHOLDER_LOCALS.contains(text.substring(0, at).toLowerCase(Locale.ROOT))) {
      return ContactReading.invalid(
          part, relation, StatusReason.PLACEHOLDER_VALUE, "is an address that stands for none");
    }
    return new ContactReading(
        address,
        null,
        relation,
        org.aviso.person.ContactStatus.OK,
        null,
        null,
        MISTYPED.contains(domain));
  }

  private static ContactReading bad(String part, String relation) {
    return ContactReading.invalid(
        part, relation, StatusReason.BAD_ADDRESS, "is not an email address");
  }
}
