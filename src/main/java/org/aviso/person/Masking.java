package org.aviso.person;

/** How personal values look to people who may not see them. */
public final class Masking {
  private Masking() {}

  /**
   * Phone: calling code's first digit and the last four; email: first letter and the domain.
   * Anything else: stars.
   */
  public static String contact(ContactKind kind, String value) {
    return switch (kind) {
      case PHONE -> phone(value);
      case EMAIL -> email(value);
    };
  }

  private static String phone(String value) {
    if (value == null || !value.matches("\\+[0-9]{8,15}")) {
      return "***";
    }
    return value.substring(0, 2)
        + "*".repeat(value.length() - 6)
        + value.substring(value.length() - 4);
  }

  private static String email(String value) {
    int at = value == null ? -1 : value.lastIndexOf('@');
    return at < 1 ? "***" : value.charAt(0) + "***" + value.substring(at);
  }
}
