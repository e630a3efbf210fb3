package org.aviso.template;

import java.util.Locale;

/** The automatic answers, level L0: {@code reply.stop.txt}, {@code reply.help.txt}. */
public enum Reply {
  STOP,
  HELP;

  /** The name in file names: lower case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
