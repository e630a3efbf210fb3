package org.aviso.person;

/**
 * Alien registration number, nine digits (eight are left-padded with a zero by whoever reads the
 * list). Prints masked.
 */
public record ANumber(String digits) {
  public ANumber {
    if (!digits.matches("[0-9]{9}")) {
      throw new IllegalArgumentException("An A-number has nine digits");
    }
  }

  /** Last three digits only: {@code A***-***-123}. */
  public String masked() {
    return "A***-***-" + digits.substring(6);
  }

  @Override
  public String toString() {
    return masked();
  }
}
