package org.aviso.reliability;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * What a receiver does with a request, decided by the seed, the recipient and how many requests
 * came for it before: the order in which recipients come changes nothing.
 *
 * <p>Written as {@code 429=20,5xx-after=10}: percentages, the rest is answered well.
 */
final class Fates {
  private final long seed;
  private final int longestWait;
  private final Map<String, Double> shares = new LinkedHashMap<>();
  private final Map<String, Integer> seen = new ConcurrentHashMap<>();

  /** What becomes of one request, and how long it takes before and after it is written down. */
  record Fate(String name, long before, long after) {
    boolean is(String other) {
      return name.equals(other);
    }
  }

  /**
   * @param longestWait milliseconds
   */
  Fates(long seed, int longestWait, String shares) {
    this.seed = seed;
    this.longestWait = longestWait;
    for (String share : shares.isBlank() ? new String[0] : shares.split(",")) {
      String[] parts = share.split("=");
      this.shares.put(parts[0], Double.valueOf(parts[1]));
    }
  }

  Fate next(String recipient) {
    int earlier = seen.merge(recipient, 1, Integer::sum);
    Random random = new Random(seed ^ (recipient + "#" + earlier).hashCode() * 0x9E3779B97F4A7C15L);
    random.nextInt();
    double lot = random.nextDouble() * 100;
    String name = "well";
    for (Map.Entry<String, Double> share : shares.entrySet()) {
      lot -= share.getValue();
      if (lot < 0) {
        name = share.getKey();
        break;
      }
    }
    int wait = longestWait == 0 ? 0 : random.nextInt(longestWait + 1);
    int before = wait == 0 ? 0 : random.nextInt(wait + 1);
    return new Fate(name, before, wait - before);
  }

  static void pause(long millis) throws InterruptedException {
    if (millis > 0) {
      TimeUnit.MILLISECONDS.sleep(millis);
    }
  }
}
