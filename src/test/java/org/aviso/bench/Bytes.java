package org.aviso.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow at the end and are taken from the beginning. */
final class Bytes {
  byte[] all = new byte[16 * 1024];
  int from;
  int to;

  int size() {
    return to - from;
  }

  void clear() {
    from = 0;
    to = 0;
  }

  /** Makes room for so many more; what is in it moves to the beginning. */
  void room(int more) {
    if (from > 0) {
      System.arraycopy(all, from, all, 0, size());
      to -= from;
      from = 0;
    }
    if (all.length - to < more) {
      all = Arrays.copyOf(all, Math.max(all.length * 2, to + more));
    }
  }

  Bytes add(byte[] bytes) {
    room(bytes.length);
    System.arraycopy(bytes, 0, all, to, bytes.length);
    to += bytes.length;
    return this;
  }

  Bytes add(String ascii) {
    return add(ascii.getBytes(StandardCharsets.ISO_8859_1));
  }

  Bytes add(byte one) {
    if (to == all.length) {
      room(1);
    }
    all[to++] = one;
    return this;
  }

  /** Where these bytes begin next, at or after the place; -1 when nowhere. */
  int find(byte[] what, int at) {
    for (int i = at; i <= to - what.length; i++) {
      if (all[i] == what[0] && Arrays.equals(all, i, i + what.length, what, 0, what.length)) {
        return i;
      }
    }
    return -1;
  }

  String text(int begin, int end) {
    return new String(all, begin, end - begin, StandardCharsets.ISO_8859_1);
  }

  static byte[] of(String ascii) {
    return ascii.getBytes(StandardCharsets.ISO_8859_1);
  }
}
