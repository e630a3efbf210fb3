package org.aviso.template;

/**
 * What a text may print. Which of them a level may use is the template checker's rule (contract:
 * Templates).
 *
 * @param sender the neutral name at L0, the organisation above
 * @param firstName the person's first name; empty when unknown
 * @param askedFor relay texts: the first name where the approval says so, else null and meta.yaml's
 *     {@code your_relative} is printed
 * @param reference opaque token of the attempt
 */
public record Fields(
    String sender,
    String organisation,
    String firstName,
    String askedFor,
    String callbackPhone,
    String callbackHours,
    String reference) {
  @Override
  public String toString() {
    return "Fields[" + reference + "]";
  }
}
