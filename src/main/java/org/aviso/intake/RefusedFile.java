package org.aviso.intake;

/** A file that cannot be taken as a master list at all. Nothing of it was stored. */
public final class RefusedFile extends Exception {
  private static final long serialVersionUID = 1L;
  private final String reason;

  /**
   * @param reason code, such as {@code no_known_header}
   * @param message plain words for staff: the rule and the mend, never content of the file
   */
  public RefusedFile(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  /**
   * One of no_known_header, missing_column, duplicate_column, forbidden_column, two_headers,
   * undecodable, unknown_format, empty_file, password_protected, truncated, damaged,
   * nested_archive, too_large.
   */
  public String reason() {
    return reason;
  }
}
