package org.aviso.person;

/**
 * Alien registration number, nine digits (eight are left-padded with a zero by whoever reads the
 * list). Prints masked.
 */
public record ANumber(String digits) {
  public ANumber {
    boolean nine = digits.length() == 9 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!nine) {
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
