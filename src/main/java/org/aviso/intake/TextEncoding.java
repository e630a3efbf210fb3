package org.aviso.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * How a text file is encoded, judged from all of its bytes: a byte order mark, the place of zero
 * bytes, and whether what is not ASCII is well-formed UTF-8.
 *
 * @param charset to decode with
 * @param name as reports give it
 * @param mark bytes of the byte order mark to skip
 */
record TextEncoding(Charset charset, String name, int mark) {
  private static final int SAMPLE = 4096;
  private static final double TOO_MANY_CONTROLS = 0.02;

  /** @throws RefusedFile {@code undecodable} when the bytes are no text, {@code empty_file} */
  static TextEncoding of(InputStream bytes) throws IOException, RefusedFile {
    return new Sniffing(bytes).encoding();
  }

  private static final class Sniffing {
    private final InputStream bytes;
    private long total;
    private long controls;
    private long multibyte;
    private long invalid;
    private int following;
    private int lead;

    Sniffing(InputStream bytes) {
      this.bytes = bytes;
    }

    TextEncoding encoding() throws IOException, RefusedFile {
      byte[] sample = bytes.readNBytes(SAMPLE);
      if (sample.length == 0) {
        throw new RefusedFile("empty_file", "the file is empty: ask for it anew");
      }
      TextEncoding marked = marked(sample);
      if (marked != null && marked.charset != StandardCharsets.UTF_8) {
        return marked;
      }
      TextEncoding sixteen = withoutMark(sample);
      if (sixteen != null) {
        return sixteen;
      }
      count(sample, sample.length);
      byte[] chunk = new byte[65_536];
      for (int read = bytes.read(chunk); read > 0; read = bytes.read(chunk)) {
        count(chunk, read);
      }
      if (controls > total * TOO_MANY_CONTROLS + 8) {
        throw new RefusedFile("undecodable", "the file is not text in any encoding known here: ask for CSV or XLSX");
      }
      if (marked != null) {
        return marked;
      }
      if (invalid > multibyte) {
        return new TextEncoding(Charset.forName("windows-1252"), "windows-1252", 0);
      }
      return new TextEncoding(StandardCharsets.UTF_8, "UTF-8", 0);
    }

    private static TextEncoding marked(byte[] b) {
      if (b.length >= 3 && b[0] == (byte) 0xEF && b[1] == (byte) 0xBB && b[2] == (byte) 0xBF) {
        return new TextEncoding(StandardCharsets.UTF_8, "UTF-8", 3);
      }
      if (b.length >= 4 && b[0] == 0 && b[1] == 0 && b[2] == (byte) 0xFE && b[3] == (byte) 0xFF) {
        return new TextEncoding(Charset.forName("UTF-32BE"), "UTF-32BE", 4);
      }
      if (b.length >= 2 && b[0] == (byte) 0xFE && b[1] == (byte) 0xFF) {
        return new TextEncoding(StandardCharsets.UTF_16BE, "UTF-16BE", 2);
      }
      if (b.length >= 4 && b[0] == (byte) 0xFF && b[1] == (byte) 0xFE && b[2] == 0 && b[3] == 0) {
        return new TextEncoding(Charset.forName("UTF-32LE"), "UTF-32LE", 4);
      }
      if (b.length >= 2 && b[0] == (byte) 0xFF && b[1] == (byte) 0xFE) {
        return new TextEncoding(StandardCharsets.UTF_16LE, "UTF-16LE", 2);
      }
      return null;
    }

    /** Headers are ASCII, so UTF-16 without a mark has a zero in every other byte at its beginning. */
    private static TextEncoding withoutMark(byte[] b) {
      int pairs = Math.min(b.length, 64) / 2;
      int zerosFirst = 0;
      int zerosSecond = 0;
      for (int i = 0; i < pairs; i++) {
        zerosFirst += b[2 * i] == 0 ? 1 : 0;
        zerosSecond += b[2 * i + 1] == 0 ? 1 : 0;
      }
      if (pairs >= 8 && zerosSecond >= pairs * 9 / 10 && zerosFirst == 0) {
        return new TextEncoding(StandardCharsets.UTF_16LE, "UTF-16LE", 0);
      }
      if (pairs >= 8 && zerosFirst >= pairs * 9 / 10 && zerosSecond == 0) {
        return new TextEncoding(StandardCharsets.UTF_16BE, "UTF-16BE", 0);
      }
      return null;
    }

    private void count(byte[] chunk, int length) {
      total += length;
      for (int i = 0; i < length; i++) {
        int b = chunk[i] & 0xFF;
        if (b < 0x80) {
          if (following > 0) {
            invalid++;
            following = 0;
          }
          if (b < ' ' && b != '\n' && b != '\r' && b != '\t') {
            controls++;
          }
        } else if (following > 0) {
          boolean well = (b & 0xC0) == 0x80 && !overlongOrBeyond(b);
          lead = 0;
          if (!well) {
            invalid++;
            following = 0;
          } else if (--following == 0) {
            multibyte++;
          }
        } else {
          following = b >= 0xC2 && b <= 0xDF ? 1 : b >= 0xE0 && b <= 0xEF ? 2 : b >= 0xF0 && b <= 0xF4 ? 3 : 0;
          lead = b;
          if (following == 0) {
            invalid++;
          }
        }
      }
    }

    /** The second byte narrows what the first allows (Unicode 15, table 3-7). */
    private boolean overlongOrBeyond(int second) {
      return switch (lead) {
        case 0xE0 -> second < 0xA0;
        case 0xED -> second > 0x9F;
        case 0xF0 -> second < 0x90;
        case 0xF4 -> second > 0x8F;
        default -> false;
      };
    }
  }
}
