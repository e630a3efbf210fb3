package org.aviso.pipeline;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.aviso.person.PersonId;

/** What a visitor of the monitor must know; made at each start and printed once. */
record MonitorToken(String value) {
  static MonitorToken fresh() {
    return new MonitorToken(PersonId.randomToken(26));
  }

  /** Compares in constant time. */
  boolean is(String given) {
    return given != null
        && MessageDigest.isEqual(
            value.getBytes(StandardCharsets.US_ASCII), given.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "MonitorToken";
  }
}
