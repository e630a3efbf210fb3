package org.aviso.person;

/**
 * One way to reach somebody: the person, a relative (relay), an attorney.
 *
 * @param id stable within the person
 * @param kind phone or email
 * @param owner whose it is
 * @param value E.164 phone number or address, domain in lower case; the cell as it came when the
 *     status is ambiguous or invalid
 * @param country ISO 3166 alpha-2 of a phone number, null when unknown or email
 * @param name the relay's or attorney's name, may be null
 * @param relation canonical relation to the person ({@code mother}, {@code sibling} …), null unless
 *     owner is relay
 * @param languageCell what the list says of the relay's language, null when blank
 * @param status only {@code OK} is used
 * @param statusReason null when OK
 * @param verified the contact is the member's own, shown by their use of it
 * @param source where the value came from
 */
public record Contact(
    ContactId id,
    ContactKind kind,
    Owner owner,
    String value,
    String country,
    String name,
    String relation,
    String languageCell,
    ContactStatus status,
    StatusReason statusReason,
    boolean verified,
    Sourced source) {

  public boolean usable() {
    return status == ContactStatus.OK;
  }

  public Contact withStatus(ContactStatus newStatus, StatusReason reason) {
    return new Contact(
        id,
        kind,
        owner,
        value,
        country,
        name,
        relation,
        languageCell,
        newStatus,
        reason,
        verified,
        source);
  }

  public Contact withVerified(boolean isVerified) {
    return new Contact(
        id,
        kind,
        owner,
        value,
        country,
        name,
        relation,
        languageCell,
        status,
        statusReason,
        isVerified,
        source);
  }

  public Contact withSource(Sourced told) {
    return new Contact(
        id,
        kind,
        owner,
        value,
        country,
        name,
        relation,
        languageCell,
        status,
        statusReason,
        verified,
        told);
  }

  /** Enough to recognise, too little to use: {@code +1******0142}, {@code a***@example.org}. */
  public String masked() {
    return Masking.contact(kind, value);
  }

  @Override
  public String toString() {
    return "Contact[" + id + " " + owner.code() + " " + kind.code() + " " + status.code() + "]";
  }
}
