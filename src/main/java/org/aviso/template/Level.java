package org.aviso.template;

/** How much a message may disclose. A level binds the whole message. Always shown with its name. */
public enum Level {
  L0("call-back"),
  L1("legal matter"),
  L2("case name"),
  L3("full notice");

  private final String title;

  Level(String title) {
    this.title = title;
  }

  /** {@code L0 call-back}. */
  public String shown() {
    return name() + " " + title;
  }

  public boolean above(Level other) {
    return compareTo(other) > 0;
  }

  /** The lower of two limits; null is no limit. */
  public static Level lower(Level one, Level other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.above(other) ? other : one;
  }
}
