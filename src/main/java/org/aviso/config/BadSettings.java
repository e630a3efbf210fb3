package org.aviso.config;

import java.util.List;
import java.util.stream.Collectors;

/** The settings cannot be used; every problem is told at once, so they are mended at once. */
public final class BadSettings extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Finding> findings;

  public BadSettings(List<Finding> findings) {
    super(findings.stream().map(Finding::toString).collect(Collectors.joining("\n")));
    this.findings = List.copyOf(findings);
  }

  /** In the order -D, environment, file; at least one. */
  public List<Finding> findings() {
    return findings;
  }
}
