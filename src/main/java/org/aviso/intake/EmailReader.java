package org.aviso.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
  private static final Pattern BETWEEN =
      Pattern.compile("[;,|\\s]+(?=[^\\s;,|@]+@)|[;,|\\s]*[;,|][;,|\\s]*");

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
    List<ContactReading> readings = new ArrayList<>(1);
    for (String part :
        cell.indexOf('@') == cell.lastIndexOf('@') ? new String[] {cell} : BETWEEN.split(cell)) {
      if (!part.isBlank()) {
        readings.add(one(part.strip()));
      }
    }
    return readings.isEmpty() ? List.of(bad(cell, null)) : readings;
  }

  private ContactReading one(String part) {
    String relation = null;
    String text = part;
    var note = NOTE.matcher(part);
    if (note.find()) {
      relation = config.relation(note.group(1));
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
