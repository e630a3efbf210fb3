package org.aviso.config;

import java.util.Objects;

/** A credential. Prints as {@code ***}; whoever really needs it asks for {@link #value()}. */
public record Secret(String value) {
  public Secret {
    Objects.requireNonNull(value, "value");
  }

  @Override
  public String toString() {
    return "***";
  }
}
