package org.aviso.person;

/**
 * A key by which a person or a contact is found again. The ledger keeps a keyed hash of it, never
 * the value.
 *
 * @param kind what the value is
 * @param value normalised: nine digits, a subject id, folded name and ISO birth date, E.164 number,
 *     address
 */
public record Lookup(Kind kind, String value) {
  public enum Kind {
    A_NUMBER,
    SUBJECT_ID,
    NAME_AND_BIRTH,
    /** An A-number cell nobody can be identified by; good for finding the same row again. */
    UNREADABLE_NUMBER,
    CONTACT
  }

  @Override
  public String toString() {
    return "Lookup[" + kind + "]";
  }
}
