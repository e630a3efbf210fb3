package org.aviso.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * How a text file is encoded: by its byte order mark, else UTF-8 when every byte of it is, else Windows-1252, which is
 * what spreadsheets on Windows write.
 *
 * @param skip length of the byte order mark
 */
record TextEncoding(Charset charset, int skip) {
  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

  /** Opens the file from its start. */
  interface Opening {
    InputStream open() throws IOException;
  }

  static TextEncoding detect(Opening file) throws IOException {
    try (InputStream in = file.open()) {
      byte[] start = in.readNBytes(3);
      if (start.length >= 2 && (start[0] & 0xFF) == 0xFF && (start[1] & 0xFF) == 0xFE) {
        return new TextEncoding(StandardCharsets.UTF_16LE, 2);
      }
      if (start.length >= 2 && (start[0] & 0xFF) == 0xFE && (start[1] & 0xFF) == 0xFF) {
        return new TextEncoding(StandardCharsets.UTF_16BE, 2);
      }
      if (start.length == 3
          && (start[0] & 0xFF) == 0xEF
          && (start[1] & 0xFF) == 0xBB
          && (start[2] & 0xFF) == 0xBF) {
        return new TextEncoding(StandardCharsets.UTF_8, 3);
      }
    }
    try (InputStream in = file.open()) {
      return new TextEncoding(utf8(in) ? StandardCharsets.UTF_8 : WINDOWS_1252, 0);
    }
  }

  private static boolean utf8(InputStream in) throws IOException {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);
    CharBuffer chars = CharBuffer.allocate(64 * 1024);
    while (true) {
      int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
      if (read > 0) {
        bytes.position(bytes.position() + read);
      }
      bytes.flip();
      CoderResult result = decoder.decode(bytes, chars, read < 0);
      if (result.isError()) {
        return false;
      }
      if (read < 0) {
        return true;
      }
      bytes.compact();
      chars.clear();
    }
  }
}
