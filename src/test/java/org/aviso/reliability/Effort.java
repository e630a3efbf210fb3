package org.aviso.reliability;

import java.util.Random;
import org.junit.jupiter.api.Assumptions;

/**
 * How much is tried: a short version within {@code mvn verify}, everything in the profile {@code
 * reliability}. One seed decides every random choice of the tests and the receivers.
 */
final class Effort {
  static final boolean FULL = "full".equals(System.getProperty("aviso.reliability"));
  static final long SEED = Long.getLong("aviso.reliability.seed", 20_261_124L);

  private Effort() {}

  static int of(int shortly, int full) {
    return FULL ? full : shortly;
  }

  /** What takes minutes is left to the full version. */
  static void fullOnly() {
    Assumptions.assumeTrue(FULL, "in the full version only: mvn -B -Preliability verify");
  }

  /** A choice of its own for each purpose, so that one test more changes no other. */
  static Random random(String purpose) {
    return new Random(SEED * 31 + purpose.hashCode());
  }

  /** What a run came to; the figures of docs/reliability.md are these lines. */
  static void say(String scenario, String form, Object... figures) {
    System.err.printf("reliability %s: %s%n", scenario, form.formatted(figures));
  }
}
