package org.aviso.ledger;

/**
 * Something that happened, written in the transaction of the state it explains and never changed.
 *
 * @param kind what sort: {@code list}, {@code person}, {@code entry}, {@code attempt}, {@code
 *     receipt}, {@code bounce}, {@code directive}, {@code service}, {@code alarm}
 * @param code what happened, a word of the domain
 * @param detail JSON of codes and digests, or null; never a personal value
 */
public record Event(
    String kind, String code, Long person, Long entry, Long attempt, Long list, String detail) {

  public static Event ofList(long list, String code, String detail) {
    return new Event("list", code, null, null, null, list, detail);
  }

  public static Event ofPerson(long person, String code, String detail) {
    return new Event("person", code, person, null, null, null, detail);
  }

  public static Event ofEntry(long person, long entry, String code, String detail) {
    return new Event("entry", code, person, entry, null, null, detail);
  }

  public static Event ofAttempt(
      String kind, long person, long entry, long attempt, String code, String detail) {
    return new Event(kind, code, person, entry, attempt, null, detail);
  }

  public static Event ofService(String kind, String code, String detail) {
    return new Event(kind, code, null, null, null, null, detail);
  }

  /** What the chain's digest covers, one line an event. */
  String canonical(long id, long at) {
    return id
        + "|"
        + at
        + "|"
        + kind
        + "|"
        + code
        + "|"
        + person
        + "|"
        + entry
        + "|"
        + attempt
        + "|"
        + list
        + "|"
        + (detail == null ? "" : detail)
        + "\n";
  }
}
