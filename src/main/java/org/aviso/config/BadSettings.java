package org.aviso.config;

import java.util.List;
import java.util.stream.Collectors;

/** The settings cannot be used; every problem is told at once, so they are mended at once. */
public final class BadSettings extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Finding> findings;
  private final boolean unsigned;

  public BadSettings(List<Finding> findings) {
    this(findings, false);
  }

  /**
   * @param unsigned some of it is about signatures, keys or drafts: exit code 3, not 2
   */
  public BadSettings(List<Finding> findings, boolean unsigned) {
    super(findings.stream().map(Finding::toString).collect(Collectors.joining("\n")));
    this.findings = List.copyOf(findings);
    this.unsigned = unsigned;
  }

  /** Whether some of it is about signatures, keys or drafts. */
  public boolean unsigned() {
    return unsigned;
  }

  /** In the order -D, environment, file; at least one. */
  public List<Finding> findings() {
    return findings;
  }
}
