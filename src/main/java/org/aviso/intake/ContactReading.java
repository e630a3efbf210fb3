package org.aviso.intake;

import org.aviso.person.ContactStatus;
import org.aviso.person.StatusReason;

/**
 * One value of a phone or email cell.
 *
 * @param value E.164 or address when OK, else the part of the cell as it came
 * @param country ISO 3166 alpha-2 of an OK phone number, else null
 * @param relation canonical relation when a relative is noted beside it, else null
 * @param status OK, AMBIGUOUS or INVALID
 * @param rule what is wrong in plain words, null when OK
 * @param typo the address is well-formed but its domain looks mistyped
 */
record ContactReading(
    String value,
    String country,
    String relation,
    ContactStatus status,
    StatusReason reason,
    String rule,
    boolean typo) {

  static ContactReading ok(String value, String country, String relation) {
    return new ContactReading(value, country, relation, ContactStatus.OK, null, null, false);
  }

  static ContactReading invalid(String cell, String relation, StatusReason reason, String rule) {
    return new ContactReading(cell, null, relation, ContactStatus.INVALID, reason, rule, false);
  }

  static ContactReading ambiguous(String cell, String relation, StatusReason reason, String rule) {
    return new ContactReading(
        ContactCell.whole(cell), null, relation, ContactStatus.AMBIGUOUS, reason, rule, false);
  }

  @Override
  public String toString() {
    return "ContactReading[" + status.code() + "]";
  }
}
