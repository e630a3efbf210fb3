package org.aviso.bench;

import java.nio.charset.StandardCharsets;

/**
 * Who was written to, a million of them in little memory: a hash of 64 bits each. Two recipients
 * that shared one would count as a double and fail the round; they cannot hide a loss.
 */
final class Recipients {
  /**
   * @param messages accepted, doubles included
   * @param distinct different recipients
   * @param sum of the distinct hashes: equal sets have equal sums
   */
  record Tally(long messages, long distinct, long sum) {
    long doubles() {
      return messages - distinct;
    }
  }

  private static final int FIRST = 1 << 16;
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private long[] slots = new long[FIRST];
  private long messages;
  private int distinct;
  private long sum;

  void add(String recipient) {
    byte[] bytes = recipient.getBytes(StandardCharsets.US_ASCII);
    add(bytes, 0, bytes.length);
  }

  void add(byte[] bytes, int from, int to) {
    messages++;
    long hash = hash(bytes, from, to);
    if (put(slots, hash)) {
      distinct++;
      sum += hash;
      if (distinct > slots.length / 2) {
        grow();
      }
    }
  }

  Tally tally() {
    return new Tally(messages, distinct, sum);
  }

  /** The tally, after which all begins anew. */
  Tally take() {
    Tally taken = tally();
    slots = new long[FIRST];
    messages = 0;
    distinct = 0;
    sum = 0;
    return taken;
  }

  private void grow() {
    long[] wider = new long[slots.length * 2];
    for (long hash : slots) {
      if (hash != 0) {
        put(wider, hash);
      }
    }
    slots = wider;
  }

  private static boolean put(long[] slots, long hash) {
    int at = (int) hash & slots.length - 1;
    while (slots[at] != 0) {
      if (slots[at] == hash) {
        return false;
      }
      at = at + 1 & slots.length - 1;
    }
    slots[at] = hash;
    return true;
  }

  /** FNV-1a, its bits mixed once more; never 0, which marks a free slot. */
  private static long hash(byte[] bytes, int from, int to) {
    long hash = FNV_OFFSET;
    for (int i = from; i < to; i++) {
      hash = (hash ^ bytes[i]) * FNV_PRIME;
    }
    hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
    hash ^= hash >>> 31;
    return hash == 0 ? 1 : hash;
  }
}
