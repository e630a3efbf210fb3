package org.aviso.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Lines that are on disk when {@link #add} returns; many at once share one fsync. */
final class WrittenThrough {
  private final FileChannel file;
  private final Object forcing = new Object();
  private long written;
  private long forced;

  WrittenThrough(Path path) throws IOException {
    file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  void add(String line) {
    try {
      long mine;
      synchronized (this) {
        file.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
        mine = ++written;
      }
      synchronized (forcing) {
        if (forced < mine) {
          long upTo;
          synchronized (this) {
            upTo = written;
          }
          file.force(false);
          forced = upTo;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
